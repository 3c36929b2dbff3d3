"""Do teams do more in one phase of the internship than in another? (research question 4b)

The report announces this comparison and does not show it. The scores of one team are compared with each
other, so the tests are those for repeated measures.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.analysis.descriptives import Constant, Row, mean_rows
from stagepact_research.analysis.distributions import f_tail, t_quantile, t_tail
from stagepact_research.analysis.errors import ConstantScores, TooFewScores
from stagepact_research.analysis.multiplicity import holm
from stagepact_research.estimates import tidy

PHASES = ("voorbereiding", "zoeken", "begeleiding", "contact")
"""The scales about a phase on the 1-5 frequency scale; preventie counts procedures and cannot be compared."""

Matrix = NDArray[np.float64]
_PAIRED = {"subject": "fasen", "group_by": "fase", "method": "paired"}


def compare_phases(scores: pd.DataFrame, *, level: float = 0.95, constant: Constant = None) -> pd.DataFrame:
    """The phases' scores compared within teams, as rows of the estimates.

    Parameters
    ----------
    scores : respondents by phases (the columns are compared in their order), on one scale, numbers
        with NaN for missing; respondents without a score on all of them are left out.
    level : of the confidence intervals.
    constant : the columns that all rows share (wave, provenance, ...).

    Returns
    -------
    Rows with subject "fasen":

    - `mean` and `sd` by `group` (group_by "fase"), and `verschil`, the highest minus the lowest mean;
    - method "rm_anova": `f`, `df1`, `df2`, `p` and `eta2` (partial: phases / (phases + residual) sum of
      squares), and in variant "greenhouse_geisser" the corrected `df1`, `df2`, `p` and `epsilon`;
    - method "friedman": `chi2`, `df`, `p`;
    - method "paired", by group "a~b": `difference` (mean of a minus mean of b, interval by t), `p`, and
      `p_adjusted` (variant "holm", over the pairs).

    Raises
    ------
    TooFewScores
        If there are fewer than 2 phases or 3 complete respondents.
    ConstantScores
        If all teams differ between the phases in the same way, so that nothing is left to test against.

    Source: Greenhouse and Geisser (1959), Psychometrika 24; Friedman (1937), Journal of the American
    Statistical Association 32. Agrees with R's anova.mlm (test = "Spherical"), friedman.test and t.test.
    """
    complete = scores.dropna().astype("float64")
    n, k = complete.shape
    if n < 3 or k < 2:
        raise TooFewScores("fasen", n if k >= 2 else k, 3 if k >= 2 else 2)
    values = complete.to_numpy()
    table = {"subject": "fasen", "n": n}
    rows: list[Row] = []
    for phase in complete.columns:
        by_phase = mean_rows(complete[phase].to_numpy(), level)
        rows += [{**table, "group_by": "fase", "group": str(phase), **row} for row in by_phase]
    rows.append({**table, "statistic": "verschil", "estimate": float(np.ptp(values.mean(axis=0)))})
    anova = repeated_measures(values)
    for (variant, statistic), value in anova.items():
        key = {"method": "rm_anova", "variant": variant, "statistic": statistic}
        rows.append({**table, **key, "estimate": value})
    for statistic, value in friedman(values).items():
        rows.append({**table, "method": "friedman", "statistic": statistic, "estimate": value})
    return tidy([*rows, *_pair_rows(complete, level)], **(constant or {}))


def repeated_measures(values: Matrix) -> dict[tuple[str, str], float]:
    """One-way analysis of variance for repeated measures, respondents by conditions.

    Keys are (variant, statistic). epsilon lies between 1 / (k - 1) and 1.
    """
    n, k = values.shape
    grand = values.mean()
    conditions = n * ((values.mean(axis=0) - grand) ** 2).sum()
    residuals = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + grand
    residual = (residuals**2).sum()
    if residual <= 1e-12 * (values**2).sum():
        raise ConstantScores("fasen")
    df1, df2 = k - 1, (k - 1) * (n - 1)
    f = float(conditions / df1 / (residual / df2))
    epsilon = _epsilon(residuals)
    corrected = "greenhouse_geisser"
    return {
        ("", "f"): f,
        ("", "df1"): df1,
        ("", "df2"): df2,
        ("", "p"): f_tail(f, df1, df2),
        ("", "eta2"): float(conditions / (conditions + residual)),
        (corrected, "epsilon"): epsilon,
        (corrected, "df1"): df1 * epsilon,
        (corrected, "df2"): df2 * epsilon,
        (corrected, "p"): f_tail(f, df1 * epsilon, df2 * epsilon),
    }


def friedman(values: Matrix) -> dict[str, float]:
    """Friedman's rank test with the correction for ties, respondents by conditions."""
    from scipy.special import chdtrc
    from scipy.stats import rankdata

    n, k = values.shape
    ranks = rankdata(values, axis=1)
    spread = ((ranks - (k + 1) / 2) ** 2).sum()
    if spread == 0:
        raise ConstantScores("fasen")
    between = ((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2).sum()
    chi2 = float((k - 1) * between / spread)
    return {"chi2": chi2, "df": k - 1, "p": float(chdtrc(k - 1, chi2))}


def _epsilon(residuals: Matrix) -> float:
    """(trace S)^2 / ((k - 1) trace S^2) of the covariances S of the scores centred within respondents."""
    k = residuals.shape[1]
    covariances = residuals.T @ residuals
    return float(np.trace(covariances) ** 2 / ((k - 1) * (covariances**2).sum()))


def _pair_rows(complete: pd.DataFrame, level: float) -> list[Row]:
    n = len(complete)
    rows: list[Row] = []
    p_values: dict[str, float] = {}
    for a, b in combinations(complete.columns, 2):
        differences = (complete[a] - complete[b]).to_numpy()
        mean = float(differences.mean())
        se = float(np.sqrt(((differences - mean) ** 2).sum() / (n - 1) / n))
        pair: dict[str, Any] = {**_PAIRED, "group": f"{a}~{b}", "n": n}
        half = t_quantile(level, n - 1) * se
        limits = {"se": se, "ci_low": mean - half, "ci_high": mean + half}
        # Without spread there is no t: equal phases give 1, a constant difference 0.
        p = t_tail(mean / se, n - 1) if se > 1e-12 else float(abs(mean) <= 1e-12)
        p_values[pair["group"]] = p
        rows.append({**pair, "statistic": "difference", "estimate": mean, **limits})
        rows.append({**pair, "statistic": "p", "estimate": p})
    note = f"Holm over {len(p_values)} toetsen"
    for group, adjusted in holm(pd.Series(p_values)).items():
        key = {**_PAIRED, "group": group, "statistic": "p_adjusted", "variant": "holm"}
        rows.append({**key, "estimate": adjusted, "n": n, "note": note})
    return rows
