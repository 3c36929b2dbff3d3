"""Calls that count or describe: summary, timeline, statistics, users, groups of surveys and the site."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.calls import (
    INVALID_SURVEY,
    NO_PERMISSION,
    NO_VALID_DATA,
    Context,
    rpc,
)
from stagepact_research.rehearsal.server.model import Row, Survey
from stagepact_research.rehearsal.server.sessions import utc

VERSION, DATABASE_VERSION = "6.4.2", 620
_PERIODS = {"day": 10, "hour": 13}
_SETTINGS: Row = {
    "versionnumber": VERSION,
    "dbversionnumber": DATABASE_VERSION,
    "sitename": "LimeSurvey",
    "siteadminname": "Your Name",
    "defaultlang": "en",
    "maxemails": "50",
}


@rpc("username password plugin", needs_key=False)
def get_session_key(context: Context, username: Any, password: Any, plugin: Any = "Authdb") -> Any:
    name = str(username)
    problem = context.backend.sessions.log_in(name, str(password), str(plugin), context.address)
    return {"status": problem} if problem else context.backend.sessions.open(name)


@rpc("sSessionKey", needs_key=False)
def release_session_key(context: Context, key: Any) -> str:
    """The answer is the same for a key that never was."""
    context.backend.sessions.close(key)
    return "OK"


@rpc("sSetttingName")
def get_site_settings(context: Context, name: Any) -> Any:
    if not context.user.superadmin or name not in _SETTINGS:
        return {"status": "Invalid setting"}
    return _SETTINGS[name]


@rpc("uid username")
def list_users(context: Context, uid: Any = None, username: Any = None) -> Any:
    if not context.user.superadmin:
        return {"status": "Permission denied."}
    users = [
        user
        for user in context.database.users.values()
        if (uid is None or user.uid == php.to_int(uid)) and username in (None, user.name)
    ]
    if not users:
        return {"status": "Invalid user id" if uid is not None else "Invalid username"}
    return [
        {
            "uid": user.uid,
            "users_name": user.name,
            "full_name": user.full_name,
            "parent_id": 0 if user.uid == 1 else 1,
            "email": user.email,
            **dict.fromkeys(("htmleditormode", "templateeditormode", "questionselectormode"), "default"),
            "dateformat": 1,
            "last_login": user.last_login,
            "modified": user.modified,
            "user_status": 1,
            "lang": "auto",
            **dict.fromkeys(("one_time_pw", "created", "expires", "last_forgot_email_password")),
            **dict.fromkeys(("validation_key", "validation_key_expiration")),
            "permissions": [row for row in context.database.permissions if row["uid"] == user.uid],
        }
        for user in users
    ]


@rpc("sUsername")
def list_survey_groups(context: Context, username: Any = None) -> Any:
    created = utc(context.database.created)
    return [
        {
            "gsid": 1,
            "name": "default",
            "title": "Default",
            "template": None,
            "description": "Default survey group",
            "sortorder": 0,
            "owner_id": 1,
            "parent_id": None,
            "created": created,
            "modified": created,
            "created_by": 1,
            "alwaysavailable": 1,
        }
    ]


@rpc("iSurveyID sStatName")
def get_summary(context: Context, survey_id: Any, name: Any = "all") -> Any:
    """An empty list for an inactive survey; one number where one is asked for."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return {"status": "Invalid surveyid"}
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    counts = {**_participants(survey), **_responses(survey)}
    if name == "all":
        return counts
    if name in counts:
        return counts[name]
    known = {**_NO_PARTICIPANTS, **_NO_RESPONSES}
    return {"status": "No available data" if name in known else "Invalid summary key"}


_NO_PARTICIPANTS = dict.fromkeys(
    ("token_count", "token_invalid", "token_sent", "token_opted_out", "token_completed", "token_screenout"), 0
)
_NO_RESPONSES = dict.fromkeys(("completed_responses", "incomplete_responses", "full_responses"), 0)


def _participants(survey: Survey) -> dict[str, int]:
    if survey.participants is None or survey.responses is None:
        return {}
    rows = list(survey.participants.rows.values())
    return {
        "token_count": len(rows),
        "token_invalid": sum(row["token"] in (None, "") for row in rows),
        "token_sent": sum(row["sent"] not in (None, "", "N") for row in rows),
        "token_opted_out": sum(str(row["emailstatus"]).startswith("OptOut") for row in rows),
        "token_completed": sum(row["completed"] not in (None, "", "N", "Q") for row in rows),
        "token_screenout": sum(row["completed"] == "Q" for row in rows),
    }


def _responses(survey: Survey) -> dict[str, int]:
    if survey.responses is None:
        return {}
    complete = sum(row["submitdate"] is not None for row in survey.responses.rows.values())
    total = len(survey.responses.rows)
    return {
        "completed_responses": complete,
        "incomplete_responses": total - complete,
        "full_responses": total,
    }


@rpc("iSurveyID sType dStart dEnd")
def export_timeline(context: Context, survey_id: Any, period: Any, start: Any, end: Any) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if period not in _PERIODS:
        return {"status": "Invalid Period"}
    if not context.may(survey.sid, "survey", "read"):
        return NO_PERMISSION
    if survey.responses is None:
        return {"status": "No valid Data"}
    moments = (row["submitdate"] for row in survey.responses.rows.values() if row["submitdate"])
    inside = sorted(moment for moment in moments if str(start) <= moment <= str(end))
    counts = Counter(moment[: _PERIODS[period]].replace(" ", "_") for moment in inside)
    return dict(counts) or NO_VALID_DATA


@rpc("iSurveyID docType sLanguage graph groupIDs")
def export_statistics(
    context: Context,
    survey_id: Any,
    kind: Any = "pdf",
    language: Any = None,
    graph: Any = "0",
    groups: Any = None,
) -> Any:
    """Only how many responses there are; the real document has a table and a graph per question."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "survey", "read"):
        return {"status": "Error: No Permission"}
    wanted = groups if isinstance(groups, list) else [] if groups is None else [groups]
    if any(survey.group(php.to_int(gid)) is None for gid in wanted):
        return {"status": "Error: Invalid group ID"}
    if kind not in ("html", "pdf", "xls"):
        return ""
    total = len(survey.responses.rows) if survey.responses else 0
    share = "100.00%" if total else "0.00%"
    text = (
        f'<div class="jumbotron message-box"><h2>Results</h2><p>Number of records in this query:{total}</p>'
        f"<p>Total records in survey:{total}</p><p>Percentage of total:{share}</p></div>"
    )
    return base64.b64encode(text.encode()).decode("ascii")
