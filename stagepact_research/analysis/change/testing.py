"""A difference of two independent estimates: its interval, its test, and the test that it is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from stagepact_research.analysis.errors import InvalidLevel, InvalidUncertainty, NoSmallestDifference

Verdict = Literal["toename", "afname", "gelijk", "klein_maar_aantoonbaar", "onbeslist"]
Estimate = tuple[float, float, float]
"""An estimate, its standard error, and the degrees of freedom of that (infinite for a normal one)."""


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided tests that a difference lies within a margin.

    Attributes: `p_above` of the test that it is more than -margin, `p_below` that it is less than margin,
    and `p`, the larger of both: below alpha, the difference is shown to lie within the margin.
    """

    p_above: float
    p_below: float
    p: float


@dataclass(frozen=True)
class Change:
    """The later minus the earlier estimate.

    Attributes: `estimate`, `se`, `df`, `t`, `p` (two-sided), `ci_low`, `ci_high`, `margin` (the smallest
    relevant difference) and `p_equivalent`. Where the standard error is zero t, p, df and p_equivalent
    are NaN and the interval too: nothing is known of the uncertainty.
    """

    estimate: float
    se: float
    df: float
    t: float
    p: float
    ci_low: float
    ci_high: float
    margin: float
    p_equivalent: float


def change_of_estimates(before: Estimate, after: Estimate, *, smallest: float, level: float = 0.95) -> Change:
    """The change between two independent estimates, by t with Welch and Satterthwaite's degrees.

    se^2 = se_1^2 + se_2^2; df = se^4 / (se_1^4 / df_1 + se_2^4 / df_2). For means of independent persons
    with n - 1 degrees that is Welch's t-test; with replicates or clusters each wave brings its design's.

    Parameters
    ----------
    before, after : (estimate, se, df) of each wave; se at least 0, df above 0, also infinite.
    smallest : the smallest relevant difference, in the unit of the estimates, above 0.
    level : of the interval, between 0 and 1.

    Raises
    ------
    InvalidUncertainty
        If a standard error is negative or degrees of freedom are not positive.
    NoSmallestDifference, InvalidLevel

    Source: Welch (1947), Biometrika 34. As t.test in R for unweighted persons.
    """
    if not 0 < level < 1:
        raise InvalidLevel(level)
    if not smallest > 0 or np.isinf(smallest):
        raise NoSmallestDifference("verschil", smallest)
    for _, se, df in (before, after):
        if not np.isnan(se) and (se < 0 or np.isinf(se)):
            raise InvalidUncertainty("standaardfout", se)
        if not np.isnan(df) and df <= 0:
            raise InvalidUncertainty("vrijheidsgraden", df)
    return _change(before, after, float(smallest), level)


def equivalence_test(diff: float, se: float, df: float, margin: float) -> Equivalence:
    """Two one-sided t-tests that a difference lies between -margin and margin.

    Parameters
    ----------
    diff, se, df : the difference, its standard error (above 0) and degrees of freedom (also infinite).
    margin : the smallest relevant difference, in the unit of `diff`, above 0.

    Returns
    -------
    Equivalence; p below alpha means that the interval of level 1 - 2 alpha lies within the margin.

    Raises
    ------
    InvalidUncertainty, NoSmallestDifference

    Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15. As two calls of t.test
    with mu = -margin ("greater") and mu = margin ("less") in R.
    """
    if not se > 0:
        raise InvalidUncertainty("standaardfout", se)
    if not df > 0:
        raise InvalidUncertainty("vrijheidsgraden", df)
    if not margin > 0:
        raise NoSmallestDifference("verschil", margin)
    above = float(stdtr(df, -(diff + margin) / se))
    below = float(stdtr(df, (diff - margin) / se))
    return Equivalence(above, below, max(above, below))


def verdict(estimate: float, p: float, p_equivalent: float, alpha: float = 0.05) -> Verdict:
    """What a change may be called.

    - `toename` or `afname`: p < alpha and not shown to be smaller than relevant;
    - `klein_maar_aantoonbaar`: p < alpha, and p_equivalent < alpha: there is a change, too small to matter;
    - `gelijk`: p_equivalent < alpha only: no relevant change;
    - `onbeslist`: neither, or a p that is missing.

    Parameters
    ----------
    p : of the test of no change, adjusted over its family where it is in one.
    p_equivalent : of the equivalence test, not adjusted: each outcome's own claim that nothing happened.
    """
    different, small = p < alpha, p_equivalent < alpha
    if np.isnan(p) or not (different or small):
        return "onbeslist"
    if different:
        return "klein_maar_aantoonbaar" if small else "toename" if estimate > 0 else "afname"
    return "gelijk"


def satterthwaite(variances: tuple[float, float], dfs: tuple[float, float]) -> float:
    """The degrees of freedom of a sum of two independent variances; infinite when both are."""
    lost = sum(v * v / df for v, df in zip(variances, dfs, strict=True))
    return float(sum(variances) ** 2 / lost) if lost > 0 else float("inf")


def _change(before: Estimate, after: Estimate, margin: float, level: float) -> Change:
    (first, se1, df1), (last, se2, df2) = before, after
    estimate, se = last - first, float(np.hypot(se1, se2))
    nan = float("nan")
    # As t.test: data that are constant but for rounding have no test.
    if not se > 10 * np.finfo(float).eps * max(abs(first), abs(last)):
        return Change(estimate, se, nan, nan, nan, nan, nan, margin, nan)
    df = satterthwaite((se1 * se1, se2 * se2), (df1, df2))
    t = estimate / se
    half = float(stdtrit(df, (1 + level) / 2)) * se
    p = float(2 * stdtr(df, -abs(t)))
    small = equivalence_test(estimate, se, df, margin).p
    return Change(estimate, se, df, t, p, estimate - half, estimate + half, margin, small)
