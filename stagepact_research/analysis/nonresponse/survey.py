"""Everything about non-response that one wave can give. What that is follows from the columns it has.

Without institutions and without a list of who was invited (2024): completion, raking to the students, persons
drawn again, and the words *niet schatbaar* for the rest. With them (from 2026): response rates, propensities
to take part, representativity, and variance between institutions.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from stagepact_research.analysis.nonresponse.outcomes import KEY, outcomes
from stagepact_research.analysis.nonresponse.population import Invited, Population, invited_people
from stagepact_research.analysis.nonresponse.predictors import completion_predictors
from stagepact_research.analysis.nonresponse.stages import outcome_rows, page_rows
from stagepact_research.analysis.nonresponse.weights import Target, Weights, make_target, raked, weigh
from stagepact_research.estimates import conform, tidy
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.protocol import Protocol
from stagepact_research.responses import Responses, base_for_analysis, dispositions
from stagepact_research.weighting.frame import margin, region_margin

__all__ = ["Population", "analyse_nonresponse"]


@dataclass(frozen=True)
class NonresponseAnalysis:
    """The estimates, and the weights that they rest on."""

    estimates: pd.DataFrame
    weights: Weights


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
    seed = protocol.seeds.replicates
    found = dispositions(responses, questionnaire)
    everyone = base_for_analysis(found)
    frame, status = responses.frame.loc[everyone], responses.status.loc[everyone]
    invited = None
    if participation is not None and len(participation):
        invited = invited_people(responses, found, participation, population, rules)
    clusters = None if invited is None else invited.clusters.loc[everyone]
    placed, left_out = _placed(frame)
    complete = (found.loc[everyone] == "compleet") & placed
    target = _target(frame[complete], protocol, population, invited)
    predictors, about = completion_predictors(frame, scores.loc[everyone], rules.maximum_missing)
    weights = weigh(
        predictors,
        complete,
        target,
        rules,
        seed=seed,
        base=None if invited is None else invited.base.loc[everyone],
        clusters=clusters,
        remarks=(*left_out, *about, *(() if invited is None else invited.remarks)),
    )
    measured = outcomes(frame, status, scores.loc[everyone], questionnaire)
    common = {"wave": str(questionnaire.wave), "provenance": provenance, "population": "opleidingsteams"}
    weighted = tidy(weighted_rows(measured, weights, level), **common, source="survey")
    reminders = None if invited is None else invited.reminders
    rows: list[Row] = [
        *outcome_rows(None if invited is None else invited.counts),
        *page_rows(responses.frame["lastpage"], found),
        *weight_rows(weights),
        *balance_rows(weights),
        *completion_rows(weights.completion),
        *representativity_rows(
            None if invited is None else invited.model,
            None if invited is None else invited.places,
            rules,
            level=level,
            seed=seed,
        ),
        *clustering_rows(invited is not None, rules),
        *conclusion_rows(rules.key_findings, rules.missing_shares, weighted, measured),
        *resistance_rows(rules.key_findings, measured, reminders, rules.minimum_cell),
    ]
    others = _other_mappings(frame, complete, measured, weights, protocol, population, invited)
    tables = [weighted, tidy(rows, **common, source="survey"), tidy(others, **common, source="survey")]
    return NonresponseAnalysis(conform(pd.concat([table for table in tables if len(table)])), weights)


def _placed(frame: pd.DataFrame) -> tuple[pd.Series, tuple[str, ...]]:
    """Who has a sector, a leerweg and a level: only they have a place in the population."""
    levels = [column for column in frame.columns if column.startswith("q16")]
    parts = [frame[["q14bol", "q14bbl"]], frame[levels]]
    ticked = [part.astype("boolean").fillna(False).any(axis=1) for part in parts]
    placed = (frame["q15"].notna() & ticked[0] & ticked[1]).astype(bool)
    missing = int((frame["submitdate"].notna() & ~placed).sum())
    said = f"{missing} voltooide vragenlijsten noemen geen sector, leerweg of niveau en krijgen geen gewicht."
    return placed, (said,) if missing else ()


def _target(
    teams: pd.DataFrame,
    protocol: Protocol,
    population: Population | None,
    invited: Invited | None,
    mapping: str | None = None,
) -> Target | None:
    if population is None:
        return None
    rules = protocol.nonresponse
    margins: dict[str, pd.Series] = {name: margin(population.students, name) for name in rules.margins}
    neighbours = {code: name for name, one in protocol.sector_categories.items() for code in one.options}
    regions = None
    if invited is not None and invited.regions is not None:
        regions = invited.regions.loc[teams.index]
        margins["region"] = _to_total(region_margin(population.institutions), margins)
    return make_target(teams, margins, rules, neighbours, mapping=mapping, regions=regions)


def _to_total(own: pd.Series, margins: Mapping[str, pd.Series]) -> pd.Series:
    """Shares of another table of DUO, of which suppressed cells make the total differ, on the same total."""
    total = next(iter(margins.values())).sum()
    return own * float(total / own.sum())


def _other_mappings(
    frame: pd.DataFrame,
    complete: pd.Series,
    measured: pd.DataFrame,
    weights: Weights,
    protocol: Protocol,
    population: Population | None,
    invited: Invited | None,
) -> list[Row]:
    """The scale means under the other ways to place a team, without intervals: what hangs on the choice."""
    rows: list[Row] = []
    for mapping in protocol.nonresponse.alternatives if population is not None else ():
        target = _target(frame[complete], protocol, population, invited, mapping)
        assert target is not None
        own = raked(weights.steps["completion"], target)
        for key in measured.columns[measured.columns.get_level_values("statistic") == "mean"]:
            values = measured.loc[own.index, key]
            known = values.notna()
            estimate = float((values[known] * own[known]).sum() / own[known].sum())
            common: dict[str, Any] = dict(zip(KEY, key, strict=True))
            rows.append(
                {**common, "weighting": "raked", "variant": f"plaats={mapping}", "estimate": estimate}
                | {"n": int(known.sum())}
            )
    return rows
