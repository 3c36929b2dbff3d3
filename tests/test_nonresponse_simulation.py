"""With a known mechanism of non-response: raking removes what the frame explains, and intervals cover."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from stagepact_research.weighting import (
    bootstrap_weights,
    jackknife_weights,
    rake,
    replicate_variance,
    replicated,
)

pytestmark = pytest.mark.no_cover

CLUSTERS, RUNS = 20, 100
SECTORS = ["bouw", "handel", "zorg"]
SHARES = [0.3, 0.3, 0.4]
# y is 2 in bouw, 3 in handel, 4 in zorg, half a point more in bol, plus a cluster's own level.
TRUTH = 0.3 * 2 + 0.3 * 3 + 0.4 * 4 + 0.5 * 0.6
MARGINS = {
    "sector": pd.Series(SHARES, index=SECTORS) * 1000,
    "leerweg": pd.Series({"bol": 600, "bbl": 400}),
}


def survey(seed: int) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Respondents, their y and their cluster; zorg and bol respond most, whatever their y."""
    generator = np.random.default_rng(seed)
    n = CLUSTERS * 16
    cluster = np.repeat(np.arange(CLUSTERS), 16)
    sector = generator.choice(3, n, p=SHARES)
    bol = generator.random(n) < 0.6
    own = generator.normal(0, 0.4, CLUSTERS)[cluster] + generator.normal(0, 0.8, n)
    y = np.array([2.0, 3.0, 4.0])[sector] + 0.5 * bol + own
    responded = generator.random(n) < np.array([0.25, 0.45, 0.75])[sector] * np.where(bol, 1, 0.7)
    frame = pd.DataFrame({"sector": np.array(SECTORS)[sector], "leerweg": np.where(bol, "bol", "bbl")})
    return tuple(data[responded].reset_index(drop=True) for data in (frame, pd.Series(y), pd.Series(cluster)))  # type: ignore[return-value]


def raked(frame: pd.DataFrame, base: pd.Series) -> pd.Series:
    return rake(frame.loc[base.index], MARGINS, base)


def one_run(seed: int, kind: str) -> tuple[float, float, bool]:
    """The unweighted mean, the raked mean, and whether its interval with re-raking holds the truth."""
    frame, y, cluster = survey(seed)
    base = pd.Series(1.0, frame.index)
    if kind == "jackknife":
        start = jackknife_weights(base, cluster)
    else:
        start = bootstrap_weights(base, clusters=cluster, n_replicates=30, seed=seed)
    replicates = replicated(partial(raked, frame), start)
    estimates = (replicates.mul(y, axis=0).sum() / replicates.sum()).to_numpy()
    full = float(np.average(y, weights=raked(frame, base)))
    variance = replicate_variance(estimates, full, kind, planned=start.shape[1])  # type: ignore[arg-type]
    half = student.ppf(0.975, cluster.nunique() - 1) * np.sqrt(variance)
    return float(y.mean()), full, bool(abs(full - TRUTH) <= half)


def test_raking_removes_the_bias_and_the_jackknife_interval_covers() -> None:
    unweighted, weighted, inside = (
        np.array(part) for part in zip(*(one_run(s, "jackknife") for s in range(RUNS)), strict=True)
    )
    error = weighted.std(ddof=1) / np.sqrt(RUNS)
    assert unweighted.mean() - TRUTH > 0.3
    assert abs(weighted.mean() - TRUTH) < 3 * error
    # Three standard errors of a coverage of 95% in 100 runs are 6.5 points.
    assert abs(inside.mean() - 0.95) <= 0.065


def test_the_bootstrap_interval_covers_as_well() -> None:
    inside = [one_run(1000 + seed, "bootstrap")[2] for seed in range(60)]
    # Three standard errors in 60 runs are 8.4 points.
    assert abs(np.mean(inside) - 0.95) <= 0.084


def test_raking_does_not_remove_what_the_frame_does_not_explain() -> None:
    differences = []
    for seed in range(20):
        frame, y, _ = survey(seed)
        hidden = np.random.default_rng(seed).random(len(y)) < 1 / (1 + np.exp(-(y - 3.5)))
        kept = frame[hidden]
        differences.append(np.average(y[hidden], weights=rake(kept, MARGINS)) - TRUTH)
    assert np.mean(differences) > 0.15
