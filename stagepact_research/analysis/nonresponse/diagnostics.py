"""What the weights are like, and what they do: spread, balance, completion, representativity."""

from __future__ import annotations

import pandas as pd

from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.nonresponse.weights import Weights, place_weights
from stagepact_research.protocol import NonResponse
from stagepact_research.weighting import (
    balance,
    design_effect,
    effective_size,
    partial_r,
    representativity,
)
from stagepact_research.weighting.errors import UnusableWeighting
from stagepact_research.weighting.propensity import Propensity
from stagepact_research.weighting.sensitivity import clustering_factor

NO_SAMPLE = "niet schatbaar: niet bekend is welke mensen zijn benaderd, dus ook niet wie van hen antwoordde"
NO_CLUSTERS = "niet schatbaar: de vragenlijst vroeg niet naar de instelling"


def weight_rows(weights: Weights) -> list[Row]:
    """`deff` (Kish), `effective_n` and the spread of the weights (mean 1) of every step, and the remarks."""
    rows: list[Row] = []
    for step in weights.steps.columns.drop("none"):
        own = weights.steps[step]
        own = own[own > 0] / own[own > 0].mean()
        found = {
            "deff": design_effect(own),
            "effective_n": effective_size(own),
            "weight_min": float(own.min()),
            "weight_median": float(own.median()),
            "weight_max": float(own.max()),
        }
        common = {"subject": "weging", "weighting": str(step), "n": len(own)}
        rows += [{**common, "statistic": name, "estimate": value} for name, value in found.items()]
    count = next((one.shape[1] for one in weights.replicates.values()), 0)
    drawn = {"subject": "weging", "statistic": "n_replicates", "method": weights.kind}
    rows.append(drawn | {"estimate": count, "n": weights.clusters})
    rows += [
        {"subject": "weging", "statistic": "opmerking", "category": str(number), "note": remark}
        for number, remark in enumerate(weights.remarks, start=1)
    ]
    return rows


def balance_rows(weights: Weights) -> list[Row]:
    """The share of every category before and after weighting beside the population's, in percentages.

    Rows `pct` with `weighting` none, raked and trimmed, and variant "populatie" for the target;
    `difference` is the standardised one.
    """
    target = weights.target
    if target is None:
        return []
    placed, names = place_weights(weights), list(target.margins)
    rows: list[Row] = []
    for step in ("raked", "trimmed"):
        table = balance(target.places[names], placed["none"], placed[step], target.margins)
        table = table[table["difference_after"].notna()]
        for one in table.to_dict("records"):
            common = {"subject": "teams", "group_by": one["variable"], "group": str(one["category"])}
            common["n"] = len(weights.steps[weights.steps[step] > 0])
            after = {"weighting": step, "estimate": 100 * one["share_after"]}
            rows.append({**common, "statistic": "pct", **after})
            rows.append(
                {**common, "statistic": "difference", "weighting": step, "estimate": one["difference_after"]}
            )
            if step == "raked":
                before = 100 * one["share_before"]
                rows.append({**common, "statistic": "pct", "variant": "plaatsen", "estimate": before})
                rows.append({**common, "statistic": "difference", "estimate": one["difference_before"]})
                wanted = 100 * one["target"]
                rows.append({**common, "statistic": "pct", "variant": "populatie", "estimate": wanted})
    return rows


def completion_rows(model: Propensity | None) -> list[Row]:
    """Which answers predict that somebody finishes: log odds with standard error and p."""
    rows: list[Row] = []
    if model is None:
        return rows
    for one in model.coefficients.to_dict("records"):
        common = {"subject": "voltooien", "category": str(one["term"]), "method": model.method, "n": model.n}
        rows.append({**common, "statistic": "log_odds", "estimate": one["estimate"], "se": one["se"]})
        rows.append({**common, "statistic": "p", "estimate": one["p"]})
    chance = model.propensities
    for name, value in (("propensity_min", chance.min()), ("propensity_max", chance.max())):
        rows.append({"subject": "voltooien", "statistic": name, "estimate": float(value), "n": model.n})
    return rows


def representativity_rows(
    model: Propensity | None, clusters: pd.Series | None, rules: NonResponse, *, level: float, seed: int
) -> list[Row]:
    """The R-indicator of those who were invited, and what each frame variable adds; or why there is none."""
    names = ("r_indicator", "r_adjusted", "propensity_cv", "maximal_bias")
    absent: Row = {"subject": "representativiteit", "estimate": float("nan")}
    if model is None:
        return [{**absent, "statistic": name, "note": NO_SAMPLE} for name in names]
    try:
        found = representativity(
            model, clusters=clusters, confidence=level, n_replicates=rules.replicates, seed=seed
        )
    except UnusableWeighting as problem:
        return [{**absent, "statistic": name, "note": f"niet schatbaar: {problem.found}"} for name in names]
    common = {"subject": "representativiteit", "n": found.n}
    interval = {"se": found.se, "ci_low": found.ci_low, "ci_high": found.ci_high}
    rows: list[Row] = [
        {**common, "statistic": "r_indicator", "estimate": found.r},
        {**common, "statistic": "r_adjusted", "estimate": found.r_adjusted, **interval},
        {**common, "statistic": "propensity_cv", "estimate": found.cv},
        {**common, "statistic": "maximal_bias", "estimate": found.maximal_bias},
    ]
    for one in partial_r(model).to_dict("records"):
        own = {"group_by": str(one["variable"]), "group": _named(one["category"])}
        for name in ("unconditional", "conditional"):
            if pd.notna(one[name]):
                rows.append({**common, **own, "statistic": f"partial_r_{name}", "estimate": one[name]})
    return rows


def _named(category: object) -> str:
    return "" if category is None else str(category)


def clustering_rows(known: bool, rules: NonResponse) -> list[Row]:
    """Where institutions are not known: how much wider intervals are under each of the assumptions."""
    if known:
        return []
    rows: list[Row] = [
        {
            "subject": "weging",
            "statistic": "clustering_factor",
            "variant": f"samenhang={correlation:.2f};aantal={size}",
            "estimate": clustering_factor(correlation, size),
        }
        for correlation in rules.clustering.correlations
        for size in rules.clustering.sizes
    ]
    return [*rows, {"subject": "weging", "statistic": "cluster_variance", "note": NO_CLUSTERS}]
