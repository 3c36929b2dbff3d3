"""Invariance of ordered items over groups, and the merging of sparse categories."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from ordinal_data import GROUPED_FACTORS, from_lavaan, grouped, simulated

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.errors import (
    CategoriesDiffer,
    InvalidSetting,
    MissingItems,
    NoGroups,
    PerfectPair,
    SparseCategory,
    TooFewRows,
    UnfitModel,
)
from stagepact_research.scales.ordinal import categorical_invariance, merge_sparse_categories
from stagepact_research.scales.ordinal.group_structure import implied_statistics, shared_layout
from stagepact_research.scales.ordinal.grouped import moments_by_group
from stagepact_research.scales.ordinal.structure import implied_correlations

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

MEASURES = {"chi2": "chisq.scaled", "df": "df", "cfi": "cfi.scaled", "rmsea": "rmsea.scaled", "srmr": "srmr"}
ONE = {"F": [f"i{number}" for number in range(1, 6)]}


def _two(n: int = 138) -> pd.Series:
    return pd.Series(["mbo2", "mbo3"] * (n // 2))


@pytest.mark.parametrize("name", GROUPED_FACTORS)
def test_both_levels_agree_with_lavaan(name: str) -> None:
    found = categorical_invariance(*grouped(), GROUPED_FACTORS[name])
    assert found["level"].tolist() == ["configural", "thresholds_loadings"]
    for level, row in found.set_index("level").iterrows():
        for ours, theirs in MEASURES.items():
            expected = from_lavaan("invariance", name, theirs)[str(level)]
            assert row[ours] == pytest.approx(expected, rel=1e-5, abs=1e-6), (level, ours)
    for measure in ("delta_chi2", "delta_df", "p"):
        expected = from_lavaan("invariance", name, measure)["thresholds_loadings"]
        assert found[measure].iloc[1] == pytest.approx(expected, rel=1e-4), measure
    assert found["delta_cfi"].iloc[1] == pytest.approx(found["cfi"].iloc[1] - found["cfi"].iloc[0])
    assert found[["delta_cfi", "delta_chi2", "delta_df", "p"]].iloc[0].isna().all()
    assert (found["remark"] == "").all()


def test_the_order_and_names_of_the_groups_do_not_matter() -> None:
    items, groups = grouped()
    found = categorical_invariance(items, groups, GROUPED_FACTORS["v"])
    renamed = groups.map({"mbo2": "z", "mbo3": "a"})
    again = categorical_invariance(items, renamed, GROUPED_FACTORS["v"])
    columns = ["chi2", "cfi", "srmr", "delta_chi2", "p"]
    assert again[columns].iloc[1].tolist() == pytest.approx(found[columns].iloc[1].tolist(), abs=1e-5)


def test_equal_groups_do_not_differ() -> None:
    own = simulated(138, 5)
    twice = pd.concat([own, own], ignore_index=True)
    found = categorical_invariance(twice, pd.Series([2024] * 138 + [2026] * 138), ONE)
    assert found["p"].iloc[1] > 0.999


def test_rows_without_a_group_or_with_a_missing_answer_do_not_count() -> None:
    items, groups = grouped()
    items.loc[3, "v1"] = np.nan
    groups[10] = None
    left = items.index.difference([3, 10])
    found = categorical_invariance(items, groups, GROUPED_FACTORS["v"])
    again = categorical_invariance(items.loc[left], groups[left], GROUPED_FACTORS["v"])
    assert found.drop(columns="remark").to_numpy(dtype=object).tolist()[1] == pytest.approx(
        again.drop(columns="remark").to_numpy(dtype=object).tolist()[1]
    )


@pytest.mark.parametrize("name", ["v", "vw"])
def test_the_slopes_of_the_models_are_right(name: str) -> None:
    model = FactorModel.of(GROUPED_FACTORS[name])
    moments = next(iter(moments_by_group(*grouped(), model).values()))
    layout = shared_layout(model, moments, 3)
    single = len(model.items) + len(model.names) * (len(model.names) - 1) // 2
    for implied, size in ((implied_statistics(layout), layout.size), (implied_correlations(model), single)):
        values = np.random.default_rng(1).uniform(0.2, 0.9, size)
        _, jacobian = implied(values)
        for place in range(size):
            step = np.zeros(size)
            step[place] = 1e-6
            slope = (implied(values + step)[0] - implied(values - step)[0]) / 2e-6
            assert jacobian[:, place] == pytest.approx(slope, abs=1e-8)


def test_a_category_that_a_group_does_not_use_is_named() -> None:
    own, groups = simulated(138, 5), _two()
    own.loc[(own["i3"] == 5) & (groups == "mbo3"), "i3"] = 4
    with pytest.raises(CategoriesDiffer) as caught:
        categorical_invariance(own, groups, ONE)
    assert (caught.value.item, caught.value.group, caught.value.category) == ("i3", "mbo3", 5)
    merged, report = merge_sparse_categories(own, groups)
    assert report.to_dict("records") == [
        {"item": "i3", "category": 5.0, "into": 4.0, "group": "mbo3", "count": 0}
    ]
    assert np.isfinite(categorical_invariance(merged, groups, ONE)["chi2"]).all()


def test_sparse_categories_merge_with_the_neighbour_that_has_the_fewest_answers() -> None:
    own = pd.DataFrame({"a": [1, 1, 2, 3, 3, 3, 4, 4] * 2, "b": [1, 2] * 8})
    groups = pd.Series(["x"] * 8 + ["y"] * 8)
    merged, report = merge_sparse_categories(own, groups, least=2)
    assert report.iloc[0].tolist() == ["a", 2, 1, "x", 1]
    assert len(report) == 1
    assert merged["a"].tolist() == [1, 1, 1, 3, 3, 3, 4, 4] * 2
    assert merged["b"].tolist() == own["b"].tolist()


def test_nothing_is_merged_where_nothing_is_sparse() -> None:
    own = simulated(138, 3).assign(gaten=np.nan)
    merged, report = merge_sparse_categories(own, _two())
    assert report.empty
    assert merged.equals(own)


def test_an_item_is_not_merged_into_a_constant() -> None:
    own = simulated(138, 2, categories=2)
    groups = pd.Series(["x"] * 137 + ["y"])
    with pytest.raises(SparseCategory) as caught:
        merge_sparse_categories(own, groups)
    assert (caught.value.item, caught.value.group, caught.value.count) == ("i1", "y", 0)
    with pytest.raises(InvalidSetting):
        merge_sparse_categories(own, groups, least=0)
    with pytest.raises(NoGroups):
        merge_sparse_categories(own, pd.Series(["x"] * 138))


def test_unusable_groups_and_models_are_refused() -> None:
    own = simulated(138, 5)
    with pytest.raises(NoGroups):
        categorical_invariance(own, pd.Series(["mbo2"] * 138), ONE)
    with pytest.raises(TooFewRows):
        categorical_invariance(own * np.nan, _two(), ONE)
    with pytest.raises(TooFewRows, match="mbo3"):
        categorical_invariance(own, pd.Series(["mbo2"] * 136 + ["mbo3"] * 2), ONE)
    with pytest.raises(MissingItems):
        categorical_invariance(own, _two(), {"F": ["i1", "i2", "x"]})
    with pytest.raises(UnfitModel):
        categorical_invariance(own, _two(), {"F": ["i1", "i2"]})
    doubled = pd.concat([own, own])
    astray = pd.Series(list("ab") * 138, index=doubled.index[::-1])
    with pytest.raises(InvalidSetting):
        categorical_invariance(doubled, astray, ONE)


def test_items_that_determine_each_other_in_a_group_are_named() -> None:
    own = simulated(138, 5, categories=2).assign(i2=lambda table: table["i1"])
    with pytest.raises(PerfectPair) as caught:
        categorical_invariance(own, _two(), ONE)
    assert caught.value.items == ("i1 (mbo2)", "i2 (mbo2)")


def test_a_group_whose_items_have_nothing_in_common_is_told() -> None:
    generator = np.random.default_rng(3)
    seen = []
    for _ in range(3):
        own = pd.DataFrame(generator.integers(1, 4, (138, 4))).add_prefix("i")
        found = categorical_invariance(own, _two(), {"F": own.columns.tolist()})
        for _, row in found.iterrows():
            assert np.isfinite(row["chi2"]) or "niet" in row["remark"]
            seen.append(row["remark"])
    assert any("Groep" in remark and "niet geconvergeerd" in remark for remark in seen)


def test_three_yes_no_items_have_no_configural_fit_to_speak_of() -> None:
    items, groups = grouped()
    found = categorical_invariance(items, groups, {"F": ["b1", "b3", "b6"]})
    assert found["df"].tolist() == [0, 1]
    assert np.isnan(found["cfi"].iloc[0])
    assert found["delta_df"].iloc[1] == 1


def _of_one_factor(loadings: np.ndarray, n: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """Three categories; the groups take turns."""
    random = np.random.default_rng(seed)
    latent = random.normal(size=(n, 1)) * loadings + random.normal(size=(n, 4)) * np.sqrt(1 - loadings**2)
    return pd.DataFrame(np.digitize(latent, [-0.6, 0.6])).add_prefix("i"), ["a", "b"] * (n // 2)


def test_a_loading_beyond_one_in_a_later_group_is_impossible() -> None:
    own, groups = _of_one_factor(np.array([0.95, 0.6, 0.5, 0.5]), 160, 40)
    found = categorical_invariance(own, groups, {"F": own.columns.tolist()})
    assert found["admissible"].tolist() == [True, False]
    assert found["remark"].iloc[0] == ""
    assert found["remark"].iloc[1].startswith("Groep b: Onmogelijke oplossing (Heywood)")
    assert found["remark"].iloc[1].endswith("bij i0.")


def test_a_factor_without_variance_in_a_later_group_is_impossible() -> None:
    strong = np.where(np.arange(120)[:, None] % 2 == 0, 0.7, 0.05)
    own, groups = _of_one_factor(strong, 120, 1)
    found = categorical_invariance(own, groups, {"F": own.columns.tolist()})
    assert not found["admissible"].iloc[1]
    assert "Groep b: Onmogelijke oplossing: een factor heeft geen positieve" in found["remark"].iloc[1]


def test_labels_that_occur_twice_do_not_confuse_rows_and_groups() -> None:
    items, groups = grouped()
    twice = [*range(len(items) // 2)] * 2
    expected = categorical_invariance(items, groups, GROUPED_FACTORS["v"])
    again = categorical_invariance(items.set_axis(twice), groups.set_axis(twice), GROUPED_FACTORS["v"])
    pd.testing.assert_frame_equal(again, expected)
    pd.testing.assert_frame_equal(
        categorical_invariance(items, groups.tolist(), GROUPED_FACTORS["v"]), expected
    )
    own = simulated(138, 5)
    own.loc[(own["i3"] == 5) & (_two() == "mbo3"), "i3"] = 4
    merged, report = merge_sparse_categories(own, _two())
    twice = [*range(69)] * 2
    also, same = merge_sparse_categories(own.set_axis(twice), _two().set_axis(twice))
    assert also.to_numpy().tolist() == merged.to_numpy().tolist()
    pd.testing.assert_frame_equal(same, report)
