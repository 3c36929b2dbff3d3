"""Factor models beside lavaan's, and what is said where no model can be fitted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from baselines import from_r_file, grouped_items
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.errors import InputProblem
from stagepact_research.scales import fit_cfa, omega_total
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.result import CfaResult
from stagepact_research.scales.cfa.semopy_fit import semopy_values
from stagepact_research.scales.cfa.structure import single_group
from stagepact_research.scales.errors import ConstantItem, MissingItems, SingularItems, TooFewRows, UnfitModel

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

X = ["x1", "x2", "x3", "x4", "x5"]
Y = ["y1", "y2", "y3", "y4", "y5"]
MODELS = {"one": {"F": X}, "two": {"F": X, "G": Y}}
NAMES = {
    "chi2": "chisq", "df": "df", "p": "pvalue", "cfi": "cfi", "tli": "tli", "rmsea": "rmsea",
    "rmsea_low": "rmsea.ci.lower", "rmsea_high": "rmsea.ci.upper", "srmr": "srmr", "log_likelihood": "logl",
    "aic": "aic", "bic": "bic", "n_parameters": "npar",
}  # fmt: skip


def _fit(model: str, estimator: str) -> CfaResult:
    return fit_cfa(grouped_items(), MODELS[model], estimator=estimator)  # type: ignore[arg-type]


@pytest.mark.parametrize("estimator", ["ml", "fiml"])
@pytest.mark.parametrize("model", MODELS)
def test_fit_and_loadings_are_lavaans(model: str, estimator: str) -> None:
    found, analysis = _fit(model, estimator), f"{estimator}_{model}"
    for ours, theirs in NAMES.items():
        expected = from_r_file("cfa", analysis, theirs).iloc[0]
        assert getattr(found, ours) == pytest.approx(expected, abs=2e-5), ours
    loadings = found.loadings.set_index("item")
    assert list(found.loadings["item"]) == [item for items in MODELS[model].values() for item in items]
    for column, theirs in {"loading": "loading", "se": "se"}.items():
        expected = from_r_file("cfa", analysis, theirs)
        assert loadings[column][expected.index].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-5)
    residual = from_r_file("cfa", analysis, "residual")["x1~x2"]
    assert found.residual_correlations.loc["x1", "x2"] == pytest.approx(residual, abs=1e-5)
    assert found.converged
    assert found.admissible


def test_the_correlation_of_factors_is_lavaans() -> None:
    expected = from_r_file("cfa", "ml_two", "correlation")["F~G"]
    assert _fit("two", "ml").factor_correlations.loc["F", "G"] == pytest.approx(expected, abs=1e-6)


def test_omega_is_that_of_semtools() -> None:
    found = omega_total(grouped_items()[X])
    assert found.value == pytest.approx(from_r_file("cfa", "omega", "omega")["x"], abs=1e-6)
    assert found.n == 157


def test_a_just_identified_model_fits_as_lavaan_says_and_a_remark_says_that_it_always_does() -> None:
    for estimator in ("ml", "fiml"):
        found = fit_cfa(grouped_items(), {"F": ["x1", "x2", "x4"]}, estimator=estimator)  # type: ignore[arg-type]
        assert (found.df, found.chi2) == (0, 0.0)
        assert np.isnan(found.p)
        assert (found.cfi, found.tli, found.rmsea, found.rmsea_low, found.rmsea_high) == (1, 1, 0, 0, 0)
        assert found.srmr == pytest.approx(0, abs=1e-6)
        assert "past altijd" in " ".join(found.remarks)


def test_the_loadings_of_a_just_identified_model_are_lavaans() -> None:
    found = fit_cfa(grouped_items(), {"F": ["x1", "x2", "x4"]})
    expected = from_r_file("cfa", "ml_just", "loading")
    assert found.loadings["loading"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)


def test_a_model_with_too_few_items_has_no_numbers() -> None:
    found = fit_cfa(grouped_items(), {"F": ["x1", "x2"]})
    assert not found.converged
    assert found.loadings["loading"].isna().all()
    assert np.isnan(found.chi2)
    assert "niet geïdentificeerd" in found.remarks[-1]


def test_rows_that_do_not_count_are_said() -> None:
    assert "53 van de 210" in " ".join(_fit("one", "ml").remarks)
    assert "1 van de 210" in " ".join(_fit("two", "fiml").remarks)


# Properties


@settings(max_examples=25, deadline=None)
@given(
    scale=st.lists(st.floats(0.01, 100), min_size=5, max_size=5),
    shift=st.floats(-50, 50),
    order=st.permutations(range(5)),
)
def test_units_and_order_of_the_items_change_nothing(
    scale: list[float], shift: float, order: list[int]
) -> None:
    items = grouped_items()[X]
    before = fit_cfa(items, {"F": X})
    moved = items * scale + shift
    after = fit_cfa(moved, {"F": [X[place] for place in order]})
    assert after.chi2 == pytest.approx(before.chi2, abs=1e-5)
    assert after.srmr == pytest.approx(before.srmr, abs=1e-7)
    ours, theirs = (f.loadings.set_index("item").loc[X] for f in (before, after))
    assert theirs["loading"].to_numpy() == pytest.approx(ours["loading"].to_numpy(), abs=1e-6)
    assert theirs["se"].to_numpy() == pytest.approx(ours["se"].to_numpy(), abs=1e-6)


def test_a_reversed_item_changes_the_sign_of_its_loading_alone() -> None:
    items = grouped_items()[X]
    reversed_ = items.assign(x2=6 - items["x2"])
    before, after = (fit_cfa(i, {"F": X}).loadings["loading"].to_numpy() for i in (items, reversed_))
    assert after == pytest.approx(before * [1, -1, 1, 1, 1], abs=1e-6)


def test_complete_data_give_the_same_by_full_information() -> None:
    items = grouped_items()[X].dropna()
    ml, fiml = (fit_cfa(items, {"F": X}, estimator=e) for e in ("ml", "fiml"))  # type: ignore[arg-type]
    assert fiml.chi2 == pytest.approx(ml.chi2, abs=1e-6)
    assert fiml.loadings["loading"].to_numpy() == pytest.approx(ml.loadings["loading"].to_numpy(), abs=1e-6)


def test_semopy_leads_to_the_same_place() -> None:
    items = grouped_items()[X + Y].dropna()
    model = FactorModel.of(MODELS["two"])
    layout = single_group(model, means=False)
    values = semopy_values(items.to_numpy(), model, layout)
    assert values is not None
    found = _fit("two", "ml")
    loading = found.loadings["loading"].to_numpy()
    sd = items.std(ddof=0).to_numpy()
    assert values[layout.groups[0].loadings] / sd == pytest.approx(loading, abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_sample_of_a_model_is_estimated_near_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = np.array([0.8, 0.7, 0.6, 0.5, 0.75])
    rows = random.normal(size=(4000, 1)) * truth + random.normal(size=(4000, 5)) * np.sqrt(1 - truth**2)
    found = fit_cfa(pd.DataFrame(rows, columns=X), {"F": X})
    assert found.loadings["loading"].to_numpy() == pytest.approx(truth, abs=0.07)
    assert found.rmsea < 0.05


# Data that no model fits


def _random(n: int, k: int = 5, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    common = random.normal(size=(n, 1))
    return pd.DataFrame(common + random.normal(size=(n, k)), columns=[f"x{i}" for i in range(1, k + 1)])


@pytest.mark.parametrize("estimator", ["ml", "fiml", "wlsmv"])
def test_degenerate_data_give_a_verdict(estimator: str) -> None:
    base = _random(60).round().clip(-2, 2)
    cases = {
        "constant": base.assign(x3=1.0),
        "double": base.assign(x3=base["x1"]),
        "twelve": base.head(12),
        "all missing": base * np.nan,
        "one item missing": base.assign(x3=np.nan),
        "two rows": base.head(2),
        "no rows": base.head(0),
        "fewer rows than items": base.head(4),
    }
    for name, items in cases.items():
        try:
            found = fit_cfa(items, {"F": X}, estimator=estimator)  # type: ignore[arg-type]
        except InputProblem:
            continue
        assert name == "twelve" or not (found.converged and found.admissible), name
        assert found.remarks, name


def test_each_kind_of_unusable_data_has_its_own_sentence() -> None:
    base = _random(60)
    with pytest.raises(ConstantItem, match="x3"):
        fit_cfa(base.assign(x3=1.0), {"F": X})
    with pytest.raises(SingularItems, match="x1, x3"):
        fit_cfa(base.assign(x3=base["x1"]), {"F": X})
    with pytest.raises(TooFewRows):
        fit_cfa(base * np.nan, {"F": X})
    with pytest.raises(MissingItems, match="x9"):
        fit_cfa(base, {"F": ["x1", "x2", "x9"]})
    with pytest.raises(UnfitModel, match="geen items"):
        fit_cfa(base, {"F": []})
    with pytest.raises(UnfitModel, match="x1"):
        fit_cfa(base, {"F": ["x1", "x2", "x1"]})
    with pytest.raises(UnfitModel, match="bestaat niet"):
        fit_cfa(base, {"F": X}, estimator="gls")  # type: ignore[arg-type]


def test_an_impossible_solution_is_said_to_be_one() -> None:
    """A covariance larger than one factor can make: the residual variance of x1 must be negative."""
    correlation = np.array([[1, 0.9, 0.9, 0.1], [0.9, 1, 0.5, 0.1], [0.9, 0.5, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 1e-3, None))
    random = np.random.default_rng(3)
    raw = random.normal(size=(200, 4))
    raw = (raw - raw.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    found = fit_cfa(pd.DataFrame(raw @ root.T, columns=X[:4]), {"F": X[:4]})
    assert not found.admissible
    assert "Heywood" in " ".join(found.remarks)


def test_too_few_respondents_for_the_parameters_is_said() -> None:
    found = fit_cfa(_random(15, 9), {"F": [f"x{i}" for i in range(1, 10)]})
    assert "minder respondenten (15) dan parameters (18)" in " ".join(found.remarks)


def test_maximum_likelihood_on_yes_no_items_says_that_they_are_no_measurements() -> None:
    random = np.random.default_rng(3)
    latent = random.normal(size=(200, 1)) + random.normal(size=(200, 4))
    items = pd.DataFrame((latent > 0).astype(float), columns=["a", "b", "c", "d"])
    for estimator in ("ml", "fiml"):
        found = fit_cfa(items, {"f": list(items)}, estimator=estimator)
        assert any("Kies de schatter wlsmv" in remark for remark in found.remarks)
    assert not any(
        "Kies" in remark for remark in fit_cfa(items, {"f": list(items)}, estimator="wlsmv").remarks
    )
