"""The text of a CSV file as a table of cells, whatever its separator, and what is wrong in it by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.weighting.frame.errors import (
    DoubleRow,
    NotATable,
    UnknownHeader,
    WrongCell,
    WrongCellCount,
)

_OTHER_KINDS = (
    (b"PK\x03\x04", "dit is een Excel-bestand (of een ander zip-bestand)."),
    (b"\xd0\xcf\x11\xe0", "dit is een oud Excel-bestand (.xls)."),
    (b"%PDF", "dit is een PDF-bestand."),
    (b"\x1f\x8b", "dit is een gecomprimeerd bestand (gzip)."),
    (b"\xff\xfe", "de tekens zijn opgeslagen als UTF-16."),
    (b"\xfe\xff", "de tekens zijn opgeslagen als UTF-16."),
)


@dataclass(frozen=True)
class Field:
    """What a column may hold: a regular expression for the whole cell, and the same in Dutch words."""

    pattern: str
    expected: str


def read_cells(content: bytes, where: str) -> pd.DataFrame:
    """The cells of a CSV file as stripped text; the index is the line of the file on which a row stands.

    The separator is the one of comma and semicolon that the header has most of. UTF-8 is tried first, then
    Windows-1252, in which DUO and Excel write.

    Raises
    ------
    FrameFileProblem
        If the content is no text, has rows of different lengths or a double heading.
    """
    reader = csv.reader(
        io.StringIO(_text(content, where), newline=""), delimiter=_separator(content), strict=True
    )
    rows: list[list[str]] = []
    lines: list[int] = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error:
        raise NotATable(f"{where}, regel {before + 1}", "de aanhalingstekens kloppen niet.") from None
    header = rows[0] if rows else []
    folded = [name.casefold() for name in header]
    if not header or len(set(folded)) < len(folded):
        raise UnknownHeader(where, header, ["elke kolom één keer"])
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise WrongCellCount(where, line, len(row), len(header))
    return pd.DataFrame(rows[1:], columns=header, index=pd.Index(lines[1:], name="regel"), dtype=object)


def check_cells(cells: pd.DataFrame, fields: Mapping[str, Field], where: str) -> None:
    """Hold every column against its field; the first wrong cell, by column, is named.

    Raises
    ------
    WrongCell
    """
    for name, field in fields.items():
        wrong = cells[name][~cells[name].str.fullmatch(field.pattern).astype(bool)]
        if len(wrong):
            raise WrongCell(where, int(wrong.index[0]), name, wrong.iloc[0], field.expected, len(wrong) - 1)


def check_key(cells: pd.DataFrame, key: Sequence[str], where: str) -> None:
    """Refuse a second row with the same key.

    Raises
    ------
    DoubleRow
    """
    double = cells.duplicated(list(key))
    if double.any():
        line = int(double.idxmax())
        values = [cells[name].loc[line] for name in key]
        same = (cells[list(key)] == values).all(axis=1)
        raise DoubleRow(where, line, int(same.idxmax()), key, values)


def _text(content: bytes, where: str) -> str:
    for signature, kind in _OTHER_KINDS:
        if content.startswith(signature):
            raise NotATable(where, kind)
    if b"\x00" in content:
        raise NotATable(where, "het bestand bevat NUL-bytes en is beschadigd.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise NotATable(where, "de tekens zijn geen UTF-8 en geen Windows-1252.") from None


def _separator(content: bytes) -> str:
    header = content.lstrip(b"\xef\xbb\xbf\r\n ").split(b"\n", 1)[0]
    return ";" if header.count(b";") > header.count(b",") else ","
