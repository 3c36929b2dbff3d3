"""Raking: weights that meet the population's margins, one margin after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.weighting.checks import Vector
from stagepact_research.weighting.errors import InvalidSetting, MarginsCannotBeMet, NotConverged
from stagepact_research.weighting.feasibility import can_be_met
from stagepact_research.weighting.margins import Cells, cells_of


def rake(
    frame: pd.DataFrame,
    margins: Mapping[str, pd.Series],
    base: pd.Series | None = None,
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> pd.Series:
    """Raking weights (iterative proportional fitting), which meet every margin at once.

    The base weights are multiplied by a factor for each category of each margin. Respondents with the
    same categories share one factor, so that svy rakes the cells that occur and the factors are mapped
    back: a million rows take hardly longer than a thousand.

    Parameters
    ----------
    frame : DataFrame, a row per respondent, with a column for each margin: whole numbers, text,
        booleans or categories, none missing.
    margins : for each column the population totals (> 0) by category; all add up to the same total.
        Where totals differ by less than one millionth the last margin sets the scale.
    base : Series of float > 0, the weights before raking (default 1 for everyone).
    tolerance : largest relative error of a margin, from 1e-13 to 1e-2.
    max_iterations : most rounds over the margins, at least 1.

    Returns
    -------
    Series of float > 0 with the index of `frame`, adding up to the margins' total.

    Raises
    ------
    UnusableWeighting
        With a class for each cause; see `cells_of`. `MarginsCannotBeMet` if no positive weights meet the
        margins together, `NotConverged` if they exist but were not reached.

    Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11. Agrees with survey::rake in R
    when its epsilon is small.
    """
    if not 1e-13 <= tolerance <= 1e-2:
        raise InvalidSetting("tolerance", tolerance, "een getal van 1e-13 tot en met 1e-2")
    if max_iterations < 1:
        raise InvalidSetting("max_iterations", max_iterations, "een geheel getal vanaf 1")
    cells = cells_of(frame, margins, base)
    return cells.spread(_raked(cells, tolerance, max_iterations) / cells.totals, frame.index)


def _raked(cells: Cells, tolerance: float, max_iterations: int) -> Vector:
    """The weight of each cell, by svy."""
    import polars as pl
    from svy import Design, Sample
    from svy.errors import WeightingError

    names = [f"m{place}" for place in range(len(cells.columns))]
    data = {name: cells.levels[:, place] for place, name in enumerate(names)}
    # Counted in rows, so that totals of any size meet the same tolerance.
    unit = cells.targets[0].sum() / len(cells.row_cells)
    base = cells.totals * (len(cells.row_cells) / cells.totals.sum())
    sample = Sample(pl.DataFrame({**data, "base": base}), Design(wgt="base"))
    controls: Any = {
        name: dict(enumerate((target / unit).tolist()))
        for name, target in zip(names, cells.targets, strict=True)
    }
    try:
        done = sample.weighting.rake(
            controls=controls, tol=tolerance, max_iter=max_iterations, ignore_reps=True, wgt_name="raked"
        )
    except WeightingError as error:
        if error.code != "CONVERGENCE_FAILED":
            raise
        if can_be_met(cells):
            raise NotConverged("raken", max_iterations) from None
        raise MarginsCannotBeMet(cells.columns) from None
    data_out: Any = done.data
    raked: Vector = data_out["raked"].to_numpy().astype(np.float64) * float(unit)
    return raked
