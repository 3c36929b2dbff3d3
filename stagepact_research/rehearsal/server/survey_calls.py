"""Calls on whole surveys: listing, importing, copying, deleting, activating and their settings."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from stagepact_research.rehearsal.server import php, settings
from stagepact_research.rehearsal.server.calls import (
    INVALID_SURVEY,
    NO_PERMISSION,
    NO_VALID_DATA,
    Context,
    rpc,
)
from stagepact_research.rehearsal.server.importing import import_tables
from stagepact_research.rehearsal.server.lss import NoStructure, read_lss
from stagepact_research.rehearsal.server.model import Row, Survey
from stagepact_research.rehearsal.server.structure import structure_of
from stagepact_research.rehearsal.server.tables import new_table
from stagepact_research.rehearsal.server.txt import read_txt

_KINDS = ("zip", "csv", "txt", "lss")


@rpc("sUsername")
def list_surveys(context: Context, username: Any = None) -> Any:
    surveys = [s for s in context.database.surveys.values() if context.may(s.sid, "survey", "read")]
    if username is not None:
        owners = {user.uid for user in context.database.users.values() if user.name == username}
        surveys = [survey for survey in surveys if survey.settings["owner_id"] in owners]
    if not surveys:
        return {"status": "No surveys found"}
    return [
        {
            "sid": survey.sid,
            "surveyls_title": survey.texts.get(survey.language, {}).get("surveyls_title"),
            **{name: survey.settings[name] for name in ("startdate", "expires", "active")},
        }
        for survey in surveys
    ]


@rpc("sImportData sImportDataType sNewSurveyName DestSurveyID")
def import_survey(context: Context, data: Any, kind: Any, name: Any = None, destination: Any = None) -> Any:
    """A new name and a destination are only for lss; csv passes and is then read by nobody."""
    if not (context.user.superadmin or context.user.creates_surveys):
        return NO_PERMISSION
    if kind not in _KINDS:
        return {"status": "Invalid extension"}
    content = _decoded(data)
    try:
        if kind == "lss":
            languages, tables = read_lss(content)
        elif kind == "txt":
            (languages, tables), name, destination = read_txt(content), None, None
        else:
            return 0
    except NoStructure as problem:
        return {"status": f"Error: {problem}"}
    wanted = None if destination is None else php.to_int(destination)
    name = str(name) if name else None
    return import_tables(context.database, context.user, languages, tables, name=name, wanted=wanted)


def _decoded(data: Any) -> bytes:
    """Base64 with everything that is none of it left out, as PHP decodes."""
    text = data if isinstance(data, str) else ""
    try:
        return base64.b64decode(text.encode("ascii", "ignore") + b"===")
    except binascii.Error:
        return b""


@rpc("iSurveyID_org sNewname DestSurveyID")
def copy_survey(context: Context, survey_id: Any, name: Any, destination: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    may_create = context.user.superadmin or context.user.creates_surveys
    if not (may_create and context.may(survey.sid, "surveycontent", "export")):
        return NO_PERMISSION
    languages, tables = structure_of(survey)
    wanted = None if destination is None else php.to_int(destination)
    sid = import_tables(context.database, context.user, languages, tables, name=str(name), wanted=wanted)
    return {"status": "OK", "newsid": sid}


@rpc("iSurveyID")
def delete_survey(context: Context, survey_id: Any) -> Any:
    sid = php.to_int(survey_id)
    if not context.may(sid, "survey", "delete"):
        return NO_PERMISSION
    del context.database.surveys[sid]
    context.database.permissions = [
        row for row in context.database.permissions if row["entity"] != "survey" or row["entity_id"] != sid
    ]
    return {"status": "OK"}


@rpc("iSurveyID userActivationSettings")
def activate_survey(context: Context, survey_id: Any, activation: Any = None) -> Any:
    sid = php.to_int(survey_id)
    if not context.may(sid, "surveyactivation", "update"):
        return NO_PERMISSION
    survey = context.database.surveys[sid]
    if survey.active:
        return {"status": "Error: Survey already active"}
    if not survey.parents():
        return {"status": "Error: Survey does not pass consistency check"}
    chosen = activation if isinstance(activation, dict) else {}
    for name in chosen.keys() & settings.FIXED_WHEN_ACTIVE:
        survey.settings[name] = "Y" if chosen[name] in ("Y", True) else "N"
    activate(survey)
    return {"status": "OK", "pluginFeedback": None}


def activate(survey: Survey) -> None:
    for question in survey.parents():
        if question.type == "R" and question.attribute("max_subquestions") is None:
            row: Row = {"attribute": "max_subquestions", "value": str(len(question.answers)), "language": ""}
            question.attributes.append(row)
    survey.responses = new_table(survey)
    survey.settings["active"] = "Y"


@rpc("iSurveyID aSurveySettings")
def get_survey_properties(context: Context, survey_id: Any, names: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveysettings", "read"):
        return NO_PERMISSION
    return _asked({"sid": survey.sid, **survey.settings}, names)


def _asked(row: Row, names: Any) -> Row:
    if not isinstance(names, list) or not names:
        return row
    return {name: row[name] for name in names if name in row} or NO_VALID_DATA


@rpc("iSurveyID aSurveyData")
def set_survey_properties(context: Context, survey_id: Any, data: Any) -> Any:
    """What may not change, or not while the survey is active, is left out of the answer."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveysettings", "update"):
        return NO_PERMISSION
    given = data if isinstance(data, dict) else {}
    fixed = settings.NEVER_SET | (settings.FIXED_WHEN_ACTIVE if survey.active else set())
    done = [name for name in given if name in survey.settings and name not in fixed]
    for name in done:
        empty = name in settings.SURVEY_DATES and not given[name]
        survey.settings[name] = None if empty else given[name]
    return dict.fromkeys(done, True) or NO_VALID_DATA


@rpc("iSurveyID aSurveyLocaleSettings sLang")
def get_language_properties(context: Context, survey_id: Any, names: Any = None, language: Any = None) -> Any:
    """In a language that the survey does not have, every property is null."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveysettings", "read"):
        return NO_PERMISSION
    texts = survey.texts.get(language or survey.language)
    return _asked(dict(texts) if texts else dict.fromkeys(settings.TEXTS), names)


@rpc("iSurveyID aSurveyLocaleData sLanguage")
def set_language_properties(context: Context, survey_id: Any, data: Any, language: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveylocale", "update"):
        return NO_PERMISSION
    known = language or survey.language
    if known not in survey.texts:
        return {"status": "Error: Invalid language"}
    given = data if isinstance(data, dict) else {}
    done = [name for name in given if name in settings.TEXTS and name != "surveyls_survey_id"]
    survey.texts[known] |= {name: given[name] for name in done}
    return {"status": "OK", **dict.fromkeys(done, True)} if done else NO_VALID_DATA
