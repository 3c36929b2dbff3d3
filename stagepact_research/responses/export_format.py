"""Write a table in the byte format of LimeSurvey 6's CSV export (heading type code, response type short)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BOM = b"\xef\xbb\xbf"
SEPARATOR = ";"
ROW_END = "\r\n"


def format_export(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    r"""The bytes that LimeSurvey writes for this header and these rows.

    UTF-8 with a byte order mark, every cell quoted, a quote doubled, `;` between cells, CRLF after
    every row and once more at the end. A CRLF that a browser posted inside an answer becomes LF.

    Raises
    ------
    ValueError
        If a row has another number of cells than the header.
    """
    lines = [_line(header)]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"row {number} has {len(row)} cells, the header has {len(header)}")
        lines.append(_line(row))
    return BOM + "".join(lines).encode("utf-8") + ROW_END.encode()


def _line(cells: Sequence[str]) -> str:
    return SEPARATOR.join(_cell(cell) for cell in cells) + ROW_END


def _cell(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return '"' + plain.replace('"', '""') + '"'
