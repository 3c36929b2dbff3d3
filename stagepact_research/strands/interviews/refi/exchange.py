"""The study's codebook as a REFI-QDA codebook (.qdc), with which a team starts coding in its own program."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from stagepact_research.strands.interviews.refi.errors import UnfitCodebook
from stagepact_research.strands.interviews.refi.mapping import CLEARED, Codebook, CodebookCode
from stagepact_research.strands.interviews.refi.model import Code
from stagepact_research.strands.interviews.refi.reading import read_codes
from stagepact_research.strands.interviews.refi.xml import read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_SPACE = UUID("5ba1cf5d-2f0e-5a3b-9d6c-3f0c7a1e2b90")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLEARED_TEXT = (
    "Geef deze code aan tekst die als citaat mag verschijnen. Andere tekst wordt niet overgenomen."
)


def code_guid(code_id: str) -> str:
    """The GUID of a code: always the same for the same id, so that a renamed code is still recognised."""
    return str(uuid5(_SPACE, f"code {code_id}"))


def to_qdc(codebook: Codebook) -> bytes:
    """The codebook as .qdc: a heading per theme, below it the codes by their label, each with its definition.

    The code for text that may be quoted is added.

    Raises
    ------
    UnfitCodebook
        When a text holds a sign that XML cannot hold, or the codebook is empty.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    if not codebook.codes:
        raise UnfitCodebook("codeboek", "er staat geen enkele code in.", "ten minste één code")
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": "stagepact"})
    codes = SubElement(root, "Codes")
    ordered = sorted(enumerate(codebook.codes), key=lambda pair: (_first(codebook, _theme(pair[1])), pair[0]))
    for theme, members in groupby(ordered, key=lambda pair: _theme(pair[1])):
        parent = codes
        if theme:
            parent = _add(codes, str(uuid5(_SPACE, f"theme {theme}")), theme, "", codable=False)
        for _, code in members:
            _add(parent, code_guid(code.id), code.label, code.definition)
    _add(codes, code_guid(CLEARED), CLEARED, _CLEARED_TEXT)
    indent(root)
    content: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{content}\n'.encode()


def read_qdc(content: bytes, name: str) -> list[Code]:
    """The codes of a .qdc file, each with the codes above it.

    Raises
    ------
    UnsafeXml, UnreadableXml, MalformedGuid, DuplicateGuid
    """
    return read_codes(read_xml(content, name, "codebook", "CodeBook"), name, "Codes", "Code")


def _theme(code: CodebookCode) -> str:
    return str(getattr(code, "theme", "") or "")


def _first(codebook: Codebook, theme: str) -> int:
    return next(number for number, code in enumerate(codebook.codes) if _theme(code) == theme)


def _add(parent: Element, guid: str, name: str, description: str, *, codable: bool = True) -> Element:
    from xml.etree.ElementTree import SubElement

    for text in (name, description):
        if strange := _NO_XML.search(text):
            raise UnfitCodebook(
                f'codeboek, code "{name[:40]!r}"',
                f"het teken U+{ord(strange[0]):04X} kan niet in een codeboek staan.",
                remedy="Haal het teken weg.",
            )
    attributes = {"guid": guid, "name": name, "isCodable": str(codable).lower()}
    element = SubElement(parent, "Code", attributes)
    if description:
        SubElement(element, "Description").text = description
    return element
