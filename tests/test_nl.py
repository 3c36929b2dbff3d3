"""Numbers as a Dutch reader expects them."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.report import nl


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [
        (28.6, 0, "29"),
        (3.45, 1, "3,5"),
        (0.285, 2, "0,29"),
        (23 / 40 * 100, 0, "58"),
        (-0.105, 2, "\u22120,11"),
        (-0.001, 2, "0,00"),
        (1234.5, 0, "1.235"),
        (float("nan"), 1, "\u2013"),
    ],
)
def test_numbers_round_half_up_and_have_a_comma(number, decimals, printed):
    assert nl.decimal(number, decimals) == printed


def test_a_row_of_the_estimates_stands_for_its_estimate():
    row = pd.Series({"estimate": 28.6, "n": 128.0, "ci_low": 21.2, "ci_high": 36.4})
    assert nl.percent(row) == "29%"
    assert nl.base(row) == "128"
    assert nl.interval(row, 0) == "21 tot 36"


@pytest.mark.parametrize(
    ("p", "printed"),
    [(0.0004, "p < 0,001"), (0.0346, "p = 0,035"), (0.9996, "p = 1,000"), (math.nan, "p = \u2013")],
)
def test_a_very_small_p_is_a_bound(p, printed):
    assert nl.p_value(p) == printed


def test_a_range_with_equal_ends_is_one_number():
    assert nl.span(58.2, 71.4, unit="%") == "58 tot 71%"
    assert nl.span(57.9, 58.2, unit="%") == "58%"


def test_small_whole_numbers_are_words():
    assert [nl.words(n) for n in (0, 8, 20, 21, 2.5)] == ["nul", "acht", "twintig", "21", "3"]


def test_a_listing_has_its_conjunction_before_the_last():
    assert nl.listing(["a"]) == "a"
    assert nl.listing(["a", "b", "c"]) == "a, b en c"
    assert nl.listing(["a", "b"], "of") == "a of b"
    assert nl.listing([]) == ""


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_rounding_agrees_with_whole_number_arithmetic(count_and_base):
    count, base = count_and_base
    assert int(nl.round_half_up(100 * count / base)) == (200 * count + base) // (2 * base)


def test_a_sentence_begins_with_a_capital_as_dutch_writes_it():
    assert [nl.capital(text) for text in ("één team", "drie teams", "")] == ["Eén team", "Drie teams", ""]
