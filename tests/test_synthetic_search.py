"""The integers behind the synthetic wave agree with the statistics they stand for."""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.analysis import compare_groups
from stagepact_research.estimates import lookup
from stagepact_research.responses.synthetic.background import deal_levels, level_sizes, shares
from stagepact_research.responses.synthetic.errors import ImpossibleTarget, NotReached
from stagepact_research.responses.synthetic.integers import (
    alpha_e4,
    counts_for,
    covariances,
    eta2_e4,
    f_e4,
    item_rest_e4,
    percent,
    ratio_e4,
    shuffled,
)
from stagepact_research.responses.synthetic.margins import (
    Margin,
    draw_three,
    draw_yes_no,
    possible_bases,
    reach_mean,
)
from stagepact_research.responses.synthetic.placing import Block, PlacingTarget, place
from stagepact_research.responses.synthetic.vectors import MISSING, ScaleTarget, deal, score
from stagepact_research.scales import cronbach_alpha, item_rest_correlations

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

FIGUUR_4_2 = [(2, 4, 95), (3, 8, 89), (3, 12, 85), (5, 16, 79), (16, 21, 63), (19, 23, 58), (10, 36, 54)]
ORDER = ("afwezig", "beperkt", "aanwezig")
likert = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=6, max_size=40)


@given(likert)
@settings(deadline=None)
def test_alpha_and_item_rest_are_those_of_the_scales(rows: list[list[int]]) -> None:
    items = pd.DataFrame(rows, columns=list("abcd"))
    rest = [items.drop(columns=c).sum(axis=1) for c in items]
    assume(all(items[c].nunique() > 1 for c in items) and all(r.nunique() > 1 for r in rest))
    assume(items.sum(axis=1).nunique() > 1)
    cov = covariances(items.to_numpy())
    assert alpha_e4(cov) / 10_000 == pytest.approx(cronbach_alpha(items), abs=2e-4, rel=2e-4)
    expected = item_rest_correlations(items).tolist()
    assert [r / 10_000 for r in item_rest_e4(cov)] == pytest.approx(expected, abs=2e-4)


def test_f_and_eta_squared_are_those_of_the_group_comparison() -> None:
    rng = Random(1)
    groups = [[rng.randrange(1, 6) for _ in range(n)] for n in (9, 12, 15)]
    scores = pd.DataFrame({"x": [v for g in groups for v in g]})
    names = pd.Series([n for n, g in zip("abc", groups, strict=True) for _ in g], name="groep")
    rows = compare_groups(scores, names)
    f = float(lookup(rows, subject="x", statistic="f", method="anova")["estimate"])
    eta2 = float(lookup(rows, subject="x", statistic="eta2", method="anova")["estimate"])
    assert f_e4(groups) / 10_000 == pytest.approx(f, abs=2e-4)
    assert eta2_e4(f_e4(groups), 3, 36) / 10_000 == pytest.approx(eta2, abs=2e-4)


def test_a_percentage_rounds_half_up() -> None:
    assert [percent(k, 8) for k in (1, 3, 5)] == [13, 38, 63]
    assert list(counts_for((13, 13), 8)) == [1]
    assert list(counts_for((14, 14), 8)) == []


def test_a_constant_has_no_correlation() -> None:
    assert ratio_e4(5, 0, 3) == 0
    assert ratio_e4(-4, 4, 4) == -10_000


def test_figuur_4_2_allows_only_nine_bases() -> None:
    assert possible_bases(FIGUUR_4_2, range(100, 140)) == [110, 113, 114, 128, 129, 130, 131, 132, 133]


@given(st.lists(st.integers(), max_size=30), st.integers(0, 2**32))
def test_shuffling_keeps_everything(values: list[int], seed: int) -> None:
    assert sorted(shuffled(Random(seed), values)) == sorted(values)


@given(st.integers(0, 500))
@settings(deadline=None, max_examples=30)
def test_a_margin_lies_within_its_bounds(seed: int) -> None:
    bounds = {"aanwezig": (50, 60), "niet_van_toepassing": (2, 4)}
    margin = draw_three(Random(seed), "q", 120, bounds, ORDER)
    assert margin.valid + margin.special == 120
    assert 50 <= percent(margin.values[4] + margin.values[5], 120) <= 60
    assert 2 <= percent(margin.special, 120) <= 4


