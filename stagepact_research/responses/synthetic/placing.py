"""Who gives which answers: whole vectors are exchanged between respondents until the scales hang together.

Exchanging a respondent's whole vector of one scale for another's leaves everything within that scale as it
is; only its relations with the other scales and with the groups change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from stagepact_research.responses.synthetic.errors import NotReached
from stagepact_research.responses.synthetic.integers import E4, Ints, eta2_e4, f_e4, ratio_e4

# A tenth of a point on the five-point scale, in the scores' unit of 1/420.
_GAP = 42
_LIMIT = 50_000

Groups = list[list[int]]
"""Respondents by group, as positions."""


@dataclass(frozen=True)
class Block:
    """The answers to a scale or a single item, given by the respondents at positions `first` to `last`."""

    name: str
    scores: Ints
    first: int
    last: int
    fixed: frozenset[int] = frozenset()
    """Positions that keep their vector."""


@dataclass(frozen=True)
class PlacingTarget:
    correlations: Mapping[tuple[str, str], tuple[int, int]]
    """Bounds of each pair's correlation, in ten-thousandths."""
    flat: Mapping[str, tuple[Groups, int]]
    """Groupings between which no scale differs: the F statistic stays below the limit."""
    scales: tuple[str, ...] = ()
    stepped: tuple[str, str, int, int] | None = None
    """(scale, grouping, lowest and highest eta squared): the one difference; the first group is the lower."""


@dataclass
class _Search:
    blocks: Mapping[str, Block]
    target: PlacingTarget
    values: dict[str, Ints] = field(init=False)
    """Scores by position over all respondents, 0 where not reached."""
    order: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        size = max(block.last for block in self.blocks.values())
        self.values = {name: np.zeros(size, dtype=np.int64) for name in self.blocks}
        self.order = {name: list(range(len(b.scores))) for name, b in self.blocks.items()}
        for name, block in self.blocks.items():
            self.values[name][block.first : block.last] = block.scores

    def exchange(self, name: str, i: int, j: int) -> None:
        first, order, values = self.blocks[name].first, self.order[name], self.values[name]
        order[i - first], order[j - first] = order[j - first], order[i - first]
        values[i], values[j] = values[j], values[i]

    def correlation(self, a: str, b: str) -> int:
        first = max(self.blocks[a].first, self.blocks[b].first)
        last = min(self.blocks[a].last, self.blocks[b].last)
        x, y = self.values[a][first:last], self.values[b][first:last]
        n, sx, sy = last - first, int(x.sum()), int(y.sum())
        xy, xx, yy = n * int(x @ y) - sx * sy, n * int(x @ x) - sx * sx, n * int(y @ y) - sy * sy
        return ratio_e4(xy, xx, yy)

    def misses(self, name: str) -> dict[str, int]:
        """How far everything that involves this block is from its bounds."""
        out = {}
        for (a, b), (low, high) in self.target.correlations.items():
            if name in (a, b):
                r = self.correlation(a, b)
                out[f"r {a} {b}"] = max(0, low - r, r - high)
        if name in self.target.scales:
            for grouping, (groups, limit) in self.target.flat.items():
                if self.target.stepped is None or self.target.stepped[:2] != (name, grouping):
                    f = f_e4(self._by_group(name, groups))
                    out[f"F {name} {grouping}"] = max(0, f - limit) // 100
        if self.target.stepped is not None and self.target.stepped[0] == name:
            out |= self._step_misses()
        return out

    def run(self, rng: Random, strata: Mapping[str, Groups], limit: int) -> int:
        """Exchange vectors within the strata until no block misses anything; the number of steps taken."""
        missing = {name: self.misses(name) for name in sorted(self.blocks)}
        for step in range(limit):
            wanting = [name for name, found in missing.items() if any(found.values())]
            if not wanting:
                return step
            name = wanting[rng.randrange(len(wanting))]
            stratum = strata[name][rng.randrange(len(strata[name]))]
            if not stratum:
                continue
            i, j = stratum[rng.randrange(len(stratum))], stratum[rng.randrange(len(stratum))]
            if self.values[name][i] == self.values[name][j]:
                continue
            self.exchange(name, i, j)
            changed = self.misses(name)
            if sum(changed.values()) > sum(missing[name].values()):
                self.exchange(name, i, j)
                continue
            missing[name] = changed
            for other, found in missing.items():
                if other != name:
                    found |= {k: v for k, v in changed.items() if k in found}
        open_ends = {k: v for found in missing.values() for k, v in found.items() if v}
        raise NotReached("de samenhang tussen de schalen", [f"{k}: {v}" for k, v in open_ends.items()])

    def _by_group(self, name: str, groups: Groups) -> list[list[int]]:
        first, last, values = self.blocks[name].first, self.blocks[name].last, self.values[name]
        return [[int(values[i]) for i in group if first <= i < last] for group in groups]

    def _step_misses(self) -> dict[str, int]:
        assert self.target.stepped is not None
        name, grouping, low, high = self.target.stepped
        grouped = self._by_group(name, self.target.flat[grouping][0])
        eta2 = eta2_e4(f_e4(grouped), len(grouped), sum(map(len, grouped)))
        lower, *others = grouped
        gap = min(sum(g) // len(g) for g in others) - sum(lower) // len(lower)
        if gap < 0:
            # Counted below zero, so that the search first turns the order round.
            eta2 = -eta2
        return {
            f"eta2 {name}": max(0, low - eta2, eta2 - high),
            f"F {name} between the others": max(0, f_e4(others) - E4 // 5) // 100,
            f"lowest group of {name}": max(0, _GAP - gap),
        }


def place(
    rng: Random,
    blocks: Mapping[str, Block],
    target: PlacingTarget,
    attempts: int = 12,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, list[int]]:
    """For each block, which of its vectors stands at each position; `NotReached` at the limit.

    The scale with the one difference is placed first, with regard to the groups alone; after that its
    vectors move only within a group, so that the difference stays.
    """
    for attempt in range(attempts):
        try:
            search, steps = _attempt(rng, blocks, target)
        except NotReached:
            if attempt == attempts - 1:
                raise
            continue
        say(f"{steps} verwisselingen beproefd")
        return search.order
    raise AssertionError


def _attempt(rng: Random, blocks: Mapping[str, Block], target: PlacingTarget) -> tuple[_Search, int]:
    search = _Search(blocks, target)
    strata = {name: [_free(block)] for name, block in blocks.items()}
    for name in sorted(blocks):
        free = strata[name][0]
        for k in range(len(free) - 1, 0, -1):
            search.exchange(name, free[k], free[rng.randrange(k + 1)])
    if target.stepped is not None:
        name, grouping = target.stepped[:2]
        free = strata[name][0]
        groups = [[i for i in group if i in free] for group in target.flat[grouping][0]]
        alone = _Search({name: blocks[name]}, replace(target, correlations={}))
        alone.run(rng, strata, _LIMIT // 10)
        search.order[name], search.values[name] = alone.order[name], alone.values[name]
        strata[name] = [*groups, [i for i in free if not any(i in group for group in groups)]]
    return search, search.run(rng, strata, _LIMIT)


def _free(block: Block) -> list[int]:
    return [i for i in range(block.first, block.last) if i not in block.fixed]
