"""Two shares of independent persons, without the normal approximation at the ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from stagepact_research.analysis.distributions import wilson_interval
from stagepact_research.analysis.errors import ImpossibleCount


@dataclass(frozen=True)
class ShareDifference:
    """The second share minus the first, in percentage points, with Newcombe's interval and the z-test.

    `z` and `p` are NaN where both shares are 0 or both are 100.
    """

    estimate: float
    ci_low: float
    ci_high: float
    z: float
    p: float


def two_proportions(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> ShareDifference:
    """The difference x2 / n2 - x1 / n1 in percentage points.

    Interval: Newcombe's hybrid of the two Wilson intervals (l, u) of the shares p:
    d - sqrt((p2 - l2)^2 + (u1 - p1)^2) to d + sqrt((u2 - p2)^2 + (p1 - l1)^2). Test: z with the pooled
    share, so that z^2 is the chi-square of the two-by-two table.

    Parameters
    ----------
    x1, n1 : how many of the earlier wave, out of how many (at least 1). x2, n2 : of the later wave.
    level : of the interval, between 0 and 1.

    Raises
    ------
    ImpossibleCount
        If a count is no whole number from 0 to n.

    Source: Newcombe (1998), Statistics in Medicine 17, method 10. z^2 as prop.test(correct = FALSE) in R.
    """
    for x, n in ((x1, n1), (x2, n2)):
        if not (n >= 1 and 0 <= x <= n and float(x).is_integer() and float(n).is_integer()):
            raise ImpossibleCount(x, n)
    first, last = 100 * x1 / n1, 100 * x2 / n2
    (low1, high1), (low2, high2) = wilson_interval(x1, n1, level), wilson_interval(x2, n2, level)
    difference = last - first
    low = difference - float(np.hypot(last - low2, high1 - first))
    high = difference + float(np.hypot(high2 - last, first - low1))
    pooled = (x1 + x2) / (n1 + n2)
    if pooled in (0.0, 1.0):
        return ShareDifference(difference, low, high, float("nan"), float("nan"))
    z = difference / 100 / float(np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2)))
    return ShareDifference(difference, low, high, z, float(2 * ndtr(-abs(z))))
