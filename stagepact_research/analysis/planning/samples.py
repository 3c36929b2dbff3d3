"""What a wave is like: its teams, their institutions and their weights; and the random numbers for many."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from stagepact_research.analysis.planning.errors import ImpossibleSample

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """A wave that is planned, or one that has been held.

    Parameters
    ----------
    n : teams, at least 2.
    institutions : from 2 to n; None where it is not known who works where, and every team counts as drawn
        by itself.
    icc : correlation between two teams of one institution, from 0 to below 1.
    weight_cv : coefficient of variation of the weights, 0 where all are equal.
    size_cv : coefficient of variation of the teams per institution, 0 for as equal as possible.

    Raises
    ------
    ImpossibleSample
    """

    n: int
    institutions: int | None = None
    icc: float = 0.0
    weight_cv: float = 0.0
    size_cv: float = 0.0

    def __post_init__(self) -> None:
        if self.n < 2:
            raise ImpossibleSample("aantal teams", self.n, "ten minste 2")
        if self.institutions is not None and not 2 <= self.institutions <= self.n:
            raise ImpossibleSample(
                "aantal instellingen", self.institutions, f"2 tot en met het aantal teams ({self.n})"
            )
        if not 0 <= self.icc < 1:
            raise ImpossibleSample("samenhang binnen een instelling", self.icc, "van 0 tot 1")
        if self.institutions is None and self.icc > 0:
            raise ImpossibleSample("samenhang binnen een instelling", self.icc, "0 zonder instellingen")
        for what, spread in (("gewichten", self.weight_cv), ("omvang van instellingen", self.size_cv)):
            if not (math.isfinite(spread) and spread >= 0):
                raise ImpossibleSample(f"spreiding van {what}", spread, "0 of meer")

    @property
    def clusters(self) -> int:
        """What counts as drawn: institutions, or teams where those are not known."""
        return self.n if self.institutions is None else self.institutions


def institution_sizes(n: int, institutions: int, size_cv: float = 0.0) -> Counts:
    """Teams per institution, the largest first: their sum is n and each has one or more.

    Without spread as equal as possible; with it one team for each, and the rest in proportion to the
    quantiles (i - 1/2) / institutions of a lognormal distribution with this coefficient of variation, so
    that the same design always has the same sizes.
    """
    sigma = math.sqrt(math.log1p(size_cv**2))
    middle = (np.arange(institutions, 0, -1) - 0.5) / institutions
    share = np.exp(sigma * ndtri(middle))
    ideal = n * share / share.sum()
    sizes = np.maximum(np.floor(ideal), 1.0)
    while sizes.sum() < n:
        sizes[np.argmax(ideal - sizes)] += 1
    while sizes.sum() > n:
        sizes[np.argmax(np.where(sizes > 1, sizes - ideal, -np.inf))] -= 1
    return np.sort(sizes)[::-1].astype(np.int64)


@dataclass(frozen=True, eq=False)
class Deviates:
    """The random numbers of many draws of one wave, on which any outcome can be laid.

    `shared` is simulations by institutions (None without them) and `own` simulations by teams, both
    standard normal; `weights` is simulations by teams, each row with sum 1; `sizes` are the teams per
    institution, which stand beside each other.
    """

    shared: Matrix | None
    own: Matrix
    weights: Matrix
    sizes: Counts

    def latent(self, correlation: float) -> Matrix:
        """Standard normal values that correlate so much within an institution: simulations by teams."""
        if self.shared is None or correlation == 0:
            return self.own
        together = np.repeat(math.sqrt(correlation) * self.shared, self.sizes, axis=1)
        return together + math.sqrt(1 - correlation) * self.own


def draw(sample: Sample, simulations: int, generator: np.random.Generator) -> Deviates:
    """Random numbers for so many waves; weights are lognormal and say nothing about the answers."""
    n, known = sample.n, sample.institutions
    sizes = np.ones(n, dtype=np.int64) if known is None else institution_sizes(n, known, sample.size_cv)
    shared = None if known is None else generator.standard_normal((simulations, known))
    own = generator.standard_normal((simulations, n))
    if sample.weight_cv == 0:
        return Deviates(shared, own, np.full((1, n), 1 / n), sizes)
    sigma = math.sqrt(math.log1p(sample.weight_cv**2))
    weights = np.exp(sigma * generator.standard_normal((simulations, n)))
    return Deviates(shared, own, weights / weights.sum(axis=1, keepdims=True), sizes)