def test_bounds_that_no_count_meets_are_refused_by_name() -> None:
    with pytest.raises(ImpossibleTarget, match="q05a"):
        draw_three(Random(1), "q05a", 3, {"afwezig": (10, 12)}, ORDER)
    with pytest.raises(ImpossibleTarget, match="q07a"):
        draw_yes_no(Random(1), "q07a", 3, {"ja": (10, 12), "weet_ik_niet": (0, 5)})


def test_reaching_a_mean_keeps_the_collapsed_counts() -> None:
    margin = Margin("q", {1: 10, 2: 20, 3: 30, 4: 30, 5: 10})
    (met,) = reach_mean(Random(3), [margin], 320)
    assert met.points == 320
    assert met.values[1] + met.values[2] == 30
    assert met.values[3] == 30


def test_a_mean_out_of_reach_is_refused() -> None:
    with pytest.raises(ImpossibleTarget):
        reach_mean(Random(3), [Margin("q", {1: 5, 2: 5, 3: 80, 4: 5, 5: 5})], 450)


def test_dealt_answers_have_the_printed_alpha_and_every_answer() -> None:
    margins = [Margin(f"q{i}", {1: 10, 2: 20, 3: 30, 4: 30, 5: 8}, 2) for i in range(4)]
    table = deal(Random(5), margins, 100, ScaleTarget("x", alpha=8000, item_rest_minimum=4000))
    complete = table[(table != MISSING).all(axis=1)]
    assert 7980 <= alpha_e4(covariances(complete)) <= 8020
    assert [(table[:, i] == 5).sum() for i in range(4)] == [8] * 4
    assert (table == MISSING).sum(axis=1).max() == 1


def test_an_alpha_that_the_margins_forbid_is_refused() -> None:
    margins = [Margin("a", {1: 1, 2: 0, 3: 0, 4: 0, 5: 59}), Margin("b", {1: 59, 2: 0, 3: 0, 4: 0, 5: 1})]
    with pytest.raises(NotReached):
        deal(Random(5), margins, 60, ScaleTarget("x", alpha=9500, item_rest_minimum=9000))


def test_a_score_needs_enough_valid_answers() -> None:
    table = np.array([[5, 5, 4], [5, MISSING, 4], [MISSING, MISSING, 4]])
    assert score(table, 2) == [14 * 140, 9 * 210, None]


def test_placing_reaches_the_correlation_and_keeps_every_vector() -> None:
    rng = Random(9)
    values = {name: np.array([rng.randrange(1, 100) for _ in range(80)]) for name in "ab"}
    blocks = {name: Block(name, v, 0, 80) for name, v in values.items()}
    order = place(Random(1), blocks, PlacingTarget({("a", "b"): (4950, 5050)}, {}))
    placed = {name: values[name][order[name]] for name in "ab"}
    assert np.corrcoef(placed["a"], placed["b"])[0, 1] == pytest.approx(0.5, abs=0.006)
    assert sorted(placed["a"]) == sorted(values["a"])


def test_a_correlation_beyond_one_is_not_reached() -> None:
    values = np.array([1, 2, 3, 4, 5, 6, 7, 80])
    blocks = {name: Block(name, values, 0, 8) for name in "ab"}
    with pytest.raises(NotReached, match="samenhang"):
        place(Random(1), blocks, PlacingTarget({("a", "b"): (10_500, 10_600)}, {}), attempts=1)


def test_levels_and_sizes_are_those_of_tabel_4_2() -> None:
    totals = {"q16entree": 16, "q16niv2": 43, "q16niv3": 72, "q16niv4": 84}
    sizes = level_sizes(totals, 42, 40, 111)
    assert [sizes.count(k) for k in (1, 2, 3, 4)] == [42, 40, 23, 6]
    teams = deal_levels(Random(2), totals, sizes)
    assert {level: sum(level in t for t in teams) for level in totals} == totals
    assert sorted(map(len, teams)) == sizes


def test_shares_add_up() -> None:
    assert shares({"j": 45, "n": 25, "w": 30}, 111) == {"j": 49, "n": 27, "w": 35}
    assert shares({"j": 25}, 111) == {"j": 27, "": 84}
