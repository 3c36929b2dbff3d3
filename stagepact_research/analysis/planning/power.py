"""Power and the smallest detectable change, by simulating pairs of waves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stagepact_research.analysis.planning.comparing import Means, p_values, weighted_means_of
from stagepact_research.analysis.planning.errors import ImpossibleOutcome, ImpossibleRule
from stagepact_research.analysis.planning.outcomes import Kind, Outcome
from stagepact_research.analysis.planning.samples import Deviates, Sample, Vector, draw

_BLOCK = 2000
"""Simulations that are held in memory at once: some 25 MB for two waves of 400 teams."""
_PRECISION = {"pct": 0.05, "mean": 0.002}
"""How closely the smallest change is found: percentage points, or standard deviations."""


@dataclass(frozen=True)
class Power:
    """How often a change is found.

    `power` is from 0 to 1, `se` its simulation error; `coverage` is how often the interval of the change
    contains the true one; `undefined` how often nothing varied in either wave, so that nothing was tested.
    """

    power: float
    se: float
    coverage: float
    undefined: float
    simulations: int


@dataclass(frozen=True, eq=False)
class Pairs:
    """The random numbers of a block of pairs of waves, and the samples they are of."""

    samples: tuple[Sample, Sample]
    deviates: tuple[Deviates, Deviates]

    def means(self, place: int, outcome: Outcome, level: float) -> Means:
        own = self.deviates[place]
        answers = outcome.answers(own, level, self.samples[place].icc)
        return weighted_means_of(answers, own.weights, own.sizes)


def draw_pairs(before: Sample, after: Sample, simulations: int, seed: int | Sequence[int]) -> Iterator[Pairs]:
    """Blocks of pairs of waves, together `simulations`; the seed alone decides what is drawn."""
    if simulations < 1:
        raise ImpossibleRule("aantal simulaties", simulations, "ten minste 1")
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    for start in range(0, simulations, _BLOCK):
        size = min(_BLOCK, simulations - start)
        yield Pairs((before, after), (draw(before, size, generator), draw(after, size, generator)))


def power_of_change(
    *,
    n_before: int,
    n_after: int,
    institutions: int,
    icc: float,
    weight_cv: float,
    change: float,
    baseline: float,
    outcome: Kind = "pct",
    sd: float | None = None,
    alpha: float = 0.05,
    tests: int = 1,
    simulations: int = 2000,
    seed: int,
    weight_cv_before: float = 0.0,
    institutions_before: int | None = None,
    size_cv: float = 0.0,
) -> Power:
    """The chance that a change between two waves is found, analysed as the project analyses it.

    Both waves are drawn anew. The first is person-level, unless `institutions_before` is given (it then has
    the same icc and size_cv). The test is that of the difference of two design-based weighted means, with
    Welch and Satterthwaite's degrees of freedom (`comparing.p_values`). Weights cost precision only: they
    do not go with the answers.

    Parameters
    ----------
    n_before, n_after : teams with an answer in each wave.
    institutions : institutions of the second wave.
    icc : correlation between two teams of one institution, from 0 to below 1.
    weight_cv, weight_cv_before : coefficient of variation of the weights: sqrt(n / effective n - 1).
    change, baseline : percentage points and a percentage (0-100), or in the unit of the mean.
    sd : standard deviation between teams, for a mean only.
    alpha, tests : two-sided level, over this number of tests. Each is tested at alpha / tests, which is
        Bonferroni's rule and the first step of Holm's, whose power is at least this.
    size_cv : coefficient of variation of the teams per institution.

    Raises
    ------
    ImpossibleSample, ImpossibleOutcome, ImpossibleRule
    """
    before = _before(n_before, institutions_before, icc, weight_cv_before, size_cv)
    after = Sample(n_after, institutions, icc, weight_cv, size_cv)
    measured = Outcome(outcome, baseline, sd)
    level = checked_alpha(alpha, tests)
    found = [
        _tested(pairs, pairs.means(0, measured, baseline), measured, change)
        for pairs in draw_pairs(before, after, simulations, seed)
    ]
    against_zero, against_truth = (np.concatenate(part) for part in zip(*found, strict=True))
    return summary(against_zero, against_truth, level)


def smallest_detectable_change(
    *,
    n_before: int,
    n_after: int,
    institutions: int,
    icc: float,
    weight_cv: float,
    baseline: float,
    outcome: Kind = "pct",
    sd: float | None = None,
    alpha: float = 0.05,
    tests: int = 1,
    simulations: int = 2000,
    seed: int,
    weight_cv_before: float = 0.0,
    institutions_before: int | None = None,
    size_cv: float = 0.0,
    power: float = 0.80,
    increase: bool = True,
) -> float:
    """The smallest change that is found with this power, as a positive number; NaN where none is.

    Found by bisection on the same random numbers, to 0.05 percentage point or 0.002 sd. An increase, or a
    decrease. Parameters and errors as for `power_of_change`; all simulations are held in memory.
    """
    before = _before(n_before, institutions_before, icc, weight_cv_before, size_cv)
    after = Sample(n_after, institutions, icc, weight_cv, size_cv)
    blocks = list(draw_pairs(before, after, simulations, seed))
    measured = Outcome(outcome, baseline, sd)
    return smallest_change(blocks, measured, checked_alpha(alpha, tests), power, increase=increase)


def highest_power(
    *,
    n_before: int,
    change: float,
    baseline: float,
    outcome: Kind = "pct",
    sd: float | None = None,
    alpha: float = 0.05,
    tests: int = 1,
    simulations: int = 2000,
    seed: int,
    weight_cv_before: float = 0.0,
) -> Power:
    """The power that no second wave exceeds: the first wave against a second that is known exactly.

    Parameters and errors as for `power_of_change`.
    """
    before = Sample(n_before, weight_cv=weight_cv_before)
    measured, level = Outcome(outcome, baseline, sd), checked_alpha(alpha, tests)
    measured.variance(baseline + change)
    against_zero, against_truth = [], []
    for pairs in draw_pairs(before, before, simulations, seed):
        first = pairs.means(0, measured, baseline)
        exact = Means(np.full(len(first.estimate), baseline + change), np.zeros(len(first.estimate)), 1)
        against_zero.append(p_values(first, exact))
        against_truth.append(p_values(first, exact, change))
    return summary(np.concatenate(against_zero), np.concatenate(against_truth), level)


def smallest_change(
    blocks: Sequence[Pairs], outcome: Outcome, level: float, power: float, *, increase: bool = True
) -> float:
    """`smallest_detectable_change` on random numbers that were drawn."""
    if not 0 < power < 1:
        raise ImpossibleRule("onderscheidingsvermogen", power, "tussen 0 en 1")
    sign = 1 if increase else -1
    first = [pairs.means(0, outcome, outcome.baseline) for pairs in blocks]

    def enough(size: float) -> bool:
        found = [
            _tested(pairs, means, outcome, sign * size)[0] for pairs, means in zip(blocks, first, strict=True)
        ]
        return bool(np.mean(np.concatenate(found) < level) >= power)

    unit = 1.0 if outcome.kind == "pct" else float(outcome.sd or 0)
    room = (100 - outcome.baseline if increase else outcome.baseline) if outcome.kind == "pct" else 8 * unit
    low, high = 0.0, room - 1e-6
    if not enough(high):
        return math.nan
    while high - low > _PRECISION[outcome.kind] * unit:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def tested(pairs: Pairs, outcome: Outcome, change: float) -> tuple[Vector, Vector]:
    """For a block the p against no change, and the p against the true change."""
    return _tested(pairs, pairs.means(0, outcome, outcome.baseline), outcome, change)


def summary(against_zero: Vector, against_truth: Vector, level: float) -> Power:
    """What share of the p-values finds a change at this level."""
    power = float(np.mean(against_zero < level))
    n = len(against_zero)
    undefined = float(np.mean(np.isnan(against_zero)))
    covered = float(np.mean(against_truth >= level))
    return Power(power, math.sqrt(power * (1 - power) / n), covered, undefined, n)


def checked_alpha(alpha: float, tests: int) -> float:
    """The level of one of so many tests."""
    if not 0 < alpha < 1:
        raise ImpossibleRule("alpha", alpha, "tussen 0 en 1")
    if tests < 1:
        raise ImpossibleRule("aantal toetsen", tests, "ten minste 1")
    return alpha / tests


def _tested(pairs: Pairs, first: Means, outcome: Outcome, change: float) -> tuple[Vector, Vector]:
    if not math.isfinite(change):
        raise ImpossibleOutcome("verandering", change, "een getal")
    outcome.variance(outcome.baseline + change)
    second = pairs.means(1, outcome, outcome.baseline + change)
    return p_values(first, second), p_values(first, second, change)


def _before(n: int, institutions: int | None, icc: float, weight_cv: float, size_cv: float) -> Sample:
    if institutions is None:
        return Sample(n, weight_cv=weight_cv)
    return Sample(n, institutions, icc, weight_cv, size_cv)
