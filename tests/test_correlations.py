"""Correlations of scores, and the set of items that is no scale."""

import numpy as np
import pandas as pd
import pytest
from baselines import from_r, items, scores
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.analysis import correlations, item_set
from stagepact_research.analysis.errors import ConstantScores, TooFewScores
from stagepact_research.estimates import lookup, validate

CONSTANT = {"wave": "2024", "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}
ROWS = correlations(scores(), constant=CONSTANT)


def test_correlations_p_values_and_intervals_agree_with_r() -> None:
    columns = {"r": "estimate", "low": "ci_low", "high": "ci_high", "p": "estimate"}
    for statistic, column in columns.items():
        for pair, expected in from_r("correlations", statistic).items():
            row = lookup(ROWS, subject=pair, statistic="p" if statistic == "p" else "r", method="pearson")
            assert row[column] == pytest.approx(expected, rel=1e-9)


def test_every_pair_stands_once_in_the_order_of_the_columns() -> None:
    assert len(ROWS) == 2 * 6
    assert ROWS["subject"].iloc[0] == "voorbereiding~zoeken"
    assert len(validate(ROWS)) == 12


def test_each_pair_uses_everyone_with_both_scores() -> None:
    assert lookup(ROWS, subject="voorbereiding~begeleiding", statistic="r")["n"] == 120
    assert lookup(ROWS, subject="zoeken~contact", statistic="r")["n"] == 117


def test_a_perfect_correlation_has_a_p_value_of_zero() -> None:
    found = correlations(pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 4, 6, 8]}))
    r = lookup(found, statistic="r")
    assert (r["estimate"], r["ci_low"], r["ci_high"]) == pytest.approx((1, 1, 1))
    assert lookup(found, statistic="p")["estimate"] == pytest.approx(0, abs=1e-12)


def test_three_respondents_give_a_correlation_without_an_interval() -> None:
    r = lookup(correlations(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 2, 6]})), statistic="r")
    assert np.isnan(r["ci_low"])


def test_correlations_that_do_not_exist_are_refused() -> None:
    with pytest.raises(TooFewScores) as caught:
        correlations(pd.DataFrame({"a": [1.0, 2, np.nan], "b": [2.0, 3, 4]}))
    assert caught.value.n == 2
    with pytest.raises(ConstantScores):
        correlations(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 2, 2]}))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=4, max_size=30), st.integers(1, 9)
)
def test_a_correlation_lies_between_minus_one_and_one_and_turns_with_its_scale(
    pairs: list[tuple[int, int]], unit: int
) -> None:
    frame = pd.DataFrame(pairs, columns=["a", "b"], dtype="float64")
    assume(frame["a"].nunique() > 1)
    assume(frame["b"].nunique() > 1)
    r = lookup(correlations(frame), statistic="r")
    assert -1 <= r["ci_low"] <= r["estimate"] <= r["ci_high"] <= 1
    turned = lookup(correlations(frame.assign(b=7 - unit * frame["b"])), statistic="r")
    assert turned["estimate"] == pytest.approx(-r["estimate"], abs=1e-12)


def test_a_set_of_items_has_a_mean_and_its_correlations_and_no_score() -> None:
    frame, scale = items(), items()["x1"].rename("zoeken").to_frame()
    found = item_set(frame, ["y1", "y2"], scale, constant=CONSTANT)
    assert len(validate(found)) == len(found)
    mean = lookup(found, subject="y1+y2", statistic="mean")
    assert mean["estimate"] == pytest.approx(frame[["y1", "y2"]].mean(axis=1).mean())
    assert lookup(found, subject="y1~y2", statistic="r")["estimate"] == pytest.approx(
        frame["y1"].corr(frame["y2"])
    )
    both = frame[["y1", "y2"]].mean(axis=1).corr(scale["zoeken"])
    assert lookup(found, subject="zoeken~y1+y2", statistic="r")["estimate"] == pytest.approx(both)
