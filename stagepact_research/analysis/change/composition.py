"""How much of a change is only that other teams answered: the earlier wave at the later composition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from stagepact_research.analysis.change.linearised import WaveDesign, variance
from stagepact_research.analysis.change.testing import satterthwaite
from stagepact_research.analysis.errors import InvalidLevel, TooFewScores
from stagepact_research.weighting import collapse
from stagepact_research.weighting.checks import Codes, Vector, aligned, numbers

Pair = tuple[pd.Series | None, pd.Series | None]
Strata = pd.Series | pd.DataFrame


@dataclass(frozen=True)
class Part:
    """A part of a change, with its standard error, degrees of freedom, interval and two-sided p."""

    estimate: float
    se: float
    df: float
    ci_low: float
    ci_high: float
    p: float


@dataclass(frozen=True)
class StandardisedChange:
    """A change in two parts that add to it.

    Attributes: `change` (all of it), `standardised` (what remains when the earlier wave is given the later
    composition), `composition` (the rest: the same teams would have answered the same), `cells` (by cell
    after joining: share_before, share_after, mean_before, mean_after), `n_before`, `n_after`, and `remarks`
    (which cells were joined, and who was left out; in Dutch).
    """

    change: Part
    standardised: Part
    composition: Part
    cells: pd.DataFrame
    n_before: int
    n_after: int
    remarks: tuple[str, ...]


def standardised_change(
    earlier: pd.Series,
    later: pd.Series,
    strata_earlier: Strata,
    strata_later: Strata,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    minimum: int = 5,
    level: float = 0.95,
) -> StandardisedChange:
    """The change had the earlier wave been composed as the later one: sum over cells of
    share_after (mean_after - mean_before).

    The earlier wave is post-stratified to the (weighted) distribution over cells of those who answered in
    the later wave. The standard errors are linearised and count that these shares are estimates too;
    persons or institutions are drawn with replacement, t by Welch and Satterthwaite.

    Parameters
    ----------
    earlier, later : the outcome of each respondent, NaN for missing.
    strata_earlier, strata_later : the cell of each respondent, or several variables of which every
        combination is a cell. Who has none, or misses one, is left out.
    weights, clusters : of both waves, None where there are none.
    minimum : cells with fewer earlier answers than this (at least 1; none at all too) are joined with the
        smallest other cell, in both waves; a remark says which.
    level : of the intervals.

    Raises
    ------
    TooFewScores
        If a wave has fewer than two answers with a cell.
    InvalidLevel
    NotNumeric, InvalidWeight, NotAligned, InvalidSetting, SingleCluster of weighting

    Source: direct standardisation; with the later shares known, se as svymean after postStratify in R's
    survey.
    """
    if not 0 < level < 1:
        raise InvalidLevel(level)
    sides = [
        _Side.of(values, strata, weight, cluster)
        for values, strata, weight, cluster in zip(
            (earlier, later), (strata_earlier, strata_later), weights, clusters, strict=True
        )
    ]
    first, last, remarks = _joined(sides[0], sides[1], minimum)
    names = sorted(set(last.cells[last.counted]) | set(first.cells[first.counted]))
    codes = [_codes(side, names) for side in (first, last)]
    share1, mean1 = _by_cell(first, codes[0], len(names))
    share2, mean2 = _by_cell(last, codes[1], len(names))
    overall1, overall2 = first.mean(), last.mean()
    would_be = float(share2 @ mean1)
    within = (first.values - mean1[codes[0]]) * (share2 / share1)[codes[0]]
    between = mean1[codes[1]] - would_be
    whole = first.values - overall1, last.values - overall2
    standardised = -within, whole[1] - between
    composition = within - whole[0], between
    parts = {
        "change": (overall2 - overall1, (-whole[0], whole[1])),
        "standardised": (overall2 - would_be, standardised),
        "composition": (would_be - overall1, composition),
    }
    found = {name: _part(value, both, (first, last), level) for name, (value, both) in parts.items()}
    columns = {"share_before": share1, "share_after": share2, "mean_before": mean1, "mean_after": mean2}
    return StandardisedChange(
        **found,
        cells=pd.DataFrame(columns, index=names),
        n_before=int(first.counted.sum()),
        n_after=int(last.counted.sum()),
        remarks=remarks,
    )


@dataclass(frozen=True)
class _Side:
    """One wave: who counts, with an answer of 0 for who does not."""

    values: Vector
    cells: NDArray[np.object_]
    design: WaveDesign
    counted: NDArray[np.bool_]
    left_out: int

    @classmethod
    def of(
        cls, values: pd.Series, strata: Strata, weights: pd.Series | None, clusters: pd.Series | None
    ) -> _Side:
        if len(values) < 2:
            raise TooFewScores(str(values.name or "uitkomst"), len(values), 2)
        answers = numbers(values, str(values.name or "uitkomst"))
        design = WaveDesign.of(values.index, weights, clusters)
        cells = _cells(strata, values.index)
        answered = ~np.isnan(answers) & (design.weights > 0)
        known = cells.notna().to_numpy()
        counted = answered & known
        if counted.sum() < 2:
            raise TooFewScores(str(values.name or "uitkomst"), int(counted.sum()), 2)
        own = np.where(counted, answers, 0.0)
        return cls(own, cells.to_numpy(dtype=object), design, counted, int((answered & ~known).sum()))

    def mean(self) -> float:
        return float(np.average(self.values[self.counted], weights=self.design.weights[self.counted]))


def _cells(strata: Strata, index: pd.Index) -> pd.Series:
    columns = strata.to_frame() if isinstance(strata, pd.Series) else strata
    own = pd.DataFrame(
        {place: aligned(columns.iloc[:, place], index, "cellen") for place in range(columns.shape[1])}
    )
    known = own.notna().all(axis=1)
    return own.astype(str).agg(" × ".join, axis=1).where(known)


def _joined(first: _Side, last: _Side, minimum: int) -> tuple[_Side, _Side, tuple[str, ...]]:
    """Both waves with cells that have enough earlier answers."""
    both = sorted({*first.cells[first.counted], *last.cells[last.counted]})
    found = collapse(
        pd.Series(pd.Categorical(first.cells[first.counted], categories=both), name="cel"), minimum
    )
    remarks = [f"Eerdere ronde: {remark}" for remark in found.remarks]
    for name, side in (("eerdere", first), ("latere", last)):
        if side.left_out:
            remarks.append(
                f"{side.left_out} respondenten van de {name} ronde hebben geen cel en tellen niet mee."
            )
    sides = [
        _Side(
            side.values,
            np.array([found.mapping.get(cell) for cell in side.cells], dtype=object),
            side.design,
            side.counted,
            side.left_out,
        )
        for side in (first, last)
    ]
    return sides[0], sides[1], tuple(remarks)


def _codes(side: _Side, names: list[Any]) -> Codes:
    place = {name: number for number, name in enumerate(names)}
    return np.array(
        [place.get(cell, 0) if c else 0 for cell, c in zip(side.cells, side.counted, strict=True)]
    )


def _by_cell(side: _Side, codes: Codes, n: int) -> tuple[Vector, Vector]:
    """The weighted share and mean of every cell; a cell that nobody is in has mean NaN."""
    weight = np.where(side.counted, side.design.weights, 0.0)
    sizes = np.bincount(codes, weights=weight, minlength=n)
    sums = np.bincount(codes, weights=weight * side.values, minlength=n)
    means = np.divide(sums, sizes, out=np.full(n, np.nan), where=sizes > 0)
    return np.asarray(sizes / sizes.sum(), dtype="float64"), np.asarray(means, dtype="float64")


def _part(
    estimate: float, influence: tuple[Vector, Vector], sides: tuple[_Side, _Side], level: float
) -> Part:
    variances, dfs = [], []
    for own, side in zip(influence, sides, strict=True):
        weight = np.where(side.counted, side.design.weights, 0.0)
        variances.append(variance(side.design, weight * own / weight.sum()))
        dfs.append(float(side.design.degrees(side.counted)))
    return part(estimate, (variances[0], variances[1]), (dfs[0], dfs[1]), level)


def part(estimate: float, variances: tuple[float, float], dfs: tuple[float, float], level: float) -> Part:
    """A part with its t interval; without any spread only its estimate and se are known."""
    se, nan = float(np.sqrt(sum(variances))), float("nan")
    if not se > 1e-12 * max(1.0, abs(estimate)):
        return Part(float(estimate), 0.0, nan, nan, nan, nan)
    df = satterthwaite(variances, dfs)
    half = float(stdtrit(df, (1 + level) / 2)) * se
    p = float(2 * stdtr(df, -abs(estimate / se)))
    return Part(float(estimate), se, df, float(estimate - half), float(estimate + half), p)
