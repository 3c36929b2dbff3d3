"""The stored rows of a plan, put together as the table, the figure and the sentences need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.report import nl

NEXT = "volgende"
PARTS = ("n", "instellingen", "icc", "van", "verandering", "toetsen")
"""What `variant` says, each a column of `designs`; the number of teams is `teams` there."""


@dataclass(frozen=True)
class Change:
    """What has to be found: a share that rises from `start`, or a mean (start None) in sd."""

    kind: str
    start: float | None
    size: float

    @property
    def words(self) -> str:
        if self.start is None:
            return f"schaal: {nl.decimal(self.size, 1)} standaardafwijking"
        return f"van {nl.percent(self.start)} naar {nl.percent(self.start + self.size)}"


@dataclass(frozen=True)
class Line:
    """Power (0-1) against the number of teams, for one number of institutions."""

    institutions: int
    teams: tuple[int, ...]
    power: tuple[float, ...]


def designs(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the parts of their variant as columns of numbers, NaN where a part is not said."""
    parsed = [dict(part.split("=") for part in said.split(";") if part) for said in rows["variant"]]
    parts = pd.DataFrame(parsed, columns=list(PARTS), index=rows.index).astype(float)
    kept = rows[["statistic", "category", "group", "estimate", "se", "note"]]
    out = kept.join(parts.rename(columns={"n": "teams"})).assign(simulations=rows["n"])
    out.attrs = dict(rows.attrs)
    return out


def changes(found: pd.DataFrame) -> list[Change]:
    """The changes that were planned for: shares from low to high, then means."""
    power = found[found["statistic"] == "power"]
    unique = power[["category", "van", "verandering"]].drop_duplicates()
    every = [
        Change(str(kind), None if pd.isna(start) else float(start), float(size))
        for kind, start, size in unique.itertuples(index=False)
    ]
    return sorted(every, key=lambda one: (one.start is None, one.start or 0.0, one.size))


def of(
    found: pd.DataFrame, statistic: str, compared: str, change: Change, *, tests: float | None = None
) -> pd.DataFrame:
    """The rows of one statistic for one change and comparison; by default those of the fewest tests."""
    own = found[
        (found["statistic"] == statistic)
        & (found["group"] == compared)
        & (found["category"] == change.kind)
        & (found["van"].isna() if change.start is None else found["van"] == change.start)
        & (found["verandering"].isna() | (found["verandering"] == change.size))
    ]
    if own["toetsen"].notna().any():
        own = own[own["toetsen"] == (own["toetsen"].min() if tests is None else tests)]
    return own


def contrast(found: pd.DataFrame) -> str:
    """The wave that is compared with, as a word: 2024."""
    return next(str(group) for group in found["group"] if group and group != NEXT)


def middle(values: pd.Series) -> float:
    """The middle one of the numbers that occur; of two the higher."""
    present: Sequence[float] = sorted(values.dropna().unique())
    return float(present[len(present) // 2])


def assumed(found: pd.DataFrame, name: str) -> float:
    """A number on which the whole plan rests: n_before, target_power, effective_after, ..."""
    return float(found.loc[found["statistic"] == name, "estimate"].iloc[0])


def lines(found: pd.DataFrame, compared: str, change: Change) -> list[Line]:
    """Power against teams, from few to many institutions, at the middle similarity."""
    own = of(found, "power", compared, change)
    own = own[own["icc"] == middle(own["icc"])].sort_values("teams")
    return [
        Line(int(float(str(institutions))), tuple(one["teams"].astype(int)), tuple(one["estimate"]))
        for institutions, one in own.groupby("instellingen")
    ]
