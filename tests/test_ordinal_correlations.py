"""Thresholds, polychoric correlations, their uncertainty and ordinal alpha."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ordinal_data import FACTORS, at_pairs, from_lavaan, items, one_from_lavaan, simulated, sparse
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from stagepact_research.errors import InputProblem
from stagepact_research.scales.errors import (
    ConstantItem,
    ConstantTotal,
    InvalidSetting,
    PairWithoutVariation,
    PerfectPair,
    TextInItems,
    TooFewItems,
    TooFewRows,
    TooManyCategories,
)
from stagepact_research.scales.ordinal import (
    asymptotic_covariance,
    ordinal_alpha,
    polychoric_correlations,
    thresholds,
)
from stagepact_research.scales.ordinal.binormal import binormal_cdf, binormal_density, density_slope

S, J = [f"s{i}" for i in range(1, 11)], [f"j{i}" for i in range(1, 7)]
SETS = {
    "s": items()[S],
    "j": items()[J],
    "mixed": items()[["s1", "j1", "t1", "j6"]],
    "sparse": sparse(),
}


@pytest.mark.parametrize("name", SETS)
def test_polychoric_correlations_agree_with_lavaan(name: str) -> None:
    expected = from_lavaan("polychoric", name, "rho")
    found = polychoric_correlations(SETS[name])
    assert at_pairs(found, expected.index) == pytest.approx(expected.tolist(), abs=1e-6)
    assert (np.diag(found) == 1).all()
    assert found.columns.tolist() == found.index.tolist() == SETS[name].columns.tolist()


def test_pairwise_correlations_agree_with_lavaan() -> None:
    own = items()[["s2", "s9", "t3", "j1"]]
    expected = from_lavaan("polychoric", "pairwise", "rho")
    found = polychoric_correlations(own, missing="pairwise")
    assert at_pairs(found, expected.index) == pytest.approx(expected.tolist(), abs=1e-6)
    assert not np.allclose(found, polychoric_correlations(own))


@pytest.mark.parametrize("name", ["four", "binary"])
def test_statistics_and_their_asymptotic_covariances_agree_with_lavaan(name: str) -> None:
    own = items()[FACTORS[name]["F"]]
    gamma = asymptotic_covariance(own)
    correlations = polychoric_correlations(own).to_numpy()
    observed = [*thresholds(own), *correlations[np.triu_indices(len(correlations), 1)]]
    assert observed == pytest.approx(from_lavaan("moments", name, "observed").tolist(), abs=1e-7)
    expected = from_lavaan("gamma", name, "gamma")
    at = [[int(number) - 1 for number in label.split()] for label in expected.index]
    found = [gamma.iloc[row, column] for row, column in at]
    assert found == pytest.approx(expected.tolist(), abs=1e-5)
    weights = 1 / np.diag(gamma)
    assert weights.tolist() == pytest.approx(from_lavaan("weights", name, "weight").tolist(), abs=1e-6)


def test_the_labels_of_the_asymptotic_covariances_tell_thresholds_from_correlations() -> None:
    gamma = asymptotic_covariance(items()[["j1", "s1"]])
    assert gamma.index.tolist() == [("j1", 0), ("s1", 1), ("s1", 2), ("s1", 3), ("s1", 4), ("j1", "s1")]
    assert np.allclose(gamma, gamma.T)


def test_ordinal_alpha_agrees_with_psych_on_lavaans_correlations() -> None:
    own = items()[[item for item in S if item != "s4"]]
    assert ordinal_alpha(own) == pytest.approx(one_from_lavaan("alpha", "s", "ordinal_alpha"), abs=1e-6)
    assert ordinal_alpha(items()[J]) == pytest.approx(
        one_from_lavaan("alpha", "j", "ordinal_alpha"), abs=1e-6
    )


def test_thresholds_cut_the_normal_curve_at_the_shares_of_the_answers() -> None:
    found = thresholds(pd.DataFrame({"a": [1, 2, 2, 5], "b": [0, 1, 0, 1]}))
    assert found.index.tolist() == [("a", 1), ("a", 2), ("b", 0)]
    assert found.tolist() == pytest.approx([norm.ppf(0.25), norm.ppf(0.75), 0])


@pytest.mark.parametrize("rho", [-0.999, -0.6, 0.0, 0.3, 0.95, 0.999])
@pytest.mark.parametrize(
    ("h", "k"), [(0, 0), (0, 1.3), (-0.7, 0), (0.5, 0.5), (-2, 1.5), (2.4, 2.2), (-3, -3)]
)
def test_the_bivariate_normal_distribution_is_exact(h: float, k: float, rho: float) -> None:
    at = (np.array([float(h)]), np.array([float(k)]), np.array([rho]))
    width = np.sqrt(1 - rho**2)
    limits = {"points": [0.0], "epsabs": 1e-13, "limit": 500}
    expected, _ = quad(lambda x: norm.pdf(x) * norm.cdf((k - rho * x) / width), -9, h, **limits)
    assert binormal_cdf(*at)[0] == pytest.approx(expected, abs=1e-10)
    density = multivariate_normal.pdf([h, k], cov=[[1, rho], [rho, 1]])
    assert binormal_density(*at)[0] == pytest.approx(density, rel=1e-9, abs=1e-200)


def test_the_density_is_the_slope_of_the_distribution_and_has_the_slope_that_is_said() -> None:
    h, k, rho, step = np.array([-0.4]), np.array([1.1]), np.array([0.35]), 1e-5
    slope = (binormal_cdf(h, k, rho + step) - binormal_cdf(h, k, rho - step)) / (2 * step)
    assert slope == pytest.approx(binormal_density(h, k, rho), rel=1e-8)
    up, down = (np.log(binormal_density(h, k, rho + sign * step)) for sign in (1, -1))
    assert (up - down) / (2 * step) == pytest.approx(density_slope(h, k, rho), rel=1e-8)


@st.composite
def _tables(draw: st.DrawFn) -> pd.DataFrame:
    """Three items that hang together more or less, on 2 to 5 categories, none constant."""
    n = draw(st.integers(8, 60))
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    latent = generator.standard_normal((n, 3)) + draw(
        st.sampled_from([0.0, 1.0, 5.0])
    ) * generator.standard_normal((n, 1))
    columns = {}
    for place, item in enumerate("abc"):
        ranks = np.argsort(np.argsort(latent[:, place])) / n
        cuts = draw(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4, unique=True))
        columns[item] = np.digitize(ranks, sorted(cuts)).astype(float)
    table = pd.DataFrame(columns)
    assume((table.nunique() > 1).all())
    return table


_PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_PROPERTY
@given(_tables())
def test_correlations_are_symmetric_and_in_range(table: pd.DataFrame) -> None:
    found = polychoric_correlations(table).to_numpy()
    assert (found == found.T).all()
    assert (np.abs(found) <= 1).all()


@_PROPERTY
@given(_tables(), st.floats(0.1, 100), st.floats(-50, 50))
def test_only_the_order_of_the_categories_matters(table: pd.DataFrame, scale: float, shift: float) -> None:
    renumbered = table.assign(a=np.exp(table["a"] / 2) * scale + shift, b=table["b"] ** 3)
    assert polychoric_correlations(renumbered).equals(polychoric_correlations(table))
    assert thresholds(renumbered).tolist() == thresholds(table).tolist()


@_PROPERTY
@given(_tables())
def test_turning_an_item_round_turns_the_sign(table: pd.DataFrame) -> None:
    turned, found = polychoric_correlations(table.assign(a=-table["a"])), polychoric_correlations(table)
    # Where the likelihood is flat the search may end a step away from its mirror image.
    assert turned.loc["a"][["b", "c"]].tolist() == pytest.approx(
        (-found.loc["a"][["b", "c"]]).tolist(), abs=1e-4
    )
    assert turned.loc["b", "c"] == found.loc["b", "c"]
    own = thresholds(table)["a"].tolist()
    assert thresholds(table.assign(a=-table["a"]))["a"].tolist() == pytest.approx(
        [-t for t in own[::-1]], abs=1e-12
    )


@_PROPERTY
@given(_tables())
def test_a_correlation_does_not_depend_on_the_other_items_or_on_their_order(table: pd.DataFrame) -> None:
    found = polychoric_correlations(table)
    swapped = polychoric_correlations(table[["c", "b", "a"]])
    assert swapped.loc["a", "b"] == pytest.approx(found.loc["a", "b"], abs=1e-6)
    assert polychoric_correlations(table[["a", "b"]]).loc["a", "b"] == pytest.approx(
        found.loc["a", "b"], abs=1e-6
    )


def test_two_empty_cells_in_a_two_by_two_table_mean_perfect_correlation() -> None:
    same = pd.DataFrame({"a": [0, 1, 1, 0, 1], "b": [0, 1, 1, 0, 1]})
    assert polychoric_correlations(same).loc["a", "b"] == 1
    assert polychoric_correlations(same.assign(b=1 - same["b"])).loc["a", "b"] == -1
    with pytest.raises(PerfectPair) as caught:
        asymptotic_covariance(same)
    assert caught.value.items == ("a", "b")


def test_one_empty_cell_in_a_two_by_two_table_holds_half_an_answer() -> None:
    table = pd.DataFrame({"a": [0] * 50 + [1] * 50, "b": [0] * 50 + [1] * 50})
    table.loc[0, "b"], table.loc[99, "b"] = 1, 0
    halves = -np.cos(2 * np.pi * 49 / 100)
    assert polychoric_correlations(table).loc["a", "b"] == pytest.approx(halves)
    table.loc[0, "b"] = 0
    assert 0.99 < polychoric_correlations(table).loc["a", "b"] < 1


def test_equal_items_with_more_categories_stand_at_the_end_of_the_range() -> None:
    own = simulated(60, 1).assign(b=lambda table: table["i1"])
    assert polychoric_correlations(own).loc["i1", "b"] == 0.999


def test_categories_that_nobody_chose_do_not_exist() -> None:
    own = simulated(138, 3)
    assert polychoric_correlations(own.replace({3.0: 4.0})).equals(
        polychoric_correlations(own.replace({3.0: 3.9, 4.0: 3.9}))
    )


@pytest.mark.parametrize(
    "function", [thresholds, polychoric_correlations, asymptotic_covariance, ordinal_alpha]
)
def test_unusable_items_are_refused_by_name(function: object) -> None:
    assert callable(function)
    own = simulated(60, 3)
    with pytest.raises(ConstantItem, match="i2"):
        function(own.assign(i2=3))
    with pytest.raises(TooFewRows):
        function(own * np.nan)
    with pytest.raises(TooFewRows):
        function(own.assign(i2=np.nan))
    with pytest.raises(TooManyCategories, match="i1"):
        function(own.assign(i1=np.arange(60)))
    with pytest.raises(TextInItems):
        function(own.astype(object).replace({5.0: "helemaal eens"}))


def test_one_item_has_no_correlation() -> None:
    for function in (polychoric_correlations, asymptotic_covariance, ordinal_alpha):
        with pytest.raises(TooFewItems):
            function(simulated(60, 1))


def test_items_that_do_not_vary_together_have_no_pairwise_correlation() -> None:
    own = pd.DataFrame({"a": [1, 2, 1, 2, np.nan, np.nan], "b": [1, 1, np.nan, np.nan, 2, 1]})
    with pytest.raises(PairWithoutVariation) as caught:
        polychoric_correlations(own, missing="pairwise")
    assert caught.value.items == ("a", "b")
    assert caught.value.rows == 2
    with pytest.raises(TooFewRows):
        polychoric_correlations(own.assign(c=np.nan), missing="pairwise")


def test_only_two_ways_to_treat_missing_answers_exist() -> None:
    with pytest.raises(InvalidSetting):
        polychoric_correlations(simulated(60, 3), missing="zelf bedacht")  # type: ignore[arg-type]


def test_items_that_contradict_each_other_have_no_alpha() -> None:
    own = pd.DataFrame({"a": [0, 1, 1, 0], "b": [1, 0, 0, 1]})
    with pytest.raises(ConstantTotal):
        ordinal_alpha(own)


@_PROPERTY
@given(st.integers(0, 10**6))
def test_arbitrary_answers_give_a_number_or_a_verdict(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, p = generator.integers(1, 30), generator.integers(2, 6)
    values = generator.integers(0, generator.integers(1, 6), (n, p)).astype(float)
    values[generator.random((n, p)) < 0.1] = np.nan
    table = pd.DataFrame(values).add_prefix("i")
    for missing in ("complete", "pairwise"):
        try:
            found = polychoric_correlations(table, missing=missing)
        except InputProblem:
            continue
        assert np.isfinite(found.to_numpy()).all()


def test_items_that_mirror_each_other_have_no_ordinal_alpha() -> None:
    """Their correlation is searched for down to -0.999, which leaves a sum just above zero."""
    generator = np.random.default_rng(5)
    a, c = generator.integers(1, 6, (2, 200)).astype(float)
    with pytest.raises(ConstantTotal):
        ordinal_alpha(pd.DataFrame({"a": a, "b": 6 - a, "c": c, "d": 6 - c}))
