"""The columns that a questionnaire has in an export: what each may hold and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stagepact_research.instruments.questionnaire import Answer, Question, Questionnaire

OTHER = "-oth-"
TICKED = "Y"
SPECIAL: Mapping[str, str] = {"dont_know": "dont_know", "not_applicable": "not_applicable"}

Kind = Literal["number", "code", "tick", "text"]


@dataclass(frozen=True)
class Column:
    """One column: `numbers` and `codes` are the answer codes that may stand in it."""

    name: str
    item: str
    question: Question
    page: int
    kind: Kind
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Answer code to number, for the answers on the scale; the codes beside it stand in `special`."""
    special: Mapping[str, str] = field(default_factory=dict)
    """Answer code to status: weet ik niet, niet van toepassing."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Every answer code to its label."""

    def expected(self) -> str:
        said = ", ".join(f"{code} ({label})" for code, label in self.labels.items())
        return f"{said} of leeg"


def columns_of(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """Every column of the questionnaire in its order."""
    return tuple(
        column
        for page, shown in enumerate(questionnaire.pages, start=1)
        for question in shown.questions
        for column in _question_columns(question, page, questionnaire)
    )


def _question_columns(question: Question, page: int, questionnaire: Questionnaire) -> list[Column]:
    answers = (
        questionnaire.response_scales[question.response_scale].answers if question.response_scale else ()
    )
    special = {a.code: SPECIAL[a.kind] for a in answers if a.kind in SPECIAL}
    labels = {a.code: a.label for a in answers} | {o.code: o.label for o in question.options}
    columns = []
    for name, item in zip(question.columns(), question.item_ids(), strict=True):
        if question.type == "text" or name.endswith("[other]"):
            columns.append(Column(name, item, question, page, "text"))
        elif question.type == "multiple":
            columns.append(Column(name, item, question, page, "tick", labels={TICKED: "aangevinkt"}))
        elif question.type == "array":
            columns.append(Column(name, item, question, page, "number", _numbers(answers), special, labels))
        else:
            other = {OTHER: "anders"} if any(o.other for o in question.options) else {}
            columns.append(
                Column(name, item, question, page, "code", special=special, labels={**other, **labels})
            )
    return columns


def _numbers(answers: tuple[Answer, ...]) -> dict[str, float]:
    """Ja is 1 and nee is 0; other answers on a scale are their code, or else their place from 1."""
    valid = [a for a in answers if a.kind == "valid"]
    if {a.category for a in valid} == {"ja", "nee"}:
        return {a.code: float(a.category == "ja") for a in valid}
    if all(a.code.isdecimal() for a in valid):
        return {a.code: float(a.code) for a in valid}
    return {a.code: float(place) for place, a in enumerate(valid, start=1)}
