"""Two waves compared as the project compares them, for many simulations at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from stagepact_research.analysis.planning.samples import Counts, Matrix, Vector


@dataclass(frozen=True, eq=False)
class Means:
    """Per simulation a weighted mean and its design-based standard error; `df` is clusters minus one."""

    estimate: Vector
    se: Vector
    df: int


def weighted_means_of(answers: Matrix, weights: Matrix, sizes: Counts) -> Means:
    """What `weighting.weighted_mean` gives (Taylor, clusters, no strata), a row at a time and fast.

    se^2 = C / (C - 1) * sum over clusters of (sum of w * (y - mean))^2, with weights of sum 1.

    Parameters
    ----------
    answers : simulations by teams, none missing.
    weights : simulations by teams, or one row for all; each row has sum 1.
    sizes : teams per cluster, which stand beside each other; two clusters or more.
    """
    mean = (weights * answers).sum(axis=1)
    scores = weights * (answers - mean[:, None])
    if len(sizes) < scores.shape[1]:
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        scores = np.add.reduceat(scores, starts, axis=1)
    clusters = len(sizes)
    variance = clusters / (clusters - 1) * np.square(scores).sum(axis=1)
    return Means(mean, np.sqrt(variance), clusters - 1)


def p_values(before: Means, after: Means, change: float = 0.0) -> Vector:
    """The two-sided p of the difference against `change`; NaN where nothing varies in either wave.

    t = (after - before - change) / se with se^2 = se_before^2 + se_after^2, and the degrees of freedom of
    Welch and Satterthwaite: se^4 / (se_before^4 / df_before + se_after^4 / df_after).
    """
    one, other = before.se**2, after.se**2
    both = one + other
    with np.errstate(invalid="ignore", divide="ignore"):
        df = both**2 / (one**2 / before.df + other**2 / after.df)
        t = np.abs(after.estimate - before.estimate - change) / np.sqrt(both)
        return np.asarray(2 * stdtr(df, -t), dtype=np.float64)
