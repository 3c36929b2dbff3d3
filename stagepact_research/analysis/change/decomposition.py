"""A change split in what the predictors explain and the rest: the twofold Oaxaca-Blinder decomposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.analysis.change.composition import Part, part
from stagepact_research.analysis.change.linearised import Matrix, WaveDesign, variance
from stagepact_research.analysis.change.summaries import require_same
from stagepact_research.analysis.errors import (
    CollinearPredictors,
    InvalidLevel,
    TooFewScores,
)
from stagepact_research.weighting.checks import Vector, aligned, numbers
from stagepact_research.weighting.errors import InvalidSetting
from stagepact_research.weighting.rank import independent_columns

Pair = tuple[pd.Series | None, pd.Series | None]
Reference = Literal["later", "earlier", "pooled"]


@dataclass(frozen=True)
class Decomposition:
    """A change in two parts that add to it.

    Attributes: `change`, `composition` (the predictors' means differ), `rest` (the same team answers
    otherwise), `by_predictor` (the part of the composition that each predictor column explains),
    `reference`, `n_before` and `n_after` (respondents with the outcome and all predictors).
    """

    change: Part
    composition: Part
    rest: Part
    by_predictor: pd.Series
    reference: Reference
    n_before: int
    n_after: int


def oaxaca(
    earlier: pd.Series,
    later: pd.Series,
    x_earlier: pd.DataFrame,
    x_later: pd.DataFrame,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    reference: Reference = "later",
    level: float = 0.95,
) -> Decomposition:
    """composition = (mean x after - mean x before)' b, and the rest of the change, with b of the reference.

    "later": b from least squares in the later wave, what the earlier composition would score now;
    "earlier": from the earlier wave, and with one variable of categories then the same as
    `standardised_change`; "pooled": from both with the wave as a predictor. Standard errors by the delta
    method with predictors random (influence functions): persons or institutions drawn with replacement,
    t by Welch and Satterthwaite.

    Parameters
    ----------
    earlier, later : the outcome of each respondent, NaN for missing.
    x_earlier, x_later : the same predictors in both: numbers, or categories, which become a column for each
        but the first in order. Who misses one is left out.
    weights, clusters : of both waves, None where there are none.

    Raises
    ------
    CollinearPredictors
        If a wave cannot tell the predictors apart.
    TooFewScores
        If a wave has no more respondents than coefficients.
    DifferentOutcomes, InvalidLevel
    NotNumeric, InvalidWeight, NotAligned, InvalidSetting, SingleCluster of weighting

    Source: Oaxaca (1973), International Economic Review 14; Blinder (1973), Journal of Human Resources 8;
    pooled and standard errors: Jann (2008), Stata Journal 8.
    """
    if not 0 < level < 1:
        raise InvalidLevel(level)
    if reference not in get_args(Reference):
        raise InvalidSetting("reference", reference, "later, earlier of pooled")
    columns = _same_columns(x_earlier, x_later)
    first, last = (
        _Side.of(name, values, x, weight, cluster)
        for name, values, x, weight, cluster in zip(
            ("eerdere", "latere"), (earlier, later), columns, weights, clusters, strict=True
        )
    )
    coefficients, parts = _reference(first, last, reference)
    gap = last.mean_x() - first.mean_x()
    change, composition = last.mean_y() - first.mean_y(), float(gap @ coefficients)
    # The influence of each respondent on the means, and on the coefficients through `parts`.
    explained = tuple(
        sign * side.of_mean(side.x @ coefficients) + own @ gap
        for sign, side, own in ((-1, first, parts[0]), (1, last, parts[1]))
    )
    whole = -first.of_mean(first.y), last.of_mean(last.y)
    rest = tuple(all_ - own for all_, own in zip(whole, explained, strict=True))

    def found(estimate: float, influence: tuple[Vector, ...]) -> Part:
        variances = variance(first.design, influence[0]), variance(last.design, influence[1])
        dfs = float(first.design.degrees(first.counted)), float(last.design.degrees(last.counted))
        return part(estimate, variances, dfs, level)

    return Decomposition(
        change=found(change, whole),
        composition=found(composition, explained),
        rest=found(change - composition, rest),
        by_predictor=pd.Series(gap * coefficients, index=["(constante)", *columns[0].columns]).iloc[1:],
        reference=reference,
        n_before=int(first.counted.sum()),
        n_after=int(last.counted.sum()),
    )


@dataclass(frozen=True)
class _Side:
    """One wave: the outcome, a constant with the predictors, and who counts; zeros for who does not."""

    y: Vector
    x: Matrix
    design: WaveDesign
    weights: Vector
    counted: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        wave: str,
        values: pd.Series,
        x: pd.DataFrame,
        weights: pd.Series | None,
        clusters: pd.Series | None,
    ) -> _Side:
        subject = str(values.name or "uitkomst")
        answers, design = numbers(values, subject), WaveDesign.of(values.index, weights, clusters)
        table = np.column_stack(
            [np.ones(len(values)), *(numbers(aligned(x[c], values.index, str(c)), c) for c in x.columns)]
        )
        counted = ~np.isnan(answers) & (design.weights > 0) & ~np.isnan(table).any(axis=1)
        if counted.sum() <= table.shape[1]:
            raise TooFewScores(f"{subject}, {wave} ronde", int(counted.sum()), table.shape[1] + 1)
        kept = set(independent_columns(table[counted]))
        lost = [name for place, name in enumerate(x.columns, start=1) if place not in kept]
        if lost:
            raise CollinearPredictors(wave, lost)
        own = np.where(counted, design.weights, 0.0)
        return cls(
            np.where(counted, answers, 0.0), np.where(counted[:, None], table, 0.0), design, own, counted
        )

    def mean_x(self) -> Vector:
        return np.asarray(self.weights @ self.x / self.weights.sum(), dtype="float64")

    def mean_y(self) -> float:
        return float(self.weights @ self.y / self.weights.sum())

    def of_mean(self, values: Vector) -> Vector:
        """Every respondent's influence on the weighted mean of `values`."""
        total = self.weights.sum()
        return np.asarray(self.weights * (values - self.weights @ values / total) / total, dtype="float64")


