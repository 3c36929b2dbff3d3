"""What somebody who reads everything published can work out about what is hidden.

The attacker knows every published sum and rate, that respondents are counted in whole numbers, and which
categories exist. An integer program gives the lowest and the highest value that a hidden number can have with
all of that: the exact interval, and not the wider one of a linear program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stagepact_research.archive.disclosure.model import Facts, Sum

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Interval: TypeAlias = tuple[float, float]
_LOOSE = 1e-6


def bounds(
    facts: Facts, hidden: Collection[str], *, known: Mapping[str, Interval] | None = None
) -> dict[str, Interval]:
    """The lowest and highest value that each hidden count can have.

    Parameters
    ----------
    facts : everything about these atoms, hidden or not.
    hidden : the names of the counts and rates that are not shown.
    known : what the attacker guesses beside: intervals of some counts.

    Returns
    -------
    dict by name of count; (nan, nan) for all where the guesses contradict what is shown.
    """
    from scipy.optimize import Bounds, milp

    atoms = list(facts.base)
    limits = Bounds(np.zeros(len(atoms)), np.array([facts.base[a] for a in atoms], dtype=float))
    whole = np.ones(len(atoms), dtype=np.int64)
    constraints = _constraints(facts, hidden, known or {}, atoms)
    ends: dict[str, Interval] = {}
    for one in facts.counts:
        if one.name not in hidden:
            continue
        aim = _row(one.parts, atoms)
        found = []
        for sign in (1.0, -1.0):
            solved = milp(sign * aim, constraints=constraints, bounds=limits, integrality=whole)
            found.append(sign * float(solved.fun) if solved.fun is not None else float("nan"))
        ends[one.name] = (_tidy(found[0]), _tidy(found[1]))
    return ends


def exposed(
    facts: Facts, hidden: Collection[str], *, minimum_cell: int, minimum_width: int
) -> dict[str, Interval]:
    """The hidden counts about which too much can be worked out, with the interval.

    A hidden count has to be able to be anything in an interval of `minimum_width`, and a small one either
    below the smallest that is shown as above it. Beside, somebody who guesses which of the hidden counts are
    the small ones may not be able to tell for any of them more than that: each can be 1 and can be
    minimum_cell - 1, or what of these the total of all leaves.
    """
    small = {one.name for one in facts.counts if one.name in hidden and one.small}
    found = bounds(facts, hidden)
    wrong = {
        name: (low, high)
        for name, (low, high) in found.items()
        if not high - low >= minimum_width - _LOOSE or (name in small and high < minimum_cell - _LOOSE)
    }
    if wrong or not small:
        return wrong
    guess: dict[str, Interval] = {}
    for one in facts.counts:
        # A complement that is small is no number from 1 to the minimum itself: it is left to the first test.
        if one.name in hidden and not one.fixed and one.value > 0:
            guess[one.name] = (
                (1, minimum_cell - 1) if one.value < minimum_cell else (minimum_cell, float("inf"))
            )
    told = bounds(facts, hidden, known=guess)
    return {
        name: told[name]
        for name in small
        if guess.get(name, (0, 0))[0] == 1 and not (told[name][0] <= 1 and told[name][1] >= minimum_cell - 1)
    }


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


def _tidy(value: float) -> Any:
    return round(value, 6)
