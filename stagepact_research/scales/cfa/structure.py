"""The covariances and means that a factor model implies, and how they move with its parameters.

    Sigma_g = Lambda_g Psi_g Lambda_g' + Theta_g        mu_g = nu_g + Lambda_g alpha_g

in which every item has one loading, Theta is diagonal, and any parameter may be shared by groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stagepact_research.scales.cfa.model import FactorModel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Level = Literal["configural", "metric", "scalar"]
FIXED = -1
"""In the place of a parameter's number: the value is fixed (1 on the diagonal of Psi, else 0)."""


@dataclass(frozen=True, eq=False)
class GroupLayout:
    """Which parameter stands where in one group; FIXED where none does."""

    loadings: Integers
    """Items: the number of each item's loading."""
    residuals: Integers
    intercepts: Integers
    psi: Integers
    """Factors by factors, symmetric."""
    alpha: Integers


@dataclass(frozen=True, eq=False)
class Layout:
    """The parameters of a model in one or more groups."""

    factor: Integers
    """For every item the position of its factor."""
    groups: tuple[GroupLayout, ...]
    size: int
    """How many parameters."""
    means: bool
    """Whether intercepts and factor means are among them."""

    @property
    def n_factors(self) -> int:
        return int(self.factor.max()) + 1


@dataclass(frozen=True, eq=False)
class Implied:
    """What one group's parameters imply, and the derivatives to every parameter."""

    sigma: Floats
    mu: Floats
    d_sigma: Floats
    """Parameters by items by items."""
    d_mu: Floats
    """Parameters by items."""


def single_group(model: FactorModel, *, means: bool) -> Layout:
    """The model in one group, factor variances fixed to 1."""
    return many_groups(model, 1, "configural", means=means)


def many_groups(
    model: FactorModel,
    n_groups: int,
    level: Level,
    *,
    means: bool = True,
    free_intercepts: Sequence[str] = (),
    free_loadings: Sequence[str] = (),
) -> Layout:
    """The model in several groups.

    configural : everything its own in each group, factor variances 1.
    metric : the same loadings; the factor variances of later groups are free.
    scalar : also the same intercepts; the factor means of later groups are free.

    Parameters
    ----------
    free_intercepts, free_loadings : items that keep their own all the same (partial invariance).
    """
    counter = _Counter()
    p, k = len(model.items), len(model.names)
    factor = np.asarray(model.factor_of(), dtype=np.int64)
    groups: list[GroupLayout] = []
    for number in range(n_groups):
        first = groups[0] if groups else None
        loadings, intercepts = counter.take(p), _none(p)
        if first is not None and level != "configural":
            loadings = counter.give_back(loadings, _own(model, free_loadings), first.loadings)
        residuals = counter.take(p)
        if means:
            intercepts = counter.take(p)
            if first is not None and level == "scalar":
                intercepts = counter.give_back(intercepts, _own(model, free_intercepts), first.intercepts)
        free_scale = number > 0 and level != "configural"
        psi = np.full((k, k), FIXED, dtype=np.int64)
        for i in range(k):
            for j in range(i + 1):
                if i != j or free_scale:
                    psi[i, j] = psi[j, i] = counter.take(1)[0]
        alpha = counter.take(k) if means and number > 0 and level == "scalar" else _none(k)
        groups.append(GroupLayout(loadings, residuals, intercepts, psi, alpha))
    renumbered, size = _renumber(groups)
    return Layout(factor, renumbered, size, means)


def implied(layout: Layout, group: int, values: Floats, *, derivatives: bool = True) -> Implied:
    """Sigma and mu of one group at these parameter values."""
    own, factor = layout.groups[group], layout.factor
    p, k = len(factor), layout.n_factors
    loading = values[own.loadings]
    lam = np.zeros((p, k))
    lam[np.arange(p), factor] = loading
    psi = np.where(own.psi == FIXED, np.eye(k), values[own.psi])
    theta = values[own.residuals]
    nu = np.where(own.intercepts == FIXED, 0.0, values[own.intercepts])
    alpha = np.where(own.alpha == FIXED, 0.0, values[own.alpha])
    through = lam @ psi
    sigma = through @ lam.T
    sigma[np.diag_indices(p)] += theta
    mu = nu + loading * alpha[factor]
    if not derivatives:
        return Implied(sigma, mu, np.zeros((0, p, p)), np.zeros((0, p)))
    d_sigma, d_mu = np.zeros((layout.size, p, p)), np.zeros((layout.size, p))
    items = np.arange(p)
    # d Sigma / d lambda_i has the covariances of item i's factor with every item in row and column i.
    rows = through[:, factor].T
    np.add.at(d_sigma, (own.loadings[:, None], items[:, None], items[None, :]), rows)
    np.add.at(d_sigma, (own.loadings[:, None], items[None, :], items[:, None]), rows)
    d_sigma[own.residuals, items, items] += 1.0
    for i in range(k):
        for j in range(i + 1):
            number = own.psi[i, j]
            if number != FIXED:
                outer = np.outer(lam[:, i], lam[:, j])
                d_sigma[number] += outer if i == j else outer + outer.T
    if layout.means:
        np.add.at(d_mu, (own.loadings, items), alpha[factor])
        d_mu[own.intercepts, items] += 1.0
        for f in range(k):
            if own.alpha[f] != FIXED:
                d_mu[own.alpha[f]] += lam[:, f]
    return Implied(sigma, mu, d_sigma, d_mu)


class _Counter:
    """Hands out parameter numbers; a number that is given back is taken by the one it equals."""

    def __init__(self) -> None:
        self.next = 0

    def take(self, count: int) -> Integers:
        numbers = np.arange(self.next, self.next + count, dtype=np.int64)
        self.next += count
        return numbers

    def give_back(self, numbers: Integers, own: NDArray[np.bool_], shared: Integers) -> Integers:
        return np.where(own, numbers, shared)


def _own(model: FactorModel, free: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray([item in set(free) for item in model.items])


def _none(count: int) -> Integers:
    return np.full(count, FIXED, dtype=np.int64)


def _renumber(groups: list[GroupLayout]) -> tuple[tuple[GroupLayout, ...], int]:
    """Numbers without gaps, where equal parameters left some."""
    fields = ("loadings", "residuals", "intercepts", "psi", "alpha")
    used = np.unique(np.concatenate([getattr(g, name).ravel() for g in groups for name in fields]))
    used = used[used != FIXED]
    place = {int(number): new for new, number in enumerate(used)}
    place[FIXED] = FIXED
    again = np.vectorize(place.__getitem__, otypes=[np.int64])
    return tuple(GroupLayout(*(again(getattr(g, name)) for name in fields)) for g in groups), len(used)
