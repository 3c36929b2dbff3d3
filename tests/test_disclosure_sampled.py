"""What indicators of representativity tell about a hidden number of people outside the target group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from disclosure_tables import RULES, survey

from stagepact_research.archive.disclosure import protect

INDICATORS = ["r_indicator", "propensity_cv", "maximal_bias", "r_adjusted"]


def wave(outside: int, *, answered: int, invited: int, spread: float) -> pd.DataFrame:
    """The outcomes of those who were invited, and the indicators as the package computes them."""
    base = invited - outside
    outcomes = {"complete": answered, "partial": 0, "refusal": 5, "unknown": base - answered - 5}
    outcomes |= {"not_eligible": outside, "non_contact": 0, "other": 0, "unknown_other": 0}
    common = {"subject": "respons", "n": invited, "method": "aapor"}
    rows: list[dict[str, Any]] = [
        {**common, "statistic": "n", "category": name, "estimate": n} for name, n in outcomes.items()
    ]
    variation = spread / (answered / base)
    numbers = [1 - 2 * spread, variation, variation, 1 - 1.5 * spread]
    indicator = {"subject": "representativiteit", "n": base}
    rows += [
        {**indicator, "statistic": name, "estimate": number}
        for name, number in zip(INDICATORS, numbers, strict=True)
    ]
    rows[-1] |= {"se": 0.0123456, "ci_low": 0.8765432, "ci_high": 0.9345678}
    rows.append({**indicator, "statistic": "partial_r_conditional", "group_by": "size", "estimate": 0.02083})
    return survey(rows)


def possible(safe: pd.DataFrame, *, answered: int, invited: int) -> set[int]:
    """The numbers outside the target group that give the indicators as they are shown."""
    by = safe[safe["subject"] == "representativiteit"].set_index("statistic")["estimate"]
    bases = set(safe.loc[safe["subject"] == "representativiteit", "n"].dropna())
    found = set()
    for outside in range(60):
        base = invited - outside
        # Every spread that rounds to the indicator that is shown.
        spreads = [(1 - by["r_indicator"]) / 2 + step * 1e-4 for step in range(-25, 26)]
        if any(abs(one * base / answered - by["propensity_cv"]) <= 0.005 for one in spreads) and (
            not bases or base in bases
        ):
            found.add(outside)
    return found


def test_the_base_of_the_indicators_does_not_tell_who_is_outside_the_target_group():
    table = wave(3, answered=186, invited=459, spread=0.05611)
    assert possible(table, answered=186, invited=459) == {3}
    safe, audit = protect(table, RULES)
    assert len(possible(safe, answered=186, invited=459)) > RULES.minimum_width
    mine = safe[safe["subject"] == "representativiteit"]
    assert mine["n"].isna().all()
    shown = mine.set_index("statistic")
    assert shown["estimate"].tolist() == pytest.approx([0.89, 0.14, 0.14, 0.92, 0.021], abs=1e-9)
    assert shown.loc["r_adjusted", ["se", "ci_low", "ci_high"]].tolist() == [0.01, 0.88, 0.93]
    rules = audit.loc[audit["subject"] == "representativiteit", "rule"]
    assert rules.tolist() == ["afgerond"] * 5


@pytest.mark.parametrize(("outside", "hidden"), [(3, True), (0, False), (12, False)])
def test_the_base_goes_only_where_the_number_outside_the_target_group_is_hidden(outside: int, hidden: bool):
    safe, _ = protect(wave(outside, answered=186, invited=459, spread=0.05611), RULES)
    assert safe.loc[safe["subject"] == "representativiteit", "n"].isna().all() == hidden


def test_indicators_that_still_tell_too_much_when_rounded_are_not_shown():
    safe, audit = protect(wave(2, answered=30, invited=60, spread=0.25), RULES)
    mine = safe[safe["subject"] == "representativiteit"]
    assert mine[["estimate", "n", "ci_low"]].isna().all().all()
    assert mine["note"].str.startswith("niet getoond").all()
    assert "gekoppeld" in set(audit.loc[audit["subject"] == "representativiteit", "rule"])
