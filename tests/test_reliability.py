"""Cronbach's alpha, its interval and the item-rest correlations."""

import numpy as np
import pandas as pd
import pytest
from baselines import from_r, items
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.scales import alpha_interval, cronbach_alpha, item_rest_correlations
from stagepact_research.scales.errors import (
    ConstantItem,
    ConstantTotal,
    DoubleItem,
    InvalidSetting,
    TextInItems,
    TooFewItems,
    TooFewRows,
)

SETS = {"x": ["x1", "x2", "x3", "x4", "x5"], "y": ["y1", "y2", "y3", "y4"]}


@pytest.mark.parametrize("name", ["x", "y"])
def test_alpha_and_its_interval_agree_with_psych(name: str) -> None:
    own = items()[SETS[name]]
    assert cronbach_alpha(own) == pytest.approx(from_r("reliability", "alpha")[name], abs=1e-12)
    low, high = alpha_interval(own)
    assert low == pytest.approx(from_r("reliability", "alpha_low")[name], abs=1e-9)
    assert high == pytest.approx(from_r("reliability", "alpha_high")[name], abs=1e-9)


@pytest.mark.parametrize("name", ["x", "y"])
def test_item_rest_correlations_agree_with_psych(name: str) -> None:
    found = item_rest_correlations(items()[SETS[name]])
    expected = from_r("reliability", "item_rest_r")[SETS[name]]
    pd.testing.assert_series_equal(found, expected, check_names=False, rtol=0, atol=1e-12)


def test_alpha_of_three_identical_items_is_one() -> None:
    own = pd.DataFrame({name: [1, 2, 4, 5] for name in "abc"})
    assert cronbach_alpha(own) == pytest.approx(1)
    assert alpha_interval(own) == pytest.approx((1, 1))
    assert item_rest_correlations(own).tolist() == pytest.approx([1, 1, 1])


def test_rows_with_a_missing_answer_are_left_out() -> None:
    own = items()[SETS["x"]]
    assert own.isna().any(axis=None)
    assert cronbach_alpha(own) == cronbach_alpha(own.dropna())


@pytest.mark.parametrize("dtype", ["float64", "Float64", "Int64", "object"])
def test_the_type_of_the_numbers_does_not_matter(dtype: str) -> None:
    own = items()[SETS["x"]]
    assert cronbach_alpha(own.astype("Int64").astype(dtype)) == cronbach_alpha(own)


def test_ticks_are_ones_and_zeros() -> None:
    ticks = items()[SETS["x"]].dropna() > 3
    expected = cronbach_alpha(ticks.astype(int))
    assert cronbach_alpha(ticks) == cronbach_alpha(ticks.astype("boolean")) == expected


def test_the_items_keep_their_order() -> None:
    order = ["x4", "x1", "x3"]
    assert item_rest_correlations(items()[order]).index.tolist() == order


def test_digits_that_were_read_as_text_are_refused_with_the_item_named() -> None:
    with pytest.raises(TextInItems) as caught:
        cronbach_alpha(pd.DataFrame({"q02a": [1, 2, 3], "q02b": ["1", "2", "5"]}))
    assert (caught.value.item, caught.value.value) == ("q02b", "1")
    assert "is geen getal" in caught.value.sentence()


def test_an_item_that_everyone_answers_alike_is_named() -> None:
    with pytest.raises(ConstantItem) as caught:
        cronbach_alpha(pd.DataFrame({"q02a": [1, 2, 3], "q02b": [4, 4, 4]}))
    assert (caught.value.item, caught.value.value) == ("q02b", 4)


def test_items_that_cancel_each_other_have_no_alpha() -> None:
    with pytest.raises(ConstantTotal):
        cronbach_alpha(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}))


def test_an_item_whose_rest_is_constant_has_no_item_rest_correlation() -> None:
    with pytest.raises(ConstantTotal):
        item_rest_correlations(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1], "c": [1, 5, 2]}))


def test_one_item_is_too_few() -> None:
    with pytest.raises(TooFewItems):
        cronbach_alpha(pd.DataFrame({"a": [1, 2, 3]}))
    with pytest.raises(TooFewItems):
        cronbach_alpha(pd.DataFrame())


def test_one_complete_row_is_too_few() -> None:
    with pytest.raises(TooFewRows) as caught:
        cronbach_alpha(pd.DataFrame({"a": [1, np.nan, 3], "b": [2, 4, np.nan]}))
    assert caught.value.rows == 1


def test_an_infinite_answer_is_refused() -> None:
    with pytest.raises(TextInItems):
        cronbach_alpha(pd.DataFrame({"a": [1, 2, np.inf], "b": [1.0, 2, 3]}))


@pytest.mark.parametrize(
    "column",
    [np.array([1 + 2j, 2, 4]), pd.Series([1 + 2j, 2, 4], dtype=object), [np.complex128(1 + 2j), "", 4]],
)
def test_a_complex_answer_is_refused_and_not_halved(column: object) -> None:
    answers = pd.DataFrame({"a": column, "b": [1.0, 2, 3]})
    with pytest.raises(TextInItems) as caught:
        cronbach_alpha(answers)
    assert (caught.value.item, caught.value.value) == ("a", 1 + 2j)


def test_a_double_item_is_refused() -> None:
    with pytest.raises(DoubleItem):
        cronbach_alpha(pd.DataFrame([[1, 2], [2, 3]], columns=["a", "a"]))


def test_a_confidence_level_of_95_is_refused() -> None:
    with pytest.raises(InvalidSetting):
        alpha_interval(items(), level=95)


ROWS = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=5, max_size=30)


def usable(rows: list[list[int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list("abcd"))
    assume((frame.nunique() > 1).all())
    assume(all(frame.drop(columns=name).sum(axis=1).nunique() > 1 for name in frame))
    assume(frame.sum(axis=1).nunique() > 1)
    return frame


@settings(deadline=None, max_examples=40, derandomize=True)
@given(ROWS, st.integers(-9, 9), st.floats(0.1, 9))
def test_alpha_is_at_most_one_and_does_not_depend_on_origin_and_unit(
    rows: list[list[int]], shift: int, unit: float
) -> None:
    frame = usable(rows)
    found = cronbach_alpha(frame)
    assert found <= 1 + 1e-12
    assert cronbach_alpha((frame + shift) * unit) == pytest.approx(found, abs=1e-8)
    low, high = alpha_interval(frame)
    assert low <= high <= 1 + 1e-12


@settings(deadline=None, max_examples=40, derandomize=True)
@given(ROWS, st.randoms(use_true_random=False))
def test_reliability_does_not_depend_on_the_order_of_rows_and_items(
    rows: list[list[int]], random: object
) -> None:
    frame = usable(rows)
    shuffled_rows, shuffled_items = list(frame.index), list(frame.columns)
    random.shuffle(shuffled_rows)  # type: ignore[attr-defined]
    random.shuffle(shuffled_items)  # type: ignore[attr-defined]
    shuffled = frame.loc[shuffled_rows, shuffled_items]
    assert cronbach_alpha(shuffled) == pytest.approx(cronbach_alpha(frame), abs=1e-12)
    rest, other = item_rest_correlations(frame), item_rest_correlations(shuffled)
    assert other[frame.columns].tolist() == pytest.approx(rest.tolist(), abs=1e-9)
    assert rest.between(-1, 1).all()
