"""Counts a day, with days of few people taken together."""

from __future__ import annotations

import pandas as pd

from stagepact_research.archive.disclosure.audit import DAYS, Audit
from stagepact_research.protocol import Disclosure

_TABLE = ["wave", "source", "provenance", "population", "subject"]
BETWEEN = "/"
"""Between the first and the last day of a period, as in ISO 8601: 2026-10-10/2026-10-13."""


def join_days(rows: pd.DataFrame, rules: Disclosure, audit: Audit) -> pd.DataFrame:
    """The rows with the days on which few people did something joined with the days after them.

    Every period has, of each stage, nobody or at least the smallest cell. A day that already is like that
    stays one; else days are added until the period is, and what is left at the end goes with the period
    before. So no total changes, and the cumulative curve keeps its points.

    Parameters
    ----------
    rows : estimates, of which those with group_by "dag" count people by day and stage.
    """
    daily = rows[rows["group_by"] == "dag"]
    made, gone = [], []
    for _, own in daily.groupby(_TABLE, sort=False):
        table = own.pivot(index="group", columns="category", values="estimate").sort_index()
        days = periods(table, rules.minimum_cell)
        if all(first == last for first, last in days):
            continue
        gone += list(own.index)
        for _, stage in own.groupby("category", sort=False):
            like = stage.sort_values("group", kind="stable")
            for first, last in days:
                inside = (like["group"] >= first) & (like["group"] <= last)
                row = like[inside].iloc[[0]].copy()
                row["estimate"] = float(like.loc[inside, "estimate"].sum())
                if first != last:
                    row["group"] = f"{first}{BETWEEN}{last}"
                    row["note"] = "dagen met weinig mensen zijn samengenomen"
                    for place in like.index[inside]:
                        audit.note(DAYS, place, "samengenomen met andere dagen")
                made.append(row)
    return pd.concat([rows.drop(index=gone), *made]) if gone else rows


def periods(table: pd.DataFrame, minimum: int) -> list[tuple[str, str]]:
    """The first and last day of every period in which each stage has nobody, or at least `minimum`.

    Parameters
    ----------
    table : counts, days in order by stages.
    """
    found: list[tuple[int, int]] = []
    start, counted = 0, table.iloc[0] * 0
    for place in range(len(table)):
        counted = counted + table.iloc[place]
        if _enough(counted, minimum):
            found.append((start, place))
            start, counted = place + 1, table.iloc[0] * 0
    if start < len(table):
        # What is left joins the periods before, back to one that had people: with a zero it would be itself.
        while found and not _enough(table.iloc[start:].sum(), minimum):
            start = found.pop()[0]
        found.append((start, len(table) - 1))
    names = [str(day) for day in table.index]
    return [(names[first], names[last]) for first, last in found]


def _enough(counted: pd.Series, minimum: int) -> bool:
    return bool(((counted == 0) | (counted >= minimum)).all())
