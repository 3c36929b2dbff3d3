"""What a reporting checklist consists of, as the files in instruments/checklists/ hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stagepact_research.instruments.questionnaire import Model

Status = Literal["reported", "partly", "absent", "not_applicable"]


class Value(Model):
    """A number in an answer: where it is looked up, and how it is written. One of the first three."""

    lookup: dict[str, str] = Field(default_factory=dict)
    """Key columns of a number that the report of the wave printed."""
    protocol: str = ""
    """A path in the protocol: "statistics.minimum_alpha"."""
    asked: Literal["questions", "scales", ""] = ""
    """How many of these the questionnaire of the wave has."""
    show: Literal["count", "words", "decimal"] = "count"


class Item(Model):
    """One thing that a report should tell."""

    id: str
    item: str
    status: Status
    answer: str
    """What this report says of it; {name} stands for one of `values`."""
    values: dict[str, Value] = Field(default_factory=dict)
    sections: tuple[str, ...] = ()
    """The labels of the sections that tell it."""


class Group(Model):
    """Items under one heading of the checklist."""

    title: str
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Checklist(Model):
    """A checklist with the answers of this report."""

    name: str
    subject: str
    """The part of the study that it is about: "de interviews"."""
    work: str
    """The work that published the checklist, by its key in the bibliography."""
    count: int
    """How many items it has, so that none is forgotten."""
    groups: tuple[Group, ...]

    def items(self) -> Iterator[Item]:
        for group in self.groups:
            yield from group.items
