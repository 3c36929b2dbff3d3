"""P-values adjusted over the families of tests that the protocol declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from stagepact_research.estimates import conform

Adjustment = Literal["holm", "bh"]
FAMILY = ("wave", "source", "provenance", "population", "weighting", "group_by", "method", "variant")
"""Tests that agree on these columns are one family: one breakdown over the scales, by one method."""


def holm(p: pd.Series) -> pd.Series:
    """Holm's step-down adjustment of a family of p-values.

    The i-th smallest of m becomes the largest so far of (m - i + 1) * p, at most 1. A missing p stays
    missing and does not count in m.

    Source: Holm (1979), Scandinavian Journal of Statistics 6. As p.adjust(method = "holm") in R.
    """
    known = p.dropna().sort_values(kind="stable")
    m = len(known)
    adjusted = np.minimum(np.maximum.accumulate(known.to_numpy() * np.arange(m, 0, -1)), 1.0)
    return pd.Series(adjusted, index=known.index, dtype="float64", name=p.name).reindex(p.index)


def benjamini_hochberg(p: pd.Series) -> pd.Series:
    """Benjamini and Hochberg's adjustment, which bounds the expected share of false discoveries.

    The i-th smallest of m becomes the smallest from there on of p * m / i, at most 1. A missing p stays
    missing and does not count in m.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57. As
    p.adjust(method = "BH") in R.
    """
    known = p.dropna().sort_values(kind="stable")
    m = len(known)
    raised = known.to_numpy() * m / np.arange(1, m + 1)
    adjusted = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return pd.Series(adjusted, index=known.index, dtype="float64", name=p.name).reindex(p.index)


def adjust(p: pd.Series, method: Adjustment) -> pd.Series:
    """A family of p-values adjusted by `method`: "holm" (family-wise error) or "bh" (false discoveries)."""
    return {"holm": holm, "bh": benjamini_hochberg}[method](p)


def adjust_p(
    rows: pd.DataFrame, families: Sequence[str] | None = None, within: Sequence[str] = FAMILY
) -> pd.DataFrame:
    """Rows of `p_adjusted`, variant "holm", for the overall tests among the rows of estimates.

    Parameters
    ----------
    rows : rows of the estimates; only statistic `p` without a group (no pairs) is used.
    families : the breakdowns (group_by) whose tests are adjusted; all when None.
    within : the columns on which the tests of one family agree.

    Returns
    -------
    New rows only, with the key of the `p` they adjust but for statistic and variant; the note says
    over how many tests.
    """
    p = rows[(rows["statistic"] == "p") & (rows["group"] == "")]
    if families is not None:
        p = p[p["group_by"].isin(list(families))]
    parts = []
    for _, family in p.groupby(list(within), sort=False):
        m = int(family["estimate"].notna().sum())
        note = f"Holm over {m} toetsen"
        adjusted = family.assign(estimate=holm(family["estimate"]), se=np.nan, ci_low=np.nan, ci_high=np.nan)
        parts.append(adjusted.assign(statistic="p_adjusted", variant="holm", note=note))
    return conform(pd.concat(parts) if parts else rows.iloc[:0])
