"""The institutions of the frame: province, region, size and share of bbl, joined on DUO's institution code.

55 codes are not 55 organisations. A code that went on as another one (opvolgers.csv), or that the
questionnaire does not offer, is counted with the code under which its teams answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from stagepact_research.weighting.frame.errors import (
    InvalidSuppressed,
    UnfitSuccession,
    UnknownInstitution,
    UnknownYear,
)
from stagepact_research.weighting.frame.layout import CODE, SUPPRESSED, years
from stagepact_research.weighting.frame.sectors import REGION_OF
from stagepact_research.weighting.frame.students import HIGH, LOW, MAIN

SIZES = ("klein", "middel", "groot")
NO_COUNT = "geen gepubliceerd aantal studenten"


def institution_frame(
    institutions: pd.DataFrame,
    year: int,
    *,
    successors: pd.DataFrame | None = None,
    answered_as: Mapping[str, str] | None = None,
    at: date | None = None,
    suppressed: float = MAIN,
) -> pd.DataFrame:
    """One row per institution: what non-response can be held against before anybody answers.

    Parameters
    ----------
    institutions : as `read_institutions` gives them.
    year : of 1 October.
    successors : as `read_successors` gives them; the students of the old code are added to the new one.
    answered_as : codes that the questionnaire does not offer, and the code that their teams choose.
    at : the day of the fieldwork; a succession after it has not happened yet. None: all have.
    suppressed : students in a suppressed cell, 1 to 4.

    Returns
    -------
    DataFrame, index `instelling` (code, as text): naam, bestuur, provincie, region (landsdeel), students (bol
    and bbl, all levels, without exam-only participants), share_bbl (0-1), size, codes (tuple of the codes
    counted here), remark (Dutch). `size` is klein, middel or groot: terciles by number of institutions, equal
    numbers of students in the same class. Where DUO publishes no count above zero, size and share_bbl are
    missing, with a remark.

    Raises
    ------
    UnknownYear, InvalidSuppressed, UnfitSuccession
    """
    if not LOW <= suppressed <= HIGH:
        raise InvalidSuppressed(suppressed)
    if year not in years(institutions):
        raise UnknownYear(year, years(institutions))
    units = institution_units(successors, answered_as, at)
    rows = institutions[institutions["jaar"] == year].copy()
    tracks = ["bbl", "bol", "bol_deeltijd"]
    rows["published"] = rows[tracks].clip(lower=0).sum(axis=1)
    counts = rows[tracks].astype(float).mask(rows[tracks] == SUPPRESSED, suppressed)
    rows["students"], rows["students_bbl"] = counts.sum(axis=1), counts["bbl"]
    rows["unit"] = rows["instelling"].map(lambda code: units.get(code, code))
    sums = rows.groupby("unit")[["students", "students_bbl", "published"]].sum()
    named = _named(rows)
    codes = {unit: _codes(unit, rows, units) for unit in sums.index}
    found = pd.DataFrame(
        {
            **{name: named[name] for name in ("naam", "bestuur", "provincie")},
            "region": named["provincie"].map(REGION_OF),
            "students": sums["students"],
            "share_bbl": sums["students_bbl"] / sums["students"].where(sums["published"] > 0),
            "size": _size(sums["students"].where(sums["published"] > 0)),
            "codes": pd.Series(codes, dtype=object),
            "remark": pd.Series(
                {unit: _remark(unit, codes[unit], sums) for unit in sums.index}, dtype=object
            ),
        },
        index=sums.index,
    )
    return found.rename_axis("instelling")


def institution_units(
    successors: pd.DataFrame | None = None,
    answered_as: Mapping[str, str] | None = None,
    at: date | None = None,
) -> dict[str, str]:
    """By code the one under which its teams answer, for every code that is not its own; chains are followed.

    Raises
    ------
    UnfitSuccession
        If the lines lead in a circle.
    """
    step = dict(answered_as or {})
    if successors is not None and len(successors):
        happened = successors if at is None else successors[successors["datum"] <= at]
        step |= dict(zip(happened["oud"], happened["nieuw"], strict=True))
    found = {}
    for code in step:
        path = [code]
        while path[-1] in step:
            path.append(step[path[-1]])
            if path[-1] in path[:-1]:
                raise UnfitSuccession(path)
        found[code] = path[-1]
    return found


def codes_not_offered(institutions: pd.DataFrame, year: int, offered: Iterable[str]) -> dict[str, str]:
    """Codes that the questionnaire does not offer, and the one offered code of the same bevoegd gezag.

    In 2026 that is 21CY to Curio (25LX) and 24ZW to Koning Willem I College (04FO). A code of which the board
    has no offered code, or several, is left out: its teams choose "een andere instelling".

    Raises
    ------
    UnknownYear
    """
    if year not in years(institutions):
        raise UnknownYear(year, years(institutions))
    rows, choices = institutions[institutions["jaar"] == year], set(offered)
    board = dict(zip(rows["instelling"], rows["bestuur"], strict=True))
    found = {}
    for code in sorted(set(board) - choices):
        same = [other for other in sorted(choices & set(board)) if board[other] == board[code]]
        if len(same) == 1:
            found[code] = same[0]
    return found


def join_institutions(codes: pd.Series, institutions: pd.DataFrame) -> pd.DataFrame:
    """What the frame knows of every respondent's institution.

    Parameters
    ----------
    codes : institution code by respondent, as text; missing, or an answer that is no code (ANDER, GEEN),
        gives a row of missing values.
    institutions : as `institution_frame` gives them; a code that was counted with another one finds that one.

    Returns
    -------
    DataFrame, index of `codes`: instelling (the unit), provincie, region, students, share_bbl, size.

    Raises
    ------
    UnknownInstitution
        If a code is in the shape of DUO's and not in the frame.
    """
    unit = {code: name for name, row in institutions.iterrows() for code in row["codes"]}
    texts = codes.astype(object)
    answered = texts.dropna().astype(str)
    shaped = answered[answered.str.fullmatch(CODE.pattern)]
    unknown = sorted(set(shaped) - set(unit))
    if unknown:
        raise UnknownInstitution(unknown)
    found = texts.map(unit).rename("instelling")
    columns = ["provincie", "region", "students", "share_bbl", "size"]
    known = institutions[columns].reindex(found).set_axis(codes.index)
    known.insert(0, "instelling", found)
    return known


def region_margin(institutions: pd.DataFrame) -> pd.Series:
    """Students by landsdeel of the institution's seat, over all levels and sectors, Entree included.

    Not by woonprovincie, where the student lives: a respondent's region is known through the institution's
    code, and a margin must be defined as the respondents' own category is. Woonprovincie also has students
    abroad and of unknown residence. The seat says little about institutions with places all over the country.

    Parameters
    ----------
    institutions : as `institution_frame` gives them.
    """
    return institutions.groupby("region")["students"].sum().rename("region")


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Name, board and province of a unit: of its own code, or of the largest where that has no figures."""
    own = (rows["unit"] == rows["instelling"]).rename("own")
    order = rows.assign(own=own).sort_values(
        ["own", "students", "instelling"], ascending=[False, False, True]
    )
    return order.drop_duplicates("unit").set_index("unit")


def _codes(unit: str, rows: pd.DataFrame, units: Mapping[str, str]) -> tuple[str, ...]:
    counted = set(rows.loc[rows["unit"] == unit, "instelling"])
    counted |= {old for old, new in units.items() if new == unit}
    return (unit, *sorted(counted - {unit}))


def _size(students: pd.Series) -> pd.Series:
    """Terciles of the units: a unit's mean rank decides, so that equal numbers are in one class."""
    place = students.rank(method="average") / max(int(students.notna().sum()), 1)
    label = np.select([place <= 1 / 3, place <= 2 / 3, place > 2 / 3], SIZES, default="")
    found = pd.Series(label, index=students.index, dtype=object)
    return found.mask(found == "").astype(pd.CategoricalDtype(list(SIZES), ordered=True))


def _remark(unit: str, codes: tuple[str, ...], sums: pd.DataFrame) -> str:
    remarks = [f"met {', '.join(codes[1:])}"] if len(codes) > 1 else []
    return "; ".join(remarks + ([NO_COUNT] if sums.loc[unit, "published"] == 0 else []))
