"""Response propensities: R's glm, Firth's where respondents are separated, and what frames can have wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from weighting_data import as_array, from_r, rows

from stagepact_research.weighting import fit_propensity, response_propensity
from stagepact_research.weighting.errors import (
    InvalidResponse,
    InvalidWeight,
    MissingColumn,
    MissingFrameValue,
    NoContrast,
    NoRows,
    NotAligned,
    UnusableWeighting,
)
from stagepact_research.weighting.logistic import separating_columns

FRAME = ["sector", "leerweg", "niveau", "size"]


@pytest.mark.parametrize(("name", "base"), [("ml", None), ("weighted", "base")])
def test_maximum_likelihood_is_that_of_glm(name: str, base: str | None) -> None:
    frame = rows()
    found = fit_propensity(frame, "responded", FRAME, base=None if base is None else frame[base])
    assert found.method == "ml"
    assert (found.n, found.responded) == (180, frame["responded"].sum())
    np.testing.assert_allclose(found.propensities, as_array(name, "propensity"), atol=1e-9)
    np.testing.assert_allclose(
        found.coefficients["estimate"], as_array(name, "estimate"), rtol=1e-7, atol=1e-10
    )
    np.testing.assert_allclose(found.coefficients["se"], as_array(name, "se"), rtol=1e-6)


def test_separation_gives_firths_estimates_and_names_the_variable() -> None:
    found = fit_propensity(rows(), "separated", FRAME[:3])
    assert found.method == "firth"
    np.testing.assert_allclose(found.coefficients["estimate"], as_array("firth", "estimate"), atol=1e-6)
    np.testing.assert_allclose(found.coefficients["estimate"], as_array("firth_optim", "estimate"), atol=1e-4)
    np.testing.assert_allclose(found.coefficients["se"], as_array("firth", "se"), rtol=1e-5)
    np.testing.assert_allclose(found.propensities, as_array("firth", "propensity"), atol=1e-7)
    assert any("gescheiden door sector;" in remark for remark in found.remarks)


def test_a_category_of_one_unit_gives_firths_estimates() -> None:
    frame = rows()
    frame.loc[frame.index[frame["responded"] == 0][0], "sector"] = "mode"
    found = fit_propensity(frame, "responded", FRAME[:3])
    assert found.method == "firth"
    np.testing.assert_allclose(found.coefficients["estimate"], as_array("firth_alone", "estimate"), atol=1e-6)
    np.testing.assert_allclose(found.coefficients["se"], as_array("firth_alone", "se"), rtol=1e-5)


@given(st.integers(0, 10_000), st.sampled_from([5, 8, 20, 60]), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_firths_estimate_is_always_reached_where_a_few_units_separate(seed: int, n: int, few: int) -> None:
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"c": generator.choice(list("ABC"), n), "grootte": generator.lognormal(6, 2, n)})
    outcome = generator.random(n) < 0.55
    frame.loc[: few - 1, "c"], outcome[:few], outcome[-1] = "Z", False, True
    found = fit_propensity(frame, pd.Series(outcome))
    assert found.method == "firth"
    assert found.propensities.between(0, 1, inclusive="neither").all()


def test_the_terms_follow_the_first_level_of_a_category() -> None:
    frame = rows()
    found = fit_propensity(frame, "responded", ["sector", "niveau"]).coefficients
    names = ["(intercept)", "sector[techniek]", "sector[voedsel]", "sector[zorg]", "niveau"]
    assert found["term"].tolist() == names
    assert found["variable"].tolist() == ["(intercept)", "sector", "sector", "sector", "niveau"]
    frame["sector"] = pd.Categorical(frame["sector"], ["zorg", "leeg", "bouw", "voedsel", "techniek"])
    other = fit_propensity(frame, "responded", ["sector"]).coefficients["term"].tolist()
    assert other == ["(intercept)", "sector[bouw]", "sector[voedsel]", "sector[techniek]"]


def test_a_category_alone_gives_the_rates_themselves() -> None:
    frame = rows()[["sector", "responded"]]
    found = response_propensity(frame, "responded")
    rates = frame.groupby("sector")["responded"].transform("mean")
    np.testing.assert_allclose(found, rates, atol=1e-9)
    assert found.name == "propensity"


def test_no_variables_give_one_rate() -> None:
    found = response_propensity(rows(), rows()["responded"], [])
    np.testing.assert_allclose(found, rows()["responded"].mean(), rtol=1e-10)


@pytest.mark.parametrize("separated", ["responded", "complete"])
def test_one_tiny_level_is_kept_and_remarked_on(separated: str) -> None:
    frame = rows()[["sector", "responded"]]
    frame.loc[[3, 8, 20], "sector"] = "mode"
    frame.loc[[3, 8, 20], "responded"] = [1, 0, 1] if separated == "responded" else 1
    found = fit_propensity(frame, "responded")
    assert "sector[mode]" in set(found.coefficients["term"])
    assert any("mode telt weinig eenheden" in remark for remark in found.remarks)
    assert not any(sign.isdigit() for remark in found.remarks for sign in remark)
    assert found.method == ("ml" if separated == "responded" else "firth")
    assert found.propensities.between(0, 1, inclusive="neither").all()


def test_constant_and_collinear_columns_are_left_out_with_a_remark() -> None:
    frame = rows()[["sector", "size"]].assign(
        jaar=2026, dubbel=lambda f: 2 * f["size"] + 1, ook=lambda f: f["sector"]
    )
    found = fit_propensity(frame, rows()["responded"])
    plain = response_propensity(frame[["sector", "size"]], rows()["responded"])
    np.testing.assert_allclose(found.propensities, plain, atol=1e-9)
    assert sum("doet niet mee" in remark for remark in found.remarks) == 5
    assert any(remark.startswith("jaar is voor iedereen gelijk (2026)") for remark in found.remarks)
    assert any(remark.startswith("dubbel ligt volledig vast") for remark in found.remarks)


def test_a_number_that_separates_completely_is_found_out() -> None:
    frame = pd.DataFrame({"grootte": np.arange(20.0) + 1e6})
    found = fit_propensity(frame, pd.Series(np.arange(20) >= 12))
    assert found.method == "firth"
    assert found.propensities.is_monotonic_increasing
    assert "grootte" in found.remarks[0]


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_maximum_likelihood_is_used_exactly_where_it_has_a_maximum(seed: int) -> None:
    generator = np.random.default_rng(seed)
    x = generator.integers(0, 3, (14, 2)).astype(float)
    outcome = (generator.random(14) < 0.4).astype(float)
    if outcome.min() == outcome.max() or np.linalg.matrix_rank(np.column_stack([np.ones(14), x])) < 3:
        return
    design = np.column_stack([np.ones(14), x])
    # Albert & Anderson (1984): no maximum where some line has every answer on its own side or on the line.
    signed = (2 * outcome - 1)[:, None] * design
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(14), bounds=[(-1, 1)] * 3)
    assert bool(separating_columns(design, outcome)) == (-best.fun > 1e-7)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_and_the_scale_of_numbers_do_not_matter(seed: int) -> None:
    frame = rows()[[*FRAME, "responded"]]
    found = response_propensity(frame, "responded")
    shuffled = frame.sample(frac=1, random_state=seed)
    moved = shuffled.assign(size=shuffled["size"] * 10 ** (seed % 9 - 4))
    pd.testing.assert_series_equal(response_propensity(moved, "responded").sort_index(), found, rtol=1e-7)


WRONG = {
    "a value is missing": (MissingFrameValue, lambda f: f.assign(sector=f["sector"].mask(f.index == 4))),
    "a number is infinite": (
        MissingFrameValue,
        lambda f: f.assign(size=f["size"].astype(float).mask(f.index == 4, np.inf)),
    ),
    "a response is missing": (
        InvalidResponse,
        lambda f: f.assign(responded=f["responded"].mask(f.index == 4)),
    ),
    "a response is two": (
        InvalidResponse,
        lambda f: f.assign(responded=f["responded"].mask(f.index == 4, 2)),
    ),
    "everyone responded": (NoContrast, lambda f: f.assign(responded=1)),
    "nobody responded": (NoContrast, lambda f: f.assign(responded=False)),
    "a column is absent": (MissingColumn, lambda f: f.drop(columns="size")),
    "the response is absent": (MissingColumn, lambda f: f.drop(columns="responded")),
    "there are no rows": (NoRows, lambda f: f.iloc[:0]),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_what_cannot_be_modelled_has_its_own_error(case: str) -> None:
    kind, change = WRONG[case]
    with pytest.raises(kind):
        fit_propensity(change(rows()), "responded", FRAME)


def test_the_sentence_names_row_and_column() -> None:
    with pytest.raises(MissingFrameValue, match="rij 4, kolom leerweg"):
        fit_propensity(rows().assign(leerweg=rows()["leerweg"].mask(rows().index == 4)), "responded", FRAME)


def test_responses_and_weights_belong_to_the_rows() -> None:
    frame = rows()[FRAME]
    with pytest.raises(NotAligned):
        fit_propensity(frame, rows()["responded"].iloc[1:])
    with pytest.raises(InvalidWeight):
        fit_propensity(frame, rows()["responded"], base=rows()["base"] * 0)
    backwards = response_propensity(frame, rows()["responded"].iloc[::-1])
    pd.testing.assert_series_equal(backwards, response_propensity(frame, rows()["responded"]))


def test_the_frame_stays_as_it_was() -> None:
    frame = rows()
    fit_propensity(frame, "responded", FRAME)
    pd.testing.assert_frame_equal(frame, rows())


CELLS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["a", "b"]), st.just(np.nan))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_in_either_probabilities_or_an_own_error_comes_out(
    cells: list[tuple[object, ...]],
) -> None:
    frame = pd.DataFrame(cells, columns=["a", "b", "deed_mee"])
    try:
        found = response_propensity(frame, "deed_mee")
    except UnusableWeighting:
        return
    assert found.between(0, 1).all()


def test_the_r_names_are_in_the_same_order() -> None:
    assert from_r("ml", "estimate").index.tolist()[1:4] == ["sectortechniek", "sectorvoedsel", "sectorzorg"]


def test_the_response_does_not_predict_itself() -> None:
    frame = rows()[["sector", "responded"]]
    by_name = fit_propensity(frame, "responded")
    by_series = fit_propensity(frame, frame["responded"])
    assert by_series.coefficients["variable"].tolist() == ["(intercept)", "sector", "sector", "sector"]
    pd.testing.assert_series_equal(by_series.propensities, by_name.propensities)
