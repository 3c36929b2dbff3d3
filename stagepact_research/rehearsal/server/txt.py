"""A survey structure in tab-separated text, turned into the tables of an lss file as the server does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stagepact_research.rehearsal.server.errors import ServerCrash
from stagepact_research.rehearsal.server.lss import Table
from stagepact_research.rehearsal.server.txt_rows import Line, Rows

_BEFORE_A_NAME = re.compile(r"^\W+")
_NO_LIST = "array_keys(): Argument #1 ($array) must be of type array, null given"
_NO_LINE = "array_map(): Argument #2 ($array) must be of type array, bool given"


def read_txt(content: bytes) -> tuple[list[str], dict[str, Table]]:
    """The languages and the tables of a txt file.

    Raises
    ------
    ServerCrash
        If the text is empty or not in UTF-8 or UTF-16, or has no texts in the survey's own language.
    """
    lines = list(fgetcsv(_decoded(content)))
    if not lines:
        raise ServerCrash(_NO_LINE)
    header = [cell.strip() for cell in lines[0]]
    header[0] = _BEFORE_A_NAME.sub("", header[0])
    rows = Rows()
    named = [_named(header, line) for line in lines[1:]]
    survey, texts = _survey(named)
    rows.language = survey.get("language", "en")
    for line in named:
        rows.add(line)
    if texts and rows.language not in texts:
        raise ServerCrash(_NO_LIST)
    languages = [rows.language, *survey.get("additional_languages", "").split(" ")]
    tables = {"surveys": [survey], **rows.tables}
    if texts:
        tables["surveys_languagesettings"] = [
            {"surveyls_title": "Missing Title", **own, "surveyls_language": language}
            for language, own in texts.items()
        ]
    return [language for language in languages if language], tables


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _named(header: list[str], line: list[str]) -> Line:
    """The cells that hold something, by their column."""
    named = {}
    for place, name in enumerate(header):
        cell = line[place] if place < len(line) else ""
        if len(cell) > 1 and cell[0] == cell[-1] == '"':
            cell = cell[1:-1].replace('""', '"')
        if cell:
            named[name] = cell
    return named


def _survey(lines: list[Line]) -> tuple[Line, dict[str, Line]]:
    survey: Line = {}
    texts: dict[str, Line] = {}
    for line in lines:
        kind, name = line.get("class"), line.get("name", "")
        if kind == "S" and "text" in line and name != "datecreated":
            survey[name] = line["text"]
        elif kind == "SL" and "text" in line:
            texts.setdefault(line.get("language", ""), {})[name] = line["text"]
    return {**survey, "startdate": ""}, texts


def fgetcsv(text: str) -> Iterator[list[str]]:
    """Lines of cells as PHP's `fgetcsv` finds them, with tab, double quote and its backslash escape.

    A quoted cell may hold tabs and line ends. What follows its closing quote is kept as it is. A
    backslash stays, and takes its meaning from a quote after it.
    """
    place, length = 0, len(text)
    while place < length:
        cells: list[str] = []
        while True:
            cell, place = _cell(text, place)
            cells.append(cell)
            if place >= length or text[place] != "\t":
                break
            place += 1
        if text.startswith("\r\n", place):
            place += 2
        elif place < length:
            place += 1
        yield cells


def _cell(text: str, place: int) -> tuple[str, int]:
    start = place
    while text[place : place + 1] == " ":
        place += 1
    if text[place : place + 1] != '"':
        end = _end(text, start)
        return text[start:end], end
    kept: list[str] = []
    place += 1
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text):
            kept.append(text[place : place + 2])
            place += 2
        elif text.startswith('""', place):
            kept.append('"')
            place += 2
        elif text[place] == '"':
            end = _end(text, place + 1)
            return "".join(kept) + text[place + 1 : end], end
        else:
            kept.append(text[place])
            place += 1
    return "".join(kept), place


def _end(text: str, place: int) -> int:
    ends = [found for sign in "\t\r\n" if (found := text.find(sign, place)) >= 0]
    return min(ends, default=len(text))
