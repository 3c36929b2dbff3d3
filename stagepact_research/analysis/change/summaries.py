"""One wave summarised: the mean of every outcome with its standard error, however that was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.analysis.change.linearised import WaveDesign, residuals, variance
from stagepact_research.analysis.errors import (
    DifferentOutcomes,
    DoubleOutcome,
    InvalidUncertainty,
    NotAShare,
)
from stagepact_research.weighting import replicate_variance, weighted_mean
from stagepact_research.weighting.checks import Vector, aligned, checked_weights, group_codes, numbers
from stagepact_research.weighting.errors import SingleCluster
from stagepact_research.weighting.replication import ReplicationKind

KEY = ["subject", "statistic", "category"]
SUMMARY = ("estimate", "se", "df", "n", "sd", "method", "remark")
"""The columns of a summary; its index is `KEY`."""


def summarise_wave(
    values: pd.DataFrame,
    weights: pd.Series | None = None,
    clusters: pd.Series | None = None,
    margins: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The mean of every outcome of one wave, with its standard error.

    Without weights and clusters: independent persons, sd / sqrt(n) with n - 1 degrees of freedom (method
    "welch"). With either: `weighting.weighted_mean` by Taylor linearisation, with clusters minus one degrees
    (method "taylor").

    Parameters
    ----------
    values : respondents by outcomes, NaN for missing. The columns are names (subjects with statistic mean)
        or (subject, statistic, category) with statistic mean or pct; a pct is 0 or 100 for each respondent.
    weights : at least 0, for every respondent. clusters : the institution of every respondent.
    margins : the categories that the weights were raked to, for everybody with a weight; with them the
        standard errors are those of raked weights (`linearised.residuals`), without them the weights count
        as known, and intervals are somewhat wide.

    Returns
    -------
    Outcomes by `SUMMARY`: estimate, se, df, n (answers of somebody with a weight), sd (weighted, with
    n / (n - 1)), method and remark (why there is no se, or that all answers are equal; in Dutch).

    Raises
    ------
    DoubleOutcome, NotAShare
    NotNumeric, InvalidWeight, NotAligned, MissingFrameValue of weighting
    """
    found = keyed(values)
    weight = np.ones(len(found))
    if weights is not None:
        weight = checked_weights(aligned(weights, found.index, "gewichten"), zero=True)
    plain = weights is None and clusters is None and margins is None
    design = WaveDesign(weight, group_codes(clusters, found.index, "clusters"))
    fixed = None
    if margins is not None:
        fixed = pd.DataFrame({str(m): aligned(margins[m], found.index, str(m)) for m in margins.columns})
    rows = []
    for key in _keys(found):
        answers = numbers(found[key], _say(key))
        _check_share(key, answers)
        counted = ~np.isnan(answers) & (weight > 0)
        row = _persons(answers[counted], weight[counted])
        if not plain and row["n"] > 0:
            row |= {"method": "taylor", "se": np.nan, "df": np.nan}
            try:
                if fixed is None:
                    row |= _by_svy(found[key], pd.Series(weight, index=found.index), clusters)
                else:
                    row |= _raked(answers, counted, design, fixed)
            except SingleCluster:
                row["remark"] = row["remark"] or "de antwoorden zijn van één instelling"
            if row["sd"] == 0 and row["se"] >= 0:
                row["se"] = 0.0
        rows.append(row)
    return pd.DataFrame(rows, index=_index(found.columns), columns=list(SUMMARY))


def summarise_replicated(
    values: pd.DataFrame,
    weights: pd.Series,
    replicates: pd.DataFrame,
    *,
    kind: ReplicationKind,
    df: float,
    planned: int | None = None,
) -> pd.DataFrame:
    """The weighted mean of every outcome, with the variance over replicates of the whole weighting.

    Parameters
    ----------
    values : as for `summarise_wave`.
    weights, replicates : the final weights of the respondents, and those of every replicate (columns).
    kind, planned : of the replicates, as for `weighting.replicate_variance`; the jackknife's deviations are
        from the replicates' mean, the bootstrap's from the estimate.
    df : degrees of freedom: clusters minus one.

    Returns
    -------
    As `summarise_wave`, with method "replicates".
    """
    if not df > 0:
        raise InvalidUncertainty("vrijheidsgraden", df)
    found = keyed(values)
    weight = checked_weights(aligned(weights, found.index, "gewichten"), zero=True)
    again = replicates.reindex(found.index).to_numpy(dtype="float64")
    rows = []
    for key in _keys(found):
        answers = numbers(found[key], _say(key))
        _check_share(key, answers)
        known = ~np.isnan(answers)
        counted = known & (weight > 0)
        row = _persons(answers[counted], weight[counted]) | {"se": np.nan, "df": df, "method": "replicates"}
        sums = again[known].sum(axis=0)
        means = (answers[known] @ again[known])[sums > 0] / sums[sums > 0]
        if len(means) >= 2 and row["n"] >= 2:
            full = None if kind == "jackknife" else row["estimate"]
            row["se"] = float(np.sqrt(replicate_variance(means, full, kind, planned=planned)))
        rows.append(row)
    return pd.DataFrame(rows, index=_index(found.columns), columns=list(SUMMARY))


