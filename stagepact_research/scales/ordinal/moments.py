"""Thresholds and polychoric correlations together, and how uncertain they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stagepact_research.scales.errors import PerfectPair
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.answers import Answers, Codes, read_answers, two_way_tables
from stagepact_research.scales.ordinal.binormal import INFINITE, binormal_density, normal_cdf, normal_density
from stagepact_research.scales.ordinal.cells import FLOOR, cell_probabilities, cell_slopes
from stagepact_research.scales.ordinal.polychoric import correlation_matrix, threshold_matrix


@dataclass(frozen=True, eq=False)
class OrdinalMoments:
    """What a factor model of ordered items is fitted to, of one group.

    The statistics stand in the order of `observed`: the thresholds item by item, ascending; then the
    correlations of item 1 with 2, 3, ..., of item 2 with 3, ..., and so on.
    """

    n: int
    item_of_threshold: Codes
    """For every threshold the position of its item."""
    thresholds: Matrix
    correlations: Matrix
    """Items by items."""
    gamma: Matrix
    """n times the asymptotic covariances of the statistics."""

    @property
    def observed(self) -> Matrix:
        return np.concatenate([self.thresholds, self.correlations[self.pairs]])

    @property
    def pairs(self) -> tuple[Codes, Codes]:
        """The positions of the two items of every correlation."""
        return np.triu_indices(len(self.correlations), 1)

    @property
    def n_thresholds(self) -> int:
        return len(self.thresholds)

    @property
    def gamma_correlations(self) -> Matrix:
        """The part of gamma that belongs to the correlations."""
        return self.gamma[self.n_thresholds :, self.n_thresholds :]


def asymptotic_covariance(items: pd.DataFrame) -> pd.DataFrame:
    """n times the asymptotic covariance matrix of the thresholds and polychoric correlations of items.

    With the influence of respondent r on a threshold, u_r = (1[answer <= c] - share) / density(threshold),
    and on a correlation, v_r = (s_r - mean(s dlogpi/dtau) u_r) / mean(s^2), in which s_r is the derivative of
    log pi to rho in the cell of the respondent's two answers: the mean of the products of the influences.
    Cells with a probability of at most 1.5e-8 have no part in it.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing; at least 2 items, and only complete rows
    count.

    Returns
    -------
    DataFrame of float, symmetric; rows and columns are (item, category) for the threshold above that
    category, item by item, and then (item, item) for each correlation. Its diagonal divided by n holds
    squared standard errors. With fewer rows than statistics it is singular.

    Raises
    ------
    UnusableItems
        As `polychoric_correlations`; also PerfectPair if a correlation is exactly 1 or -1.

    Source: Muthén (1984), Psychometrika 49. Agrees with lavaan's lavInspect(fit, "gamma").
    """
    answers = read_answers(items, least_items=2)
    found = ordinal_moments(answers)
    labels = [
        (item, float(category))
        for item, categories in zip(answers.columns, answers.categories, strict=True)
        for category in categories[:-1]
    ]
    labels += [(answers.columns[i], answers.columns[j]) for i, j in zip(*found.pairs, strict=True)]
    index = pd.Index(labels, tupleize_cols=False)
    return pd.DataFrame(found.gamma, index=index, columns=index)


def ordinal_moments(answers: Answers) -> OrdinalMoments:
    """The statistics of complete answers with their asymptotic covariances.

    Raises
    ------
    PerfectPair
        If a correlation is exactly 1 or -1, or so near that the answers say nothing about its uncertainty.
    """
    most = max(answers.sizes)
    limits = threshold_matrix(answers.codes, most)
    correlations = correlation_matrix(answers.codes, most)
    first, second = np.triu_indices(len(correlations), 1)
    for i, j in zip(first, second, strict=True):
        if abs(correlations[i, j]) >= 1:
            raise PerfectPair(answers.names[i], answers.names[j], float(correlations[i, j]))
    present = limits < INFINITE
    gamma = _gamma(answers.codes, limits, correlations[first, second])
    variances = np.diag(gamma)[int(present.sum()) :]
    without = ~np.isfinite(variances) | (variances <= 0)
    if without.any():
        i, j = first[without][0], second[without][0]
        raise PerfectPair(answers.names[i], answers.names[j], float(correlations[i, j]))
    return OrdinalMoments(
        answers.n, np.nonzero(present)[0].astype("int64"), limits[present], correlations, gamma
    )


def _gamma(codes: Codes, limits: Matrix, rho: Matrix) -> Matrix:
    n, p = codes.shape
    most = limits.shape[1] + 1
    first, second = np.triu_indices(p, 1)
    a, b = limits[first], limits[second]
    pi = cell_probabilities(a, b, rho)
    phi = cell_slopes(binormal_density(a[:, :, None], b[:, None, :], rho[:, None, None]))
    score = np.where(pi > FLOOR, phi / pi, 0.0)
    shares = two_way_tables(codes, most)[first, second] / n
    weighted = np.where(pi > FLOOR, shares * score / pi, 0.0)
    information = (shares * score**2).sum(axis=(1, 2))
    to_first = _mean_slope(weighted, a, b, rho)
    to_second = _mean_slope(weighted.transpose(0, 2, 1), b, a, rho)

    thresholds = _threshold_influence(codes, limits)
    moves, pairs = np.zeros((p, most - 1, len(rho))), np.arange(len(rho))
    moves[first, :, pairs], moves[second, :, pairs] = to_first, to_second
    own_score = score[pairs, codes[:, first], codes[:, second]]
    through = thresholds.reshape(n, -1) @ moves.reshape(-1, len(rho))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlations = np.where(information > 0, (own_score - through) / information, 0.0)
    influence = np.concatenate([thresholds[:, limits < INFINITE], correlations], axis=1)
    # Of a nearly perfect pair the influences may be endless; `ordinal_moments` refuses that pair by name.
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(influence.T @ influence / n)


def _threshold_influence(codes: Codes, limits: Matrix) -> Matrix:
    """Of every respondent on every threshold: respondents by items by thresholds."""
    below = codes[:, :, None] <= np.arange(limits.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = (below - normal_cdf(limits)) / normal_density(limits)
    return np.where(limits < INFINITE, influence, 0.0)


def _mean_slope(weighted: Matrix, own: Matrix, other: Matrix, rho: Matrix) -> Matrix:
    """mean(s dlogpi/dtau) for each threshold of the item in the rows: pairs by thresholds.

    The probability below two thresholds moves with the first by density(tau) P(Y <= k | X = tau); a threshold
    is the upper limit of one category and the lower limit of the next.
    """
    h, k, r = own[:, :, None], other[:, None, :], rho[:, None, None]
    conditional = normal_cdf((k - r * h) / np.sqrt((1 - r) * (1 + r)))
    ends = np.concatenate(
        [np.zeros_like(conditional[:, :, :1]), conditional, np.ones_like(conditional[:, :, :1])], axis=2
    )
    moves = normal_density(own)[:, :, None] * np.diff(ends, axis=2)
    return np.asarray(((weighted[:, :-1] - weighted[:, 1:]) * moves).sum(axis=2))
