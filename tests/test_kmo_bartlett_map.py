"""Sampling adequacy, sphericity and the minimum average partial."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from baselines import components, from_r_file, items
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.scales import bartlett_sphericity, kaiser_meyer_olkin, minimum_average_partial
from stagepact_research.scales.errors import (
    ConstantItem,
    SingularItems,
    TooFewItems,
    TooFewRows,
    UncorrelatedItems,
    UnusableItems,
)

SETS = {"items": items, "components": components}


def from_r(analysis: str, statistic: str) -> pd.Series:
    return from_r_file("dimensionality", analysis, statistic)


@pytest.mark.parametrize("name", list(SETS))
def test_the_kaiser_meyer_olkin_measure_agrees_with_psych(name: str) -> None:
    own = SETS[name]()
    found = kaiser_meyer_olkin(own)
    assert found.n == len(own.dropna())
    assert found.overall == pytest.approx(from_r("kmo", "overall")[name], abs=1e-12)
    expected = from_r("kmo", "item")[list(own.columns)]
    assert found.items.tolist() == pytest.approx(expected.tolist(), abs=1e-12)
    assert found.items.index.tolist() == own.columns.tolist()


@pytest.mark.parametrize("name", list(SETS))
def test_bartletts_test_agrees_with_psych(name: str) -> None:
    found = bartlett_sphericity(SETS[name]())
    assert found.chi2 == pytest.approx(from_r("bartlett", "chi2")[name], abs=1e-9)
    assert found.df == from_r("bartlett", "df")[name]
    assert found.p == pytest.approx(from_r("bartlett", "p")[name], rel=1e-9)


@pytest.mark.parametrize("name", list(SETS))
def test_the_minimum_average_partial_agrees_with_psych(name: str) -> None:
    own = SETS[name]()
    found = minimum_average_partial(own)
    expected = [from_r("map", "squared")[f"{name} {number}"] for number in range(1, own.shape[1])]
    assert found.squared.tolist()[1:] == pytest.approx(expected, abs=1e-9)
    assert found.n_components == 1 + int(np.argmin(expected)) == 2
    assert found.n_components_fourth == 2


def test_before_any_component_the_average_is_that_of_the_correlations() -> None:
    found = minimum_average_partial(items())
    correlations = items().dropna().corr().to_numpy()
    apart = correlations[~np.eye(9, dtype=bool)]
    assert found.squared[0] == pytest.approx((apart**2).mean())
    assert found.fourth[0] == pytest.approx((apart**4).mean())


def test_unrelated_items_have_no_component_and_a_low_adequacy() -> None:
    own = pd.DataFrame(np.random.default_rng(8).integers(1, 6, (400, 6)), columns=list("abcdef"))
    assert minimum_average_partial(own).n_components == 0
    found = kaiser_meyer_olkin(own)
    assert found.overall < 0.6
    assert bartlett_sphericity(own).p > 0.01


def test_a_measure_below_a_half_is_said_to_be_too_low() -> None:
    generator = np.random.default_rng(3)
    own = pd.DataFrame(generator.standard_normal((100, 3)), columns=list("abc"))
    own["c"] = own["a"] - own["b"] + 0.3 * own["c"]
    found = kaiser_meyer_olkin(own)
    assert found.overall < 0.5
    assert any(remark.startswith("De KMO-maat is 0,") for remark in found.remarks)
    assert any("onder 0,50 bij" in remark for remark in found.remarks)


def test_an_item_on_its_own_has_no_adequacy_and_no_correlation_at_all_is_refused() -> None:
    # A full design of answers: every item is unrelated to every other, exactly.
    design = np.array(np.meshgrid(*[[1.0, 2, 3]] * 4)).reshape(4, -1).T
    alone = pd.DataFrame(design, columns=list("abcd"))
    with pytest.raises(UncorrelatedItems):
        kaiser_meyer_olkin(alone)
    assert bartlett_sphericity(alone).chi2 == pytest.approx(0, abs=1e-9)
    together = alone.assign(b=alone["a"] + alone["b"], c=alone["a"] + alone["c"])
    found = kaiser_meyer_olkin(together)
    assert found.items.isna().tolist() == [False, False, False, True]
    assert any(remark.startswith("Item d zonder samenhang") for remark in found.remarks)


@pytest.mark.parametrize("function", [kaiser_meyer_olkin, bartlett_sphericity])
def test_equal_items_are_refused_by_name(function: Callable[[pd.DataFrame], object]) -> None:
    with pytest.raises(SingularItems) as caught:
        function(items().assign(x9=items()["x2"]))
    assert caught.value.items == ("x2", "x9")
    with pytest.raises(SingularItems) as summed:
        function(items().assign(total=items()[["y1", "y2"]].sum(axis=1, skipna=False)))
    assert set(summed.value.items) == {"y1", "y2", "total"}


def test_with_equal_items_the_average_partial_says_so() -> None:
    found = minimum_average_partial(items().assign(x9=items()["x2"]))
    assert any("De items x2 en x9 bepalen elkaar" in remark for remark in found.remarks)


def test_the_averages_end_where_nothing_of_an_item_is_left() -> None:
    own = items()[["x1", "x2", "y1"]].dropna()
    found = minimum_average_partial(own.assign(x8=own["x1"], x9=own["x1"], y9=own["y1"]))
    assert found.squared.isna().tolist()[-2:] == [True, True]
    assert any("is van een item niets meer over" in remark for remark in found.remarks)


@pytest.mark.parametrize("function", [kaiser_meyer_olkin, bartlett_sphericity, minimum_average_partial])
def test_degenerate_items_are_refused_with_a_sentence(
    function: Callable[[pd.DataFrame], object],
) -> None:
    own = items().dropna()
    with pytest.raises(ConstantItem):
        function(own.assign(y1=3))
    with pytest.raises(TooFewRows) as few:
        function(own.head(9))
    assert (few.value.rows, few.value.needed) == (9, 10)
    with pytest.raises(TooFewRows):
        function(own * np.nan)
    with pytest.raises(TooFewItems):
        function(own[["x1"]])


def test_two_items_have_no_measure_of_adequacy_and_no_average_partial() -> None:
    for function in (kaiser_meyer_olkin, minimum_average_partial):
        with pytest.raises(TooFewItems) as caught:
            function(items()[["x1", "x2"]])
        assert caught.value.needed == 3
    assert bartlett_sphericity(items()[["x1", "x2"]]).df == 1


@pytest.mark.parametrize("function", [kaiser_meyer_olkin, bartlett_sphericity, minimum_average_partial])
def test_twelve_respondents_are_said_to_be_few(function: Callable[[pd.DataFrame], object]) -> None:
    found = function(items().dropna().head(12))
    assert any("Met 12 respondenten" in remark for remark in found.remarks)  # type: ignore[attr-defined]


ROWS = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=8, max_size=30)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(ROWS, st.sampled_from("abcd"), st.floats(0.1, 9))
def test_reversing_and_scaling_an_item_changes_nothing(rows: list[list[int]], item: str, unit: float) -> None:
    frame = pd.DataFrame(rows, columns=list("abcd"))
    try:
        adequacy = kaiser_meyer_olkin(frame)
    except UnusableItems:
        assume(False)
    assume(np.linalg.eigvalsh(frame.corr().to_numpy())[0] > 1e-3)
    assert 0 <= adequacy.overall <= 1
    assert adequacy.items.dropna().between(0, 1).all()
    turned = frame.assign(**{item: (6 - frame[item]) * unit})
    other = kaiser_meyer_olkin(turned)
    assert other.overall == pytest.approx(adequacy.overall, abs=1e-8)
    np.testing.assert_allclose(other.items, adequacy.items, atol=1e-8)
    assert bartlett_sphericity(turned).chi2 == pytest.approx(bartlett_sphericity(frame).chi2, abs=1e-6)
    np.testing.assert_allclose(
        minimum_average_partial(turned).squared[:2], minimum_average_partial(frame).squared[:2], atol=1e-6
    )
