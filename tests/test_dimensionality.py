"""Principal components and parallel analysis."""

import numpy as np
import pandas as pd
import pytest
from baselines import components, from_r, from_r_file, items

from stagepact_research.scales import parallel_analysis, principal_components
from stagepact_research.scales.errors import (
    ConstantItem,
    InvalidSetting,
    PerfectPair,
    TooFewItems,
    TooFewRows,
)

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover


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
    for wrong in ({"rule": "median"}, {"data": "bootstrap"}, {"correlation": "spearman"}):
        with pytest.raises(InvalidSetting):
            parallel_analysis(items(), seed=1, **wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting) as caught:
        parallel_analysis(items(), seed=1, correlation="polychoric")
    assert caught.value.name == "polychoric"


@pytest.mark.parametrize(
    ("setting", "value"),
    [("seed", -1), ("seed", 1.5), ("seed", None), ("n_simulations", 2.5), ("n_simulations", True)],
)
def test_a_seed_and_a_number_of_simulations_are_whole_numbers(setting: str, value: object) -> None:
    given = {"seed": 1, "n_simulations": 10} | {setting: value}
    with pytest.raises(InvalidSetting) as caught:
        parallel_analysis(items(), **given)  # type: ignore[arg-type]
    assert caught.value.name == setting
    whole = parallel_analysis(items(), seed=np.int64(1), n_simulations=np.int64(10))  # type: ignore[arg-type]
    expected = parallel_analysis(items(), seed=1, n_simulations=10)
    assert whole.threshold.tolist() == expected.threshold.tolist()


@pytest.mark.parametrize("number", [1.5, 2.0, True, "2"])
def test_a_number_of_components_is_a_whole_number(number: object) -> None:
    with pytest.raises(InvalidSetting, match="n_components"):
        principal_components(items(), number)  # type: ignore[arg-type]


def test_the_thresholds_are_those_of_one_thread_and_one_piece() -> None:
    found = parallel_analysis(items(), seed=20242, n_simulations=200)
    assert found.threshold == pytest.approx(in_one_piece(items(), 20242, 200), abs=1e-12)


def in_one_piece(own: pd.DataFrame, seed: int, n_simulations: int) -> np.ndarray:
    n, k = own.dropna().shape
    data = np.random.Generator(np.random.PCG64(seed)).standard_normal((n_simulations, n, k))
    data -= data.mean(axis=1, keepdims=True)
    data /= np.sqrt((data**2).sum(axis=1, keepdims=True))
    values = np.linalg.eigvalsh(data.transpose(0, 2, 1) @ data)[:, ::-1]
    return np.asarray(np.quantile(values, 0.95, axis=0))


@pytest.mark.parametrize("rule", ["quantile", "mean"])
@pytest.mark.parametrize("data", ["normal", "permutation"])
def test_the_other_thresholds_agree_with_those_that_r_simulates(data: str, rule: str) -> None:
    found = parallel_analysis(components(), seed=1, data=data, rule=rule)  # type: ignore[arg-type]
    assert found.observed == pytest.approx(
        from_r_file("dimensionality", "parallel", "observed").to_numpy(), abs=1e-9
    )
    expected = from_r_file("dimensionality", f"parallel {data}", rule).to_numpy()
    # The mean of 1000 draws is known to about 0.003, a quantile to about 0.01.
    assert found.threshold == pytest.approx(expected, abs=0.02 if rule == "quantile" else 0.01)
    assert found.n_components == 2


def test_permutation_is_reproducible_by_its_seed_however_it_is_cut_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(seed: int) -> list[float]:
        analysis = parallel_analysis(components(), seed=seed, data="permutation", n_simulations=40)
        return analysis.threshold.tolist()

    first = found(1)
    assert found(1) == first
    assert found(2) != first
    monkeypatch.setattr("stagepact_research.scales.dimensionality._CELLS_AT_ONCE", 3000)
    assert found(1) == pytest.approx(first, abs=1e-12)


def ranks(answers: pd.DataFrame) -> pd.DataFrame:
    """Stands for polychoric correlations: fast, and other than Pearson's."""
    return answers.corr(method="spearman")


@pytest.mark.parametrize("data", ["normal", "permutation"])
def test_polychoric_correlations_are_taken_of_the_items_and_of_every_random_set(data: str) -> None:
    seen: list[pd.DataFrame] = []

    def polychoric(answers: pd.DataFrame) -> pd.DataFrame:
        seen.append(answers)
        return ranks(answers)

    found = parallel_analysis(
        components(),
        seed=1,
        n_simulations=30,
        correlation="polychoric",
        data=data,  # type: ignore[arg-type]
        polychoric=polychoric,
    )
    complete = components().dropna().astype(float)
    pd.testing.assert_frame_equal(seen[0], complete)
    assert len(seen) == 31
    for drawn in seen[1:]:
        assert drawn.shape == complete.shape
        assert drawn.columns.tolist() == complete.columns.tolist()
        assert set(np.unique(drawn)) <= {1, 2, 3, 4, 5}
        same = all((np.sort(drawn[item]) == np.sort(complete[item])).all() for item in complete)
        assert same == (data == "permutation")
    shares = pd.concat(seen[1:]).apply(lambda answers: (answers <= 2).mean())
    assert shares.tolist() == pytest.approx((complete <= 2).mean().tolist(), abs=0.03)
    expected = np.linalg.eigvalsh(ranks(complete).to_numpy())[::-1]
    assert found.observed == pytest.approx(expected, abs=1e-12)
    assert found.n_components == 2


def test_a_random_set_without_polychoric_correlations_is_drawn_again_and_counted() -> None:
    calls = {"count": 0}

    def now_and_then(answers: pd.DataFrame) -> pd.DataFrame:
        calls["count"] += 1
        if calls["count"] % 3 == 0:
            raise PerfectPair("p1", "p2", 1.0)
        return ranks(answers)

    def never(answers: pd.DataFrame) -> pd.DataFrame:
        if answers.equals(components().dropna().astype(float)):
            return ranks(answers)
        raise PerfectPair("p1", "p2", 1.0)

    settings = {"seed": 1, "n_simulations": 10, "correlation": "polychoric"}
    found = parallel_analysis(components(), polychoric=now_and_then, **settings)  # type: ignore[arg-type]
    assert any("zijn opnieuw getrokken" in remark for remark in found.remarks)
    with pytest.raises(PerfectPair):
        parallel_analysis(components(), polychoric=never, **settings)  # type: ignore[arg-type]


def test_the_analysis_says_which_rows_count_and_that_few_rows_say_little() -> None:
    found = parallel_analysis(items(), seed=1, n_simulations=10)
    assert found.n == 127
    assert found.remarks == ("3 van de 130 respondenten tellen niet mee: niet elk item heeft een antwoord.",)
    few = parallel_analysis(items().dropna().head(7), seed=1, n_simulations=10)
    assert any("niet meer respondenten (7) dan items (9)" in remark for remark in few.remarks)
    double = parallel_analysis(items().assign(x9=items()["x2"]), seed=1, n_simulations=10)
    assert any("De items x2 en x9 bepalen elkaar" in remark for remark in double.remarks)
    with pytest.raises(TooFewRows):
        parallel_analysis(items() * np.nan, seed=1)
    with pytest.raises(TooFewRows):
        principal_components(items().dropna().head(8), 1)
