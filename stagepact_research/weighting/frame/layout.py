"""The project's own layout of the frame: instellingen.csv, studenten.csv and opvolgers.csv.

All three are UTF-8 with `;` between cells and LF after a row. A count of -1 in instellingen.csv is
"suppressed, 1 to 4" and never a number; studenten.csv keeps sums of published counts apart from the number of
suppressed ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from stagepact_research.weighting.frame.cells import Field, check_cells, check_key, read_cells
from stagepact_research.weighting.frame.errors import EmptyTable, UnknownHeader, WrongCell
from stagepact_research.weighting.frame.sectors import ABROAD, LEERWEGEN, OUTSIDE, PROVINCES, SECTORS

SUPPRESSED = -1
COUNTS = ("bbl", "bol", "bol_deeltijd", "examen")


def one_of(names: Sequence[str]) -> Field:
    """A column that holds one of these texts."""
    return Field("|".join(map(re.escape, names)), f"een van: {', '.join(names)}")


YEAR = Field(r"20[0-9]{2}", "een jaar, zoals 2025")
CODE = Field(r"[0-9]{2}[A-Z0-9]{2}", "een instellingscode van DUO: vier tekens, als tekst, zoals 04NZ")
BOARD = Field(r"[0-9]{5}", "het nummer van het bevoegd gezag, vijf cijfers")
TEXT = Field(r".*\S.*", "een tekst")
COUNT = Field(r"0|[1-9][0-9]{0,6}|-1", "een geheel getal, of -1 (onderdrukt: 1 tot en met 4 studenten)")
_SUM = Field(r"0|[1-9][0-9]{0,7}", "een geheel getal van 0 of meer; -1 telt in de kolom onderdrukt")

INSTITUTIONS = {
    "jaar": YEAR,
    "instelling": CODE,
    "bestuur": BOARD,
    "naam": TEXT,
    "provincie": one_of(PROVINCES),
    **dict.fromkeys(COUNTS, COUNT),
}
STUDENTS = {
    "jaar": YEAR,
    "sectorkamer": one_of([*SECTORS.values(), *OUTSIDE]),
    "leerweg": one_of(LEERWEGEN),
    "niveau": one_of(["1", "2", "3", "4"]),
    "provincie": one_of([*PROVINCES, *ABROAD]),
    "studenten": _SUM,
    "onderdrukt": _SUM,
}
SUCCESSORS = {
    "oud": CODE,
    "nieuw": CODE,
    "datum": Field(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "een datum, zoals 2026-08-01"),
    "bron": TEXT,
}
INSTITUTION_KEY = ("jaar", "instelling")
STUDENT_KEY = ("jaar", "sectorkamer", "leerweg", "niveau", "provincie")


def read_institutions(content: bytes, where: str = "instellingen.csv") -> pd.DataFrame:
    """Students per institution code and year: jaar, instelling, bestuur, naam, provincie and four counts.

    Raises
    ------
    FrameFileProblem
        With file, line and column: another header, a value that cannot be, a code twice in a year, no rows.
    """
    cells = _read(content, where, INSTITUTIONS, INSTITUTION_KEY)
    return _typed(cells, where, ("jaar", *COUNTS))


def read_students(content: bytes, where: str = "studenten.csv") -> pd.DataFrame:
    """Students per year, sectorkamer, leerweg, level (1-4) and province of residence.

    `studenten` is the sum of the published counts, `onderdrukt` the number of cells of 1 to 4 beside it.

    Raises
    ------
    FrameFileProblem
        As for `read_institutions`.
    """
    cells = _read(content, where, STUDENTS, STUDENT_KEY)
    return _typed(cells, where, ("jaar", "niveau", "studenten", "onderdrukt"))


def read_successors(content: bytes, where: str = "opvolgers.csv") -> pd.DataFrame:
    """Which code went on as which other one, from what date (a date object), by what source; may be empty.

    Raises
    ------
    FrameFileProblem
        As for `read_institutions`; also for a date that does not exist and a code that succeeds itself.
    """
    cells = _read(content, where, SUCCESSORS, ("oud",))
    for line, row in cells.iterrows():
        try:
            date.fromisoformat(row["datum"])
        except ValueError:
            raise WrongCell(where, int(str(line)), "datum", row["datum"], "een datum die bestaat") from None
        if row["oud"] == row["nieuw"]:
            raise WrongCell(where, int(str(line)), "nieuw", row["nieuw"], "een andere code dan oud")
    return cells.assign(datum=cells["datum"].map(date.fromisoformat)).reset_index(drop=True)


def as_csv(frame: pd.DataFrame) -> bytes:
    """A table in the project's layout, to the byte the same on every machine."""
    return frame.to_csv(sep=";", index=False, lineterminator="\n").encode()


def years(frame: pd.DataFrame) -> list[int]:
    """The years that a table has, in order."""
    return sorted({int(year) for year in frame["jaar"]})


def _read(content: bytes, where: str, fields: Mapping[str, Field], key: Sequence[str]) -> pd.DataFrame:
    cells = read_cells(content, where)
    if list(cells.columns) != list(fields):
        raise UnknownHeader(where, list(cells.columns), list(fields))
    check_cells(cells, fields, where)
    check_key(cells, key, where)
    return cells


def _typed(cells: pd.DataFrame, where: str, numbers: Sequence[str]) -> pd.DataFrame:
    if cells.empty:
        raise EmptyTable(where, "ten minste één regel met cijfers")
    return cells.astype(dict.fromkeys(numbers, "int64")).reset_index(drop=True)
