"""Who was invited when, and answered or not, by pseudonym: what a snapshot holds of the participants."""

from __future__ import annotations

import re
from collections.abc import Callable

from stagepact_research.limesurvey.errors import NoParticipantTable
from stagepact_research.limesurvey.selection import RESPONDENT
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.contacts import ContactStore
from stagepact_research.pipeline.fieldwork.participants import list_participants
from stagepact_research.pipeline.fieldwork.snapshot import table

Say = Callable[[str], None]
COLUMNS = (
    *(RESPONDENT, "instelling", "team", "functie", "uitgenodigd", "herinneringen"),
    *("laatste_herinnering", "mailstatus", "voltooid"),
)
_MAIL_STATUS = {"OK": "OK", "OptOut": "afgemeld"}
"""Anything else may be a note that somebody typed."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")


def participation_table(
    store: ContactStore, server: Server, wave: int, survey_id: int, say: Say = lambda _: None
) -> bytes:
    """Who was invited when and answered or not, by pseudonym: no address and no token."""
    pseudonym = store.pseudonym(wave)
    contacts = {contact.token: contact for contact in store.contacts(wave)}
    try:
        participants = list_participants(server, survey_id)
    except NoParticipantTable:
        participants = []
    rows = []
    unknown = sum(one["token"] not in contacts for one in participants)
    if unknown:
        say(
            f"Let op: {unknown} deelnemers staan niet in de contactopslag; hun instelling is dan niet bekend."
        )
    for one in participants:
        known = contacts.get(one["token"])
        place = (known.instelling, known.team, known.functie) if known else ("", "", "")
        rows.append(
            (
                *(pseudonym(one["token"]), *place),
                *(_date(one["sent"]), str(one["remindercount"]), _date(one["remindersent"])),
                *(_MAIL_STATUS.get(one["emailstatus"], "anders"), _date(one["completed"])),
            )
        )
    return table(COLUMNS, sorted(rows))


def _date(stored: str) -> str:
    return stored if _MOMENT.fullmatch(stored) else ""
