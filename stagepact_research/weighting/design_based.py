"""Weighted means with a design-based interval: clusters, strata, Taylor linearisation or the jackknife."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from stagepact_research.weighting.checks import (
    Codes,
    Vector,
    aligned,
    checked_weights,
    group_codes,
    numbers,
    require_share,
)
from stagepact_research.weighting.errors import InvalidSetting, SingleCluster, TooFewUnits

VarianceMethod = Literal["taylor", "jackknife"]


@dataclass(frozen=True)
class DesignEstimate:
    """A weighted mean.

    Attributes: `estimate`, `se`, `df` (clusters minus strata, counting those with an answer), `ci_low` and
    `ci_high` (a t interval), `n` (answers), `n_clusters` (clusters with an answer), `method`, `confidence`.
    """

    estimate: float
    se: float
    df: int
    ci_low: float
    ci_high: float
    n: int
    n_clusters: int
    method: VarianceMethod
    confidence: float


def weighted_mean(
    values: pd.Series,
    weights: pd.Series,
    *,
    clusters: pd.Series | None = None,
    strata: pd.Series | None = None,
    method: VarianceMethod = "taylor",
    confidence: float = 0.95,
) -> DesignEstimate:
    """The weighted mean with its design-based standard error and t interval.

    Clusters count as drawn with replacement; without clusters every respondent is one. A missing value
    leaves the estimate but its row stays in the design, as a domain. The jackknife leaves out one cluster
    at a time (JK1, with strata JKn) around the mean of the replicates.

    Parameters
    ----------
    values : Series of float, NaN for missing; a 0/1 variable gives a share.
    weights : Series of float >= 0 with the index of `values`; rows of zero stay in the design too.
    clusters, strata : Series with the index of `values`, none missing; clusters are nested in strata.
    method : `taylor` or `jackknife`.
    confidence : between 0 and 1.

    Raises
    ------
    SingleCluster
        If there is one cluster with answers, or one cluster in a stratum.
    TooFewUnits
        If nobody gave an answer.
    NotNumeric, InvalidWeight, InvalidSetting, NotAligned
        If an input is not what it should be.

    Source: computed by svy. Agrees with svymean of R's survey on svydesign, or on as.svrepdesign with JK1
    or JKn; df as degf() of the design with the answers only.
    """
    if method not in get_args(VarianceMethod):
        raise InvalidSetting("method", method, "taylor of jackknife")
    require_share("confidence", confidence)
    name = str(values.name or "waarden")
    answers = numbers(values, name)
    weight = checked_weights(aligned(weights, values.index, "gewichten"), zero=True)
    cluster, stratum = _design(values.index, clusters, strata)
    counted = ~np.isnan(answers) & (weight > 0)
    if not counted.any():
        raise TooFewUnits(name, 0)
    n_clusters = len(np.unique(cluster[counted]))
    df = n_clusters - len(np.unique(stratum[counted]))
    if df < 1:
        raise SingleCluster(name)
    estimate, se = _by_svy(np.where(counted, answers, 0.0), weight, counted, cluster, stratum, method)
    half = float(student.ppf((1 + confidence) / 2, df)) * se
    return DesignEstimate(
        estimate, se, df, estimate - half, estimate + half, int(counted.sum()), n_clusters, method, confidence
    )


def weighted_means(
    values: pd.DataFrame,
    weights: pd.Series,
    *,
    clusters: pd.Series | None = None,
    strata: pd.Series | None = None,
    method: VarianceMethod = "taylor",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """`weighted_mean` of every column: a row each of estimate, se, df, ci_low, ci_high, n, n_clusters."""
    rows = {
        column: weighted_mean(
            values[column], weights, clusters=clusters, strata=strata, method=method, confidence=confidence
        )
        for column in values.columns
    }
    kept = ("estimate", "se", "df", "ci_low", "ci_high", "n", "n_clusters")
    return pd.DataFrame(
        {name: [getattr(row, name) for row in rows.values()] for name in kept}, index=list(rows)
    )


def _design(index: pd.Index, clusters: pd.Series | None, strata: pd.Series | None) -> tuple[Codes, Codes]:
    """Codes of clusters within strata, and of strata; every stratum with two clusters or more."""
    cluster = group_codes(clusters, index, "clusters")
    if strata is None:
        if cluster.max() == 0:
            raise SingleCluster("clusters")
        return cluster, np.zeros(len(index), dtype=np.intp)
    stratum = group_codes(strata, index, "strata")
    _, nested = np.unique(stratum * (cluster.max() + 1) + cluster, return_inverse=True)
    sizes = pd.Series(nested).groupby(stratum).nunique()
    if (sizes < 2).any():
        lonely = int(np.flatnonzero(stratum == sizes.index[sizes < 2][0])[0])
        raise SingleCluster("clusters", aligned(strata, index, "strata").iloc[lonely])
    return nested, stratum


def _by_svy(
    answers: Vector,
    weight: Vector,
    counted: NDArray[np.bool_],
    cluster: Codes,
    stratum: Codes,
    method: VarianceMethod,
) -> tuple[float, float]:
    import polars as pl
    from svy import Design, Sample

    data = {"y": answers, "weight": weight, "counted": counted, "cluster": cluster, "stratum": stratum}
    design = Design(wgt="weight", psu="cluster", stratum="stratum" if stratum.any() else None)
    sample = Sample(pl.DataFrame(data), design)
    if method == "jackknife":
        sample = sample.weighting.create_jk_wgts(rep_prefix="replicate")
    found: Any = sample.estimation.mean(
        "y", where=pl.col("counted"), method="replication" if method == "jackknife" else "taylor"
    )
    return float(found.estimates[0].est), float(found.estimates[0].se)
