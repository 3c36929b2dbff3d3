"""The correlations that a factor model implies for the variables behind ordered items."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.answers import Codes
from stagepact_research.scales.ordinal.least_squares import Implied


def factor_matrix(values: Matrix, n_factors: int) -> Matrix:
    """Factor correlations from their values, in the order (1,2), (1,3), ..., (2,3), ..."""
    psi = np.eye(n_factors)
    first, second = np.triu_indices(n_factors, 1)
    psi[first, second] = psi[second, first] = values
    return psi


def implied_correlations(model: FactorModel) -> Implied:
    """The model of the correlations: rho_ij = lambda_i lambda_j psi_f(i)f(j).

    Its parameters are the loadings, item by item, and the factor correlations in the order of
    `factor_matrix`; its statistics are the correlations (1,2), (1,3), ..., (2,3), ... of the items. The
    variables behind the items have variance 1, so that a residual variance is 1 - lambda^2 and no
    parameter.
    """
    factor = np.asarray(model.factor_of(), dtype="int64")
    p, k = len(factor), len(model.names)
    first, second = np.triu_indices(p, 1)
    rows = np.arange(len(first))
    pair = _pair_numbers(k)[factor[first], factor[second]]
    between = pair >= 0

    def implied(values: Matrix) -> tuple[Matrix, Matrix]:
        loading, psi = values[:p], factor_matrix(values[p:], k)
        together = psi[factor[first], factor[second]]
        jacobian = np.zeros((len(first), len(values)))
        jacobian[rows, first] = loading[second] * together
        jacobian[rows, second] = loading[first] * together
        product = loading[first] * loading[second]
        jacobian[rows[between], p + pair[between]] = product[between]
        return product * together, jacobian

    return implied


def start_values(model: FactorModel, correlations: Matrix) -> list[Matrix]:
    """Places to search from: loadings from the first principal component of each factor's items, and from
    their mean correlations; factor correlations from the mean correlation between their items."""
    factor = np.asarray(model.factor_of(), dtype="int64")
    starts = []
    for loadings_of in (_component_loadings, _mean_loadings):
        loading = np.zeros(len(factor))
        for f in range(len(model.names)):
            own = np.flatnonzero(factor == f)
            loading[own] = loadings_of(correlations[np.ix_(own, own)])
        starts.append(np.concatenate([loading, _factor_start(factor, loading, correlations)]))
    return starts


def _component_loadings(correlations: Matrix) -> Matrix:
    roots, vectors = np.linalg.eigh(correlations)
    # A component holds the items' own variance too, which a factor does not.
    return np.asarray(vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0.1)))


def _mean_loadings(correlations: Matrix) -> Matrix:
    p = len(correlations)
    sign = np.where(correlations[0] < 0, -1.0, 1.0)
    apart = (correlations * np.outer(sign, sign)).sum(axis=1) - 1
    level = np.sqrt(max(apart.sum() / (p * (p - 1)), 0.04))
    return np.asarray(sign * np.clip(apart / (p - 1) / level, 0.1, 0.95))


def _factor_start(factor: Codes, loading: Matrix, correlations: Matrix) -> Matrix:
    found = []
    for f in range(factor.max() + 1):
        for g in range(f + 1, factor.max() + 1):
            weight = np.outer(loading[factor == f], loading[factor == g])
            block = correlations[np.ix_(factor == f, factor == g)]
            found.append(float(np.clip((block * weight).sum() / (weight**2).sum(), -0.9, 0.9)))
    return np.asarray(found)


def _pair_numbers(n_factors: int) -> Codes:
    """The number of each factor correlation among the parameters; -1 within a factor."""
    numbers = np.full((n_factors, n_factors), -1, dtype="int64")
    first, second = np.triu_indices(n_factors, 1)
    numbers[first, second] = numbers[second, first] = np.arange(len(first))
    return numbers
