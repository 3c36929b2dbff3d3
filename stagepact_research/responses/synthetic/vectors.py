"""The answers to one scale: a vector for each respondent, with the printed reliability.

Each item's answers are dealt to the respondents so that a common factor runs through them; then pairs of
answers are exchanged until alpha and the item-rest correlations are those of Tabel B1. Exchanging keeps
every percentage and every mean as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from stagepact_research.responses.synthetic.errors import NotReached
from stagepact_research.responses.synthetic.integers import (
    E4,
    Ints,
    alpha_e4,
    covariances,
    item_rest_e4,
    shuffled,
)
from stagepact_research.responses.synthetic.margins import Margin

MISSING = -1
_FACTOR_STEPS = 14


@dataclass(frozen=True)
class ScaleTarget:
    """What the answers to a scale must give. Correlations in ten-thousandths."""

    scale: str
    alpha: int
    item_rest_minimum: int
    alpha_tolerance: int = 20
    classes: tuple[int, int, int] | None = None
    """Rows with none, one, and more than one of the items present (the procedures)."""
    spare: int = 1
    """The number of items that a respondent may leave without a valid answer and still have a score."""
    mean_e2: tuple[int, int] | None = None
    """Bounds of the mean of the scores, times 100: [low, high)."""


def deal(rng: Random, margins: Sequence[Margin], n: int, target: ScaleTarget) -> Ints:
    """Respondents by items; `MISSING` where the answer stands beside the scale.

    The strength of the common factor is found by bisection on alpha, which rises with it.
    """
    special = _special_rows(rng, margins, n, target.spare)
    common = [sum(rng.randrange(1000) for _ in range(4)) for _ in range(n)]
    own = [[sum(rng.randrange(1000) for _ in range(4)) for _ in range(n)] for _ in margins]
    low, high = 0, 1 << _FACTOR_STEPS
    answers = _assign(margins, special, common, own, high)
    while high - low > 1:
        middle = (low + high) // 2
        answers = _assign(margins, special, common, own, middle)
        if alpha_e4(covariances(_complete(answers))) < target.alpha:
            low = middle
        else:
            high = middle
    return polish(rng, answers, target)


def polish(rng: Random, answers: Ints, target: ScaleTarget, limit: int = 60_000) -> Ints:
    """Exchange answers between pairs of respondents until nothing is missed; `NotReached` at the limit."""
    answers = answers.copy()
    penalty = _penalty(answers, target)
    n, k = answers.shape
    for _ in range(limit):
        if penalty == 0:
            return answers
        item, a, b = rng.randrange(k), rng.randrange(n), rng.randrange(n)
        x, y = answers[a, item], answers[b, item]
        if x == y or MISSING in (x, y):
            continue
        answers[a, item], answers[b, item] = y, x
        changed = _penalty(answers, target)
        if changed <= penalty:
            penalty = changed
        else:
            answers[a, item], answers[b, item] = x, y
    raise NotReached(target.scale, [f"nog {penalty} af"])


def score(answers: Ints, minimum: int) -> list[int | None]:
    """Scale scores times 420, whole for one to seven or ten items; None below `minimum` valid answers."""
    out: list[int | None] = []
    for row in answers:
        valid = row[row != MISSING]
        out.append(int(valid.sum()) * 420 // len(valid) if len(valid) >= minimum else None)
    return out


def _assign(
    margins: Sequence[Margin], special: list[set[int]], common: list[int], own: list[list[int]], weight: int
) -> Ints:
    """Deal each item's answers in the order of factor plus own noise."""
    n = len(common)
    answers = np.full((n, len(margins)), MISSING, dtype=np.int64)
    rest = (1 << _FACTOR_STEPS) - weight
    for column, margin in enumerate(margins):
        rows = [r for r in range(n) if r not in special[column]]
        rows.sort(key=lambda r: (weight * common[r] + rest * own[column][r], r))
        values = [v for v in sorted(margin.values) for _ in range(margin.values[v])]
        answers[rows, column] = values
    return answers


def _special_rows(rng: Random, margins: Sequence[Margin], n: int, spare: int) -> list[set[int]]:
    """Who gives an answer beside the scale: few people and then to several items, as people do.

    Nobody gives more of them than the `spare` that leaves a score; don't-knows to yes/no items stay a no.
    """
    counts = [0 if 0 in margin.values else margin.special for margin in margins]
    people = shuffled(rng, list(range(n)))[: max(-(-sum(counts) // spare), *counts)]
    rows, start = [], 0
    for count in counts:
        rows.append({people[(start + i) % len(people)] for i in range(count)})
        start += count
    return rows


def _complete(answers: Ints) -> Ints:
    rows: Ints = answers[(answers != MISSING).all(axis=1)]
    return rows


def _penalty(answers: Ints, target: ScaleTarget) -> int:
    cov = covariances(_complete(answers))
    miss = max(0, abs(alpha_e4(cov) - target.alpha) - target.alpha_tolerance)
    miss += sum(max(0, target.item_rest_minimum - r) for r in item_rest_e4(cov))
    if target.classes is not None:
        present = answers.sum(axis=1)
        counted = [int((present == 0).sum()), int((present == 1).sum()), int((present > 1).sum())]
        miss += E4 // 50 * sum(abs(a - b) for a, b in zip(counted, target.classes, strict=True))
    if target.mean_e2 is not None:
        scores = [s for s in score(answers, 1) if s is not None]
        mean_e2, (low, high) = 100 * sum(scores) // (420 * len(scores)), target.mean_e2
        miss += E4 // 50 * (max(0, low - mean_e2) + max(0, mean_e2 - high + 1))
    return miss
