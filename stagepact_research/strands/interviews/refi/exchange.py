"""The study's codebook as a REFI-QDA codebook (.qdc), with which a team starts coding in its own program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from stagepact_research.strands.interviews.refi.errors import UnfitCodebook
from stagepact_research.strands.interviews.refi.mapping import CLEARED
from stagepact_research.strands.interviews.refi.model import Code
from stagepact_research.strands.interviews.refi.reading import read_codes
from stagepact_research.strands.interviews.refi.study import Study
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


def to_qdc(study: Study) -> bytes:
    """The codebook as .qdc: below their headings the codes by their label, each with its definition.

    The answers to closed questions are codes below their question; the code for quotes is added.

    Raises
    ------
    UnfitCodebook
        When a text holds a sign that XML cannot hold, or the codebook is empty.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    if not study.codes:
        raise UnfitCodebook("codeboek", "er staat geen enkele code in.", "ten minste één code")
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": "stagepact"})
    codes = SubElement(root, "Codes")
    below: dict[tuple[str, ...], Element] = {(): codes}
    for code in study.exchanged():
        for depth, heading in enumerate(code.headings, start=1):
            path = code.headings[:depth]
            if path not in below:
                own = str(uuid5(_SPACE, "heading " + "\0".join(path)))
                below[path] = _add(below[path[:-1]], own, heading, "", codable=False)
        _add(below[code.headings], code_guid(code.id), code.label, code.definition)
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
