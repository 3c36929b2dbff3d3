"""Invitations and reminders in complete rounds.

The server mails at most fifty people a call, and takes the same fifty again when nothing tells it not to. So
who is mailed is decided here, named one by one, and afterwards read back from the server.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from stagepact_research.errors import InputProblem
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import OutcomeUnknown, Status
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.clock import Clock, local_time
from stagepact_research.pipeline.fieldwork.contacts import ContactStore, Mailing
from stagepact_research.pipeline.fieldwork.participants import list_participants
from stagepact_research.pipeline.fieldwork.publishing import refuse_closed

Say = Callable[[str], None]
Kind = Literal["uitnodiging", "herinnering"]
BATCH = 50
_LEFT_TO_SEND = re.compile(r"-?\d+ left to send")
_LONGEST = 3650
OUTCOMES = ("verzonden", "mislukt", "overgeslagen", "onbekend")
"""overgeslagen: the server did not mail them, because they answered or signed off in the meantime."""
_DATE = "%Y-%m-%d %H:%M"


class UnfitInterval(InputProblem):
    def __init__(self, days: int) -> None:
        super().__init__(
            "--min-days",
            f"{days} dagen tussen twee mails kan niet.",
            f"1 tot en met {_LONGEST}",
            "Zonder tussentijd mailt de server telkens dezelfde vijftig mensen.",
        )


@dataclass(frozen=True)
class Round:
    """What became of one round."""

    kind: Kind
    chosen: int
    sent: int
    failed: int
    unknown: int


def to_invite(participants: Sequence[shapes.Participant]) -> list[shapes.Participant]:
    """Who was not invited yet, did not answer and did not sign off."""
    return [p for p in participants if p["sent"] in ("N", "") and _may_be_mailed(p)]


def to_remind(
    participants: Sequence[shapes.Participant], *, min_days: int, max_reminders: int, now: datetime
) -> list[shapes.Participant]:
    """Who was invited, did not answer, had no mail for `min_days` days and not yet every reminder."""
    if not 1 <= min_days <= _LONGEST:
        raise UnfitInterval(min_days)
    before = now - timedelta(days=min_days)
    return [
        p
        for p in participants
        if p["sent"] not in ("N", "")
        and _may_be_mailed(p)
        and p["remindercount"] < max_reminders
        and _last_mail(p) <= before
    ]


def invite(
    store: ContactStore,
    server: Server,
    wave: int,
    survey_id: int,
    say: Say,
    *,
    send: bool,
    clock: Clock = local_time,
) -> Round:
    """Invite everyone who was not invited yet; without `send` only say how many that are."""
    chosen = to_invite(list_participants(server, survey_id))
    if not send:
        say(f"{len(chosen)} mensen krijgen een uitnodiging. Er is niets verzonden; met --send wel.")
        return Round("uitnodiging", len(chosen), 0, 0, 0)
    refuse_closed(server, survey_id, clock())

    def call(ids: list[int]) -> dict[str, object]:
        method = "invite_participants"
        return _known(server, method, server.change(shapes.MAILED, method, survey_id, ids, True, False))

    return _mail(store, server, wave, survey_id, "uitnodiging", chosen, call, say, clock)


def remind(
    store: ContactStore,
    server: Server,
    wave: int,
    survey_id: int,
    say: Say,
    *,
    send: bool,
    min_days: int,
    max_reminders: int,
    clock: Clock = local_time,
) -> Round:
    """Remind everyone whose turn it is; without `send` only say how many that are."""
    chosen = to_remind(
        list_participants(server, survey_id),
        min_days=min_days,
        max_reminders=max_reminders,
        now=clock(),
    )
    if not send:
        say(f"{len(chosen)} mensen krijgen een herinnering. Er is niets verzonden; met --send wel.")
        return Round("herinnering", len(chosen), 0, 0, 0)
    refuse_closed(server, survey_id, clock())

    def call(ids: list[int]) -> dict[str, object]:
        return server.change(
            shapes.MAILED, "remind_participants", survey_id, min_days, max_reminders, ids, False
        )

    return _mail(store, server, wave, survey_id, "herinnering", chosen, call, say, clock)


def _mail(
    store: ContactStore,
    server: Server,
    wave: int,
    survey_id: int,
    kind: Kind,
    chosen: Sequence[shapes.Participant],
    call: Callable[[list[int]], dict[str, object]],
    say: Say,
    clock: Clock,
) -> Round:
    tokens = {p["tid"]: p["token"] for p in chosen}
    before = {p["tid"]: _mails(p) for p in chosen}
    outcomes: dict[int, str] = {}
    with store.lock(wave):
        for start in range(0, len(chosen), BATCH):
            ids = [p["tid"] for p in chosen[start : start + BATCH]]
            found = _batch(call, ids, lambda left: _read_back(server, survey_id, before, left))
            outcomes |= found
            _log(store, wave, kind, tokens, found, clock())
            say(f"{min(start + BATCH, len(chosen))} van {len(chosen)}.")
    counted = Counter(outcomes.values())
    told = ", ".join(f"{counted[word]} {word}" for word in OUTCOMES)
    say(f"{kind.capitalize()}: {told}.")
    return Round(kind, len(chosen), counted["verzonden"], counted["mislukt"], counted["onbekend"])


def _batch(
    call: Callable[[list[int]], dict[str, object]],
    ids: list[int],
    read_back: Callable[[list[int]], dict[int, str]],
) -> dict[int, str]:
    """What became of each of them. A server that mails fewer people a call is called again for the others.

    Of whom it still says nothing, it mailed nothing: they answered or signed off just now.
    """
    outcomes: dict[int, str] = {}
    left = ids
    while left:
        try:
            found = _verdicts(call(left), left)
        except OutcomeUnknown:
            return outcomes | read_back(left)
        outcomes |= found
        left = [tid for tid in left if tid not in found]
        if not found:
            return outcomes | dict.fromkeys(left, "overgeslagen")
    return outcomes


def _verdicts(answer: dict[str, object], ids: Sequence[int]) -> dict[int, str]:
    """The server's verdict per person; beside them stands a status, "N left to send"."""
    found = {}
    for tid in ids:
        verdict = answer.get(str(tid))
        if isinstance(verdict, dict):
            found[tid] = "verzonden" if verdict.get("status") == "OK" else "mislukt"
    return found


