"""Respondents counted in the cells of the margins, with the population total of every category.

Weighting factors depend only on a respondent's categories: all that raking and calibration need are the
combinations of categories that occur, and the base weight in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.weighting.checks import Codes, Vector, base_weights, weight_of
from stagepact_research.weighting.errors import (
    DoubleCategory,
    EmptyCategory,
    InvalidTarget,
    MarginsDisagree,
    MissingColumn,
    MissingFrameValue,
    NoMargins,
    UnknownCategory,
    ZeroTarget,
)

_SAME_TOTAL = 1e-6
# Above this many possible combinations those that occur are renumbered, so that the codes stay small.
_MANY = 2_000_000


@dataclass(frozen=True)
class Cells:
    """The combinations of categories that occur.

    Attributes
    ----------
    columns : the margins' names.
    targets : per margin the total of each category with respondents, all adding up to one total.
    levels : cells x margins, the place of each cell's category in `targets`.
    totals : per cell the base weight, > 0.
    row_cells : per row its cell.
    row_base : per row its base weight.
    """

    columns: tuple[str, ...]
    targets: tuple[Vector, ...]
    levels: NDArray[np.intp]
    totals: Vector
    row_cells: Codes
    row_base: Vector

    def spread(self, factors: Vector, index: pd.Index) -> pd.Series:
        """Each row's base weight times the factor of its cell."""
        return pd.Series(factors[self.row_cells] * self.row_base, index=index, name="weight")


def cells_of(frame: pd.DataFrame, margins: Mapping[str, pd.Series], base: pd.Series | None) -> Cells:
    """Count the rows in cells and check that the margins can be asked of them.

    Raises
    ------
    UnusableWeighting
        A class for each thing that can be wrong: a missing column or value, a category that the margin
        does not know, a category without respondents, a zero total with respondents, margins whose
        totals differ by more than one millionth, a base weight that is not positive.
    """
    if not margins:
        raise NoMargins
    weights = base_weights(base, frame.index)
    coded = [_coded(frame, column, pd.Series(totals)) for column, totals in margins.items()]
    targets = [totals for _, totals in coded]
    _require_one_total(list(margins), targets)
    # The last margin sets the scale, as it has the last word in a cycle of raking.
    scale = targets[-1].sum()
    row_cells, levels = _combined([codes for codes, _ in coded], [len(totals) for totals in targets])
    return Cells(
        tuple(map(str, margins)),
        tuple(totals * (scale / totals.sum()) for totals in targets),
        levels,
        weight_of(row_cells, weights, len(levels)),
        row_cells,
        weights,
    )


def category_codes(frame: pd.DataFrame, column: str) -> tuple[Codes, pd.Index]:
    """Each row's category as a number, and the categories that occur; a missing value is refused."""
    if (frame.columns == column).sum() != 1:
        raise MissingColumn(column, frame.columns)
    codes, found = pd.factorize(frame[column])
    missing = codes < 0
    if missing.any():
        raise MissingFrameValue(frame.index[int(missing.argmax())], column)
    return codes, pd.Index(found)


def checked_totals(column: str, totals: pd.Series) -> pd.Series:
    """The population totals as floats: every category once, none negative, not all zero."""
    if totals.index.has_duplicates:
        raise DoubleCategory(column, totals.index[totals.index.duplicated()][0])
    values = pd.to_numeric(totals, errors="coerce").astype(float)
    good = np.isfinite(values.to_numpy()) & (values.to_numpy() >= 0)
    if not good.all():
        raise InvalidTarget(column, totals.index[~good][0], totals[~good].iloc[0])
    if values.sum() <= 0:
        raise InvalidTarget(column, "(alle)", 0)
    return values


def known_codes(frame: pd.DataFrame, column: str, categories: pd.Index) -> Codes:
    """Each row's place among the categories of a margin; an unknown category is refused."""
    codes, found = category_codes(frame, column)
    if isinstance(found, pd.CategoricalIndex):
        found = pd.Index(np.asarray(found))
    places = _plain(categories).get_indexer(found.astype(object))
    if (places < 0).any():
        unknown = int((places < 0).argmax())
        raise UnknownCategory(column, found.tolist()[unknown], int((codes == unknown).sum()), categories)
    return np.asarray(places)[codes]


def _plain(categories: pd.Index) -> pd.Index:
    # As objects, whole numbers, texts, booleans and categories all match by equality alone.
    return pd.Index(np.asarray(categories)).astype(object)


def _coded(frame: pd.DataFrame, column: str, totals: pd.Series) -> tuple[Codes, Vector]:
    """Each row's place among the categories with respondents, and their totals."""
    values = checked_totals(column, totals)
    places = known_codes(frame, column, values.index)
    counts = np.bincount(places, minlength=len(values))
    target, categories = values.to_numpy(), values.index.tolist()
    for place in np.flatnonzero((counts == 0) != (target == 0)):
        category = categories[place]
        if counts[place]:
            raise ZeroTarget(column, category, int(counts[place]))
        raise EmptyCategory(column, category, float(target[place]))
    kept = counts > 0
    if kept.all():
        return places, target
    return (np.cumsum(kept) - 1)[places], target[kept]


def _require_one_total(columns: list[str], targets: list[Vector]) -> None:
    first = float(targets[0].sum())
    for column, target in zip(columns[1:], targets[1:], strict=True):
        total = float(target.sum())
        if abs(total - first) > _SAME_TOTAL * max(total, first):
            raise MarginsDisagree(columns[0], first, column, total)


def _combined(coded: list[Codes], sizes: list[int]) -> tuple[Codes, NDArray[np.intp]]:
    """Each row's combination, and the categories of each combination that occurs."""
    codes, size = coded[0].astype(np.int64), sizes[0]
    for own, own_size in zip(coded[1:], sizes[1:], strict=True):
        if size * own_size > _MANY:
            _, codes = np.unique(codes, return_inverse=True)
            size = int(codes.max()) + 1
        codes, size = codes * own_size + own, size * own_size
    if size > _MANY:
        _, codes = np.unique(codes, return_inverse=True)
        size = int(codes.max()) + 1
    occurs = np.zeros(size, dtype=bool)
    occurs[codes] = True
    cells = (np.cumsum(occurs) - 1)[codes]
    if prod(sizes) <= _MANY:
        return cells, np.column_stack(np.unravel_index(np.flatnonzero(occurs), sizes))
    levels = np.empty((int(occurs.sum()), len(coded)), dtype=np.intp)
    for place, own in enumerate(coded):
        levels[cells, place] = own
    return cells, levels
