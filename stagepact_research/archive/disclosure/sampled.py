"""Indicators of representativity, which rest on the number invited without who is outside the target group.

Beside the number invited, that base is a count of those outside it. The indicators give it too: R is 1 - 2S
and the coefficient of variation is S divided by the mean chance to answer, which is a known number of answers
divided by the base (Schouten, Cobben and Bethlehem's definitions, as `weighting.representativity` computes
them).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from stagepact_research.archive.disclosure.model import Facts
from stagepact_research.protocol import Disclosure

NUMBERS = ("estimate", "se", "ci_low", "ci_high")
_OUTSIDE = "not_eligible"
_SPREAD = "r_indicator"
_VARIATION = ("propensity_cv", "maximal_bias")
_AS_RATES, _PARTIAL = 2, 3
"""Decimals beside those of response rates in percent: of a proportion, and of a partial indicator."""


def sampled_rows(
    rows: pd.DataFrame, facts: Facts, hidden: frozenset[str], rules: Disclosure
) -> tuple[dict[int, int], bool]:
    """The rows of one wave that tell how many are outside the target group, where that is hidden.

    Parameters
    ----------
    rows : computed estimates of one wave; their index says where they stand in the whole table.
    facts : about who took part in that wave.
    hidden : the names of what is not shown.

    Returns
    -------
    (decimals, safe) : the decimals that each row may keep, by its place, and whether rounding to them is
    enough. None may show its base.
    """
    mine = rows[(rows["subject"] == "representativiteit") & (rows["n"].notna() | rows["estimate"].notna())]
    if _OUTSIDE not in hidden or mine.empty:
        return {}, True
    decimals = {
        int(str(place)): rules.rates + (_PARTIAL if statistic.startswith("partial") else _AS_RATES)
        for place, statistic in mine["statistic"].items()
    }
    return decimals, _wide_enough(mine, facts, rules)


def without_size(rows: pd.DataFrame, decimals: Mapping[int, int]) -> pd.DataFrame:
    """The rows, those in `decimals` rounded so far and without their base."""
    done = rows.copy()
    places = [int(str(place)) for place in rows.index]
    for column in NUMBERS:
        values = [float(value) for value in rows[column]]
        done[column] = [
            _half_up(value, decimals[place]) if place in decimals else value
            for place, value in zip(places, values, strict=True)
        ]
    mine = pd.Series([place in decimals for place in places], index=rows.index, dtype=bool)
    done["n"] = rows["n"].mask(mine)
    kept = pd.Series([float(decimals.get(place, 0)) for place in places], index=rows.index)
    done["decimals"] = rows["decimals"].mask(mine, kept)
    return done


def _half_up(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return value if math.isnan(value) else math.floor(value * scale + 0.5) / scale


def _wide_enough(mine: pd.DataFrame, facts: Facts, rules: Disclosure) -> bool:
    """Whether what the rounded indicators say of the hidden number leaves it as open as the protocol asks."""
    known = mine[(mine["group_by"] == "") & mine["estimate"].notna()].set_index("statistic")["estimate"]
    variations = [float(known[name]) for name in _VARIATION if name in known]
    if _SPREAD not in known or not variations:
        return True
    counts = {one.name: one.value for one in facts.counts}
    answered = counts.get("complete", 0.0) + counts.get("partial", 0.0)
    half = 10.0 ** -(rules.rates + _AS_RATES) / 2
    spread = 1 - _half_up(float(known[_SPREAD]), rules.rates + _AS_RATES)
    variation = 2 * _half_up(variations[0], rules.rates + _AS_RATES)
    if spread <= half or answered == 0:
        return True
    outside = counts[_OUTSIDE]
    base = float(mine["n"].max())
    most = answered * (variation + 2 * half) / (spread - half)
    least = answered * max(variation - 2 * half, 0) / (spread + half)
    # A larger base is a smaller number outside it, which is no less than none.
    low, high = max(outside + base - most, 0.0), outside + base - least
    return high - low >= rules.minimum_width and low <= 1 and high >= rules.minimum_cell
