"""How programs count the signs of a text, and where a selection then begins and ends.

The standard counts Unicode code points from 0 at the begin of the text file; the end is the position after
the last sign. Programs differ in three ways: a sign outside the basic plane (an emoji) may count twice, as in
UTF-16; a line end of two signs may count once, and one of a single sign twice; and the mark at the begin of a
file (BOM) may count. Everything is translated to one count: code points of the text without that mark, with
line ends as `\\n`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

Unit = Literal["codepoint", "utf16"]
LineEnd = Literal["stored", "one", "two"]
_BOM = "\ufeff"
_SPACE = re.compile(r"\s+")
_SHORTEST_EXCERPT = 8
"""A shorter name of a selection fits in too many places to tell how a program counts."""


@dataclass(frozen=True)
class Counting:
    """One way to count the signs of a text."""

    unit: Unit = "codepoint"
    line_end: LineEnd = "stored"
    bom: bool = False


@dataclass(frozen=True)
class Excerpt:
    """A selection as the file gives it. `name` is often the begin of the selected text, and often not."""

    start: int
    end: int
    name: str = ""


class Text:
    """The text of a source, in the one form in which its selections are given."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self.plain = raw.removeprefix(_BOM).replace("\r\n", "\n")

    def has_wide(self) -> bool:
        """Whether a sign counts twice in UTF-16."""
        return any(ord(sign) > 0xFFFF for sign in self._raw)

    def has_mark(self) -> bool:
        """Whether the file begins with a byte order mark."""
        return self._raw.startswith(_BOM)

    def places(self, counting: Counting) -> list[int]:
        """The place in `plain` of each position of the program; -1 where no sign begins (within an emoji)."""
        places, place, last = [], 0, len(self._raw) - 1
        for number, sign in enumerate(self._raw):
            width, step = 1, 1
            if number == 0 and sign == _BOM:
                width, step = int(counting.bom), 0
            elif sign == "\r" and number < last and self._raw[number + 1] == "\n":
                width, step = int(counting.line_end != "one"), 0
            elif sign == "\n" and self._raw[number - 1 : number] != "\r":
                width = 2 if counting.line_end == "two" else 1
            elif ord(sign) > 0xFFFF:
                width = 2 if counting.unit == "utf16" else 1
            if width:
                places.append(place)
                places.extend([-1] * (width - 1))
            place += step
        return [*places, place]


def program_counting(origin: str) -> Counting:
    """How the program that exported counts: ATLAS.ti writes two signs for a line end and counts one."""
    return Counting(line_end="one" if "atlas" in origin.lower() else "stored")


def find_counting(default: Counting, texts: Iterable[tuple[Text, list[Excerpt]]]) -> Counting:
    """The counting under which most selections begin with the words that their name gives.

    MAXQDA, ATLAS.ti and QualCoder name a selection after its text. A name that fits nowhere says nothing, and
    without a single name that fits the default is kept; so it is when another way is no better.
    """
    named = []
    for text, excerpts in texts:
        telling = [one for one in excerpts if len(_words(one.name)) >= _SHORTEST_EXCERPT]
        if telling:
            named.append((text, telling))
    best, most = default, _fitting(default, named)
    if most == 2 * sum(len(excerpts) for _, excerpts in named):
        return default
    for counting in _others(default, [text for text, _ in named]):
        if (count := _fitting(counting, named)) > most:
            best, most = counting, count
    return best


def span(excerpt: Excerpt, places: list[int]) -> tuple[int, int] | None:
    """Begin and end in the plain text; None when they are no places in it or when nothing is selected."""
    if not 0 <= excerpt.start < excerpt.end < len(places):
        return None
    start, end = places[excerpt.start], places[excerpt.end]
    return (start, end) if 0 <= start < end else None


def _others(default: Counting, texts: list[Text]) -> Iterator[Counting]:
    """Every counting that can differ in these texts; the nearest to the default first."""
    units: tuple[Unit, ...] = ("codepoint", "utf16")
    ends: tuple[LineEnd, ...] = ("stored", "one", "two")
    wide, marked = (any(has(text) for text in texts) for has in (Text.has_wide, Text.has_mark))
    every = [
        Counting(*parts)
        for parts in product(units if wide else (default.unit,), ends, (False, True) if marked else (False,))
    ]
    yield from sorted((one for one in every if one != default), key=lambda one: _difference(one, default))


def _difference(one: Counting, other: Counting) -> int:
    return (one.unit != other.unit) + (one.line_end != other.line_end) + (one.bom != other.bom)


def _fitting(counting: Counting, named: list[tuple[Text, list[Excerpt]]]) -> int:
    return sum(
        _begins_with(text.plain, excerpt, places)
        for text, excerpts in named
        for places in [text.places(counting)]
        for excerpt in excerpts
    )


def _begins_with(plain: str, excerpt: Excerpt, places: list[int]) -> int:
    """2 when the selection begins with its name, 1 when it does after white space, that a name leaves out."""
    found, words = span(excerpt, places), _words(excerpt.name)
    if found is None:
        return 0
    text = plain[found[0] : found[1] + 2 * len(words)]
    return (2 - text[:1].isspace()) if _words(text).startswith(words) else 0


def _words(name: str) -> str:
    """A name as it is compared: a program may cut it, mark that with dots, and join its lines."""
    return _SPACE.sub(" ", name).strip().rstrip(".\u2026").strip()
