"""The files that an export becomes: CSV and JSON exactly as the server writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from stagepact_research.rehearsal.server.cells import Cell

_LINE = "\r\n"
_LINE_END = re.compile(r"\r\n?")
_NOTHING_CSV = _LINE
_NOTHING_JSON = '{"responses": []}'


def write_csv(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Every cell quoted but null, with a byte order mark in front and an empty line at the end.

    A line end within a cell becomes a line feed. Without rows there is not even a heading.
    """
    if not rows:
        return _NOTHING_CSV
    lines = [";".join(map(_quoted, row)) + _LINE for row in (headings, *rows)]
    return "\ufeff" + "".join(lines) + _LINE


def _quoted(cell: Cell) -> str:
    return "" if cell is None else '"' + _LINE_END.sub("\n", str(cell)).replace('"', '""') + '"'


def write_json(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """One object a response; of columns with the same heading only the last is left."""
    if not rows:
        return _NOTHING_JSON
    objects = [
        json.dumps(dict(zip(headings, row, strict=True)), separators=(",", ":")).replace("/", "\\/")
        for row in rows
    ]
    return '{"responses": [' + ",".join(objects) + "]}"
