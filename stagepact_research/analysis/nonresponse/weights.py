"""The weights of one wave, step by step, and the same steps for every replicate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from stagepact_research.protocol import NonResponse
from stagepact_research.weighting import (
    bootstrap_weights,
    collapse,
    collapse_margin,
    fit_propensity,
    jackknife_weights,
    rake,
    replicated,
    response_propensity,
    trim_weights,
)
from stagepact_research.weighting.frame import memberships, team_weights
from stagepact_research.weighting.propensity import Propensity

STEPS = ("completion", "raked", "trimmed")
Kind = Literal["jackknife", "bootstrap"]


@dataclass(frozen=True)
class Target:
    """The population that the teams are raked to, and where each team stands in it."""

    places: pd.DataFrame
    """The places of every complete team (respondent, sector, ..., share), with categories joined."""
    margins: Mapping[str, pd.Series]
    """Totals by category of each margin, after joining."""
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Weights:
    """Weights by step, over everybody who answered; 0 for who did not finish."""

    steps: pd.DataFrame
    """Respondents by `none` (1 for everybody) and the steps that the wave allows."""
    replicates: Mapping[str, pd.DataFrame]
    """For each of those, respondents by replicates."""
    planned: int
    """How many replicates there were before those in which a step was impossible fell away."""
    kind: Kind
    clusters: int
    """Institutions, or persons where it is not known who works where."""
    completion: Propensity
    target: Target | None
    remarks: tuple[str, ...]


def weigh(
    predictors: pd.DataFrame,
    complete: pd.Series,
    target: Target | None,
    rules: NonResponse,
    *,
    seed: int,
    base: pd.Series | None = None,
    clusters: pd.Series | None = None,
    remarks: tuple[str, ...] = (),
) -> Weights:
    """Weights for completing, raked to the population and trimmed, with replicates that repeat every step.

    completion: base / the propensity to finish, for those who did; raked: that, with the margins met;
    trimmed: that, without weights far above the others. Each adds to the number of respondents that finished.

    Parameters
    ----------
    predictors : of finishing, for everybody who answered: without missing values.
    complete : who finished.
    target : the margins; None where the population of the wave is not known.
    base : the weight of everybody before this, from the propensity to take part at all; 1 by default.
    clusters : the institution of everybody; with it the replicates leave out one institution at a time
        (jackknife), without it persons are drawn (bootstrap).
    remarks : what a reader has to know about the input.
    """
    start = pd.Series(1.0, index=predictors.index) if base is None else base
    model = fit_propensity(predictors, complete, base=start)

    def steps(weights: pd.Series, chance: pd.Series) -> pd.DataFrame:
        done = complete.loc[weights.index]
        found = pd.DataFrame({"none": weights, "completion": (weights / chance).where(done, 0.0)})
        if target is not None:
            teams = raked(found["completion"], target)
            found["raked"] = teams.reindex(found.index, fill_value=0.0)
            cut = trim_weights(teams, upper=rules.trim_at * float(teams.median()))
            found["trimmed"] = cut.reindex(found.index, fill_value=0.0)
        n = float(done.sum())
        return found.assign(**{step: n * found[step] / found[step].sum() for step in found.columns[1:]})

    kept: list[pd.DataFrame] = []

    def again(weights: pd.Series) -> pd.Series:
        rows = weights.index
        chance = response_propensity(predictors.loc[rows], complete.loc[rows], base=weights)
        kept.append(steps(weights, chance))
        return kept[-1].iloc[:, -1]

    full = steps(start, model.propensities)
    kind: Kind = "bootstrap" if clusters is None else "jackknife"
    drawn = (
        bootstrap_weights(start, n_replicates=rules.replicates, seed=seed)
        if clusters is None
        else jackknife_weights(start, clusters)
    )
    last = replicated(again, drawn)
    repeated = {
        name: pd.DataFrame({column: one[name] for column, one in zip(last.columns, kept, strict=True)})
        .reindex(start.index)
        .fillna(0.0)
        for name in full.columns
    }
    return Weights(
        steps=full,
        replicates=repeated,
        planned=drawn.shape[1],
        kind=kind,
        clusters=len(start) if clusters is None else int(clusters.nunique()),
        completion=model,
        target=target,
        remarks=(*remarks, *model.remarks, *(target.remarks if target else ()), *last.attrs["remarks"]),
    )


def make_target(
    teams: pd.DataFrame,
    margins: Mapping[str, pd.Series],
    rules: NonResponse,
    neighbours: Mapping[str, str],
    *,
    mapping: str | None = None,
    regions: pd.Series | None = None,
) -> Target:
    """Where every complete team stands in the margins, with categories of too few teams joined.

    Parameters
    ----------
    teams : the complete responses, as `read_export` gives them.
    margins : students by category of each of the protocol's margins, and of `region` where it is known.
    neighbours : of every sectorkamer its sector category: the first to be joined with.
    mapping : how a team of several kinds is divided; the protocol's by default.
    regions : the region of each team's institution, where it is known.
    """
    places = memberships(teams, mapping or rules.mapping).reset_index(drop=True)
    totals, remarks = dict(margins), []
    if regions is not None:
        places["region"] = places["respondent"].map(regions)
    for name in totals:
        joined = collapse(
            places.drop_duplicates(["respondent", name])[name],
            rules.minimum_cell,
            neighbours if name == "sector" else None,
        )
        whole = {category: joined.mapping.get(category, category) for category in totals[name].index}
        places[name] = places[name].map(whole)
        totals[name] = collapse_margin(totals[name], whole)
        remarks += list(joined.remarks)
    return Target(places, totals, tuple(remarks))


def place_weights(weights: Weights) -> pd.DataFrame:
    """The weight of every place of every team under each step; raking weighs one place more than another."""
    target = weights.target
    if target is None:
        return pd.DataFrame()
    places, steps = target.places, weights.steps
    rows = _raked_places(steps["completion"], target)
    own = places["respondent"]
    shrunk = own.map(steps["trimmed"] / steps["raked"].where(steps["raked"] > 0))
    return pd.DataFrame({"none": places["share"], "raked": rows, "trimmed": rows * shrunk})


def raked(weights: pd.Series, target: Target) -> pd.Series:
    """The weights of the teams (those above 0) raked to the population."""
    rows = _raked_places(weights, target)
    return team_weights(target.places.loc[rows.index], rows)


def _raked_places(weights: pd.Series, target: Target) -> pd.Series:
    places = target.places[target.places["respondent"].isin(weights.index[weights > 0])]
    base = places["respondent"].map(weights) * places["share"]
    return rake(places[list(target.margins)], target.margins, base)
