"""Group comparisons, comparisons of phases, and adjusted p-values."""

import numpy as np
import pandas as pd
import pytest
from baselines import breakdowns, from_r, scores
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.analysis import adjust_p, compare_groups, compare_phases, holm
from stagepact_research.analysis.distributions import eta_squared_interval, studentized_range_tail, t_tail
from stagepact_research.analysis.errors import (
    ConstantScores,
    DifferentRespondents,
    DoubleRespondent,
    InvalidLevel,
    TooFewGroups,
    TooFewScores,
)
from stagepact_research.estimates import lookup, select, validate

CONSTANT = {"wave": "2024", "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}


def r_subjects(analysis: str, statistic: str) -> list[tuple[list[str], float]]:
    """R's subjects, split into scale, breakdown and group, with their values."""
    return [(str(subject).split(), value) for subject, value in from_r(analysis, statistic).items()]


ROWS = compare_groups(scores(), breakdowns(), constant=CONSTANT)


@pytest.mark.parametrize("method", ["anova", "welch"])
@pytest.mark.parametrize("statistic", ["f", "df1", "df2", "p"])
def test_the_tests_agree_with_r(method: str, statistic: str) -> None:
    for (scale, group_by), expected in r_subjects(method, statistic):
        row = lookup(ROWS, subject=scale, group_by=group_by, method=method, statistic=statistic)
        assert row["estimate"] == pytest.approx(expected, rel=1e-9)


def test_eta_squared_and_its_interval_agree_with_r() -> None:
    for statistic, column in (("eta2", "estimate"), ("eta2_low", "ci_low"), ("eta2_high", "ci_high")):
        for (scale, group_by), expected in r_subjects("anova", statistic):
            row = lookup(ROWS, subject=scale, group_by=group_by, method="anova", statistic="eta2")
            assert row[column] == pytest.approx(expected, abs=1e-9)


def test_means_and_their_intervals_agree_with_r() -> None:
    for statistic, column in (("mean", "estimate"), ("low", "ci_low"), ("high", "ci_high")):
        for (scale, group_by, group), expected in r_subjects("mean", statistic):
            row = lookup(ROWS, subject=scale, group_by=group_by, group=group, statistic="mean")
            assert row[column] == pytest.approx(expected, abs=1e-9)


def test_pairs_of_groups_agree_with_r() -> None:
    columns = {"difference": "estimate", "low": "ci_low", "high": "ci_high", "p": "estimate"}
    for statistic, column in columns.items():
        for (scale, group_by, group), expected in r_subjects("games_howell", statistic):
            wanted = "p" if statistic == "p" else "difference"
            row = lookup(
                ROWS, subject=scale, group_by=group_by, group=group, method="games_howell", statistic=wanted
            )
            assert row[column] == pytest.approx(expected, abs=1e-8)


def test_holm_agrees_with_r_over_the_scales_of_one_breakdown() -> None:
    adjusted = adjust_p(ROWS, families=["sectorcategorie", "leerweg"])
    for (scale, group_by), expected in r_subjects("holm", "p_adjusted"):
        row = lookup(adjusted, subject=scale, group_by=group_by, method="anova", statistic="p_adjusted")
        assert row["estimate"] == pytest.approx(expected, rel=1e-9)
        assert (row["variant"], row["note"]) == ("holm", "Holm over 4 toetsen")
    assert len(adjusted) == 16  # four scales, two breakdowns, anova and Welch; no pairs


def test_the_rows_and_the_adjusted_rows_fit_in_one_table_of_estimates() -> None:
    together = pd.concat([ROWS, adjust_p(ROWS)], ignore_index=True)
    assert len(validate(together)) == len(together)


def test_one_scale_and_one_breakdown_may_be_series() -> None:
    found = compare_groups(scores()["zoeken"], breakdowns()["leerweg"])
    whole = select(ROWS, subject="zoeken", group_by="leerweg")
    assert found["estimate"].tolist() == whole["estimate"].tolist()


def test_groups_of_a_categorical_come_in_its_order() -> None:
    groups = breakdowns()["leerweg"].astype(pd.CategoricalDtype(["bol", "bbl_of_beide", "geen"]))
    found = select(compare_groups(scores()["zoeken"], groups), statistic="mean")
    assert found["group"].tolist() == ["bol", "bbl_of_beide"]


def test_a_group_below_the_minimum_is_described_and_not_tested() -> None:
    groups = breakdowns()["sectorcategorie"].copy()
    groups.iloc[:12] = "klein"
    found = compare_groups(scores()["voorbereiding"], groups, minimum=25)
    small = found[found["group"] == "klein"]
    assert set(small["statistic"]) == {"n", "mean", "sd"}
    f = lookup(found, subject="voorbereiding", statistic="f", method="anova")
    assert f["n"] == groups[12:].notna().sum()
    assert f["note"] == "zonder klein: minder dan 25 scores"


def test_without_two_groups_of_the_minimum_size_a_note_says_so() -> None:
    found = compare_groups(scores()["zoeken"], breakdowns()["leerweg"], minimum=100)
    row = lookup(found, statistic="p", method="anova")
    assert np.isnan(row["estimate"])
    assert row["note"] == "geen twee groepen van ten minste 100"
    assert adjust_p(found)["estimate"].isna().all()


def test_impossible_comparisons_are_refused() -> None:
    score = pd.Series([1.0, 2, 3, 4], name="kennis")
    with pytest.raises(TooFewGroups):
        compare_groups(score, pd.Series(["a"] * 4, name="leerweg"))
    with pytest.raises(ConstantScores):
        compare_groups(pd.Series([1.0, 1, 2, 2], name="kennis"), pd.Series(list("aabb")))
    with pytest.raises(DifferentRespondents) as caught:
        compare_groups(score, pd.Series(list("ab"), index=[0, 1]))
    assert caught.value.missing == (2, 3)
    with pytest.raises(DoubleRespondent):
        compare_groups(score.set_axis([0, 0, 1, 2]), pd.Series(list("aabb")))
    with pytest.raises(InvalidLevel):
        compare_groups(score, pd.Series(list("aabb")), level=95)


def test_a_group_whose_scores_are_all_equal_has_an_anova_and_no_welch() -> None:
    found = compare_groups(pd.Series([4.6, 4.6, 4.6, 1, 2, 5]), pd.Series(list("aaabbb")))
    assert lookup(found, group="a", statistic="sd")["estimate"] == 0
    assert set(found["method"]) == {"", "anova"}


def test_phases_that_differ_by_the_same_amount_for_everyone_have_no_test() -> None:
    with pytest.raises(ConstantScores):
        compare_phases(pd.DataFrame({"voorbereiding": [2.0, 2, 2], "zoeken": [2.0, 2, 2]}))


def test_two_groups_have_the_tails_of_t() -> None:
    assert studentized_range_tail(9, 2, 57.3) == pytest.approx(t_tail(9 / np.sqrt(2), 57.3), rel=1e-7)
    found = compare_groups(scores()["zoeken"], breakdowns()["leerweg"])
    pair = lookup(found, statistic="p", method="games_howell")
    assert pair["estimate"] == pytest.approx(lookup(found, statistic="p", method="welch")["estimate"])


def test_an_eta_squared_that_chance_explains_has_a_lower_limit_of_zero() -> None:
    low, high = eta_squared_interval(0.8, 2, 100)
    assert low == 0
    assert 0 < high < 0.1
    assert eta_squared_interval(0.0, 2, 100) == (0, 0)


SCORES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 500)), min_size=8, max_size=40)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(SCORES, st.integers(-50, 50), st.integers(1, 20))
def test_f_and_eta_squared_do_not_depend_on_origin_unit_and_order(
    pairs: list[tuple[str, int]], shift: int, unit: int
) -> None:
    frame = pd.DataFrame(pairs, columns=["group", "score"])
    sizes = frame["group"].value_counts()
    assume(len(sizes) > 1 and sizes.min() > 1)
    assume(frame.groupby("group")["score"].nunique().min() > 1)
    found = compare_groups(frame["score"], frame["group"])
    changed = frame.iloc[::-1]
    again = compare_groups((changed["score"] + shift) * unit, changed["group"])
    for statistic in ("f", "p", "eta2"):
        value = lookup(found, statistic=statistic, method="anova")["estimate"]
        assert lookup(again, statistic=statistic, method="anova")["estimate"] == pytest.approx(
            value, abs=1e-8
        )
    eta2 = lookup(found, statistic="eta2", method="anova")
    assert 0 <= eta2["ci_low"] <= eta2["estimate"] + 1e-12
    assert eta2["estimate"] <= 1
    assert eta2["ci_high"] <= 1


