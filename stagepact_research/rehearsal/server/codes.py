"""Which codes the server keeps, how it renames the others, and what that does to relevance equations."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.errors import RpcError
from stagepact_research.rehearsal.server.model import Answer, Question, Survey

# The real rule holds this comma too.
_QUESTION = re.compile(r"[a-zA-Z,][a-zA-Z0-9]*")
_SUBQUESTION = re.compile(r"[a-zA-Z0-9_]*")
_ANSWER = re.compile(r"[a-zA-Z0-9]+")
_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9]")
_RESERVED = {"LANG", "SID", "SAVEDID", "TOKEN", "QID", "GID", "SGQ", "self", "that", "this"}
_ANSWER_LENGTH = 5
_ATTEMPTS = 10


@dataclass
class Renaming:
    """The codes that were changed during one import, and the counter from which new codes are made."""

    random: random.Random
    changed: dict[str, str] = field(default_factory=dict)
    index: int | None = None
    number: int = 0

    def question(self, survey: Survey, title: str) -> str:
        """A code that the survey can have: the given one, that without its odd characters, or a new one."""
        taken = [question.title for question in survey.questions if not question.parent_qid]
        self.index, self.number = 0, self.random.randint(0, 1024)

        def valid(code: str) -> bool:
            return _is_free(code, taken) and code not in _RESERVED and bool(_QUESTION.fullmatch(code))

        return self._renamed(title, "q", lambda code: not code or valid(code))

    def subquestion(self, survey: Survey, parent: Question | None, scale: int, title: str) -> str:
        qid = parent.qid if parent else 0
        same = [q for q in survey.questions if q.parent_qid == qid and q.scale_id == scale]
        taken = [question.title for question in same]
        reserved = {"time", "other"} if parent and parent.other == "Y" else {"time"}

        def valid(code: str) -> bool:
            return (
                _is_free(code, taken) and code.lower() not in reserved and bool(_SUBQUESTION.fullmatch(code))
            )

        return self._renamed(title, "sq", lambda code: not code or valid(code))

    def _renamed(self, title: str, prefix: str, valid: Callable[[str], bool]) -> str:
        if valid(title):
            return title
        new = _OTHER_CHARACTERS.sub("", title)
        if new[:1].isdigit():
            new = prefix + new
        for _ in range(_ATTEMPTS + 1):
            if valid(new):
                self.changed[title] = new
                return new
            new = f"r{self._next_number(prefix)}"
        raise RpcError("Error: Failed to resolve question code problems after 10 attempts.<br />")

    def _next_number(self, prefix: str) -> str:
        """For questions counted from 0 at each question; for subquestions on from the last question."""
        if self.index is None:
            self.index, self.number = 0, self.random.randint(0, 1024)
        elif prefix == "sq":
            self.index += 1
        used = self.index
        if prefix == "q":
            self.index += 1
        return f"{self.number}{prefix}{used}"

    def rewrite(self, survey: Survey) -> None:
        """Put the new codes in all equations, also where the old one still is another question's."""
        for old, new in self.changed.items():
            if len(old) > 1 and not php.is_numeric(old):
                word = re.compile(rf"\b{re.escape(old)}")
                for question in survey.questions:
                    question.relevance = word.sub(new, question.relevance)
                for group in survey.groups:
                    group.grelevance = word.sub(new, group.grelevance)


def _is_free(code: str, taken: Iterable[str]) -> bool:
    return code.lower() not in {other.lower() for other in taken}


def is_answer_code(code: str, answers: Iterable[Answer], scale: int) -> bool:
    """Whether an answer option is kept; the server drops the others without a word."""
    taken = [answer.code for answer in answers if answer.scale_id == scale]
    return len(code) <= _ANSWER_LENGTH and bool(_ANSWER.fullmatch(code)) and _is_free(code, taken)
