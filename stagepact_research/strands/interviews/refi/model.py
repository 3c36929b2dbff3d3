"""A REFI-QDA project as far as coded interviews need it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """A code of the file. `parents` are the names of the codes above it, the highest first."""

    guid: str
    name: str
    parents: tuple[str, ...] = ()
    codable: bool = True
    description: str = ""


@dataclass(frozen=True)
class Mark:
    """One code that one coder gave to one selection; positions as the program counts them.

    `start` and `end` are None when the code was given to the whole text.
    """

    code: str
    coder: str
    start: int | None
    end: int | None
    name: str = ""
    number: int = 0
    """Which selection of the source it is."""


@dataclass(frozen=True)
class Source:
    """One text: an interview. `number` counts all sources of the file, in its order."""

    guid: str
    number: int
    name: str
    text: str
    marks: tuple[Mark, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """(variable, value), also those of the cases and the sets in which the source is."""
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """What a program exported."""

    origin: str
    codes: tuple[Code, ...]
    sources: tuple[Source, ...]
    users: dict[str, str] = field(default_factory=dict)
    """GUID to name."""
    total: int = 0
    """All sources, also those that are no text."""
    others: dict[str, int] = field(default_factory=dict)
    """Kind of source that is no text to how many there are."""
    other_codings: int = 0
    """Codings in those."""
    case_codings: int = 0
    """Codes that were given to a case as a whole."""
