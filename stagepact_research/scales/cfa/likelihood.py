"""The normal likelihood of a factor model: complete rows as moments, incomplete rows by what they miss.

A pattern is the rows that miss the same items; complete data are one pattern. The discrepancy of the data at
parameter values x is, over groups and patterns,

    F(x) = sum_p n_p / N [log|Sigma_p| + tr(Sigma_p^-1 T_p)],   T_p = S_p + (m_p - mu_p)(m_p - mu_p)'

which is -2 log L / N without its constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stagepact_research.scales.cfa.structure import Floats, Implied, Integers, Layout, implied

_LOG_2_PI = float(np.log(2 * np.pi))
_STEP = 1e-4
_HALVINGS = 12


@dataclass(frozen=True, eq=False)
class Pattern:
    """Rows with an answer on the same items: their number, means and covariances (divided by n)."""

    n: int
    items: Integers
    """Positions of the items that are there."""
    mean: Floats
    cov: Floats


Data = Sequence[Sequence[Pattern]]
"""Per group its patterns."""


def patterns(values: Floats) -> list[Pattern]:
    """Rows of answers with NaN for missing as patterns; rows without any answer are left out."""
    present = ~np.isnan(values)
    kinds, which = np.unique(present, axis=0, return_inverse=True)
    found = []
    for number, kind in enumerate(kinds):
        if kind.any():
            items = np.flatnonzero(kind)
            rows = values[which.ravel() == number][:, items]
            mean = rows.mean(axis=0)
            away = rows - mean
            found.append(Pattern(len(rows), items, mean, away.T @ away / len(rows)))
    return found


def complete_pattern(values: Floats) -> list[Pattern]:
    """Complete rows as one pattern."""
    mean = values.mean(axis=0)
    away = values - mean
    return [Pattern(len(values), np.arange(values.shape[1]), mean, away.T @ away / len(values))]


def total(data: Data) -> int:
    return sum(pattern.n for group in data for pattern in group)


def discrepancy(layout: Layout, data: Data, values: Floats) -> float:
    """F at these values; infinite where a covariance matrix is not positive definite."""
    n, found = total(data), 0.0
    for group, own in enumerate(data):
        at = implied(layout, group, values, derivatives=False)
        for pattern in own:
            part = _discrepancy(pattern, at.sigma, at.mu if layout.means else None)
            if part is None:
                return float("inf")
            found += pattern.n / n * part
    return found


def derivatives(layout: Layout, data: Data, values: Floats) -> tuple[float, Floats, Floats]:
    """F, its gradient, and the expected information of one observation with an answer on every item.

    The information is E[-d2 log L / dx dx'] / N = 1/2 tr(Sigma^-1 dSigma_a Sigma^-1 dSigma_b) +
    dmu_a' Sigma^-1 dmu_b, over groups by their size. For complete rows it is that of the data; where answers
    miss it only steers the search.

    Raises LinAlgError where a covariance matrix is not positive definite.
    """
    n, size = total(data), layout.size
    f, gradient, information = 0.0, np.zeros(size), np.zeros((size, size))
    for group, own in enumerate(data):
        at = implied(layout, group, values)
        part, slope = _group_slope(layout, at, own, n)
        f += part
        gradient += slope
        weight = sum(pattern.n for pattern in own) / n
        inverse = _inverse(at.sigma)
        scaled = inverse @ at.d_sigma
        flat, turned = scaled.reshape(size, -1), scaled.transpose(0, 2, 1).reshape(size, -1)
        information += weight * 0.5 * flat @ turned.T
        if layout.means:
            information += weight * at.d_mu @ inverse @ at.d_mu.T
    return f, gradient, information


def _group_slope(layout: Layout, at: Implied, own: Sequence[Pattern], n: int) -> tuple[float, Floats]:
    """A group's share of F, and its gradient: first to Sigma and mu, then to the parameters."""
    p = len(at.mu)
    f, to_sigma, to_mu = 0.0, np.zeros((p, p)), np.zeros(p)
    for pattern in own:
        here = pattern.items
        grid = np.ix_(here, here)
        sigma = at.sigma[grid]
        inverse = _inverse(sigma)
        away = pattern.mean - at.mu[here] if layout.means else np.zeros(len(here))
        whole = pattern.cov + np.outer(away, away)
        weight = pattern.n / n
        f += weight * (float(np.linalg.slogdet(sigma)[1]) + float(np.sum(inverse * whole)))
        to_sigma[grid] += weight * (inverse - inverse @ whole @ inverse)
        to_mu[here] -= weight * 2 * (inverse @ away)
    gradient = at.d_sigma.reshape(layout.size, -1) @ to_sigma.ravel()
    return f, gradient + at.d_mu @ to_mu


def _inverse(sigma: Floats) -> Floats:
    np.linalg.cholesky(sigma)  # raises where it is not positive definite
    return np.asarray(np.linalg.inv(sigma), dtype="float64")


def log_likelihood(data: Data, f: float) -> float:
    """The log-likelihood at discrepancy F, with its constant."""
    constant = sum(pattern.n * len(pattern.items) for group in data for pattern in group) * _LOG_2_PI
    return -0.5 * (total(data) * f + constant)


def observed_information(layout: Layout, data: Data, values: Floats, expected: Floats) -> Floats:
    """-d2 log L / dx dx' / N, by central differences of the gradient.

    A step is a ten-thousandth of the standard error of a parameter in one observation, which follows its
    units; it is halved where it leads to a covariance matrix that is not positive definite. NaN where even
    the smallest does. A parameter of which the data say next to nothing has the step of standardised items.

    Parameters
    ----------
    expected : the expected information at `values`, which gives the size of the steps.
    """
    n, size = total(data), layout.size

    def gradient(at: Floats) -> Floats:
        slopes = [_group_slope(layout, implied(layout, g, at), own, n)[1] for g, own in enumerate(data)]
        return np.asarray(sum(slopes))

    def row(place: int, width: float) -> Floats:
        for _ in range(_HALVINGS):
            step = np.zeros(size)
            step[place] = width
            try:
                # F is -2 log L / N.
                return np.asarray((gradient(values + step) - gradient(values - step)) / (4 * width))
            except np.linalg.LinAlgError:
                width /= 2
        return np.full(size, np.nan)

    widths = _STEP / np.sqrt(np.maximum(np.diag(expected), 1e-4))
    found = np.vstack([row(place, float(width)) for place, width in enumerate(widths)])
    return (found + found.T) / 2


def _discrepancy(pattern: Pattern, sigma: Floats, mu: Floats | None) -> float | None:
    here = pattern.items
    part = sigma[np.ix_(here, here)]
    try:
        root = np.linalg.cholesky(part)
    except np.linalg.LinAlgError:
        return None
    whole = pattern.cov
    if mu is not None:
        away = pattern.mean - mu[here]
        whole = whole + np.outer(away, away)
    half = np.linalg.solve(root, np.linalg.solve(root, whole).T)
    return 2 * float(np.log(np.diag(root)).sum()) + float(np.trace(half))
