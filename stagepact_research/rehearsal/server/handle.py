"""What a test or a rehearsal does to a survey without the remote interface: fill it in, edit it, close it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stagepact_research.rehearsal.server.calls import Backend
from stagepact_research.rehearsal.server.form import Visit
from stagepact_research.rehearsal.server.model import Question, Row, Survey
from stagepact_research.rehearsal.server.structure_calls import remove_questions


@dataclass(frozen=True)
class SurveyHandle:
    """A survey of a running server."""

    backend: Backend
    state: Survey
    lock: AbstractContextManager[bool]

    @property
    def sid(self) -> int:
        return self.state.sid

    def open(
        self,
        token: str | None = None,
        *,
        at: datetime | None = None,
        language: str | None = None,
        ipaddr: str = "127.0.0.1",
        refurl: str = "",
    ) -> Visit:
        """The form with its welcome page, or with a token the page where its owner left off."""
        with self.lock:
            return Visit(self.backend, self.state, token, language, at, ipaddr, refurl)

    def fill(
        self,
        token: str | None = None,
        answers: Mapping[str, object] | None = None,
        pages: int | None = None,
        submit: bool = True,
        at: datetime | None = None,
        *,
        started: datetime | None = None,
        **visitor: Any,
    ) -> Visit:
        """Fill in the form as a respondent does.

        Parameters
        ----------
        answers : by heading, `DEELN`, `ERV[SQ001]`, `REDEN[other]`; what is not relevant is never seen.
        pages : how many pages are submitted before the respondent leaves; 0 only opens the first one.
        submit : without, everything is filled in and the last page is saved to be resumed later.
        at : when the last thing happens, and everything else unless `started` is given.

        Raises
        ------
        Refused
            At the door, or at a mandatory question; what was filled in until then is stored.
        """
        with self.lock:
            visit = self.open(token, at=started or at, **visitor)
            visit.answer(answers or {})
            if visit.id is None:
                visit.next(started or at)
            done = 0
            while not visit.submitted and (pages is None or done < pages):
                if pages is None and not submit and visit.on_last_page:
                    visit.save(at)
                    break
                visit.next(at)
                done += 1
            return visit

    def rows(self) -> list[Row]:
        """The response table as it is stored: null where a question was not relevant or not reached."""
        table = self.state.responses
        return [dict(row) for _, row in sorted(table.rows.items())] if table else []

    def participants(self) -> list[Row]:
        table = self.state.participants
        return [dict(row) for _, row in sorted(table.rows.items())] if table else []

    def deactivate(self) -> None:
        """End the survey: its tables are put away under another name, out of reach of the interface."""
        with self.lock:
            survey = self.state
            survey.archived += [table for table in (survey.responses, survey.participants) if table]
            survey.responses = survey.participants = None
            survey.settings["active"] = "N"

    def expire(self, at: datetime | None = None) -> None:
        """Let nobody in from now, or from another moment, on."""
        with self.lock:
            moment = at or self.backend.database.clock()
            self.state.settings["expires"] = f"{moment:%Y-%m-%d %H:%M:%S}"

    def question(self, code: str, sub: str | None = None) -> Question:
        """A question, or one of its subquestions, to be changed as someone does in the browser.

        Raises
        ------
        KeyError
            If there is none with that code.
        """
        found = [q for q in self.state.parents() if q.title == code]
        if found and sub is not None:
            found = [q for q in self.state.subquestions(found[0]) if q.title == sub]
        if not found:
            raise KeyError(code if sub is None else f"{code}[{sub}]")
        return found[0]

    def remove(self, code: str) -> None:
        """Delete a question and its subquestions, also from an active survey; its columns stay."""
        with self.lock:
            remove_questions(self.state, {self.question(code).qid})
