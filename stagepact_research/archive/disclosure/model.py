"""What is published about one wave as linear facts about whole numbers that nobody may work out.

An atom is a number of respondents that is counted in whole numbers: those in one sector, those with one
combination of levels. Everything published about them is a sum of atoms (a count, or a percentage of a
known base) or a ratio of two such sums (a response rate).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Sum = Mapping[str, float]
"""Atoms with their weights in a sum."""


@dataclass(frozen=True)
class Identity:
    """A sum of which everybody knows the value, whatever is hidden: categories add up to a printed base."""

    parts: Sum
    value: float


@dataclass(frozen=True)
class Count:
    """A published sum of atoms, in one or more rows of the table."""

    name: str
    parts: Sum
    value: float
    rows: tuple[int, ...]
    small: bool = False
    """Whether it, or what is left of its base, describes too few respondents."""
    fixed: bool = False
    """Whether it is known anyhow, and so is never hidden."""
    printed: bool = False
    """Whether a report printed the same cell: it is hidden only when nothing else protects another."""


@dataclass(frozen=True)
class Rate:
    """A published ratio of two sums, in percent, as it is rounded."""

    name: str
    part: Sum
    whole: Sum
    value: float
    half: float
    """Half of the last decimal."""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that is published about the atoms of one table or of tables that share them."""

    base: Mapping[str, int]
    """The largest number that each atom can be."""
    identities: tuple[Identity, ...] = ()
    counts: tuple[Count, ...] = ()
    rates: tuple[Rate, ...] = field(default=())

    def count(self, name: str) -> Count:
        return next(one for one in self.counts if one.name == name)
