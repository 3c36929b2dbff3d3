"""The contact log of a rehearsed recruitment, in which no refusal stands beside a real institution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from stagepact_research.rehearsal.wave.population import Team
from stagepact_research.rehearsal.wave.refusal import Reply
from stagepact_research.rehearsal.wave.settings import Calendar
from stagepact_research.responses.recruitment import TEMPLATE

_CALL = "oproep;mbo_raad;;nieuwsbrief;geplaatst;"
_WEEKS = 2


def contact_log(
    rng: Random,
    institutions: Sequence[Reply],
    teams: Sequence[Reply],
    population: Sequence[Team],
    calendar: Calendar,
) -> str:
    """The log as text, by date: letters, telephone calls, and the teams that were named.

    Institutions are SYN1, SYN2, ... in the order in which they were approached, which is random: the log
    does not tell which code is which.
    """
    code = {str(reply.unit): f"SYN{place}" for place, reply in enumerate(institutions, start=1)}
    rows = [(calendar.letters, _CALL)]
    for reply in institutions:
        unit = code[str(reply.unit)]
        rows.append((calendar.letters, f"instelling;{unit};{unit};brief;benaderd;"))
        rows.append((_later(rng, calendar.letters), f"instelling;{unit};{unit};telefoon;{_said(reply)}"))
    home = {team.number: code[team.institution] for team in population if team.institution in code}
    named: dict[str, int] = {}
    for reply in teams:
        place = home[int(reply.unit)]
        named[place] = named.get(place, 0) + 1
        unit = f"{place}-T{named[place]:02d}"
        rows.append((calendar.teams_named, f"team;{unit};{place};mail;benaderd;"))
        rows.append((_later(rng, calendar.teams_named), f"team;{unit};{place};telefoon;{_said(reply)}"))
    rows.sort(key=lambda row: row[0])
    return TEMPLATE + "".join(f"{day.isoformat()};{text}\n" for day, text in rows)


def _said(reply: Reply) -> str:
    return f"{reply.outcome};{reply.reason}"


def _later(rng: Random, day: date) -> date:
    """A working day in the two weeks after."""
    found = day + timedelta(days=1 + rng.randrange(7 * _WEEKS - 1))
    return found + timedelta(days=max(0, 7 - found.weekday()) if found.weekday() > 4 else 0)
