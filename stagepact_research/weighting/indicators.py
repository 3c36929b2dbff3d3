"""R-indicators: how much response propensities vary, overall and between the categories of a variable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stagepact_research.weighting.checks import Vector, base_weights
from stagepact_research.weighting.errors import InvalidPropensity, MissingColumn, NoRows, TooFewUnits
from stagepact_research.weighting.predictors import is_number, levels
from stagepact_research.weighting.propensity import Propensity

# Numbers with more values than this are taken in five groups of equal size.
_MOST_VALUES = 10


def r_indicator(propensities: pd.Series, weights: pd.Series | None = None) -> float:
    """The representativity indicator R = 1 - 2 S(rho), from 0 to 1 = everyone equally likely to respond.

    S^2 = 1 / (N - 1) * sum d (rho - mean)^2, with N the sum of the weights d and the mean weighted.

    Parameters
    ----------
    propensities : Series of response probabilities, 0-1, of respondents and non-respondents.
    weights : design weights d >= 0 with the same index; 1 by default. Together more than 1.

    Raises
    ------
    InvalidPropensity, InvalidWeight, TooFewUnits

    Source: Schouten, Cobben and Bethlehem (2009), Survey Methodology 35. Where propensities are estimated
    R is biased downwards; `representativity` corrects that.
    """
    values, d = checked_propensities(propensities, weights)
    return 1 - 2 * float(np.sqrt(propensity_variance(values, d)))


def checked_propensities(propensities: pd.Series, weights: pd.Series | None) -> tuple[Vector, Vector]:
    if len(propensities) == 0:
        raise NoRows("responskansen")
    values = pd.to_numeric(propensities, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        place = int(wrong.argmax())
        raise InvalidPropensity(propensities.index[place], propensities.iloc[place])
    d = base_weights(weights, propensities.index, zero=True)
    if d.sum() <= 1:
        raise TooFewUnits("responskansen", float(d.sum()))
    return values, d


def propensity_variance(values: Vector, d: Vector) -> float:
    """S^2 of the propensities with weights d."""
    mean = d @ values / d.sum()
    return float(d @ (values - mean) ** 2 / (d.sum() - 1))


def partial_r(
    model: Propensity, variables: Sequence[str] | None = None, *, weights: pd.Series | None = None
) -> pd.DataFrame:
    """Partial R-indicators: which variables make propensities vary, and which categories lag behind.

    Unconditional, per variable: the square root of the variance between its categories,
    1 / (N - 1) * sum over k of N_k (mean_k - mean)^2. Per category: sqrt(N_k / (N - 1)) (mean_k - mean),
    negative where the category is underrepresented; the squares add up to the variable's. Conditional: the
    square root of 1 / (N - 1) * sum d (rho - mean_l)^2, with l the cells of all other variables crossed:
    what the variable adds to them. (The source has N_k / N; N - 1 makes the parts add up to S^2.)

    A number (not a boolean) has no rows for its values: a single value, or a bound between groups, can be
    that of one institution. For its own row, and where others are conditional on it, it counts by value, or
    in five groups of equal size where it has more than 10 values. Numbers that are names of categories
    belong in the model as text or as a categorical. Small categories are listed too: `collapse` them first.

    Parameters
    ----------
    model : a fitted response model.
    variables : which of the model's variables to list (default all); conditioning is always on all others.
    weights : design weights, as for `r_indicator`.

    Returns
    -------
    DataFrame with `variable`, `category` (None for the variable itself; the others only of text, booleans
    and categoricals), `unconditional` and `conditional` (variables only); 0 means no contribution.

    Source: Schouten, Shlomo and Skinner (2011), Journal of Official Statistics 27.
    """
    rho, d = checked_propensities(model.propensities, weights)
    grouped = {str(name): _groups(model.variables[name]) for name in model.variables.columns}
    asked = list(grouped) if variables is None else list(variables)
    rows: list[dict[str, object]] = []
    for name in asked:
        if name not in grouped:
            raise MissingColumn(name, grouped)
        codes, categories = grouped[name].cat.codes.to_numpy(), list(grouped[name].cat.categories)
        size = np.bincount(codes, weights=d)
        mean = np.bincount(codes, weights=d * rho) / np.where(size > 0, size, 1)
        part = np.sqrt(size / (d.sum() - 1)) * (mean - d @ rho / d.sum())
        others = [grouped[other] for other in grouped if other != name]
        rows.append(
            {
                "variable": name,
                "category": None,
                "unconditional": float(np.sqrt((part**2).sum())),
                "conditional": float(np.sqrt(_within(rho, d, others))),
            }
        )
        if is_number(model.variables[name]):
            continue
        rows += [
            {
                "variable": name,
                "category": category,
                "unconditional": float(own),
                "conditional": np.nan,
            }
            for category, own in zip(categories, part, strict=True)
        ]
    return pd.DataFrame(rows, columns=["variable", "category", "unconditional", "conditional"])


def _groups(series: pd.Series) -> pd.Series:
    """The variable as a categorical of the values that occur, for computing with."""
    if is_number(series) and series.nunique() > _MOST_VALUES:
        series = pd.qcut(series, 5, duplicates="drop")
        series = series.cat.remove_unused_categories().cat.rename_categories(str)
    return series.astype(object).astype(pd.CategoricalDtype(levels(series)))


def _within(rho: Vector, d: Vector, others: list[pd.Series]) -> float:
    """The variance of propensities within the cells of the other variables."""
    cells = np.zeros(len(rho), dtype=np.intp)
    for other in others:
        codes = other.cat.codes.to_numpy(dtype=np.intp)
        _, cells = np.unique(cells * (codes.max() + 1) + codes, return_inverse=True)
    size = np.bincount(cells, weights=d)
    mean = np.bincount(cells, weights=d * rho) / np.where(size > 0, size, 1)
    return float(d @ (rho - mean[cells]) ** 2 / (d.sum() - 1))
