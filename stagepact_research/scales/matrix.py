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
NIL = 1e-9
"""Below this an eigenvalue of correlations is taken for zero."""
_WEIGHT = 1e-3
_REAL = int | float | np.integer | np.floating | np.bool_


def numeric(items: pd.DataFrame) -> pd.DataFrame:
    """The items as float with NaN for missing, columns and rows in the order given.

    Raises
    ------
    TextInItems
        If a value is text, complex or infinite; names the first. A digit that was read as text ("5") is
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
        answers = complete[item].to_numpy()
        if answers.min() == answers.max():
            raise ConstantItem(str(item), float(answers[0]))
    return complete


def covariance(complete: pd.DataFrame) -> Matrix:
    """Sample covariances (n - 1) of complete rows, items by items.

    Two passes, the means first, so that a large mean costs no digits. Summed item by item in numpy's fixed
    order over a row of memory, because a matrix product may add in another order on another machine.
    """
    values = _by_item(complete)
    deviations = values - values.mean(axis=1, keepdims=True)
    cov: Matrix = _products(deviations) / (values.shape[1] - 1)
    return cov


def pairwise_covariance(answers: pd.DataFrame) -> tuple[Matrix, Matrix]:
    """Sample covariances of each pair of items over the rows with both, and the numbers of those rows.

    cov_ij = (sum x_i x_j - sum x_i sum x_j / n_ij) / (n_ij - 1), with x from the item's own mean and the
    sums over the n_ij rows that have both; NaN where n_ij < 2. Need not be positive definite.

    Returns
    -------
    (covariances, rows), both items by items. As cov(use = "pairwise") in R.
    """
    values = _by_item(answers)
    present = ~np.isnan(values)
    count = present.sum(axis=1, keepdims=True)
    filled = np.where(present, values, 0.0)
    deviations = np.where(present, filled - filled.sum(axis=1, keepdims=True) / np.maximum(count, 1), 0.0)
    there = present.astype("float64")
    # Counts are whole numbers, which a matrix product adds without error in any order.
    rows: Matrix = there @ there.T
    k = len(values)
    sums = np.array([[(deviations[i] * there[j]).sum() for j in range(k)] for i in range(k)])
    with np.errstate(divide="ignore", invalid="ignore"):
        cov: Matrix = (_products(deviations) - sums * sums.T / rows) / (rows - 1)
    return np.where(rows > 1, cov, np.nan), rows


def correlation(complete: pd.DataFrame) -> Matrix:
    """Pearson correlations of complete rows, items by items, exactly 1 on the diagonal."""
    return as_correlation(covariance(complete))


def as_correlation(cov: Matrix) -> Matrix:
    """r_ij = cov_ij / sqrt(cov_ii cov_jj), exactly 1 on the diagonal."""
    sd = np.sqrt(np.diag(cov))
    out: Matrix = cov / np.outer(sd, sd)
    np.fill_diagonal(out, 1.0)
    return out


def determined(correlations: Matrix) -> list[int]:
    """The places of items that determine each other, such as two equal columns; empty when none do.

    Those with a weight in a combination of standardised items whose variance is nil: an eigenvector of an
    eigenvalue below 1e-9, where the inverse would be rounding noise.
    """
    values, vectors = np.linalg.eigh(correlations)
    nil = np.abs(vectors[:, values < NIL]) > _WEIGHT
    return [int(place) for place in np.flatnonzero(nil.any(axis=1))]


def _by_item(table: pd.DataFrame) -> Matrix:
    """Items by respondents, each item in one row of memory."""
    return np.ascontiguousarray(table.to_numpy(dtype="float64").T)


def _products(rows: Matrix) -> Matrix:
    """The sums of products of each pair of rows."""
    k = len(rows)
    out, product = np.empty((k, k)), np.empty(rows.shape[1])
    for i in range(k):
        for j in range(i, k):
            np.multiply(rows[i], rows[j], out=product)
            out[i, j] = out[j, i] = product.sum()
    return out


def _numbers(column: pd.Series) -> Matrix:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        return _finite(str(column.name), column.to_numpy(dtype="float64"))
    # A complex number is numeric to pandas, which would drop its imaginary part.
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_complex_dtype(column.dtype):
        for value in column:
            if not pd.isna(value) and not isinstance(value, _REAL):
                raise TextInItems(str(column.name), value)
        column = column.astype(object)
    numbers = pd.to_numeric(column.astype(object).where(column.notna(), np.nan)).to_numpy(dtype="float64")
    return _finite(str(column.name), np.asarray(numbers))


def _finite(item: str, numbers: Matrix) -> Matrix:
    infinite = np.isinf(numbers)
    if infinite.any():
        raise TextInItems(item, numbers[infinite][0])
    return numbers
