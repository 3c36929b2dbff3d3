"""With known changes: intervals cover, no change is rarely called one, and unequal is rarely called equal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from stagepact_research.analysis import compare_waves
from stagepact_research.analysis.change import (
    adjust,
    change_of_estimates,
    ordinal_change,
    standardised_change,
    summarise_wave,
)
from stagepact_research.estimates import select

pytestmark = pytest.mark.no_cover

RUNS, OUTCOMES, N = 300, 8, (138, 170)


def within_error(count: int, runs: int, share: float) -> bool:
    """Whether a count is one that chance gives in all but one of a thousand simulations."""
    low, high = binom.ppf([0.0005, 0.9995], runs, share)
    return bool(low <= count <= high)


def five(generator: np.random.Generator, n: int, shift: float = 0.0) -> pd.DataFrame:
    """Correlated scale-like scores from 1 to 5."""
    shared = generator.normal(size=(n, 1))
    latent = 3 + shift + 0.5 * shared + 0.7 * generator.normal(size=(n, OUTCOMES))
    return pd.DataFrame(np.clip(latent, 1, 5), columns=[f"s{place}" for place in range(OUTCOMES)])


@pytest.fixture(scope="module")
def unchanged() -> pd.DataFrame:
    """Of every pair of waves without any change: p, p_adjusted, and whether each interval holds 0."""
    generator = np.random.default_rng(20263)
    found = []
    for _ in range(RUNS):
        first, last = (summarise_wave(five(generator, n)) for n in N)
        changes = [
            change_of_estimates(
                tuple(first.loc[key, ["estimate", "se", "df"]]),  # type: ignore[arg-type]
                tuple(last.loc[key, ["estimate", "se", "df"]]),  # type: ignore[arg-type]
                smallest=0.2,
            )
            for key in first.index
        ]
        p = pd.Series([one.p for one in changes])
        covered = [one.ci_low <= 0 <= one.ci_high for one in changes]
        found.append((float(adjust(p, "holm").min()), int(sum(covered)), covered[0]))
    return pd.DataFrame(found, columns=["smallest_p", "covered", "first_covered"])


def test_intervals_cover(unchanged: pd.DataFrame) -> None:
    assert within_error(int(unchanged["first_covered"].sum()), RUNS, 0.95)
    # The outcomes of a run depend on each other, so their mean is only a rough check.
    assert abs(unchanged["covered"].mean() / OUTCOMES - 0.95) < 0.02


def test_holm_calls_a_change_where_there_is_none_in_at_most_five_of_a_hundred_families(
    unchanged: pd.DataFrame,
) -> None:
    wrong = int((unchanged["smallest_p"] < 0.05).sum())
    assert 0 < wrong <= binom.ppf(0.9995, RUNS, 0.05)


def test_equality_is_claimed_at_the_margin_itself_in_five_of_a_hundred() -> None:
    generator = np.random.default_rng(20264)
    runs, margin = 2000, 0.3
    wrong = 0
    for _ in range(runs):
        first, last = generator.normal(0, 1, 150), generator.normal(margin, 1, 150)
        parts = [(own.mean(), own.std(ddof=1) / np.sqrt(150), 149.0) for own in (first, last)]
        found = change_of_estimates(parts[0], parts[1], smallest=margin)
        wrong += found.p_equivalent < 0.05
    assert within_error(wrong, runs, 0.05)


def test_intervals_between_institutions_cover_and_those_that_ignore_them_do_not() -> None:
    generator = np.random.default_rng(20265)
    runs, clusters, size = 150, 14, 14
    covered = {"design": 0, "plain": 0}
    for _ in range(runs):
        place = np.repeat(np.arange(clusters), size)
        last = generator.normal(0, 0.5, clusters)[place] + generator.normal(0, 0.9, len(place))
        frames = pd.DataFrame({"x": generator.normal(0, 1, 138)}), pd.DataFrame({"x": last})
        for name, own in (("design", pd.Series(place)), ("plain", None)):
            rows = compare_waves(*frames, clusters=(None, own), smallest={"mean": 0.2})
            row = select(rows, statistic="change").iloc[0]
            covered[name] += row["ci_low"] <= 0 <= row["ci_high"]
    assert within_error(covered["design"], runs, 0.95)
    assert not within_error(covered["plain"], runs, 0.95)


def test_standardised_intervals_hold_the_change_that_is_not_composition() -> None:
    generator = np.random.default_rng(20266)
    runs, change, covered, naive = 300, 0.2, 0, 0
    for _ in range(runs):
        cells = [
            generator.choice(["a", "b", "c"], n, p=p)
            for n, p in zip(N, ([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]), strict=True)
        ]
        level = {"a": 2.5, "b": 3.0, "c": 3.6}
        y = [
            pd.Series([level[c] for c in own] + generator.normal(0, 0.8, len(own)) + change * wave)
            for wave, own in enumerate(cells)
        ]
        found = standardised_change(y[0], y[1], pd.Series(cells[0]), pd.Series(cells[1]))
        covered += found.standardised.ci_low <= change <= found.standardised.ci_high
        naive += found.change.ci_low <= change <= found.change.ci_high
    assert within_error(covered, runs, 0.95)
    assert not within_error(naive, runs, 0.95)


def test_intervals_of_the_odds_ratio_cover() -> None:
    generator = np.random.default_rng(20267)
    runs, log_odds, covered, rejected = 300, 0.5, 0, 0
    cuts = np.array([-1.5, -0.4, 0.6, 1.8])
    for _ in range(runs):
        items = [
            pd.Series(np.searchsorted(cuts, generator.logistic(size=n) + wave * log_odds) + 1.0)
            for wave, n in enumerate(N)
        ]
        found = ordinal_change(items[0], items[1])
        covered += found.ci_low <= np.exp(log_odds) <= found.ci_high
        rejected += found.proportional.p < 0.05
    assert within_error(covered, runs, 0.95)
    assert within_error(rejected, runs, 0.05)
