"""What those who are missing would have to be like: tipping points, bounds, resistance, clustering."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.weighting.sensitivity import (
    adjusted,
    clustering_factor,
    resistance,
    tipping_point,
    worst_case,
)
from stagepact_research.weighting.sensitivity.errors import ImpossibleAssumption, TooFewWaves

SCALE = {"low": 1.0, "high": 5.0}


def test_the_tipping_point_is_where_the_population_reaches_the_limit():
    found = tipping_point(3.5, limit=3, above=True, share=0.8, sd=0.5, **SCALE)
    assert found.delta == pytest.approx(-0.625)
    assert found.delta_sd == pytest.approx(-1.25)
    assert found.missing_mean == pytest.approx(2.875)
    assert found.possible
    assert found.holds
    assert adjusted(3.5, 0.8, found.delta) == pytest.approx(3)


def test_a_conclusion_about_little_falls_when_those_missing_have_more():
    found = tipping_point(29, limit=50, above=False, share=0.7, low=0, high=100, sd=45)
    assert found.delta == pytest.approx(30)
    assert found.missing_mean == pytest.approx(59)


def test_a_tipping_point_outside_the_answers_cannot_be_reached():
    found = tipping_point(4.6, limit=3, above=True, share=0.3, sd=0.4, **SCALE)
    assert not found.possible
    assert worst_case(4.6, 0.3, 1, 5)[0] > 3


def test_a_conclusion_that_does_not_hold_by_itself_has_no_tipping_point():
    found = tipping_point(2.9, limit=3, above=True, share=0.5, sd=1, **SCALE)
    assert not found.holds
    assert found.delta == 0


def test_without_spread_there_is_no_number_of_standard_deviations():
    assert np.isnan(tipping_point(4, limit=3, above=True, share=0.5, sd=0, **SCALE).delta_sd)


@given(st.floats(1, 5), st.floats(1, 5), st.floats(0.01, 1), st.booleans())
def test_a_conclusion_cannot_fall_exactly_when_the_worst_case_keeps_it(estimate, limit, share, above):
    found = tipping_point(estimate, limit=limit, above=above, share=share, sd=1, **SCALE)
    lowest, highest = worst_case(estimate, share, 1, 5)
    assert lowest <= estimate <= highest
    if found.holds:
        worst = lowest if above else highest
        margin = worst - limit if above else limit - worst
        if abs(margin) > 1e-9:
            assert found.possible == (margin < 0)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ImpossibleAssumption):
        adjusted(3, share, 0)
    with pytest.raises(ImpossibleAssumption):
        worst_case(3, share, 1, 5)


def test_nobody_missing_or_no_range_is_refused():
    with pytest.raises(ImpossibleAssumption):
        tipping_point(3.5, limit=3, above=True, share=0, sd=1, **SCALE)
    with pytest.raises(ImpossibleAssumption):
        tipping_point(3.5, limit=3, above=True, share=0.5, sd=1, low=5, high=5)


def test_the_tipping_point_brackets_the_truth_where_nonresponse_depends_on_the_answer():
    """With the true difference the adjusted mean is the population's; the conclusion falls beyond tipping."""
    rng = np.random.default_rng(20245)
    for shift in (0.2, 0.6, 1.0):
        population = np.clip(rng.normal(3.2, 0.7, 40_000), 1, 5)
        took_part = rng.random(40_000) < 1 / (1 + np.exp(1.5 - shift * 2 * (population - 3.2)))
        here, missing = population[took_part], population[~took_part]
        share, delta = 1 - took_part.mean(), missing.mean() - here.mean()
        assert adjusted(here.mean(), share, delta) == pytest.approx(population.mean())
        lowest, highest = worst_case(here.mean(), share, 1, 5)
        assert lowest < population.mean() < highest
        for limit in (population.mean() - 0.05, population.mean() + 0.05):
            found = tipping_point(here.mean(), limit=limit, above=True, share=share, sd=here.std(), **SCALE)
            if found.holds:
                assert (delta < found.delta) == (population.mean() < limit)


def test_an_interval_grows_by_the_root_of_the_design_effect():
    assert clustering_factor(0.05, 21) == pytest.approx(2**0.5)
    assert clustering_factor(0, 50) == clustering_factor(0.3, 1) == 1
    with pytest.raises(ImpossibleAssumption):
        clustering_factor(1.5, 2)
    with pytest.raises(ImpossibleAssumption):
        clustering_factor(0.1, 0.5)


def test_the_slope_over_reminders_is_that_of_least_squares_with_a_robust_error():
    rng = np.random.default_rng(20246)
    reminders = pd.Series(rng.integers(0, 4, 200), dtype="float64")
    values = 3.6 - 0.1 * reminders + rng.normal(0, 0.3 + 0.2 * reminders)
    values[5] = np.nan
    found = resistance(values, reminders)
    both = pd.DataFrame({"y": values, "x": reminders}).dropna()
    model = sm.OLS(both["y"], sm.add_constant(both["x"])).fit(cov_type="HC1", use_t=True)
    assert found.slope == pytest.approx(model.params["x"], rel=1e-9)
    assert found.se == pytest.approx(model.bse["x"], rel=1e-9)
    assert found.p == pytest.approx(model.pvalues["x"], rel=1e-6)
    assert found.n == 199
    assert found.last == pytest.approx(both.loc[both["x"] == 3, "y"].mean())


def test_few_late_answers_are_joined_with_those_before_them():
    values = pd.Series([3.0, 4.0, 3.0, 4.0, 2.0, 1.0])
    found = resistance(values, pd.Series([0, 0, 1, 1, 2, 3]), minimum=2)
    assert found.groups["reminders"].tolist() == [0, 1, 2]
    assert found.groups["n"].tolist() == [2, 2, 2]
    assert found.groups["mean"].tolist() == pytest.approx([3.5, 3.5, 1.5])


def test_answers_after_the_same_effort_tell_nothing_about_resistance():
    with pytest.raises(TooFewWaves):
        resistance(pd.Series([1.0, 2.0, 3.0]), pd.Series([0, 0, 0]))
    with pytest.raises(TooFewWaves):
        resistance(pd.Series([1.0, 2.0, np.nan]), pd.Series([0, 1, 2]), minimum=2)
