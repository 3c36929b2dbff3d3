"""The web form: what a respondent's clicks leave in the response table and the participants table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stagepact_research.rehearsal.server.admission import admitted, complete_token, open_row
from stagepact_research.rehearsal.server.calls import Backend
from stagepact_research.rehearsal.server.errors import Refused
from stagepact_research.rehearsal.server.fields import Field, fields_of
from stagepact_research.rehearsal.server.mail import compose
from stagepact_research.rehearsal.server.model import ResponseTable, Row, Survey
from stagepact_research.rehearsal.server.pages import pages_of, unanswered
from stagepact_research.rehearsal.server.relevance import evaluate, is_relevant
from stagepact_research.rehearsal.server.responses import insert
from stagepact_research.rehearsal.server.tables import cell, stored, table_name
from stagepact_research.rehearsal.server.typed import typed

ANONYMOUS_DATE = "1980-01-01 00:00:00"
_MANDATORY = "Dit is een verplichte vraag"


@dataclass
class Visit:
    """One respondent in the form. Opening it stores nothing; the first `next` makes the row.

    Raises
    ------
    Refused
        When opened without a valid token, or at a survey that is closed.
    """

    backend: Backend
    survey: Survey
    token: str | None = None
    language: str | None = None
    at: datetime | None = None
    ipaddr: str = "127.0.0.1"
    refurl: str = ""
    page: int = 0
    """The page on the screen, counted from 1; 0 is the welcome page."""
    id: int | None = None
    submitted: bool = False
    answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.participant = admitted(self.survey, self.token, self._now(self.at))
        self.fields = fields_of(self.survey, self.language)
        self.pages = pages_of(self.survey)
        row = open_row(self.survey, self.token) if self.participant else None
        if row:
            self._resume(row)

    @property
    def table(self) -> ResponseTable:
        assert self.survey.responses is not None
        return self.survey.responses

    @property
    def row(self) -> Row:
        assert self.id is not None
        return self.table.rows[self.id]

    @property
    def on_last_page(self) -> bool:
        """Whether the next `next` submits, as the answers stand."""
        return self.id is not None and self._following() is None

    def _resume(self, row: Row) -> None:
        """Come back with the same token: to the last page that was submitted, with its answers."""
        self.id = row["id"]
        self.answers = {f.code: str(row[f.name]) for f in self.fields if row.get(f.name) not in (None, "")}
        last = row["lastpage"] or 0
        self.page = max(last - 1, 0)
        self.page = self._following() or last

    def answer(self, answers: Mapping[str, object]) -> None:
        """Fill in fields by their heading: `DEELN`, `ERV[SQ001]`, `REDEN[other]`, `CIJFER[comment]`.

        Raises
        ------
        KeyError
            If the survey has no such field.
        ValueError
            If the field cannot hold the value, such as a code that is no answer.
        """
        known = {found.code: found for found in self.fields}
        for code, value in answers.items():
            self.answers[code] = typed(known[code], value)

    def next(self, at: datetime | None = None) -> None:
        """Go on: from the welcome page to the first, then from page to page, and after the last submit.

        Raises
        ------
        Refused
            If a mandatory question has no answer; what was filled in is stored, the page stays.
        """
        now = self._now(at)
        if self.id is None:
            self._first(now)
            return
        missing = unanswered(self._on_page(), self.answers, self._relevant())
        self._store(self._on_page(), now)
        if missing:
            raise Refused("mandatory", _MANDATORY, missing)
        following = self._following()
        if following:
            self.row["lastpage"] = self.page
            self.page = following
        else:
            self._submit(now)

    def previous(self, at: datetime | None = None) -> None:
        """Go back; what was filled in is stored, and nothing is mandatory."""
        self._store(self._on_page(), self._now(at))
        shown = self._shown_pages()
        self.page = max((page for page in shown if page < self.page), default=self.page)

    def save(self, at: datetime | None = None) -> None:
        """Resume later: the page counts as submitted, and nothing is mandatory."""
        self._store(self._on_page(), self._now(at))
        self.row["lastpage"] = self.page

    def _now(self, at: datetime | None) -> str:
        return f"{at:%Y-%m-%d %H:%M:%S}" if at else self.backend.database.now()

    def _first(self, now: str) -> None:
        language = self.language if self.language in self.survey.languages else self.survey.language
        values: Row = {
            "startlanguage": language,
            "seed": str(self.backend.database.random.randint(1, 2**31 - 1)),
            "lastpage": 0,
            "token": self.token,
            "startdate": now,
            "datestamp": now,
            "ipaddr": self.ipaddr,
            "refurl": self.refurl,
        }
        self.id = insert(self.table, stored(self.survey, self.table, values))
        self.page = self._following() or 1

    def _submit(self, now: str) -> None:
        """The end: every field is stored once more, what is not relevant as null."""
        self._store(self.fields, now)
        hidden = self.survey.on("anonymized") and not self.survey.on("datestamp")
        self.row["submitdate"] = ANONYMOUS_DATE if hidden else now
        self.row["lastpage"] = len(self.pages)
        self.submitted = True
        if self.participant:
            complete_token(self.survey, self.participant, now)
            if self.survey.on("sendconfirmation") and self.participant["email"]:
                mail = compose("confirm", self.survey, self.participant, self.backend.url, now)
                self.backend.post.send(mail)

    def _on_page(self) -> list[Field]:
        shown = self.pages[self.page - 1] if self.page else []
        return [found for found in self.fields if found.question.qid in shown]

    def _store(self, fields: list[Field], now: str) -> None:
        relevant = self._relevant()
        for found in fields:
            if found.name in self.table.names():
                self.row[found.name] = self._stored(found, relevant)
        if "datestamp" in self.table.names():
            self.row["datestamp"] = now

    def _stored(self, found: Field, relevant: dict[str, bool]) -> str | int | None:
        if not relevant[found.code]:
            return None
        text = self.answers.get(found.code, "")
        if found.question.type == "*":
            text = evaluate(found.question.attribute("equation") or "", self._values(relevant)) or "0"
        elif found.question.type == "I":
            text = text or str(self.row["startlanguage"])
        elif found.role == "files":
            text = text or "0"
        return cell(found.column, text, table_name(self.survey))

    def _relevant(self) -> dict[str, bool]:
        """By field, in the order of the form: each question sees which of those before it are shown."""
        relevant: dict[str, bool] = {}
        values = self._values({})
        decided: dict[int, bool] = {}
        for found in self.fields:
            question = found.question
            if question.qid not in decided:
                group = self.survey.group(question.gid)
                shown = is_relevant(group.grelevance, values) if group else False
                decided[question.qid] = shown and is_relevant(question.relevance, values)
            own = is_relevant(found.sub.relevance, values) if found.sub else True
            relevant[found.code] = decided[question.qid] and own
            if not relevant[found.code]:
                values[found.variable] = None
        return relevant

    def _values(self, relevant: Mapping[str, bool]) -> dict[str, str | None]:
        """The variables of the equations; what is not relevant has no value."""
        return {
            found.variable: self.answers.get(found.code, "") if relevant.get(found.code, True) else None
            for found in self.fields
        }

    def _shown_pages(self) -> list[int]:
        relevant = self._relevant()
        shown = {found.question.qid for found in self.fields if relevant[found.code]}
        return [number for number, page in enumerate(self.pages, start=1) if shown & set(page)]

    def _following(self) -> int | None:
        return next((page for page in self._shown_pages() if page > self.page), None)
