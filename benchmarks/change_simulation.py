"""Thousands of pairs of waves with known changes: do intervals cover, and is chance called a change?

    python benchmarks/change_simulation.py [pairs] [processes]

Teams work in institutions and sectors. Who answers depends on the sector and the leerweg only (ignorable),
and more so in the later wave; both waves are raked to the population. Of eight scales the first two changed.
What is printed is, with the error of the simulation: coverage of the intervals of the change (weighted by
institution with the margins of the weights, and unweighted persons), families with a false
change after Holm, claims of equality, and power. It is no test: read each line with its last column.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pandas as pd

from stagepact_research.analysis.change import compare_waves, standardised_change
from stagepact_research.weighting import rake

PAIRS = 2000
SCALES, CHANGED, CHANGE = 8, 2, 0.35
SECTORS, SHARES = ("techniek", "diensten", "zorg"), (0.35, 0.40, 0.25)
LEVELS = np.array([-0.3, 0.0, 0.4])
BOL, BOL_EFFECT = 0.65, 0.25
CORRELATION, NOISE = 0.05, 0.75
SMALLEST = 0.3
SCENARIOS = {
    "2024 zonder instellingen, 2026 met 30 instellingen": {"institutions": 30, "size": 12},
    "2024 zonder instellingen, 2026 met 15 instellingen": {"institutions": 15, "size": 20},
    "geen verandering, 30 instellingen": {"institutions": 30, "size": 12, "change": 0.0},
}
MARGINS = {
    "sector": pd.Series(SHARES, index=SECTORS) * 1000,
    "leerweg": pd.Series({"bol": 1000 * BOL, "bbl": 1000 * (1 - BOL)}),
}


def wave(
    generator: np.random.Generator, institutions: int | None, size: int, shift: np.ndarray, refusal: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Those who answered: scores, sector and leerweg, and institution; about `size` of each institution."""
    # Where institutions are not known, teams come from so many that nobody shares one.
    count = institutions or 4 * size
    each = round(size / 0.5) if institutions else 1
    place = np.repeat(np.arange(count), each)
    sector = generator.choice(3, len(place), p=SHARES)
    bol = generator.random(len(place)) < BOL
    chance = np.clip(0.5 * np.exp(refusal * (LEVELS[sector] * 1.5 - 0.3 * (bol - BOL))), 0.05, 0.95)
    answered = generator.random(len(place)) < chance
    between = NOISE * np.sqrt(CORRELATION / (1 - CORRELATION)) * generator.normal(size=(count, SCALES))
    person = NOISE * np.sqrt(0.3) * generator.normal(size=(len(place), 1))
    own = NOISE * np.sqrt(0.7) * generator.normal(size=(len(place), SCALES))
    scores = 3 + shift + (LEVELS[sector] + BOL_EFFECT * bol)[:, None] + between[place] + person + own
    names = [f"schaal{number + 1}" for number in range(SCALES)]
    frame = pd.DataFrame({"sector": np.array(SECTORS)[sector], "leerweg": np.where(bol, "bol", "bbl")})
    table = pd.DataFrame(scores, columns=names)
    return tuple(part[answered].reset_index(drop=True) for part in (table, frame, pd.Series(place)))  # type: ignore[return-value]


def one_pair(seed: int, *, institutions: int, size: int, change: float = CHANGE) -> dict[str, float]:
    """What one pair of waves says, each way of analysing it."""
    generator = np.random.default_rng(seed)
    truth = np.where(np.arange(SCALES) < CHANGED, change, 0.0)
    before, frame1, _ = wave(generator, None, 70, np.zeros(SCALES), 0.5)
    after, frame2, place = wave(generator, institutions, size, truth, 1.5)
    weights = rake(frame1, MARGINS), rake(frame2, MARGINS)
    smallest = {"mean": SMALLEST}
    design = {"weights": weights, "clusters": (None, place)}
    ways = {
        "gewogen": compare_waves(before, after, **design, margins=(frame1, frame2), smallest=smallest),
        "ongewogen": compare_waves(before, after, smallest=smallest),
    }
    found: dict[str, float] = {}
    for way, rows in ways.items():
        change_rows = rows[rows["statistic"] == "change"]
        low, high = change_rows["ci_low"].to_numpy(), change_rows["ci_high"].to_numpy()
        covered = (low <= truth) & (truth <= high)
        p = rows.loc[(rows["statistic"] == "p_adjusted") & (rows["variant"] == "holm"), "estimate"].to_numpy()
        small = rows.loc[rows["statistic"] == "p_equivalent", "estimate"].to_numpy()
        null = truth == 0
        found[f"{way}: dekking van een schaal"] = float(covered[0])
        found[f"{way}: dekking, gemiddeld"] = float(covered.mean())
        found[f"{way}: familie met valse verandering"] = float((p[null] < 0.05).any())
        if change:
            found[f"{way}: power (Holm)"] = float(p[0] < 0.05)
            # The true change is above the margin, so equality would be false.
            found[f"{way}: onterecht gelijk"] = float(small[0] < 0.05)
        found[f"{way}: terecht gelijk"] = float((small[null] < 0.05).mean())
    standard = standardised_change(
        before["schaal1"], after["schaal1"], frame1, frame2, clusters=(None, place)
    ).standardised
    found["gestandaardiseerd: dekking van een schaal"] = float(
        standard.ci_low <= truth[0] <= standard.ci_high
    )
    return found


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        seeds = range(number * 1_000_000, number * 1_000_000 + pairs)
        with ProcessPoolExecutor(processes) as pool:
            table = pd.DataFrame(pool.map(partial(one_pair, **scenario), seeds, chunksize=25))
        means = table.mean()
        error = table.std() / np.sqrt(pairs)
        print(f"\n{name} ({pairs} paren)")
        for what in table.columns:
            print(f"  {what:<56} {100 * means[what]:6.1f} %   ± {196 * error[what]:.1f}")


if __name__ == "__main__":
    # One thread for each process; the processes are the parallel part.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    main()
