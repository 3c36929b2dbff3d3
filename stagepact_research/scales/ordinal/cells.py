"""The cells of two-way tables of ordered answers: their probabilities, and how these move with rho."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.binormal import (
    binormal_cdf,
    binormal_density,
    density_slope,
    normal_cdf,
)

FLOOR = float(np.sqrt(np.finfo(float).eps))
"""The least probability of a cell; at or below it the cell has no say in the slope."""


def cell_probabilities(first: Matrix, second: Matrix, rho: Matrix) -> Matrix:
    """pi_ij of each pair, pairs by categories by categories, at least FLOOR."""
    h, k, r = first[:, :, None], second[:, None, :], rho[:, None, None]
    n_pairs, a, b = len(rho), first.shape[1], second.shape[1]
    below = np.zeros((n_pairs, a + 2, b + 2))
    below[:, 1:-1, 1:-1] = binormal_cdf(h, k, r)
    below[:, 1:-1, -1] = normal_cdf(first)
    below[:, -1, 1:-1] = normal_cdf(second)
    below[:, -1, -1] = 1.0
    return np.maximum(np.diff(np.diff(below, axis=1), axis=2), FLOOR)


def cell_slopes(at_thresholds: Matrix) -> Matrix:
    """What a derivative at the thresholds makes of the cells between them."""
    n_pairs, a, b = at_thresholds.shape
    framed = np.zeros((n_pairs, a + 2, b + 2))
    framed[:, 1:-1, 1:-1] = at_thresholds
    return np.diff(np.diff(framed, axis=1), axis=2)


def likelihood_derivatives(
    tables: Matrix, first: Matrix, second: Matrix, rho: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """The log-likelihood, its slope, and its curvature: minus its second derivative."""
    h, k, r = first[:, :, None], second[:, None, :], rho[:, None, None]
    pi = cell_probabilities(first, second, rho)
    density = binormal_density(h, k, r)
    felt = pi > FLOOR
    ratio = np.where(felt, cell_slopes(density) / pi, 0.0)
    bent = np.where(felt, cell_slopes(density * density_slope(h, k, r)) / pi, 0.0)
    slope = (tables * ratio).sum(axis=(1, 2))
    observed = (tables * (ratio**2 - bent)).sum(axis=(1, 2))
    return (tables * np.log(pi)).sum(axis=(1, 2)), slope, observed + np.finfo(float).tiny
