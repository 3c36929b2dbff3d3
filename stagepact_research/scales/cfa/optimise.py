"""Find the parameters of the greatest likelihood by Fisher scoring, and say whether they were found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagepact_research.scales.cfa.likelihood import Data, derivatives, discrepancy
from stagepact_research.scales.cfa.structure import Floats, Layout

_STEPS = 500
_CLOSE = 1e-16
"""The gain in F that one more step promises, at which the top is reached; it has no units."""
_UNDETERMINED = 1e-8
"""The least eigenvalue of the information, scaled to a diagonal of 1, below which it is taken for zero."""


@dataclass(frozen=True, eq=False)
class Found:
    """Where the search ended."""

    values: Floats
    f: float
    information: Floats
    """Expected, of one observation."""
    converged: bool


def maximise(layout: Layout, data: Data, start: Floats) -> Found:
    """The maximum that Fisher scoring reaches from `start`, steps halved until they improve.

    Where the information is singular a small ridge lets the search go on; whether the place that it reaches
    is a maximum is told by the slope alone.
    """
    values = start.astype(float).copy()
    try:
        f, gradient, information = derivatives(layout, data, values)
    except np.linalg.LinAlgError:
        return Found(values, float("inf"), np.eye(layout.size), converged=False)
    for _ in range(_STEPS):
        step = _step(information, gradient)
        if abs(float(gradient @ step)) < _CLOSE:
            return Found(values, f, information, converged=True)
        size = 1.0
        while size > 1e-10:
            tried = values - size * step
            if discrepancy(layout, data, tried) < f + 1e-15:
                break
            size /= 2
        else:
            near = abs(float(gradient @ step)) < 1e-10
            return Found(values, f, information, converged=near)
        values = values - size * step
        f, gradient, information = derivatives(layout, data, values)
    return Found(values, f, information, converged=False)


def determines(information: Floats) -> bool:
    """Whether the data single out these parameter values: the information is positive definite, whatever the
    units of the parameters."""
    diagonal = np.diag(information)
    if not (np.isfinite(information).all() and (diagonal > 0).all()):
        return False
    scaled = information / np.sqrt(np.outer(diagonal, diagonal))
    return bool(np.linalg.eigvalsh(scaled)[0] > _UNDETERMINED)


def inverse_information(information: Floats) -> Floats:
    """The inverse of an information matrix, whatever the units of its parameters; a pseudo-inverse where the
    data say nothing of some combination of them."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    return np.asarray(
        np.linalg.pinv(information * np.outer(scale, scale), rcond=1e-10) * np.outer(scale, scale)
    )


def _step(information: Floats, gradient: Floats) -> Floats:
    """F's expected second derivative is twice the information."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    scaled = information * np.outer(scale, scale)
    ridge = 0.0
    for _ in range(8):
        try:
            root = np.linalg.cholesky(scaled + ridge * np.eye(len(scaled)))
        except np.linalg.LinAlgError:
            ridge = 10 * ridge or 1e-10
            continue
        return scale * np.linalg.solve(root.T, np.linalg.solve(root, scale * gradient)) / 2
    return scale**2 * gradient / 2
