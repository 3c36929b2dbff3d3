"""Small counts are not published, nor those from which they follow."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.analysis.suppression import count_row, suppress


def test_a_small_count_takes_the_smallest_other_with_it():
    shown = suppress(pd.Series({"a": 40, "b": 12, "c": 3}), 5)
    assert shown["a"] == 40
    assert shown[["b", "c"]].isna().all()


def test_two_small_counts_hide_each_other():
    shown = suppress(pd.Series({"a": 40, "b": 2, "c": 3}), 5)
    assert shown["a"] == 40
    assert shown[["b", "c"]].isna().all()


def test_without_another_count_to_hide_with_zeros_are_hidden_too():
    assert suppress(pd.Series({"a": 0, "b": 0, "c": 3}), 5).isna().all()


def test_zeros_and_large_counts_stay():
    assert suppress(pd.Series({"a": 0, "b": 5}), 5).tolist() == [0, 5]


def test_a_hidden_count_says_why():
    assert "minder dan 5" in count_row("x", float("nan"), 5)["note"]
    assert "note" not in count_row("x", 7, 5)


@given(st.lists(st.integers(0, 12), min_size=2, max_size=8), st.integers(2, 6))
def test_no_small_count_follows_from_the_total(numbers, minimum):
    counts = pd.Series(numbers)
    shown = suppress(counts, minimum)
    hidden = shown.isna()
    assert not ((shown > 0) & (shown < minimum)).any()
    assert hidden.sum() != 1
    assert (shown[~hidden] == counts[~hidden]).all()
