"""When refusal depends on the answer itself: do the bounds hold the truth, and does the tipping point decide?

    python benchmarks/nonignorable_simulation.py [pairs]

Pairs of waves of 1,000 teams each, scores from 1 to 5, a true change, and refusal that depends on the score
(more so in the later wave). Printed, over all pairs: how often the interval of the change contains the truth
(it should not be trusted), how often the worst-case bounds do, how often the change adjusted by the true
differences of those missing does, and how often the tipping point tells rightly whether the conclusion "the
mean of the later wave is above 3" is true. It is no test.
"""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
from numpy.typing import NDArray

from stagepact_research.analysis.change import change_of_estimates
from stagepact_research.weighting.sensitivity import tipping_point, worst_case

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]

PAIRS, TEAMS, LIMIT = 2000, 1000, 3.0
LOW, HIGH = 1.0, 5.0
CHANGES = (-0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
EARLIER = (3.0, 0.4)
"""The centre of the scores in the first wave, and how much they pull people to answer."""


def population(
    generator: np.random.Generator, centre: float, pull: float, teams: int
) -> tuple[Vector, Flags]:
    """Scores of all teams, and who takes part: the higher the score, the sooner."""
    scores = np.clip(generator.normal(centre, 0.7, teams), LOW, HIGH)
    return scores, generator.random(teams) < 1 / (1 + np.exp(2.2 - pull * (scores - 3)))


@cache
def expected(centre: float, pull: float) -> tuple[float, float, float]:
    """In the long run: the mean of all, the share that is missing, and how far these are from the others."""
    scores, here = population(np.random.default_rng(1), centre, pull, 2_000_000)
    return float(scores.mean()), float(1 - here.mean()), float(scores[~here].mean() - scores[here].mean())


def one_pair(seed: int) -> dict[str, float]:
    generator = np.random.default_rng(seed)
    centres = EARLIER, (3.0 + CHANGES[seed % len(CHANGES)], 1.0)
    known = [expected(*centre) for centre in centres]
    own = []
    for centre in centres:
        scores, here = population(generator, *centre, TEAMS)
        own.append(scores[here])
    means = [float(one.mean()) for one in own]
    parts = [(one.mean(), one.std(ddof=1) / len(one) ** 0.5, len(one) - 1) for one in own]
    found = change_of_estimates(*parts, smallest=0.2, level=0.95)
    truth = known[1][0] - known[0][0]
    shift = known[1][1] * known[1][2] - known[0][1] * known[0][2]
    bounds = [worst_case(mean, one[1], LOW, HIGH) for mean, one in zip(means, known, strict=True)]
    mean, share, delta = known[1]
    point = tipping_point(
        means[1], limit=LIMIT, above=True, share=share, low=LOW, high=HIGH, sd=float(own[1].std())
    )
    return {
        "interval bevat de waarheid": found.ci_low <= truth <= found.ci_high,
        "uiterste grenzen bevatten de waarheid": bounds[1][0] - bounds[0][1]
        <= truth
        <= bounds[1][1] - bounds[0][0],
        "interval, verschoven met het ware verschil": found.ci_low + shift <= truth <= found.ci_high + shift,
        "kantelpunt oordeelt juist": (delta > point.delta) == (mean > LIMIT)
        if point.holds
        else mean <= LIMIT,
        "conclusie geldt bij de deelnemers": point.holds,
        "conclusie is waar": mean > LIMIT,
    }


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    rows = [one_pair(seed) for seed in range(pairs)]
    for name in rows[0]:
        print(f"{name:<45} {100 * np.mean([float(row[name]) for row in rows]):6.1f} %")


if __name__ == "__main__":
    main()
