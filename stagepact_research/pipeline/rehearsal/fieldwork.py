"""The fieldwork of a rehearsal: the commands of `stagepact survey` one after another, on the practice server.

The clock is that of the practice server and stands still between two events; the survey's number, the tokens
and the key of the pseudonyms come from the seed. So one rehearsal gives one snapshot, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey.server import Server
from stagepact_research.limesurvey.settings import Settings
from stagepact_research.pipeline.fieldwork.contacts import FOLDER, ContactStore, open_store
from stagepact_research.pipeline.fieldwork.mailing import invite, remind
from stagepact_research.pipeline.fieldwork.participants import (
    COLUMNS,
    add_people,
    institution_codes,
    read_list,
)
from stagepact_research.pipeline.fieldwork.publishing import (
    NotTheInstrument,
    find_differences,
    open_survey,
    publish,
)
from stagepact_research.pipeline.fieldwork.pulling import pull
from stagepact_research.pipeline.fieldwork.watching import watch
from stagepact_research.pipeline.rehearsal.drawing import Drawn
from stagepact_research.protocol import Project
from stagepact_research.rehearsal.server import LimeSurveyServer, SurveyHandle
from stagepact_research.rehearsal.wave import Person
from stagepact_research.rehearsal.wave.refusal import Visit
from stagepact_research.responses.fieldwork import Fieldwork

Say = Callable[[str], None]
_USER, _PASSWORD = "oefening", "oefening"
_ZONE = ZoneInfo("Europe/Amsterdam")
_ADDED, _MAILED = time(9), time(10)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass
class _Clock:
    """A clock that stands still until it is set."""

    now: datetime

    def local(self) -> datetime:
        return self.now

    def universal(self) -> datetime:
        return self.now.replace(tzinfo=_ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Ran:
    """What a rehearsed fieldwork left."""

    files: dict[str, bytes]
    """The files of the snapshot, by name, as the pull wrote them."""
    completed: frozenset[int]
    """The numbers of the teams that completed the questionnaire."""
    fieldwork: Fieldwork
    undelivered: int
    opted_out: int


def run_fieldwork(drawn: Drawn, say: Say) -> Ran:
    """Publish, open, add people, invite, let them answer, remind, verify and pull, in a temporary folder."""
    calendar, seed = drawn.settings.fieldwork, drawn.seed
    clock = _Clock(datetime.combine(calendar.invitation, _ADDED))
    with (
        TemporaryDirectory(prefix="stagepact-oefenronde-") as name,
        LimeSurveyServer({_USER: _PASSWORD}, clock=clock.local, seed=seed) as practice,
    ):
        folder = Path(name)
        project = Project(folder / "project")
        store = open_store(project.root, {FOLDER: str(folder / "contacten")})
        store.begin_with_key(hashlib.sha256(f"stagepact rehearse {seed}".encode()).digest())
        run = _Run(drawn, practice, project, store, clock, say)
        run.prepare(folder / "mensen.csv")
        for mail in range(calendar.reminders + 1):
            clock.now = datetime.combine(_day(calendar.invitation, mail * calendar.interval), _MAILED)
            run.answer(mail, run.mail(mail))
        end = (calendar.reminders + 1) * calendar.interval
        clock.now = datetime.combine(_day(calendar.invitation, end), _MAILED)
        return run.finish()


class _Run:
    """The steps, each with a client of its own as the command line has."""

    def __init__(
        self,
        drawn: Drawn,
        practice: LimeSurveyServer,
        project: Project,
        store: ContactStore,
        clock: _Clock,
        say: Say,
    ) -> None:
        self.drawn, self.practice, self.project, self.store = drawn, practice, project, store
        self.clock, self.say = clock, say
        self.wave = drawn.settings.wave
        self.questionnaire: Questionnaire = drawn.questionnaire
        self.people = {person.email: person for person in drawn.people}
        self.completed: set[int] = set()
        self.survey_id = 100_000 + drawn.seed % 900_000

    def prepare(self, path: Path) -> None:
        self._step("publish")
        with self._server() as server:
            publish(self.project, server, self.questionnaire, self.say, survey_id=self.survey_id)
        self._step("open --practice")
        with self._server() as server:
            open_survey(server, self.survey_id, self.questionnaire, self.say, practice=True)
        self._step("participants mensen.csv")
        path.write_text(_list_of(self.drawn.people), encoding="utf-8")
        people = read_list(path, institution_codes(self.questionnaire))
        chance = Random(f"stagepact rehearse {self.wave} {self.drawn.seed} tokens")
        with self._server() as server:
            add_people(
                self.store,
                server,
                self.wave,
                self.survey_id,
                people,
                self._quiet,
                token=lambda: "".join(_ALPHABET[chance.randrange(len(_ALPHABET))] for _ in range(20)),
            )
        for person in self.drawn.people:
            if not person.deliverable:
                self.practice.mail.outcomes[person.email] = "550"

    def mail(self, number: int) -> list[Person]:
        """Send one round; returns to whom it was delivered."""
        before = len(self.practice.mail.outbox)
        with self._server() as server:
            if number == 0:
                self._step("invite --send")
                invite(
                    *(self.store, server, self.wave, self.survey_id, self._last),
                    send=True,
                    clock=self.clock.local,
                )
            else:
                days, most = self.drawn.settings.fieldwork.interval, self.drawn.settings.fieldwork.reminders
                self._step(f"remind --send --min-days {days} --max-reminders {most}")
                remind(
                    *(self.store, server, self.wave, self.survey_id, self._last),
                    send=True,
                    min_days=days,
                    max_reminders=most,
                    clock=self.clock.local,
                )
        sent = [one.to for one in self.practice.mail.outbox[before:] if one.kind in ("invite", "remind")]
        if number == 0:
            for person in self.drawn.people:
                if person.opts_out and person.deliverable:
                    self._opt_out(person.email)
        return [self.people[address] for address in sent]

    def answer(self, number: int, reached: Sequence[Person]) -> None:
        """Let everyone who answers this mail fill in the form, in order of time."""
        tokens = {contact.email: contact.token for contact in self.store.contacts(self.wave)}
        mailed = self.clock.now
        due: list[tuple[datetime, str, Person, Visit]] = [
            (mailed + timedelta(minutes=person.visit.minutes), person.email, person, person.visit)
            for person in reached
            if person.visit is not None and person.visit.mail == number
        ]
        for moment, email, person, visit in sorted(due, key=lambda one: one[:2]):
            self.clock.now = moment
            _fill(self.practice.survey(self.survey_id), tokens[email], person, visit, moment)
            if visit.kind == "compleet":
                self.completed.add(person.team.number)

    def finish(self) -> Ran:
        self._step("status")
        with self._server() as server:
            found = watch(
                *(self.store, server, self.questionnaire, self.survey_id),
                seed=self.drawn.seed,
                today=self.clock.now.date(),
            )
        self.say(", ".join(f"{stage} {count}" for stage, count in found.totals.items()))
        self._step("verify")
        with self._server() as server:
            differences = find_differences(server, self.survey_id, self.questionnaire)
        if differences:
            raise NotTheInstrument("de oefenserver", differences, "Meld dit aan de makers.")
        self._step("pull")
        with self._server() as server:
            pulled = pull(
                self.project.raw / str(self.wave) / "survey",
                *(self.store, server, self.questionnaire, self.survey_id, self._quiet),
                clock=self.clock.universal,
            )
        return Ran(
            files={path.name: path.read_bytes() for path in sorted(pulled.folder.iterdir())},
            completed=frozenset(self.completed),
            fieldwork=found,
            undelivered=sum(not person.deliverable for person in self.drawn.people),
            opted_out=sum(person.opts_out and person.deliverable for person in self.drawn.people),
        )

    def _opt_out(self, email: str) -> None:
        """Somebody follows the link in the mail to get no more of them."""
        self.practice.call(
            "set_participant_properties", self.survey_id, {"email": email}, {"emailstatus": "OptOut"}
        )

    def _step(self, command: str) -> None:
        self.say(f"{self.clock.now:%Y-%m-%d}  stagepact survey {command}")

    def _quiet(self, sentence: str) -> None:
        """What a command says about single people or places in a temporary folder is of no use here."""

    def _last(self, sentence: str) -> None:
        """Of a round of mail only what became of it."""
        if ":" in sentence:
            self.say(sentence)

    @contextmanager
    def _server(self) -> Iterator[Server]:
        with Server(Settings(self.practice.url, _USER, _PASSWORD)) as server:
            yield server


def _fill(survey: SurveyHandle, token: str, person: Person, visit: Visit, moment: datetime) -> None:
    """Fill in the form as the plan of the visit says."""
    answers: Mapping[str, object] = person.team.answers
    if visit.kind == "geweigerd":
        answers = {"q01": "-oth-", "q01reden": visit.reason}
    elif visit.kind == "leeg":
        answers = {}
    done = moment + timedelta(minutes=visit.length)
    survey.fill(token, answers, pages=visit.pages, at=done, started=moment)


def _list_of(people: Sequence[Person]) -> str:
    """The list as an institution would give it, without a name in it."""
    rows = [
        ";".join((one.team.institution, f"team {one.team.number}", one.role, one.email)) for one in people
    ]
    return "\n".join([";".join(COLUMNS), *rows]) + "\n"


def _day(first: date, days: int) -> date:
    return first + timedelta(days=days)
