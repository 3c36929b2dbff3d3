"""Who takes part: institutions by region and size, people by what they themselves think."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

import pandas as pd

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.rehearsal.wave.chance import CERTAIN, happens, pick
from stagepact_research.rehearsal.wave.errors import NobodyTakesPart
from stagepact_research.rehearsal.wave.population import Team
from stagepact_research.rehearsal.wave.settings import Calendar, Chance, PersonRefusal, Refusal
from stagepact_research.responses.synthetic.integers import shuffled

Kind = Literal["compleet", "deels", "geweigerd", "leeg"]
_RESISTANT = 300
_OFFICE_MINUTES = 450


@dataclass(frozen=True)
class Reply:
    """What an institution or a team said when it was approached."""

    unit: str | int
    """The code of an institution, the number of a team."""
    outcome: Literal["toegezegd", "geweigerd", "geen_reactie"]
    reason: str = ""


@dataclass(frozen=True)
class Visit:
    """How somebody fills in the form."""

    mail: int
    """After which mail: 0 is the invitation, 1 the first reminder."""
    minutes: int
    """After that mail."""
    length: int
    """Minutes from the first page to the last."""
    kind: Kind
    pages: int | None = None
    """How many pages somebody who stops has filled in."""
    reason: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who is to be invited, and what comes of it; no visit when nothing does."""

    team: Team
    role: str
    email: str
    deliverable: bool
    opts_out: bool
    visit: Visit | None


def ask_institutions(rng: Random, institutions: pd.DataFrame, rules: Refusal) -> list[Reply]:
    """The reply of every institution of the frame, in random order.

    The chance that one takes part is base + region + size, in percent: it depends on nothing that is not in
    the frame.

    Raises
    ------
    NobodyTakesPart
    """
    own = rules.institutions
    order = sorted(institutions.index)
    found = []
    for place in shuffled(rng, list(range(len(order)))):
        code = order[place]
        region, size = str(institutions.loc[code, "region"]), str(institutions.loc[code, "size"])
        agrees = happens(rng, own.base + own.region.get(region, 0) + own.size.get(size, 0))
        found.append(_reply(rng, code, agrees, own.no_answer, own.reasons))
    if not any(reply.outcome == "toegezegd" for reply in found):
        raise NobodyTakesPart("geen enkele instelling doet mee")
    return found


def ask_teams(
    rng: Random, teams: Sequence[Team], institutions: Sequence[Reply], rules: Refusal
) -> list[Reply]:
    """The reply of the teams that the institutions that take part name; independent of what teams think."""
    own = rules.teams
    found = []
    for code in (reply.unit for reply in institutions if reply.outcome == "toegezegd"):
        inside = [team.number for team in teams if team.institution == code]
        for number in shuffled(rng, inside)[: own.at_most]:
            found.append(_reply(rng, number, happens(rng, own.agrees), own.no_answer, own.reasons))
    return found


def plan_people(
    rng: Random,
    teams: Sequence[Team],
    scores: Sequence[Mapping[str, int]],
    questionnaire: Questionnaire,
    rules: PersonRefusal,
    calendar: Calendar,
) -> list[Person]:
    """One person for every team that is invited, and what he or she will do.

    After every mail somebody answers, declines, only opens the form or does nothing, with chances that
    depend on his own scores for a bevorderende and a belemmerende houding. So those who never answer differ
    from those who do in what is asked, and late answers resemble them more than early ones.

    Parameters
    ----------
    scores : by team the scores `bevorderend` and `belemmerend`, in hundredths (100-500).
    """
    people = []
    for number, (team, own) in enumerate(zip(teams, scores, strict=True), start=1):
        coordinator = team.answers.get("q17") == "J"
        people.append(
            Person(
                team,
                "stagecoördinator" if coordinator else "stagebegeleider",
                f"deelnemer{number:04d}@example.invalid",
                deliverable=rng.randrange(1000) >= rules.undeliverable,
                opts_out=rng.randrange(1000) < rules.opts_out,
                visit=_visit(rng, own, questionnaire, rules, calendar),
            )
        )
    return people


def chance(rule: Chance, scores: Mapping[str, int]) -> int:
    """The chance in ten-thousandths: percent times the hundredths of a score."""
    found = 100 * rule.base
    found += rule.bevorderend * (scores["bevorderend"] - 300)
    found += rule.belemmerend * (scores["belemmerend"] - 300)
    return min(max(found, 0), CERTAIN)


def _visit(
    rng: Random,
    scores: Mapping[str, int],
    questionnaire: Questionnaire,
    rules: PersonRefusal,
    calendar: Calendar,
) -> Visit | None:
    answers, refuses = chance(rules.answers, scores), chance(rules.refuses, scores)
    opens = chance(rules.opens_only, scores)
    for mail in range(calendar.reminders + 1):
        place = rng.randrange(CERTAIN)
        if place >= answers + refuses + opens:
            continue
        days = int(pick(rng, {str(day): weight for day, weight in enumerate(calendar.delay)}))
        minutes = days * 24 * 60 + 1 + rng.randrange(_OFFICE_MINUTES)
        if place < answers:
            length = 6 + rng.randrange(20)
            if not happens(rng, rules.breaks_off):
                return Visit(mail, minutes, length, "compleet")
            page = pick(rng, rules.pages)
            reached = next(n for n, one in enumerate(questionnaire.pages, start=1) if one.id == page)
            return Visit(mail, minutes, 1 + length * reached // len(questionnaire.pages), "deels", reached)
        if place < answers + refuses:
            resistant = scores["belemmerend"] >= _RESISTANT
            reasons = rules.reasons_resistant if resistant else rules.reasons_other
            return Visit(mail, minutes, 1, "geweigerd", reason=pick(rng, reasons))
        return Visit(mail, minutes, 0, "leeg", 0)
    return None


def _reply(rng: Random, unit: str | int, agrees: bool, no_answer: int, reasons: Mapping[str, int]) -> Reply:
    if agrees:
        return Reply(unit, "toegezegd")
    if happens(rng, no_answer):
        return Reply(unit, "geen_reactie")
    return Reply(unit, "geweigerd", pick(rng, reasons))
