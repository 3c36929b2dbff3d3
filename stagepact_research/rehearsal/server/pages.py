"""Which questions stand on which page of the form, and which of them still want an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stagepact_research.rehearsal.server.fields import Field
from stagepact_research.rehearsal.server.model import Survey

_NO_ANSWER = "X*"


def pages_of(survey: Survey) -> list[list[int]]:
    """The ids of the questions on each page: all on one (A), one on each (S), or a page for each group."""
    questions = [question.qid for question in survey.parents()]
    if survey.settings["format"] == "A":
        return [questions]
    if survey.settings["format"] == "S":
        return [[qid] for qid in questions]
    return [[q.qid for q in survey.parents(group.gid)] for group in survey.sorted_groups()]


def unanswered(
    fields: Sequence[Field], answers: Mapping[str, str], relevant: Mapping[str, bool]
) -> tuple[str, ...]:
    """The codes of the mandatory questions without an answer; of an array every row counts."""
    missing = []
    for question in {id(field.question): field.question for field in fields}.values():
        own = [f for f in fields if f.question is question and f.role != "comment" and relevant[f.code]]
        if question.mandatory != "Y" or question.type in _NO_ANSWER or not own:
            continue
        wanted = [field for field in own if field.role != "other"]
        given = [field for field in wanted if answers.get(field.code)]
        if question.type in "MP":
            complete = any(answers.get(field.code) for field in own)
        else:
            complete = len(given) == len(wanted)
        if answers.get(question.title) == "-oth-" and not answers.get(f"{question.title}[other]"):
            complete = False
        if not complete:
            missing.append(question.title)
    return tuple(missing)
