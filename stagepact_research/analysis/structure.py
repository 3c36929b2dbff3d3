"""What the report says of its own instrument: numbers of statements, answers, scales, and its thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Question, Questionnaire, Scales
from stagepact_research.protocol import Protocol

# The parts of the questionnaire as chapter 4 speaks of them, and their questions.
_PARTS = {
    "kennis": ("q02",),
    "houding": ("q05",),
    "procedures": ("q07",),
    "voorbereiding": ("q08",),
    "zoeken": ("q09", "q10"),
    "begeleiding": ("q11",),
    "contact": ("q12",),
    "werkwijzen": ("q08", "q09", "q10", "q11", "q12"),
}


def structure(
    questionnaire: Questionnaire, scales: Scales, protocol: Protocol, *, constant: Mapping[str, Any]
) -> pd.DataFrame:
    """Rows about the instrument: `n_items`, `n_antwoordopties` and `n_categorieen` of its parts, the number
    of scales and of items left out, and the thresholds of the protocol (subject "drempel")."""
    parts = {name: [questionnaire.question(q) for q in ids] for name, ids in _PARTS.items()}
    items = {name: _items(questions) for name, questions in parts.items()}
    negative = {i for scale in scales.scales if scale.direction == "belemmerend" for i in scale.items}
    negative |= set(scales.single_items)
    for name in ("houding", "zoeken"):
        items[f"{name}_bevorderend"] = [i for i in items[name] if i not in negative]
        items[f"{name}_belemmerend"] = [i for i in items[name] if i in negative]
    rows = [_row("vragenlijst", "n_items", len(found), name) for name, found in items.items()]
    for name in items:
        question = parts[name.split("_")[0]][0]
        if question.response_scale:
            answers = questionnaire.response_scales[question.response_scale].answers
            yes_no = question.response_scale == "yes_no_dont_know"
            options = len(answers) if yes_no else sum(answer.kind == "valid" for answer in answers)
            rows.append(_row("vragenlijst", "n_antwoordopties", options, name))
        if question.collapse:
            collapsed = len(questionnaire.collapses[question.collapse])
            rows.append(_row("vragenlijst", "n_categorieen", collapsed, name))
    rules = protocol.statistics
    left_out = {item for group in scales.left_out for item in group.items}
    rows += [
        _row("vragenlijst", "n_items_weggelaten", len(left_out)),
        _row("schalen", "n", len(scales.scales)),
        _row("sectorcategorie", "n_categorieen", len(protocol.sector_categories)),
        _row("drempel", "n", rules.minimum_group, "sectorcategorie"),
        _row("drempel", "loading", rules.minimum_loading),
        _row("drempel", "alpha", rules.minimum_alpha),
    ]
    return tidy(rows, **constant)


def ranks(distribution: pd.DataFrame, items: Iterable[str], category: str) -> pd.DataFrame:
    """Rows `rank`: 1 for the item of which the category is given most often, over all who answered."""
    wanted = distribution[
        (distribution["statistic"] == "pct")
        & (distribution["category"] == category)
        & (distribution["variant"] == "")
        & distribution["subject"].isin(list(items))
    ]
    place = wanted["estimate"].rank(ascending=False, method="min")
    empty = {"se": float("nan"), "ci_low": float("nan"), "ci_high": float("nan")}
    return wanted.assign(statistic="rank", estimate=place, **empty)


def _items(questions: Iterable[Question]) -> list[str]:
    return [item for question in questions for item in question.item_ids()]


def _row(subject: str, statistic: str, value: float, category: str = "") -> dict[str, Any]:
    return {"subject": subject, "statistic": statistic, "estimate": value, "category": category}
