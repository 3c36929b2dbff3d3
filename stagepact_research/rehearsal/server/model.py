"""What the server remembers: users, surveys with their questions, response and participants tables."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stagepact_research.rehearsal.server import php

Row = dict[str, Any]
_ALPHANUMERIC = string.ascii_letters + string.digits


@dataclass
class User:
    """Someone who can log in; `database_login` off refuses the password method, as a plugin user has."""

    password: str
    name: str = ""
    uid: int = 0
    full_name: str = ""
    email: str = ""
    superadmin: bool = False
    creates_surveys: bool = False
    database_login: bool = True
    last_login: str | None = None
    modified: str | None = None


@dataclass
class Answer:
    aid: int
    qid: int
    code: str
    sortorder: int
    assessment_value: int = 0
    scale_id: int = 0
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class Question:
    """A question, or with a `parent_qid` a subquestion; `texts` holds question and help per language."""

    qid: int
    sid: int
    gid: int
    parent_qid: int = 0
    type: str = "T"
    title: str = ""
    preg: str | None = None
    other: str = "N"
    mandatory: str = "N"
    encrypted: str = "N"
    question_order: int = 0
    scale_id: int = 0
    same_default: int = 0
    relevance: str = ""
    question_theme_name: str | None = None
    modulename: str | None = None
    same_script: int = 0
    texts: dict[str, Row] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    attributes: list[Row] = field(default_factory=list)

    def text(self, language: str, key: str = "question") -> str:
        return str(self.texts.get(language, {}).get(key) or "")

    def attribute(self, name: str) -> str | None:
        return next((row["value"] for row in self.attributes if row["attribute"] == name), None)


@dataclass
class Group:
    gid: int
    sid: int
    group_order: int = 0
    randomization_group: str = ""
    grelevance: str = ""
    texts: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of a response table; `kind` is int, datetime, decimal, text or varchar with a size."""

    name: str
    kind: str
    size: int = 0


@dataclass
class ResponseTable:
    columns: tuple[Column, ...]
    rows: dict[int, Row] = field(default_factory=dict)
    next_id: int = 1

    def names(self) -> set[str]:
        return {column.name for column in self.columns}


@dataclass
class ParticipantTable:
    attributes: tuple[str, ...] = ()
    rows: dict[int, Row] = field(default_factory=dict)
    next_id: int = 1


@dataclass
class Survey:
    sid: int
    settings: Row
    texts: dict[str, Row] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    responses: ResponseTable | None = None
    participants: ParticipantTable | None = None
    archived: list[ResponseTable | ParticipantTable] = field(default_factory=list)

    @property
    def language(self) -> str:
        return str(self.settings["language"])

    @property
    def languages(self) -> list[str]:
        return [self.language, *str(self.settings["additional_languages"] or "").split()]

    @property
    def active(self) -> bool:
        return bool(self.settings["active"] == "Y")

    def on(self, setting: str) -> bool:
        return bool(self.settings[setting] == "Y")

    def group(self, gid: int) -> Group | None:
        return next((group for group in self.groups if group.gid == gid), None)

    def question(self, qid: int) -> Question | None:
        return next((question for question in self.questions if question.qid == qid), None)

    def sorted_groups(self) -> list[Group]:
        return sorted(self.groups, key=lambda group: (group.group_order, group.gid))

    def parents(self, gid: int | None = None) -> list[Question]:
        """The main questions in the order of the form, those of one group or of all groups."""
        gids = [group.gid for group in self.sorted_groups()] if gid is None else [gid]
        found = [question for question in self.questions if not question.parent_qid and question.gid in gids]
        return sorted(found, key=lambda q: (gids.index(q.gid), q.question_order, q.qid))

    def subquestions(self, question: Question, scale: int | None = None) -> list[Question]:
        found = [sub for sub in self.questions if sub.parent_qid == question.qid]
        if scale is not None:
            found = [sub for sub in found if sub.scale_id == scale]
        return sorted(found, key=lambda sub: (sub.scale_id, sub.question_order, sub.qid))


@dataclass
class Counters:
    """The next number of each table; set them to give a server a past."""

    gid: int = 1
    qid: int = 1
    aid: int = 1
    permission: int = 1

    def take(self, name: str) -> int:
        number: int = getattr(self, name)
        setattr(self, name, number + 1)
        return number


@dataclass
class Database:
    clock: Callable[[], datetime]
    random: random.Random
    users: dict[str, User] = field(default_factory=dict)
    surveys: dict[int, Survey] = field(default_factory=dict)
    permissions: list[Row] = field(default_factory=list)
    counters: Counters = field(default_factory=Counters)
    created: datetime = field(default_factory=datetime.now)

    def now(self) -> str:
        return f"{self.clock():%Y-%m-%d %H:%M:%S}"

    def minute(self) -> str:
        """The present as the participants table writes it: without seconds."""
        return f"{self.clock():%Y-%m-%d %H:%M}"

    def survey(self, sid: Any) -> Survey | None:
        return self.surveys.get(php.to_int(sid))

    def question(self, qid: Any) -> tuple[Survey, Question] | None:
        return next(
            ((s, q) for s in self.surveys.values() for q in s.questions if q.qid == php.to_int(qid)), None
        )

    def group(self, gid: Any) -> tuple[Survey, Group] | None:
        return next(
            ((s, g) for s in self.surveys.values() for g in s.groups if g.gid == php.to_int(gid)), None
        )

    def free_sid(self, wanted: int) -> int:
        """The wanted id where it is free, else six random digits, as the server does without a word."""
        while wanted <= 0 or wanted in self.surveys:
            wanted = int("".join(self.random.choices("123456789", k=6)))
        return wanted

    def random_text(self, length: int) -> str:
        return "".join(self.random.choices(_ALPHANUMERIC, k=length))
