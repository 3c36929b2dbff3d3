"""How often each answer is given to each item: counts that fit the printed percentages and scale means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from stagepact_research.responses.synthetic.errors import ImpossibleTarget
from stagepact_research.responses.synthetic.integers import counts_for, percent

SPECIAL = ("weet_ik_niet", "niet_van_toepassing")
Bounds = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Margin:
    """One item's answers: how often each value is given, and how often an answer beside the scale."""

    item: str
    values: dict[int, int]
    special: int = 0

    @property
    def points(self) -> int:
        return sum(value * count for value, count in self.values.items())

    @property
    def valid(self) -> int:
        return sum(self.values.values())


def possible_bases(rows: Sequence[tuple[int, int, int]], candidates: range) -> list[int]:
    """The numbers of answers that allow every row of three rounded percentages (half up)."""

    def fits(row: tuple[int, int, int], n: int) -> bool:
        a, b, c = row
        middle = counts_for((b, b), n)
        return any(
            n - low - high in middle for low in counts_for((a, a), n) for high in counts_for((c, c), n)
        )

    return [n for n in candidates if all(fits(row, n) for row in rows)]


def draw_three(rng: Random, item: str, base: int, bounds: Bounds, order: Sequence[str]) -> Margin:
    """Counts on the five categories for an ordinal item, from bounds on its three collapsed ones."""
    special_bounds = next((bounds[name] for name in SPECIAL if name in bounds), (0, 0))
    whole = (0, 100)
    found = [
        (special, low, high)
        for special in counts_for(special_bounds, base)
        for low in counts_for(bounds.get(order[0], whole), base)
        for high in counts_for(bounds.get(order[2], whole), base)
        if special + low + high <= base
        and _within(base - special - low - high, base, bounds.get(order[1], whole))
        and (order[0] in bounds or _plausible_low(low, base - special - high))
    ]
    if not found:
        raise ImpossibleTarget(item, base, dict(bounds))
    special, low, high = found[rng.randrange(len(found))]
    ones, fives = low * rng.randrange(20, 36) // 100, high * rng.randrange(30, 46) // 100
    middle = base - special - low - high
    return Margin(item, {1: ones, 2: low - ones, 3: middle, 4: high - fives, 5: fives}, special)


def draw_yes_no(rng: Random, item: str, base: int, bounds: Bounds) -> Margin:
    """Counts of yes (1) and of everything else (0), `special` of which are don't-knows."""
    yes, unknown = counts_for(bounds["ja"], base), counts_for(bounds["weet_ik_niet"], base)
    if not yes or not unknown:
        raise ImpossibleTarget(item, base, dict(bounds))
    count = yes[rng.randrange(len(yes))]
    return Margin(item, {0: base - count, 1: count}, unknown[rng.randrange(len(unknown))])


def reach_mean(rng: Random, margins: Sequence[Margin], mean_e2: int) -> list[Margin]:
    """Shift answers between 1 and 2 and between 4 and 5 until the items' mean is the printed one.

    The collapsed percentages stay as they are. `mean_e2` is the mean times 100.
    """
    values = [dict(m.values) for m in margins]
    valid = sum(m.valid for m in margins)
    wanted = (mean_e2 * valid + 50) // 100
    points = sum(m.points for m in margins)
    stuck = 0
    while points != wanted:
        step = 1 if wanted > points else -1
        counts = values[rng.randrange(len(values))]
        down, up = (1, 2) if rng.randrange(3) == 0 else (4, 5)
        source, target = (down, up) if step > 0 else (up, down)
        # Every category keeps a few answers, as real answers do.
        if counts[source] > max(1, (counts[down] + counts[up]) // 8):
            counts[source] -= 1
            counts[target] += 1
            points += step
            stuck = 0
        else:
            stuck += 1
            if stuck > 2000:
                raise ImpossibleTarget(margins[0].item, valid, {"mean": (mean_e2, mean_e2)})
    return [Margin(m.item, v, m.special) for m, v in zip(margins, values, strict=True)]


def _within(count: int, base: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= percent(count, base) <= bounds[1]


def _plausible_low(low: int, rest: int) -> bool:
    """Where the report gives only the high category: between a third and two thirds of the rest is low."""
    return rest <= 3 * low + 2 and 3 * low <= 2 * rest + 2
