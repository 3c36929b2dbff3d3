"""A survey structure in XML, as the tables of text that the import works with."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

Table = list[dict[str, str]]


class NoStructure(Exception):  # noqa: N818 (an answer of the server, no mistake of the program)
    """The file is no survey structure; the text is what the server answers."""


_NOT_VALID = "This is not a valid LimeSurvey survey structure XML file."
_NO_SURVEY = "XML Parsing Error: Missing or malformed element of type 'survey'"


def read_lss(content: bytes) -> tuple[list[str], dict[str, Table]]:
    """The languages and the tables of an lss file, in any encoding that its declaration names.

    Raises
    ------
    NoStructure
        If it is no XML, another kind of document, or has no survey.
    """
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NoStructure(_NOT_VALID) from None
    if (root.findtext("LimeSurveyDocType") or "") != "Survey":
        raise NoStructure(_NOT_VALID)
    tables = {
        child.tag: [_row(row) for row in child.findall("rows/row")]
        for child in root
        if child.find("rows") is not None
    }
    if not tables.get("surveys"):
        raise NoStructure(_NO_SURVEY)
    languages = [language.text or "" for language in root.findall("languages/language")]
    return languages, tables


def _row(row: Element) -> dict[str, str]:
    return {cell.tag: cell.text or "" for cell in row}
