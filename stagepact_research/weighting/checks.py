"""What every weighting step asks of its input: rows that belong together, and weights that are weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.weighting.errors import InvalidSetting, InvalidWeight, NoRows, NotAligned, NotNumeric

Vector = NDArray[np.float64]
Codes = NDArray[np.intp]


def aligned(series: pd.Series, index: pd.Index, name: str) -> pd.Series:
    """The series in the order of the index; rows are matched by label, not by place."""
    if series.index.equals(index):
        return series
    unique = series.index.is_unique and index.is_unique
    if not unique or len(series) != len(index) or not index.isin(series.index).all():
        raise NotAligned(name, len(series), len(index))
    return series.reindex(index)


def numbers(series: pd.Series, name: object) -> Vector:
    """The values as floats, NaN where missing; text and infinite values are refused."""
    values = pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (np.isnan(values) & series.notna().to_numpy()) | np.isinf(values)
    if wrong.any():
        place = int(wrong.argmax())
        raise NotNumeric(name, series.index[place], series.iloc[place])
    return values


def checked_weights(weights: pd.Series, name: str = "gewichten", *, zero: bool = False) -> Vector:
    """The weights as floats: finite, positive (or zero where allowed), and not all zero."""
    if len(weights) == 0:
        raise NoRows(name)
    values = pd.to_numeric(weights, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    good = np.isfinite(values) & ((values >= 0) if zero else (values > 0))
    if not good.all():
        place = int((~good).argmax())
        raise InvalidWeight(name, weights.index[place], weights.iloc[place])
    if not values.any():
        raise InvalidWeight(name, weights.index[0], 0, "ten minste één gewicht boven nul")
    return values


def base_weights(base: pd.Series | None, index: pd.Index, *, zero: bool = False) -> Vector:
    """The base weights in the order of the index; one for everyone where none are given."""
    if len(index) == 0:
        raise NoRows("frame")
    if base is None:
        return np.ones(len(index))
    return checked_weights(aligned(base, index, "basisgewichten"), "basisgewichten", zero=zero)


def group_codes(groups: pd.Series | None, index: pd.Index, name: str) -> Codes:
    """Whole numbers from 0 for the groups in order of appearance; without groups every row is its own."""
    if groups is None:
        return np.arange(len(index))
    own = aligned(groups, index, name)
    codes, _ = pd.factorize(own)
    if (codes < 0).any():
        raise InvalidSetting(
            name, f"leeg in rij {own.index[int((codes < 0).argmax())]}", "een waarde in iedere rij"
        )
    return codes


def weight_of(codes: Codes, weights: Vector, n: int) -> Vector:
    """The weight in each of n groups."""
    return np.bincount(codes, weights=weights, minlength=n).astype(np.float64)


def require_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise InvalidSetting(name, value, "een getal tussen 0 en 1")
