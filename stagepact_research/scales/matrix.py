"""Items as numbers, and the complete rows on which reliability and dimensionality are computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.scales.errors import (
    ConstantItem,
    DoubleItem,
    TextInItems,
    TooFewItems,
    TooFewRows,
)

Matrix = NDArray[np.float64]


def numeric(items: pd.DataFrame) -> pd.DataFrame:
    """The items as float with NaN for missing, columns and rows in the order given.

    Raises
    ------
    TextInItems
        If a value is text or infinite; names the first. A digit that was read as text ("5") is
        refused as well: it means that the export was read without its questionnaire.
    DoubleItem
        If a column occurs twice.
    """
    double = items.columns[items.columns.duplicated()]
    if len(double):
        raise DoubleItem(str(double[0]))
    columns = {item: _numbers(items[item]) for item in items.columns}
    return pd.DataFrame(columns, index=items.index, columns=items.columns, dtype="float64")


def complete_rows(items: pd.DataFrame, *, least_items: int, least_rows: int) -> pd.DataFrame:
    """The rows with a number on every item, checked to hold enough of both and no constant item."""
    if items.shape[1] < least_items:
        raise TooFewItems(items.columns, least_items)
    complete = numeric(items).dropna()
    if len(complete) < least_rows:
        raise TooFewRows(items.columns, len(complete), least_rows)
    for item in complete.columns:
        if complete[item].nunique() == 1:
            raise ConstantItem(str(item), float(complete[item].iloc[0]))
    return complete


def covariance(complete: pd.DataFrame) -> Matrix:
    """Sample covariances (n - 1) of complete rows, items by items.

    Summed row by row in a fixed order, because a matrix product may add in another order on another
    machine; with so few items the difference in speed is not felt.
    """
    values = complete.to_numpy(dtype="float64")
    deviations = values - values.mean(axis=0)
    k = values.shape[1]
    out = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            out[i, j] = out[j, i] = (deviations[:, i] * deviations[:, j]).sum()
    return out / (len(values) - 1)


def correlation(complete: pd.DataFrame) -> Matrix:
    """Pearson correlations of complete rows, items by items, exactly 1 on the diagonal."""
    cov = covariance(complete)
    sd = np.sqrt(np.diag(cov))
    out: Matrix = cov / np.outer(sd, sd)
    np.fill_diagonal(out, 1.0)
    return out


def _numbers(column: pd.Series) -> Matrix:
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype):
        for value in column:
            if not pd.isna(value) and not isinstance(value, int | float | np.number | np.bool_):
                raise TextInItems(str(column.name), value)
        column = column.astype(object)
    numbers = pd.to_numeric(column.astype(object).where(column.notna(), np.nan)).to_numpy(dtype="float64")
    infinite = np.isinf(numbers)
    if infinite.any():
        raise TextInItems(str(column.name), numbers[infinite][0])
    return np.asarray(numbers)
