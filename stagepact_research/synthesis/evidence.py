"""From a claim's evidence to the number or the words that the table of estimates holds for it.

What was observed goes before what the report printed, and that before anything synthetic: a claim about
2024 rests on printed numbers until the real answers are there, and never on a number that was made up while
there is a printed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.protocol import Quantifier
from stagepact_research.quantifiers import interval_of, printed_words, quantifier, read_words
from stagepact_research.strands.agendas.counts import AT_MOST
from stagepact_research.strands.agendas.counts import METHOD as CODED
from stagepact_research.synthesis.model import Evidence

Kind = Literal["share", "mean"]
_COUNTED = ("interviews", "agendas")


@dataclass(frozen=True)
class Found:
    """What one piece of evidence amounts to.

    `low` and `high` are equal for one exact number; they are the ends of a range for several items, or of
    the interval that printed words stand for (then `words` holds these words and there is no number).
    """

    kind: Kind
    low: float
    high: float
    words: tuple[str, ...]
    counts: tuple[int, int] | None
    """Count and base, where the share is one of persons or institutions that were counted."""
    provenance: str
    rows: pd.DataFrame

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def exact(self) -> bool:
        """Whether there is a number, and not just words."""
        return not bool((self.rows["variant"] == "verbal").any())


def find(
    estimates: pd.DataFrame, wave: int, strand: str, evidence: Evidence, table: Sequence[Quantifier]
) -> Found | None:
    """The number or words for `evidence` in a wave; None when the table has neither."""
    whole = _rows(estimates, wave, strand, evidence, evidence.subject)
    members = evidence.subject.split("+")
    for tier in (_observed, _coded, _numbers, _verbal, _synthetic):
        rows = tier(whole)
        if rows.empty and len(members) > 1:
            parts = [tier(_rows(estimates, wave, strand, evidence, m)).head(1) for m in members]
            rows = pd.concat(parts) if all(len(part) for part in parts) else rows
        if len(rows):
            return _found(rows if len(members) > 1 else rows.head(1), evidence, table)
    return None


def share_of(row: pd.Series[Any]) -> float:
    """The percentage (0-100) that a row holds: itself, or its count out of its base."""
    estimate = float(row["estimate"])
    return estimate if row["statistic"] == "pct" else 100 * estimate / float(row["n"])


def _rows(estimates: pd.DataFrame, wave: int, strand: str, evidence: Evidence, subject: str) -> pd.DataFrame:
    # Persons or institutions that were counted are told as a count; teams in a survey as a percentage.
    shares = ["n", "pct"] if strand in _COUNTED else ["pct", "n"]
    statistic = [evidence.statistic] if evidence.statistic else shares
    key: dict[str, Any] = {"wave": wave, "source": strand, "subject": subject, "statistic": statistic}
    key |= {"category": evidence.category, "contrast": "", "weighting": "none", "group_by": "", "group": ""}
    if evidence.population:
        key["population"] = evidence.population
    if evidence.locator:
        key["locator"] = ["", evidence.locator]
    rows = select(estimates, **key)
    # A count without a base is no share.
    known: pd.DataFrame = rows[(rows["statistic"] != "n") | rows["n"].gt(0)]
    return known.sort_values("statistic", key=lambda s: s.map(statistic.index), kind="stable")


def _observed(rows: pd.DataFrame) -> pd.DataFrame:
    return _computed(rows[rows["provenance"] == "observed"])


def _coded(rows: pd.DataFrame) -> pd.DataFrame:
    own = rows[(rows["provenance"] == "published") & (rows["method"] == CODED) & (rows["statistic"] == "n")]
    return _settled(own)


def _settled(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts of coded cells; none where cells that are not known, or disputed, could raise the count."""
    open_cells = (rows["variant"] == AT_MOST).any()
    found: pd.DataFrame = rows.iloc[:0] if open_cells else rows
    return found


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    printed = rows[(rows["provenance"] == "published") & rows["variant"].isin(["", "low", "high"])]
    own: pd.DataFrame = printed[printed["method"] != CODED]
    ends = own["variant"].isin(["low", "high"])
    if ends.all() and len(own):  # a range is two rows, printed in one place
        ends = own["locator"] != own["locator"].iloc[0]
    exact: pd.DataFrame = own[~ends]
    return exact


def _verbal(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["provenance"] == "published") & (rows["variant"] == "verbal")]


def _synthetic(rows: pd.DataFrame) -> pd.DataFrame:
    return _computed(rows[rows["provenance"] == "synthetic"])


def _computed(rows: pd.DataFrame) -> pd.DataFrame:
    """Of computed rows the plain one: all who answered, without a rival method.

    How often a theme came up in interviews has a method of its own: who did not mention it did not say no.
    """
    own = _settled(rows[rows["method"].isin(["", CODED])])
    plain: pd.DataFrame = own[own["variant"] == ""]
    return plain


def _found(rows: pd.DataFrame, evidence: Evidence, table: Sequence[Quantifier]) -> Found:
    provenance = "synthetic" if (rows["provenance"] == "synthetic").any() else str(rows["provenance"].iloc[0])
    if evidence.statistic == "mean":
        values = rows["estimate"].to_numpy()
        return Found("mean", float(values.min()), float(values.max()), (), None, provenance, rows)
    if (rows["variant"] == "verbal").any():
        read = [interval_of(printed_words(row), table) for _, row in rows.iterrows()]
        known = [interval for interval in read if interval is not None] or [(0.0, 100.0)]
        words = tuple(dict.fromkeys(_our_words(row, table) for _, row in rows.iterrows()))
        low, high = min(a for a, _ in known), max(b for _, b in known)
        return Found("share", low, high, words, None, provenance, rows)
    shares = np.array([share_of(row) for _, row in rows.iterrows()])
    low, high = float(shares.min()), float(shares.max())
    words = tuple(dict.fromkeys(quantifier(share, table) for share in (low, high)))
    only = rows.iloc[0]
    counted = len(rows) == 1 and only["statistic"] == "n"
    counts = (int(only["estimate"]), int(only["n"])) if counted else None
    return Found("share", low, high, words, counts, provenance, rows)


def _our_words(row: pd.Series[Any], table: Sequence[Quantifier]) -> str:
    """The table's own words for those printed; printed words that it does not know stay as they are."""
    printed = printed_words(row)
    entry = read_words(printed, table)
    return entry.words if entry else printed
