"""The estimates of a factor model of ordered items, and the model without factors to compare it with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.least_squares import Solution, best_of
from stagepact_research.scales.ordinal.moments import OrdinalMoments
from stagepact_research.scales.ordinal.scaled_statistics import residual_traces, scaled_shifted
from stagepact_research.scales.ordinal.structure import implied_correlations, start_values


def fit_correlations(model: FactorModel, moments: OrdinalMoments) -> Solution:
    """The estimates, with every factor's loadings turned to their positive side."""
    observed = moments.correlations[moments.pairs]
    weights = 1 / np.diag(moments.gamma_correlations)
    implied = implied_correlations(model)
    found = best_of(observed, weights, implied, start_values(model, moments.correlations))
    turned = _turned(model, found.values)
    return Solution(turned, found.discrepancy, implied(turned)[1], found.converged, found.identified)


def standard_errors(moments: OrdinalMoments, found: Solution) -> Matrix:
    """Robust standard errors of loadings and factor correlations; NaN if the data do not determine them."""
    if not found.identified:
        return np.full(len(found.values), np.nan)
    scaled = found.jacobian / np.diag(moments.gamma_correlations)[:, None]
    bread = np.linalg.inv(found.jacobian.T @ scaled)
    covariance = bread @ (scaled.T @ moments.gamma_correlations @ scaled) @ bread / (moments.n - 1)
    # Items that are equal leave a variance of zero, which rounding may bring below it.
    return np.sqrt(np.maximum(np.diag(covariance), 0.0))


def baseline(groups: Sequence[OrdinalMoments]) -> tuple[float, int]:
    """Scaled and shifted chi-square, and degrees of freedom, of items unrelated to each other."""
    statistic, df, trace, trace_of_square = 0.0, 0, 0.0, 0.0
    for moments in groups:
        observed, gamma = moments.correlations[moments.pairs], moments.gamma_correlations
        weights = 1 / np.diag(gamma)
        statistic += (moments.n - 1) * float(weights @ observed**2)
        df += len(observed)
        own = residual_traces(weights, gamma, np.zeros((len(observed), 0)))
        trace, trace_of_square = trace + own[0], trace_of_square + own[1]
    return scaled_shifted(statistic, df, trace, trace_of_square), df


def _turned(model: FactorModel, values: Matrix) -> Matrix:
    factor, p, k = np.asarray(model.factor_of()), len(model.items), len(model.names)
    sign = np.asarray([1.0 if values[:p][factor == f].sum() >= 0 else -1.0 for f in range(k)])
    first, second = np.triu_indices(k, 1)
    return np.concatenate([values[:p] * sign[factor], values[p:] * sign[first] * sign[second]])
