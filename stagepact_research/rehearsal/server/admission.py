"""Who may enter the form, what they come back to, and what completing it does to their token."""

from __future__ import annotations

from stagepact_research.rehearsal.server.errors import Refused
from stagepact_research.rehearsal.server.model import Row, Survey

_MISSING = "Om deze enquête te kunnen invullen heeft u een geldige toegangscode nodig."
_UNKNOWN = "De code die u hebt ingevoerd is ongeldig of is al gebruikt."
_USED = "Deze uitnodiging is al gebruikt."
_NOT_VALID = "Deze uitnodiging is niet geldig op dit moment."
_CLOSED = {
    "not_active": "Deze enquête is niet actief. Uw antwoorden kunnen niet worden opgeslagen.",
    "expired": "Deze enquête is niet meer beschikbaar.",
    "not_started": "Deze enquête is nog niet begonnen.",
}


def admitted(survey: Survey, token: str | None, now: str) -> Row | None:
    """The participant that a token belongs to, None where the survey is open to everyone.

    Raises
    ------
    Refused
        If the survey is closed, or the token is missing, unknown, used or not valid now.
    """
    expires, starts = survey.settings["expires"], survey.settings["startdate"]
    if survey.responses is None:
        raise Refused("not_active", _CLOSED["not_active"])
    if expires and str(expires) < now:
        raise Refused("expired", _CLOSED["expired"])
    if starts and str(starts) > now:
        raise Refused("not_started", _CLOSED["not_started"])
    if survey.participants is None:
        return None
    if not token:
        raise Refused("token_missing", _MISSING)
    row = next((row for row in survey.participants.rows.values() if row["token"] == token), None)
    if row is None:
        raise Refused("token_unknown", _UNKNOWN)
    used = row["usesleft"] < 1 or row["completed"] not in ("N", "")
    if used and not survey.on("alloweditaftercompletion"):
        raise Refused("token_used", _USED)
    if (row["validfrom"] or "") > now or (row["validuntil"] or "9") < now:
        raise Refused("token_not_valid", _NOT_VALID)
    return row


def open_row(survey: Survey, token: str | None) -> Row | None:
    """The response that a token left unfinished, where the survey lets people come back to it."""
    if survey.responses is None or not survey.on("tokenanswerspersistence") or survey.on("anonymized"):
        return None
    own = [row for row in survey.responses.rows.values() if row.get("token") == token]
    return next((row for row in own if row["submitdate"] is None), None)


def complete_token(survey: Survey, participant: Row, now: str) -> None:
    """Use the token once; the last use marks it completed, with the date unless it is anonymous."""
    participant["usesleft"] = max(participant["usesleft"] - 1, 0)
    if participant["usesleft"] == 0:
        participant["completed"] = "Y" if survey.on("anonymized") else now[:16]
