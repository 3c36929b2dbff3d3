"""From DUO's own files to the extract that the project keeps.

Left out: municipality and place (the margins stop at the region), and in the sector file exam-only
participants (EX). They follow no lessons and no internship in a team, and DUO's two tables differ by 5 to 6
per cent about them. Part-time bol (BOLDT) counts as bol, the answer that its team gives; since 2024 it is
zero everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import pandas as pd

from stagepact_research.weighting.frame.cells import Field, check_cells, check_key, read_cells
from stagepact_research.weighting.frame.errors import EmptyTable, UnknownHeader
from stagepact_research.weighting.frame.layout import (
    BOARD,
    CODE,
    COUNT,
    INSTITUTION_KEY,
    INSTITUTIONS,
    STUDENT_KEY,
    SUPPRESSED,
    TEXT,
    YEAR,
    one_of,
)
from stagepact_research.weighting.frame.sectors import ABROAD, OUTSIDE, PROVINCES, SECTORS

FIRST_YEAR = 2024
"""The year of the first wave; what DUO's files have before it is not kept."""

_INSTITUTION_COLUMNS = {
    "JAAR": "jaar",
    "INSTELLINGSCODE": "instelling",
    "BEVOEGD GEZAG NUMMER": "bestuur",
    "INSTELLINGSNAAM": "naam",
    "PROVINCIE INSTELLING": "provincie",
    "BBL": "bbl",
    "BOLVT": "bol",
    "BOLDT": "bol_deeltijd",
    "EX": "examen",
}
_STUDENT_COLUMNS = ("SECTORKAMER", "HOOFDGROEP", "LEERWEG", "NIVEAU", "WOONPROVINCIE")
_YEAR_COLUMN = re.compile(r"(?:n_)?(20[0-9]{2})", re.IGNORECASE)
_LEERWEG = {"BBL": "bbl", "BOLVT": "bol", "BOLDT": "bol"}
_OTHER_NAMES = {"fryslan": "Friesland"}


def institutions_from_duo(content: bytes, where: str) -> pd.DataFrame:
    """The extract instellingen.csv from DUO's "Mbo-studenten per instelling", years from `FIRST_YEAR` on.

    Raises
    ------
    FrameFileProblem
        With file, line and column; an unknown header names the columns found and those expected.
    """
    cells = _columns(read_cells(content, where), list(_INSTITUTION_COLUMNS), where)
    cells["PROVINCIE INSTELLING"] = _as_known(cells["PROVINCIE INSTELLING"], PROVINCES)
    fields = {duo: INSTITUTIONS[own] for duo, own in _INSTITUTION_COLUMNS.items()}
    check_cells(cells, fields | {"JAAR": YEAR, "INSTELLINGSCODE": CODE, "BEVOEGD GEZAG NUMMER": BOARD}, where)
    check_key(cells, ["JAAR", "INSTELLINGSCODE"], where)
    table = cells.rename(columns=_INSTITUTION_COLUMNS)[list(INSTITUTIONS)]
    table = table.astype(dict.fromkeys(("jaar", "bbl", "bol", "bol_deeltijd", "examen"), "int64"))
    return _finished(table, INSTITUTION_KEY, where)


def students_from_duo(content: bytes, where: str) -> pd.DataFrame:
    """The extract studenten.csv from DUO's "Mbo-studenten per sectorkamer en leerweg", from `FIRST_YEAR` on.

    Summed over hoofdgroep: published counts to `studenten`, and the number of cells of -1 to `onderdrukt`.
    Rows in which both are zero are dropped: a missing row means the same.

    Raises
    ------
    FrameFileProblem
        As for `institutions_from_duo`.
    """
    found = read_cells(content, where)
    headings = [str(name) for name in found.columns]
    counts = {name: int(match[1]) for name in headings if (match := _YEAR_COLUMN.fullmatch(name))}
    if not counts or len(set(counts.values())) < len(counts):
        raise UnknownHeader(where, headings, [*_STUDENT_COLUMNS, "n_2024 of 2024, en zo elk jaar één keer"])
    cells = _columns(found, _STUDENT_COLUMNS, where).join(found[list(counts)])
    cells["SECTORKAMER"] = _as_known(cells["SECTORKAMER"], [*SECTORS.values(), *OUTSIDE])
    cells["WOONPROVINCIE"] = _as_known(cells["WOONPROVINCIE"], [*PROVINCES, *ABROAD])
    cells["LEERWEG"] = cells["LEERWEG"].str.upper()
    check_cells(cells, _student_fields(counts), where)
    check_key(cells, _STUDENT_COLUMNS, where)
    long = cells[cells["LEERWEG"].isin(list(_LEERWEG))].melt(
        list(_STUDENT_COLUMNS), list(counts), "jaar", "n"
    )
    return _finished(
        _summed(long.assign(jaar=long["jaar"].map(counts), n=long["n"].astype("int64"))), STUDENT_KEY, where
    )


def _student_fields(counts: Mapping[str, int]) -> dict[str, Field]:
    return {
        "SECTORKAMER": one_of([*SECTORS.values(), *OUTSIDE]),
        "HOOFDGROEP": TEXT,
        "LEERWEG": one_of([*_LEERWEG, "EX"]),
        "NIVEAU": one_of(["1", "2", "3", "4"]),
        "WOONPROVINCIE": one_of([*PROVINCES, *ABROAD]),
        **dict.fromkeys(counts, COUNT),
    }


def _summed(long: pd.DataFrame) -> pd.DataFrame:
    hidden = long["n"] == SUPPRESSED
    table = pd.DataFrame(
        {
            "jaar": long["jaar"],
            "sectorkamer": long["SECTORKAMER"],
            "leerweg": long["LEERWEG"].map(_LEERWEG),
            "niveau": long["NIVEAU"].astype("int64"),
            "provincie": long["WOONPROVINCIE"],
            "studenten": long["n"].mask(hidden, 0),
            "onderdrukt": hidden.astype("int64"),
        }
    )
    sums = table.groupby(list(STUDENT_KEY), as_index=False)[["studenten", "onderdrukt"]].sum()
    return sums[(sums["studenten"] > 0) | (sums["onderdrukt"] > 0)]


def _columns(cells: pd.DataFrame, expected: Sequence[str], where: str) -> pd.DataFrame:
    """The expected columns under DUO's own headings, which are found in whatever case."""
    place = {str(name).upper(): name for name in cells.columns}
    if not set(expected) <= set(place):
        raise UnknownHeader(where, list(cells.columns), expected)
    return cells[[place[name] for name in expected]].set_axis(list(expected), axis=1)


def _as_known(texts: pd.Series, names: Sequence[str]) -> pd.Series:
    """The known spelling of a name, whatever case and accents it has; an unknown name stays as it is."""
    known = _OTHER_NAMES | {_plain(name): name for name in names}
    return texts.map(lambda text: known.get(_plain(text), text))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _finished(table: pd.DataFrame, key: Sequence[str], where: str) -> pd.DataFrame:
    kept = table[table["jaar"] >= FIRST_YEAR]
    if kept.empty:
        raise EmptyTable(where, f"cijfers van {FIRST_YEAR} of later")
    return kept.sort_values(list(key), ignore_index=True)
