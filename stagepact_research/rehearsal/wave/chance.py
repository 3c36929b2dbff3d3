"""Chance and division in whole numbers, so that every machine draws the same."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

HUNDRED = 100
CERTAIN = 10_000
"""A chance is a whole number of ten-thousandths."""


def happens(rng: Random, percent: int) -> bool:
    """Whether something with this chance (0-100) happens."""
    return rng.randrange(HUNDRED) < percent


def pick(rng: Random, weights: Mapping[str, int]) -> str:
    """One of the names, each as likely as its weight says."""
    place = rng.randrange(sum(weights.values()))
    for name, weight in weights.items():
        if place < weight:
            return name
        place -= weight
    raise AssertionError


def apportion(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` divided in proportion to the sizes, every part within one of its exact share.

    Whole shares first, then one more for the largest remainders (Hamilton); equal ones in order of name.

    Parameters
    ----------
    sizes : at least 0, together above 0.
    """
    whole = sum(sizes.values())
    shares = {name: size * total // whole for name, size in sizes.items()}
    left = total - sum(shares.values())
    order = sorted(sizes, key=lambda name: (-(sizes[name] * total % whole), name))
    return {name: share + (name in order[:left]) for name, share in shares.items()}


def none_empty(shares: Mapping[str, int]) -> dict[str, int]:
    """The same total with at least one for every name: taken from the largest, in order of name."""
    found = dict(shares)
    for name in sorted(found):
        if found[name] == 0:
            largest = max(sorted(found), key=lambda other: found[other])
            found[largest] -= 1
            found[name] = 1
    return found