def with_assumed_clustering(summary: pd.DataFrame, correlation: float, size: float) -> pd.DataFrame:
    """The same summary as if `size` colleagues had answered from each institution, alike to a degree.

    The standard errors grow by sqrt(1 + (size - 1) correlation), and the degrees of freedom become
    n / size - 1 where that is less (at least 1). For a wave of which it is not known who works where.

    Parameters
    ----------
    summary : as `summarise_wave` gives it. correlation : within institutions, 0 to 1. size : at least 1.

    Source: Kish (1965), Survey Sampling, section 5.4.
    """
    if not 0 <= correlation <= 1:
        raise InvalidUncertainty("correlatie binnen instellingen", correlation)
    if not size >= 1:
        raise InvalidUncertainty("respondenten per instelling", size)
    fewer = np.minimum(summary["df"], np.maximum(summary["n"] / size - 1, 1.0))
    return summary.assign(
        se=summary["se"] * np.sqrt(1 + (size - 1) * correlation),
        df=summary["df"] if correlation == 0 else fewer,
        method="assumed_clusters",
    )


def keyed(values: pd.DataFrame) -> pd.DataFrame:
    """The outcomes with columns (subject, statistic, category); a name is a subject of which the mean counts.

    Raises
    ------
    DoubleOutcome
        If two outcomes share subject and category: their rows would have the same key.
    """
    plain = values.columns.nlevels == 1 and not any(isinstance(c, tuple) for c in values.columns)
    keys = [(str(c), "mean", "") if plain else tuple(map(str, c)) for c in values.columns]
    seen: set[tuple[str, str]] = set()
    for key in keys:
        if (key[0], key[-1]) in seen:
            raise DoubleOutcome(_say(key))
        seen.add((key[0], key[-1]))
    return values.set_axis(_index(keys), axis=1)


def require_same(first: pd.Index, last: pd.Index) -> None:
    """Refuse two waves that do not have the same outcomes, whatever their order."""
    only = [list(one.difference(other)) for one, other in ((first, last), (last, first))]
    if any(only):
        raise DifferentOutcomes(*only)


def _keys(found: pd.DataFrame) -> list[tuple[str, str, str]]:
    keys: Any = found.columns.tolist()
    return list(keys)


def _persons(values: Vector, weights: Vector) -> dict[str, Any]:
    n = len(values)
    if n == 0:
        return _empty("niemand gaf een antwoord")
    mean = float(np.average(values, weights=weights))
    row = {**_empty(""), "estimate": mean, "n": float(n), "df": float(n - 1)}
    if n == 1:
        return row | {"df": np.nan, "remark": "er is maar één antwoord"}
    equal = np.ptp(values) == 0
    spread = 0.0 if equal else float(np.average((values - mean) ** 2, weights=weights)) * n / (n - 1)
    sd = float(np.sqrt(spread))
    return row | {"sd": sd, "se": sd / np.sqrt(n), "remark": "alle antwoorden zijn gelijk" if equal else ""}


def _by_svy(values: pd.Series, weights: pd.Series, clusters: pd.Series | None) -> dict[str, Any]:
    found = weighted_mean(values, weights, clusters=clusters)
    return {"estimate": found.estimate, "se": found.se, "df": float(found.df)}


def _raked(
    answers: Vector, counted: NDArray[np.bool_], design: WaveDesign, fixed: pd.DataFrame
) -> dict[str, Any]:
    degrees, weight = design.degrees(counted), design.weights
    mean = np.average(answers[counted], weights=weight[counted])
    influence = np.where(counted, answers - mean, 0.0) / weight[counted].sum()
    left = residuals(influence, weight, fixed)
    return {"se": float(np.sqrt(variance(design, weight * left))), "df": float(degrees)}


def _empty(remark: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("estimate", "se", "df", "sd"), np.nan)
    return {**nothing, "n": 0.0, "method": "welch", "remark": remark}


def _check_share(key: tuple[str, ...], answers: Vector) -> None:
    if key[1] == "pct":
        wrong = ~np.isnan(answers) & (answers != 0) & (answers != 100)
        if wrong.any():
            raise NotAShare(_say(key), answers[wrong][0])


def _index(keys: Any) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples([tuple(key) for key in keys], names=KEY)


def _say(key: tuple[str, ...]) -> str:
    return " ".join(part for part in key if part)
