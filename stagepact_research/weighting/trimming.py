"""Trimming: no weight outside its bounds, and the total unchanged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.weighting.checks import Vector, checked_weights
from stagepact_research.weighting.errors import ImpossibleBounds, InvalidSetting

_TIMES_MEDIAN = 5.0
# Under a bound below the mean weight the total does not fit.
_TIMES_MEAN = 2.0
_ROUNDING = 1e-12


def trim_weights(weights: pd.Series, *, upper: float | None = None, lower: float | None = None) -> pd.Series:
    """Cap the weights; what is cut off goes to the untrimmed weights in proportion, until all bounds hold.

    The outcome of repeating this is min(max(c * w, lower), upper) with the one c that keeps the total, and
    that is what is computed: untrimmed weights keep their ratios, and no weight overtakes a larger one.
    (With two bounds, a cycle that never lets go of a weight once trimmed depends on its own course.)
    R's survey::trimWeights differs: it adds the same amount to every untrimmed weight, once
    or, with strict = TRUE, until the bounds hold.

    Parameters
    ----------
    weights : Series of float > 0.
    upper, lower : bounds on the weights themselves, not factors; lower is none unless given, upper 5 times
        the median. Where so many weights are small that the total does not fit under that, it is twice the
        mean.

    Returns
    -------
    Series of float within the bounds, with the index, the name and the total of `weights`.

    Raises
    ------
    InvalidWeight, InvalidSetting
        If a weight is not positive, or a bound not a positive number.
    ImpossibleBounds
        If the mean weight lies outside the bounds that are given, so that the total cannot be kept.
    """
    values = checked_weights(weights)
    mean = float(values.mean())
    most = _highest(values, mean) if upper is None else upper
    least = 0.0 if lower is None else lower
    if not (np.isfinite(most) and most > 0):
        raise InvalidSetting("upper", upper, "een getal boven nul")
    if not (np.isfinite(least) and least >= 0):
        raise InvalidSetting("lower", lower, "een getal van nul of meer")
    if least > most or most < mean * (1 - _ROUNDING) or least > mean * (1 + _ROUNDING):
        raise ImpossibleBounds(least, most, mean)
    return pd.Series(_cut(values, least, most), index=weights.index, name=weights.name)


def _highest(values: Vector, mean: float) -> float:
    most = _TIMES_MEDIAN * float(np.median(values))
    return most if most >= mean else _TIMES_MEAN * mean


def _cut(values: Vector, least: float, most: float) -> Vector:
    """min(max(c * w, least), most) with the total of w: bisect for c, then solve it exactly."""
    if values.min() >= least and values.max() <= most:
        return values.copy()
    total = values.sum()
    low, high = min(least / values.max(), 1.0), max(most / values.min(), 1.0)
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(middle * values, least, most).sum() < total:
            low = middle
        else:
            high = middle
        if high - low <= _ROUNDING * high:
            break
    free = (high * values > least) & (high * values < most)
    trimmed = np.clip(high * values, least, most)
    if free.any():
        factor = (total - trimmed[~free].sum()) / values[free].sum()
        trimmed[free] = np.clip(factor * values[free], least, most)
    return np.asarray(trimmed)
