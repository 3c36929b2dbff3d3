"""Who the respondents are: leerweg, niveaus, sector and role, with the counts of Tabel 4.2."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from stagepact_research.responses.synthetic.integers import shuffled

LEVELS = ("q16entree", "q16niv2", "q16niv3", "q16niv4")


def deal_categories(rng: Random, counts: Mapping[str, int]) -> list[str]:
    """Each category as often as counted, in random order."""
    labels = [name for name, count in counts.items() for _ in range(count)]
    return [labels[i] for i in shuffled(rng, list(range(len(labels))))]


def level_sizes(totals: Mapping[str, int], one: int, two: int, n: int) -> list[int]:
    """How many levels each of n teams offers: `one` and `two` as printed, three and four as they must be.

    With t teams of three and f of four: t + f = n - one - two and 3t + 4f = total - one - 2 * two.
    """
    rest = n - one - two
    four = sum(totals.values()) - one - 2 * two - 3 * rest
    return [1] * one + [2] * two + [3] * (rest - four) + [4] * four


def deal_levels(rng: Random, totals: Mapping[str, int], sizes: list[int]) -> list[frozenset[str]]:
    """The levels of each team: every level as often as counted, every team with its number of levels.

    The largest remaining level is dealt first (Gale and Ryser), then levels are exchanged at random.
    """
    remaining = dict(totals)
    teams: list[set[str]] = []
    for size in sorted(sizes, reverse=True):
        chosen = sorted(remaining, key=lambda level: (-remaining[level], level))[:size]
        for level in chosen:
            remaining[level] -= 1
        teams.append(set(chosen))
    for _ in range(40 * len(teams)):
        a, b = teams[rng.randrange(len(teams))], teams[rng.randrange(len(teams))]
        gives, takes = sorted(a - b), sorted(b - a)
        if gives and takes:
            x, y = gives[rng.randrange(len(gives))], takes[rng.randrange(len(takes))]
            a.remove(x)
            a.add(y)
            b.remove(y)
            b.add(x)
    return [frozenset(teams[i]) for i in shuffled(rng, list(range(len(teams))))]


def shares(choice: Mapping[str, int], n: int) -> dict[str, int]:
    """Counts of n by percentages; what is left over goes to the last category, or to "" below 100 percent."""
    counts = {name: n * percentage // 100 for name, percentage in choice.items()}
    rest = n - sum(counts.values())
    last = list(choice)[-1] if sum(choice.values()) == 100 else ""
    counts[last] = counts.get(last, 0) + rest
    return counts
