"""How well a model fits, from its discrepancy and that of the models it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.structure import Floats


@dataclass(frozen=True)
class Fit:
    chi2: float
    df: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float


def no_fit(df: int) -> Fit:
    """Of a model that was not found, which has no fit."""
    return Fit(NAN, df, NAN, NAN, NAN, NAN, NAN, NAN)


def fit_of(chi2: float, df: int, baseline: tuple[float, int], n: int, n_groups: int = 1) -> Fit:
    """Chi-square with the indices that follow from it.

    CFI = 1 - max(chi2 - df, 0) / max(chi2_0 - df_0, chi2 - df, 0); TLI = (chi2_0/df_0 - chi2/df) /
    (chi2_0/df_0 - 1); RMSEA = sqrt(groups) sqrt(max(chi2 - df, 0) / (df n)), with the 90% interval of the
    noncentrality parameter. Chi-square multiplies the discrepancy by n, not n - 1 (likelihood "normal").

    Parameters
    ----------
    baseline : chi-square and degrees of freedom of the model in which the items have nothing to do with
        each other.
    n : respondents in all groups.

    With df = 0 nothing can be tested: chi-square is 0, CFI and TLI are 1, RMSEA is 0 and p is NaN.

    Sources: Bentler (1990), Psychological Bulletin 107; Tucker & Lewis (1973), Psychometrika 38; Steiger
    (1998), Structural Equation Modeling 5, for several groups.
    """
    from scipy.special import chdtrc

    chi2 = max(chi2, 0.0)
    if df == 0:
        return Fit(0.0, 0, NAN, 1.0, 1.0, 0.0, 0.0, 0.0)
    chi2_0, df_0 = baseline
    excess = max(chi2 - df, 0.0)
    worst = max(chi2_0 - df_0, excess)
    cfi = 1 - excess / worst if worst > 0 else 1.0
    ratio = chi2_0 / df_0
    tli = (ratio - chi2 / df) / (ratio - 1) if ratio != 1 else NAN
    ends = [noncentrality(chi2, df, tail) for tail in (0.95, 0.05)]
    rmsea, low, high = (float(np.sqrt(n_groups * one / (df * n))) for one in (excess, *ends))
    return Fit(chi2, df, float(chdtrc(df, chi2)), cfi, tli, rmsea, low, high)


def noncentrality(chi2: float, df: int, probability: float) -> float:
    """The noncentrality at which `chi2` is this quantile of the noncentral distribution; at least 0."""
    from scipy.special import chdtr, chndtrinc

    return 0.0 if chdtr(df, chi2) < probability else float(chndtrinc(chi2, df, probability))


def srmr(
    observed: Sequence[tuple[int, Floats, Floats]], model: Sequence[tuple[Floats, Floats]], *, means: bool
) -> float:
    """The root mean square of the standardised residuals, averaged over groups by their size.

    residuals : (s_ij - sigma_ij) / sqrt(s_ii s_jj), diagonal included, and with `means` also
    (m_i - mu_i) / sqrt(s_ii).

    Parameters
    ----------
    observed : per group n, means and covariances (divided by n).
    model : per group mu and sigma.

    Source: Bentler (1995), as lavaan computes srmr.
    """
    n, found = sum(size for size, _, _ in observed), 0.0
    for (size, mean, cov), (mu, sigma) in zip(observed, model, strict=True):
        sd = np.sqrt(np.diag(cov))
        residual = (cov - sigma) / np.outer(sd, sd)
        lower = residual[np.tril_indices(len(sd))]
        squares, count = float(np.sum(lower**2)), len(lower)
        if means:
            squares += float(np.sum(((mean - mu) / sd) ** 2))
            count += len(sd)
        found += size / n * float(np.sqrt(squares / count))
    return found
