"""What printed numbers can be: the arithmetic that shows that a row cannot hold as printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stagepact_research.report.nl import decimal, round_half_up


def counts_for(percentage: float, base: int, decimals: int = 0) -> range:
    """The counts out of `base` whose percentage rounds half up to `percentage`; empty when there is none."""
    wanted = round_half_up(percentage, decimals)
    near = int(percentage * base / 100)
    spread = int(base / 100 * 10.0**-decimals) + 2
    candidates = range(max(0, near - spread), min(base, near + spread) + 1)
    fitting = [k for k in candidates if round_half_up(100 * k / base, decimals) == wanted]
    return range(fitting[0], fitting[-1] + 1) if fitting else range(0)


def allows(percentages: Sequence[float], base: int, decimals: int = 0, *, whole: bool = True) -> bool:
    """Whether `base` respondents can give these percentages.

    With `whole` the categories are all there are, so their counts must sum to the base.
    """
    counts = [counts_for(p, base, decimals) for p in percentages]
    if not all(counts):
        return False
    return not whole or sum(c[0] for c in counts) <= base <= sum(c[-1] for c in counts)


def possible_bases(
    rows: Iterable[Sequence[float]], bases: Iterable[int], decimals: int = 0, *, whole: bool = True
) -> tuple[int, ...]:
    """The numbers of respondents under which every row of printed percentages can hold."""
    printed = [tuple(row) for row in rows]
    return tuple(n for n in bases if all(allows(row, n, decimals, whole=whole) for row in printed))


def share(count: int, base: int, decimals: int) -> str:
    """The division written out: "57 / 111 = 51,351 → 51,4%"."""
    exact = 100 * count / base
    return f"{count} / {base} = {decimal(exact, decimals + 2)} → {decimal(exact, decimals)}%"


def contradicts(count: int, base: int, printed: float, decimals: int) -> bool:
    """Whether a printed percentage cannot be this count out of this base."""
    return round_half_up(100 * count / base, decimals) != round_half_up(printed, decimals)
