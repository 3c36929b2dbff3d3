"""Students by sector, leerweg, level and province, and the margins that teams are weighted to.

What a margin of students means for a survey of teams: after weighting to it, a result describes the share of
STUDENTS whose team says or does something, and no longer the share of teams. A team that stands for many
students counts for more. `memberships.per_team` goes back to teams, where the number of students of every
team is known.
"""

from __future__ import annotations

import pandas as pd

from stagepact_research.weighting.frame.errors import (
    InvalidSuppressed,
    UnknownSectorkamer,
    UnknownVariable,
    UnknownYear,
)
from stagepact_research.weighting.frame.layout import years
from stagepact_research.weighting.frame.sectors import LEVELS, OUTSIDE, SECTORS

LOW, MAIN, HIGH = 1.0, 2.0, 4.0
"""Students in a suppressed cell of 1 to 4. Main is what DUO's two tables together imply: 1.9 to 2.0."""

VARIABLES = ("sector", "leerweg", "niveau", "provincie")
CROSS = " x "
_SECTOR_OF = {name: code for code, name in SECTORS.items()}


def students(frame: pd.DataFrame, year: int, *, suppressed: float = MAIN) -> pd.DataFrame:
    """The students of one year, in the codes of questions 14 to 16.

    Parameters
    ----------
    frame : as `read_students` gives it.
    year : of 1 October.
    suppressed : students in a cell of which DUO publishes only that it holds 1 to 4; from 1 to 4.

    Returns
    -------
    DataFrame: sectorkamer, sector (code of question 15, missing where it has none), leerweg (bol, bbl),
    niveau (entree, niv2 to niv4), provincie (where the student lives), students (float).

    Raises
    ------
    UnknownYear, InvalidSuppressed
    UnknownSectorkamer
        If there is a sectorkamer that no answer of question 15 matches, and that is not known to have none.
    """
    if not LOW <= suppressed <= HIGH:
        raise InvalidSuppressed(suppressed)
    if year not in years(frame):
        raise UnknownYear(year, years(frame))
    rows = frame[frame["jaar"] == year].reset_index(drop=True)
    unknown = sorted(set(rows["sectorkamer"]) - set(_SECTOR_OF) - set(OUTSIDE))
    if unknown:
        raise UnknownSectorkamer(unknown)
    return pd.DataFrame(
        {
            "sectorkamer": rows["sectorkamer"],
            "sector": rows["sectorkamer"].map(_SECTOR_OF),
            "leerweg": rows["leerweg"],
            "niveau": rows["niveau"].map(LEVELS),
            "provincie": rows["provincie"],
            "students": rows["studenten"] + suppressed * rows["onderdrukt"],
        }
    )


def margin(students: pd.DataFrame, by: str = "sector") -> pd.Series:
    """Students per category over the eight sectorkamers of question 15, as rake expects a margin.

    Parameters
    ----------
    students : as `students` gives them.
    by : sector, leerweg, niveau or provincie, or some of them crossed: "sector x leerweg".

    Returns
    -------
    Series of float named `by`, in alphabetical order of its categories ("zws", "zws x bol"). Entree students
    are in no sectorkamer, so niveau has niv2, niv3 and niv4.

    Raises
    ------
    UnknownVariable
    """
    asked = students[students["sector"].notna()]
    return asked.groupby(categories(asked, by))["students"].sum().rename(by)


def categories(rows: pd.DataFrame, by: str) -> pd.Series:
    """The category of every row in the margin `by`, for a table with those columns (students, memberships).

    Raises
    ------
    UnknownVariable
    """
    names = by.split(CROSS)
    unknown = [name for name in names if name not in VARIABLES or name not in rows.columns]
    if unknown:
        raise UnknownVariable(unknown, [name for name in VARIABLES if name in rows.columns])
    found = rows[names[0]].astype(object)
    for name in names[1:]:
        found = found + CROSS + rows[name].astype(object)
    return found.rename(by)


def margin_range(frame: pd.DataFrame, year: int, by: str = "sector") -> pd.DataFrame:
    """The margin with 2, with 1 and with 4 students per suppressed cell: columns main, low, high."""
    variants = {"main": MAIN, "low": LOW, "high": HIGH}
    return pd.DataFrame(
        {name: margin(students(frame, year, suppressed=n), by) for name, n in variants.items()}
    )


def outside(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Students without an answer in question 15, and their share of all.

    No margin can speak for them: Entree has no sectorkamer in DUO's figures, Bovensectoraal and "niet
    gespecificeerd naar sector" belong to several or to none. Exam-only participants are in none of the
    figures.

    Returns
    -------
    DataFrame, Entree, Bovensectoraal and niet gespecificeerd naar sector by main, low, high and pct (of all
    students of the year in bol and bbl, 0-100, for main).
    """
    found = {}
    total = 0.0
    for name, n in (("main", MAIN), ("low", LOW), ("high", HIGH)):
        rows = students(frame, year, suppressed=n)
        found[name] = rows.groupby("sectorkamer")["students"].sum().reindex(list(OUTSIDE), fill_value=0.0)
        total = float(rows["students"].sum()) if name == "main" else total
    table = pd.DataFrame(found)
    return table.assign(pct=100 * table["main"] / total)
