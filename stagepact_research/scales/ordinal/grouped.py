"""Ordered items in groups: the same categories everywhere, or a verdict; and how to get there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.errors import (
    CategoriesDiffer,
    InvalidSetting,
    MissingItems,
    NoGroups,
    PerfectPair,
    SparseCategory,
    TooFewRows,
)
from stagepact_research.scales.groups import Groups, group_names
from stagepact_research.scales.matrix import numeric
from stagepact_research.scales.ordinal.answers import read_answers
from stagepact_research.scales.ordinal.moments import OrdinalMoments, ordinal_moments

_LEAST_ROWS = 3


def moments_by_group(items: pd.DataFrame, groups: Groups, model: FactorModel) -> dict[str, OrdinalMoments]:
    """The statistics of each group's complete rows, by name in alphabetical order.

    Raises
    ------
    UnusableItems
        CategoriesDiffer names the first item, group and category that nobody in that group chose; the
        others as `read_answers`.
    """
    absent = [item for item in model.items if item not in items.columns]
    if absent:
        raise MissingItems(absent)
    own = items[list(model.items)]
    names = group_names(groups, own.index)
    known = own[names.notna()]
    answers = read_answers(known, least_rows=_LEAST_ROWS)
    labels = names[names.notna()][numeric(known).notna().all(axis=1)].to_numpy()
    found = sorted(set(labels.tolist()))
    if len(found) < 2:
        raise NoGroups(found)
    moments = {}
    for name in found:
        codes = answers.codes[labels == name]
        if len(codes) < _LEAST_ROWS:
            raise TooFewRows([f"{item} ({name})" for item in answers.names], len(codes), _LEAST_ROWS)
        for place, categories in enumerate(answers.categories):
            unused = sorted(set(range(len(categories))) - set(codes[:, place].tolist()))
            if unused:
                raise CategoriesDiffer(answers.names[place], name, float(categories[unused[0]]))
        try:
            moments[name] = ordinal_moments(replace(answers, codes=codes))
        except PerfectPair as problem:
            first, second = (f"{item} ({name})" for item in problem.items)
            raise PerfectPair(first, second, problem.correlation) from None
    return moments


def merge_sparse_categories(
    items: pd.DataFrame, groups: Groups, *, least: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The items with every sparse category merged with a neighbour, in all groups alike.

    As long as a group has fewer than `least` answers in a category of an item, the sparsest category takes
    the number of the neighbour that has the fewest answers in all (the lower one when equal). Answers that
    are missing stay so; rows without a group are changed too, but do not count.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    groups : the group of every respondent, with the same index, or a list in the order of the rows; two or
        more groups.
    least : how many answers every category must have in every group; 1 merges empty categories only.

    Returns
    -------
    The items, and a DataFrame of what was merged: item, category, into, group (where it was sparsest) and
    count (how many chose it there), in the order in which it was done. It is empty when nothing was.

    Raises
    ------
    SparseCategory
        If an item would be left with a single category.
    NoGroups, InvalidSetting, TextInItems, DoubleItem
    """
    if least < 1:
        raise InvalidSetting("least", least, "een geheel getal vanaf 1")
    merged = numeric(items)
    names = group_names(groups, items.index)
    found = sorted(set(names.dropna()))
    if len(found) < 2:
        raise NoGroups(found)
    report = []
    for item in merged.columns:
        while True:
            # Without their index, which may hold a label twice.
            counts = pd.crosstab(merged[item].to_numpy(), names.to_numpy())
            counts = counts.reindex(columns=found, fill_value=0)
            table, values = counts.to_numpy(), counts.index.to_numpy(dtype="float64")
            if not table.size or table.min() >= least:
                break
            place, group = (int(at) for at in np.unravel_index(table.argmin(), table.shape))
            category, count = float(values[place]), int(table[place, group])
            if len(values) <= 2:
                raise SparseCategory(str(item), found[group], category, count, least)
            into = float(values[_neighbour(table.sum(axis=1), place)])
            merged.loc[merged[item] == category, item] = into
            report.append((item, category, into, found[group], count))
    return merged, pd.DataFrame(report, columns=["item", "category", "into", "group", "count"])


def _neighbour(totals: NDArray[np.int64], place: int) -> int:
    beside = [near for near in (place - 1, place + 1) if 0 <= near < len(totals)]
    return min(beside, key=lambda near: (totals[near], near))
