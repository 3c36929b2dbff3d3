"""The full wording that a respondent reads, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stagepact_research.instruments.questionnaire import Question, Questionnaire

PLACEHOLDER = re.compile(r"\[INVULLEN: [^\]]+\]")
"""A place in a text that only the institute can fill in: [INVULLEN: naam van het instituut]."""


@dataclass(frozen=True)
class AskedItem:
    """One column of the export: its id, the question that holds it and its own words."""

    item: str
    question: Question
    text: str

    @property
    def full_text(self) -> str:
        """The question and the statement or option together, as one reads them."""
        return f"{self.question.text} {self.text}" if self.text else self.question.text


def asked_items(questionnaire: Questionnaire) -> Iterator[AskedItem]:
    """Every item in the order of the questionnaire."""
    for question in questionnaire.questions():
        yield from _items(question)


def placeholders(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Every place in the texts that a respondent reads which the institute still has to fill in."""
    texts = [questionnaire.title, questionnaire.welcome, questionnaire.closing]
    texts += [text for part in questionnaire.information for text in (part.heading, part.text)]
    for page in questionnaire.pages:
        texts.append(page.text)
        for question in page.questions:
            texts += [text.text for text in question.conditional_texts]
    texts += [asked.full_text for asked in asked_items(questionnaire)]
    texts += [label for q in questionnaire.questions() for _, label in answers(questionnaire, q)]
    return tuple(dict.fromkeys(found for text in texts for found in PLACEHOLDER.findall(text)))


def answers(questionnaire: Questionnaire, question: Question) -> tuple[tuple[str, str], ...]:
    """The codes and labels from which a respondent chooses; empty for an open question."""
    if question.type == "multiple":
        return ()
    if question.options:
        return tuple((option.code, option.label) for option in question.options)
    scale = questionnaire.response_scales.get(question.response_scale)
    return tuple((answer.code, answer.label) for answer in scale.answers) if scale else ()


def _items(question: Question) -> Iterator[AskedItem]:
    if question.type == "array":
        texts = [item.text for item in question.items]
    elif question.type == "multiple":
        texts = [option.label for option in question.options]
    else:
        other = next((option.label for option in question.options if option.other), "")
        texts = ["", other]
    # A single question has one column, or two when an open answer belongs to it.
    for item, text in zip(question.item_ids(), texts, strict=False):
        yield AskedItem(item, question, text)