def _known(server: Server, method: str, answer: dict[str, object]) -> dict[str, object]:
    """The answer itself, unless its status says that the server does not mail at all."""
    status = str(answer.get("status", ""))
    if not _LEFT_TO_SEND.fullmatch(status) and status != "Error: No candidate tokens":
        raise Status(server.host, method, status)
    return answer


def _read_back(
    server: Server, survey_id: int, before: dict[int, tuple[str, int]], ids: Sequence[int]
) -> dict[int, str]:
    """When the answer was lost: whoever has a mail more by now was mailed."""
    now = {p["tid"]: _mails(p) for p in list_participants(server, survey_id)}
    return {tid: "verzonden" if now.get(tid, before[tid]) != before[tid] else "onbekend" for tid in ids}


def _log(
    store: ContactStore,
    wave: int,
    kind: Kind,
    tokens: dict[int, str],
    outcomes: dict[int, str],
    now: datetime,
) -> None:
    moment = now.replace(microsecond=0).isoformat(sep=" ")
    store.log_mailings(wave, [Mailing(moment, tokens[tid], kind, told) for tid, told in outcomes.items()])


def _may_be_mailed(participant: shapes.Participant) -> bool:
    return participant["completed"] in ("N", "") and participant["emailstatus"] == "OK"


def _mails(participant: shapes.Participant) -> tuple[str, int]:
    return participant["sent"], participant["remindercount"]


def _last_mail(participant: shapes.Participant) -> datetime:
    """When somebody was last mailed; a date that cannot be read is never long enough ago."""
    dates = [participant["sent"], participant["remindersent"]]
    found = []
    for text in dates:
        if text in ("N", "", "Y"):
            continue
        try:
            found.append(datetime.strptime(text[:16], _DATE))
        except ValueError:
            return datetime.max
    return max(found, default=datetime.max)
