"""The rows about one change, put together as the figure, the tables and the sentences need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale

VERDICTS = {
    "toename": "toegenomen",
    "afname": "afgenomen",
    "gelijk": "gelijk gebleven",
    "klein_maar_aantoonbaar": "veranderd, maar weinig",
    "onbeslist": "onbeslist",
}
_ASSUMED = "assumed_clusters"


@dataclass(frozen=True)
class Change:
    """One outcome in two waves."""

    subject: str
    category: str
    before: tuple[float, float, float]
    """The mean and its interval."""
    after: tuple[float, float, float]
    change: float
    low: float
    high: float
    effect: float
    p: float
    p_holm: float
    p_equivalent: float
    smallest: float
    """The smallest relevant difference, in the unit of the outcome."""
    verdict: str
    n_before: float
    n_after: float


@dataclass(frozen=True)
class ScaleChange:
    """A scale in two waves, and all that a careful reader wants beside it."""

    scale: Scale
    plain: Change
    weighted: Change | None
    clustered: str
    """The verdict as if colleagues of the earlier wave had answered alike; empty where that is not asked."""
    composition: tuple[float, float, float] | None
    """The part of the change that comes from other kinds of teams."""
    invariance: str
    """Whether the scale measures the same in both waves."""
    hidden_bias: float
    """How far a difference in measuring that was missed can move the mean, in points."""


def changes_of(changes: pd.DataFrame, scales: Sequence[Scale]) -> list[ScaleChange]:
    """The scales that may be compared, in the order of the report."""
    found = []
    for scale in scales:
        plain = change_of(changes, scale.id)
        if plain is None:
            continue
        found.append(
            ScaleChange(
                scale=scale,
                plain=plain,
                weighted=change_of(changes, scale.id, weighting="trimmed"),
                clustered=_clustered(changes, scale.id),
                composition=_composition(changes, scale.id),
                invariance=_invariance(changes, scale.id),
                hidden_bias=_first(
                    select(changes, subject=scale.id, statistic="hidden_bias", group_by="ronde")
                ),
            )
        )
    return found


def change_of(
    changes: pd.DataFrame, subject: str, category: str = "", weighting: str = "none"
) -> Change | None:
    """The change of one outcome, or None where it was not compared."""
    rows = select(changes, subject=subject, category=category, weighting=weighting, group_by="")
    verdicts = rows[(rows["statistic"] == "verdict") & ~rows["method"].str.startswith(_ASSUMED)]
    if verdicts.empty:
        return None
    method = verdicts["method"].iloc[0]
    own = rows[rows["method"] == method]
    by = own[~own["statistic"].isin(["p_adjusted", "effect"])].set_index("statistic")
    holm = own[(own["statistic"] == "p_adjusted") & (own["variant"] == "holm")]

    def ends(name: str) -> tuple[float, float, float]:
        row = by.loc[name]
        return float(row["estimate"]), float(row["ci_low"]), float(row["ci_high"])

    change, low, high = ends("change")
    return Change(
        subject=subject,
        category=category,
        before=ends("before"),
        after=ends("after"),
        change=change,
        low=low,
        high=high,
        effect=_first(own[own["statistic"] == "effect"]),
        p=float(by.loc["p", "estimate"]),
        p_holm=_first(holm),
        p_equivalent=float(by.loc["p_equivalent", "estimate"]),
        smallest=float(by.loc["smallest", "estimate"]),
        verdict=str(verdicts["variant"].iloc[0]),
        n_before=float(by.loc["before", "n"]),
        n_after=float(by.loc["after", "n"]),
    )


def refused(changes: pd.DataFrame) -> list[tuple[str, str]]:
    """What is not compared, with the ground."""
    rows = select(changes, statistic="comparable")
    rows = rows[rows["estimate"] == 0]
    return [(str(row["subject"]), str(row["note"])) for row in rows.to_dict("records")]


def _clustered(changes: pd.DataFrame, subject: str) -> str:
    rows = select(changes, subject=subject, statistic="verdict", weighting="none", category="")
    rows = rows[rows["method"].str.startswith(_ASSUMED)]
    return str(rows["variant"].iloc[0]) if len(rows) else ""


def _composition(changes: pd.DataFrame, subject: str) -> tuple[float, float, float] | None:
    rows = select(changes, subject=subject, statistic="change_composition", category="")
    if rows.empty or pd.isna(rows["estimate"].iloc[0]):
        return None
    one = rows.iloc[0]
    return float(one["estimate"]), float(one["ci_low"]), float(one["ci_high"])


def _invariance(changes: pd.DataFrame, subject: str) -> str:
    rows = select(changes, subject=subject, statistic="invariance", group_by="ronde")
    for method in ("invariantie_ml", "invariantie_wlsmv"):
        own = rows[rows["method"] == method]
        if len(own):
            return str(own["category"].iloc[0])
    return "niet_te_bepalen"


def _first(rows: pd.DataFrame) -> float:
    known = rows["estimate"].dropna()
    return float(known.iloc[0]) if len(known) else float("nan")
