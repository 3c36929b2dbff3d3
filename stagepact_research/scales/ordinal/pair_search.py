"""The polychoric correlation of a pair of items: where the likelihood of their two-way table is highest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.binormal import INFINITE
from stagepact_research.scales.ordinal.cells import likelihood_derivatives

BOUND = 0.999
"""The largest correlation that is searched for; an estimate there says that there is no maximum inside."""
_ADDED = 0.5
_STEPS = 200
_GAIN = 1e-10
_REACH = 0.1 / 1.1


def pair_correlations(tables: Matrix, first: Matrix, second: Matrix) -> Matrix:
    """The correlation of each pair of items.

    Parameters
    ----------
    tables : pairs by categories by categories, counts; 0 where an item has fewer categories.
    first, second : pairs by thresholds of the items in the rows and in the columns of the tables.
    """
    start = _pearson(tables)
    further = np.concatenate([first[:, 1:], second[:, 1:]], axis=1)
    binary = further.min(axis=1, initial=INFINITE) >= INFINITE
    tables, known = _without_empty_cell(tables, first[:, 0], second[:, 0], binary)
    found = known.copy()
    search = np.isnan(known)
    found[search] = _search(tables[search], first[search], second[search], start[search])
    return found


def _search(tables: Matrix, first: Matrix, second: Matrix, start: Matrix) -> Matrix:
    """Newton's method for all pairs at once; a step that does not raise the likelihood is halved.

    Where answers are sparse the likelihood may rise ever more slowly toward a plain without a top. The search
    then ends where the promised gain is below a tenth of a billionth of the log-likelihood, which is where
    R's nlminb, and so lavaan, ends.
    """
    rho, gain = _first_steps(tables, first, second, start)
    value, slope, curvature = likelihood_derivatives(tables, first, second, rho)
    step = slope / np.abs(curvature)
    busy = np.flatnonzero((gain > _GAIN) & ~_outward(rho, step))
    for _ in range(_STEPS):
        if not len(busy):
            break
        tried = np.clip(rho[busy] + step[busy], -BOUND, BOUND)
        there, slope_there, curvature_there = likelihood_derivatives(
            tables[busy], first[busy], second[busy], tried
        )
        better = there > value[busy]
        gain = slope[busy] * step[busy] / 2 / np.abs(value[busy])
        moved = busy[better]
        rho[moved], value[moved], slope[moved] = tried[better], there[better], slope_there[better]
        step[moved] = slope_there[better] / np.abs(curvature_there[better])
        step[busy[~better]] /= 2
        busy = busy[(gain > _GAIN) & ~_outward(rho[busy], step[busy])]
    return rho


def _first_steps(tables: Matrix, first: Matrix, second: Matrix, start: Matrix) -> tuple[Matrix, Matrix]:
    """Where one step from the start leads, and the relative gain that it promised.

    The step is Newton's, as far as it can be trusted: first a tenth, and farther while the likelihood rises
    nearly as steeply as at the start. Beyond a top near 1 lies a plain, which one long leap would reach.

    Source: the rules of Dennis, Gay & Welsch (1981), ACM Transactions on Mathematical Software 7, for when a
    longer step is worth a try; R's nlminb follows them too.
    """
    best, slope, curvature = likelihood_derivatives(tables, first, second, start)
    with np.errstate(divide="ignore", invalid="ignore"):
        newton = np.where(curvature > 0, np.abs(slope) / curvature, np.inf)
        newton = np.where(slope == 0, 0.0, newton)
    before, rho, going = best.copy(), start.copy(), slope != 0
    room = BOUND - start * np.sign(slope)
    length = _length(newton, np.full(len(start), _REACH), room)
    for _ in range(3):
        tried = start + np.sign(slope) * length
        there = likelihood_derivatives(tables, first, second, tried)[0]
        going &= there > best
        rho, best = np.where(going, tried, rho), np.where(going, there, best)
        rise, promise = best - before, np.abs(slope) * length
        going &= (rise >= 0.75 * promise) & (newton >= 2 * length)
        with np.errstate(divide="ignore", invalid="ignore"):
            growth = np.where(rise < 0.875 * promise, np.maximum(2.0, promise / (promise - rise) / 2), 4.0)
        longer = _length(newton, np.where(going, length * growth, length), room)
        going &= np.abs(slope) * longer - curvature * longer**2 / 2 > 1.2 * rise
        length = np.where(going, longer, length)
    gain = np.where(slope == 0, 0.0, np.minimum(np.abs(slope) * newton / 2, 1.0) / np.abs(best))
    return rho, gain


def _length(newton: Matrix, reach: Matrix, room: Matrix) -> Matrix:
    """A step that is a tenth longer than it may be is not cut."""
    return np.minimum(np.where(newton <= 1.1 * reach, newton, reach), room)


def _outward(rho: Matrix, step: Matrix) -> NDArray[np.bool_]:
    return np.asarray((np.abs(rho) >= BOUND) & (rho * step >= 0))


def _pearson(tables: Matrix) -> Matrix:
    """The correlation of the category numbers, inside the range of the search; 0 where it says nothing."""
    n = tables.sum(axis=(1, 2))
    score = np.arange(tables.shape[1], dtype="float64")
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    mean_a, mean_b = rows @ score / n, columns @ score / n
    covariance = np.einsum("pij,i,j->p", tables, score, score) / n - mean_a * mean_b
    spread = np.sqrt((rows @ score**2 / n - mean_a**2) * (columns @ score**2 / n - mean_b**2))
    found = covariance / spread
    return np.where(np.abs(found) >= 1 - 1e-9, 0.0, np.clip(found, -BOUND, BOUND))


def _without_empty_cell(
    tables: Matrix, first: Matrix, second: Matrix, binary: NDArray[np.bool_]
) -> tuple[Matrix, Matrix]:
    """2 by 2 tables without their empty cell, and the correlations that need no search (NaN elsewhere).

    With both thresholds at zero, rho = -cos(2 pi n_11 / n) (Sheppard 1899).
    """
    tables, known = tables.copy(), np.full(len(tables), np.nan)
    for pair in np.flatnonzero(binary):
        own = tables[pair, :2, :2]
        empty = own == 0
        if empty.sum() == 2:
            known[pair] = 1.0 if own[0, 0] > 0 else -1.0
            continue
        if empty.sum() == 1:
            toward = _ADDED if empty[0, 0] or empty[1, 1] else -_ADDED
            own += toward * np.array([[1.0, -1.0], [-1.0, 1.0]])
        if first[pair] == 0 and second[pair] == 0:
            known[pair] = -np.cos(2 * np.pi * own[0, 0] / own.sum())
    return tables, known
