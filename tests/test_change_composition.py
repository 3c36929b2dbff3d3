"""Composition and real change: standardised as survey does, and split as Oaxaca and Blinder did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from change_data import SMALLEST, earlier, from_r, later, outcomes
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.analysis.change import (
    compare_waves,
    composition_changes,
    oaxaca,
    standardised_change,
    summarise_wave,
)
from stagepact_research.analysis.errors import (
    CollinearPredictors,
    DifferentOutcomes,
    InvalidLevel,
    TooFewScores,
)
from stagepact_research.estimates import select
from stagepact_research.weighting import rake
from stagepact_research.weighting.errors import InvalidSetting, MissingFrameValue

BEFORE, AFTER = earlier(), later()
DESIGN = {"weights": (BEFORE["weight"], AFTER["weight"]), "clusters": (None, AFTER["cluster"])}
X = ["sector", "leerweg", "jaren"]


def test_the_standardised_change_is_post_stratification_to_the_later_shares() -> None:
    found = standardised_change(
        BEFORE["kennis"],
        AFTER["kennis"],
        BEFORE["sector"],
        AFTER["sector"],
        **DESIGN,  # type: ignore[arg-type]
    )
    assert found.standardised.estimate == pytest.approx(
        from_r("standardised", "estimate")["kennis"], rel=1e-9
    )
    assert found.standardised.se == pytest.approx(from_r("standardised", "se")["kennis"], rel=1e-8)


def test_raked_weights_with_their_margin_have_the_error_of_post_stratification() -> None:
    shares = AFTER["weight"].where(AFTER["kennis"].notna()).groupby(AFTER["sector"]).sum()
    answered = BEFORE[BEFORE["kennis"].notna()]
    raked = rake(answered[["sector"]], {"sector": shares}, answered["weight"])
    weights = raked.reindex(BEFORE.index, fill_value=0.0)
    found = summarise_wave(BEFORE[["kennis"]], weights, margins=BEFORE[["sector"]]).iloc[0]
    assert found["estimate"] == pytest.approx(from_r("standardised", "would_be")["kennis"], rel=1e-9)
    assert found["se"] == pytest.approx(from_r("standardised", "would_be_se")["kennis"], rel=1e-8)
    assert found["se"] < summarise_wave(BEFORE[["kennis"]], weights).iloc[0]["se"]
    with pytest.raises(MissingFrameValue):
        summarise_wave(BEFORE[["kennis"]], weights, margins=BEFORE[["sector"]].replace("zorg", np.nan))


def test_the_whole_change_is_that_of_compare_waves() -> None:
    found = standardised_change(
        BEFORE["contact"],
        AFTER["contact"],
        BEFORE["sector"],
        AFTER["sector"],
        **DESIGN,  # type: ignore[arg-type]
    )
    rows = compare_waves(BEFORE[["contact"]], AFTER[["contact"]], **DESIGN, smallest=SMALLEST)  # type: ignore[arg-type]
    row = select(rows, statistic="change").iloc[0]
    assert (found.change.estimate, found.change.se) == pytest.approx((row["estimate"], row["se"]), rel=1e-9)
    assert found.change.ci_low == pytest.approx(row["ci_low"], rel=1e-8)


def test_a_cell_with_too_few_earlier_answers_is_joined_with_a_remark() -> None:
    cells = BEFORE["sector"].mask(BEFORE["sector"] == "zorg", "techniek")
    found = standardised_change(BEFORE["kennis"], AFTER["kennis"], cells, AFTER["sector"])
    assert len(found.cells) == 2
    assert any("zorg" in remark and "minder dan 5" in remark for remark in found.remarks)
    assert not found.cells.isna().to_numpy().any()


def test_combinations_of_variables_are_cells_and_who_misses_one_is_left_out() -> None:
    columns = ["sector", "leerweg"]
    known = AFTER[columns].where(pd.Series(AFTER.index >= 3), np.nan)
    found = standardised_change(BEFORE["contact"], AFTER["contact"], BEFORE[columns], known)
    assert len(found.cells) == 6
    assert (found.n_before, found.n_after) == (138, 168)
    assert any(remark.startswith("3 respondenten van de latere ronde") for remark in found.remarks)


NUMBERS = st.lists(st.floats(-20, 20), min_size=6, max_size=25)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, NUMBERS, st.integers(0, 1000))
def test_both_parts_add_to_the_change_and_agree_with_oaxaca(
    a: list[float], b: list[float], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    one, two = pd.Series(a), pd.Series(b)
    cells = [pd.Series(["p", "q", *rng.choice(["p", "q"], len(own) - 2)]) for own in (one, two)]
    found = standardised_change(one, two, *cells, minimum=1)
    total = found.standardised.estimate + found.composition.estimate
    assert total == pytest.approx(found.change.estimate, abs=1e-9)
    split = oaxaca(one, two, *(cell.to_frame("cel") for cell in cells), reference="earlier")
    assert split.composition.estimate == pytest.approx(found.composition.estimate, abs=1e-9)
    assert split.composition.se == pytest.approx(found.composition.se, abs=1e-9)
    assert split.rest.se == pytest.approx(found.standardised.se, abs=1e-9)


def test_the_same_composition_leaves_nothing_to_it() -> None:
    found = standardised_change(
        BEFORE["contact"], BEFORE["contact"] + 0.5, BEFORE["sector"], BEFORE["sector"]
    )
    assert found.composition.estimate == pytest.approx(0, abs=1e-12)
    assert found.standardised.estimate == pytest.approx(0.5)


def test_a_change_that_is_only_composition_is_called_so() -> None:
    first = pd.Series([1.0, 1.2] * 20 + [3.0, 3.2] * 10)
    last = pd.Series([1.0, 1.2] * 10 + [3.0, 3.2] * 20)
    cells = pd.Series(["laag"] * 40 + ["hoog"] * 20), pd.Series(["laag"] * 20 + ["hoog"] * 40)
    found = standardised_change(first, last, *cells)
    assert found.change.estimate == pytest.approx(2 / 3)
    assert found.composition.estimate == pytest.approx(2 / 3)
    assert found.standardised.estimate == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("reference", ["earlier", "later", "pooled"])
def test_the_decomposition_agrees_with_least_squares_and_the_jackknife_of_r(reference: str) -> None:
    found = oaxaca(
        BEFORE["kennis"],
        AFTER["kennis"],
        BEFORE[X],
        AFTER[X],
        **DESIGN,
        reference=reference,  # type: ignore[arg-type]
    )
    assert found.composition.estimate == pytest.approx(from_r("oaxaca", "composition")[reference], rel=1e-8)
    assert found.rest.estimate == pytest.approx(from_r("oaxaca", "rest")[reference], rel=1e-8)
    # The jackknife and the delta method agree to first order.
    assert found.composition.se == pytest.approx(from_r("oaxaca", "composition_se")[reference], rel=0.06)
    assert found.rest.se == pytest.approx(from_r("oaxaca", "rest_se")[reference], rel=0.06)
    expected = from_r("oaxaca", "by_predictor")
    own = expected[expected.index.str.startswith(reference)]
    np.testing.assert_allclose(found.by_predictor, own, rtol=1e-7)
    assert list(found.by_predictor.index) == ["sector=techniek", "sector=zorg", "leerweg=bol", "jaren"]


def test_parts_of_the_decomposition_add_up_by_predictor_too() -> None:
    found = oaxaca(BEFORE["kennis"], AFTER["kennis"], BEFORE[X], AFTER[X])
    assert found.by_predictor.sum() == pytest.approx(found.composition.estimate)
    assert found.composition.estimate + found.rest.estimate == pytest.approx(found.change.estimate)


def test_rows_hold_every_outcome_and_the_reason_of_one_that_cannot_be() -> None:
    first, last = outcomes(BEFORE), outcomes(AFTER)
    first[("leeg", "mean", "")], last[("leeg", "mean", "")] = np.nan, 1.0
    rows = composition_changes(first, last, BEFORE["sector"], AFTER["sector"])
    own = select(rows, subject="veel", category="ja").set_index(["statistic", "variant"])["estimate"]
    total = own["change_standardised", ""] + own["change_composition", ""]
    assert total == pytest.approx(own["change", ""])
    lost = select(rows, subject="leeg")
    assert lost["estimate"].isna().all()
    assert "te weinig respondenten" in lost["note"].iloc[0]
    assert not rows.duplicated(["subject", "category", "statistic", "variant"]).any()


def test_what_cannot_be_split_is_refused() -> None:
    y1, y2 = BEFORE["kennis"], AFTER["kennis"]
    with pytest.raises(CollinearPredictors) as collinear:
        oaxaca(y1, y2, BEFORE[["jaren"]].assign(vast=2.0), AFTER[["jaren"]].assign(vast=2.0))
    assert (collinear.value.wave, collinear.value.columns) == ("eerdere", ("vast",))
    with pytest.raises(DifferentOutcomes):
        oaxaca(y1, y2, BEFORE[["jaren"]], AFTER[["sector"]])
    with pytest.raises(TooFewScores):
        oaxaca(y1[:2], y2, BEFORE[["jaren"]][:2], AFTER[["jaren"]])
    with pytest.raises(InvalidSetting):
        oaxaca(y1, y2, BEFORE[["jaren"]], AFTER[["jaren"]], reference="both")  # type: ignore[arg-type]
    for call in (oaxaca, standardised_change):
        with pytest.raises(InvalidLevel):
            call(y1, y2, BEFORE[["sector"]], AFTER[["sector"]], level=0)  # type: ignore[operator]
    with pytest.raises(TooFewScores):
        standardised_change(y1 * np.nan, y2, BEFORE["sector"], AFTER["sector"])
