"""Measurement invariance beside lavaan's, the ladder's verdicts, and what a pass is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from baselines import from_r_file, grouped_items

from stagepact_research.errors import InputProblem
from stagepact_research.scales import measurement_invariance
from stagepact_research.scales.cfa import ladder, optimise
from stagepact_research.scales.cfa.bias import hidden_bias, latent_difference, mean_bias
from stagepact_research.scales.cfa.invariance import (
    Grouped,
    Rung,
    by_group,
    fit_level,
    fit_own,
    modification_indices,
)
from stagepact_research.scales.cfa.invariance_power import (
    detectable_shift,
    noncentrality_of,
    shift_power,
)
from stagepact_research.scales.cfa.ladder import Rules, climb, difference_test
from stagepact_research.scales.errors import ConstantItem, InvalidSetting, NoGroups, TooFewRows, UnfitModel

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

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


# Which row is whose


def test_labels_that_occur_twice_do_not_confuse_the_rows() -> None:
    items, group = _two_groups(100, 0.4, 21)
    expected = measurement_invariance(items, group, {"F": X})
    twice = list(range(100)) * 2
    again = measurement_invariance(items.set_axis(twice), group.set_axis(twice), {"F": X})
    pd.testing.assert_frame_equal(again, expected)


def test_rows_without_a_group_or_an_answer_do_not_count_whatever_their_labels() -> None:
    items, group = _two_groups(100, 0.4, 21)
    group[3], items.loc[150, "x2"] = None, np.nan
    left = items.index.difference([3, 150])
    expected = by_group(items.loc[left], group[left], {"F": X})
    twice = list(range(100)) * 2
    grouped = by_group(items.set_axis(twice), group.set_axis(twice), {"F": X})
    assert (grouped.names, grouped.n, grouped.left_out) == (expected.names, 198, 2)
    assert fit_level(grouped, "scalar").fit.chi2 == pytest.approx(fit_level(expected, "scalar").fit.chi2)
    assert climb(items.set_axis(twice), group.set_axis(twice), {"F": X}).grouped.n == 198


def test_an_index_that_does_not_say_which_row_is_meant_is_refused() -> None:
    items, group = _two_groups(100, 0.0, 21)
    astray = group.set_axis([0] * 200)
    with pytest.raises(InvalidSetting, match="dubbele index"):
        measurement_invariance(items, astray, {"F": X})


def test_groups_may_be_a_list_or_an_array_of_as_many() -> None:
    items, group = _two_groups(100, 0.4, 21)
    expected = measurement_invariance(items, group, {"F": X})
    for given in (group.tolist(), group.to_numpy(), tuple(group)):
        pd.testing.assert_frame_equal(measurement_invariance(items, given, {"F": X}), expected)
    for wrong in (group.tolist()[1:], group.to_frame().to_numpy()):
        with pytest.raises(InvalidSetting, match="200 rijen"):
            measurement_invariance(items, wrong, {"F": X})


def test_a_large_mean_changes_nothing() -> None:
    items, group = _two_groups(100, 0.4, 21)
    expected = measurement_invariance(items, group, {"F": X})
    again = measurement_invariance(items.assign(x1=items["x1"] + 1e8), group, {"F": X})
    for column in ("chi2", "cfi", "srmr"):
        assert again[column].to_numpy() == pytest.approx(expected[column].to_numpy(), abs=1e-5)


def test_items_need_no_text_for_a_name() -> None:
    items, group = grouped_items(), grouped_items()["group"]
    expected = climb(items, group, MODELS["one"])
    for names in (list(range(5)), [("x", number) for number in range(5)]):
        other = items[X].set_axis(pd.Index(names), axis=1)
        found = climb(other, group, {"F": names})  # type: ignore[dict-item]
        assert found.verdict == expected.verdict == "gedeeltelijk"
        assert found.freed == (names[2],)


# Levels that may not be believed


def _loose(n: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    factor = random.standard_normal(n)
    return pd.DataFrame(0.6 * factor[:, None] + random.standard_normal((n, 4)), columns=X[:4])


def test_a_level_that_was_not_found_has_no_fit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    items, group = _two_groups(100, 0.0, 21)
    monkeypatch.setattr(optimise, "_STEPS", 1)
    table = measurement_invariance(items, group, {"F": X})
    assert not table[["converged", "admissible"]].to_numpy().any()
    assert table[["chi2", "cfi", "rmsea", "srmr", "delta_cfi"]].isna().to_numpy().all()
    assert table["remark"].str.contains("niet geconvergeerd").all()
    found = climb(items, group, {"F": X})
    assert (found.verdict, found.stopped_at) == ("niet_te_bepalen", "configural")
    assert "niet geconvergeerd" in found.reason


def test_every_level_that_may_be_believed_has_no_remark() -> None:
    items, group = _two_groups(100, 0.0, 21)
    table = measurement_invariance(items, group, {"F": X})
    assert table[["converged", "admissible"]].to_numpy().all()
    assert (table["remark"] == "").all()
    just = measurement_invariance(items, group, {"F": X[:3]})
    assert just["remark"].str.contains("past altijd").tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("seed", "sentence"), [(31, "Heywood"), (44, "een factor heeft geen positieve variantie")]
)
def test_a_restriction_that_makes_a_solution_impossible_is_not_passed(seed: int, sentence: str) -> None:
    """The configural level is sound, and equal loadings are not."""
    items, group = _loose(90, seed), list("xyx") * 30
    table = measurement_invariance(items, group, {"F": X[:4]})
    assert table["admissible"].tolist() == [True, False, False]
    assert table["remark"].str.contains(sentence).tolist() == [False, True, True]
    assert table["remark"][1].startswith("Groep y: ")
    found = climb(items, group, {"F": X[:4]})
    assert (found.verdict, found.stopped_at) == ("niet_te_bepalen", "metric")
    assert sentence in found.reason
    assert np.isnan(latent_difference(found))
    assert found.power.empty


def test_an_impossible_form_is_said_by_the_table_too() -> None:
    table = measurement_invariance(_loose(80, 6), list("xy") * 40, {"F": X[:4]})
    assert table["admissible"].tolist() == [False, True, True]
    assert "Heywood" in table["remark"][0]


def test_loadings_that_the_data_do_not_determine_are_not_believed() -> None:
    raw = np.column_stack([np.ones(100), np.random.default_rng(5).normal(size=(100, 4))])
    a, b, c, rest = 10 * np.linalg.qr(raw)[0][:, 1:].T
    one = pd.DataFrame(dict(zip(X[:4], (a, b, c, 0.6 * a + 0.8 * rest), strict=True)))
    table = measurement_invariance(pd.concat([one, one]), ["x"] * 100 + ["y"] * 100, {"F": X[:4]})
    assert not table["admissible"].any()
    assert table["remark"].str.contains("bepalen het model niet").all()


# A partial metric level is not yet a comparison of means


def _other_loading_and_intercepts(intercepts: list[float]) -> tuple[pd.DataFrame, pd.Series]:
    random, n, p = np.random.default_rng(0), 1500, len(intercepts)
    first, later = np.full(p, 0.7), np.array([0.15, *[0.7] * (p - 1)])
    factor, own = random.normal(size=(2 * n, 1)), random.normal(size=(2 * n, p))
    rows = np.vstack(
        [
            factor[:n] * first + own[:n] * np.sqrt(1 - first**2),
            factor[n:] * later + own[n:] * np.sqrt(1 - later**2) + intercepts,
        ]
    )
    items = pd.DataFrame(rows, columns=[f"i{number}" for number in range(p)])
    return items, pd.Series(np.repeat(["a", "b"], n))


def test_a_scalar_level_that_does_not_hold_after_the_metric_one_was_mended_is_violated() -> None:
    """One loading and two intercepts of five items are off: more than may be freed."""
    items, group = _other_loading_and_intercepts([0, 0, 0, 0.9, 0.9])
    found = climb(items, group, {"F": list(items)})
    assert (found.stopped_at, found.verdict, found.freed) == ("metric", "geschonden", ())
    assert found.comparable is None
    assert "nulpunten niet gelijk" in found.reason
    assert np.isnan(mean_bias(found))
    assert np.isnan(latent_difference(found))


def test_intercepts_are_freed_until_the_scalar_level_holds_beside_the_mended_metric_one() -> None:
    items, group = _other_loading_and_intercepts([0, 0, 0, 0, 0, 0.9])
    found = climb(items, group, {"F": list(items)})
    assert (found.stopped_at, found.verdict, found.freed) == ("metric", "gedeeltelijk", ("i0", "i5"))
    assert found.partial is not None
    assert found.comparable is not None
    assert found.comparable.sound
    assert found.partial.fit.cfi - found.comparable.fit.cfi < Rules().delta_cfi
    assert mean_bias(found) == pytest.approx(0.9 / 6, abs=0.02)
    assert latent_difference(found) == pytest.approx(0, abs=0.08)


def test_a_mended_scalar_level_that_is_impossible_compares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(grouped: Grouped, freed: Sequence[str], intercepts: Sequence[str] = ()) -> Rung:
        return replace(fit_own(grouped, freed, intercepts), impossible=("Onmogelijke oplossing.",))

    items, group = _other_loading_and_intercepts([0, 0, 0, 0, 0, 0])
    assert climb(items, group, {"F": list(items)}).verdict == "gedeeltelijk"
    monkeypatch.setattr(ladder, "fit_own", impossible)
    found = climb(items, group, {"F": list(items)})
    assert found.verdict == "geschonden"
    assert found.comparable is None
