"""Changes between two waves agree with R, keep their promises, and say when they cannot be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from change_data import CONSTANT, MEASURES, SMALLEST, earlier, from_r, later, outcomes
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.analysis import compare_waves
from stagepact_research.analysis.change import (
    adjust,
    change_of_estimates,
    cohen_d,
    compare_summaries,
    equivalence_test,
    ordinal_change,
    summarise_replicated,
    summarise_wave,
    two_proportions,
    verdict,
    verdicts,
    with_assumed_clustering,
)
from stagepact_research.analysis.errors import (
    DifferentOutcomes,
    DoubleOutcome,
    ImpossibleCount,
    InvalidLevel,
    InvalidUncertainty,
    NoSmallestDifference,
    NotAShare,
    UnknownOutcomes,
)
from stagepact_research.estimates import lookup, select, validate
from stagepact_research.weighting import jackknife_weights
from stagepact_research.weighting.errors import InvalidWeight, NotNumeric, SingleCluster

BEFORE, AFTER = earlier(), later()
ROWS = compare_waves(outcomes(BEFORE), outcomes(AFTER), smallest=SMALLEST, constant=CONSTANT)
DESIGN: dict[str, Any] = {
    "weights": (BEFORE["weight"], AFTER["weight"]),
    "clusters": (None, AFTER["cluster"]),
}
WEIGHTED = compare_waves(
    outcomes(BEFORE),
    outcomes(AFTER),
    **DESIGN,
    smallest=SMALLEST,
    constant=CONSTANT | {"weighting": "raked"},
)


def value(rows: pd.DataFrame, subject: str, statistic: str, column: str = "estimate", **key: str) -> float:
    own = select(rows, subject=subject, statistic=statistic, **key)
    assert len(own) == 1, (subject, statistic, key)
    return float(own[column].iloc[0])


@pytest.mark.parametrize("subject", MEASURES)
def test_an_unweighted_change_is_the_welch_test_of_r(subject: str) -> None:
    own = ROWS[ROWS["method"] == "welch"]
    for column, name in (("estimate", "change"), ("se", "se"), ("ci_low", "ci_low"), ("ci_high", "ci_high")):
        assert value(own, subject, "change", column) == pytest.approx(
            from_r("welch", name)[subject], rel=1e-9
        )
    for statistic in ("t", "df", "p", "smallest", "p_equivalent"):
        assert value(own, subject, statistic) == pytest.approx(from_r("welch", statistic)[subject], rel=1e-8)


@pytest.mark.parametrize("subject", MEASURES)
def test_effect_sizes_agree_with_r(subject: str) -> None:
    assert value(ROWS, subject, "effect") == pytest.approx(from_r("cohen", "estimate")[subject], rel=1e-10)
    if MEASURES[subject] == "mean":
        for column in ("ci_low", "ci_high"):
            expected = from_r("cohen", column)[subject]
            assert value(ROWS, subject, "effect", column) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("subject", ["veel", "nooit"])
def test_shares_also_have_newcombes_interval_and_the_z_test(subject: str) -> None:
    own = ROWS[ROWS["method"] == "newcombe"]
    for column in ("ci_low", "ci_high"):
        expected = from_r("proportions", column)[subject]
        assert value(own, subject, "change", column) == pytest.approx(expected, abs=1e-9)
    assert value(own, subject, "p") == pytest.approx(from_r("proportions", "p")[subject], rel=1e-9)


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_adjusted_p_agrees_with_p_adjust(method: str) -> None:
    expected = from_r("adjusted", method)
    for subject in MEASURES:
        found = value(ROWS, subject, "p_adjusted", variant=method)
        assert found == pytest.approx(expected[subject], rel=1e-9)
    many = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251]
    adjusted = adjust(pd.Series([*many, 0.269, 0.275, 0.34]), method)  # type: ignore[arg-type]
    np.testing.assert_allclose(adjusted, from_r("adjusted_many", method), rtol=1e-12)


@pytest.mark.parametrize("subject", MEASURES)
def test_a_weighted_change_between_clusters_agrees_with_survey(subject: str) -> None:
    expected = {name: from_r("taylor", name)[subject] for name in ("change", "se", "df", "p")}
    assert value(WEIGHTED, subject, "change") == pytest.approx(expected["change"], rel=1e-9)
    assert value(WEIGHTED, subject, "change", "se") == pytest.approx(expected["se"], rel=1e-8)
    assert value(WEIGHTED, subject, "df") == pytest.approx(expected["df"], rel=1e-8)
    assert value(WEIGHTED, subject, "p") == pytest.approx(expected["p"], rel=1e-7)
    assert set(WEIGHTED["method"]) == {"taylor"}


def test_the_rows_fit_the_table_of_estimates() -> None:
    both = validate(pd.concat([ROWS, WEIGHTED], ignore_index=True))
    row = lookup(both, subject="veel", category="ja", statistic="change", method="welch", wave="2026")
    assert (row["contrast"], row["n"], row["weighting"]) == ("2024", 171, "none")


def test_verdicts_follow_the_adjusted_p_and_the_equivalence_test() -> None:
    found = verdicts(ROWS)
    for row in found.to_dict("records"):
        subject = row["subject"]
        holm = value(ROWS, subject, "p_adjusted", variant="holm")
        small = value(ROWS, subject, "p_equivalent")
        assert row["verdict"] == verdict(row["change"], holm, small)
    assert found.set_index("subject")["verdict"].to_dict() == {
        "kennis": "toename",
        "contact": "toename",
        "veel": "toename",
        "nooit": "gelijk",
    }


@pytest.mark.parametrize(
    ("estimate", "p", "small", "expected"),
    [
        (1.0, 0.01, 0.2, "toename"),
        (-1.0, 0.01, 0.2, "afname"),
        (0.1, 0.01, 0.01, "klein_maar_aantoonbaar"),
        (0.1, 0.4, 0.01, "gelijk"),
        (0.1, 0.4, 0.4, "onbeslist"),
        (0.1, np.nan, 0.01, "onbeslist"),
        (0.1, 0.01, np.nan, "toename"),
    ],
)
def test_a_verdict_is_one_of_five(estimate: float, p: float, small: float, expected: str) -> None:
    assert verdict(estimate, p, small) == expected


def test_a_family_is_what_is_declared_and_what_lies_outside_is_said() -> None:
    rows = compare_waves(
        outcomes(BEFORE), outcomes(AFTER), smallest=SMALLEST, family=["kennis", ("veel", "pct", "ja")]
    )
    assert set(select(rows, statistic="p_adjusted")["subject"]) == {"kennis", "veel"}
    p = value(rows, "veel", "p", method="welch")
    assert value(rows, "veel", "p_adjusted", variant="holm") == pytest.approx(
        max(p, min(1, 2 * value(rows, "kennis", "p")))
    )
    notes = verdicts(rows).set_index("subject")["note"]
    assert "niet gecorrigeerd" in notes["nooit"]
    assert notes["kennis"] == ""


def test_plain_columns_are_means() -> None:
    rows = compare_waves(BEFORE[["kennis"]], AFTER[["kennis"]], smallest={"mean": 0.3})
    expected = select(ROWS, subject="kennis", statistic="change")["estimate"].iloc[0]
    assert value(rows, "kennis", "change") == expected


def test_equal_weights_without_clusters_change_nothing_but_missing_rows_stay_in_the_design() -> None:
    ones = pd.Series(1.0, BEFORE.index), pd.Series(3.0, AFTER.index)
    found = compare_waves(
        outcomes(BEFORE)[[("contact", "mean", "")]],
        outcomes(AFTER)[[("contact", "mean", "")]],
        weights=ones,
        smallest=SMALLEST,
    )
    for statistic in ("change", "t", "df", "p", "p_equivalent"):
        assert value(found, "contact", statistic) == pytest.approx(
            value(ROWS, "contact", statistic), rel=1e-9
        )


def test_respondents_with_weight_zero_do_not_count() -> None:
    weights = BEFORE["weight"].where(BEFORE.index < 100, 0.0)
    whole = summarise_wave(outcomes(BEFORE), weights)
    part = summarise_wave(outcomes(BEFORE)[:100], weights[:100])
    pd.testing.assert_series_equal(whole["estimate"], part["estimate"])
    pd.testing.assert_series_equal(whole["sd"], part["sd"])
    pd.testing.assert_series_equal(whole["n"], part["n"])


def test_weights_are_matched_by_respondent_not_by_place() -> None:
    shuffled = BEFORE["weight"].sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        summarise_wave(outcomes(BEFORE), shuffled), summarise_wave(outcomes(BEFORE), BEFORE["weight"])
    )


def test_replicates_of_plain_weights_give_the_linearised_error() -> None:
    weight = pd.Series(1.0, AFTER.index)
    key = [("contact", "mean", "")]
    replicates = jackknife_weights(weight, AFTER["cluster"])
    own = summarise_replicated(outcomes(AFTER)[key], weight, replicates, kind="jackknife", df=15)
    plain = summarise_wave(outcomes(AFTER)[key], None, AFTER["cluster"])
    assert own["se"].iloc[0] == pytest.approx(plain["se"].iloc[0], rel=0.02)
    rows = compare_summaries(summarise_wave(outcomes(BEFORE)[key]), own, smallest=SMALLEST)
    assert set(rows["method"]) == {"replicates"}
    assert value(rows, "contact", "change") == pytest.approx(value(ROWS, "contact", "change"))


def test_assumed_clustering_widens_and_without_correlation_does_nothing() -> None:
    plain = summarise_wave(outcomes(BEFORE))
    wider = with_assumed_clustering(plain, 0.05, 11)
    np.testing.assert_allclose(wider["se"], plain["se"] * np.sqrt(1.5))
    assert (wider["df"] < plain["df"]).all()
    same = with_assumed_clustering(plain, 0.0, 11)
    pd.testing.assert_frame_equal(same[["se", "df"]], plain[["se", "df"]])
    rows = compare_summaries(wider, summarise_wave(outcomes(AFTER)), smallest=SMALLEST)
    assert value(rows, "kennis", "p") > value(ROWS, "kennis", "p")


def test_a_change_of_summary_numbers_is_the_same_change() -> None:
    first, last = summarise_wave(outcomes(BEFORE)), summarise_wave(outcomes(AFTER))
    key = ("kennis", "mean", "")
    numbers = [tuple(one.loc[key, ["estimate", "se", "df"]]) for one in (first, last)]
    found = change_of_estimates(*numbers, smallest=value(ROWS, "kennis", "smallest"))  # type: ignore[arg-type]
    for name, statistic in (("p", "p"), ("df", "df"), ("p_equivalent", "p_equivalent")):
        assert getattr(found, name) == pytest.approx(value(ROWS, "kennis", statistic))


def test_infinite_degrees_are_the_normal_distribution() -> None:
    found = change_of_estimates((0, 0.3, np.inf), (1.96, 0.4, np.inf), smallest=1)
    assert found.df == np.inf
    assert found.ci_high - found.estimate == pytest.approx(1.959963984540054 * 0.5)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(-50, 50), min_size=3, max_size=12),
    st.lists(st.floats(-50, 50), min_size=3, max_size=12),
    st.floats(0.05, 3),
)
def test_turning_the_waves_round_turns_the_change(a: list[float], b: list[float], margin: float) -> None:
    one, two = pd.DataFrame({"x": a}), pd.DataFrame({"x": b})
    there = compare_waves(one, two, smallest={"mean": margin})
    back = compare_waves(two, one, smallest={"mean": margin})
    for statistic, sign in (("change", -1), ("effect", -1), ("p", 1), ("p_equivalent", 1), ("df", 1)):
        forward, backward = value(there, "x", statistic), value(back, "x", statistic)
        np.testing.assert_allclose(forward, sign * backward, rtol=1e-7, atol=1e-9)
    change = select(there, statistic="change").iloc[0]
    p, small = value(there, "x", "p"), value(there, "x", "p_equivalent")
    if not np.isnan(p):
        assert (p < 0.05) == (change["ci_low"] > 0 or change["ci_high"] < 0) or abs(p - 0.05) < 1e-9
        assert 0 <= small <= 1


@settings(max_examples=60, deadline=None)
@given(st.floats(-3, 3), st.floats(0.01, 2), st.floats(1, 500), st.floats(0.1, 3))
def test_equivalence_holds_exactly_when_the_narrow_interval_lies_within_the_margin(
    difference: float, se: float, df: float, margin: float
) -> None:
    found = change_of_estimates((0.0, 0.0, df), (difference, se, df), smallest=margin, level=0.90)
    p = equivalence_test(difference, se, found.df, margin).p
    within = -margin < found.ci_low and found.ci_high < margin
    assert (p < 0.05) == within or abs(p - 0.05) < 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_newcombes_interval_holds_the_difference_and_stays_possible(n1: int, n2: int, data: Any) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    found = two_proportions(x1, n1, x2, n2)
    assert -100 - 1e-9 <= found.ci_low <= found.estimate <= found.ci_high <= 100 + 1e-9
    other = two_proportions(x2, n2, x1, n1)
    assert (other.ci_low, other.ci_high) == pytest.approx((-found.ci_high, -found.ci_low))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_p_never_falls_and_bh_is_never_stricter_than_holm(p: list[float]) -> None:
    own = pd.Series(p)
    holm, bh = adjust(own, "holm"), adjust(own, "bh")
    assert ((own <= bh + 1e-15) & (bh <= holm + 1e-15) & (holm <= 1)).all()


def test_a_missing_p_does_not_count_in_the_family() -> None:
    own = adjust(pd.Series([0.01, np.nan, 0.04]), "bh")
    assert own.tolist()[::2] == pytest.approx([0.02, 0.04])
    assert np.isnan(own[1])


def test_the_interval_of_d_holds_zero_when_d_is_zero_and_d_of_no_spread_does_not_exist() -> None:
    found = cohen_d(0.0, 1.0, 40, 60)
    assert found.ci_low == pytest.approx(-found.ci_high)
    assert np.isnan(cohen_d(0.0, 0.0, 40, 60).estimate)


def test_constant_answers_have_a_change_without_a_test() -> None:
    same = pd.DataFrame({"x": [3.4] * 30})
    rows = compare_waves(same, same + 1, smallest={"mean": 0.3})
    assert value(rows, "x", "change") == pytest.approx(1.0)
    assert np.isnan(value(rows, "x", "p"))
    found = verdicts(rows).iloc[0]
    assert found["verdict"] == "onbeslist"
    assert "alle antwoorden zijn gelijk" in found["note"]


def test_a_share_of_nobody_twice_has_only_newcombes_interval() -> None:
    nobody = pd.DataFrame({("x", "pct", "ja"): [0.0] * 40})
    rows = compare_waves(nobody, nobody, smallest={"pct": 10})
    assert np.isnan(value(rows, "x", "p", method="welch"))
    assert value(rows, "x", "change", "ci_high", method="newcombe") == pytest.approx(8.762, abs=0.001)


def test_a_share_of_nobody_by_design_still_has_an_interval_of_h() -> None:
    first = pd.DataFrame({("x", "pct", "ja"): [0.0] * 40})
    last = pd.DataFrame({("x", "pct", "ja"): [0.0, 100.0] * 20})
    rows = compare_waves(first, last, weights=(pd.Series(1.0, first.index), None), smallest={"pct": 10})
    row = select(rows, statistic="effect").iloc[0]
    assert row["estimate"] == pytest.approx(np.pi / 2)
    assert row["se"] == pytest.approx(np.sqrt(1 / 40 + 1 / 39), rel=1e-3)


@pytest.mark.parametrize(
    ("answers", "remark"),
    [([np.nan] * 20, "niemand gaf een antwoord"), ([3.0] + [np.nan] * 19, "er is maar één antwoord")],
)
def test_a_wave_without_answers_is_told_and_the_others_stand(answers: list[float], remark: str) -> None:
    few = pd.DataFrame({"x": answers, "y": np.arange(20.0)})
    full = pd.DataFrame({"x": np.arange(20.0), "y": np.arange(20.0) + 1})
    rows = compare_waves(few, full, smallest={"mean": 0.3}, clusters=(None, pd.Series([1, 2] * 10)))
    assert remark in str(select(rows, subject="x", statistic="change")["note"].iloc[0])
    assert verdicts(rows).set_index("subject")["verdict"]["x"] == "onbeslist"
    assert not np.isnan(value(rows, "y", "p"))
    assert "over 1 toetsen" in str(select(rows, subject="y", statistic="p_adjusted")["note"].iloc[0])


def test_answers_from_one_institution_have_no_standard_error() -> None:
    own = pd.DataFrame({"x": np.arange(20.0), "y": [np.nan] * 10 + list(range(10))})
    clusters = pd.Series([1] * 10 + [2] * 10)
    rows = compare_waves(own, own, clusters=(None, clusters), smallest={"mean": 0.3})
    assert "één instelling" in str(select(rows, subject="y", statistic="change")["note"].iloc[0])
    assert not np.isnan(value(rows, "x", "p"))


def test_what_cannot_be_compared_is_refused() -> None:
    x = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    with pytest.raises(DifferentOutcomes) as different:
        compare_waves(x, x.rename(columns={"x": "z"}), smallest=SMALLEST)
    assert (different.value.only_earlier, different.value.only_later) == (
        (("x", "mean", ""),),
        (("z", "mean", ""),),
    )
    with pytest.raises(DoubleOutcome):
        compare_waves(x[["x", "x"]], x[["x", "x"]], smallest=SMALLEST)
    with pytest.raises(UnknownOutcomes):
        compare_waves(x, x, smallest=SMALLEST, family=["y"])
    with pytest.raises(NoSmallestDifference):
        compare_waves(x, x, smallest={"pct": 5})
    with pytest.raises(NoSmallestDifference):
        compare_waves(x, x, smallest={"mean": -1})
    with pytest.raises(InvalidLevel):
        compare_waves(x, x, smallest=SMALLEST, level=95)
    share = pd.DataFrame({("x", "pct", "ja"): [0.0, 1.0]})
    with pytest.raises(NotAShare):
        compare_waves(share, share, smallest=SMALLEST)
    with pytest.raises(NotNumeric):
        compare_waves(pd.DataFrame({"x": ["a", "b"]}), x, smallest=SMALLEST)


def test_impossible_numbers_are_refused() -> None:
    for x, n in ((-1, 3), (4, 3), (0, 0), (1.5, 3)):
        with pytest.raises(ImpossibleCount):
            two_proportions(x, n, 1, 2)  # type: ignore[arg-type]
    with pytest.raises(InvalidUncertainty):
        change_of_estimates((0, -1, 5), (0, 1, 5), smallest=1)
    with pytest.raises(InvalidUncertainty):
        change_of_estimates((0, 1, 0), (0, 1, 5), smallest=1)
    with pytest.raises(NoSmallestDifference):
        change_of_estimates((0, 1, 5), (0, 1, 5), smallest=0)
    with pytest.raises(InvalidUncertainty):
        equivalence_test(0, 0, 5, 1)


def test_arguments_are_left_as_they_were() -> None:
    first, last = outcomes(BEFORE), outcomes(AFTER)
    kept = first.copy(), last.copy()
    compare_waves(first, last, **DESIGN, smallest=SMALLEST)
    pd.testing.assert_frame_equal(first, kept[0])
    pd.testing.assert_frame_equal(last, kept[1])


def test_a_design_that_cannot_be_is_refused() -> None:
    key = [("contact", "mean", "")]
    first = outcomes(BEFORE)[key]
    weight = pd.Series(1.0, first.index)
    with pytest.raises(InvalidUncertainty):
        summarise_replicated(first, weight, jackknife_weights(weight), kind="jackknife", df=0)
    for correlation, size in ((-0.1, 5), (1.1, 5), (0.1, 0.5)):
        with pytest.raises(InvalidUncertainty):
            with_assumed_clustering(summarise_wave(first), correlation, size)
    with pytest.raises(InvalidWeight):
        compare_waves(first, first, weights=(None, -weight), smallest=SMALLEST)
    with pytest.raises(SingleCluster):
        ordinal_change(BEFORE["q1"], AFTER["q1"], clusters=(None, pd.Series("één", AFTER.index)))
    single = compare_waves(first, first, clusters=(None, pd.Series("één", first.index)), smallest=SMALLEST)
    assert verdicts(single)["verdict"].tolist() == ["onbeslist"]


def test_with_as_many_cuts_as_institutions_proportional_odds_are_not_tested() -> None:
    few = AFTER["cluster"] % 2, BEFORE["jaren"].round() % 2
    found = ordinal_change(BEFORE["q1"], AFTER["q1"], clusters=(few[1], few[0]))
    assert found.df == 2
    assert found.proportional.remark == "er zijn te weinig instellingen"
    assert np.isfinite(found.se)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 100.0, np.nan]), min_size=1, max_size=15),
    st.lists(st.sampled_from([0.0, 100.0, np.nan]), min_size=1, max_size=15),
    st.booleans(),
)
def test_any_shares_have_possible_rows_and_a_verdict(a: list[float], b: list[float], weighted: bool) -> None:
    frames = [pd.DataFrame({("x", "pct", "ja"): own}) for own in (a, b)]
    weights = (pd.Series(2.0, frames[0].index), None) if weighted else (None, None)
    rows = compare_waves(frames[0], frames[1], weights=weights, smallest={"pct": 10}, constant=CONSTANT)
    validate(rows)
    p = rows.loc[rows["statistic"].isin(["p", "p_adjusted", "p_equivalent"]), "estimate"].dropna()
    assert p.between(0, 1).all()
    assert (rows["ci_low"].dropna() <= rows["ci_high"].dropna()).all()
    assert len(verdicts(rows)) == 1
