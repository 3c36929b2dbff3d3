"""Calls that mail participants: fifty in one call, the rest counted in a status among the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.calls import Context, rpc
from stagepact_research.rehearsal.server.mail import Kind, compose
from stagepact_research.rehearsal.server.model import Row, Survey
from stagepact_research.rehearsal.server.participants import found

MAILS_PER_CALL = 50
_NONE: Row = {"status": "Error: No candidate tokens"}
_Rule = Callable[[Row], bool]


def _candidate(row: Row) -> bool:
    """Whether a participant can be mailed at all: not completed, with a token, an address and no opt-out."""
    return (
        row["completed"] in ("N", "")
        and row["token"] not in ("", None)
        and row["email"] not in ("", None)
        and row["emailstatus"] == "OK"
    )


def _not_sent(row: Row) -> bool:
    return row["sent"] in ("N", "")


@rpc("iSurveyID aTokenIds bEmail continueOnError")
def invite_participants(
    context: Context, survey_id: Any, tids: Any = None, email: Any = True, continue_on_error: Any = False
) -> Any:
    """`bEmail` false mails those who already had an invitation; what is left counts those who had none."""
    place = found(context, survey_id, "update")
    if isinstance(place, dict):
        return place
    survey, table = place
    first = not php.is_empty(email)
    candidates = [row for _, row in sorted(table.rows.items()) if _candidate(row)]
    chosen = [row for row in _named(candidates, tids) if _not_sent(row) == first][:MAILS_PER_CALL]
    waiting = sum(_not_sent(row) for row in candidates)
    return _mailed(context, survey, chosen, "invite", waiting - len(chosen))


@rpc("iSurveyID iMinDaysBetween iMaxReminders aTokenIds continueOnError")
def remind_participants(
    context: Context,
    survey_id: Any,
    days: Any = None,
    most: Any = None,
    tids: Any = False,
    continue_on_error: Any = False,
) -> Any:
    """Without a minimum number of days every call meets the same first fifty."""
    place = found(context, survey_id, "update")
    if isinstance(place, dict):
        return place
    survey, table = place
    candidates = [row for _, row in sorted(table.rows.items()) if _candidate(row) and not _not_sent(row)]
    if days is not None:
        latest = context.database.clock() - timedelta(days=php.to_int(days))
        candidates = [row for row in candidates if _last_mail(row) <= latest]
    if most is not None:
        candidates = [row for row in candidates if row["remindercount"] < php.to_int(most)]
    chosen = _named(candidates, tids)[:MAILS_PER_CALL]
    return _mailed(context, survey, chosen, "remind", len(candidates) - len(chosen))


@rpc("iSurveyID overrideAllConditions continueOnError")
def mail_registered_participants(
    context: Context, survey_id: Any, conditions: Any = None, continue_on_error: Any = False
) -> Any:
    """Mail everyone who has not completed the survey, with or without a token."""
    place = found(context, survey_id, "update")
    if isinstance(place, dict):
        return place
    survey, table = place
    rows = [row for _, row in sorted(table.rows.items()) if row["completed"] == "N" and row["email"]]
    return _mailed(context, survey, rows[:MAILS_PER_CALL], "register", max(len(rows) - MAILS_PER_CALL, 0))


def _named(rows: list[Row], tids: Any) -> list[Row]:
    if not isinstance(tids, list) or not tids:
        return rows
    numbers = {php.to_int(tid) for tid in tids}
    return [row for row in rows if row["tid"] in numbers]


def _last_mail(row: Row) -> datetime:
    last = row["sent"] if row["remindersent"] in ("N", "") else row["remindersent"]
    return datetime.fromisoformat(last)


def _mailed(context: Context, survey: Survey, rows: list[Row], kind: Kind, left: int) -> Row:
    if not rows:
        return _NONE
    result: Row = {}
    for row in rows:
        error = _not_valid(context, row) or _sent(context, survey, row, kind)
        result[str(row["tid"])] = {
            "name": f"{row['firstname']} {row['lastname']}",
            "email": row["email"],
            "status": "fail" if error else "OK",
            "warning": None,
            "error": error,
        }
    return {**result, "status": f"{left} left to send"}


def _not_valid(context: Context, row: Row) -> str | None:
    now = context.database.now()
    if row["validfrom"] and str(row["validfrom"]) > now:
        return "Token not valid yet"
    if row["validuntil"] and str(row["validuntil"]) < now:
        return "Token not valid anymore"
    return None


def _sent(context: Context, survey: Survey, row: Row, kind: Kind) -> str | None:
    """Mail one participant and note it in the table; the error where the mail was not taken."""
    mail = compose(kind, survey, row, context.backend.url, context.database.now())
    error = context.backend.post.send(mail)
    if error is None and kind == "remind":
        row |= {"remindersent": context.database.minute(), "remindercount": row["remindercount"] + 1}
    elif error is None and kind == "invite":
        row["sent"] = context.database.minute()
    return error
