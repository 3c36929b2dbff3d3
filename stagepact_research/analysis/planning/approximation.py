"""Power without simulation: what it should be nearly, and what it becomes with ever more teams."""

from __future__ import annotations

import numpy as np

from stagepact_research.analysis.distributions import t_quantile
from stagepact_research.analysis.planning.outcomes import Kind, Outcome
from stagepact_research.analysis.planning.power import checked_alpha
from stagepact_research.analysis.planning.samples import Sample, institution_sizes


def expected_design_effect(sample: Sample) -> float:
    """How much larger the variance of the mean is than with equal weights and no similarity.

    1 + cv^2 + icc * (m - 1), with cv of the weights and m = (sum of squared teams per institution) / n: the
    variance sum(w^2) * (1 - icc) + icc * sum over institutions of (sum of w)^2, over (sum of w)^2, in
    expectation over weights that do not go with anything.
    """
    if sample.institutions is None:
        return 1 + sample.weight_cv**2
    sizes = institution_sizes(sample.n, sample.institutions, sample.size_cv)
    together = float(np.square(sizes.astype(np.float64)).sum()) / sample.n
    return 1 + sample.weight_cv**2 + sample.icc * (together - 1)


def approximate_power(
    *,
    n_before: int,
    n_after: int,
    institutions: int,
    icc: float,
    weight_cv: float,
    change: float,
    baseline: float,
    outcome: Kind = "pct",
    sd: float | None = None,
    alpha: float = 0.05,
    tests: int = 1,
    weight_cv_before: float = 0.0,
    institutions_before: int | None = None,
    size_cv: float = 0.0,
) -> float:
    """The power that the noncentral t distribution gives with the expected variances, from 0 to 1.

    Exact for a mean of normal answers with two equally large person-level waves without weights; close with
    20 institutions or more. Parameters and errors as for `power_of_change`.
    """
    before = Sample(n_before, weight_cv=weight_cv_before)
    if institutions_before is not None:
        before = Sample(n_before, institutions_before, icc, weight_cv_before, size_cv)
    after = Sample(n_after, institutions, icc, weight_cv, size_cv)
    return approximated(before, after, Outcome(outcome, baseline, sd), change, checked_alpha(alpha, tests))


def approximated(before: Sample, after: Sample, outcome: Outcome, change: float, level: float) -> float:
    """`approximate_power` of samples and an outcome."""
    from scipy.stats import nct

    one, other = (
        outcome.variance(at) / sample.n * expected_design_effect(sample)
        for sample, at in ((before, outcome.baseline), (after, outcome.baseline + change))
    )
    df = (one + other) ** 2 / (one**2 / (before.clusters - 1) + other**2 / (after.clusters - 1))
    critical = t_quantile(1 - level, df)
    shift = abs(change) / float(np.sqrt(one + other))
    below = float(nct.cdf(-critical, df, shift))
    # Far in the lower tail SciPy gives up; nothing is left there by then.
    return float(nct.sf(critical, df, shift)) + (below if np.isfinite(below) else 0.0)