def _reference(first: _Side, last: _Side, reference: Reference) -> tuple[Vector, tuple[Matrix, Matrix]]:
    """The coefficients, and every respondent's influence on them in both waves."""
    nothing = np.zeros_like(first.x), np.zeros_like(last.x)
    if reference == "pooled":
        tall = [
            np.column_stack([side.x, np.where(side.counted, wave, 0.0)])
            for wave, side in enumerate((first, last))
        ]
        y, w = np.concatenate([first.y, last.y]), np.concatenate([first.weights, last.weights])
        both, influence = _least_squares(np.vstack(tall), y, w)
        return both[:-1], (influence[: len(first.y), :-1], influence[len(first.y) :, :-1])
    side = last if reference == "later" else first
    coefficients, influence = _least_squares(side.x, side.y, side.weights)
    return coefficients, (nothing[0], influence) if reference == "later" else (influence, nothing[1])


def _least_squares(x: Matrix, y: Vector, weights: Vector) -> tuple[Vector, Matrix]:
    bread = np.linalg.inv((x * weights[:, None]).T @ x)
    coefficients = bread @ (x.T @ (weights * y))
    residual = weights * (y - x @ coefficients)
    return np.asarray(coefficients), np.asarray((x * residual[:, None]) @ bread)


def _same_columns(first: pd.DataFrame, last: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both waves' predictors as the same numeric columns."""
    require_same(first.columns, last.columns)
    found: tuple[dict[str, pd.Series], dict[str, pd.Series]] = ({}, {})
    for name in first.columns:
        pair = first[name], last[name]
        if all(pd.api.types.is_numeric_dtype(one) or pd.api.types.is_bool_dtype(one) for one in pair):
            for table, one in zip(found, pair, strict=True):
                table[str(name)] = one.astype("float64")
            continue
        levels = sorted({*pair[0].dropna().astype(str), *pair[1].dropna().astype(str)})
        for level in levels[1:]:
            for table, one in zip(found, pair, strict=True):
                table[f"{name}={level}"] = (one.astype(str) == level).astype("float64").where(one.notna())
    frames = [pd.DataFrame(table, index=x.index) for table, x in zip(found, (first, last), strict=True)]
    return frames[0], frames[1]
