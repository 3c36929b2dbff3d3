"""Which other numbers go with the small ones, so that these cannot be worked out.

The cell suppression problem is a mixed-integer program with, for every cell and every side, an attacker's
program within it. The tables here have a few dozen numbers and seldom more than three small ones. So the
attacker's program itself (`attack.exposed`) judges sets of numbers to hide with them, the cheapest first:
what it passes is safe by what it computes, and no approximation of the attacker is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from stagepact_research.archive.disclosure.attack import exposed
from stagepact_research.archive.disclosure.model import Count, Facts, Rate

_TOGETHER = 2
"""Up to so many at once are tried in every combination; more are added one after the other."""


def choose_hidden(facts: Facts, *, minimum_cell: int, minimum_width: int) -> frozenset[str]:
    """The counts and rates that are not shown: the small ones, and those from which they would follow.

    Of the sets of one or two others that protect, the first by cost: the number of respondents hidden, where
    a rate costs as much as a count of zero and comes after the counts of the same size. Where no two are
    enough, the other that leaves least exposed is added until nothing is; at worst everything is hidden.
    """
    hidden = frozenset(one.name for one in facts.counts if one.small and not one.fixed)
    if not hidden:
        return hidden

    def wrong(names: Iterable[str]) -> int:
        return len(exposed(facts, frozenset(names), minimum_cell=minimum_cell, minimum_width=minimum_width))

    while wrong(hidden):
        others = _others(facts, hidden)
        if not others:
            break
        for some in _cheapest(others):
            if not wrong(hidden | some):
                return hidden | some
        best = min(others, key=lambda one: (wrong(hidden | {one.name}), _cost(one), one.name))
        hidden |= {best.name}
    return hidden


def _others(facts: Facts, hidden: frozenset[str]) -> list[Count | Rate]:
    """What may still be hidden and says something about what is: sharing an atom, or a sum with it."""
    everything: list[Count | Rate] = [
        *(one for one in facts.counts if not one.fixed),
        *facts.rates,
    ]
    near = {atom for one in everything if one.name in hidden for atom in _atoms(one)}
    while True:
        wider = set(near)
        for parts in (
            *(i.parts for i in facts.identities),
            *(dict.fromkeys(_atoms(o), 1.0) for o in everything),
        ):
            if near & set(parts):
                wider |= set(parts)
        if wider == near:
            break
        near = wider
    return [one for one in everything if one.name not in hidden and set(_atoms(one)) & near]


def _cheapest(others: list[Count | Rate]) -> Iterator[frozenset[str]]:
    for size in range(1, _TOGETHER + 1):
        sets = sorted(
            combinations(others, size),
            key=lambda some: (sum(map(_cost, some)), tuple(one.name for one in some)),
        )
        yield from (frozenset(one.name for one in some) for some in sets)


def _cost(one: Count | Rate) -> float:
    # A zero tells that nobody is there; hidden, it hardly protects, but it is cheap. A rate that rests on a
    # hidden count is worth more to a reader than any one count: it goes last.
    return one.value if isinstance(one, Count) else 1000.0


def _atoms(one: Count | Rate) -> frozenset[str]:
    if isinstance(one, Count):
        return frozenset(one.parts)
    return frozenset(one.part) | frozenset(one.whole)
