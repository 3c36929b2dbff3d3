"""The designs of a plan: every size of wave, what it is compared with, and how a row names it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from stagepact_research.analysis.planning.outcomes import Outcome
from stagepact_research.analysis.planning.samples import Sample
from stagepact_research.protocol import Planning

NEXT = "volgende"
Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One design, all of whose outcomes are laid on the same random numbers.

    `compared` is the wave before (2024), or NEXT where a next wave like this one is meant.
    """

    compared: str
    before: Sample
    after: Sample
    changes: tuple[tuple[Outcome, float], ...]
    alpha: float
    tests: tuple[int, ...]
    power: float
    simulations: int
    seed: tuple[int, ...]


def cells_of(planning: Planning, contrast: int, seed: int, alpha: float, simulations: int) -> list[Cell]:
    """A cell for every number of teams and institutions, every similarity, and both comparisons."""
    before_cv, after_cv = (
        math.sqrt(1 / share - 1) for share in (planning.effective.before, planning.effective.after)
    )
    changes = (
        *((Outcome("pct", level), planning.relevant_change) for level in planning.baselines),
        (Outcome("mean", 0.0, 1.0), planning.relevant_difference),
    )
    last = Sample(planning.n_before, weight_cv=before_cv)
    cells = []
    for n, institutions, icc in product(planning.teams, planning.institutions, planning.correlations):
        own = Sample(n, institutions, icc, after_cv, planning.size_cv)
        for place, (compared, before) in enumerate(((str(contrast), last), (NEXT, own))):
            key = plan_key(seed, n, institutions, icc, place)
            rules = alpha, planning.tests, planning.power, simulations
            cells.append(Cell(compared, before, own, changes, *rules, seed=key))
    return cells


def plan_key(seed: int, n: int, institutions: int, icc: float, place: int) -> tuple[int, ...]:
    """The seed of one cell; `place` is 0 against the wave before and 1 against a next wave."""
    return seed, n, institutions, round(icc * 1_000_000), place


def starting(outcome: Outcome) -> dict[str, float]:
    """Where a share starts; a mean has no such place."""
    return {"van": outcome.baseline} if outcome.kind == "pct" else {}


def variant(**parts: Any) -> str:
    """The design as it stands in the column `variant`: "n=60;instellingen=5;icc=0.05"."""
    return ";".join(f"{name}={value:g}" for name, value in parts.items())
