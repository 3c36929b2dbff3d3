"""Whether any weights at all could meet the margins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from stagepact_research.weighting.margins import Cells

# Margins are scaled to shares; a cell that may hold no more than this must be empty.
_NOTHING = 1e-9


def membership(cells: Cells) -> NDArray[np.float64]:
    """Categories x cells: which cells belong to which category, the margins below each other."""
    n_cells, n_margins = cells.levels.shape
    starts = np.concatenate([[0], np.cumsum([len(target) for target in cells.targets])])
    rows = (cells.levels + starts[:-1]).ravel()
    columns = np.repeat(np.arange(n_cells), n_margins)
    member = np.zeros((int(starts[-1]), n_cells))
    member[rows, columns] = 1.0
    return member


def can_be_met(cells: Cells, bounds: tuple[float, float] | None = None) -> bool:
    """Whether positive weights of the cells, or factors within the bounds, meet all margins.

    A linear programme: without bounds, the largest share t that every cell can have while all margins
    hold; t must be above zero. With bounds, whether a solution exists within them.
    """
    total = cells.targets[0].sum()
    shares = np.concatenate(cells.targets) / total
    member = membership(cells)
    if bounds is not None:
        base = cells.totals / total
        limits = list(zip(bounds[0] * base, bounds[1] * base, strict=True))
        found = linprog(np.zeros(len(base)), A_eq=member, b_eq=shares, bounds=limits, method="highs")
        return bool(found.status == 0)
    # Each cell is t plus something of its own that is not negative; largest t wins.
    with_t = np.column_stack([member, member.sum(axis=1)])
    goal = np.zeros(with_t.shape[1])
    goal[-1] = -1.0
    found = linprog(goal, A_eq=with_t, b_eq=shares, bounds=(0, None), method="highs")
    return bool(found.status == 0 and found.x is not None and found.x[-1] > _NOTHING)
