"""XML from outside, read with limits and without anything that reaches out of the file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from stagepact_research.strands.interviews.refi.errors import (
    MalformedGuid,
    UnreadableXml,
    UnsafeXml,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEPTH, ELEMENTS = 64, 2_000_000
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
# Beside 1.0, programs wrote the version with a colon and that of the draft.
_NAMESPACE = r"\{urn:QDA-XML:%s:(?:1[.:]0|0[.:]4)\}"


def read_xml(content: bytes, where: str, kind: str, root: str) -> Element:
    """The root element, with the REFI-QDA namespace taken off all names.

    Parameters
    ----------
    content : the XML.
    where : what a message names.
    kind : `project` or `codebook`, as in the namespace.
    root : the name of the root element.

    Raises
    ------
    UnsafeXml, UnreadableXml
    """
    own = re.compile(_NAMESPACE % kind)
    depth = count = 0
    named = False
    found: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                element.tag = own.sub("", element.tag, count=1)
                continue
            depth, count = depth + 1, count + 1
            if depth > DEPTH or count > ELEMENTS:
                raise UnreadableXml(where, "de XML is te diep of te groot.", f"ten hoogste {DEPTH} niveaus")
            if found is None:
                found, named = element, own.match(element.tag) is not None
    except DefusedXmlException:
        raise UnsafeXml(where) from None
    except ParseError as error:
        line, column = error.position
        raise UnreadableXml(
            f"{where}, regel {line}, teken {column + 1}", "dit is geen geldige XML."
        ) from None
    except (LookupError, ValueError):
        raise UnreadableXml(where, "de codering van de XML is onbekend of klopt niet.") from None
    if found is None or not named or found.tag != root:
        raise UnreadableXml(
            where, "dit is geen REFI-QDA-bestand van deze soort.", f"<{root}> van REFI-QDA 1.0"
        )
    return found


def guid(element: Element, where: str, attribute: str = "guid") -> str:
    """The GUID in its one form: lower case, without braces; programs differ in both.

    Raises
    ------
    MalformedGuid
    """
    match = _GUID.fullmatch(element.get(attribute, "").strip())
    if match is None:
        raise MalformedGuid(where)
    return match[1].lower()


def optional_guid(element: Element, where: str, *attributes: str) -> str:
    """The GUID of the first of these attributes that is there; empty when none is."""
    named = next((name for name in attributes if element.get(name, "").strip()), None)
    return guid(element, where, named) if named else ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of names, of every branch, in the order of the file."""
    if element is None:
        return
    if not path:
        yield element
        return
    for child in element:
        if child.tag == path[0]:
            yield from children(child, *path[1:])
