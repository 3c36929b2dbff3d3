"""Small categories are joined by rule, in the respondents and in the margin alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.weighting import collapse, collapse_margin, rake
from stagepact_research.weighting.errors import InvalidSetting, NotNumeric, UnknownCategory

GROUPS = {"bouw": "techniek", "ict": "techniek", "zorg": "mens", "welzijn": "mens", "handel": "economie"}


def respondents(**counts: int) -> pd.Series:
    return pd.Series([name for name, count in counts.items() for _ in range(count)], name="sector")


def test_a_small_category_joins_the_smallest_of_its_own_group() -> None:
    values = respondents(bouw=20, ict=3, zorg=15, welzijn=12, handel=11)
    found = collapse(values, 10, GROUPS)
    assert found.values.value_counts().to_dict() == {"bouw+ict": 23, "zorg": 15, "welzijn": 12, "handel": 11}
    assert found.mapping["ict"] == found.mapping["bouw"] == "bouw+ict"
    assert found.mapping["zorg"] == "zorg"
    assert found.remarks == ("Samengevoegd, wegens minder dan 10: bouw en ict.",)


def test_a_category_alone_in_its_group_joins_the_smallest_of_all() -> None:
    found = collapse(respondents(bouw=20, ict=12, zorg=15, welzijn=13, handel=2), 10, GROUPS)
    assert found.mapping["handel"] == found.mapping["ict"] == "ict+handel"


def test_what_nobody_is_in_is_joined_as_well() -> None:
    found = collapse(respondents(bouw=20, zorg=15, welzijn=13, handel=12), 1, GROUPS)
    assert found.mapping["ict"] == "bouw+ict"
    levels = pd.Categorical(["a"] * 4 + ["c"] * 5, ["c", "b", "a"])
    assert collapse(pd.Series(levels), 1).mapping == {"c": "c", "b": "b+a", "a": "b+a"}


def test_a_category_of_the_margin_without_respondents_is_joined_and_the_margin_can_be_raked() -> None:
    values = respondents(zorg=15, bouw=20, ict=12)
    margin = pd.Series({"zorg": 70.0, "handel": 20.0, "bouw": 100.0, "ict": 50.0}, name="sector")
    found = collapse(values, 10, categories=margin.index)
    assert found.mapping == {"zorg": "zorg", "handel": "handel+ict", "bouw": "bouw", "ict": "handel+ict"}
    weights = rake(found.values.to_frame(), {"sector": collapse_margin(margin, found.mapping)})
    assert weights[values == "ict"].sum() == pytest.approx(70)
    near = collapse(values, 10, GROUPS, categories=["zorg", "welzijn", "bouw", "ict"])
    assert near.mapping["welzijn"] == near.mapping["zorg"] == "zorg+welzijn"
    whole = collapse(pd.Series([2, 2, 4], name="niveau"), 1, categories=(2, 3, 4))
    assert whole.mapping == {2: 2, 3: "3+4", 4: "3+4"}


def test_remarks_name_categories_and_never_how_few_there_are() -> None:
    found = collapse(respondents(zdv=4, h=2, t=2, z=30), 5)
    assert found.remarks == ("Samengevoegd, wegens minder dan 5: h, t en zdv.",)


def test_joining_goes_on_until_everything_is_large_enough_or_one_is_left() -> None:
    found = collapse(respondents(a=1, b=2, c=3, d=100), 10)
    assert set(found.values) == {"a+b+c+d"}
    few = collapse(respondents(a=1, b=2), 10)
    assert few.mapping == {"a": "a+b", "b": "a+b"}
    assert few.remarks == ("Samengevoegd, en ook samen minder dan 10: a en b.",)
    assert collapse(respondents(a=1), 10).remarks == ("a: minder dan 10 respondenten.",)


def test_nothing_happens_where_all_are_large_enough() -> None:
    values = respondents(a=10, b=12)
    found = collapse(values, 10)
    assert found.values.tolist() == values.tolist()
    assert (found.mapping, found.remarks) == ({"a": "a", "b": "b"}, ())
    numbers = collapse(pd.Series([2, 2, 3, 3]), 2)
    assert numbers.values.tolist() == [2, 2, 3, 3]


def test_missing_answers_stay_missing_and_the_index_stays() -> None:
    values = pd.Series(["a", None, "b", "b"], index=[9, 8, 7, 9])
    found = collapse(values, 2)
    assert found.values.isna().tolist() == [False, True, False, False]
    assert found.values.index.tolist() == [9, 8, 7, 9]
    assert values.tolist() == ["a", None, "b", "b"]


def test_the_margin_adds_up_in_the_same_way_and_can_be_raked() -> None:
    values = respondents(bouw=20, ict=3, zorg=15, welzijn=12, handel=11)
    found = collapse(values, 10, GROUPS)
    margin = pd.Series({"bouw": 100, "ict": 50, "zorg": 70, "welzijn": 60, "handel": 20}, name="sector")
    joined = collapse_margin(margin, found.mapping)
    assert joined.to_dict() == {"bouw+ict": 150, "zorg": 70, "welzijn": 60, "handel": 20}
    weights = rake(found.values.to_frame(), {"sector": joined})
    assert weights[values == "ict"].iloc[0] == pytest.approx(150 / 23)


def test_unknown_categories_and_settings_are_refused() -> None:
    with pytest.raises(UnknownCategory, match=r"mode \(2 keer\)"):
        collapse(respondents(bouw=3, mode=2), 2, GROUPS)
    with pytest.raises(UnknownCategory, match=r"mode \(2 keer\)"):
        collapse(respondents(bouw=3, mode=2), 2, categories=["bouw"])
    with pytest.raises(UnknownCategory, match=r"mode \(0 keer\)"):
        collapse(respondents(bouw=3), 2, GROUPS, categories=["bouw", "mode"])
    with pytest.raises(UnknownCategory, match="ict"):
        collapse_margin(pd.Series({"bouw": 1, "ict": 2}), {"bouw": "bouw"})
    with pytest.raises(NotNumeric):
        collapse_margin(pd.Series({"bouw": "veel"}), {"bouw": "bouw"})
    with pytest.raises(InvalidSetting):
        collapse(respondents(a=1), 0)


@given(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=60), st.integers(1, 12))
@settings(deadline=None)
def test_no_respondent_is_lost_and_only_the_last_category_can_stay_small(
    letters: list[str], minimum: int
) -> None:
    values = pd.Series(letters)
    found = collapse(
        values, minimum, {letter: "klinker" if letter in "ae" else "ander" for letter in "abcdefg"}
    )
    counts = found.values.value_counts()
    assert counts.sum() == len(values)
    assert len(counts) == 1 or counts.min() >= minimum
    assert (values.map(found.mapping) == found.values).all()
    margin = collapse_margin(pd.Series(1.0, index=list("abcdefg")), found.mapping)
    assert margin.sum() == 7
    assert np.isin(counts.index, margin.index).all()
