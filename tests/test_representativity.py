"""R-indicators by their formulas, with bias adjustment, interval and partial indicators; and balance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighting_data import LEERWEG, MARGINS, SECTOR, rows

from stagepact_research.weighting import (
    balance,
    fit_propensity,
    partial_r,
    r_indicator,
    rake,
    representativity,
)
from stagepact_research.weighting.errors import (
    EmptyCategory,
    InvalidPropensity,
    InvalidSetting,
    InvalidWeight,
    MissingColumn,
    NoMargins,
    NoRows,
    SingleCluster,
    TooFewUnits,
    UnknownCategory,
)

FRAME = ["sector", "leerweg", "niveau"]


def model(effect: float = 0.0, seed: int = 5, n: int = 400):
    """A fitted model where bouw responds more than the others by `effect` on the logit."""
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"sector": generator.choice(["bouw", "zorg"], n), "leerweg": generator.choice(["bol", "bbl"], n)}
    )
    chance = 1 / (1 + np.exp(-effect * (frame["sector"] == "bouw")))
    return fit_propensity(frame, pd.Series(generator.random(n) < chance)), 1 - 2 * float(chance.std())


def test_r_by_hand() -> None:
    assert r_indicator(pd.Series([0.2, 0.4, 0.6])) == pytest.approx(0.6)
    weighted = r_indicator(pd.Series([0.2, 0.6]), pd.Series([3.0, 1.0]))
    assert weighted == pytest.approx(1 - 2 * np.sqrt((3 * 0.1**2 + 0.3**2) / 3))
    assert r_indicator(pd.Series([0.3] * 9)) == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 4)), min_size=2, max_size=30))
@settings(deadline=None)
def test_a_weight_of_three_counts_as_three_units(units: list[tuple[float, int]]) -> None:
    values, counts = (pd.Series(part) for part in zip(*units, strict=True))
    repeated = pd.Series(np.repeat(values.to_numpy(), counts))
    assert r_indicator(values, counts.astype(float)) == pytest.approx(r_indicator(repeated), abs=1e-12)


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, "vaak"])
def test_propensities_are_probabilities(value: object) -> None:
    with pytest.raises(InvalidPropensity, match="rij 1"):
        r_indicator(pd.Series([0.5, value, 0.4]))


def test_r_needs_more_than_one_unit_and_true_weights() -> None:
    with pytest.raises(TooFewUnits):
        r_indicator(pd.Series([0.5]))
    with pytest.raises(TooFewUnits):
        r_indicator(pd.Series([0.5, 0.4]), pd.Series([0.3, 0.3]))
    with pytest.raises(InvalidWeight):
        r_indicator(pd.Series([0.5, 0.4]), pd.Series([3.0, -1.0]))
    with pytest.raises(NoRows):
        r_indicator(pd.Series(dtype=float))


def test_the_bias_adjustment_follows_its_formula() -> None:
    fitted = fit_propensity(rows(), "responded", FRAME)
    found = representativity(fitted, population_size=4000, n_replicates=20, seed=1)
    rho, x, n = fitted.propensities.to_numpy(), fitted.design.to_numpy(), 180
    z = [(p * (1 - p)) * row for p, row in zip(rho, x, strict=True)]
    information = sum(np.outer(one, row) for one, row in zip(z, x, strict=True))
    noise = sum(one @ np.linalg.inv(information) @ one for one in z) / n
    adjusted = (1 + 1 / n - 1 / 4000) * rho.var(ddof=1) - noise
    assert found.r == pytest.approx(r_indicator(fitted.propensities), abs=1e-12)
    assert found.r_adjusted == pytest.approx(1 - 2 * np.sqrt(adjusted), abs=1e-10)
    assert found.cv == pytest.approx(rho.std(ddof=1) / rho.mean())
    assert found.maximal_bias == pytest.approx((1 - found.r) / (2 * rho.mean()))
    assert found.ci_low <= found.r_adjusted <= found.ci_high <= 1


def test_the_adjustment_removes_the_bias_that_estimation_brings() -> None:
    """On the scale of the variance, where the adjustment is made."""
    fits = [model(0.8, seed) for seed in range(80)]
    found = [representativity(fit, n_replicates=2, seed=1) for fit, _ in fits]
    truth = np.mean([((1 - true) / 2) ** 2 for _, true in fits])
    raw = np.array([((1 - one.r) / 2) ** 2 for one in found])
    adjusted = np.array([((1 - one.r_adjusted) / 2) ** 2 for one in found])
    error = adjusted.std(ddof=1) / np.sqrt(len(fits))
    assert abs(adjusted.mean() - truth) < 2 * error
    assert raw.mean() > truth


def test_the_interval_covers_the_true_r() -> None:
    inside = []
    for seed in range(25):
        fitted, truth = model(0.8, seed)
        found = representativity(fitted, n_replicates=40, seed=seed)
        inside.append(found.ci_low <= truth <= found.ci_high)
    # Three standard errors of a coverage of 95% in 25 runs are 13 points.
    assert np.mean(inside) >= 0.82


def test_no_difference_beyond_chance_gives_one_and_says_so() -> None:
    seed = next(
        seed
        for seed in range(50)
        if representativity(model(0, seed)[0], n_replicates=2, seed=1).r_adjusted == 1
    )
    found = representativity(model(0, seed)[0], n_replicates=30, seed=1)
    assert found.r < 1
    assert found.ci_high == 1
    assert any("niet groter dan toeval" in remark for remark in found.remarks)


def test_clusters_that_respond_together_widen_the_interval() -> None:
    generator = np.random.default_rng(2)
    cluster = pd.Series(np.repeat(np.arange(20), 15))
    sector = pd.Series(np.where(cluster % 2 == 0, "bouw", "zorg"), name="sector")
    took_part = pd.Series(generator.random(20)[cluster] < 0.5)
    fitted = fit_propensity(sector.to_frame(), took_part)
    persons = representativity(fitted, n_replicates=100, seed=1)
    together = representativity(fitted, clusters=cluster, n_replicates=100, seed=1)
    assert (persons.n_clusters, together.n_clusters, together.n) == (300, 20, 300)
    assert together.ci_low < persons.ci_low
    assert together == representativity(fitted, clusters=cluster, n_replicates=100, seed=1)
    assert together.se != representativity(fitted, clusters=cluster, n_replicates=100, seed=2).se
    with pytest.raises(SingleCluster):
        representativity(fitted, clusters=cluster * 0, n_replicates=10, seed=1)


def test_replicates_without_contrast_are_counted_and_told() -> None:
    cluster = pd.Series(np.repeat(np.arange(4), 6))
    fitted = fit_propensity(
        pd.DataFrame({"leerweg": ["bol", "bbl"] * 12}), (cluster == 0) & (pd.Series(range(24)) > 1)
    )
    found = representativity(fitted, clusters=cluster, n_replicates=60, seed=1)
    assert 2 <= found.n_replicates < 60
    assert any(f"{60 - found.n_replicates} van de 60" in remark for remark in found.remarks)


def test_settings_have_a_range() -> None:
    fitted = fit_propensity(rows(), "responded", FRAME)
    for wrong in ({"confidence": 95}, {"population_size": 10}, {"n_replicates": 1}):
        with pytest.raises(InvalidSetting):
            representativity(fitted, seed=1, **wrong)  # type: ignore[arg-type]


def test_a_separated_response_still_has_an_indicator() -> None:
    fitted = fit_propensity(rows(), "separated", FRAME)
    found = representativity(fitted, n_replicates=30, seed=1)
    assert found.n_replicates == 30
    assert 0 <= found.ci_low < found.ci_high <= 1
    assert any("Firth" in remark for remark in found.remarks)


def test_partial_indicators_by_hand() -> None:
    fitted = fit_propensity(rows(), "responded", FRAME)
    found = partial_r(fitted)
    rho, n = fitted.propensities, 180
    whole = found[found["category"].isna()].set_index("variable")
    assert whole.index.tolist() == FRAME
    between = sum(len(own) * (own.mean() - rho.mean()) ** 2 for _, own in rho.groupby(rows()["sector"])) / (
        n - 1
    )
    assert whole.loc["sector", "unconditional"] == pytest.approx(np.sqrt(between))
    cell_mean = rho.groupby([rows()["leerweg"], rows()["niveau"]]).transform("mean")
    within = ((rho - cell_mean) ** 2).sum() / (n - 1)
    assert whole.loc["sector", "conditional"] == pytest.approx(np.sqrt(within))
    zorg = found[found["category"] == "zorg"].iloc[0]
    own = rho[rows()["sector"] == "zorg"]
    assert zorg["unconditional"] == pytest.approx(np.sqrt(len(own) / (n - 1)) * (own.mean() - rho.mean()))


def test_the_parts_of_a_variable_add_up_and_stay_below_the_whole() -> None:
    fitted = fit_propensity(rows(), "responded", [*FRAME, "size"])
    found = partial_r(fitted, weights=rows()["base"])
    spread = (1 - r_indicator(fitted.propensities, rows()["base"])) / 2
    for name, own in found.groupby("variable"):
        variable, categories = own.iloc[0], own.iloc[1:]
        assert 0 < variable["unconditional"] <= spread
        assert 0 < variable["conditional"] <= spread
        if name in ("sector", "leerweg"):
            assert (categories["unconditional"] ** 2).sum() == pytest.approx(variable["unconditional"] ** 2)
            assert categories["category"].tolist() == sorted(rows()[name].unique())


@pytest.mark.parametrize("kind", ["int64", "float64", "Int64"])
def test_no_value_of_a_number_is_listed_for_it_can_be_that_of_one_institution(kind: str) -> None:
    frame = rows().astype({"niveau": kind, "size": kind})
    found = partial_r(fit_propensity(frame, "responded", ["sector", "niveau", "size"]))
    listed = found.dropna(subset="category")
    assert set(listed["variable"]) == {"sector"}
    named = frame.assign(niveau=frame["niveau"].astype(str), groot=frame["size"] > 50)
    found = partial_r(fit_propensity(named, "responded", ["niveau", "groot"])).dropna(subset="category")
    assert found["variable"].tolist() == ["niveau"] * 3 + ["groot"] * 2


def test_the_only_variable_explains_everything_and_conditions_on_nothing() -> None:
    fitted = fit_propensity(rows(), "responded", ["sector"])
    whole = partial_r(fitted).iloc[0]
    assert whole["unconditional"] == pytest.approx((1 - r_indicator(fitted.propensities)) / 2)
    assert whole["conditional"] == pytest.approx(whole["unconditional"])
    assert partial_r(fitted, []).empty
    with pytest.raises(MissingColumn):
        partial_r(fitted, ["leerweg"])


def test_balance_by_hand_and_perfect_after_raking() -> None:
    frame, base = rows(), rows()["base"]
    found = balance(frame, base, rake(frame, MARGINS, base), MARGINS)
    assert found["variable"].tolist() == ["sector"] * 4 + ["leerweg"] * 2 + ["niveau"] * 3
    zorg = found[found["category"] == "zorg"].iloc[0]
    share = base[frame["sector"] == "zorg"].sum() / base.sum()
    assert zorg["target"] == 0.3
    assert zorg["share_before"] == pytest.approx(share)
    assert zorg["difference_before"] == pytest.approx((share - 0.3) / np.sqrt(0.3 * 0.7))
    np.testing.assert_allclose(found["difference_after"], 0, atol=1e-9)


def test_balance_shows_a_category_without_respondents_and_refuses_an_unknown_one() -> None:
    frame = rows().query("sector != 'zorg'")
    equal = pd.Series(1.0, frame.index)
    found = balance(frame, equal, equal, {"sector": SECTOR / 1000}).set_index("category")
    assert found.loc["zorg", "share_before"] == 0
    assert found.loc["zorg", "difference_before"] == pytest.approx(-0.3 / np.sqrt(0.21))
    with pytest.raises(EmptyCategory):
        rake(frame, {"sector": SECTOR})
    with pytest.raises(UnknownCategory):
        balance(frame, equal, equal, {"leerweg": LEERWEG[["bol"]]})
    with pytest.raises(NoMargins):
        balance(frame, equal, equal, {})
