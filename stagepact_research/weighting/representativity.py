"""The R-indicator of a fitted response model: corrected for bias, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm
from scipy.stats import t as student

from stagepact_research.weighting.checks import Codes, Vector, group_codes, require_share, weight_of
from stagepact_research.weighting.errors import InvalidSetting, NoReplicates, NotConverged
from stagepact_research.weighting.indicators import checked_propensities, propensity_variance
from stagepact_research.weighting.logistic import Matrix, fit_logistic
from stagepact_research.weighting.propensity import Propensity
from stagepact_research.weighting.rank import independent_columns
from stagepact_research.weighting.replication import bootstrap_weights


@dataclass(frozen=True)
class Representativity:
    """How representative the response is on the model's variables.

    Attributes
    ----------
    r, r_adjusted : the R-indicator as computed, and corrected for the bias of estimated propensities.
    se, ci_low, ci_high, confidence : bootstrap standard error of `r`, and interval for `r_adjusted`, 0-1.
    cv : S / mean propensity, from the uncorrected S.
    maximal_bias : (1 - r) / (2 mean propensity), the largest absolute bias of the mean of a standardised
        variable (in standard deviations), were it fully explained by the model's variables.
    mean_propensity : weighted. n, n_clusters : units, and clusters (units where there are none).
    n_replicates : bootstrap samples that could be fitted. remarks : Dutch sentences.
    """

    r: float
    r_adjusted: float
    se: float
    ci_low: float
    ci_high: float
    confidence: float
    cv: float
    maximal_bias: float
    mean_propensity: float
    n: int
    n_clusters: int
    n_replicates: int
    remarks: tuple[str, ...]


def representativity(
    model: Propensity,
    *,
    weights: pd.Series | None = None,
    population_size: float | None = None,
    confidence: float = 0.95,
    clusters: pd.Series | None = None,
    n_replicates: int = 500,
    seed: int,
) -> Representativity:
    """The R-indicator with bias adjustment and a bootstrap interval.

    The adjustment is for a logistic model under simple random sampling:
    S2_adj = (1 + 1/n - 1/N) S2 - 1/n * sum z' (sum z x')^-1 z, with z = rho (1 - rho) x, and not below 0.
    The interval is that of S2_adj, plus and minus a quantile times the bootstrap standard error of S2 with
    the model fitted anew to every sample, taken to R, within 0 and 1: the normal's quantile where units are
    drawn, that of t on clusters - 1 where clusters are. (On R itself an interval is too short where R is
    near 1, as S cannot be negative. In simulations this one covers 91 to 100% at a nominal 95%.)

    Parameters
    ----------
    model : a fitted response model of the invited sample, respondents and non-respondents.
    weights : design weights >= 0, for R and the correction; 1 by default.
    population_size : N of the correction; the sum of the weights by default (all invited).
    confidence : between 0 and 1.
    clusters : Series with the index of the model's units; None draws units.
    n_replicates : at least 2. seed : makes the bootstrap repeatable.

    Raises
    ------
    SingleCluster, NoReplicates, InvalidSetting, InvalidWeight

    Source: Shlomo, Skinner and Schouten (2012), Journal of Statistical Planning and Inference 142, for the
    adjustment; Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, for R and the maximal bias.
    """
    require_share("confidence", confidence)
    rho, d = checked_propensities(model.propensities, weights)
    n, size = len(rho), float(d.sum()) if population_size is None else population_size
    if size < n:
        raise InvalidSetting("population_size", size, f"ten minste het aantal eenheden ({n})")
    variance, mean = propensity_variance(rho, d), float(d @ rho / d.sum())
    adjusted = (1 + 1 / n - 1 / size) * variance - _noise(model.design.to_numpy(), rho, d)
    r, r_adjusted = _r(variance), _r(adjusted)
    replicates, dropped = _bootstrapped(model, d, clusters, n_replicates, seed)
    groups = int(group_codes(clusters, model.outcome.index, "clusters").max()) + 1
    tail = (1 + confidence) / 2
    quantile = float(norm.ppf(tail) if clusters is None else student.ppf(tail, groups - 1))
    half = quantile * float(np.std(replicates, ddof=1))
    return Representativity(
        r=r,
        r_adjusted=r_adjusted,
        se=float(np.std([_r(value) for value in replicates], ddof=1)),
        ci_low=max(_r(adjusted + half), 0.0),
        ci_high=_r(adjusted - half),
        confidence=confidence,
        cv=float(np.sqrt(variance)) / mean,
        maximal_bias=(1 - r) / (2 * mean),
        mean_propensity=mean,
        n=n,
        n_clusters=groups,
        n_replicates=len(replicates),
        remarks=(*model.remarks, *_remarks(adjusted, dropped, n_replicates)),
    )


def _r(variance: float) -> float:
    return 1 - 2 * float(np.sqrt(max(variance, 0.0)))


def _noise(design: Matrix, rho: Vector, d: Vector) -> float:
    """The part of S^2 that is only the estimation error of the propensities; weights scaled to mean 1."""
    own = d / d.mean()
    z = design * (rho * (1 - rho))[:, None]
    middle = np.linalg.solve((z.T * own) @ design, z.T)
    return float(own @ (z * middle.T).sum(axis=1) / len(rho))


def _bootstrapped(
    model: Propensity, d: Vector, clusters: pd.Series | None, n_replicates: int, seed: int
) -> tuple[Vector, int]:
    """S^2 of the model fitted to each bootstrap sample, and how many samples had no contrast left.

    Units with the same answers are counted together: a fit takes as long for ten thousand as for ten.
    """
    table = np.column_stack([model.outcome, model.design])
    rows, row_of = np.unique(table, axis=0, return_inverse=True)
    row_of = row_of.ravel()
    times = bootstrap_weights(
        pd.Series(1.0, index=model.outcome.index), clusters=clusters, n_replicates=n_replicates, seed=seed
    ).to_numpy()
    base, found = model.base.to_numpy(), []
    for column in times.T:
        fit_weights = weight_of(row_of, base * column, len(rows))
        r_weights = weight_of(row_of, d * column, len(rows))
        variance = _refitted(rows, fit_weights, r_weights)
        if variance is not None:
            found.append(variance)
    if len(found) < 2:
        raise NoReplicates(n_replicates - len(found))
    return np.array(found), n_replicates - len(found)


def _refitted(rows: Matrix, fit_weights: Vector, r_weights: Vector) -> float | None:
    kept: Codes = np.flatnonzero(fit_weights > 0)
    outcome, design = rows[kept, 0], rows[kept, 1:]
    if outcome.min() == outcome.max() or r_weights[kept].sum() <= 1:
        return None
    design = design[:, independent_columns(design)]
    try:
        fit = fit_logistic(design, outcome, fit_weights[kept])
    except NotConverged:
        return None
    return propensity_variance(expit(design @ fit.beta), r_weights[kept])


def _remarks(adjusted: float, dropped: int, n_replicates: int) -> list[str]:
    found = []
    if adjusted <= 0:
        found.append(
            "De gevonden verschillen in responskans zijn niet groter dan toeval; R is gecorrigeerd 1."
        )
    if dropped:
        found.append(f"{dropped} van de {n_replicates} bootstrapreplicaties waren niet te schatten.")
    return found
