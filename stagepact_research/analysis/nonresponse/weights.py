"""The weights of one wave, step by step, and the same steps for every replicate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from stagepact_research.analysis.nonresponse.invited import Invited
from stagepact_research.analysis.nonresponse.target import Target
from stagepact_research.errors import InputProblem
from stagepact_research.protocol import NonResponse
from stagepact_research.weighting import (
    bootstrap_weights,
    fit_propensity,
    jackknife_weights,
    rake,
    replicated,
    response_propensity,
    trim_weights,
)
from stagepact_research.weighting.frame import team_weights
from stagepact_research.weighting.propensity import Propensity

STEPS = ("completion", "raked", "trimmed")
Kind = Literal["jackknife", "bootstrap"]


@dataclass(frozen=True)
class Weights:
    """Weights by step, over everybody who answered; 0 for who did not finish."""

    steps: pd.DataFrame
    """Respondents by `none` (1 for everybody) and the steps that the wave allows."""
    replicates: Mapping[str, pd.DataFrame]
    """For each of those, respondents by replicates; empty where the wave allows none."""
    planned: int
    """How many replicates there were before those in which a step was impossible fell away."""
    kind: Kind
    clusters: int
    """Institutions, or persons where it is not known who works where."""
    completion: Propensity | None
    """None where nobody, or everybody, finished."""
    target: Target | None
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Procedure:
    """Everything that decides the weights of one wave."""

    predictors: pd.DataFrame
    """Of finishing, for everybody who answered: without missing values."""
    complete: pd.Series
    """Who finished."""
    target: Target | None
    """None where the population of the wave is not known."""
    rules: NonResponse
    invited: Invited | None = None

    def steps(self, drawn: pd.Series, invited: pd.Series | None = None) -> pd.DataFrame:
        """Weights by step for everybody with a weight above 0.

        completion: one over the propensity to answer and to finish, for those who did; raked: that, with the
        margins met; trimmed: that, without weights far above the others. `none` are the weights drawn; each
        other step adds to the number that finished.

        Parameters
        ----------
        drawn : the weight of everybody by the replicate, or 1.
        invited : the same of everybody who was invited.
        """
        rows, done = drawn.index, self.complete.loc[drawn.index]
        start = drawn if self.invited is None else drawn * self.invited.base(invited).loc[rows]
        if done.nunique() > 1 and self.predictors.shape[1]:
            start = start / response_propensity(self.predictors.loc[rows], done, base=start)
        found = pd.DataFrame({"none": drawn, "completion": start.where(done, 0.0)})
        if self.target is not None:
            teams = raked(found["completion"], self.target)
            found["raked"] = teams.reindex(rows, fill_value=0.0)
            found["trimmed"] = _trimmed(teams, self.rules).reindex(rows, fill_value=0.0)
        n = float(done.sum())
        return found.assign(**{step: n * found[step] / found[step].sum() for step in found.columns[1:]})


def weigh(procedure: Procedure, *, seed: int, remarks: tuple[str, ...] = ()) -> Weights:
    """The weights of a wave, with replicates that repeat every step.

    With institutions the replicates leave out one institution at a time (jackknife), of all that were
    invited; without them persons are drawn (bootstrap). A step that the answers do not allow is left out, and
    so are those after it; the remarks say why. So early in the fieldwork there is a report too.

    Parameters
    ----------
    remarks : what a reader has to know about the input.
    """
    everyone, done = procedure.predictors.index, procedure.complete
    ones = pd.Series(1.0, index=everyone)
    said = list(remarks)
    if done.sum() < 2:
        told = "Er is niet gewogen: minder dan twee mensen vulden de vragenlijst helemaal in."
        return _without(ones, procedure, (*said, told))
    procedure, problem = _possible(procedure, ones)
    said += problem
    if procedure.target is not None:
        said += procedure.target.remarks
        said += _cut(raked(procedure.steps(ones)["completion"], procedure.target), procedure.rules)
    full = procedure.steps(ones)
    kind, drawn, outside = _draw(procedure, ones, seed)
    kept: list[pd.DataFrame] = []

    def again(weights: pd.Series) -> pd.Series:
        own = None if outside is None else outside[str(weights.name)]
        kept.append(procedure.steps(weights, own))
        return kept[-1].iloc[:, -1]

    try:
        last = replicated(again, drawn)
    except InputProblem as error:
        return _without(full, procedure, (*said, f"Er zijn geen intervallen: {error.found}"))
    repeated = {
        name: pd.DataFrame({column: one[name] for column, one in zip(last.columns, kept, strict=True)})
        .reindex(everyone)
        .fillna(0.0)
        for name in full.columns
    }
    if kind == "jackknife" and last.shape[1] < drawn.shape[1]:
        said.append(
            "Er zijn geen intervallen: zonder een van de instellingen is een stap van de weging onmogelijk."
        )
    modelled = done.nunique() > 1 and procedure.predictors.shape[1]
    model = fit_propensity(procedure.predictors, done) if modelled else None
    return Weights(
        steps=full,
        replicates=repeated,
        planned=drawn.shape[1],
        kind=kind,
        clusters=len(everyone) if kind == "bootstrap" else drawn.shape[1],
        completion=model,
        target=procedure.target,
        remarks=(*said, *(model.remarks if model else ()), *last.attrs["remarks"]),
    )


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
    """The weights of the teams (those above 0) raked to the population.

    Where a category has lost its last team, as in a replicate, categories are joined anew.
    """
    try:
        rows = _raked_places(weights, target)
    except InputProblem:
        target = target.again(weights.index[weights > 0])
        rows = _raked_places(weights, target)
    return team_weights(target.places.loc[rows.index], rows)


def _raked_places(weights: pd.Series, target: Target) -> pd.Series:
    places = target.places[target.places["respondent"].isin(weights.index[weights > 0])]
    base = places["respondent"].map(weights) * places["share"]
    return rake(places[list(target.margins)], target.margins, base)


def _trimmed(teams: pd.Series, rules: NonResponse) -> pd.Series:
    upper = rules.trim_at * float(teams.median())
    return trim_weights(teams, upper=upper) if upper > teams.mean() else teams


def _cut(teams: pd.Series, rules: NonResponse) -> list[str]:
    if rules.trim_at * float(teams.median()) > teams.mean():
        return []
    return ["De gewichten zijn niet afgekapt: meer dan de helft van de teams heeft een heel klein gewicht."]


def _possible(procedure: Procedure, ones: pd.Series) -> tuple[Procedure, list[str]]:
    """The procedure without the steps that the answers do not allow, and why."""
    said = []
    without = replace(procedure, target=None)
    try:
        without.steps(ones)
    except InputProblem as problem:
        said.append(f"Er is niet gewogen voor wie onderweg stopte: {problem.found}")
        nothing = procedure.predictors.iloc[:, :0]
        procedure, without = replace(procedure, predictors=nothing), replace(without, predictors=nothing)
    if procedure.target is None:
        return procedure, said
    if not procedure.target.margins:
        return without, [*said, *procedure.target.remarks]
    try:
        raked(without.steps(ones)["completion"], procedure.target)
    except InputProblem as problem:
        return without, [*said, f"Er is niet naar de studenten gewogen: {problem.found}"]
    return procedure, said


def _draw(procedure: Procedure, ones: pd.Series, seed: int) -> tuple[Kind, pd.DataFrame, pd.DataFrame | None]:
    """The replicates of those who answered and, with the same draws, of those who were invited."""
    invited = procedure.invited
    if invited is None:
        return "bootstrap", bootstrap_weights(ones, n_replicates=procedure.rules.replicates, seed=seed), None
    own = invited.clusters.loc[ones.index]
    asked = invited.sample.places if invited.sample is not None else pd.Series(dtype=object)
    keys = [("antwoord", name) for name in own.index] + [("uitgenodigd", name) for name in asked.index]
    index = pd.MultiIndex.from_tuples(keys)
    clusters = pd.Series([*own, *asked], index=index, dtype=object)
    if clusters.nunique() < 2:
        return "bootstrap", bootstrap_weights(ones, n_replicates=procedure.rules.replicates, seed=seed), None
    both = jackknife_weights(pd.Series(1.0, index=index), clusters)
    outside = pd.DataFrame(both.loc["uitgenodigd"]) if len(asked) else None
    return "jackknife", pd.DataFrame(both.loc["antwoord"]), outside


def _without(steps: pd.DataFrame | pd.Series, procedure: Procedure, remarks: tuple[str, ...]) -> Weights:
    """Weights without replicates."""
    table = steps.to_frame("none") if isinstance(steps, pd.Series) else steps
    return Weights(
        steps=table,
        replicates={},
        planned=0,
        kind="bootstrap" if procedure.invited is None else "jackknife",
        clusters=0,
        completion=None,
        target=procedure.target if "raked" in table else None,
        remarks=remarks,
    )
