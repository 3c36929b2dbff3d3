"""Confirmatory factor analysis of ordered items."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ordinal_data import FACTORS, at_pairs, from_lavaan, items, one_from_lavaan, simulated

from stagepact_research.errors import InputProblem
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.result import CfaResult
from stagepact_research.scales.errors import ConstantItem, MissingItems, TooFewRows
from stagepact_research.scales.ordinal import fit_wlsmv
from stagepact_research.scales.ordinal.least_squares import fit_least_squares

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

MEASURES = {
    "chi2": "chisq.scaled",
    "df": "df",
    "p": "pvalue.scaled",
    "cfi": "cfi.scaled",
    "tli": "tli.scaled",
    "rmsea": "rmsea.scaled",
    "rmsea_high": "rmsea.ci.upper.scaled",
    "rmsea_low": "rmsea.ci.lower.scaled",
    "srmr": "srmr",
    "n_parameters": "npar",
}


def _fit(table: pd.DataFrame, factors: dict[str, list[str]] | None = None) -> CfaResult:
    return fit_wlsmv(table, FactorModel.of(factors or {"F": table.columns.tolist()}))


def _signs(found: CfaResult, expected: pd.Series) -> np.ndarray:
    """lavaan makes the first loading of a factor positive, we their sum."""
    theirs = dict(zip(found.loadings["item"], expected, strict=True))
    first = found.loadings.groupby("factor", sort=False).first()
    turned = {f: np.sign(row["loading"] * theirs[row["item"]]) for f, row in first.iterrows()}
    return found.loadings["factor"].map(turned).to_numpy()


@pytest.mark.parametrize("name", FACTORS)
def test_loadings_and_standard_errors_agree_with_lavaan(name: str) -> None:
    found = _fit(items(), FACTORS[name])
    expected = from_lavaan("loading", name, "loading")
    assert found.loadings["item"].tolist() == expected.index.tolist()
    ours = found.loadings["loading"] * _signs(found, expected)
    assert ours.tolist() == pytest.approx(expected.tolist(), abs=1e-5)
    assert found.loadings["se"].tolist() == pytest.approx(
        from_lavaan("loading", name, "se").tolist(), abs=1e-5
    )
    assert found.converged
    assert found.admissible


@pytest.mark.parametrize("name", sorted(set(FACTORS) - {"three"}))
def test_fit_agrees_with_lavaan(name: str) -> None:
    found = _fit(items(), FACTORS[name])
    for ours, theirs in MEASURES.items():
        # R searches the ends of the interval to about 1e-4.
        loose = 5e-4 if ours in ("rmsea_low", "rmsea_high") else 1e-5
        expected = one_from_lavaan("fit", name, theirs)
        assert getattr(found, ours) == pytest.approx(expected, abs=loose, rel=1e-5), ours


@pytest.mark.parametrize("name", FACTORS)
def test_residual_and_factor_correlations_agree_with_lavaan(name: str) -> None:
    found = _fit(items(), FACTORS[name])
    expected = from_lavaan("residual", name, "correlation")
    assert at_pairs(found.residual_correlations, expected.index) == pytest.approx(expected.tolist(), abs=1e-5)
    assert np.diag(found.residual_correlations).tolist() == [0] * len(found.residual_correlations)
    if len(FACTORS[name]) > 1:
        psi = from_lavaan("factors", name, "correlation")
        assert at_pairs(found.factor_correlations, psi.index) == pytest.approx(psi.tolist(), abs=1e-5)


def test_the_likelihood_does_not_exist_and_the_result_says_so() -> None:
    found = _fit(items(), FACTORS["five"])
    assert found.estimator == "wlsmv"
    assert found.scaled
    assert np.isnan([found.log_likelihood, found.aic, found.bic]).all()
    assert any("AIC" in remark for remark in found.remarks)


def test_rows_that_miss_an_answer_do_not_count_and_the_result_says_so() -> None:
    found = _fit(items(), FACTORS["ten"])
    assert found.n == 136
    assert any(remark.startswith("2 van de 138 respondenten tellen niet mee") for remark in found.remarks)
    assert _fit(items().dropna(), FACTORS["ten"]).chi2 == pytest.approx(
        _fit(items().dropna().sample(frac=1, random_state=1), FACTORS["ten"]).chi2, rel=1e-6
    )


def test_three_items_fit_always_and_a_remark_says_so() -> None:
    found = _fit(items(), FACTORS["three"])
    assert (found.df, found.chi2) == (0, 0)
    assert np.isnan(found.p)
    assert (found.cfi, found.tli, found.rmsea, found.rmsea_high) == (1, 1, 0, 0)
    assert found.srmr == pytest.approx(0, abs=1e-6)
    assert any("net geïdentificeerd" in remark for remark in found.remarks)


@settings(max_examples=12, deadline=None)
@given(st.permutations([f"s{i}" for i in range(1, 8)]))
def test_the_order_of_the_items_does_not_matter(order: list[str]) -> None:
    found, again = _fit(items(), FACTORS["seven"]), _fit(items(), {"F": order})
    assert again.chi2 == pytest.approx(found.chi2, rel=1e-6)
    for column in ("loading", "se"):
        ours = again.loadings.set_index("item")[column][found.loadings["item"]]
        assert ours.tolist() == pytest.approx(found.loadings[column].tolist(), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 3, 5]))
def test_turning_or_renumbering_an_item_changes_at_most_the_sign_of_its_loading(
    seed: int, categories: int
) -> None:
    own = simulated(150, 5, categories=categories, seed=seed)
    found = _fit(own)
    again = _fit(own.assign(i2=-own["i2"], i3=own["i3"] ** 2 + 7))
    expected = found.loadings["loading"] * [1, -1, 1, 1, 1]
    assert again.loadings["loading"].tolist() == pytest.approx(expected.tolist(), abs=1e-5)
    assert again.chi2 == pytest.approx(found.chi2, rel=1e-5, abs=1e-6)


def test_equal_items_are_not_believed() -> None:
    own = simulated(138, 5).assign(i6=lambda table: table["i1"])
    found = _fit(own)
    assert not found.admissible
    assert any("i1 en i6" in remark for remark in found.remarks)


def test_equal_yes_no_items_have_no_standard_error_and_so_no_estimate() -> None:
    own = simulated(138, 5, categories=2).assign(i6=lambda table: 3 - table["i1"])
    found = _fit(own)
    assert not found.converged
    assert not found.admissible
    assert found.loadings["loading"].isna().all()
    assert any("items i1 en i6" in remark for remark in found.remarks)


def test_an_impossible_solution_is_told() -> None:
    # Twelve respondents who leave no room for a residual variance.
    found = [_fit(simulated(12, 5, seed=seed)) for seed in range(12)]
    heywood = [one for one in found if one.converged and (one.loadings["loading"].abs() > 1).any()]
    assert heywood
    assert not any(one.admissible for one in heywood)
    assert all("Heywood" in " ".join(one.remarks) for one in heywood)
    assert all(any("minder respondenten" in remark for remark in one.remarks) for one in found)


def test_correlations_that_contradict_each_other_are_told() -> None:
    found = [_fit(simulated(12, 8, seed=seed)) for seed in range(8)]
    told = [one for one in found if any("positief-definiet" in remark for remark in one.remarks)]
    assert told
    assert not any(one.admissible for one in told)


def test_factors_that_are_one_are_told() -> None:
    psi = []
    for seed in range(12):
        own = simulated(138, 4, seed=seed)
        found = _fit(own, {"A": ["i1", "i2"], "B": ["i3", "i4"]})
        psi.append(float(found.factor_correlations.loc["A", "B"]))
        assert found.admissible == (abs(psi[-1]) < 1)
    assert max(psi) > 1


def test_items_that_have_nothing_in_common_are_told() -> None:
    independent = pd.DataFrame({"a": [1, 1, 2, 2] * 30, "b": [1, 2, 1, 2] * 30, "c": [1] * 60 + [2] * 60})
    found = _fit(independent)
    assert not found.admissible
    assert any("hangen te weinig samen" in remark for remark in found.remarks)


def test_a_loading_that_grows_without_end_is_no_estimate() -> None:
    runaways = []
    for seed in range(12):
        generator = np.random.default_rng(seed)
        found = _fit(pd.DataFrame(generator.integers(1, 6, (60, 3))).add_prefix("i"))
        if not found.converged:
            runaways.append(found)
        else:
            assert (found.loadings["loading"].abs() < 100).all()
    assert runaways
    assert all(one.loadings["loading"].isna().all() for one in runaways)
    assert all(any("niet geconvergeerd" in remark for remark in one.remarks) for one in runaways)


def test_a_correlation_that_the_answers_leave_open_is_told() -> None:
    own = simulated(60, 4, categories=4).replace({4.0: 3.0})
    own["rare"] = 1.0
    own.loc[own.index[own["i1"] == 3][0], "rare"] = 2.0
    found = _fit(own)
    assert any("rare" in remark and "niet te bepalen" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "factors", [{"F": ["i1", "i2"]}, {"F": ["i1"]}, {"F": ["i1", "i2", "i3", "i4"], "G": ["i5"]}]
)
def test_a_model_without_enough_items_is_not_estimated(factors: dict[str, list[str]]) -> None:
    found = _fit(simulated(138, 5), factors)
    assert not found.converged
    assert not found.admissible
    assert found.loadings["loading"].isna().all()
    assert any("niet geïdentificeerd" in remark for remark in found.remarks)


def test_unusable_items_are_refused() -> None:
    own = simulated(138, 4)
    with pytest.raises(ConstantItem, match="i2"):
        _fit(own.assign(i2=3))
    with pytest.raises(TooFewRows):
        _fit(own * np.nan)
    with pytest.raises(TooFewRows):
        _fit(own.head(2))
    with pytest.raises(MissingItems):
        _fit(own, {"F": ["i1", "i2", "i9"]})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_arbitrary_answers_give_an_estimate_or_a_verdict(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, p = generator.integers(2, 40), generator.integers(1, 8)
    table = pd.DataFrame(generator.integers(0, generator.integers(1, 6), (n, p))).add_prefix("i")
    try:
        found = _fit(table)
    except InputProblem:
        return
    if found.converged and found.admissible:
        assert np.isfinite(found.loadings[["loading", "se"]].to_numpy()).all()
        assert (found.loadings["loading"].abs() <= 1).all()
        assert found.df == 0 or 0 <= found.p <= 1
    else:
        assert len(found.remarks) > 1


def test_the_search_finds_the_lowest_place_and_says_when_it_did_not() -> None:
    def line(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x = np.array([0.0, 1.0, 2.0])
        return values[0] + values[1] * x, np.column_stack([np.ones(3), x])

    observed, weights = np.array([1.0, 2.0, 4.0]), np.array([1.0, 4.0, 1.0])
    found = fit_least_squares(observed, weights, line, np.zeros(2))
    expected = np.polyfit([0, 1, 2], observed, 1, w=np.sqrt(weights))[::-1]
    assert found.values == pytest.approx(expected)
    assert found.converged
    assert found.identified

    def falling(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.exp(-values), -np.diag(np.exp(-values))

    never = fit_least_squares(np.zeros(1), np.ones(1), falling, np.zeros(1))
    assert not never.converged or not never.identified or never.values[0] > 10
