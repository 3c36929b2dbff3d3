"""Alpha with its interval and what each item does to it, on complete rows and pairwise."""

import numpy as np
import pandas as pd
import pytest
from baselines import components, from_r_file, items
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.scales import (
    ItemStatistics,
    alpha_interval,
    cronbach_alpha,
    item_rest_correlations,
    item_statistics,
)
from stagepact_research.scales.errors import (
    ConstantItem,
    ConstantTotal,
    InvalidSetting,
    NotPositiveDefinite,
    SingularItems,
    TextInItems,
    TooFewItems,
    TooFewRows,
)
from stagepact_research.scales.matrix import covariance, pairwise_covariance

SCALES = {
    "x": ["x1", "x2", "x3", "x4", "x5"],
    "y": ["y1", "y2", "y3", "y4"],
    "p": ["p1", "p2", "p3", "p4", "p5", "p6"],
    "q": ["q1", "q2", "q3", "q4"],
}


def scale(name: str) -> pd.DataFrame:
    source = items() if name in "xy" else components()
    return source[SCALES[name]]


def from_r(analysis: str, statistic: str) -> pd.Series:
    return from_r_file("dimensionality", analysis, statistic)


@pytest.mark.parametrize("missing", ["complete", "pairwise"])
@pytest.mark.parametrize("name", list(SCALES))
def test_everything_agrees_with_psych(name: str, missing: str) -> None:
    found = item_statistics(scale(name), missing=missing)  # type: ignore[arg-type]
    assert found.n_pairwise[0] == from_r(missing, "n_smallest")[name]
    for statistic in ("alpha", "alpha_low", "alpha_high", "mean_inter_item_r"):
        assert getattr(found, statistic) == pytest.approx(from_r(missing, statistic)[name], abs=1e-9)
    for statistic in ("item_rest_r", "alpha_if_dropped", "mean", "sd"):
        expected = from_r(missing, statistic)[SCALES[name]]
        assert found.items[statistic].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


def test_the_separate_functions_give_the_same() -> None:
    own = scale("x")
    found = item_statistics(own)
    assert found.alpha == cronbach_alpha(own)
    assert (found.alpha_low, found.alpha_high) == alpha_interval(own)
    assert found.items["item_rest_r"].tolist() == item_rest_correlations(own).tolist()


def test_alpha_if_dropped_is_alpha_of_the_others() -> None:
    own = scale("y").dropna()
    found = item_statistics(own).items["alpha_if_dropped"]
    assert found.tolist() == pytest.approx([cronbach_alpha(own.drop(columns=name)) for name in own])


def test_the_result_says_which_rows_count_and_how_the_interval_is_made() -> None:
    complete, pairwise = item_statistics(scale("p")), item_statistics(scale("p"), missing="pairwise")
    assert complete.n_complete == pairwise.n_complete == len(scale("p").dropna())
    assert complete.n_pairwise == (complete.n_complete, complete.n_complete)
    assert complete.interval_method == f"Feldt (1965), op de complete antwoorden (n = {complete.n_complete})"
    least, most = pairwise.n_pairwise
    assert complete.n_complete <= least < most == 138
    assert f"(n = {least})" in pairwise.interval_method
    assert f"uit de {least} tot {most} respondenten" in pairwise.remarks[0]
    assert complete.remarks[0].startswith(
        f"{138 - complete.n_complete} van de 138 respondenten tellen niet mee"
    )


def test_without_missing_answers_pairwise_is_complete() -> None:
    own = scale("q").dropna()
    complete, pairwise = item_statistics(own), item_statistics(own, missing="pairwise")
    assert pairwise.alpha == pytest.approx(complete.alpha, abs=1e-12)
    np.testing.assert_allclose(pairwise.items.to_numpy(), complete.items.to_numpy(), atol=1e-12)


def test_an_item_that_runs_the_other_way_is_asked_about_by_name() -> None:
    found = item_statistics(scale("p"))
    (about,) = [remark for remark in found.remarks if "omgepoold" in remark]
    assert about.startswith("Item p6 loopt tegen de andere items in (item-rest r = -0,")
    assert f"Alfa ({found.alpha:.2f})".replace(".", ",") in about
    reversed_back = scale("p").assign(p6=6 - scale("p")["p6"])
    assert not any("omgepoold" in remark for remark in item_statistics(reversed_back).remarks)


def test_a_negative_alpha_is_said_to_mean_nothing() -> None:
    generator = np.random.default_rng(6)
    first = generator.integers(1, 6, 60)
    own = pd.DataFrame({"a": first, "b": 6 - first + generator.integers(0, 2, 60)})
    found = item_statistics(own)
    assert found.alpha < 0
    assert any("zegt niets over de betrouwbaarheid" in remark for remark in found.remarks)
    assert np.isnan(found.spearman_brown)
    assert any("Spearman-Brown bestaat evenmin" in remark for remark in found.remarks)


def test_two_items_have_spearman_brown_and_no_alpha_without_an_item() -> None:
    own = scale("y")[["y1", "y2"]].dropna()
    found = item_statistics(own)
    r = own.corr().iloc[0, 1]
    assert found.spearman_brown == pytest.approx(2 * r / (1 + r))
    assert found.items["alpha_if_dropped"].isna().all()
    assert any("Bij twee items bestaat alfa zonder één item niet" in remark for remark in found.remarks)
    assert np.isnan(item_statistics(scale("y")).spearman_brown)


