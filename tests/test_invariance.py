"""Measurement invariance beside lavaan's, the ladder's verdicts, and what a pass is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from baselines import from_r_file, grouped_items

from stagepact_research.errors import InputProblem
from stagepact_research.scales import measurement_invariance
from stagepact_research.scales.cfa.bias import hidden_bias, latent_difference, mean_bias
from stagepact_research.scales.cfa.invariance import by_group, fit_level, modification_indices
from stagepact_research.scales.cfa.invariance_power import (
    detectable_shift,
    noncentrality_of,
    shift_power,
)
from stagepact_research.scales.cfa.ladder import Rules, climb, difference_test
from stagepact_research.scales.errors import ConstantItem, NoGroups, TooFewRows, UnfitModel

X = ["x1", "x2", "x3", "x4", "x5"]
Y = ["y1", "y2", "y3", "y4", "y5"]
MODELS = {"one": {"F": X}, "two": {"F": X, "G": Y}}
LEVELS = ["configural", "metric", "scalar"]


@pytest.mark.parametrize("model", MODELS)
def test_the_ladder_is_lavaans(model: str) -> None:
    items = grouped_items()
    found = measurement_invariance(items, items["group"], MODELS[model])
    assert list(found["level"]) == LEVELS
    for column, theirs in {
        "chi2": "chisq",
        "df": "df",
        "cfi": "cfi",
        "rmsea": "rmsea",
        "srmr": "srmr",
    }.items():
        expected = from_r_file("cfa", f"ladder_{model}", theirs)[LEVELS]
        assert found[column].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-5), column
    assert np.isnan(found["delta_cfi"][0])
    assert found["delta_cfi"][1] == pytest.approx(found["cfi"][1] - found["cfi"][0])


def test_the_modification_indices_are_lavaans_score_tests() -> None:
    items = grouped_items()
    grouped = by_group(items, items["group"], MODELS["one"])
    found = modification_indices(grouped, fit_level(grouped, "scalar"), "scalar", ())
    expected = from_r_file("cfa", "ladder_one", "modification")
    assert found[X].to_numpy() == pytest.approx(expected[X].to_numpy(), abs=1e-4)
    assert found.index[0] == "x3"


def test_the_item_that_is_off_is_found_and_its_bias_is_lavaans() -> None:
    items = grouped_items()
    found = climb(items, items["group"], MODELS["one"])
    assert (found.verdict, found.stopped_at, found.freed) == ("gedeeltelijk", "scalar", ("x3",))
    assert found.holds == {"configural": True, "metric": True, "scalar": False}
    assert "CFI daalt" in found.reason
    assert found.partial is not None
    assert found.partial.fit.chi2 == pytest.approx(
        from_r_file("cfa", "ladder_one", "chisq")["partial"], abs=1e-5
    )
    difference = from_r_file("cfa", "ladder_one", "intercept_difference")["x3"]
    assert mean_bias(found) == pytest.approx(difference / 5, abs=1e-5)
    expected = from_r_file("cfa", "ladder_one", "latent_difference")["F"]
    assert latent_difference(found) == pytest.approx(expected, abs=1e-5)


def test_the_noncentrality_is_that_of_lavaan_on_the_population() -> None:
    items = grouped_items()
    grouped = by_group(items, items["group"], MODELS["one"])
    scalar = fit_level(grouped, "scalar")
    expected = from_r_file("cfa", "power", "noncentrality")["x2"]
    assert noncentrality_of(grouped, scalar, 1, 0.3) == pytest.approx(expected, abs=1e-4)


def _two_groups(n: int, shift: float, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    random = np.random.default_rng(seed)
    loadings = np.array([0.8, 0.7, 0.6, 0.7, 0.65])
    factor = random.normal(size=(2 * n, 1))
    rows = factor * loadings + random.normal(size=(2 * n, 5)) * np.sqrt(1 - loadings**2)
    group = pd.Series(np.repeat(["2024", "2026"], n))
    rows[n:, 1] += shift
    return pd.DataFrame(rows, columns=X), group


def test_the_power_is_how_often_the_shift_is_found() -> None:
    shift, found, tried = 0.45, 0, 120
    items, group = _two_groups(400, 0.0, 1)
    grouped = by_group(items, group, {"F": X})
    small = by_group(*_two_groups(100, 0.0, 2), {"F": X})
    predicted = shift_power(small, fit_level(small, "scalar"), shift)["x2"]
    for seed in range(tried):
        data = by_group(*_two_groups(100, shift, 100 + seed), {"F": X})
        _, _, p = difference_test(fit_level(data, "metric"), fit_level(data, "scalar"))
        found += p < 0.05
    # Three standard errors, and the chance in the sample on which the prediction rests.
    assert abs(found / tried - predicted) < 3 * np.sqrt(predicted * (1 - predicted) / tried) + 0.08
    assert shift_power(grouped, fit_level(grouped, "scalar"), shift)["x2"] > predicted


def test_a_shift_of_the_detectable_size_has_the_power_that_was_asked() -> None:
    items, group = _two_groups(150, 0.0, 3)
    grouped = by_group(items, group, {"F": X})
    scalar = fit_level(grouped, "scalar")
    shift = detectable_shift(grouped, scalar, 0.8)
    loadings = scalar.found.values[scalar.layout.groups[0].loadings]
    middle = X[int(np.argsort(loadings)[2])]
    assert shift_power(grouped, scalar, shift)[middle] == pytest.approx(0.8, abs=1e-3)
    assert shift_power(grouped, scalar, 1e-6).to_numpy() == pytest.approx(0.05, abs=1e-3)


def test_a_pass_by_low_power_is_not_called_invariance() -> None:
    few = climb(*_two_groups(70, 0.0, 13), {"F": X})
    assert few.stopped_at == ""
    assert few.verdict == "niet_weerlegd"
    assert few.power.max() < 0.8
    many = climb(*_two_groups(3000, 0.0, 6), {"F": X})
    assert many.verdict == "invariant"
    assert mean_bias(many) == 0


def test_a_form_that_does_not_fit_stops_the_ladder_at_once() -> None:
    items, group = _two_groups(300, 0.0, 7)
    random = np.random.default_rng(8)
    items["x1"] = items["x2"] + random.normal(size=600) * 0.1
    found = climb(items, group, {"F": X}, Rules(minimum_cfi=0.98))
    assert found.stopped_at == "configural"
    assert found.verdict == "niet_te_bepalen"
    assert not any(found.holds.values())


def test_three_items_have_a_ladder_from_metric_on() -> None:
    items, group = _two_groups(300, 0.0, 9)
    found = climb(items, group, {"F": X[:3]})
    assert found.rungs["configural"].fit.df == 0
    assert found.rungs["metric"].fit.df == 2
    assert found.holds["configural"]


def test_degenerate_groups_have_a_sentence() -> None:
    items, group = _two_groups(40, 0.0, 10)
    with pytest.raises(NoGroups):
        measurement_invariance(items, pd.Series("2024", index=items.index), {"F": X})
    with pytest.raises(ConstantItem, match=r"x3 \(2026\)"):
        measurement_invariance(items.assign(x3=items["x3"].where(group == "2024", 1.0)), group, {"F": X})
    with pytest.raises(TooFewRows):
        measurement_invariance(items, group.where(group.index < 41), {"F": X})
    with pytest.raises(UnfitModel, match="te weinig items"):
        measurement_invariance(items, group, {"F": X[:2]})
    with pytest.raises(InputProblem):
        measurement_invariance(items * np.nan, group, {"F": X})
    with pytest.raises(InputProblem):
        measurement_invariance(items.assign(x2=items["x1"]), group, {"F": X})


def test_an_item_with_another_loading_biases_the_means_by_what_it_adds() -> None:
    items, group = _two_groups(4000, 0.0, 14)
    later = group == "2026"
    # The factor is half a standard deviation higher, and one item follows it twice as steeply.
    items = items.where(~later, items + 0.5 * np.array([0.8, 0.7, 0.6, 0.7, 0.65]))
    items["x3"] = items["x3"].where(~later, items["x3"] * 2)
    found = climb(items, group, {"F": X})
    assert found.stopped_at == "metric"
    assert found.freed == ("x3",)
    raw = items[later].mean().mean() - items[~later].mean().mean()
    assert mean_bias(found) == pytest.approx(0.5 * 0.6 / 5, abs=0.02)
    assert latent_difference(found) == pytest.approx(0.5, abs=0.06)
    loadings = found.rungs["configural"].found.values[found.rungs["configural"].layout.groups[0].loadings]
    assert raw - mean_bias(found) == pytest.approx(loadings.mean() * latent_difference(found), abs=0.02)


def test_what_cannot_be_compared_has_no_bias_and_no_difference() -> None:
    items, group = _two_groups(300, 0.0, 7)
    items["x1"] = items["x2"] + np.random.default_rng(8).normal(size=600) * 0.1
    found = climb(items, group, {"F": X}, Rules(minimum_cfi=0.98))
    assert np.isnan(mean_bias(found))
    assert np.isnan(latent_difference(found))


def test_the_hidden_bias_is_the_detectable_shift_spread_over_the_items() -> None:
    found = climb(*_two_groups(3000, 0.0, 6), {"F": X})
    assert hidden_bias(found) == pytest.approx(found.detectable / 5, rel=0.05)


def test_a_solution_that_is_impossible_in_the_second_group_alone_is_seen() -> None:
    items, group = _two_groups(200, 0.0, 15)
    later = (group == "2026").to_numpy()
    random = np.random.default_rng(16)
    factor = random.normal(size=later.sum())
    # Two items share all they have, and the third hardly anything: its residual variance goes below zero.
    items.loc[later, "x1"] = factor + 0.3 * random.normal(size=later.sum())
    items.loc[later, "x2"] = factor + 0.3 * random.normal(size=later.sum())
    items.loc[later, "x3"] = 0.08 * factor + random.normal(size=later.sum())
    found = climb(items, group, {"F": X[:3]})
    assert found.stopped_at == "configural"
    assert "Heywood" in found.reason
