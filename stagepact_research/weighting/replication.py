"""Replicate weights: the whole weighting procedure repeated, so that its own uncertainty counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
import pandas as pd

from stagepact_research.errors import InputProblem
from stagepact_research.weighting.checks import Vector, checked_weights, group_codes
from stagepact_research.weighting.errors import (
    InvalidSetting,
    NoReplicates,
    NotAligned,
    SingleCluster,
    cause_of,
)

ReplicationKind = Literal["jackknife", "bootstrap"]


def jackknife_weights(weights: pd.Series, clusters: pd.Series | None = None) -> pd.DataFrame:
    """Delete-one jackknife replicates (JK1).

    Replicate r leaves out cluster r (or person r where there are no clusters) and multiplies the weights
    of the others by n / (n - 1), with n the number of clusters.

    Parameters
    ----------
    weights : Series of float > 0.
    clusters : Series with the same index, none missing.

    Returns
    -------
    DataFrame, rows x replicates r1, r2, ... in order of the clusters' appearance.

    Raises
    ------
    SingleCluster, InvalidWeight, InvalidSetting, NotAligned
    """
    values = checked_weights(weights)
    codes = group_codes(clusters, weights.index, "clusters")
    n = _at_least_two(codes.max() + 1)
    kept = codes[:, None] != np.arange(n)
    return _frame(values[:, None] * kept * (n / (n - 1)), weights.index)


def bootstrap_weights(
    weights: pd.Series, *, clusters: pd.Series | None = None, n_replicates: int, seed: int
) -> pd.DataFrame:
    """Rescaling bootstrap replicates: n - 1 clusters drawn with replacement out of n.

    A cluster that is drawn k times has its weights multiplied by k n / (n - 1); without clusters persons
    are drawn.

    Parameters
    ----------
    weights, clusters : as for `jackknife_weights`.
    n_replicates : at least 2. seed : makes the draws repeatable.

    Returns
    -------
    DataFrame, rows x replicates r1, r2, ...

    Source: Rao and Wu (1988), Journal of the American Statistical Association 83; Rao, Wu and Yue (1992),
    Survey Methodology 18.
    """
    values = checked_weights(weights)
    if n_replicates < 2:
        raise InvalidSetting("n_replicates", n_replicates, "een geheel getal vanaf 2")
    codes = group_codes(clusters, weights.index, "clusters")
    n = _at_least_two(codes.max() + 1)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, n, size=(n_replicates, n - 1))
    times = np.stack([np.bincount(own, minlength=n) for own in drawn], axis=1)
    return _frame(values[:, None] * times[codes] * (n / (n - 1)), weights.index)


def replicated(adjust: Callable[[pd.Series], pd.Series], replicates: pd.DataFrame) -> pd.DataFrame:
    """A weighting procedure applied anew to every replicate.

    Parameters
    ----------
    adjust : takes base weights > 0 and gives the final weights of the same rows: raking, trimming, or all
        of them in turn. It gets only the rows with a positive weight (`frame.loc[base.index]` are their
        categories); the others get weight zero.
    replicates : DataFrame, rows x replicates, as from `jackknife_weights`, with a unique index.

    Returns
    -------
    DataFrame, rows x the replicates in which the procedure was possible. Where it was not (a category
    vanished, say) the replicate is dropped; `.attrs` tells: `dropped` (how many), `planned` (out of how
    many) and `remarks` (Dutch sentences with the kind of cause, see `cause_of`).

    Raises
    ------
    NoReplicates
        If fewer than two replicates remain.
    """
    if not replicates.index.is_unique:
        raise NotAligned("replicatiegewichten", len(replicates), replicates.index.nunique())
    done: dict[str, pd.Series] = {}
    causes: dict[str, int] = {}
    for name in replicates.columns:
        base = replicates[name]
        base = base[base > 0]
        try:
            done[name] = adjust(base)
        except InputProblem as problem:
            cause = cause_of(problem)
            causes[cause] = causes.get(cause, 0) + 1
    dropped = replicates.shape[1] - len(done)
    if len(done) < 2:
        raise NoReplicates(dropped, next(iter(causes), ""))
    result = pd.DataFrame(done).reindex(replicates.index).fillna(0.0)
    result.attrs = {
        "dropped": dropped,
        "planned": replicates.shape[1],
        "remarks": tuple(
            f"In {count} van de {replicates.shape[1]} replicaties was een stap niet mogelijk: {cause}."
            for cause, count in causes.items()
        ),
    }
    return result


def replicate_variance(
    estimates: Vector, full: float | None, kind: ReplicationKind, *, planned: int | None = None
) -> float:
    """The variance of an estimate from its replicates.

    Jackknife: (n - 1) / R times the sum of squared deviations, with n the number of clusters and R the
    replicates that remain (R = n unless some were dropped). Bootstrap: the mean of the squared deviations.

    Parameters
    ----------
    estimates : one per replicate, finite, at least two.
    full : the full-sample estimate, from which deviations are taken (mse = TRUE in R's survey); None takes
        them from the replicates' mean, R's default and slightly smaller.
    kind : `jackknife` (delete-one, unstratified) or `bootstrap`.
    planned : the number of replicates before dropping; default those given.
    """
    values = np.asarray(estimates, dtype=np.float64)
    if kind not in get_args(ReplicationKind):
        raise InvalidSetting("kind", kind, "jackknife of bootstrap")
    if values.ndim != 1 or len(values) < 2:
        raise NoReplicates(0)
    if not np.isfinite(values).all() or (full is not None and not np.isfinite(full)):
        raise InvalidSetting("estimates", "niet eindig", "een getal per replicatie")
    if planned is not None and planned < len(values):
        raise InvalidSetting("planned", planned, f"ten minste {len(values)}")
    squared = float(((values - (values.mean() if full is None else full)) ** 2).sum())
    if kind == "bootstrap":
        return squared / (len(values) - (full is None))
    return squared * ((planned or len(values)) - 1) / len(values)


def _at_least_two(n: int) -> int:
    if n < 2:
        raise SingleCluster("clusters")
    return int(n)


def _frame(values: np.ndarray, index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(values, index=index, columns=[f"r{place + 1}" for place in range(values.shape[1])])
