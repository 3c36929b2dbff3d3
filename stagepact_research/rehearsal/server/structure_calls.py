"""Calls that read or change groups and questions."""

from __future__ import annotations

from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.attributes import settings_of, texts_of
from stagepact_research.rehearsal.server.calls import (
    INVALID_SURVEY,
    NO_PERMISSION,
    NO_VALID_DATA,
    Context,
    rpc,
)
from stagepact_research.rehearsal.server.fieldmap import fieldmap
from stagepact_research.rehearsal.server.model import Group, Question, Row, Survey
from stagepact_research.rehearsal.server.question_types import WITH_ANSWERS

_INVALID_QUESTION: Row = {"status": "Error: Invalid questionid"}
_INVALID_GROUP: Row = {"status": "Error: Invalid group ID"}
_INVALID_LANGUAGE: Row = {"status": "Error: Invalid language"}
_QUESTION = (
    "qid",
    "parent_qid",
    "sid",
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
    "modulename",
    "same_script",
)
_GROUP = ["gid", "sid", "group_order", "randomization_group", "grelevance"]
_TEXTS = ("question", "help")
_FIXED = {"qid", "parent_qid", "sid", "gid", "type"}


@rpc("iSurveyID sLanguage")
def list_groups(context: Context, survey_id: Any, language: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    if not survey.groups:
        return {"status": "No groups found"}
    known = language or survey.language
    return [{"id": group.gid, **_group(group, known), "language": known} for group in survey.sorted_groups()]


def _group(group: Group, language: str) -> Row:
    texts = group.texts.get(language, {"group_name": "", "description": ""})
    return {**texts, **{name: getattr(group, name) for name in _GROUP}}


@rpc("iGroupID aGroupSettings sLanguage")
def get_group_properties(context: Context, group_id: Any, settings: Any = None, language: Any = None) -> Any:
    found = context.database.group(group_id)
    if found is None:
        return _INVALID_GROUP
    survey, group = found
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    return _chosen(_group(group, language or survey.language), settings)


def _chosen(row: Row, settings: Any) -> Row:
    """The settings asked for, all of them where none are named."""
    if not isinstance(settings, list) or not settings:
        return row
    return {name: row[name] for name in settings if name in row} or NO_VALID_DATA


@rpc("iSurveyID iGroupID sLanguage")
def list_questions(context: Context, survey_id: Any, group_id: Any = None, language: Any = None) -> Any:
    """Questions and subquestions together, by group, their own order and id."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    known = language or survey.language
    if known not in survey.languages:
        return _INVALID_LANGUAGE
    groups = survey.sorted_groups()
    if group_id is not None:
        groups = [group for group in groups if group.gid == php.to_int(group_id)]
        if not groups:
            return {"status": "Error: group not found"}
    gids = [group.gid for group in groups]
    questions = [q for q in survey.questions if q.gid in gids and known in q.texts]
    questions.sort(key=lambda q: (gids.index(q.gid), q.question_order, q.qid))
    if not questions:
        return {"status": "No questions found"}
    return [_listed(question, known) for question in questions]


def _listed(question: Question, language: str) -> Row:
    texts = question.texts[language]
    return {
        "id": question.qid,
        **{name: texts[name] for name in _TEXTS},
        "language": language,
        **{name: getattr(question, name) for name in _QUESTION},
    }


@rpc("iQuestionID aQuestionSettings sLanguage")
def get_question_properties(
    context: Context, question_id: Any, settings: Any = None, language: Any = None
) -> Any:
    found = context.database.question(question_id)
    if found is None:
        return _INVALID_QUESTION
    survey, question = found
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    known = language or survey.language
    if known not in survey.languages:
        return _INVALID_LANGUAGE
    subquestions = survey.subquestions(question)
    texts = {sub.title: sub.text(known) for sub in subquestions}
    row: Row = {name: getattr(question, name) for name in _QUESTION}
    row |= {
        "available_answers": texts or "No available answers",
        "subquestions": {
            str(sub.qid): {"title": sub.title, "question": sub.text(known), "scale_id": sub.scale_id}
            for sub in subquestions
        }
        or "No available answers",
        "attributes": settings_of(question),
        "attributes_lang": texts_of(question, known),
        "answeroptions": _answer_options(question, known) or "No available answer options",
        "defaultvalue": None,
    }
    return _chosen(row, settings)


def _answer_options(question: Question, language: str) -> Any:
    """Answer options by code; the two scales of a dual scale question stand in a list."""
    if question.type not in WITH_ANSWERS:
        return None
    answers = sorted(question.answers, key=lambda answer: (answer.scale_id, answer.sortorder))
    scales: dict[int, Row] = {}
    for answer in answers:
        option: Row = {
            "answer": answer.texts.get(language),
            "assessment_value": answer.assessment_value,
            "scale_id": answer.scale_id,
            "order": answer.sortorder,
        }
        if question.type == "1":
            option["code"] = answer.code
        scales.setdefault(answer.scale_id, {})[answer.code] = option
    return scales if question.type == "1" else scales.get(0)


@rpc("iSurveyID sLanguage")
def get_fieldmap(context: Context, survey_id: Any, language: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveycontent", "read"):
        return NO_PERMISSION
    return fieldmap(survey, language)


@rpc("iQuestionID aQuestionData sLanguage")
def set_question_properties(context: Context, question_id: Any, data: Any, language: Any = None) -> Any:
    found = context.database.question(question_id)
    if found is None:
        return _INVALID_QUESTION
    survey, question = found
    if not context.may(survey.sid, "surveycontent", "update"):
        return NO_PERMISSION
    texts = question.texts.setdefault(language or survey.language, {})
    return _changed(question, texts, data, {*_QUESTION} - _FIXED, _TEXTS)


@rpc("iGroupID aGroupData sLanguage")
def set_group_properties(context: Context, group_id: Any, data: Any, language: Any = None) -> Any:
    found = context.database.group(group_id)
    if found is None:
        return _INVALID_GROUP
    survey, group = found
    if not context.may(survey.sid, "surveycontent", "update"):
        return NO_PERMISSION
    texts = group.texts.setdefault(language or survey.language, {})
    return _changed(group, texts, data, {*_GROUP} - _FIXED, ("group_name", "description"))


def _changed(thing: Question | Group, texts: Row, data: Any, own: set[str], in_texts: tuple[str, ...]) -> Row:
    """Set what is known of `data`, and say so for each."""
    given = data if isinstance(data, dict) else {}
    for name in given.keys() & own:
        setattr(thing, name, given[name])
    for name in given.keys() & {*in_texts}:
        texts[name] = given[name]
    done = given.keys() & (own | {*in_texts})
    return dict.fromkeys(sorted(done), True) or NO_VALID_DATA


@rpc("iQuestionID")
def delete_question(context: Context, question_id: Any) -> Any:
    """Only in a survey that is not active; subquestions go along."""
    found = context.database.question(question_id)
    if found is None:
        return _INVALID_QUESTION
    survey, question = found
    if not context.may(survey.sid, "surveycontent", "delete"):
        return NO_PERMISSION
    if survey.active:
        return {"status": "Survey is active and not editable"}
    remove_questions(survey, {question.qid})
    return question.qid


@rpc("iSurveyID iGroupID")
def delete_group(context: Context, survey_id: Any, group_id: Any) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveycontent", "delete"):
        return NO_PERMISSION
    group = survey.group(php.to_int(group_id))
    if group is None:
        return _INVALID_GROUP
    if survey.active:
        return {"status": "Error:Survey is active and not editable"}
    survey.groups.remove(group)
    remove_questions(survey, {question.qid for question in survey.questions if question.gid == group.gid})
    return group.gid


def remove_questions(survey: Survey, qids: set[int]) -> None:
    survey.questions = [q for q in survey.questions if q.qid not in qids and q.parent_qid not in qids]
