"""How large a change is, apart from its unit: Cohen's d of means and h of shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import nctdtr, ndtri, stdtrit


@dataclass(frozen=True)
class Effect:
    """A standardised difference with its interval; NaN where it does not exist."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float


_NONE = Effect(*[float("nan")] * 4)


def pooled_sd(sd1: float, n1: float, sd2: float, n2: float) -> float:
    """sqrt(((n1 - 1) sd1^2 + (n2 - 1) sd2^2) / (n1 + n2 - 2)); NaN for fewer than three respondents."""
    if n1 + n2 <= 2:
        return float("nan")
    return float(np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2)))


def cohen_d(difference: float, sd: float, n1: float, n2: float, level: float = 0.95) -> Effect:
    """Cohen's d = difference / sd of two independent groups of unweighted persons.

    The interval pivots on the noncentral t: the noncentralities under which d / sqrt(1/n1 + 1/n2) lies at
    the tails, times that root. se is the large-sample one, sqrt(1/n1 + 1/n2 + d^2 / (2 (n1 + n2))).

    Parameters
    ----------
    sd : the pooled standard deviation (`pooled_sd`), above 0, else there is no d.

    Source: Steiger and Fouladi (1997), in Harlow, Mulaik and Steiger (eds), What if there were no
    significance tests?
    """
    if not sd > 0:
        return _NONE
    d, root = difference / sd, float(np.sqrt(1 / n1 + 1 / n2))
    df, tail = n1 + n2 - 2, (1 - level) / 2
    low, high = (root * _noncentrality(d / root, df, chance) for chance in (1 - tail, tail))
    return Effect(d, float(np.sqrt(root**2 + d * d / (2 * (n1 + n2)))), low, high)


def design_d(
    difference: float, se: float, df: float, sd: float, n1: float, n2: float, level: float = 0.95
) -> Effect:
    """Cohen's d of weighted or clustered means: se_d^2 = (se / sd)^2 + d^2 / (2 (n1 + n2)), interval by t.

    The first term is the design's; the second, the uncertainty of the standard deviation, is that of
    independent normal persons and small beside it.
    """
    if not sd > 0 or np.isnan(df):
        return _NONE
    d = difference / sd
    own = float(np.sqrt((se / sd) ** 2 + d * d / (2 * (n1 + n2))))
    half = float(stdtrit(df, (1 + level) / 2)) * own
    return Effect(d, own, d - half, d + half)


def cohen_h(share1: float, n1: float, share2: float, n2: float, level: float = 0.95) -> Effect:
    """Cohen's h = 2 asin(sqrt(share2)) - 2 asin(sqrt(share1)) of unweighted shares (0 to 1).

    se = sqrt(1/n1 + 1/n2), whatever the shares; interval by the normal distribution.

    Source: Cohen (1988), Statistical power analysis for the behavioral sciences, chapter 6.
    """
    h, se = _h(share1, share2), float(np.sqrt(1 / n1 + 1 / n2))
    half = float(ndtri((1 + level) / 2)) * se
    return Effect(h, se, h - half, h + half)


def design_h(
    first: tuple[float, float, float], last: tuple[float, float, float], df: float, level: float = 0.95
) -> Effect:
    """Cohen's h of weighted or clustered shares: se_h^2 = sum of se^2 / (share (1 - share)), interval by t.

    Parameters
    ----------
    first, last : share (0 to 1), its standard error and n of each wave. At a share of 0 or 1, where the
        ratio does not exist, 1 / n takes its place, as for independent persons.
    """
    if np.isnan(df):
        return _NONE
    parts = [
        1 / n if share <= 0 or share >= 1 else se * se / (share * (1 - share))
        for share, se, n in (first, last)
    ]
    h, own = _h(first[0], last[0]), float(np.sqrt(sum(parts)))
    half = float(stdtrit(df, (1 + level) / 2)) * own
    return Effect(h, own, h - half, h + half)


def _h(share1: float, share2: float) -> float:
    first, last = (2 * np.arcsin(np.sqrt(np.clip(share, 0, 1))) for share in (share1, share2))
    return float(last - first)


def _noncentrality(t: float, df: float, chance: float) -> float:
    """The noncentrality under which P(T < t) = chance."""
    low, high = t - 2.0, t + 2.0
    while nctdtr(df, low, t) < chance:
        low -= 2 + abs(t) / 4
    while nctdtr(df, high, t) > chance:
        high += 2 + abs(t) / 4
    return float(brentq(lambda ncp: nctdtr(df, ncp, t) - chance, low, high, xtol=1e-12, rtol=1e-13))
