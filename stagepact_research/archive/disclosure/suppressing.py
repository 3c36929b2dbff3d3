"""Which other numbers go with the small ones, so that these cannot be worked out.

The cell suppression problem is a mixed-integer program with, for every cell and every side, an attacker's
program within it. The tables here have a few dozen numbers and seldom more than three small ones. So the
attacker's program itself (`attack.exposed`) judges sets of numbers to hide with them, the cheapest first:
what it passes is safe by what it computes, and no approximation of the attacker is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from stagepact_research.archive.disclosure.attack import exposed
from stagepact_research.archive.disclosure.model import Count, Facts, Rate

_PAIRS_OF = 12
"""Of so many of the nearest and cheapest, every pair is tried; more are added one after the other."""


def choose_hidden(facts: Facts, *, minimum_cell: int, minimum_width: int) -> frozenset[str]:
    """The counts and rates that are not shown: the small ones, and those from which they would follow.

    First any one other is tried, then pairs, each time the nearest first and then the cheapest: the number of
    respondents hidden. A rate comes after all counts. Where no two are enough, the one that leaves least
    exposed is added until nothing is, and then what turned out not to be needed is shown again. At worst
    everything is hidden; what a report printed, only when nothing else protects what it did not print.
    """
    kept = replace(facts, counts=tuple(replace(o, fixed=o.fixed or o.printed) for o in facts.counts))
    hidden = _choose(kept, minimum_cell=minimum_cell, minimum_width=minimum_width)
    if not exposed(kept, hidden, most=1, minimum_cell=minimum_cell, minimum_width=minimum_width):
        return hidden
    return _choose(facts, minimum_cell=minimum_cell, minimum_width=minimum_width)


def _choose(facts: Facts, *, minimum_cell: int, minimum_width: int) -> frozenset[str]:
    small = frozenset(one.name for one in facts.counts if one.small and not one.fixed)
    if not small:
        return small

    def wrong(names: frozenset[str], first: Iterable[str] = (), most: int | None = None) -> list[str]:
        found = exposed(
            facts, names, first=first, most=most, minimum_cell=minimum_cell, minimum_width=minimum_width
        )
        return list(found)

    at_risk = wrong(small)
    if not at_risk:
        return small
    others = _others(facts, small, at_risk)
    for some in _few(others):
        if not wrong(small | some, at_risk, most=1):
            return small | some
    hidden = small
    while at_risk and others:
        near = others[:_PAIRS_OF]
        best = min(near, key=lambda one: (len(wrong(hidden | {one.name}, at_risk)), near.index(one)))
        hidden |= {best.name}
        at_risk = wrong(hidden)
        others = _others(facts, hidden, at_risk) if at_risk else []
    for name in sorted(hidden - small, key=lambda name: -_cost_of(facts, name)):
        if not wrong(hidden - {name}, most=1):
            hidden -= {name}
    return hidden


def _others(facts: Facts, hidden: frozenset[str], at_risk: Iterable[str]) -> list[Count | Rate]:
    """What may still be hidden and is linked to what is at risk: the nearest first, then by cost."""
    everything: list[Count | Rate] = [*facts.counts, *facts.rates]
    links = [frozenset(i.parts) for i in facts.identities] + [_atoms(one) for one in everything]
    reached = {atom for name in at_risk for atom in facts.count(name).parts}
    steps = dict.fromkeys(reached, 0)
    while True:
        further = {atom for link in links if link & reached for atom in link} - reached
        if not further:
            break
        reached |= further
        steps |= dict.fromkeys(further, max(steps.values()) + 1)
    able = [
        one
        for one in everything
        if one.name not in hidden and _atoms(one) & reached and not (isinstance(one, Count) and one.fixed)
    ]
    far = {one.name: min(steps[atom] for atom in _atoms(one) if atom in steps) for one in able}
    return sorted(able, key=lambda one: (isinstance(one, Rate), far[one.name], _cost(one), one.name))


def _few(others: list[Count | Rate]) -> Iterator[frozenset[str]]:
    yield from (frozenset({one.name}) for one in others)
    for pair in combinations(others[:_PAIRS_OF], 2):
        yield frozenset(one.name for one in pair)


def _cost(one: Count | Rate) -> float:
    return one.value if isinstance(one, Count) else 0.0


def _cost_of(facts: Facts, name: str) -> float:
    return next((one.value for one in facts.counts if one.name == name), 0.0)


def _atoms(one: Count | Rate) -> frozenset[str]:
    if isinstance(one, Count):
        return frozenset(one.parts)
    return frozenset(one.part) | frozenset(one.whole)
