"""The projection of the final number: sensible on clean curves, and its interval covers in simulation."""

from __future__ import annotations

import numpy as np
import pytest

from stagepact_research.responses.projection import project_responses


def _means(days: int, rounds: dict[int, float], rate: float) -> np.ndarray:
    day = np.arange(days)
    return sum(
        (np.where(day >= start, size * np.exp(-rate * np.clip(day - start, 0, None)), 0.0)
         for start, size in rounds.items()),
        np.zeros(days),
    )  # fmt: skip


def test_a_clean_curve_is_continued_to_its_sum() -> None:
    curve = _means(200, {0: 40.0, 7: 20.0}, 0.3)
    found = project_responses(np.rint(curve[:12]).astype(int).tolist(), [0, 7], limit=10_000, seed=1)
    assert found is not None
    assert found.expected == pytest.approx(curve.sum(), rel=0.05)
    assert found.low <= found.expected <= found.high


def test_too_little_gives_no_number() -> None:
    assert project_responses([5, 4, 3], [0], limit=100, seed=1) is None
    assert project_responses([3, 2, 1, 1, 0], [0], limit=100, seed=1) is None


def test_no_projection_exceeds_who_can_still_answer_or_falls_below_who_did() -> None:
    found = project_responses([20, 18, 17, 16, 15], [0], limit=95, seed=1)
    assert found is not None
    assert (found.expected, found.high) == (95, 95)
    assert found.low >= 86


def test_the_interval_covers_the_number_that_came() -> None:
    random = np.random.default_rng(11)
    covered = tried = 0
    for _ in range(200):
        day = int(random.integers(7, 15))
        second = int(random.integers(4, 7))
        curve = _means(
            150, {0: random.uniform(8, 25), second: random.uniform(4, 15)}, random.uniform(0.15, 0.6)
        )
        came = random.poisson(curve)
        found = project_responses(came[:day].tolist(), [0, second], limit=1000, seed=3)
        if found is None:
            continue
        tried += 1
        covered += found.low <= came.sum() <= found.high
    # Three standard errors of a proportion of 0.95 in 200.
    assert tried > 150
    assert covered / tried > 0.95 - 3 * np.sqrt(0.95 * 0.05 / tried)
