"""Weighted beside unweighted: every outcome under every step, and how far it moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.distributions import t_quantile
from stagepact_research.analysis.nonresponse.outcomes import KEY
from stagepact_research.analysis.nonresponse.weights import Weights
from stagepact_research.weighting import replicate_variance

Matrix = NDArray[np.float64]


def weighted_rows(found: pd.DataFrame, weights: Weights, level: float) -> list[Row]:
    """Rows `mean` or `pct` of every outcome under every step, and `shift`: that minus the unweighted one.

    The interval is by t on the number of institutions minus one (persons, where it is not known who works
    where), with the variance over the replicates in which all steps were repeated; there is none where a
    step is impossible without one of the institutions. An outcome that fewer than two answered has no row.

    Parameters
    ----------
    found : respondents by outcomes, as `outcomes` gives them.
    """
    values = found.to_numpy(dtype="float64")
    rows: list[Row] = []
    if not weights.replicates and weights.steps.shape[1] < 2:
        return rows
    plain, plain_again = _means(values, weights, "none")
    for step in weights.steps.columns.drop("none"):
        own, again = _means(values, weights, str(step))
        n = (~np.isnan(values) & (weights.steps[[step]].to_numpy() > 0)).sum(axis=0)
        for place, key in enumerate(found.columns):
            if n[place] < 2 or np.isnan(own[place]):
                continue
            common: Row = dict(zip(KEY, key, strict=True)) | {"weighting": str(step), "method": weights.kind}
            common["n"] = int(n[place])
            rows.append(common | _interval(own[place], again[:, place], weights, level))
            moved = _interval(own[place] - plain[place], (again - plain_again)[:, place], weights, level)
            rows.append(common | moved | {"statistic": "shift"})
    return rows


def _means(values: Matrix, weights: Weights, step: str) -> tuple[Matrix, Matrix]:
    """The mean of every outcome, and the same for every replicate (replicates by outcomes)."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)

    def mean(columns: Matrix) -> Matrix:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((columns.T @ filled) / (columns.T @ known), dtype="float64")

    again = weights.replicates.get(step, weights.steps.iloc[:, :0])
    return mean(weights.steps[[step]].to_numpy())[0], mean(again.to_numpy())


def _interval(estimate: float, again: Matrix, weights: Weights, level: float) -> dict[str, Any]:
    valid = again[~np.isnan(again)]
    # A jackknife that lacks the replicate of one institution lacks all that this institution moves.
    if len(valid) < 2 or (weights.kind == "jackknife" and len(valid) < weights.planned):
        return {"estimate": float(estimate)}
    full = None if weights.kind == "jackknife" else float(estimate)
    se = float(np.sqrt(replicate_variance(valid, full, weights.kind, planned=weights.planned)))
    half = t_quantile(level, weights.clusters - 1) * se
    return {
        "estimate": float(estimate),
        "se": se,
        "ci_low": float(estimate) - half,
        "ci_high": float(estimate) + half,
    }
