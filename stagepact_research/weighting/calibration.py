"""Calibration: the weights closest to the base weights that meet the margins (GREG), also within bounds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.weighting.checks import Vector
from stagepact_research.weighting.errors import (
    InvalidSetting,
    MarginsCannotBeMet,
    NegativeWeights,
    NotConverged,
)
from stagepact_research.weighting.feasibility import can_be_met, membership
from stagepact_research.weighting.margins import Cells, cells_of
from stagepact_research.weighting.rank import independent_columns

_MET = 1e-9
_ROUNDS = 200
_NOISE = 1e-14


def calibrate(
    frame: pd.DataFrame,
    margins: Mapping[str, pd.Series],
    base: pd.Series | None = None,
    *,
    bounds: tuple[float, float] | None = None,
) -> pd.Series:
    """Linear calibration (generalised regression) to the margins.

    Minimises sum of d (g - 1)^2 over the factors g, with d the base weights and d g the calibrated ones,
    given the margins; with bounds, g must also lie between them (the truncated linear method).

    Parameters
    ----------
    frame, margins, base : as for `rake`.
    bounds : (lowest, highest) factor g, with 0 <= lowest < highest, as in R; none by default.

    Returns
    -------
    Series of float >= 0 with the index of `frame`, adding up to the margins' total.

    Raises
    ------
    NegativeWeights
        If the unbounded solution has negative weights; the remedy is `rake` or bounds.
    MarginsCannotBeMet
        If no weights (within the bounds) meet the margins.
    UnusableWeighting
        As for `rake`, a class for each thing that is wrong with the input.

    Source: Deville and Sarndal (1992), Journal of the American Statistical Association 87. Agrees with
    survey::calibrate in R, calfun = "linear", with and without bounds.
    """
    if bounds is not None and not (0 <= bounds[0] < bounds[1] < np.inf):
        raise InvalidSetting("bounds", bounds, "(laagste, hoogste) factor, met 0 <= laagste < hoogste")
    cells = cells_of(frame, margins, base)
    member = membership(cells).T
    kept = independent_columns(member)
    wanted = np.concatenate(cells.targets)
    if bounds is None:
        factors = _linear(cells.totals, member[:, kept], wanted[kept])
    else:
        factors = _bounded(cells, member[:, kept], wanted[kept], bounds)
    reached = member.T @ (factors * cells.totals)
    if not np.allclose(reached, wanted, rtol=1e-6, atol=_MET * cells.totals.sum()):
        raise MarginsCannotBeMet(cells.columns, bounds)
    weights = cells.spread(factors, frame.index)
    negative = int((weights < 0).sum())
    if negative:
        growth = float(cells.targets[0].sum() / cells.totals.sum())
        raise NegativeWeights(negative, float(weights.min()), growth)
    return weights


def _linear(base: Vector, member: NDArray[np.float64], wanted: Vector) -> Vector:
    """The factors of unbounded calibration, by svy."""
    import polars as pl
    from svy import Design, Sample

    # svy matches totals to one part in ten thousand and the caller checks them better; a start that
    # already adds up to the total keeps the system well scaled.
    sample = Sample(pl.DataFrame({"base": base}), Design(wgt="base"))
    found = sample.weighting.calibrate_matrix(
        aux_vars=member, controls=wanted, weights_only=True, on_nonconvergence="ignore"
    )
    factors: Vector = np.asarray(found, dtype=np.float64) / base
    return factors


def _bounded(
    cells: Cells, member: NDArray[np.float64], wanted: Vector, bounds: tuple[float, float]
) -> Vector:
    """The factors of truncated linear calibration: Newton's method on the dual, with halved steps."""
    if not can_be_met(cells, bounds):
        raise MarginsCannotBeMet(cells.columns, bounds)
    base = cells.totals / cells.totals.sum()
    goal = wanted / cells.totals.sum()
    multipliers = np.zeros(member.shape[1])

    def factors(at: Vector) -> Vector:
        return np.clip(1 + member @ at, *bounds)

    def dual(at: Vector) -> float:
        free, cut = 1 + member @ at, factors(at)
        return float(base @ (cut * (free - 1) - (cut - 1) ** 2 / 2) - goal @ at)

    for _ in range(_ROUNDS):
        current = factors(multipliers)
        gap = goal - member.T @ (base * current)
        if np.abs(gap).max() < _MET * 1e-3:
            return current
        inside = (current > bounds[0]) & (current < bounds[1])
        # A touch of the full matrix keeps a direction where every cell of a category is at a bound.
        curve = (member.T * (base * np.where(inside, 1.0, 1e-8))) @ member
        step, size = np.linalg.solve(curve, gap), 1.0
        now = dual(multipliers)
        while dual(multipliers + size * step) > now - 1e-4 * size * (gap @ step) + _NOISE and size > 1e-6:
            size /= 2
        multipliers = multipliers + size * step
    raise NotConverged("kalibratie met grenzen", _ROUNDS)
