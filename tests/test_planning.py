"""Power of a change: as R gives it, as the project analyses it, and the same wherever it is computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from baselines import from_r_file
from hypothesis import given, settings
from hypothesis import strategies as st
from project import PROJECT

from stagepact_research.analysis.planning import (
    approximate_power,
    highest_power,
    plan_grid,
    power_of_change,
    smallest_detectable_change,
)
from stagepact_research.analysis.planning.comparing import p_values, weighted_means_of
from stagepact_research.analysis.planning.errors import ImpossibleOutcome, ImpossibleRule, ImpossibleSample
from stagepact_research.analysis.planning.needed import teams_needed
from stagepact_research.analysis.planning.outcomes import Outcome, latent_correlation
from stagepact_research.analysis.planning.samples import Sample, draw, institution_sizes
from stagepact_research.pipeline.planning import on_cores
from stagepact_research.weighting import weighted_mean

DESIGN = {
    "n_before": 111,
    "n_after": 200,
    "institutions": 20,
    "icc": 0.05,
    "weight_cv": 0.5,
    "weight_cv_before": 0.3,
    "baseline": 30.0,
}
SMALL = PROJECT.planning.model_copy(
    update={"teams": (60, 120), "institutions": (5, 20), "correlations": (0.05,), "baselines": (10.0, 50.0)}
)


def design(**own):
    return {**DESIGN, **own}


def parts(subject):
    return {key: float(value) for key, value in (part.split("=") for part in subject.split(";"))}


def person_level(n):
    """A design in which every team is its own institution and counts as much as any other."""
    return {"n_before": n, "n_after": n, "institutions": n, "icc": 0.0, "weight_cv": 0.0}


@pytest.mark.parametrize("subject", from_r_file("planning", "power.t.test", "power").index)
def test_without_clustering_the_approximation_of_a_mean_is_power_t_test(subject):
    asked = parts(subject)
    found = approximate_power(
        **person_level(int(asked["n"])), change=asked["delta"], baseline=0, outcome="mean", sd=1
    )
    assert found == pytest.approx(from_r_file("planning", "power.t.test", "power")[subject], abs=1e-6)


@pytest.mark.parametrize("subject", ["n=60;delta=0.3", "n=111;delta=0.3", "n=250;delta=0.2"])
def test_without_clustering_the_simulation_of_a_mean_is_power_t_test(subject):
    asked = parts(subject)
    found = power_of_change(
        **person_level(int(asked["n"])),
        change=asked["delta"],
        baseline=0,
        outcome="mean",
        sd=1,
        simulations=4000,
        seed=1,
    )
    expected = from_r_file("planning", "power.t.test", "power")[subject]
    assert abs(found.power - expected) < 4 * found.se


@pytest.mark.parametrize("subject", from_r_file("planning", "power.prop.test", "power").index)
def test_without_clustering_the_simulation_of_a_share_is_within_three_points_of_power_prop_test(subject):
    asked = parts(subject)
    found = power_of_change(
        **person_level(int(asked["n"])), change=10, baseline=100 * asked["from"], simulations=4000, seed=2
    )
    assert found.power == pytest.approx(
        from_r_file("planning", "power.prop.test", "power")[subject], abs=0.03
    )


def test_without_clustering_the_smallest_change_of_a_mean_is_that_of_power_t_test():
    found = smallest_detectable_change(
        **person_level(111), baseline=0, outcome="mean", sd=1, simulations=4000, seed=3
    )
    assert found == pytest.approx(from_r_file("planning", "power.t.test", "delta")["n=111"], rel=0.03)


@pytest.mark.parametrize("outcome", [{"baseline": 30}, {"baseline": 50}, {"outcome": "mean", "sd": 2}])
@pytest.mark.parametrize("icc", [0.02, 0.10])
def test_with_clustering_and_weights_the_simulation_is_near_the_approximation(outcome, icc):
    own = design(icc=icc, institutions=40, change=15 if "sd" not in outcome else 0.8, **outcome)
    own["baseline"] = outcome.get("baseline", 3)
    found = power_of_change(**own, simulations=2000, seed=4)
    assert abs(found.power - approximate_power(**own)) < 0.03 + 2 * found.se


@pytest.mark.parametrize("kind", [Outcome("pct", 20), Outcome("mean", 3.2, 0.7)])
@pytest.mark.parametrize("sample", [Sample(40, 7, 0.1, 0.6, 0.5), Sample(25, weight_cv=0.4), Sample(12, 12)])
def test_every_simulation_is_analysed_as_weighted_mean_does(kind, sample):
    drawn = draw(sample, 3, np.random.default_rng(5))
    answers = kind.answers(drawn, kind.baseline, sample.icc)
    found = weighted_means_of(answers, drawn.weights, drawn.sizes)
    institution = np.repeat(np.arange(len(drawn.sizes)), drawn.sizes)
    for place in range(3):
        single = weighted_mean(
            pd.Series(answers[place]),
            pd.Series(np.broadcast_to(drawn.weights, answers.shape)[place]),
            clusters=None if sample.institutions is None else pd.Series(institution),
        )
        assert found.estimate[place] == pytest.approx(single.estimate, rel=1e-10)
        assert found.se[place] == pytest.approx(single.se, rel=1e-10)
        assert found.df == single.df


def test_without_weights_the_test_of_two_waves_is_welchs():
    from scipy.stats import ttest_ind

    generator = np.random.default_rng(6)
    one, other = generator.normal(0, 1, (4, 30)), generator.normal(0.4, 2, (4, 50))
    means = [
        weighted_means_of(x, np.full((1, x.shape[1]), 1 / x.shape[1]), np.ones(x.shape[1], int))
        for x in (one, other)
    ]
    expected = ttest_ind(one, other, axis=1, equal_var=False).pvalue
    assert p_values(*means) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("icc", [0.05, 0.2])
def test_a_share_and_its_similarity_within_institutions_are_as_asked(share, icc):
    drawn = draw(Sample(40, 20, icc), 20_000, np.random.default_rng(7))
    answers = Outcome("pct", 100 * share).answers(drawn, 100 * share, icc) / 100
    pairs = answers.reshape(20_000, 20, 2)
    both = (pairs[..., 0] * pairs[..., 1]).mean()
    assert answers.mean() == pytest.approx(share, abs=0.005)
    assert (both - share**2) / (share * (1 - share)) == pytest.approx(icc, abs=0.01)


@given(share=st.floats(0.01, 0.99), icc=st.floats(0.001, 0.5))
def test_the_latent_correlation_lies_above_that_of_the_answers_and_below_one(share, icc):
    assert icc <= latent_correlation(share, icc) < 1


@given(n=st.integers(2, 400), part=st.floats(0, 1), spread=st.floats(0, 2))
def test_institutions_share_all_teams_and_each_has_one(n, part, spread):
    institutions = max(2, int(part * n))
    sizes = institution_sizes(n, institutions, spread)
    assert sizes.sum() == n
    assert sizes.min() >= 1
    assert len(sizes) == institutions


def test_without_a_change_one_in_twenty_is_found_and_intervals_hold():
    found = power_of_change(**design(change=0), simulations=4000, seed=8)
    assert found.power == pytest.approx(0.05, abs=0.015)
    assert found.coverage == pytest.approx(1 - found.power - found.undefined)


@settings(max_examples=15, deadline=None)
@given(
    change=st.floats(3, 12),
    more=st.floats(6, 15),
    icc=st.floats(0, 0.08),
    institutions=st.integers(5, 40),
    seed=st.integers(0, 1000),
)
def test_a_larger_change_is_found_at_least_as_often(change, more, icc, institutions, seed):
    own = design(icc=icc, institutions=institutions, simulations=400, seed=seed)
    assert (
        power_of_change(**own, change=change).power
        <= power_of_change(**own, change=change + more).power + 0.05
    )


@given(
    n=st.integers(60, 300),
    institutions=st.integers(5, 30),
    icc=st.floats(0, 0.2),
    cv=st.floats(0, 1),
    baseline=st.floats(5, 80),
)
def test_more_teams_institutions_or_equality_never_cost_power(n, institutions, icc, cv, baseline):
    own = design(n_after=n, institutions=institutions, icc=icc, weight_cv=cv, baseline=baseline, change=10)
    power = approximate_power(**own)
    better = (
        {"n_after": 2 * n},
        {"institutions": institutions + 10},
        {"icc": icc / 2},
        {"weight_cv": cv / 2},
        {"n_before": 222},
    )
    for change in better:
        assert approximate_power(**{**own, **change}) >= power - 1e-3


@settings(max_examples=10, deadline=None)
@given(tests=st.integers(2, 20), seed=st.integers(0, 1000))
def test_more_tests_find_less(tests, seed):
    own = design(change=12, simulations=300, seed=seed)
    assert power_of_change(**own, tests=tests).power <= power_of_change(**own).power


def test_no_new_wave_finds_more_than_one_that_is_known_exactly():
    highest = highest_power(
        n_before=111, weight_cv_before=0.3, change=10, baseline=30, simulations=4000, seed=9
    )
    large = power_of_change(
        **design(n_after=4000, institutions=400, icc=0.0, change=10), simulations=1000, seed=9
    )
    assert large.power == pytest.approx(highest.power, abs=0.05)
    assert power_of_change(**design(change=10), simulations=2000, seed=9).power < highest.power


def test_the_smallest_change_has_the_power_that_was_asked():
    own = design(simulations=2000, seed=10)
    size = smallest_detectable_change(**own, power=0.8)
    assert power_of_change(**own, change=size).power >= 0.8
    assert power_of_change(**own, change=size - 1).power < 0.8


def test_where_no_change_is_large_enough_there_is_no_smallest():
    own = design(n_before=5, n_after=5, institutions=2, baseline=85, simulations=300, seed=11)
    assert np.isnan(smallest_detectable_change(**own))


def test_a_decrease_from_90_is_like_an_increase_from_10():
    own = design(simulations=2000, seed=12)
    down = smallest_detectable_change(**{**own, "baseline": 90}, increase=False)
    assert down == pytest.approx(smallest_detectable_change(**{**own, "baseline": 10}), rel=0.1)


def test_the_seed_alone_decides():
    own = design(change=10, simulations=300)
    assert power_of_change(**own, seed=13) == power_of_change(**own, seed=13)
    assert power_of_change(**own, seed=13) != power_of_change(**own, seed=14)


@pytest.mark.parametrize(
    ("own", "error"),
    [
        ({"institutions": 1}, ImpossibleSample),
        ({"institutions": 201}, ImpossibleSample),
        ({"icc": 1.0}, ImpossibleSample),
        ({"weight_cv": -0.1}, ImpossibleSample),
        ({"n_before": 1}, ImpossibleSample),
        ({"baseline": 95.0}, ImpossibleOutcome),
        ({"baseline": 0.0}, ImpossibleOutcome),
        ({"outcome": "mean"}, ImpossibleOutcome),
        ({"sd": 1.0}, ImpossibleOutcome),
        ({"outcome": "mediaan"}, ImpossibleOutcome),
        ({"change": float("nan")}, ImpossibleOutcome),
        ({"alpha": 1.0}, ImpossibleRule),
        ({"tests": 0}, ImpossibleRule),
        ({"simulations": 0}, ImpossibleRule),
    ],
)
def test_a_design_that_cannot_be_is_refused(own, error):
    with pytest.raises(error):
        power_of_change(**{"change": 10, "simulations": 10, "seed": 15, **design(**own)})


@pytest.mark.parametrize(
    ("powers", "expected"),
    [
        ((0.5, 0.7, 0.9), (150.0, "")),
        ((0.85, 0.9, 0.95), (60.0, "hooguit")),
        ((0.1, 0.81, 0.79), (100.0, "")),
    ],
)
def test_the_teams_needed_are_where_the_line_crosses(powers, expected):
    assert teams_needed((60, 100, 200), powers, 0.8) == expected


def test_where_no_line_crosses_more_teams_are_needed():
    found, note = teams_needed((60, 100), (0.1, 0.5), 0.8)
    assert np.isnan(found)
    assert note == "meer_dan"


def grid(planning=SMALL, **own):
    return plan_grid(planning, wave=2026, contrast=2024, seed=1, simulations=60, **own)


def test_the_plan_is_the_same_on_one_core_and_on_two():
    one = grid()
    two = grid(run=lambda work, cells: on_cores(work, cells, workers=2))
    pd.testing.assert_frame_equal(one, two)


def test_a_design_has_the_same_numbers_whatever_else_is_planned():
    whole, part = grid(), grid(SMALL.model_copy(update={"teams": (60, 90, 120), "institutions": (20,)}))
    same = "n=120;instellingen=20;icc=0.05;van=50;verandering=10;toetsen=1"
    found = [rows.loc[rows["variant"] == same, "estimate"].tolist() for rows in (whole, part)]
    assert len(found[0]) == 2
    assert found[0] == found[1]


def test_a_row_of_the_plan_is_what_power_of_change_gives():
    from stagepact_research.analysis.planning.designs import cells_of, plan_key

    rows = grid()
    cell = cells_of(SMALL, 2024, 1, 0.05, 60)[0]
    found = power_of_change(
        n_before=cell.before.n,
        weight_cv_before=cell.before.weight_cv,
        n_after=60,
        institutions=5,
        icc=0.05,
        weight_cv=cell.after.weight_cv,
        size_cv=SMALL.size_cv,
        baseline=50,
        change=10,
        simulations=60,
        seed=plan_key(1, 60, 5, 0.05, 0),
    )
    own = rows[
        (rows["variant"] == "n=60;instellingen=5;icc=0.05;van=50;verandering=10;toetsen=1")
        & (rows["group"] == "2024")
    ]
    assert own["estimate"].tolist() == [found.power]
