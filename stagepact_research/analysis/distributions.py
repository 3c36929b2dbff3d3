"""Tails and intervals that SciPy lacks, or computes too slowly for a table full of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import fdtrc, gammaln, log_ndtr, ndtr, ndtri, stdtrit

from stagepact_research.analysis.errors import InvalidLevel

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(128)


def t_quantile(level: float, df: float) -> float:
    """The two-sided critical value of Student's t: P(|t| < value) = level."""
    return float(stdtrit(df, 1 - (1 - _level(level)) / 2))


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F > f) for Snedecor's F."""
    return float(fdtrc(df1, df2, f))


def t_tail(t: float, df: float) -> float:
    """P(|T| > |t|) for Student's t, exact also far in the tail."""
    return float(fdtrc(1, df, t * t))


def wilson_interval(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a share, in percentages (0-100); (nan, nan) when n is 0.

    Source: Wilson (1927), Journal of the American Statistical Association 22.
    """
    if n == 0:
        return float("nan"), float("nan")
    z = float(ndtri(1 - (1 - _level(level)) / 2))
    share, spread = count / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return float(100 * max(centre - half, 0.0)), float(100 * min(centre + half, 1.0))


def eta_squared_interval(f: float, df1: float, df2: float, level: float = 0.95) -> tuple[float, float]:
    """Confidence interval for the share of variance that groups explain, from the noncentral F.

    The limits are the noncentralities under which the F found lies at the upper and at the lower
    tail, as shares: ncp / (ncp + df1 + df2 + 1). A limit without such a noncentrality is 0.

    Source: Steiger (2004), Psychological Methods 9.
    """
    tail = (1 - _level(level)) / 2
    limits = (_noncentrality(f, df1, df2, 1 - tail), _noncentrality(f, df1, df2, tail))
    low, high = (ncp / (ncp + df1 + df2 + 1) for ncp in limits)
    return low, high


def studentized_range_tail(q: float, groups: int, df: float) -> float:
    """P(Q > q) for the studentized range of `groups` means with `df` degrees of freedom.

    P(Q > q) is the mean, over the distribution of the estimated standard deviation s, of the chance
    that `groups` normal variables do not lie within q s of each other. With the largest at z, the
    others are all below z, less those that are all in (z - q s, z): written as one difference of
    powers, so that small tails keep their digits. Two integrals by Gauss-Legendre quadrature.
    """
    width = 10 / np.sqrt(2 * df)
    s, s_weights = _legendre(max(0.0, 1 - width), 1 + width)
    log_density = (
        np.log(2) + df / 2 * np.log(df / 2) - gammaln(df / 2) + (df - 1) * np.log(s) - df * s * s / 2
    )
    z, z_weights = _legendre(-8.5, 8.5)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    others = groups - 1
    outside = np.minimum(np.exp(log_ndtr(z - q * s[:, None]) - log_ndtr(z)), 1 - 1e-16)
    apart = -np.expm1(others * np.log1p(-outside)) * ndtr(z) ** others
    chance = groups * (apart * density * z_weights).sum(axis=1)
    return float(min((chance * np.exp(log_density) * s_weights).sum(), 1.0))


@lru_cache(maxsize=1024)
def studentized_range_quantile(level: float, groups: int, df: float) -> float:
    """The value that the studentized range stays below with chance `level`."""
    tail = 1 - _level(level)
    return float(
        brentq(lambda q: studentized_range_tail(q, groups, df) - tail, 1e-3, 500, xtol=1e-11, rtol=1e-12)
    )


def _noncentrality(f: float, df1: float, df2: float, chance: float) -> float:
    """The noncentrality under which P(F < f) = chance, or 0 when even a central F lies lower."""
    from scipy.stats import ncf

    def excess(ncp: float) -> float:
        below = 1 - f_tail(f, df1, df2) if ncp == 0 else float(ncf.cdf(f, df1, df2, ncp))
        return below - chance

    if excess(0.0) <= 0:
        return 0.0
    high = max(1.0, f * df1)
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-11, rtol=1e-12))


def _legendre(low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return low + (high - low) * (_NODES + 1) / 2, _WEIGHTS * (high - low) / 2


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise InvalidLevel(level)
    return level
