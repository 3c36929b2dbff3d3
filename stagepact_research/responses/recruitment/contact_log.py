"""The contact log of a wave (recruitment.csv): one line for every time that somebody was approached.

The log holds codes and no words: no names, no addresses and no remarks, so that it can lie beside the
answers. Who says what within an institution stays with the researcher.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd

from stagepact_research.responses.errors import ResponseFileProblem
from stagepact_research.responses.recruitment.errors import (
    ContactLogProblem,
    DoubleContact,
    EmptyContactLog,
    MissingLogColumns,
    UnknownLogColumns,
    UnreadableContactLog,
    WrongLogCell,
)
from stagepact_research.responses.table import read_table

COLUMNS = ("datum", "stadium", "eenheid", "instelling", "wijze", "uitkomst", "reden")
TEMPLATE = ";".join(COLUMNS) + "\n"
STAGES = ("instelling", "team", "oproep")
CHANNELS = ("mbo_raad", "netwerk_onderzoekers", "ocw", "anders")
"""The open calls, which reach nobody knows how many."""
WAYS = ("brief", "mail", "telefoon", "gesprek", "nieuwsbrief", "netwerk")
OUTCOMES = ("benaderd", "geen_reactie", "toegezegd", "geweigerd", "niet_in_aanmerking")
PLACED = "geplaatst"
REASONS = {
    "geen_tijd": "geen tijd of personeel",
    "komt_niet_voor": "stagediscriminatie komt hier niet voor",
    "niet_betrokken": "niet betrokken bij werving en selectie",
    "te_nieuw": "begeleidt nog maar kort studenten",
    "kent_team_niet": "kent het team niet goed genoeg",
    "leeft_niet": "het onderwerp leeft niet in het team",
    "anders": "een andere reden",
    "onbekend": "reden onbekend",
}
"""Why an institution or team declines, as the 2024 report found them (sections 4.1 and 4.3.1)."""
_CODE = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{1,12})*")
_A_CODE = "hoofdletters, cijfers en streepjes, zonder spaties: een code en geen naam of adres"


def read_contact_log(path: Path) -> pd.DataFrame:
    """The contact log, one row a contact, every cell as text and `datum` as a date, in order of date.

    Columns: datum (jjjj-mm-dd); stadium (instelling, team or oproep); eenheid, the code of who was
    approached, or the channel of an open call; instelling, the code of the institution; wijze; uitkomst;
    and reden where the uitkomst is geweigerd.

    Raises
    ------
    ContactLogProblem
        Names the line and the column of the first thing that is wrong, what stands there and what may.
    """
    try:
        table = read_table(path)
    except ResponseFileProblem as error:
        raise ContactLogProblem(str(path), error.found, "een CSV-bestand in UTF-8 met puntkomma's") from error
    if not table.header:
        raise EmptyContactLog(path)
    missing = [name for name in COLUMNS if name not in table.header]
    if missing:
        raise MissingLogColumns(path, missing)
    unknown = [name for name in table.header if name not in COLUMNS]
    if unknown or len(set(table.header)) != len(table.header):
        raise UnknownLogColumns(path, unknown or list(table.header))
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for row in table.rows:
        if not any(row.cells):
            continue
        if len(row.cells) != len(table.header):
            raise UnreadableContactLog(path, row.line, len(row.cells), len(table.header))
        cells = dict(zip(table.header, (cell.strip() for cell in row.cells), strict=True))
        _check(path, row.line, cells)
        key = tuple(cells[name] for name in ("datum", "stadium", "eenheid", "wijze", "uitkomst"))
        if key in seen:
            raise DoubleContact(path, row.line, seen[key])
        seen[key] = row.line
        rows.append({**cells, "regel": row.line})
    found = pd.DataFrame(rows, columns=[*COLUMNS, "regel"])
    found["datum"] = pd.to_datetime(found["datum"], format="%Y-%m-%d")
    return found.sort_values(["datum", "regel"], kind="stable").drop(columns="regel").reset_index(drop=True)


def _check(path: Path, line: int, cells: dict[str, str]) -> None:
    """Refuse the first cell of a row that cannot be."""

    def refuse(column: str, expected: str) -> None:
        raise WrongLogCell(path, line, column, cells[column], expected)

    def one_of(column: str, allowed: tuple[str, ...]) -> None:
        if cells[column] not in allowed:
            refuse(column, ", ".join(allowed) or "leeg")

    if not _is_day(cells["datum"]):
        refuse("datum", "een datum als 2026-10-05")
    one_of("stadium", STAGES)
    one_of("wijze", WAYS)
    if cells["stadium"] == "oproep":
        one_of("eenheid", CHANNELS)
        one_of("instelling", ("",))
        one_of("uitkomst", (PLACED,))
        one_of("reden", ("",))
        return
    one_of("uitkomst", OUTCOMES)
    for column in ("eenheid", "instelling"):
        if not _CODE.fullmatch(cells[column]):
            refuse(column, _A_CODE)
    if cells["stadium"] == "instelling" and cells["eenheid"] != cells["instelling"]:
        refuse("eenheid", f"dezelfde code als in de kolom instelling ({cells['instelling']})")
    one_of("reden", tuple(REASONS) if cells["uitkomst"] == "geweigerd" else ("",))


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
