"""Raking and calibration: as R does it, and a sentence for everything that cannot be raked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighting_data import LEERWEG, MARGINS, NIVEAU, SECTOR, as_array, from_r, people, rows

from stagepact_research.weighting import calibrate, rake
from stagepact_research.weighting.errors import (
    DoubleCategory,
    EmptyCategory,
    InvalidSetting,
    InvalidTarget,
    InvalidWeight,
    MarginsCannotBeMet,
    MarginsDisagree,
    MissingColumn,
    MissingFrameValue,
    NegativeWeights,
    NoMargins,
    NoRows,
    NotAligned,
    NotConverged,
    UnknownCategory,
    UnusableWeighting,
    ZeroTarget,
)

SEEDS = st.integers(0, 10_000)


def base_of(start: str) -> pd.Series | None:
    return rows()["base"] if start == "base" else None


def scaled_base(start: str) -> pd.Series:
    own = base_of(start)
    own = pd.Series(1.0, index=rows().index) if own is None else own
    return own * 1000 / own.sum()


@pytest.mark.parametrize("start", ["equal", "base"])
def test_raked_weights_are_those_of_r(start: str) -> None:
    found = rake(rows(), MARGINS, base_of(start))
    np.testing.assert_allclose(found, as_array("rake", start), rtol=1e-8)


@pytest.mark.parametrize("start", ["equal", "base"])
def test_calibrated_weights_are_those_of_r(start: str) -> None:
    found = calibrate(rows(), MARGINS, base_of(start))
    np.testing.assert_allclose(found, as_array("calibrate", start), rtol=1e-8)


@pytest.mark.parametrize("start", ["equal", "base"])
def test_calibration_within_bounds_is_that_of_r_where_the_bounds_cut(start: str) -> None:
    low, high = 0.5, 1.45
    unbounded = from_r("calibrate_unbounded_range", start)
    assert unbounded["low"] < low < high < unbounded["high"]
    found = calibrate(rows(), MARGINS, scaled_base(start), bounds=(low, high))
    np.testing.assert_allclose(found, as_array("calibrate_bounded", start), rtol=1e-6)
    factors = found / scaled_base(start)
    assert factors.min() == pytest.approx(low)
    assert factors.max() == pytest.approx(high)


def as_dtype(frame: pd.DataFrame, dtype: str) -> pd.DataFrame:
    if dtype == "bool":
        return frame.assign(leerweg=frame["leerweg"] == "bol")
    if dtype == "category with an unused level":
        levels = pd.CategoricalDtype(["zorg", "nooit", "bouw", "voedsel", "techniek"])
        return frame.assign(sector=frame["sector"].astype(levels))
    return frame.astype(
        {"sector": dtype, "leerweg": dtype, "niveau": "Int64" if dtype == "string" else "int8"}
    )


@pytest.mark.parametrize("dtype", ["string", "category", "bool", "category with an unused level"])
def test_any_kind_of_column_gives_the_same_weights(dtype: str) -> None:
    margins = dict(MARGINS)
    if dtype == "bool":
        margins["leerweg"] = pd.Series({True: 700, False: 300})
    found = rake(as_dtype(rows(), dtype), margins, rows()["base"])
    np.testing.assert_allclose(found, as_array("rake", "base"), rtol=1e-8)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_raking_meets_every_margin_and_keeps_ratios_within_a_cell(seed: int) -> None:
    frame = people(seed)
    base = pd.Series(np.random.default_rng(seed).uniform(0.2, 5, len(frame)))
    found = rake(frame, MARGINS, base)
    for column, totals in MARGINS.items():
        assert found.groupby(frame[column]).sum().to_dict() == pytest.approx(totals.to_dict(), rel=1e-8)
    factors = (found / base).groupby([frame["sector"], frame["leerweg"], frame["niveau"]])
    assert (factors.max() / factors.min()).max() == pytest.approx(1, abs=1e-12)


@given(SEEDS, st.floats(1e-9, 1e9))
@settings(max_examples=20, deadline=None)
def test_the_scale_of_base_weights_and_the_order_of_rows_do_not_matter(seed: int, scale: float) -> None:
    frame = people(seed)
    generator = np.random.default_rng(seed)
    base = pd.Series(generator.uniform(0.2, 5, len(frame)))
    found = rake(frame, MARGINS, base)
    np.testing.assert_allclose(rake(frame, MARGINS, base * scale), found, rtol=1e-8)
    shuffled = frame.sample(frac=1, random_state=seed)
    pd.testing.assert_series_equal(rake(shuffled, MARGINS, base).sort_index(), found, rtol=1e-8)


def test_arguments_stay_as_they_were() -> None:
    frame, base = rows(), rows()["base"]
    margins = {name: totals.copy() for name, totals in MARGINS.items()}
    rake(frame, margins, base)
    calibrate(frame, margins, base)
    pd.testing.assert_frame_equal(frame, rows())
    assert all(totals.equals(MARGINS[name]) for name, totals in margins.items())


def test_targets_as_small_as_shares_or_as_large_as_a_country_are_met_alike() -> None:
    expected = rake(rows(), MARGINS)
    for scale in (1e-12, 1e-3, 1e9):
        scaled = {name: totals * scale for name, totals in MARGINS.items()}
        np.testing.assert_allclose(rake(rows(), scaled) / scale, expected, rtol=1e-8)


def test_rows_with_the_same_label_are_still_separate_rows() -> None:
    frame = rows().set_axis([0] * 180)
    found = rake(frame, MARGINS, frame["base"])
    np.testing.assert_allclose(found, as_array("rake", "base"), rtol=1e-8)


def test_many_sparse_margins_do_not_need_all_their_combinations() -> None:
    generator = np.random.default_rng(3)
    frame = pd.DataFrame({f"m{k}": generator.integers(0, 9, 4000) for k in range(9)})
    margins = {name: frame[name].value_counts() * 2.0 for name in frame}
    np.testing.assert_allclose(rake(frame, margins), 2.0, rtol=1e-9)


def test_a_category_that_nobody_is_in_and_nobody_has_is_no_obstacle() -> None:
    margins = MARGINS | {"niveau": pd.concat([NIVEAU, pd.Series({1: 0})])}
    np.testing.assert_allclose(rake(rows(), margins), rake(rows(), MARGINS), rtol=1e-12)


def test_margins_that_differ_less_than_a_millionth_follow_the_last() -> None:
    found = rake(rows(), {"sector": SECTOR, "leerweg": LEERWEG * (1 + 5e-7)})
    assert found.sum() == pytest.approx(1000 * (1 + 5e-7), rel=1e-12)


WRONG = {
    "a value is missing": (
        MissingFrameValue,
        lambda f: (f.assign(sector=f["sector"].mask(f.index == 4)), MARGINS),
    ),
    "a category is unknown": (UnknownCategory, lambda f: (f.replace("zorg", "Zorg"), MARGINS)),
    "text looks like a number": (UnknownCategory, lambda f: (f.astype({"niveau": str}), MARGINS)),
    "a category has no respondents": (EmptyCategory, lambda f: (f[f["sector"] != "zorg"], MARGINS)),
    "a total is zero": (ZeroTarget, lambda f: (f, {"leerweg": pd.Series({"bbl": 0, "bol": 1000})})),
    "totals differ": (MarginsDisagree, lambda f: (f, {"sector": SECTOR, "leerweg": LEERWEG * 1.00001})),
    "a column is absent": (MissingColumn, lambda f: (f.drop(columns="niveau"), MARGINS)),
    "a column is double": (MissingColumn, lambda f: (pd.concat([f, f["niveau"]], axis=1), MARGINS)),
    "there are no margins": (NoMargins, lambda f: (f, {})),
    "there are no rows": (NoRows, lambda f: (f.iloc[:0], MARGINS)),
    "a total is negative": (InvalidTarget, lambda f: (f, {"leerweg": pd.Series({"bbl": -1, "bol": 1000})})),
    "a total is missing": (
        InvalidTarget,
        lambda f: (f, {"leerweg": pd.Series({"bbl": np.nan, "bol": 1000})}),
    ),
    "a total is text": (InvalidTarget, lambda f: (f, {"leerweg": pd.Series({"bbl": "veel", "bol": 1000})})),
    "all totals are zero": (InvalidTarget, lambda f: (f, {"leerweg": pd.Series({"bbl": 0, "bol": 0})})),
    "a margin is empty": (InvalidTarget, lambda f: (f, {"leerweg": pd.Series(dtype=float)})),
    "a category is double": (
        DoubleCategory,
        lambda f: (f, {"leerweg": pd.Series([1, 2, 3], index=["bbl", "bol", "bol"])}),
    ),
}


@pytest.mark.parametrize("weight", [rake, calibrate])
@pytest.mark.parametrize("case", list(WRONG))
def test_what_cannot_be_weighted_has_its_own_error(case: str, weight: object) -> None:
    kind, change = WRONG[case]
    frame, margins = change(rows())
    with pytest.raises(kind) as caught:
        weight(frame, margins)  # type: ignore[operator]
    assert type(caught.value) is kind


def test_the_sentences_say_where_and_which() -> None:
    with pytest.raises(MarginsDisagree, match=r"sector en leerweg.*1000 en 1100"):
        rake(rows(), {"sector": SECTOR, "leerweg": LEERWEG * 1.1})
    with pytest.raises(MissingFrameValue, match="rij 4, kolom sector"):
        rake(rows().assign(sector=rows()["sector"].mask(rows().index == 4)), MARGINS)
    with pytest.raises(EmptyCategory, match=r"categorie zorg: het totaal is 300[\s\S]*collapse"):
        rake(rows().query("sector != 'zorg'"), MARGINS)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "zwaar"])
def test_base_weights_are_positive_numbers(value: object) -> None:
    base = rows()["base"].astype(object)
    base[17] = value
    with pytest.raises(InvalidWeight, match="rij 17"):
        rake(rows(), MARGINS, base)


def test_base_weights_belong_to_the_rows() -> None:
    base = rows()["base"]
    np.testing.assert_allclose(rake(rows(), MARGINS, base[::-1]), rake(rows(), MARGINS, base))
    with pytest.raises(NotAligned):
        rake(rows(), MARGINS, base.iloc[1:])


def structural_zeros() -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    frame = pd.DataFrame({"a": ["x", "x", "y"], "b": ["u", "u", "v"]})
    return frame, {"a": pd.Series({"x": 10, "y": 10}), "b": pd.Series({"u": 5, "v": 15})}


@pytest.mark.parametrize("weight", [rake, calibrate])
def test_margins_that_contradict_each_other_are_refused(weight: object) -> None:
    with pytest.raises(MarginsCannotBeMet):
        weight(*structural_zeros())  # type: ignore[operator]


def test_margins_that_leave_nothing_for_someone_are_refused() -> None:
    frame = pd.DataFrame({"a": ["x", "y", "x"], "b": ["u", "v", "v"]})
    margins = {"a": pd.Series({"x": 10, "y": 10}), "b": pd.Series({"u": 10, "v": 10})}
    with pytest.raises(MarginsCannotBeMet):
        rake(frame, margins)


def test_running_out_of_iterations_is_not_called_impossible() -> None:
    with pytest.raises(NotConverged):
        rake(rows(), MARGINS, max_iterations=1)


@pytest.mark.parametrize("setting", [{"tolerance": 0}, {"tolerance": 1}, {"max_iterations": 0}])
def test_settings_have_a_range(setting: dict[str, float]) -> None:
    with pytest.raises(InvalidSetting):
        rake(rows(), MARGINS, **setting)  # type: ignore[arg-type]


STEEP = {
    "sector": pd.Series({"bouw": 340, "techniek": 20, "voedsel": 20, "zorg": 620}),
    "leerweg": LEERWEG.set_axis(["bol", "bbl"]),
}


def test_negative_weights_are_refused_with_the_remedy() -> None:
    margins = STEEP | {"niveau": pd.Series({2: 20, 3: 60, 4: 920})}
    with pytest.raises(NegativeWeights, match=r"rake.*bounds") as caught:
        calibrate(rows(), margins)
    assert caught.value.smallest < 0
    assert rake(rows(), margins).min() > 0


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_bounded_calibration_stays_within_bounds_and_meets_the_margins_or_says_it_cannot(seed: int) -> None:
    frame = people(seed)
    base = pd.Series(1000 / len(frame), index=frame.index)
    for bounds in ((0.0, 6.0), (0.6, 1.7), (0.9, 1.1)):
        try:
            found = calibrate(frame, MARGINS, base, bounds=bounds)
        except MarginsCannotBeMet:
            continue
        assert (found / base).between(bounds[0] - 1e-9, bounds[1] + 1e-9).all()
        for column, totals in MARGINS.items():
            assert found.groupby(frame[column]).sum().to_dict() == pytest.approx(totals.to_dict(), rel=1e-6)


def test_bounds_are_a_range_of_factors() -> None:
    for bounds in ((2.0, 1.0), (-1.0, 2.0), (0.5, np.inf)):
        with pytest.raises(InvalidSetting):
            calibrate(rows(), MARGINS, bounds=bounds)
    with pytest.raises(MarginsCannotBeMet, match=r"0\.99 tot 1\.01"):
        calibrate(rows(), MARGINS, scaled_base("equal"), bounds=(0.99, 1.01))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 3), st.sampled_from(["a", "b", ""]), st.just(np.nan)
)
TOTALS = st.one_of(st.integers(-1, 20), st.floats(allow_nan=True, allow_infinity=True, width=32))


@given(
    st.lists(st.tuples(VALUES, VALUES), max_size=6),
    st.dictionaries(VALUES, TOTALS, max_size=4),
    st.dictionaries(VALUES, TOTALS, max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_whatever_comes_in_either_weights_or_an_own_error_comes_out(
    people: list[tuple[object, object]], first: dict[object, float], second: dict[object, float]
) -> None:
    frame = pd.DataFrame(people, columns=["a", "b"], dtype=object)
    margins = {"a": pd.Series(first, dtype=object), "b": pd.Series(second, dtype=object)}
    for weight in (rake, calibrate):
        try:
            found = weight(frame, margins)
        except UnusableWeighting:
            continue
        assert np.isfinite(found).all()
        assert (found >= 0).all()
