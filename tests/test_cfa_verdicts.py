"""What a factor model is not told by the data, and the sentence that says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from baselines import grouped_items

from stagepact_research.scales import fit_cfa, omega_total
from stagepact_research.scales.cfa import likelihood, saturated
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.result import CfaResult, Estimator
from stagepact_research.scales.cfa.structure import implied, single_group

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

LIKELIHOOD: tuple[Estimator, ...] = ("ml", "fiml")
X = ["x1", "x2", "x3", "x4"]


def _one_factor(n: int, seed: int, holes: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(n, 1)) + random.normal(size=(n, 4))
    return pd.DataFrame(np.where(random.uniform(size=rows.shape) < holes, np.nan, rows), columns=X)


def _fit(items: pd.DataFrame, estimator: Estimator) -> CfaResult:
    return fit_cfa(items, {"F": list(items.columns)}, estimator=estimator)


def _numbers(found: CfaResult) -> list[float]:
    return [found.chi2, found.cfi, found.srmr, *found.loadings["loading"], *found.loadings["se"]]


# Units and means


@pytest.mark.parametrize("unit", [0.005, 0.003, 1e-6, 1e5])
def test_the_unit_of_items_with_holes_changes_no_standard_error(unit: float) -> None:
    items = _one_factor(200, 5, holes=0.1)
    before, after = _fit(items, "fiml"), _fit(items * unit, "fiml")
    assert _numbers(after) == pytest.approx(_numbers(before), abs=1e-8)
    answers = int(items.notna().to_numpy().sum())
    assert after.log_likelihood == pytest.approx(before.log_likelihood - answers * np.log(unit), abs=1e-6)


@pytest.mark.parametrize("estimator", LIKELIHOOD)
def test_a_large_mean_costs_no_digits(estimator: Estimator) -> None:
    items = _one_factor(200, 5, holes=0.05)
    before, after = _fit(items, estimator), _fit(items.assign(x1=items["x1"] + 1e8), estimator)
    assert before.cfi < 0.999
    assert _numbers(after) == pytest.approx(_numbers(before), abs=1e-6)


def test_nearly_equal_items_are_an_impossible_solution_and_no_failure() -> None:
    items = _one_factor(200, 5, holes=0.1)
    items["x2"] = items["x1"] + 0.003 * np.random.default_rng(9).normal(size=200)
    for estimator in LIKELIHOOD:
        found = _fit(items, estimator)
        assert not found.admissible
        assert "Heywood" in found.remarks[-1]


def test_standard_errors_that_no_step_leads_to_are_absent_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "_HALVINGS", 0)
    found = _fit(_one_factor(200, 5, holes=0.1), "fiml")
    assert found.loadings["se"].isna().all()
    assert not found.admissible
    assert "standaardfouten zijn niet te berekenen" in found.remarks[-1]


def test_a_step_that_leaves_what_can_be_is_halved() -> None:
    """Two items share nearly all; a hundredth off a residual variance is more than there is."""
    layout = single_group(FactorModel.of({"F": X[:3]}), means=False)
    values, own = np.zeros(layout.size), layout.groups[0]
    values[own.loadings], values[own.residuals] = [1, 1, 0.5], [0.004, 0.004, 0.5]
    at = implied(layout, 0, values)
    data = [[likelihood.Pattern(100, np.arange(3), at.mu, at.sigma)]]
    off = values.copy()
    off[own.residuals[0]] -= 0.01
    with pytest.raises(np.linalg.LinAlgError):
        likelihood.derivatives(layout, data, off)
    expected = likelihood.derivatives(layout, data, values)[2]
    exact = likelihood.observed_information(layout, data, values, expected)
    assert exact == pytest.approx(expected, rel=1e-5, abs=1e-6)
    wide = likelihood.observed_information(layout, data, values, np.zeros_like(expected))
    assert np.isfinite(wide).all()


# Not determined


def _uncorrelated_but_for_one_pair() -> pd.DataFrame:
    """Exactly: x4 correlates 0.6 with x1, and no other items correlate."""
    raw = np.column_stack([np.ones(100), np.random.default_rng(5).normal(size=(100, 4))])
    a, b, c, rest = 10 * np.linalg.qr(raw)[0][:, 1:].T
    return pd.DataFrame({"x1": a, "x2": b, "x3": c, "x4": 0.6 * a + 0.8 * rest})


@pytest.mark.parametrize("estimator", LIKELIHOOD)
def test_two_loadings_of_which_only_the_product_is_known_are_not_determined(estimator: Estimator) -> None:
    found = _fit(_uncorrelated_but_for_one_pair(), estimator)
    assert found.converged
    assert not found.admissible
    assert found.loadings["se"].isna().all()
    assert "bepalen het model niet" in found.remarks[-1]


@pytest.mark.parametrize("estimator", LIKELIHOOD)
def test_items_in_exact_balance_do_not_determine_a_factor(estimator: Estimator) -> None:
    cells = np.array([[i, j, k] for i in (0.0, 1.0) for j in (0.0, 1.0) for k in (0.0, 1.0)] * 10)
    found = _fit(pd.DataFrame(cells, columns=X[:3]), estimator)
    assert not found.admissible
    assert "bepalen het model niet" in found.remarks[-1]


def test_a_solution_that_the_data_determine_is_not_called_undetermined() -> None:
    for estimator in LIKELIHOOD:
        for items in (_one_factor(60, 1), _one_factor(60, 1)[X[:3]]):
            found = _fit(items, estimator)
            assert found.admissible
            assert found.loadings["se"].notna().all()


# Answered together


def test_items_that_nobody_answered_both_are_named() -> None:
    items = _one_factor(200, 2)
    items.loc[:99, "x1"] = np.nan
    items.loc[100:, "x2"] = np.nan
    found = _fit(items, "fiml")
    assert not found.admissible
    assert any("samen: x1 met x2." in remark for remark in found.remarks)


def test_items_that_few_answered_both_are_named_and_usable() -> None:
    items = _one_factor(200, 2)
    items.loc[:94, "x1"] = np.nan
    items.loc[105:, "x2"] = np.nan
    found = _fit(items, "fiml")
    assert found.admissible
    assert any("Minder dan 10%" in remark and "x1 met x2" in remark for remark in found.remarks)
    assert not any("Minder dan" in remark for remark in _fit(items.head(120).tail(40), "fiml").remarks)


def test_moments_that_did_not_come_to_rest_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    items = _one_factor(200, 5, holes=0.1)
    sentence = "niet scherp te bepalen"
    assert not any(sentence in remark for remark in _fit(items, "fiml").remarks)
    monkeypatch.setattr(saturated, "_STEPS", 1)
    assert any(sentence in remark for remark in _fit(items, "fiml").remarks)


# Names


def test_columns_need_no_text_for_a_name() -> None:
    random = np.random.default_rng(6)
    rows = 0.6 * random.standard_normal((80, 1)) + random.standard_normal((80, 4))
    own = rows[1::2, :]
    texts = _fit(pd.DataFrame(own, columns=X), "ml")
    numbers = _fit(pd.DataFrame(own), "ml")
    assert any("Heywood" in remark for remark in numbers.remarks)
    assert numbers.chi2 == texts.chi2
    pairs = _fit(pd.DataFrame(own, columns=pd.MultiIndex.from_product([["a", "b"], [1, 2]])), "ml")
    assert pairs.chi2 == texts.chi2


# Omega


def test_omega_of_an_impossible_or_undetermined_solution_does_not_exist() -> None:
    found = omega_total(_uncorrelated_but_for_one_pair())
    assert np.isnan(found.value)
    assert "bepalen het model niet" in found.remark
    items = _one_factor(200, 5)
    found = omega_total(items.assign(x2=items["x1"] + 0.003 * np.random.default_rng(9).normal(size=200)))
    assert np.isnan(found.value)
    assert "Heywood" in found.remark


def test_omega_of_items_that_run_the_other_way_names_them() -> None:
    items = _one_factor(300, 4)
    assert omega_total(items).remark == ""
    found = omega_total(items.assign(x3=-items["x3"]))
    assert found.value < omega_total(items).value - 0.2
    assert "Item x3 loopt tegen de andere items in" in found.remark
    both = omega_total(items.assign(x3=-items["x3"], x4=-items["x4"]))
    assert both.value < 0.1
    assert "omgepoold" in both.remark


def test_omega_says_on_how_few_respondents_it_rests() -> None:
    items = _one_factor(300, 4)
    holes = items.assign(x1=items["x1"].where(items.index < 100))
    assert omega_total(holes).remark.startswith("200 van de 300 respondenten tellen niet mee")
    assert "Met 25 respondenten (minder dan 30)" in omega_total(items.head(25)).remark
    more = items.join(items.add_suffix("b") + np.random.default_rng(3).normal(size=items.shape))
    assert "Met 35 respondenten op 8 items" in omega_total(more.head(35)).remark


def test_few_missing_answers_are_no_remark_about_omega() -> None:
    found = omega_total(grouped_items()[["x1", "x2", "x3", "x4", "x5"]])
    assert found.remark == ""
