"""Thresholds of ordered items, and the correlations of the normal variables taken to lie behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.answers import (
    Codes,
    Missing,
    read_answers,
    refuse_constant_pairs,
    two_way_tables,
)
from stagepact_research.scales.ordinal.binormal import INFINITE, normal_quantile
from stagepact_research.scales.ordinal.pair_search import pair_correlations


def thresholds(items: pd.DataFrame) -> pd.Series:
    """The thresholds of the normal variable behind each item, from the rows without a missing answer.

    threshold_c = the z with P(Z <= z) = the share of answers in category c or below.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.

    Returns
    -------
    Series of float named "threshold"; index (item, category): the threshold lies above that category, and
    ascends within the item. An item with m categories in use has m - 1 of them.

    Raises
    ------
    UnusableItems
        If no row is complete, an item is constant, a value is not a number, or an item has more than 20
        categories.

    Source: Olsson (1979), Psychometrika 44. Agrees with lavaan's lavInspect(fit, "th").
    """
    answers = read_answers(items)
    padded = threshold_matrix(answers.codes, max(answers.sizes))
    keys, values = [], []
    for item, categories, own in zip(answers.columns, answers.categories, padded, strict=True):
        keys += [(item, float(category)) for category in categories[:-1]]
        values += own[: len(categories) - 1].tolist()
    index = pd.MultiIndex.from_tuples(keys, names=["item", "category"])
    return pd.Series(values, index=index, name="threshold", dtype="float64")


def polychoric_correlations(items: pd.DataFrame, *, missing: Missing = "complete") -> pd.DataFrame:
    """Polychoric correlations, or tetrachoric ones where both items have two categories.

    Two steps: the thresholds of each item from its own answers, then for each pair the rho that maximises
    sum over cells of n_ij log pi_ij(rho), in which pi_ij is the bivariate normal probability between the
    thresholds. In a 2 by 2 table with one empty cell, half an answer is moved so that the margins stay the
    same; with two empty cells rho is 1 or -1. Other tables are left as they are. An estimate of exactly
    0.999 or -0.999 lies at the end of the range that is searched.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing; at least 2 items.
    missing : which rows count: complete takes those with an answer on every item; pairwise takes for each
        threshold the rows with that item and for each correlation the rows with both.

    Returns
    -------
    DataFrame of float, items by items in the order given, between -1 and 1, exactly 1 on the diagonal. It
    need not be positive definite.

    Raises
    ------
    UnusableItems
        As `thresholds`; with pairwise also if an item does not vary among those who answered another.

    Source: Olsson (1979), Psychometrika 44. Agrees with lavaan's lavCor(ordered = names(items)).
    """
    answers = read_answers(items, missing=missing, least_items=2)
    tables = two_way_tables(answers.codes, max(answers.sizes))
    if missing == "pairwise":
        refuse_constant_pairs(answers, tables)
    found = correlation_matrix(answers.codes, max(answers.sizes))
    return pd.DataFrame(found, index=answers.columns, columns=answers.columns)


def threshold_matrix(codes: Codes, n_categories: int) -> Matrix:
    """Items by thresholds, one fewer than the most categories; INFINITE where an item has fewer."""
    counts = (codes[:, :, None] == np.arange(n_categories)).sum(axis=0)
    below = np.cumsum(counts, axis=1)[:, :-1] / counts.sum(axis=1, keepdims=True)
    return np.minimum(normal_quantile(below), INFINITE)


def correlation_matrix(codes: Codes, n_categories: int) -> Matrix:
    """The polychoric correlations of category numbers (from 0, MISSING where absent), without checks."""
    p = codes.shape[1]
    first, second = np.triu_indices(p, 1)
    tables = two_way_tables(codes, n_categories)[first, second]
    limits = threshold_matrix(codes, n_categories)
    found = np.eye(p)
    found[first, second] = found[second, first] = pair_correlations(tables, limits[first], limits[second])
    return found
