"""Thresholds and correlations that several groups share through one set of thresholds and loadings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.answers import Codes
from stagepact_research.scales.ordinal.least_squares import Implied
from stagepact_research.scales.ordinal.moments import OrdinalMoments
from stagepact_research.scales.ordinal.structure import factor_matrix


@dataclass(frozen=True, eq=False)
class SharedLayout:
    """Where the parameters of the shared model stand.

    First those of all groups: loadings, thresholds, and the first group's factor correlations. Then for each
    later group: the scale of every item, the factor covariances (lower triangle by rows), and the factor
    means. In the first group the scales and the factor variances are 1, and the factor means 0.
    """

    factor: Codes
    item_of_threshold: Codes
    n_factors: int
    n_groups: int

    @property
    def n_items(self) -> int:
        return len(self.factor)

    @property
    def common(self) -> int:
        """How many parameters stand before those of the later groups."""
        return self.n_items + len(self.item_of_threshold) + self.n_factors * (self.n_factors - 1) // 2

    @property
    def own(self) -> int:
        """How many each later group has of its own."""
        return self.n_items + self.n_factors * (self.n_factors + 1) // 2 + self.n_factors

    @property
    def size(self) -> int:
        return self.common + (self.n_groups - 1) * self.own


def shared_layout(model: FactorModel, moments: OrdinalMoments, n_groups: int) -> SharedLayout:
    """The layout of a model in groups that use the same categories."""
    factor = np.asarray(model.factor_of(), dtype="int64")
    return SharedLayout(factor, moments.item_of_threshold, len(model.names), n_groups)


def implied_statistics(layout: SharedLayout) -> Implied:
    """The model with equal thresholds and loadings, in the delta parameterisation.

    threshold = d_i (tau - lambda_i alpha_f(i));  rho_ij = d_i d_j lambda_i lambda_j psi_f(i)f(j)

    in which d_i is the scale of item i in the group: one over the standard deviation of the variable behind
    it. The statistics are those of `OrdinalMoments.observed`, group after group.

    Source: Muthén & Asparouhov (2002), Mplus Web Note 4.
    """

    def implied(values: Matrix) -> tuple[Matrix, Matrix]:
        parts = [_of_group(layout, group, values) for group in range(layout.n_groups)]
        return np.concatenate([at for at, _ in parts]), np.concatenate([slope for _, slope in parts])

    return implied


def shared_start(layout: SharedLayout, groups: Sequence[OrdinalMoments], own: Sequence[Matrix]) -> Matrix:
    """A place to search from: the mean of the groups' own thresholds and loadings, weighted by their size.

    Parameters
    ----------
    own : per group the loadings and factor correlations when nothing is shared.
    """
    shares = np.asarray([moments.n for moments in groups]) / sum(moments.n for moments in groups)
    p, k = layout.n_items, layout.n_factors
    loading = sum(share * values[:p].clip(-0.95, 0.95) for share, values in zip(shares, own, strict=True))
    limits = sum(share * moments.thresholds for share, moments in zip(shares, groups, strict=True))
    start = [np.asarray(loading), np.asarray(limits), own[0][p:]]
    for values in own[1:]:
        start += [np.ones(p), factor_matrix(values[p:], k)[np.tril_indices(k)], np.zeros(k)]
    return np.concatenate(start)


def group_parameters(layout: SharedLayout, group: int, values: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The scale of every item, the factor covariances and the factor means of one group."""
    p, k = layout.n_items, layout.n_factors
    if group == 0:
        first = p + len(layout.item_of_threshold)
        return np.ones(p), factor_matrix(values[first : layout.common], k), np.zeros(k)
    at = layout.common + (group - 1) * layout.own
    psi = np.zeros((k, k))
    psi[np.tril_indices(k)] = values[at + p : at + layout.own - k]
    psi = psi + np.tril(psi, -1).T
    return values[at : at + p], psi, values[at + layout.own - k : at + layout.own]


def _of_group(layout: SharedLayout, group: int, values: Matrix) -> tuple[Matrix, Matrix]:
    p, k, factor, item = layout.n_items, layout.n_factors, layout.factor, layout.item_of_threshold
    n_limits, jacobian = len(item), _zeros(layout)
    loading, limits = values[:p], values[p : p + n_limits]
    scale, psi, mean = group_parameters(layout, group, values)
    at = layout.common + (group - 1) * layout.own
    first, second = np.triu_indices(p, 1)
    limit_rows, pair_rows = np.arange(n_limits), n_limits + np.arange(len(first))
    distance = limits - loading[item] * mean[factor[item]]
    scaled, together = scale * loading, psi[factor[first], factor[second]]
    jacobian[limit_rows, p + limit_rows] = scale[item]
    jacobian[limit_rows, item] = -scale[item] * mean[factor[item]]
    jacobian[pair_rows, first] = scale[first] * scaled[second] * together
    jacobian[pair_rows, second] = scale[second] * scaled[first] * together
    if group > 0:
        jacobian[limit_rows, at + item] = distance
        jacobian[limit_rows, at + layout.own - k + factor[item]] = -scaled[item]
        jacobian[pair_rows, at + first] = loading[first] * scaled[second] * together
        jacobian[pair_rows, at + second] = loading[second] * scaled[first] * together
    numbers = _covariance_numbers(layout, group)[factor[first], factor[second]]
    free = numbers >= 0
    jacobian[pair_rows[free], numbers[free]] = (scaled[first] * scaled[second])[free]
    return np.concatenate([scale[item] * distance, scaled[first] * scaled[second] * together]), jacobian


def _zeros(layout: SharedLayout) -> Matrix:
    p = layout.n_items
    return np.zeros((len(layout.item_of_threshold) + p * (p - 1) // 2, layout.size))


def _covariance_numbers(layout: SharedLayout, group: int) -> Codes:
    """The parameter of every factor covariance; -1 where it is fixed."""
    k, p = layout.n_factors, layout.n_items
    numbers = np.full((k, k), -1, dtype="int64")
    if group == 0:
        first, second = np.triu_indices(k, 1)
        begin = p + len(layout.item_of_threshold)
    else:
        second, first = np.tril_indices(k)
        begin = layout.common + (group - 1) * layout.own + p
    numbers[first, second] = numbers[second, first] = begin + np.arange(len(first))
    return numbers
