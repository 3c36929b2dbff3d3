"""The table of a plan: every size of wave, as rows of estimates.

`group` is what the new wave is compared with: the last one, or a next wave that is as large as it. `variant`
says the design; shares start at `van` per cent, and means are in standard deviations between teams.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from stagepact_research.analysis.planning.designs import Cell, Row, cells_of, starting, variant
from stagepact_research.analysis.planning.needed import needed_rows
from stagepact_research.analysis.planning.power import (
    draw_pairs,
    highest_power,
    smallest_change,
    summary,
    tested,
)
from stagepact_research.estimates import tidy, validate
from stagepact_research.protocol import Planning

Run = Callable[[Callable[[Cell], list[Row]], list[Cell]], Iterable[list[Row]]]
"""Gives the rows of every cell in the order of the cells, wherever they are computed."""


def plan_grid(
    planning: Planning,
    *,
    wave: int,
    contrast: int,
    seed: int,
    alpha: float = 0.05,
    simulations: int | None = None,
    run: Run = lambda work, cells: map(work, cells),
) -> pd.DataFrame:
    """Power, coverage, smallest detectable change and teams needed, for every design of the protocol.

    Parameters
    ----------
    planning : the protocol's part; `simulations` overrides its number.
    wave, contrast : the wave that is planned, and the one that it is compared with.
    seed : with the design it decides the random numbers of a cell, so that the rows depend neither on the
        other cells nor on where they are computed.
    run : computes the cells, on one core unless another is given.
    """
    cells = cells_of(planning, contrast, seed, alpha, simulations or planning.simulations)
    rows = [row for found in run(plan_cell, cells) for row in found]
    rows += needed_rows(rows, planning.teams, planning.power, cells)
    rows += _limits(cells[0], contrast)
    rows += _assumptions(planning, contrast)
    return validate(
        tidy(
            rows,
            wave=wave,
            contrast=contrast,
            source="survey",
            provenance="synthetic",
            population="opleidingsteams",
            weighting="trimmed",
            subject="planning",
            group_by="vergelijking",
            method="simulation",
        )
    )


def plan_cell(cell: Cell) -> list[Row]:
    """The rows of one design."""
    return list(_rows(cell))


def _rows(cell: Cell) -> Iterator[Row]:
    blocks = list(draw_pairs(cell.before, cell.after, cell.simulations, cell.seed))
    for outcome, change in cell.changes:
        found = [tested(pairs, outcome, change) for pairs in blocks]
        zero, truth = (np.concatenate(part) for part in zip(*found, strict=True))
        key: Mapping[str, object] = {
            "n": cell.after.n,
            "instellingen": cell.after.institutions,
            "icc": cell.after.icc,
        }
        key = {**key, **starting(outcome)}
        same = {"category": outcome.kind, "group": cell.compared, "n": len(zero)}
        for tests in cell.tests:
            power = summary(zero, truth, cell.alpha / tests)
            said = variant(**key, verandering=change, toetsen=tests)
            yield {**same, "statistic": "power", "variant": said, "estimate": power.power, "se": power.se}
        covered = float(np.mean(truth >= cell.alpha))
        error = math.sqrt(covered * (1 - covered) / len(truth))
        said = variant(**key, verandering=change)
        yield {**same, "statistic": "coverage", "variant": said, "estimate": covered, "se": error}
        smallest = smallest_change(blocks, outcome, cell.alpha, cell.power)
        yield {**same, "statistic": "smallest_change", "variant": variant(**key), "estimate": smallest}


def _assumptions(planning: Planning, contrast: int) -> Iterator[Row]:
    """What every design rests on, so that who reads the rows need not know the protocol of that day."""
    told = {
        "n_before": planning.n_before,
        "effective_before": planning.effective.before,
        "effective_after": planning.effective.after,
        "size_cv": planning.size_cv,
        "target_power": planning.power,
    }
    for statistic, value in told.items():
        yield {"group": str(contrast), "statistic": statistic, "estimate": value}


def _limits(cell: Cell, contrast: int) -> Iterator[Row]:
    """The power that no wave exceeds beside the last one, however large it is."""
    for outcome, change in cell.changes:
        for tests in cell.tests:
            power = highest_power(
                n_before=cell.before.n,
                weight_cv_before=cell.before.weight_cv,
                change=change,
                baseline=outcome.baseline,
                outcome=outcome.kind,
                sd=outcome.sd,
                alpha=cell.alpha,
                tests=tests,
                simulations=cell.simulations,
                seed=cell.seed[0],
            )
            yield {
                "category": outcome.kind,
                "group": str(contrast),
                "statistic": "power_limit",
                "variant": variant(**starting(outcome), verandering=change, toetsen=tests),
                "estimate": power.power,
                "se": power.se,
                "n": power.simulations,
            }
