"""Integer arithmetic for the calibration: the same on every machine, whatever its floating point does.

Correlations, alpha and F are kept as whole numbers of ten-thousandths ("e4"), rounded towards zero.
"""

from __future__ import annotations

from math import isqrt
from random import Random

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
E4 = 10_000


def percent(count: int, base: int) -> int:
    """Percentage rounded half up, as the report does."""
    return (200 * count + base) // (2 * base)


def counts_for(bounds: tuple[int, int], base: int) -> range:
    """The counts out of `base` whose rounded percentage lies within the bounds; empty when there is none."""
    fits = [k for k in range(base + 1) if bounds[0] <= percent(k, base) <= bounds[1]]
    return range(fits[0], fits[-1] + 1) if fits else range(0)


def ratio_e4(xy: int, xx: int, yy: int) -> int:
    """xy / sqrt(xx * yy) in ten-thousandths; 0 where a variance is zero."""
    if xx <= 0 or yy <= 0:
        return 0
    size = isqrt(E4 * E4 * xy * xy // (xx * yy))
    return size if xy >= 0 else -size


def covariances(items: Ints) -> Ints:
    """n times the sums of squares and products about the mean, for rows without missing values."""
    total = items.sum(axis=0)
    product: Ints = len(items) * (items.T @ items) - np.outer(total, total)
    return product


def alpha_e4(cov: Ints) -> int:
    """Cronbach's alpha from `covariances`."""
    k, total, own = len(cov), int(cov.sum()), int(np.trace(cov))
    return E4 * k * (total - own) // ((k - 1) * total) if total > 0 else 0


def item_rest_e4(cov: Ints) -> list[int]:
    """The correlation of each item with the sum of the others, from `covariances`."""
    with_all, total = cov.sum(axis=1), int(cov.sum())
    out = []
    for i in range(len(cov)):
        own, mixed = int(cov[i, i]), int(with_all[i])
        out.append(ratio_e4(mixed - own, own, total - 2 * mixed + own))
    return out


def f_e4(groups: list[list[int]]) -> int:
    """The one-way F statistic in ten-thousandths."""
    sizes = [len(g) for g in groups]
    n, k = sum(sizes), len(groups)
    scale = n
    for size in sizes:
        scale *= size
    grand = sum(map(sum, groups)) ** 2 * scale // n
    between = sum(sum(g) ** 2 * (scale // len(g)) for g in groups) - grand
    within = sum(x * x for g in groups for x in g) * scale - grand - between
    return E4 * between * (n - k) // ((k - 1) * within) if within > 0 else 0


def eta2_e4(f: int, groups: int, n: int) -> int:
    """Eta squared that belongs to an F in ten-thousandths."""
    between = f * (groups - 1)
    return E4 * between // (between + E4 * (n - groups))


def shuffled(rng: Random, values: list[int]) -> list[int]:
    """A shuffled copy, by integers only (Fisher-Yates)."""
    out = list(values)
    for i in range(len(out) - 1, 0, -1):
        j = rng.randrange(i + 1)
        out[i], out[j] = out[j], out[i]
    return out
