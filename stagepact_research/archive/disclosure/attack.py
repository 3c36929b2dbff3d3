"""What somebody who reads everything published can work out about what is hidden.

The attacker knows every published sum and rate, that respondents are counted in whole numbers, and which
categories exist. An integer program gives the lowest and the highest value that a hidden number can have with
all of that: the exact interval, and not the wider one of a linear program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stagepact_research.archive.disclosure.model import Facts, Sum

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Interval: TypeAlias = tuple[float, float]
_LOOSE = 1e-6


def bounds(
    facts: Facts,
    hidden: Collection[str],
    *,
    known: Mapping[str, Interval] | None = None,
    only: Iterable[str] | None = None,
) -> dict[str, Interval]:
    """The lowest and highest value that each hidden count can have.

    Parameters
    ----------
    facts : everything about these atoms, hidden or not.
    hidden : the names of the counts and rates that are not shown.
    known : what the attacker guesses beside: intervals of some counts.
    only : the hidden counts that are wanted; all of them unless given.

    Returns
    -------
    dict by name of count; (nan, nan) for all where the guesses contradict what is shown.
    """
    return dict(_bounds(facts, hidden, known or {}, hidden if only is None else only))


def exposed(
    facts: Facts,
    hidden: Collection[str],
    *,
    minimum_cell: int,
    minimum_width: int,
    first: Iterable[str] = (),
    most: int | None = None,
) -> dict[str, Interval]:
    """The hidden counts about which too much can be worked out, with the interval.

    A hidden count has to be able to be anything in an interval of `minimum_width`, and a small one also the
    smallest number that is shown. Beside, somebody who guesses which of the hidden counts are the small ones
    may not be able to tell for any of them more than that: each can be 1 and can be minimum_cell - 1.

    Parameters
    ----------
    first : counts to look at before the others.
    most : stop after so many are found; all unless given.
    """
    counts = {one.name: one for one in facts.counts if one.name in hidden}
    order = [*(name for name in first if name in counts), *counts]
    small = {name for name, one in counts.items() if one.small}
    wrong: dict[str, Interval] = {}
    for name, (low, high) in _bounds(facts, hidden, {}, dict.fromkeys(order)):
        if not high - low >= minimum_width - _LOOSE or (name in small and high < minimum_cell - _LOOSE):
            wrong[name] = (low, high)
            if most is not None and len(wrong) >= most:
                return wrong
    if wrong or not small:
        return wrong
    # Of one that is small for what it leaves of its base, the number itself is large.
    sure = {name: 0 < counts[name].value < minimum_cell for name in counts}
    guess: dict[str, Interval] = {
        name: (1, minimum_cell - 1) if sure[name] else (minimum_cell, float("inf"))
        for name, one in counts.items()
        if one.value > 0 and not one.fixed
    }
    for name, (low, high) in _bounds(facts, hidden, guess, sorted(name for name in small if sure[name])):
        if not (low <= 1 + _LOOSE and high >= minimum_cell - 1 - _LOOSE):
            wrong[name] = (low, high)
            if most is not None and len(wrong) >= most:
                break
    return wrong


def _bounds(
    facts: Facts, hidden: Collection[str], known: Mapping[str, Interval], wanted: Iterable[str]
) -> Iterator[tuple[str, Interval]]:
    from scipy.optimize import Bounds, milp

    atoms = list(facts.base)
    limits = Bounds(np.zeros(len(atoms)), np.array([facts.base[a] for a in atoms], dtype=float))
    whole = np.ones(len(atoms), dtype=np.int64)
    constraints = _constraints(facts, hidden, known, atoms)
    counts = {one.name: one for one in facts.counts}
    for name in wanted:
        if name not in counts:
            continue
        aim = _row(counts[name].parts, atoms)
        found = []
        for sign in (1.0, -1.0):
            solved = milp(sign * aim, constraints=constraints, bounds=limits, integrality=whole)
            found.append(sign * float(solved.fun) if solved.fun is not None else float("nan"))
        yield name, (round(found[0], 6), round(found[1], 6))


def _constraints(
    facts: Facts, hidden: Collection[str], known: Mapping[str, Interval], atoms: list[str]
) -> LinearConstraint:
    from scipy.optimize import LinearConstraint

    rows: list[NDArray[np.float64]] = []
    low: list[float] = []
    high: list[float] = []

    def add(row: NDArray[np.float64], least: float, most: float) -> None:
        rows.append(row)
        low.append(least)
        high.append(most)

    for identity in facts.identities:
        add(_row(identity.parts, atoms), identity.value, identity.value)
    for one in facts.counts:
        if one.name not in hidden or one.fixed:
            add(_row(one.parts, atoms), one.value - _LOOSE, one.value + _LOOSE)
        elif one.name in known:
            add(_row(one.parts, atoms), *known[one.name])
    for rate in facts.rates:
        if rate.name not in hidden:
            part, whole = 100 * _row(rate.part, atoms), _row(rate.whole, atoms)
            add(part - (rate.value - rate.half) * whole, -_LOOSE, np.inf)
            add(part - (rate.value + rate.half) * whole, -np.inf, _LOOSE)
    if not rows:
        rows, low, high = [np.zeros(len(atoms))], [0.0], [0.0]
    return LinearConstraint(np.array(rows), np.array(low), np.array(high))


def _row(parts: Sum, atoms: list[str]) -> NDArray[np.float64]:
    return np.array([parts.get(atom, 0.0) for atom in atoms], dtype=float)
