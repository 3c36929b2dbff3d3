"""Do the scales measure what they should? Every estimate of Bijlage 2 and of the checks beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stagepact_research.analysis.comparability import comparability
from stagepact_research.analysis.confirmation import confirmation, yes_no
from stagepact_research.analysis.consistency import other_reliabilities, scale_reliability
from stagepact_research.analysis.construction import (
    adequacy,
    dimensions,
    item_sets,
    other_dimensions,
    scale_loadings,
    set_loadings,
)
from stagepact_research.analysis.decisions import decisions
from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.protocol import Protocol


def measurement(
    answers: pd.DataFrame,
    groups: pd.DataFrame,
    questionnaire: Questionnaire,
    scales: Scales,
    protocol: Protocol,
    *,
    constant: Mapping[str, Any],
) -> list[pd.DataFrame]:
    """Reliability, dimensions, the confirmatory check, comparability between groups, and the decisions.

    Parameters
    ----------
    answers : respondents by the items of all scales and the items left out, as numbers.
    groups : the breakdowns over which scale means are compared, as `breakdowns` returns them.
    """
    rules = protocol.statistics
    settings: dict[str, Any] = {
        "seed": protocol.seeds.parallel_analysis,
        "n_simulations": rules.parallel_simulations,
        "quantile": rules.parallel_quantile,
        "constant": constant,
    }
    n_polychoric = protocol.measurement.polychoric_simulations
    parts, components = [], {}
    for scale in scales.scales:
        own = answers[list(scale.items)]
        found = dimensions(own, scale.id, **settings)
        components[scale.id] = float(select(found, statistic="n_components")["estimate"].iloc[0])
        parts += [
            scale_reliability(answers, scale, level=rules.confidence, constant=constant),
            other_reliabilities(answers, scale, yes_no=yes_no(answers, scale), constant=constant),
            scale_loadings(answers, scale, constant=constant),
            found,
            other_dimensions(own, scale.id, n_polychoric=n_polychoric, **settings),
            adequacy(own, scale.id, constant=constant),
        ]
    for name, items in item_sets(scales, _question_of(questionnaire)).items():
        parts += _of_set(answers[items], name, settings, n_polychoric)
    return [
        *parts,
        decisions(answers, scales, components, rules, constant=constant),
        confirmation(
            answers,
            scales.scales,
            minimum_n_per_parameter=protocol.measurement.minimum_n_per_parameter,
            constant=constant,
        ),
        comparability(
            answers,
            {str(name): groups[name] for name in groups.columns},
            scales.scales,
            protocol.measurement.comparability,
            minimum=rules.minimum_group,
            constant=constant,
        ),
    ]


def _of_set(
    items: pd.DataFrame, name: str, settings: Mapping[str, Any], n_polychoric: int
) -> list[pd.DataFrame]:
    """A set of questions before scales were made, with the components that the parallel analysis finds."""
    constant = settings["constant"]
    found = dimensions(items, name, **settings)
    parts = [
        found,
        other_dimensions(items, name, n_polychoric=n_polychoric, **settings),
        adequacy(items, name, constant=constant),
    ]
    count = float(select(found, statistic="n_components")["estimate"].iloc[0])
    return [*parts, set_loadings(items, name, max(int(count), 1), constant=constant)] if count >= 0 else parts


def _question_of(questionnaire: Questionnaire) -> dict[str, str]:
    return {item: question.id for question in questionnaire.questions() for item in question.item_ids()}
