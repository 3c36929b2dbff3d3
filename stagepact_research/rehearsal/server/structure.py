"""A stored survey as the tables of a structure, which is how the server copies one."""

from __future__ import annotations

from typing import Any

from stagepact_research.rehearsal.server.lss import Table
from stagepact_research.rehearsal.server.model import Question, Survey

_QUESTION = (
    "qid",
    "parent_qid",
    "gid",
    "type",
    "title",
    "preg",
    "other",
    "mandatory",
    "encrypted",
    "question_order",
    "scale_id",
    "same_default",
    "relevance",
    "question_theme_name",
    "same_script",
)


def structure_of(survey: Survey) -> tuple[list[str], dict[str, Table]]:
    """The languages and tables; what is null is left out, as in an exported file."""
    parents = [question for question in survey.questions if not question.parent_qid]
    subquestions = [question for question in survey.questions if question.parent_qid]
    tables = {
        "surveys": [_row(sid=survey.sid, **survey.settings)],
        "surveys_languagesettings": [_row(**texts) for texts in survey.texts.values()],
        "questions": [_question(question) for question in parents],
        "subquestions": [_question(question) for question in subquestions],
        "groups": [
            _row(
                gid=group.gid,
                group_order=group.group_order,
                randomization_group=group.randomization_group,
                grelevance=group.grelevance,
            )
            for group in survey.groups
        ],
        "group_l10ns": [
            _row(**{**texts, "gid": group.gid, "language": language})
            for group in survey.groups
            for language, texts in group.texts.items()
        ],
        "question_l10ns": [
            _row(**{**texts, "qid": question.qid, "language": language})
            for question in survey.questions
            for language, texts in question.texts.items()
        ],
        **_answers(survey),
        "question_attributes": [
            _row(qid=question.qid, **own) for question in survey.questions for own in question.attributes
        ],
    }
    return survey.languages, tables


def _answers(survey: Survey) -> dict[str, Table]:
    answers = [answer for question in survey.questions for answer in question.answers]
    return {
        "answers": [
            _row(
                aid=answer.aid,
                qid=answer.qid,
                code=answer.code,
                sortorder=answer.sortorder,
                assessment_value=answer.assessment_value,
                scale_id=answer.scale_id,
            )
            for answer in answers
        ],
        "answer_l10ns": [
            _row(aid=answer.aid, answer=text, language=language)
            for answer in answers
            for language, text in answer.texts.items()
        ],
    }


def _question(question: Question) -> dict[str, str]:
    return _row(**{name: getattr(question, name) for name in _QUESTION})


def _row(**values: Any) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}
