"""The population as rows: students by category of each margin, with what suppressed counts leave open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.analysis.descriptives import Row
from stagepact_research.estimates import tidy
from stagepact_research.weighting.frame import margin_range, outside


def population_rows(frame: pd.DataFrame, year: int, margins: Sequence[str], *, wave: int) -> pd.DataFrame:
    """`n` of every category, with `ci_low` and `ci_high` where hidden counts are all 1 or all 4.

    Group_by "buiten" are the students without an answer in question 15.

    Parameters
    ----------
    frame : the students as `read_students` gives them.
    """
    rows: list[Row] = []
    tables = {name: margin_range(frame, year, name) for name in margins} | {"buiten": outside(frame, year)}
    for name, table in tables.items():
        for group, one in zip(table.index, table.to_dict("records"), strict=True):
            ends = {"ci_low": one["low"], "ci_high": one["high"]}
            rows.append({"group_by": name, "group": str(group), "estimate": one["main"], **ends})
    return tidy(
        rows,
        wave=str(wave),
        source="frame",
        provenance="observed",
        population="studenten",
        subject="studenten",
        statistic="n",
        variant=f"1 oktober {year}",
    )
