"""Where a printed report says the same thing differently in different places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stagepact_research.protocol import Quantifier
from stagepact_research.quantifiers import interval_of, printed_words

_SHARES = ("n", "pct")


@dataclass(frozen=True)
class Said:
    """One printed value: the number out of its base, or the words; and where."""

    locator: str
    count: float | None
    base: float | None
    words: str


@dataclass(frozen=True)
class Disagreement:
    """Everything that is printed about one answer of one group."""

    population: str
    subject: str
    category: str
    said: tuple[Said, ...]

    @property
    def counts_differ(self) -> bool:
        """Whether two counts out of the same base are not the same."""
        counts = {(one.count, one.base) for one in self.said if one.count is not None}
        return len({base for _, base in counts}) < len(counts)


def disagreements(
    published: pd.DataFrame, table: Sequence[Quantifier], source: str = "interviews"
) -> list[Disagreement]:
    """Answers of which the printed values differ between places, in the order of the report.

    Two words that stand for the same interval are the same. Whether what differs can still hold together is
    for the synthesis to say (`synthesis.contradictions`).
    """
    mine = published[(published["source"] == source) & published["statistic"].isin(_SHARES)]
    found = []
    for key, rows in mine.groupby(["population", "subject", "category"], sort=False):
        said = tuple(_said(row) for _, row in rows.iterrows())
        if len({_meaning(one, table) for one in said}) > 1:
            population, subject, category = map(str, key)
            found.append(Disagreement(population, subject, category, said))
    return found


def _said(row: pd.Series[Any]) -> Said:
    if row["variant"] == "verbal":
        return Said(str(row["locator"]), None, None, printed_words(row))
    if row["statistic"] == "pct":
        return Said(str(row["locator"]), float(row["estimate"]), 100.0, "")
    base = None if pd.isna(row["n"]) else float(row["n"])
    return Said(str(row["locator"]), float(row["estimate"]), base, "")


def _meaning(said: Said, table: Sequence[Quantifier]) -> object:
    """What was said, so that two words for the same interval are the same."""
    return (interval_of(said.words, table) or said.words) if said.words else (said.count, said.base)
