"""Calls on the participants table: adding, listing, changing and removing."""

from __future__ import annotations

import re
from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.calls import (
    INVALID_SURVEY,
    NO_PERMISSION,
    NO_VALID_DATA,
    Context,
    rpc,
)
from stagepact_research.rehearsal.server.conditions import matching
from stagepact_research.rehearsal.server.errors import table_exists
from stagepact_research.rehearsal.server.model import ParticipantTable, Row, Survey

NO_TABLE: Row = {"status": "Error: No survey participants table"}
NAMES = ("firstname", "lastname", "email")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOT_IN_TOKEN = re.compile(r"[^0-9a-zA-Z_~]")
_DEFAULTS: Row = {
    "participant_id": None,
    "firstname": "",
    "lastname": "",
    "email": "",
    "emailstatus": "OK",
    "token": "",
    "language": "",
    "blacklisted": None,
    "sent": "N",
    "remindersent": "N",
    "remindercount": 0,
    "completed": "N",
    "usesleft": 1,
    "validfrom": None,
    "validuntil": None,
    "mpid": None,
}


def columns(table: ParticipantTable) -> list[str]:
    return ["tid", *_DEFAULTS, *table.attributes]


def found(context: Context, survey_id: Any, crud: str) -> tuple[Survey, ParticipantTable] | Row:
    """The survey and its participants table, or the answer that there is none to work on."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "tokens", crud):
        return NO_PERMISSION
    if survey.participants is None:
        return NO_TABLE
    return survey, survey.participants


@rpc("iSurveyID aAttributeFields")
def activate_tokens(context: Context, survey_id: Any, attributes: Any = None) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "surveyactivation", "update"):
        return NO_PERMISSION
    if survey.participants is not None:
        raise table_exists(f"lime_tokens_{survey.sid}")
    numbers = [php.to_int(number) for number in attributes] if isinstance(attributes, list) else []
    survey.participants = ParticipantTable(tuple(f"attribute_{n}" for n in dict.fromkeys(numbers)))
    return {"status": "OK"}


@rpc("iSurveyID aParticipantData bCreateToken")
def add_participants(context: Context, survey_id: Any, data: Any, create_token: Any = True) -> Any:
    """Every row comes back: as it was stored, or as it was given with its errors."""
    place = found(context, survey_id, "create")
    if isinstance(place, dict):
        return place
    survey, table = place
    rows = data if isinstance(data, list) else []
    return [_added(context, survey, table, row, not php.is_empty(create_token)) for row in rows]


def _added(context: Context, survey: Survey, table: ParticipantTable, given: Row, create: bool) -> Row:
    own = {key: value for key, value in given.items() if key in columns(table) and key != "tid"}
    row = {**_DEFAULTS, **dict.fromkeys(table.attributes), **own}
    row["token"] = _NOT_IN_TOKEN.sub("", str(row["token"] or ""))
    if create:
        row["token"] = context.database.random_text(int(survey.settings["tokenlength"]) or 15)
    errors = {}
    if row["token"] and any(other["token"] == row["token"] for other in table.rows.values()):
        errors["token"] = [f'Access code "{row["token"]}" has already been taken.']
    if row["email"] and not _EMAIL.fullmatch(str(row["email"])):
        errors["email"] = ["Invalid email address."]
    if errors:
        return {**given, "errors": errors}
    tid, table.next_id = table.next_id, table.next_id + 1
    table.rows[tid] = {"tid": tid, **row}
    return {**row, "tid": str(tid)}


@rpc("iSurveyID iStart iLimit bUnused aAttributes aConditions")
def list_participants(
    context: Context,
    survey_id: Any,
    start: Any = 0,
    limit: Any = 10,
    unused: Any = False,
    attributes: Any = False,
    conditions: Any = None,
) -> Any:
    """At most `limit` rows from the participant with number `start` on, which is no offset."""
    place = found(context, survey_id, "read")
    if isinstance(place, dict):
        return place
    _, table = place
    rows = [row for tid, row in sorted(table.rows.items()) if tid >= php.to_int(start)]
    if not php.is_empty(unused):
        rows = [row for row in rows if row["completed"] == "N"]
    rows = matching(rows, columns(table), conditions)
    most = php.to_int(limit)
    rows = rows if most < 0 else rows[:most]
    if not rows:
        return {"status": "No survey participants found."}
    asked = attributes if isinstance(attributes, list) else []
    more = [name for name in asked if name in columns(table) and name not in ("tid", "token", *NAMES)]
    return [
        {
            "tid": row["tid"],
            "token": row["token"],
            "participant_info": {name: row[name] for name in NAMES},
            **{name: row[name] for name in more},
        }
        for row in rows
    ]


def _one(table: ParticipantTable, query: Any) -> Row:
    """The participant that a number or a set of properties points at, or the answer that none does."""
    if isinstance(query, dict):
        known = {key: value for key, value in query.items() if key in columns(table)}
        rows = [r for r in table.rows.values() if all(str(r[k]) == str(v) for k, v in known.items())]
    else:
        rows = [row for tid, row in table.rows.items() if tid == php.to_int(query)]
    if not rows:
        return {"status": "Error: No results were found based on your attributes."}
    if len(rows) > 1:
        return {"status": "Error: More than 1 result was found based on your attributes."}
    return rows[0]


@rpc("iSurveyID aTokenQueryProperties aTokenProperties")
def get_participant_properties(context: Context, survey_id: Any, query: Any, properties: Any = None) -> Any:
    place = found(context, survey_id, "read")
    if isinstance(place, dict):
        return place
    row = _one(place[1], query)
    if "status" in row or not isinstance(properties, list):
        return dict(row)
    return {name: row[name] for name in properties if name in row}


@rpc("iSurveyID aTokenQueryProperties aTokenData")
def set_participant_properties(context: Context, survey_id: Any, query: Any, data: Any) -> Any:
    place = found(context, survey_id, "update")
    if isinstance(place, dict):
        return place
    _, table = place
    row = _one(table, query)
    if "status" in row:
        return dict(row)
    given = data if isinstance(data, dict) else {}
    own = {key: value for key, value in given.items() if key in columns(table) and key != "tid"}
    if not own:
        return NO_VALID_DATA
    row |= own
    return dict(row)


@rpc("iSurveyID aTokenIDs")
def delete_participants(context: Context, survey_id: Any, tids: Any) -> Any:
    place = found(context, survey_id, "delete")
    if isinstance(place, dict):
        return place
    _, table = place
    result = {}
    for given in tids if isinstance(tids, list) else []:
        gone = table.rows.pop(php.to_int(given), None)
        result[str(given)] = "Deleted" if gone else "Invalid token ID"
    return result
