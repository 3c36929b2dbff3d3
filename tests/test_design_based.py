"""Weighted means with design-based intervals, and replicate weights that repeat the weighting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighting_data import MARGINS, from_r, people, rows

from stagepact_research.errors import InputProblem
from stagepact_research.weighting import (
    bootstrap_weights,
    jackknife_weights,
    rake,
    replicate_variance,
    replicated,
    trim_weights,
    weighted_mean,
    weighted_means,
)
from stagepact_research.weighting.errors import (
    EmptyCategory,
    InvalidSetting,
    InvalidWeight,
    NoReplicates,
    NotAligned,
    NotConverged,
    NotNumeric,
    SingleCluster,
    TooFewUnits,
)

DESIGNS = {
    "persons": {},
    "clusters": {"clusters": rows()["cluster"]},
    "strata": {"clusters": rows()["cluster"], "strata": rows()["stratum"]},
    "person_strata": {"strata": rows()["stratum"]},
}


@pytest.mark.parametrize("variable", ["y", "z"])
@pytest.mark.parametrize("method", ["taylor", "jackknife"])
@pytest.mark.parametrize("design", list(DESIGNS))
def test_means_are_those_of_survey(design: str, method: str, variable: str) -> None:
    found = weighted_mean(rows()[variable], rows()["base"], method=method, **DESIGNS[design])  # type: ignore[arg-type]
    for statistic in ("estimate", "se", "df", "ci_low", "ci_high"):
        expected = from_r(f"{method} {design}", statistic)[variable]
        assert getattr(found, statistic) == pytest.approx(expected, rel=1e-8), statistic
    assert found.n == rows()[variable].notna().sum()


def test_a_cluster_without_answers_does_not_count() -> None:
    found = weighted_mean(rows()["y"], rows()["base"], clusters=rows()["cluster"])
    assert (found.n_clusters, found.df) == (11, 10)
    assert weighted_mean(rows()["z"], rows()["base"], clusters=rows()["cluster"]).df == 11


def test_several_columns_give_a_row_each() -> None:
    found = weighted_means(rows()[["y", "z"]], rows()["base"], clusters=rows()["cluster"])
    alone = weighted_mean(rows()["z"], rows()["base"], clusters=rows()["cluster"])
    assert found.index.tolist() == ["y", "z"]
    assert found.loc["z", "se"] == alone.se
    assert found.loc["y", "n"] == rows()["y"].notna().sum()


def test_a_weight_of_zero_and_a_missing_answer_are_the_same_domain() -> None:
    y, base = rows()["z"].astype(float), rows()["base"]
    for design in DESIGNS.values():
        zero = weighted_mean(y, base.mask(y.index < 6, 0.0), **design)
        gap = weighted_mean(y.mask(y.index < 6), base, **design)
        assert zero == gap


def test_confidence_widens_the_interval() -> None:
    y, base = rows()["y"], rows()["base"]
    wide, narrow = (weighted_mean(y, base, confidence=level) for level in (0.99, 0.8))
    assert wide.ci_low < narrow.ci_low < narrow.estimate < narrow.ci_high < wide.ci_high


def test_one_cluster_has_no_interval() -> None:
    y, base = rows()["y"], rows()["base"]
    with pytest.raises(SingleCluster):
        weighted_mean(y, base, clusters=pd.Series("mbo", index=y.index))
    with pytest.raises(SingleCluster):
        weighted_mean(y.where(rows()["cluster"] == 1), base, clusters=rows()["cluster"])
    lonely = rows()["stratum"].mask(rows()["cluster"] == 12, "eiland")
    with pytest.raises(SingleCluster, match="stratum eiland"):
        weighted_mean(y, base, clusters=rows()["cluster"], strata=lonely)
    with pytest.raises(SingleCluster):
        weighted_mean(pd.Series([1.0]), pd.Series([1.0]))


def test_inputs_that_cannot_be_estimated_have_their_own_error() -> None:
    y, base = rows()["y"], rows()["base"]
    with pytest.raises(TooFewUnits):
        weighted_mean(y * np.nan, base)
    with pytest.raises(NotNumeric, match="rij 3"):
        weighted_mean(y.astype(object).mask(y.index == 3, "vaak"), base)
    with pytest.raises(InvalidWeight):
        weighted_mean(y, base * 0)
    with pytest.raises(InvalidWeight):
        weighted_mean(y, -base)
    with pytest.raises(NotAligned):
        weighted_mean(y, base.iloc[1:])
    with pytest.raises(InvalidSetting):
        weighted_mean(y, base, method="brr")  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting):
        weighted_mean(y, base, confidence=95)
    with pytest.raises(InvalidSetting, match="rij 5"):
        weighted_mean(y, base, clusters=rows()["cluster"].mask(y.index == 5))


def of_replicates(values: pd.Series, replicates: pd.DataFrame) -> np.ndarray:
    used = replicates.loc[values.index]
    return (used.mul(values, axis=0).sum() / used.sum()).to_numpy()


@pytest.mark.parametrize("design", ["persons", "clusters"])
def test_jackknife_weights_give_the_jackknife_variance(design: str) -> None:
    values, base = rows()["y"].dropna(), rows()["base"]
    found = weighted_mean(rows()["y"], base, method="jackknife", **DESIGNS[design])
    estimates = of_replicates(values, jackknife_weights(base, **DESIGNS[design]))
    assert replicate_variance(estimates, None, "jackknife") == pytest.approx(found.se**2, rel=1e-9)


def test_jackknife_replicates_leave_out_one_cluster_and_keep_the_total_on_average() -> None:
    base, cluster = rows()["base"], rows()["cluster"]
    found = jackknife_weights(base, cluster)
    assert found.shape == (180, 12)
    for place, left_out in enumerate(cluster.unique()):
        assert (found.iloc[:, place] == 0).equals(cluster == left_out)
    np.testing.assert_allclose(found.mean(axis=1), base)


def test_bootstrap_replicates_multiply_whole_clusters_and_repeat_with_the_seed() -> None:
    base, cluster = rows()["base"], rows()["cluster"]
    found = bootstrap_weights(base, clusters=cluster, n_replicates=400, seed=7)
    times = found.div(base, axis=0).groupby(cluster).agg(["min", "max"]) * 11 / 12
    assert np.allclose(times.to_numpy(), times.to_numpy().round())
    per_cluster = (found.div(base, axis=0).groupby(cluster).first() * 11 / 12).sum()
    np.testing.assert_allclose(per_cluster, 11)
    pd.testing.assert_frame_equal(found, bootstrap_weights(base, clusters=cluster, n_replicates=400, seed=7))
    assert not found.equals(bootstrap_weights(base, clusters=cluster, n_replicates=400, seed=8))


def test_the_bootstrap_variance_is_near_the_linearised_one() -> None:
    values, base = rows()["z"].astype(float), rows()["base"]
    for design in ("persons", "clusters"):
        full = weighted_mean(values, base, **DESIGNS[design])
        replicates = bootstrap_weights(base, n_replicates=2000, seed=3, **DESIGNS[design])
        variance = replicate_variance(of_replicates(values, replicates), full.estimate, "bootstrap")
        assert variance**0.5 == pytest.approx(full.se, rel=0.1)


def test_replicate_variances_by_hand() -> None:
    estimates = np.array([1.0, 2.0, 4.0])
    assert replicate_variance(estimates, 2.0, "jackknife") == pytest.approx(2 / 3 * 5)
    assert replicate_variance(estimates, 2.0, "bootstrap") == pytest.approx(5 / 3)
    assert replicate_variance(estimates, 2.0, "jackknife", planned=4) == pytest.approx(5)
    assert replicate_variance(estimates, None, "bootstrap") == pytest.approx(np.var(estimates, ddof=1))


def test_replicate_variance_refuses_what_is_no_set_of_replicates() -> None:
    with pytest.raises(NoReplicates):
        replicate_variance(np.array([1.0]), 1.0, "jackknife")
    with pytest.raises(InvalidSetting):
        replicate_variance(np.array([1.0, np.nan]), 1.0, "jackknife")
    with pytest.raises(InvalidSetting):
        replicate_variance(np.array([1.0, 2.0]), np.inf, "jackknife")
    with pytest.raises(InvalidSetting):
        replicate_variance(np.array([1.0, 2.0]), 1.0, "fay")  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting):
        replicate_variance(np.array([1.0, 2.0]), 1.0, "jackknife", planned=1)


def test_the_whole_procedure_is_repeated_in_every_replicate() -> None:
    frame = rows()

    def procedure(base: pd.Series) -> pd.Series:
        return trim_weights(rake(frame.loc[base.index], MARGINS, base))

    found = replicated(procedure, jackknife_weights(frame["base"], frame["cluster"]))
    assert found.shape == (180, 12)
    assert found.attrs == {"dropped": 0, "planned": 12, "remarks": ()}
    for place, left_out in enumerate(frame["cluster"].unique()):
        column = found.iloc[:, place]
        assert (column[frame["cluster"] == left_out] == 0).all()
        assert column.sum() == pytest.approx(1000)
    raked = replicated(
        lambda base: rake(frame.loc[base.index], MARGINS, base),
        jackknife_weights(frame["base"], frame["cluster"]),
    )
    np.testing.assert_allclose(raked.groupby(frame["niveau"]).sum().loc[2], 250)


def test_a_replicate_in_which_a_category_vanished_is_dropped_counted_and_told() -> None:
    frame = rows()
    frame.loc[frame["sector"] == "zorg", "cluster"] = 1
    found = replicated(
        lambda base: rake(frame.loc[base.index], MARGINS, base),
        jackknife_weights(frame["base"], frame["cluster"]),
    )
    assert found.shape == (180, 11)
    assert (found.attrs["dropped"], found.attrs["planned"]) == (1, 12)
    assert found.attrs["remarks"] == (
        "In 1 van de 12 replicaties was een stap niet mogelijk: een categorie had geen respondenten.",
    )


def test_the_remark_on_a_dropped_replicate_counts_each_kind_of_cause_and_names_no_category() -> None:
    causes = [
        EmptyCategory("region", "zuid", 3),
        EmptyCategory("region", "noord", 3),
        NotConverged("raken", 9),
        InvalidWeight("gewichten", 4, -1),
        InputProblem("zuid", "iets.", "niets"),
    ]
    replicates = pd.DataFrame({f"r{place}": [place + 1.0, 1.0] for place in range(len(causes) + 2)})

    def procedure(base: pd.Series) -> pd.Series:
        if (place := int(base.iloc[0]) - 1) < len(causes):
            raise causes[place]
        return base

    assert replicated(procedure, replicates).attrs["remarks"] == (
        "In 2 van de 7 replicaties was een stap niet mogelijk: een categorie had geen respondenten.",
        "In 1 van de 7 replicaties was een stap niet mogelijk: "
        "de berekening kwam niet tot een nauwkeurige uitkomst.",
        "In 2 van de 7 replicaties was een stap niet mogelijk: de gegevens voldeden daar niet.",
    )


def test_no_replicates_left_is_an_error() -> None:
    frame = people(1)
    with pytest.raises(NoReplicates):
        replicated(
            lambda base: rake(frame.loc[base.index].iloc[:0], MARGINS),
            jackknife_weights(pd.Series(1.0, frame.index)),
        )
    with pytest.raises(NotAligned):
        replicated(lambda base: base, pd.DataFrame({"r1": [1.0, 2.0]}, index=[0, 0]))
    for make in (jackknife_weights, lambda w, c: bootstrap_weights(w, clusters=c, n_replicates=9, seed=1)):
        with pytest.raises(SingleCluster):
            make(pd.Series([1.0, 2.0]), pd.Series(["a", "a"]))
    with pytest.raises(InvalidSetting):
        bootstrap_weights(pd.Series([1.0, 2.0]), n_replicates=1, seed=1)


@given(st.integers(0, 10_000), st.sampled_from(["taylor", "jackknife"]))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_and_the_scale_of_weights_do_not_matter(seed: int, method: str) -> None:
    frame = rows()
    shuffled = frame.sample(frac=1, random_state=seed)
    expected = weighted_mean(frame["y"], frame["base"], clusters=frame["cluster"], method=method)  # type: ignore[arg-type]
    found = weighted_mean(
        shuffled["y"],
        frame["base"] * (seed + 1) / 50,
        clusters=frame["cluster"],
        method=method,  # type: ignore[arg-type]
    )
    assert (found.estimate, found.se) == pytest.approx((expected.estimate, expected.se), rel=1e-9)
