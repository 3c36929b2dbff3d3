"""Small counts are not published, nor those from which they follow."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.analysis.suppression import count_row, hide_reasons, suppress
from stagepact_research.estimates import HIDDEN, tidy
from stagepact_research.weighting.errors import InvalidSetting

Table = tuple[int, ...]
Published = tuple[int, tuple[int | None, ...]]


def publish(table: Table, minimum: int) -> Published:
    """What everybody sees: the total, and every count or that it is hidden."""
    shown = suppress(pd.Series(table), minimum)
    return sum(table), tuple(None if np.isnan(count) else int(count) for count in shown)


@cache
def possible(published: Published, minimum: int) -> tuple[Table, ...]:
    """All tables of which the rule publishes just this: what an attacker can enumerate."""
    total, shown = published
    hidden = [place for place, count in enumerate(shown) if count is None]
    left, found = total - sum(count or 0 for count in shown), []
    for some in product(range(left + 1), repeat=len(hidden) - 1):
        if sum(some) <= left:
            own = dict(zip(hidden, (*some, left - sum(some)), strict=True))
            table = tuple(own.get(place, count or 0) for place, count in enumerate(shown))
            if publish(table, minimum) == published:
                found.append(table)
    return tuple(found)


def test_a_small_count_takes_the_smallest_other_with_it() -> None:
    shown = suppress(pd.Series({"a": 40, "b": 12, "c": 3, "d": 0}), 5)
    assert shown[["a", "d"]].tolist() == [40, 0]
    assert shown[["b", "c"]].isna().all()


def test_small_counts_that_would_follow_from_their_sum_take_another_with_them() -> None:
    for small in ([1, 1], [4, 4], [2, 3]):
        shown = suppress(pd.Series([*small, 30, 90]), 5)
        assert shown.isna().tolist() == [True, True, True, False]


def test_everything_is_hidden_where_the_others_would_tell() -> None:
    for table in ([1, 1, 50], [1, 5, 60, 0], [4, 50, 50], [0, 0, 3], [1, 3, 3, 3, 0]):
        assert suppress(pd.Series(table), 5).isna().all()


def test_zeros_and_large_counts_stay() -> None:
    assert suppress(pd.Series({"a": 0, "b": 5}), 5).tolist() == [0, 5]


def test_a_hidden_count_says_why() -> None:
    assert "minder dan 5" in count_row("x", float("nan"), 5)["note"]
    assert "note" not in count_row("x", 7, 5)


def test_a_minimum_under_which_only_one_number_lies_hides_nothing_and_is_refused() -> None:
    with pytest.raises(InvalidSetting):
        suppress(pd.Series([1, 1]), 2)


def test_the_argument_and_labels_stay() -> None:
    counts = pd.Series([1, 1, 90, 30, 0], index=["a", "a", "b", "c", "c"])
    shown = suppress(counts, 5)
    assert counts.tolist() == [1, 1, 90, 30, 0]
    assert shown.index.tolist() == counts.index.tolist()
    assert shown.isna().tolist() == [True, True, False, True, False]


SMALL_TABLES = st.lists(st.integers(0, 12), min_size=2, max_size=4).filter(lambda table: sum(table) <= 24)


@given(SMALL_TABLES, st.integers(3, 6))
@settings(max_examples=60, deadline=None)
def test_whoever_knows_total_shown_counts_and_rule_cannot_tell_a_hidden_count(
    table: list[int], minimum: int
) -> None:
    published = publish(tuple(table), minimum)
    tables = possible(published, minimum) if None in published[1] else (tuple(table),)
    assert tuple(table) in tables
    everything = all(count is None for count in published[1])
    for place, count in enumerate(published[1]):
        if count is None:
            values = {own[place] for own in tables}
            # With everything hidden nothing is known but the total, which can be small itself.
            assert len(values) >= (min(minimum - 1, published[0] + 1) if everything else minimum)
            assert everything or set(range(1, minimum)) <= values
        else:
            assert count == table[place]
            assert not 0 < count < minimum


@pytest.mark.parametrize(("minimum", "categories", "largest"), [(3, 4, 13), (5, 3, 26), (4, 5, 9)])
def test_no_table_at_all_gives_a_hidden_count_away(minimum: int, categories: int, largest: int) -> None:
    values: dict[Published, list[set[int]]] = {}
    for table in product(range(largest + 1), repeat=categories):
        if sum(table) <= largest:
            published = publish(table, minimum)
            own = values.setdefault(published, [set() for _ in table])
            for place, count in enumerate(table):
                own[place].add(count)
    for (total, shown), own in values.items():
        for count, possibly in zip(shown, own, strict=True):
            assert count is not None or len(possibly) >= min(minimum, total + 1)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=9), st.integers(3, 8))
@settings(deadline=None)
def test_who_guesses_which_of_the_hidden_is_large_still_learns_nothing_of_the_small(
    table: list[int], minimum: int
) -> None:
    """With larger numbers: each small count can be any small number while the large one takes the rest."""
    published = publish(tuple(table), minimum)
    hidden = [place for place, count in enumerate(published[1]) if count is None]
    if not hidden or len(hidden) == len(table):
        return
    large = max(hidden, key=lambda place: table[place])
    small = [place for place in hidden if place != large]
    left = sum(table[place] for place in hidden)
    for place in small:
        for value in range(1, minimum):
            others = len(small) - 1
            assert any(
                publish(_moved(table, small, place, value, rest, large, left), minimum) == published
                for rest in range(others, others * (minimum - 1) + 1)
                if left - value - rest >= 0
            )


def _moved(
    table: list[int], small: list[int], place: int, value: int, rest: int, large: int, left: int
) -> Table:
    """The table with this small count at a value, the other small ones adding up to `rest`."""
    moved = list(table)
    others = [other for other in small if other != place]
    for number, other in enumerate(others):
        moved[other] = rest // len(others) + (number < rest % len(others))
    moved[place], moved[large] = value, left - value - rest
    return tuple(moved)


def test_reasons_of_too_few_people_are_taken_together():
    counts = {"TIJD": 18, "LEEFT": 12, "GEEN": 5, "TEAM": 3, "STAGE": 3, "KORT": 1}
    rows = tidy(
        [
            {"statistic": "n", "category": "geweigerd", "group_by": "reden", "group": code, "estimate": n}
            for code, n in counts.items()
        ]
        + [{"statistic": "n", "category": "geweigerd", "estimate": sum(counts.values())}],
        wave=2026,
        source="recruitment",
        provenance="synthetic",
        population="opleidingsteams",
        subject="veldwerk",
    )
    found = hide_reasons(rows, 5)
    shown = found[found["group_by"] == "reden"].set_index("group")["estimate"]
    assert not set(shown.index) & {"TEAM", "STAGE", "KORT"}
    assert shown.sum() == sum(counts.values())
    assert shown[HIDDEN] >= 5
    assert len(found[found["group_by"] == ""]) == 1
    enough = rows[rows["estimate"] >= 5]
    assert hide_reasons(enough, 5) is enough
