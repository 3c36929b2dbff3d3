"""The two models between which every model lies: everything free, and nothing related."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stagepact_research.scales.cfa.likelihood import Pattern, _discrepancy
from stagepact_research.scales.cfa.structure import Floats

_STEPS = 20_000
_CLOSE = 1e-13


def saturated_moments(own: Sequence[Pattern], p: int) -> tuple[Floats, Floats, bool]:
    """The means and covariances of the greatest likelihood without any model, by EM where answers miss.

    Returns means, covariances (divided by n) and whether EM converged. Source: Little & Rubin (2002), section
    11.2.
    """
    if len(own) == 1 and len(own[0].items) == p:
        return own[0].mean, own[0].cov, True
    n = sum(pattern.n for pattern in own)
    mean, cov = _available(own, p)
    f = _value(own, mean, cov)
    for _ in range(_STEPS):
        sums, products = np.zeros(p), np.zeros((p, p))
        for pattern in own:
            here = pattern.items
            away = np.setdiff1d(np.arange(p), here)
            slope = np.linalg.solve(cov[np.ix_(here, here)], cov[np.ix_(here, away)]).T
            expected = np.zeros(p)
            expected[here] = pattern.mean
            expected[away] = mean[away] + slope @ (pattern.mean - mean[here])
            spread = np.zeros((p, p))
            spread[np.ix_(here, here)] = pattern.cov
            spread[np.ix_(away, here)] = slope @ pattern.cov
            spread[np.ix_(here, away)] = spread[np.ix_(away, here)].T
            rest = cov[np.ix_(away, away)] - slope @ cov[np.ix_(here, away)]
            spread[np.ix_(away, away)] = slope @ pattern.cov @ slope.T + rest
            sums += pattern.n * expected
            products += pattern.n * (spread + np.outer(expected, expected))
        mean = sums / n
        cov = products / n - np.outer(mean, mean)
        cov = (cov + cov.T) / 2
        before, f = f, _value(own, mean, cov)
        if abs(before - f) < _CLOSE * max(abs(f), 1.0):
            return mean, cov, True
    return mean, cov, False


def saturated_discrepancy(own: Sequence[Pattern], mean: Floats, cov: Floats) -> float:
    """n F of one group at these moments."""
    return _value(own, mean, cov)


def independence_discrepancy(own: Sequence[Pattern], p: int) -> float:
    """n F of one group when the items have nothing to do with each other: each item by itself."""
    mean, cov = _available(own, p)
    return _value(own, mean, np.diag(np.diag(cov)))


def _available(own: Sequence[Pattern], p: int) -> tuple[Floats, Floats]:
    """Means and variances of whoever answered an item; a diagonal covariance matrix.

    The squares cost no digits, because items come with means near zero.
    """
    counts, sums, squares = np.zeros(p), np.zeros(p), np.zeros(p)
    for pattern in own:
        counts[pattern.items] += pattern.n
        sums[pattern.items] += pattern.n * pattern.mean
        squares[pattern.items] += pattern.n * (np.diag(pattern.cov) + pattern.mean**2)
    mean = sums / counts
    return mean, np.diag(squares / counts - mean**2)


def _value(own: Sequence[Pattern], mean: Floats, cov: Floats) -> float:
    found = 0.0
    for pattern in own:
        part = _discrepancy(pattern, cov, mean)
        if part is None:
            return float("inf")
        found += pattern.n * part
    return found