@settings(deadline=None, max_examples=25, derandomize=True)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_p_values_are_no_smaller_and_keep_their_order(values: list[float]) -> None:
    p = pd.Series(values)
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= 1).all()
    assert (adjusted[p.sort_values().index].diff().dropna() >= 0).all()


def test_a_missing_p_value_does_not_count_in_the_family() -> None:
    assert holm(pd.Series([0.01, np.nan, 0.04])).tolist()[::2] == pytest.approx([0.02, 0.04])


PHASES = compare_phases(scores(), constant=CONSTANT)


def test_phases_agree_with_r() -> None:
    for statistic in ("f", "df1", "df2", "p"):
        row = lookup(PHASES, subject="fasen", method="rm_anova", variant="", statistic=statistic)
        assert row["estimate"] == pytest.approx(from_r("rm_anova", statistic)["fasen"], rel=1e-9)
    corrected = {"subject": "fasen", "method": "rm_anova", "variant": "greenhouse_geisser"}
    expected = from_r("rm_anova", "p_greenhouse_geisser")["fasen"]
    assert lookup(PHASES, **corrected, statistic="p")["estimate"] == pytest.approx(expected, rel=1e-9)
    # R prints epsilon with four decimals.
    epsilon = lookup(PHASES, **corrected, statistic="epsilon")["estimate"]
    assert round(epsilon, 4) == from_r("rm_anova", "epsilon")["fasen"]
    for statistic in ("chi2", "df", "p"):
        row = lookup(PHASES, subject="fasen", method="friedman", statistic=statistic)
        assert row["estimate"] == pytest.approx(from_r("friedman", statistic)["fasen"], rel=1e-9)


def test_differences_between_phases_agree_with_r() -> None:
    columns = {
        "difference": "estimate",
        "low": "ci_low",
        "high": "ci_high",
        "p": "estimate",
        "p_adjusted": "estimate",
    }
    for statistic, column in columns.items():
        wanted = statistic if statistic.startswith("p") else "difference"
        for pair, expected in from_r("paired", statistic).items():
            row = lookup(PHASES, group=pair, method="paired", statistic=wanted)
            assert row[column] == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_phases_use_only_teams_with_a_score_on_each_and_keep_the_schema() -> None:
    assert len(validate(PHASES)) == len(PHASES)
    assert set(PHASES["n"]) == {len(scores().dropna())}


def test_phases_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(TooFewScores):
        compare_phases(scores().head(2))
    with pytest.raises(TooFewScores):
        compare_phases(scores()[["zoeken"]])
    same = pd.DataFrame({"voorbereiding": [1.0, 2, 3], "zoeken": [2.0, 3, 4]})
    with pytest.raises(ConstantScores):
        compare_phases(same)
