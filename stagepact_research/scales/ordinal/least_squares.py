"""Weighted least squares by damped Gauss-Newton steps, and whether the lowest place was reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stagepact_research.scales.matrix import Matrix

Implied = Callable[[Matrix], tuple[Matrix, Matrix]]
"""From parameter values the implied statistics, and their derivatives: statistics by parameters."""
_STEPS = 1000
_FLAT = 1e-9
"""The greatest slope, per step that changes the statistics by one standard error, that counts as zero."""
_SINGULAR = 1e-10
_FAR = 100.0
"""No loading, threshold or scale that can be is as large."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where the search ended."""

    values: Matrix
    discrepancy: float
    """sum of weight * (observed - implied)^2."""
    jacobian: Matrix
    converged: bool
    """The slope is zero."""
    identified: bool
    """The statistics determine every parameter there."""


def fit_least_squares(observed: Matrix, weights: Matrix, implied: Implied, start: Matrix) -> Solution:
    """The parameters that minimise sum of weight * (observed - implied)^2.

    Levenberg's steps (J'WJ + d D) s = J'W(observed - implied), with D the diagonal of J'WJ and the damping d
    lowered after a step that helps and raised after one that does not; if that stalls, the trust-region
    search of scipy goes on from there. Both end where |J'W(observed - implied)_k| <= 1e-9 sqrt((J'WJ)_kk)
    for every parameter, which does not depend on the parameters' units.

    Parameters
    ----------
    observed, weights : one value each per statistic; weights > 0.
    implied : the model.
    start : a value for each parameter.

    Source: Levenberg (1944), Quarterly of Applied Mathematics 2; Marquardt (1963) for the scaling.
    """
    root = np.sqrt(weights)
    solution = _levenberg(observed, root, implied, start)
    if not solution.converged and not _ran_away(solution.values):
        again = _levenberg(observed, root, implied, _trust_region(observed, root, implied, solution.values))
        if again.converged or again.discrepancy < solution.discrepancy:
            return again
    return solution


def best_of(observed: Matrix, weights: Matrix, implied: Implied, starts: list[Matrix]) -> Solution:
    """The lowest of the places to which several starts lead, of those with a slope of zero if there are any.

    Places that differ by rounding only are the same: the first start decides.
    """
    tried = [fit_least_squares(observed, weights, implied, start) for start in starts]
    found = [one for one in tried if one.converged] or tried
    lowest = min(one.discrepancy for one in found)
    return next(one for one in found if one.discrepancy <= lowest + 1e-9 * (1 + lowest))


def _levenberg(observed: Matrix, root: Matrix, implied: Implied, start: Matrix) -> Solution:
    values, damping = start.copy(), 1e-3
    at, jacobian = implied(values)
    residual, scaled = root * (observed - at), root[:, None] * jacobian
    lowest = float(residual @ residual)
    for _ in range(_STEPS):
        slope, square = scaled.T @ residual, scaled.T @ scaled
        scale = np.diag(square)
        if _flat(slope, scale, lowest):
            return _solution(values, lowest, jacobian, square, converged=True)
        damped = square + damping * np.diag(np.maximum(scale, 1e-12 * scale.max()))
        try:
            step = np.linalg.solve(damped, slope)
        except np.linalg.LinAlgError:
            step = np.full(len(values), np.nan)
        tried = values + step
        at, new_jacobian = implied(tried)
        new_residual = root * (observed - at)
        there = float(new_residual @ new_residual)
        if there <= lowest:
            values, jacobian, lowest, damping = tried, new_jacobian, there, max(damping / 10, 1e-15)
            residual, scaled = new_residual, root[:, None] * jacobian
            if _ran_away(values):
                break
        else:
            damping *= 10
            if not damping < 1e12:
                break
    return _solution(values, lowest, jacobian, scaled.T @ scaled, converged=False)


def _ran_away(values: Matrix) -> bool:
    """Where items hardly hang together the discrepancy may fall for ever as one loading grows."""
    return bool(np.abs(values).max() > _FAR)


def _flat(slope: Matrix, scale: Matrix, lowest: float) -> bool:
    """Rounding in the residuals, which grows with their size, is no slope."""
    return bool((np.abs(slope) <= _FLAT * np.sqrt(scale) * max(1.0, np.sqrt(lowest))).all())


def _solution(
    values: Matrix, lowest: float, jacobian: Matrix, square: Matrix, *, converged: bool
) -> Solution:
    scale = np.sqrt(np.diag(square))
    identified = bool((scale > 0).all() and np.isfinite(square).all())
    if identified:
        identified = bool(np.linalg.eigvalsh(square / np.outer(scale, scale))[0] > _SINGULAR)
    return Solution(values, lowest, jacobian, converged, identified)


def _trust_region(observed: Matrix, root: Matrix, implied: Implied, start: Matrix) -> Matrix:
    from scipy.optimize import least_squares

    def residuals(values: Matrix) -> Matrix:
        return np.asarray(root * (implied(values)[0] - observed))

    def slopes(values: Matrix) -> Matrix:
        return np.asarray(root[:, None] * implied(values)[1])

    found = least_squares(
        residuals,
        start,
        jac=slopes,
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
        x_scale="jac",
        max_nfev=2000,
    )
    return np.asarray(found.x, dtype="float64")
