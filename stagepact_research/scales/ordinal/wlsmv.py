"""A confirmatory factor analysis of ordered answers: WLSMV."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.scales.cautions import rows_left_out
from stagepact_research.scales.cfa.fit_measures import Fit, fit_of, no_fit, srmr
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.remarks import (
    JUST_IDENTIFIED,
    NOT_DETERMINED,
    UNDER_IDENTIFIED,
    fewer_rows_than_parameters,
)
from stagepact_research.scales.cfa.result import NAN, CfaResult
from stagepact_research.scales.errors import MissingItems, PerfectPair
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.answers import Answers, read_answers
from stagepact_research.scales.ordinal.estimation import baseline, fit_correlations, standard_errors
from stagepact_research.scales.ordinal.least_squares import Solution
from stagepact_research.scales.ordinal.moments import OrdinalMoments, ordinal_moments
from stagepact_research.scales.ordinal.scaled_statistics import residual_traces, scaled_shifted
from stagepact_research.scales.ordinal.structure import factor_matrix, implied_correlations
from stagepact_research.scales.ordinal.verdicts import (
    NO_LIKELIHOOD,
    NOT_CONVERGED,
    WIDE,
    about_correlations,
    about_solution,
    about_undetermined,
)

_LEAST_ROWS = 3


def fit_wlsmv(items: pd.DataFrame, model: FactorModel) -> CfaResult:
    """A factor model of ordered items, by diagonally weighted least squares on polychoric correlations.

    Minimises sum over pairs of (rho_ij - lambda_i lambda_j psi_fg)^2 / gamma_ij, in which gamma is n times
    the asymptotic variance of the correlation; the thresholds are as observed. The variables behind the
    items and the factors have variance 1 (delta parameterisation, standardised). Standard errors are
    robust: (J'WJ)^-1 J'W Gamma W J (J'WJ)^-1 / (n - 1). Chi-square is (n - 1) times the minimum, scaled and
    shifted; CFI, TLI and RMSEA follow from it and from the scaled and shifted chi-square of the model in
    which the items have nothing to do with each other. A shift below zero is given as zero. SRMR has the
    diagonal, which is zero, among its residuals.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing; only complete rows count. Any order-preserving
        numbering of the categories gives the same result, and categories that nobody chose do not exist.
    model : every item measures one factor, and factors correlate.

    Returns
    -------
    CfaResult with estimator "wlsmv". The sign of a factor is such that its loadings sum to a positive number.
    `converged` is false when no estimate was found, and then there are no numbers; `admissible` is false when
    the estimate, or a polychoric correlation itself, cannot be one of real variables, or when the answers do
    not determine it; `remarks` says why.

    Raises
    ------
    UnusableItems
        If an item is missing or constant, if there are fewer than 3 complete rows, or if a value is not a
        number.

    Sources: Muthén (1984), Psychometrika 49; Muthén, du Toit & Spisic (1997); Asparouhov & Muthén (2010).
    Agrees with lavaan's cfa(ordered = TRUE, estimator = "WLSMV") and standardizedSolution.
    """
    absent = [item for item in model.items if item not in items.columns]
    if absent:
        raise MissingItems(absent)
    answers = read_answers(items[list(model.items)], least_rows=_LEAST_ROWS)
    remarks = [NO_LIKELIHOOD, *rows_left_out(answers.n + answers.left_out, answers.n)]
    if model.identification() == "under":
        return _without_estimates(model, answers, [*remarks, UNDER_IDENTIFIED])
    try:
        moments = ordinal_moments(answers)
    except PerfectPair as problem:
        return _without_estimates(
            model, answers, [*remarks, f"{problem.where}: {problem.found} {problem.remedy}"]
        )
    return _result(model, answers, moments, remarks)


def _result(model: FactorModel, answers: Answers, moments: OrdinalMoments, remarks: list[str]) -> CfaResult:
    p, n = len(model.items), moments.n
    found = fit_correlations(model, moments)
    size = len(found.values) + moments.n_thresholds
    remarks += about_undetermined(answers.names, moments)
    remarks += fewer_rows_than_parameters(n, size)
    if not found.converged:
        told = about_correlations(answers.names, moments)
        return _without_estimates(model, answers, [*remarks, *told, NOT_CONVERGED])
    impossible = about_correlations(answers.names, moments) + about_solution(model, found.values)
    se = standard_errors(moments, found)
    if not (se < WIDE).all():
        impossible.append(NOT_DETERMINED)
    df = model.degrees_of_freedom()
    if df == 0:
        remarks.append(JUST_IDENTIFIED)
    sigma = _implied_matrix(model, moments, found.values)
    fit = _fit(model, moments, found)
    return CfaResult(
        estimator="wlsmv",
        n=n,
        n_parameters=size,
        loadings=_loading_table(model, found.values[:p], se[:p]),
        factor_correlations=_named(factor_matrix(found.values[p:], len(model.names)), model.names),
        residual_correlations=_named(moments.correlations - sigma, model.items),
        chi2=fit.chi2,
        df=df,
        p=fit.p,
        cfi=fit.cfi,
        tli=fit.tli,
        rmsea=fit.rmsea,
        rmsea_low=fit.rmsea_low,
        rmsea_high=fit.rmsea_high,
        srmr=_srmr(moments, sigma) if df > 0 or found.identified else NAN,
        admissible=not impossible,
        remarks=(*remarks, *impossible),
    )


def _fit(model: FactorModel, moments: OrdinalMoments, found: Solution) -> Fit:
    df = model.degrees_of_freedom()
    if not found.identified:
        return no_fit(df)
    if df == 0:
        return fit_of(0.0, 0, (NAN, 0), moments.n - 1)
    weights = 1 / np.diag(moments.gamma_correlations)
    traces = residual_traces(weights, moments.gamma_correlations, found.jacobian)
    chi2 = scaled_shifted((moments.n - 1) * found.discrepancy, df, *traces)
    # As chi-square itself, RMSEA counts one respondent less.
    return fit_of(chi2, df, baseline([moments]), moments.n - 1)


def _srmr(moments: OrdinalMoments, sigma: Matrix) -> float:
    """SRMR: the root mean square of observed minus implied correlations, the diagonal included."""
    mean = np.zeros(len(sigma))
    return srmr([(moments.n, mean, moments.correlations)], [(mean, sigma)], means=False)


def _implied_matrix(model: FactorModel, moments: OrdinalMoments, values: Matrix) -> Matrix:
    sigma = np.eye(len(model.items))
    first, second = moments.pairs
    sigma[first, second] = sigma[second, first] = implied_correlations(model)(values)[0]
    return sigma


def _loading_table(model: FactorModel, loading: Matrix, se: Matrix) -> pd.DataFrame:
    names = [model.names[f] for f in model.factor_of()]
    return pd.DataFrame({"factor": names, "item": list(model.items), "loading": loading, "se": se})


def _named(matrix: Matrix, names: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(matrix, index=list(names), columns=list(names))


def _without_estimates(model: FactorModel, answers: Answers, remarks: list[str]) -> CfaResult:
    """Nothing can be estimated, and no number is given."""
    p, k = len(model.items), len(model.names)
    nothing = np.full(p, np.nan)
    return CfaResult(
        estimator="wlsmv",
        n=answers.n,
        n_parameters=p + k * (k - 1) // 2 + sum(answers.sizes) - p,
        loadings=_loading_table(model, nothing, nothing),
        factor_correlations=_named(np.full((k, k), np.nan), model.names),
        residual_correlations=_named(np.full((p, p), np.nan), model.items),
        df=model.degrees_of_freedom(),
        converged=False,
        admissible=False,
        remarks=tuple(remarks),
    )
