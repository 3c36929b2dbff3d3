"""The numbers of questions as a respondent sees them."""

from __future__ import annotations

from stagepact_research.instruments.questionnaire import Questionnaire


def number_of(asked: Questionnaire) -> dict[str, str]:
    """By item its number in the questionnaire: "13a (a)" for the first statement of question 13a."""
    found = {}
    for question in asked.questions():
        own = f"{question.number}{question.letter or ''}"
        for item in question.item_ids():
            code = item.removeprefix(question.id)
            found[item] = f"{own} ({code})" if code and question.letter else f"{own}{code}"
    return found
