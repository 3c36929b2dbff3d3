"""How the scores hang together: Table B2 with exact p-values and intervals."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.distributions import t_tail
from stagepact_research.analysis.errors import ConstantScores, TooFewScores
from stagepact_research.estimates import tidy


def correlations(
    scores: pd.DataFrame,
    others: pd.DataFrame | None = None,
    *,
    level: float = 0.95,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Pearson correlations of every pair of scores, as rows of the estimates.

    Parameters
    ----------
    scores : respondents by scales, numbers with NaN for missing.
    others : when given, the pairs are each of `scores` with each of `others` (same index) instead of
        the pairs within `scores`.
    level : of the confidence intervals.
    constant : the columns that all rows share (wave, provenance, ...).

    Returns
    -------
    Rows with subject "a~b" in the order of the columns and method "pearson": `r` (-1 to 1, interval by
    Fisher's z, NaN with fewer than 4 respondents) and `p` (two-sided, from t with n - 2 degrees of
    freedom); n counts the respondents with both scores.

    Raises
    ------
    TooFewScores
        If fewer than 3 respondents have both scores.
    ConstantScores
        If one of both does not vary among them.

    Agrees with R's cor.test.
    """
    pairs = list(combinations(scores.columns, 2)) if others is None else list(product(scores, others))
    second = scores if others is None else others
    rows: list[dict[str, Any]] = []
    for a, b in pairs:
        r, n = pearson(scores[a], second[b])
        low, high = fisher_interval(r, n, level)
        common = {"subject": f"{a}~{b}", "method": "pearson", "n": n}
        rows.append({**common, "statistic": "r", "estimate": r, "ci_low": low, "ci_high": high})
        rows.append({**common, "statistic": "p", "estimate": pearson_p(r, n)})
    return tidy(rows, **(constant or {}))


def pearson(a: pd.Series, b: pd.Series) -> tuple[float, int]:
    """The correlation of two scores and the number of respondents that have both."""
    subject = f"{a.name}~{b.name}"
    both = pd.concat([a, b], axis=1).dropna().to_numpy(dtype="float64")
    n = len(both)
    if n < 3:
        raise TooFewScores(subject, n, 3)
    for column, name in enumerate((a.name, b.name)):
        if np.ptp(both[:, column]) == 0:
            raise ConstantScores(f"{subject}, {name}")
    x, y = (both - both.mean(axis=0)).T
    r = (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())
    return float(np.clip(r, -1, 1)), n


def pearson_p(r: float, n: int) -> float:
    """The two-sided p-value of a correlation: t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees."""
    if abs(r) == 1:
        return 0.0
    return t_tail(r * float(np.sqrt((n - 2) / (1 - r * r))), n - 2)


def fisher_interval(r: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Interval for a correlation: tanh(artanh(r) -+ z / sqrt(n - 3)).

    Source: Fisher (1921), Metron 1.
    """
    from scipy.special import ndtri

    if n < 4:
        return float("nan"), float("nan")
    if abs(r) == 1:
        return r, r
    half = float(ndtri(1 - (1 - level) / 2)) / np.sqrt(n - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))
