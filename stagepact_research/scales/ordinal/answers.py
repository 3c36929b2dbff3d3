"""Ordered answers as category numbers, and the two-way tables of every pair of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.scales.errors import (
    ConstantItem,
    InvalidSetting,
    PairWithoutVariation,
    TooFewItems,
    TooFewRows,
    TooManyCategories,
)
from stagepact_research.scales.matrix import Matrix, numeric

Codes = NDArray[np.int64]
Missing = Literal["complete", "pairwise"]
MISSING = -1
"""The category number of an answer that is not there."""
MOST_CATEGORIES = 20


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers to a set of items, each item's categories numbered from 0 in ascending order."""

    columns: pd.Index
    categories: tuple[Matrix, ...]
    """Per item the values that occur, ascending."""
    codes: Codes
    """Respondents by items; MISSING where there is no answer."""
    left_out: int
    """Respondents that do not count because answers are missing."""

    @property
    def n(self) -> int:
        return len(self.codes)

    @property
    def sizes(self) -> list[int]:
        """Per item the number of categories."""
        return [len(values) for values in self.categories]

    @property
    def names(self) -> list[str]:
        return [str(item) for item in self.columns]


def read_answers(
    items: pd.DataFrame, *, missing: Missing = "complete", least_items: int = 1, least_rows: int = 2
) -> Answers:
    """The items as category numbers, checked to be ordered answers with some variation.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    missing : complete keeps the rows with an answer on every item; pairwise keeps those with any answer.

    Raises
    ------
    TooFewItems, TooFewRows, ConstantItem, TooManyCategories, TextInItems, DoubleItem, InvalidSetting
        If the items cannot be used; names the first that cannot.
    """
    if missing not in get_args(Missing):
        raise InvalidSetting("missing", missing, " of ".join(get_args(Missing)))
    if items.shape[1] < least_items:
        raise TooFewItems(items.columns, least_items)
    table = numeric(items)
    values = table.to_numpy(dtype="float64")
    answered = ~np.isnan(values)
    rows = answered.all(axis=1) if missing == "complete" else answered.any(axis=1)
    if rows.sum() < least_rows:
        raise TooFewRows(items.columns, int(rows.sum()), least_rows)
    categories, codes = [], []
    for place, item in enumerate(table.columns):
        found, numbers = _numbered(values[rows, place])
        if len(found) == 0:
            raise TooFewRows([item], 0, least_rows)
        if len(found) == 1:
            raise ConstantItem(str(item), float(found[0]))
        if len(found) > MOST_CATEGORIES:
            raise TooManyCategories(str(item), len(found), MOST_CATEGORIES)
        categories.append(found)
        codes.append(numbers)
    kept = np.column_stack(codes)
    return Answers(table.columns, tuple(categories), kept, len(values) - len(kept))


def two_way_tables(codes: Codes, n_categories: int) -> Matrix:
    """Of every pair of items how often each pair of categories occurs: items by items by categories twice.

    An answer that is missing counts in no table, so that every table holds the rows with both answers.
    """
    n, p = codes.shape
    indicators = (codes[:, :, None] == np.arange(n_categories)).reshape(n, p * n_categories)
    counts = indicators.astype("float64")
    tables: Matrix = (counts.T @ counts).reshape(p, n_categories, p, n_categories)
    return tables.transpose(0, 2, 1, 3)


def refuse_constant_pairs(answers: Answers, tables: Matrix) -> None:
    """Refuse two items of which one does not vary among the respondents who answered both.

    Raises
    ------
    PairWithoutVariation
    """
    p = len(answers.columns)
    for i in range(p):
        for j in range(i):
            rows, columns = tables[i, j].sum(axis=1), tables[i, j].sum(axis=0)
            if (rows > 0).sum() < 2 or (columns > 0).sum() < 2:
                raise PairWithoutVariation(answers.names[j], answers.names[i], int(rows.sum()))


def _numbered(column: Matrix) -> tuple[Matrix, Codes]:
    answered = ~np.isnan(column)
    found = np.unique(column[answered])
    numbers = np.full(len(column), MISSING, dtype="int64")
    numbers[answered] = np.searchsorted(found, column[answered])
    return found, numbers
