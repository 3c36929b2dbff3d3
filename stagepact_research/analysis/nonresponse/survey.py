"""Everything about non-response that one wave can give. What that is follows from the columns it has.

Without institutions and without a list of who was invited (2024): completion, raking to the students, persons
drawn again, and the words *niet schatbaar* for the rest. With them (from 2026): response rates, propensities
to take part, representativity, and variance between institutions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.nonresponse.conclusions import conclusion_rows, resistance_rows
from stagepact_research.analysis.nonresponse.diagnostics import (
    balance_rows,
    clustering_rows,
    completion_rows,
    representativity_rows,
    weight_rows,
)
from stagepact_research.analysis.nonresponse.estimates import weighted_rows
from stagepact_research.analysis.nonresponse.invited import Invited, invited_people
from stagepact_research.analysis.nonresponse.outcomes import KEY, outcomes
from stagepact_research.analysis.nonresponse.population import Population
from stagepact_research.analysis.nonresponse.predictors import completion_predictors
from stagepact_research.analysis.nonresponse.stages import outcome_rows, page_rows
from stagepact_research.analysis.nonresponse.target import REGION, Teams, make_target
from stagepact_research.analysis.nonresponse.weights import Procedure, Weights, raked, weigh
from stagepact_research.errors import InputProblem
from stagepact_research.estimates import conform, tidy
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.protocol import Protocol
from stagepact_research.responses import Responses, base_for_analysis, dispositions
from stagepact_research.weighting.frame import margin, region_margin

__all__ = ["Population", "analyse_nonresponse"]


@dataclass(frozen=True)
class NonresponseAnalysis:
    """The estimates, and what they rest on."""

    estimates: pd.DataFrame
    weights: Weights
    outcomes: pd.DataFrame
    """Respondents by outcomes, as `outcomes` gives them."""
    clusters: pd.Series | None
    """By respondent the institution; None where it is not known."""


def analyse_nonresponse(
    responses: Responses,
    questionnaire: Questionnaire,
    scores: pd.DataFrame,
    protocol: Protocol,
    population: Population | None,
    participation: pd.DataFrame | None = None,
    *,
    provenance: str,
) -> NonresponseAnalysis:
    """The weights of a wave and every estimate about who is missing.

    Parameters
    ----------
    scores : the scale scores and `preventie_aantal` of everyone, by response id.
    population : DUO's students and institutions; None where the protocol names no year for the wave.
    participation : who was invited, as `read_participation` returns it; None where nobody knows.
    """
    rules, level = protocol.nonresponse, protocol.statistics.confidence
    found = dispositions(responses, questionnaire)
    everyone = base_for_analysis(found)
    frame, status = responses.frame.loc[everyone], responses.status.loc[everyone]
    invited = None
    if participation is not None:
        invited = invited_people(responses, found, participation, population, rules)
    placed, said = _placed(frame)
    complete = (found.loc[everyone] == "compleet") & placed
    teams, problem = _teams(frame[complete], protocol, population, invited)
    predictors, about = completion_predictors(frame, scores.loc[everyone], rules.maximum_missing)
    target = None if teams is None else make_target(teams)
    procedure = Procedure(predictors, complete, target, rules, invited)
    remarks = (*said, *problem, *about, *(() if invited is None else invited.remarks))
    weights = weigh(procedure, seed=protocol.seeds.replicates, remarks=remarks)
    measured = outcomes(frame, status, scores.loc[everyone], questionnaire)
    common = {"wave": str(questionnaire.wave), "provenance": provenance, "population": "opleidingsteams"}
    weighted = tidy(weighted_rows(measured, weights, level), **common, source="survey")
    rows: list[Row] = [
        *outcome_rows(None if invited is None else invited.counts),
        *page_rows(responses.frame["lastpage"], found),
        *weight_rows(weights),
        *balance_rows(weights),
        *completion_rows(weights.completion),
        *_representativity(invited, protocol),
        *clustering_rows(invited is not None, rules),
        *conclusion_rows(rules.key_findings, rules.missing_shares, weighted, measured),
        *resistance_rows(
            rules.key_findings,
            measured,
            None if invited is None else invited.reminders,
            rules.minimum_cell,
        ),
        *_other_mappings(teams, weights, measured),
    ]
    tables = [weighted, tidy(rows, **common, source="survey")]
    return NonresponseAnalysis(
        conform(pd.concat([table for table in tables if len(table)])),
        weights,
        measured,
        None if invited is None else invited.clusters.loc[everyone],
    )


def _representativity(invited: Invited | None, protocol: Protocol) -> list[Row]:
    sample = None if invited is None else invited.sample
    return representativity_rows(
        None if invited is None else invited.model(),
        None if sample is None else sample.places,
        protocol.nonresponse,
        level=protocol.statistics.confidence,
        seed=protocol.seeds.replicates,
    )


def _placed(frame: pd.DataFrame) -> tuple[pd.Series, tuple[str, ...]]:
    """Who has a sector, a leerweg and a level: only they have a place in the population."""
    kinds = ("q14", "q15", "q16")
    parts = [frame[[column for column in frame.columns if column.startswith(kind)]] for kind in kinds]
    if any(part.shape[1] == 0 for part in parts):
        none = pd.Series(False, index=frame.index)
        return none, ("Sector, leerweg of niveau is niet gevraagd; er is niet gewogen.",)
    tracks, sectors, levels = parts
    ticked = [part.astype("boolean").fillna(False).any(axis=1) for part in (tracks, levels)]
    placed = (sectors.notna().any(axis=1) & ticked[0] & ticked[1]).astype(bool)
    said = "Voltooide vragenlijsten zonder sector, leerweg of niveau krijgen geen gewicht."
    return placed, (said,) if (frame["submitdate"].notna() & ~placed).any() else ()


def _teams(
    frame: pd.DataFrame, protocol: Protocol, population: Population | None, invited: Invited | None
) -> tuple[Teams | None, tuple[str, ...]]:
    """What the places of the complete teams follow from; None where there is no population."""
    if population is None or frame.empty:
        return None, ()
    rules = protocol.nonresponse
    margins: dict[str, pd.Series] = {name: margin(population.students, name) for name in rules.margins}
    neighbours = {code: name for name, one in protocol.sector_categories.items() for code in one.options}
    regions = institutions = None
    said: tuple[str, ...] = ()
    if invited is not None:
        regions, institutions = invited.regions.loc[frame.index], invited.clusters.loc[frame.index]
        if regions.isna().mean() > rules.maximum_missing:
            regions = institutions = None
            said = ("Er is niet naar landsdeel gewogen: van te veel teams is de instelling niet bekend.",)
        else:
            # Another table of DUO, of which suppressed cells make the total differ.
            own = region_margin(population.institutions)
            margins[REGION] = own * float(next(iter(margins.values())).sum() / own.sum())
    return Teams(frame, margins, neighbours, rules, rules.mapping, regions, institutions), said


def _other_mappings(teams: Teams | None, weights: Weights, measured: pd.DataFrame) -> list[Row]:
    """The scale means under the other ways to place a team, without intervals: what hangs on the choice."""
    rows: list[Row] = []
    if teams is None or weights.target is None:
        return rows
    means = measured.columns[measured.columns.get_level_values("statistic") == "mean"]
    for mapping in teams.rules.alternatives:
        other = Teams(**{**vars(teams), "mapping": mapping})
        common: dict[str, Any] = {"weighting": "raked", "variant": f"plaats={mapping}"}
        try:
            own = raked(weights.steps["completion"], make_target(other))
        except InputProblem as problem:
            note = f"niet schatbaar: {problem.found}"
            rows += [{**dict(zip(KEY, key, strict=True)), **common, "note": note} for key in means]
            continue
        for key in means:
            values = measured.loc[own.index, key]
            known = values.notna()
            estimate = float((values[known] * own[known]).sum() / own[known].sum()) if known.any() else None
            rows.append(
                {**dict(zip(KEY, key, strict=True)), **common, "estimate": estimate, "n": known.sum()}
            )
    return rows
