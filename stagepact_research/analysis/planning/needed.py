"""How many teams are needed: where the line of power against teams crosses the power that is asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stagepact_research.analysis.planning.approximation import approximated
from stagepact_research.analysis.planning.designs import NEXT, Cell, starting, variant

AT_MOST, MORE, NEVER = "hooguit", "meer_dan", "niet_haalbaar"
"""What stands in `note` where the number is no crossing: fewer may do, more are needed, or none is enough."""
_STEP = 5
_ENDLESS = 1_000_000


def teams_needed(teams: Sequence[int], powers: Sequence[float], target: float) -> tuple[float, str]:
    """The number of teams with this power, rounded up to a multiple of five, and a note.

    Between two sizes that were simulated the line is straight; the first size that has the power counts,
    and a size above it that misses it by chance does not. NaN and MORE where no size has it.
    """
    for place, power in enumerate(powers):
        if power < target:
            continue
        if place == 0:
            return float(teams[0]), AT_MOST
        low, high = powers[place - 1], power
        between = teams[place - 1] + (target - low) / (high - low) * (teams[place] - teams[place - 1])
        # 150.00000000000003 is 150, and not 155.
        return float(math.ceil(round(between / _STEP, 6)) * _STEP), ""
    return math.nan, MORE


def needed_rows(
    rows: Iterable[Mapping[str, Any]], teams: Sequence[int], target: float, cells: Iterable[Cell]
) -> Iterator[dict[str, Any]]:
    """The teams needed for every number of institutions, similarity, outcome and comparison."""
    lines: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        if row["statistic"] == "power":
            _, _, design = str(row["variant"]).partition(";")
            lines.setdefault((row["group"], row["category"], design), []).append(float(row["estimate"]))
    never = _never(cells, target)
    for (compared, kind, design), powers in lines.items():
        found, note = teams_needed(teams, powers, target)
        if note == MORE and (compared, kind, design) in never:
            note = NEVER
        yield {
            "category": kind,
            "group": compared,
            "statistic": "teams_needed",
            "variant": design,
            "estimate": found,
            "note": note if note != MORE else f"{MORE} {max(teams)}",
        }


def _never(cells: Iterable[Cell], target: float) -> set[tuple[str, str, str]]:
    """Which lines stay below the target with ever more teams from the same institutions."""
    best: dict[tuple[str, str, str], float] = {}
    for cell in cells:
        after = replace(cell.after, n=_ENDLESS)
        before = after if cell.compared == NEXT else cell.before
        for outcome, change in cell.changes:
            for tests in cell.tests:
                key = {"instellingen": after.institutions, "icc": after.icc, **starting(outcome)}
                design = variant(**key, verandering=change, toetsen=tests)
                line = (cell.compared, outcome.kind, design)
                if line not in best:
                    best[line] = approximated(before, after, outcome, change, cell.alpha / tests)
    return {line for line, power in best.items() if power < target}
