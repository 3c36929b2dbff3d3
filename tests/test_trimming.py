"""Trimming keeps the total, and what unequal weights cost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.weighting import design_effect, effective_size, trim_weights
from stagepact_research.weighting.errors import ImpossibleBounds, InvalidSetting, InvalidWeight, NoRows

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=40).map(lambda values: pd.Series(values))


def test_the_excess_goes_to_the_untrimmed_in_proportion() -> None:
    found = trim_weights(pd.Series([1.0, 2.0, 7.0]), upper=5)
    assert found.tolist() == pytest.approx([5 / 3, 10 / 3, 5])


def test_a_weight_that_redistribution_lifts_over_the_bound_is_trimmed_as_well() -> None:
    found = trim_weights(pd.Series([1.0, 3.9, 7.1]), upper=4.5)
    assert found.tolist() == pytest.approx([3, 4.5, 4.5])


def test_five_times_the_median_is_the_bound_unless_given() -> None:
    weights = pd.Series([1.0] * 9 + [12.0])
    found = trim_weights(weights)
    assert found.tolist() == pytest.approx([16 / 9] * 9 + [5])
    pd.testing.assert_series_equal(trim_weights(weights[:9]), weights[:9])


def literally(weights: pd.Series, upper: float) -> np.ndarray:
    """Cap, redistribute over the untrimmed in proportion, and again until the cap holds."""
    values, trimmed = weights.to_numpy(), np.zeros(len(weights), dtype=bool)
    while (values > upper * (1 + 1e-13)).any():
        trimmed |= values > upper * (1 + 1e-13)
        values = np.where(trimmed, upper, values)
        if trimmed.all():
            break
        rest = weights.sum() - upper * trimmed.sum()
        values = np.where(trimmed, upper, values * rest / values[~trimmed].sum())
    return values


@given(WEIGHTS, st.floats(1.001, 5))
@settings(deadline=None)
def test_one_bound_gives_what_repeating_gives(weights: pd.Series, times: float) -> None:
    upper = float(weights.mean() * times)
    np.testing.assert_allclose(trim_weights(weights, upper=upper), literally(weights, upper), rtol=1e-8)


@given(WEIGHTS, st.floats(1.0, 5), st.floats(0, 1))
@settings(deadline=None)
def test_bounds_hold_the_total_stays_and_no_weight_overtakes_another(
    weights: pd.Series, above: float, below: float
) -> None:
    mean = float(weights.mean())
    found = trim_weights(weights, upper=mean * above, lower=mean * below)
    assert found.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.between(mean * below * (1 - 1e-9), mean * above * (1 + 1e-9)).all()
    assert found[weights.sort_values().index].diff().dropna().ge(-1e-9 * mean).all()
    inside = (found > mean * below * (1 + 1e-9)) & (found < mean * above * (1 - 1e-9))
    if inside.any():
        ratio = (found / weights)[inside]
        assert ratio.max() / ratio.min() == pytest.approx(1, rel=1e-9)


def test_bounds_that_cannot_hold_the_total_are_refused() -> None:
    weights = pd.Series([1.0, 2.0, 3.0])
    for bounds in ({"upper": 1.9}, {"lower": 2.1}, {"upper": 3, "lower": 4}):
        with pytest.raises(ImpossibleBounds, match="Verruim"):
            trim_weights(weights, **bounds)
    with pytest.raises(ImpossibleBounds):
        trim_weights(pd.Series([1.0, 1.0, 1000.0]), upper=5)
    with pytest.raises(ImpossibleBounds):
        trim_weights(pd.Series([1.0, 1.0, 1000.0]), lower=400)


def test_where_five_times_the_median_cannot_hold_the_total_twice_the_mean_is_the_bound() -> None:
    found = trim_weights(pd.Series([1.0, 1.0, 1000.0]))
    assert found.tolist() == pytest.approx([167, 167, 668])
    assert trim_weights(pd.Series([1.0, 1.0, 12.9])).tolist() == pytest.approx([4.95, 4.95, 5])


@given(WEIGHTS)
@settings(deadline=None)
def test_without_given_bounds_trimming_is_always_possible(weights: pd.Series) -> None:
    found = trim_weights(weights)
    assert found.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert found.max() <= max(5 * weights.median(), 2 * weights.mean()) * (1 + 1e-9)


@pytest.mark.parametrize(
    "bounds", [{"upper": 0}, {"upper": np.nan}, {"upper": np.inf}, {"lower": -1}, {"lower": np.nan}]
)
def test_bounds_are_positive_numbers(bounds: dict[str, float]) -> None:
    with pytest.raises(InvalidSetting):
        trim_weights(pd.Series([1.0, 2.0]), **bounds)


def test_index_name_and_argument_are_kept() -> None:
    weights = pd.Series([1.0, 2.0, 30.0], index=["a", "b", "a"], name="gewicht")
    found = trim_weights(weights, upper=15)
    assert weights.tolist() == [1, 2, 30]
    assert (found.index.tolist(), found.name) == (["a", "b", "a"], "gewicht")


def test_half_of_the_weights_doubled_costs_a_ninth() -> None:
    weights = pd.Series([1.0, 1.0, 2.0, 2.0])
    assert design_effect(weights) == pytest.approx(10 / 9)
    assert effective_size(weights) == pytest.approx(3.6)


@given(WEIGHTS, st.floats(1e-200, 1e200))
@settings(deadline=None)
def test_the_design_effect_is_at_least_one_and_has_no_scale(weights: pd.Series, scale: float) -> None:
    found = design_effect(weights)
    assert 1 <= found <= len(weights) * (1 + 1e-12)
    assert design_effect(weights * scale) == pytest.approx(found, rel=1e-9)
    assert 1 - 1e-12 <= effective_size(weights) <= len(weights)


@pytest.mark.parametrize("use", [trim_weights, design_effect, effective_size])
def test_weights_that_are_none_are_refused(use: object) -> None:
    for value in (0, -1, np.nan, np.inf, None, "x"):
        with pytest.raises(InvalidWeight, match="rij 1"):
            use(pd.Series([1.0, value, 2.0]))  # type: ignore[operator]
    with pytest.raises(NoRows):
        use(pd.Series(dtype=float))  # type: ignore[operator]