def test_equal_items_are_named_on_complete_rows_and_refused_pairwise() -> None:
    own = scale("y").dropna().assign(y9=lambda table: table["y2"])
    assert any("De items y2 en y9 bepalen elkaar" in remark for remark in item_statistics(own).remarks)
    with pytest.raises(SingularItems) as caught:
        item_statistics(own, missing="pairwise")
    assert caught.value.items == ("y2", "y9")


def test_pairwise_covariances_that_contradict_each_other_are_refused() -> None:
    # a goes with b, b with c, and c against a, each among other respondents.
    part = np.tile([1.0, 2, 4, 5], 5)
    nothing = np.full(20, np.nan)
    own = pd.DataFrame(
        {
            "a": np.concatenate([part, nothing, part]),
            "b": np.concatenate([part, part, nothing]),
            "c": np.concatenate([nothing, part, 6 - part]),
        }
    )
    with pytest.raises(NotPositiveDefinite) as caught:
        item_statistics(own, missing="pairwise")
    assert caught.value.smallest < 0
    assert "niet positief definiet" in caught.value.sentence()
    with pytest.raises(TooFewRows):
        item_statistics(own)


@pytest.mark.parametrize("missing", ["complete", "pairwise"])
def test_degenerate_items_are_refused_with_a_sentence(missing: str) -> None:
    def found(own: pd.DataFrame) -> ItemStatistics:
        return item_statistics(own, missing=missing)  # type: ignore[arg-type]

    whole = scale("x").dropna()
    with pytest.raises(ConstantItem) as constant:
        found(whole.assign(x3=4))
    assert constant.value.item == "x3"
    with pytest.raises(TooFewItems):
        found(whole[["x1"]])
    with pytest.raises(TooFewRows) as few:
        found(whole.head(4))
    assert (few.value.rows, few.value.needed) == (4, 5)
    with pytest.raises(TooFewRows) as none:
        found(whole * np.nan)
    assert none.value.rows == 0
    with pytest.raises((ConstantTotal, SingularItems)):
        found(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}))


def test_two_items_that_no_one_answered_together_are_refused_pairwise() -> None:
    own = pd.DataFrame({"a": [1, 2, 3, np.nan, np.nan, np.nan], "b": [np.nan, np.nan, np.nan, 1, 2, 4]})
    with pytest.raises(TooFewRows) as caught:
        item_statistics(own, missing="pairwise")
    assert (caught.value.items, caught.value.rows) == (("a", "b"), 0)


def test_twelve_respondents_are_said_to_be_few() -> None:
    found = item_statistics(scale("x").dropna().head(12))
    assert found.n_complete == 12
    assert any("Met 12 respondenten" in remark and "onzeker" in remark for remark in found.remarks)


def test_as_many_respondents_as_items_are_said_to_tell_nothing() -> None:
    found = item_statistics(scale("x").dropna().head(5))
    assert any("niet meer respondenten (5) dan items (5)" in remark for remark in found.remarks)


def test_dates_are_no_answers() -> None:
    with pytest.raises(TextInItems) as caught:
        item_statistics(pd.DataFrame({"a": pd.date_range("2026-01-01", periods=3), "b": [1, 2, 3]}))
    assert caught.value.item == "a"


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(InvalidSetting):
        item_statistics(items(), level=95)
    with pytest.raises(InvalidSetting):
        item_statistics(items(), missing="listwise")  # type: ignore[arg-type]


def test_a_large_mean_costs_no_digits() -> None:
    # Exact in long arithmetic: the deviations are whole numbers.
    generator = np.random.default_rng(7)
    answers = generator.integers(1, 6, (20_000, 3))
    exact = np.array(
        [[sum((answers[:, i] * answers[:, j]).tolist()) for j in range(3)] for i in range(3)], dtype=object
    )
    sums = [int(total) for total in answers.sum(axis=0)]
    n = len(answers)
    expected = [
        [float((n * int(exact[i][j]) - sums[i] * sums[j]) / (n * (n - 1))) for j in range(3)]
        for i in range(3)
    ]
    far = pd.DataFrame(answers + 1_000_000)
    np.testing.assert_allclose(covariance(far), expected, rtol=1e-9)
    np.testing.assert_allclose(pairwise_covariance(far)[0], expected, rtol=1e-9)


def test_pairwise_covariances_are_those_of_pandas() -> None:
    cov, rows = pairwise_covariance(items())
    np.testing.assert_allclose(cov, items().cov().to_numpy(), atol=1e-12)
    there = items().notna().astype(int)
    assert (rows == (there.T @ there).to_numpy()).all()


HOLED = st.lists(
    st.lists(st.one_of(st.integers(1, 5), st.none()), min_size=4, max_size=4), min_size=30, max_size=60
)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(HOLED, st.integers(-9, 9), st.floats(0.1, 9))
def test_pairwise_statistics_do_not_depend_on_origin_and_unit(
    rows: list[list[int | None]], shift: int, unit: float
) -> None:
    frame = pd.DataFrame(rows, columns=list("abcd"), dtype="float64")
    try:
        found = item_statistics(frame, missing="pairwise")
    except (TooFewRows, ConstantItem, ConstantTotal, NotPositiveDefinite, SingularItems):
        assume(False)
    other = item_statistics((frame + shift) * unit, missing="pairwise")
    assert other.alpha == pytest.approx(found.alpha, abs=1e-8)
    assert found.items["item_rest_r"].between(-1, 1).all()
    assert found.alpha_low <= found.alpha <= found.alpha_high <= 1 + 1e-12
    without = ["item_rest_r", "alpha_if_dropped"]
    np.testing.assert_allclose(other.items[without], found.items[without], atol=1e-7)
