"""The standard bivariate normal distribution, for whole arrays at once."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.matrix import Matrix

INFINITE = 38.0
"""Stands for an infinite threshold: the normal distribution function is 1 there, and the density 0."""
_TINY = 1e-200


def normal_cdf(z: Matrix) -> Matrix:
    """P(Z <= z)."""
    from scipy.special import ndtr

    return np.asarray(ndtr(z), dtype="float64")


def normal_density(z: Matrix) -> Matrix:
    """exp(-z^2 / 2) / sqrt(2 pi)."""
    return np.asarray(np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))


def normal_quantile(probability: Matrix) -> Matrix:
    """The z with P(Z <= z) = probability."""
    from scipy.special import ndtri

    return np.asarray(ndtri(probability), dtype="float64")


def binormal_cdf(h: Matrix, k: Matrix, rho: Matrix) -> Matrix:
    """P(X <= h, Y <= k) of two standard normal variables with correlation rho.

    (P(X <= h) + P(Y <= k) - d) / 2 - T(h, (k - rho h) / (h r)) - T(k, (h - rho k) / (k r)), in which
    r = sqrt(1 - rho^2), T is Owen's function, and d is 1 when h and k have different signs, else 0.
    The absolute error is about 1e-16.

    Parameters
    ----------
    h, k, rho : arrays that broadcast; h and k finite (INFINITE for infinity), -1 < rho < 1.

    Source: Owen (1956), Annals of Mathematical Statistics 27.
    """
    from scipy.special import owens_t

    # The formula divides by h and by k; it is continuous, so that zero may be passed by on its positive side.
    h = np.where(np.abs(h) < _TINY, _TINY, h)
    k = np.where(np.abs(k) < _TINY, _TINY, k)
    r = np.sqrt((1 - rho) * (1 + rho))
    different = (h < 0) != (k < 0)
    sides = (normal_cdf(h) + normal_cdf(k) - different) / 2
    return np.asarray(sides - owens_t(h, (k - rho * h) / (h * r)) - owens_t(k, (h - rho * k) / (k * r)))


def binormal_density(h: Matrix, k: Matrix, rho: Matrix) -> Matrix:
    """The density at (h, k), which is also the derivative of `binormal_cdf` to rho.

    exp(-(h^2 - 2 rho h k + k^2) / (2 (1 - rho^2))) / (2 pi sqrt(1 - rho^2)).

    Source: Plackett (1954), Biometrika 41, for the derivative.
    """
    rest = (1 - rho) * (1 + rho)
    return np.asarray(np.exp(-(h**2 - 2 * rho * h * k + k**2) / (2 * rest)) / (2 * np.pi * np.sqrt(rest)))


def density_slope(h: Matrix, k: Matrix, rho: Matrix) -> Matrix:
    """The derivative of the logarithm of `binormal_density` to rho.

    (rho (1 - rho^2) + (1 + rho^2) h k - rho (h^2 + k^2)) / (1 - rho^2)^2.
    """
    rest = (1 - rho) * (1 + rho)
    return np.asarray((rho * rest + (1 + rho**2) * h * k - rho * (h**2 + k**2)) / rest**2)
