"""The whole survey analysis of one wave: every estimate of chapter 4 and Bijlage 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stagepact_research.analysis.background import background, breakdowns
from stagepact_research.analysis.consistency import scale_reliability
from stagepact_research.analysis.correlations import correlations
from stagepact_research.analysis.descriptives import (
    item_distribution,
    procedure_distribution,
    scale_descriptives,
)
from stagepact_research.analysis.groups import compare_groups
from stagepact_research.analysis.measurement import measurement
from stagepact_research.analysis.multiplicity import adjust_p
from stagepact_research.analysis.phases import PHASES, compare_phases
from stagepact_research.analysis.practices import item_set
from stagepact_research.analysis.structure import ranks, structure
from stagepact_research.estimates import conform
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.protocol import Protocol
from stagepact_research.responses import Responses, base_for_analysis, dispositions, response_rates
from stagepact_research.responses.dispositions import refusal_reasons
from stagepact_research.scales import answers_as_numbers, procedure_counts, score, scores


def survey_scores(responses: Responses, scales: Scales, protocol: Protocol) -> pd.DataFrame:
    """The scale scores of everyone, and the number of procedures (`preventie_aantal`), by response id."""
    rules = {"preventie": protocol.scoring.procedures_dont_know}
    found = scores(responses.frame, scales, rules, responses.status)
    return found.join(procedure_counts(responses.frame, scales.scale("preventie").items))


def analyse_survey(
    responses: Responses,
    questionnaire: Questionnaire,
    scales: Scales,
    protocol: Protocol,
    *,
    provenance: str,
) -> pd.DataFrame:
    """Every estimate of one wave of the survey, as one table.

    A respondent counts wherever he answered. The teams of which procedures are counted are those with a
    score on the scale that the protocol names as the base of the analyses.
    """
    shared = {"wave": questionnaire.wave, "provenance": provenance}
    constant = {**shared, "source": "survey", "population": "opleidingsteams"}
    found = dispositions(responses, questionnaire)
    everyone = base_for_analysis(found)
    frame, status = responses.frame.loc[everyone], responses.status.loc[everyone]
    results = survey_scores(responses, scales, protocol).loc[everyone]
    analysed = results.index[results[protocol.scoring.analysis_base].notna()]
    scored = results[[scale.id for scale in scales.scales]]
    level = protocol.statistics.confidence
    left_out = [item for group in scales.left_out for item in group.items]
    answers = scale_answers(frame, status, scales, protocol).join(answers_as_numbers(frame[left_out]))
    groups = breakdowns(frame, _sectors(protocol))
    distribution = item_distribution(frame, status, questionnaire, level=level, constant=constant)
    parts = [
        response_rates(
            found,
            wave=questionnaire.wave,
            provenance=provenance,
            analysed=analysed,
            refusal_texts=refusal_reasons(responses, questionnaire),
            reasons=protocol.refusal_reasons,
        ),
        background(frame, questionnaire, _sectors(protocol), constant=constant),
        distribution,
        ranks(distribution, scales.scale("contact").items, "meestal_altijd"),
        structure(questionnaire, scales, protocol, constant=constant),
        scale_descriptives(scored, level=level, constant=constant),
        procedure_distribution(results.loc[analysed, "preventie_aantal"], constant=constant),
        _alternative_scoring(frame, status, scales, protocol, constant),
        *measurement(answers, groups, questionnaire, scales, protocol, constant=constant),
        correlations(scored, level=level, constant=constant),
        correlations(scored, frame[left_out], level=level, constant=constant),
        _groups(scored, groups, protocol, constant),
        compare_phases(scored[list(PHASES)], level=level, constant=constant),
        item_set(frame, scales.single_items, scored, level=level, constant=constant),
    ]
    table = conform(pd.concat(parts))
    # The items of the set and the items left out overlap: the same pair is then the same row.
    return table.drop_duplicates(ignore_index=True)


def scale_answers(
    frame: pd.DataFrame, status: pd.DataFrame, scales: Scales, protocol: Protocol
) -> pd.DataFrame:
    """The answers to the items of every scale as numbers, don't-knows by the protocol's rule."""
    parts = []
    for scale in scales.scales:
        items = list(scale.items)
        rule = protocol.scoring.procedures_dont_know if scale.id == "preventie" else "missing"
        parts.append(answers_as_numbers(frame[items], status[items], rule))
    return pd.concat(parts, axis=1)


def _groups(
    scored: pd.DataFrame, groups: pd.DataFrame, protocol: Protocol, constant: Mapping[str, Any]
) -> pd.DataFrame:
    """The three comparisons over the eight scales, with p-values adjusted within each family."""
    rules = protocol.statistics
    rows = compare_groups(
        scored,
        groups,
        minimum=rules.minimum_group,
        level=rules.confidence,
        constant=constant,
    )
    return conform(pd.concat([rows, adjust_p(rows, rules.families)]))


def _alternative_scoring(
    frame: pd.DataFrame,
    status: pd.DataFrame,
    scales: Scales,
    protocol: Protocol,
    constant: Mapping[str, Any],
) -> pd.DataFrame:
    """The procedures scored by the other rule for "weet ik niet", beside the one that the report used."""
    rule, scale = protocol.scoring.procedures_dont_know_alternative, scales.scale("preventie")
    items = list(scale.items)
    other = score(frame, scale, rule, status).to_frame()
    answers = answers_as_numbers(frame[items], status[items], rule)
    rows = conform(
        pd.concat(
            [
                scale_descriptives(other, level=protocol.statistics.confidence, constant=constant),
                scale_reliability(answers, scale, level=protocol.statistics.confidence, constant=constant),
            ]
        )
    )
    return rows[rows["variant"] == ""].assign(variant=f"weet_ik_niet={rule}")


def _sectors(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    return {name: category.options for name, category in protocol.sector_categories.items()}
