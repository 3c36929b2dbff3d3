"""Principal components and parallel analysis."""

import numpy as np
import pandas as pd
import pytest
from baselines import from_r, items

from stagepact_research.scales import parallel_analysis, principal_components
from stagepact_research.scales.errors import ConstantItem, InvalidSetting, TooFewItems, TooFewRows


def test_loadings_agree_with_psych() -> None:
    found = principal_components(items(), 3)
    assert found.index.tolist() == items().columns.tolist()
    assert found.columns.tolist() == ["PC1", "PC2", "PC3"]
    for component in found.columns:
        expected = from_r("principal", component)[found.index]
        assert found[component].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


def test_every_component_points_to_its_positive_side() -> None:
    assert (principal_components(-items(), 9).sum() > 0).all()


def test_all_components_together_reproduce_the_correlations() -> None:
    loadings = principal_components(items(), 9).to_numpy()
    expected = items().dropna().corr().to_numpy()
    assert loadings @ loadings.T == pytest.approx(expected, abs=1e-12)


def test_a_component_whose_loadings_cancel_has_a_fixed_sign() -> None:
    own = pd.DataFrame({"a": [1, 2, 3, 4], "b": [4, 3, 2, 1]})
    assert principal_components(own, 1)["PC1"].tolist() == pytest.approx([1, -1])


def test_parallel_analysis_agrees_with_psych() -> None:
    found = parallel_analysis(items(), seed=1)
    assert found.observed == pytest.approx(from_r("parallel", "observed").to_numpy(), abs=1e-9)
    # Both thresholds are simulated; a quantile of 1000 draws is known to about 0.01.
    assert found.threshold == pytest.approx(from_r("parallel", "threshold").to_numpy(), abs=0.02)
    assert found.n_components == from_r("parallel", "n_components")["x+y"] == 2


def test_the_same_seed_gives_the_same_thresholds_and_another_seed_others() -> None:
    first, second = parallel_analysis(items(), seed=1), parallel_analysis(items(), seed=1)
    assert (first.threshold == second.threshold).all()
    assert (parallel_analysis(items(), seed=2).threshold != first.threshold).any()


def test_thresholds_do_not_depend_on_how_many_simulations_fit_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once = parallel_analysis(items(), seed=1, n_simulations=50)
    monkeypatch.setattr("stagepact_research.scales.dimensionality._CELLS_AT_ONCE", 3000)
    in_parts = parallel_analysis(items(), seed=1, n_simulations=50)
    assert in_parts.threshold == pytest.approx(at_once.threshold, abs=1e-12)


def test_eigenvalues_descend_and_sum_to_the_number_of_items() -> None:
    found = parallel_analysis(items(), seed=1, n_simulations=10)
    assert (np.diff(found.observed) <= 0).all()
    assert (np.diff(found.threshold) <= 0).all()
    assert found.observed.sum() == pytest.approx(9)


def test_unrelated_items_measure_no_common_dimension() -> None:
    answers = np.random.default_rng(4).integers(1, 6, (200, 6))
    found = parallel_analysis(pd.DataFrame(answers), seed=1, quantile=0.99)
    assert found.n_components == 0


def test_a_constant_item_and_too_few_rows_or_items_are_refused() -> None:
    with pytest.raises(ConstantItem):
        parallel_analysis(pd.DataFrame({"a": [1, 2, 3], "b": [1, 1, 1]}), seed=1)
    with pytest.raises(TooFewRows):
        principal_components(pd.DataFrame({"a": [1, 2], "b": [2, 1]}), 1)
    with pytest.raises(TooFewItems):
        principal_components(pd.DataFrame({"a": [1, 2, 3]}), 1)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(InvalidSetting):
        principal_components(items(), 10)
    with pytest.raises(InvalidSetting):
        parallel_analysis(items(), seed=1, n_simulations=0)
    with pytest.raises(InvalidSetting):
        parallel_analysis(items(), seed=1, quantile=95)
