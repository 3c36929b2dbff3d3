"""The continuum of resistance: who answers only after reminders as a proxy for who never answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from stagepact_research.weighting.sensitivity.errors import TooFewWaves


@dataclass(frozen=True)
class Resistance:
    """The course of one outcome over the effort that it took to get the answer."""

    groups: pd.DataFrame
    """By effort (`reminders`): n, mean, se."""
    slope: float
    """The change in the mean with every reminder."""
    se: float
    """Its standard error, robust to unequal variances (HC1)."""
    p: float
    """Two-sided, by t on n - 2 degrees of freedom."""
    last: float
    """The mean of the last group: what those who never answered have, if they resemble it."""
    n: int


def resistance(values: pd.Series, reminders: pd.Series, *, minimum: int = 1) -> Resistance:
    """How an outcome changes with the number of reminders before the answer came.

    It is a proxy: those who never answer may differ from those who answer late.

    Parameters
    ----------
    values : the outcome of each respondent; missing ones are left out.
    reminders : how many reminders each had before he answered, 0 or more, aligned on the index.
    minimum : groups of fewer respondents are joined with the group before them.

    Raises
    ------
    TooFewWaves
        If fewer than two groups are left.

    Source: Armstrong and Overton (1977), Estimating nonresponse bias in mail surveys; the slope is ordinary
    least squares with White's standard error (HC1).
    """
    both = pd.DataFrame({"value": values, "reminders": reminders}).dropna().astype("float64")
    effort = both["reminders"].to_numpy()
    for level in sorted(set(effort), reverse=True):
        earlier = effort[effort < level]
        if (effort == level).sum() < minimum and len(earlier):
            effort = np.where(effort == level, earlier.max(), effort)
    both["reminders"] = effort
    grouped = both.groupby("reminders")["value"]
    groups = pd.DataFrame({"n": grouped.size(), "mean": grouped.mean(), "se": grouped.sem()}).reset_index()
    if len(groups) < 2 or len(both) < 3 or groups["n"].iloc[0] < minimum:
        raise TooFewWaves(len(groups), 2)
    x, y = effort - effort.mean(), both["value"].to_numpy()
    slope = float(x @ (y - y.mean()) / (x @ x))
    residual = y - y.mean() - slope * x
    n = len(y)
    se = float(np.sqrt(n / (n - 2) * ((x * residual) ** 2).sum()) / (x @ x))
    t = slope / se if se > 0 else float("nan")
    return Resistance(
        groups=groups.astype({"n": "int64", "reminders": "int64"}),
        slope=slope,
        se=se,
        p=float(2 * stats.t.sf(abs(t), n - 2)),
        last=float(groups["mean"].iloc[-1]),
        n=n,
    )
