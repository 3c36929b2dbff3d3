"""The ordinal model of a change agrees with polr, clm and svyolr, and says when it does not exist."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from change_data import earlier, from_r, later
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.analysis.change import ordinal_change, ordinal_changes
from stagepact_research.analysis.errors import InvalidLevel, OneAnswer, SeparatedAnswers
from stagepact_research.estimates import select

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

BEFORE, AFTER = earlier(), later()
WEIGHTS = BEFORE["weight"], AFTER["weight"]


@pytest.mark.parametrize("item", ["q1", "q2"])
def test_without_a_design_it_is_the_likelihood_of_clm_and_polr(item: str) -> None:
    found = ordinal_change(BEFORE[item], AFTER[item])
    assert found.log_odds == pytest.approx(from_r("clm", "log_odds")[item], rel=1e-8)
    assert found.se == pytest.approx(from_r("clm", "se")[item], rel=1e-7)
    assert found.p == pytest.approx(from_r("clm", "p")[item], rel=1e-7)
    expected = from_r("clm", "threshold")
    np.testing.assert_allclose(found.thresholds, expected[expected.index.str.startswith(item)], rtol=1e-7)
    assert found.log_odds == pytest.approx(from_r("polr", "log_odds")[item], rel=1e-5)
    assert found.se == pytest.approx(from_r("polr", "se")[item], rel=1e-5)


@pytest.mark.parametrize("item", ["q1", "q2"])
def test_proportional_odds_are_tested_as_clm_does(item: str) -> None:
    found = ordinal_change(BEFORE[item], AFTER[item]).proportional
    assert found.method == "lr"
    assert found.statistic == pytest.approx(from_r("clm", "lr")[item], rel=1e-6)
    assert found.p == pytest.approx(from_r("clm", "lr_p")[item], rel=1e-6)


@pytest.mark.parametrize("item", ["q1", "q2"])
@pytest.mark.parametrize("kind", ["clusters", "persons"])
def test_with_weights_it_is_svyolr(item: str, kind: str) -> None:
    clusters = (None, AFTER["cluster"] if kind == "clusters" else None)
    found = ordinal_change(BEFORE[item], AFTER[item], weights=WEIGHTS, clusters=clusters)
    assert found.log_odds == pytest.approx(from_r(f"svyolr_{kind}", "log_odds")[item], rel=1e-6)
    assert found.se == pytest.approx(from_r(f"svyolr_{kind}", "se")[item], rel=1e-5)


@pytest.mark.parametrize("item", ["q1", "q2"])
def test_the_cuts_and_their_test_agree_with_svyglm(item: str) -> None:
    own = ordinal_change(BEFORE[item], AFTER[item], weights=WEIGHTS, clusters=(None, AFTER["cluster"]))
    found, odds = own.proportional, from_r("cuts", "log_odds")
    np.testing.assert_allclose(found.log_odds, odds[odds.index.str.startswith(item)], rtol=1e-7)
    assert found.statistic == pytest.approx(from_r("cuts", "f")[item], rel=1e-6)
    assert found.p == pytest.approx(from_r("cuts", "p")[item], rel=1e-6)


def test_two_answers_are_a_logistic_regression() -> None:
    found = ordinal_change(BEFORE["ja"], AFTER["ja"])
    counts = [[(frame["ja"] == one).sum() for one in (0, 1)] for frame in (BEFORE, AFTER)]
    (a, b), (c, d) = counts
    assert found.log_odds == pytest.approx(np.log(d / c) - np.log(b / a))
    assert found.se == pytest.approx(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))
    assert np.isnan(found.proportional.p)
    assert "twee antwoorden" in found.proportional.remark


ANSWERS = st.lists(st.integers(1, 5), min_size=2, max_size=40)


@settings(max_examples=80, deadline=None)
@given(ANSWERS, ANSWERS)
def test_it_exists_exactly_when_the_waves_overlap_and_turns_with_them(a: list[int], b: list[int]) -> None:
    one, two = pd.Series(a, dtype=float), pd.Series(b, dtype=float)
    if len(set(a + b)) == 1:
        with pytest.raises(OneAnswer):
            ordinal_change(one, two)
    elif max(a) <= min(b) or max(b) <= min(a):
        with pytest.raises(SeparatedAnswers):
            ordinal_change(one, two)
    else:
        there, back = ordinal_change(one, two), ordinal_change(two, one)
        assert there.log_odds == pytest.approx(-back.log_odds, rel=1e-6, abs=1e-7)
        assert there.se == pytest.approx(back.se, rel=1e-6)
        mirrored = ordinal_change(6 - one, 6 - two)
        assert there.log_odds == pytest.approx(-mirrored.log_odds, rel=1e-6, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(ANSWERS, ANSWERS)
def test_whole_weights_count_a_respondent_more_than_once(a: list[int], b: list[int]) -> None:
    assume(not (max(a) <= min(b) or max(b) <= min(a)))
    one, two = pd.Series(a, dtype=float), pd.Series(b, dtype=float)
    weights = pd.Series([1.0 + place % 3 for place in range(len(a))])
    repeated = one.repeat(weights.astype(int)).reset_index(drop=True)
    weighted = ordinal_change(one, two, weights=(weights, None))
    assert weighted.log_odds == pytest.approx(ordinal_change(repeated, two).log_odds, rel=1e-6, abs=1e-7)


def test_an_answer_that_a_wave_lacks_is_told_beside_the_test_of_proportional_odds() -> None:
    first = pd.Series([1, 2, 3, 2, 3, 2] * 5, dtype=float)
    last = pd.Series([2, 3, 2, 2, 3, 2] * 5, dtype=float)
    plain = ordinal_change(first, last).proportional
    assert np.isinf(plain.log_odds).any()
    assert "kleiner dan 5" in plain.remark
    weighted = ordinal_change(first, last, weights=(None, pd.Series(1.5, last.index))).proportional
    assert np.isnan(weighted.p)
    assert "komt in een van de rondes niet voor" in weighted.remark


def test_rows_of_many_items_give_a_reason_for_the_item_that_has_no_model() -> None:
    first, last = BEFORE[["q1", "q2"]].assign(q3=2.0), AFTER[["q1", "q2"]].assign(q3=2.0)
    rows = ordinal_changes(first, last)
    assert select(rows, subject="q1", statistic="odds_ratio")["estimate"].iloc[0] > 1
    lost = select(rows, subject="q3")
    assert lost["statistic"].tolist() == ["odds_ratio"]
    assert lost["estimate"].isna().all()
    assert "hetzelfde antwoord" in lost["note"].iloc[0]
    assert not rows.duplicated(["subject", "statistic", "variant"]).any()


def test_an_impossible_level_is_refused() -> None:
    with pytest.raises(InvalidLevel):
        ordinal_change(BEFORE["q1"], AFTER["q1"], level=1.0)
