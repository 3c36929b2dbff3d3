"""Read the cells of a CSV file as LimeSurvey 6 writes it, whatever the survey."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stagepact_research.responses.errors import (
    EmptyFile,
    FileTooLarge,
    MalformedCell,
    OversizedCell,
    TooManyCells,
    TruncatedExport,
    UnreadableFile,
    WrongCellCount,
)
from stagepact_research.responses.file_kinds import decode

MAX_FILE_BYTES = 100_000_000
"""Fifty thousand responses to a hundred questions are a fifth of this."""
MAX_CELL_CHARACTERS = 1_000_000
MAX_CELLS = 10_000

# Possessive, so that a cell of any length takes one pass.
_CELL = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^";\r\n]*+)')
_ROW_END = re.compile(r"\r\n|\n|\r|\Z")


@dataclass(frozen=True)
class Row:
    line: int
    """The line of the file, from 1, on which the row begins; cells may hold line ends."""
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    closed: bool
    """The file ends with the empty line that LimeSurvey writes last: no row is lost at its end."""


def read_table(path: Path | str) -> Table:
    """The header and the rows of a CSV export, every cell as text.

    A file with nothing but line ends is what LimeSurvey returns for a range without responses: an
    empty header and no rows.

    Raises
    ------
    ResponseFileProblem
        If the file is something else, or damaged; the message says which, and where.
    """
    path = Path(path)
    data = _read(path)
    rows = list(_rows(decode(data, path), path))
    if not rows:
        return Table((), (), closed=True)
    return Table(rows[0].cells, tuple(rows[1:]), closed=data.endswith((b"\n\r\n", b"\n\n")))


def refuse_unreadable(path: Path) -> None:
    """Refuse what is no file, or too large, before anything reads it: a pipe or a device never ends."""
    if not path.exists():
        raise UnreadableFile(path, "het bestand bestaat niet.")
    if not path.is_file():
        raise UnreadableFile(path, "dit is geen bestand.")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(path, size, MAX_FILE_BYTES)


def _read(path: Path) -> bytes:
    refuse_unreadable(path)
    try:
        data = path.read_bytes()
    except OSError as problem:
        why = f"het bestand is niet te lezen ({type(problem).__name__})."
        raise UnreadableFile(path, why) from problem
    if not data:
        raise EmptyFile(path)
    return data


def _rows(text: str, path: Path) -> Iterator[Row]:
    position, line, width = 0, 1, 0
    while position < len(text):
        # LimeSurvey ends with an empty line; an empty cell would have its quotes.
        blank = text[position] in "\r\n"
        row, position, line = _row(text, position, line, path)
        if blank:
            continue
        width = width or len(row.cells)
        if len(row.cells) != width:
            if len(row.cells) < width and not text[position:].strip("\r\n"):
                raise TruncatedExport(path, row.line)
            raise WrongCellCount(path, row.line, len(row.cells), width)
        yield row


def _row(text: str, position: int, line: int, path: Path) -> tuple[Row, int, int]:
    """The row that begins at `position`, and the position and line of the next."""
    cells: list[str] = []
    first = line
    while True:
        match = _CELL.match(text, position)
        if match is None or (match.group(1) is None and text.startswith('"', position)):
            raise TruncatedExport(path, line)
        if match.end() - position > MAX_CELL_CHARACTERS:
            raise OversizedCell(path, line, len(cells) + 1, MAX_CELL_CHARACTERS)
        quoted, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        line += cells[-1].count("\n")
        position = match.end()
        if text.startswith(";", position):
            if len(cells) >= MAX_CELLS:
                raise TooManyCells(path, first, MAX_CELLS)
            position += 1
            continue
        end = _ROW_END.match(text, position)
        if end is None:
            raise MalformedCell(path, line, len(cells))
        return Row(first, tuple(cells)), end.end(), line + 1
