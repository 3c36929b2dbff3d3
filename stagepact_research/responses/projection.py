"""How many responses there will be in the end, from the curve so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MINIMUM_DAYS, MINIMUM_RESPONSES = 4, 10
_DRAWS, _STEPS = 400, 40
_RATES = np.geomspace(0.03, 2.0, 25)
"""Candidate rates a day at which a mail loses its effect: a half-life of a month to a third of a day."""


@dataclass(frozen=True)
class Projection:
    """The final number when nobody is mailed any more, with a prediction interval."""

    expected: float
    low: float
    high: float


def project_responses(
    counts: Sequence[int], rounds: Sequence[int], *, limit: int, confidence: float = 0.95, seed: int
) -> Projection | None:
    """The final number of responses, or None when there is too little to go on.

    After a mailing the number of responses a day falls exponentially: on day t it is Poisson with mean
    the sum over mailings r of a_r exp(-k (t - t_r)). The a_r and k are estimated by maximum likelihood; the
    interval is a parametric bootstrap that refits the curve to simulated days and adds the chance of the
    days to come.

    Parameters
    ----------
    counts : responses on each day since the first mailing, day 0 first, today last.
    rounds : the days of the mailings, the first of them 0.
    limit : how many people can still and did respond; no projection exceeds it.
    confidence : of the interval, between 0 and 1.
    seed : of the bootstrap.

    Returns
    -------
    None with fewer than four days or ten responses, for then the curve has no shape yet.
    """
    observed = np.asarray(counts, dtype=float)
    if len(observed) < MINIMUM_DAYS or observed.sum() < MINIMUM_RESPONSES:
        return None
    starts = np.asarray([day for day in rounds if day < len(observed)], dtype=float)
    mean, rest = _fit(observed[None, :], starts)
    total = float(observed.sum())
    random = np.random.default_rng(seed)
    _, to_come = _fit(random.poisson(mean[0], size=(_DRAWS, len(observed))).astype(float), starts)
    # Two readings of the same draws: what may come when a refit is the truth, and how far a refit lies from
    # what then came (on the scale of the logarithm), turned round. Each alone covers a little too seldom.
    came = np.log1p(random.poisson(rest[0], size=_DRAWS)) - np.log1p(to_come)
    readings = (random.poisson(np.minimum(to_come, limit)), np.expm1(np.log1p(rest[0]) + came))
    tail = (1 - confidence) / 2
    low = min(np.quantile(reading, tail) for reading in readings)
    high = max(np.quantile(reading, 1 - tail) for reading in readings)
    return Projection(*(float(np.clip(total + more, total, limit)) for more in (rest[0], low, high)))


def _fit(observed: Floats, starts: Floats) -> tuple[Floats, Floats]:
    """For each row of daily counts the fitted means, and the expected number still to come.

    For every candidate rate the sizes a_r are found by EM, which keeps them positive; the rate with the
    greatest likelihood is kept.
    """
    last = observed.shape[1] - 1
    age = np.arange(last + 1)[:, None] - starts[None, :]
    fading = np.exp(-_RATES[:, None, None] * np.clip(age, 0, None)[None])
    shape = np.where(age >= 0, fading, 0.0)  # rates, days, mailings
    exposure = shape.sum(axis=1)
    sizes = np.ones((len(observed), *exposure.shape)) * observed.mean(axis=1)[:, None, None]
    for _ in range(_STEPS):
        mean = np.maximum(np.einsum("kdr,nkr->nkd", shape, sizes), 1e-12)
        sizes *= np.einsum("kdr,nkd->nkr", shape, observed[:, None, :] / mean) / exposure
    mean = np.maximum(np.einsum("kdr,nkr->nkd", shape, sizes), 1e-12)
    likelihood = (observed[:, None, :] * np.log(mean) - mean).sum(axis=2)
    best = likelihood.argmax(axis=1)
    rows = np.arange(len(observed))
    # What follows the last day is a geometric series.
    after = np.exp(-_RATES[:, None] * (last + 1 - starts)) / (1 - np.exp(-_RATES[:, None]))
    rest = (sizes * after).sum(axis=2)
    return mean[rows, best], rest[rows, best]
