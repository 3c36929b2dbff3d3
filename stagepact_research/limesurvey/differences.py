"""Where a survey on the server is not the questionnaire: every difference, as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stagepact_research.limesurvey.structure import Structure

_SHOWN = 90
# What these say decides which column an answer stands in, and what it means: the answers no longer fit.
_DECISIVE = {"type", "open antwoord"}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the instrument says. An empty `expected` or `found`: it is not there."""

    place: str
    field: str
    expected: str
    found: str

    @property
    def decisive(self) -> bool:
        """The answers themselves change: a column, a code or a type is another one."""
        return self.field in _DECISIVE or self.field == "aanwezig"

    def __str__(self) -> str:
        if self.field == "aanwezig":
            told = "ontbreekt op de server" if self.expected else "staat alleen op de server"
            return f"{self.place}: {told}."
        return (
            f'{self.place}, {self.field}: op de server "{_short(self.found)}", '
            f'in het instrument "{_short(self.expected)}".'
        )


def compare_structures(expected: Structure, found: Structure) -> list[Difference]:
    """Every difference, in the order of the questionnaire; what is only on the server comes last."""
    return [*_presence(expected, found), *_fields(expected, found), *_orders(expected, found)]


def _presence(expected: Structure, found: Structure) -> Iterator[Difference]:
    for place in _absent(expected, found):
        yield Difference(place, "aanwezig", "ja", "")
    for place in _absent(found, expected):
        yield Difference(place, "aanwezig", "", "ja")


def _absent(ours: Structure, theirs: Structure) -> list[str]:
    """What only we have; the parts of a question that they lack altogether go without saying."""
    there = set(theirs.places())
    return [
        place
        for place in ours.places()
        if place not in there and ours.within.get(place, place) in {place, *there}
    ]


def _fields(expected: Structure, found: Structure) -> Iterator[Difference]:
    for (place, name), value in expected.facts.items():
        actual = found.facts.get((place, name))
        if actual is not None and actual != value:
            yield Difference(place, name, value, actual)


def _orders(expected: Structure, found: Structure) -> Iterator[Difference]:
    """The order of what both have; what is missing or added has been told already."""
    for place, codes in expected.orders.items():
        actual = found.orders.get(place, ())
        ours = [code for code in codes if code in actual]
        theirs = [code for code in actual if code in codes]
        if ours != theirs:
            yield Difference(place, "volgorde", ", ".join(ours), ", ".join(theirs))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
