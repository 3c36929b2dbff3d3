"""Do the items measure the same in every group or wave? From the same form to the same zero point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.fit_measures import Fit, fit_of, srmr
from stagepact_research.scales.cfa.fitting import refuse_unusable
from stagepact_research.scales.cfa.likelihood import Data, complete_pattern, derivatives
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.optimise import Found, inverse_information, maximise
from stagepact_research.scales.cfa.saturated import independence_discrepancy, saturated_discrepancy
from stagepact_research.scales.cfa.starting import start_values
from stagepact_research.scales.cfa.structure import FIXED, Floats, Layout, Level, implied, many_groups
from stagepact_research.scales.errors import (
    MissingItems,
    NoGroups,
    SingularItems,
    UnfitModel,
)
from stagepact_research.scales.matrix import numeric

LEVELS: tuple[Level, ...] = get_args(Level)
COLUMNS = ("level", "chi2", "df", "cfi", "rmsea", "srmr", "delta_cfi")
_SINGULAR = 1e-9


@dataclass(frozen=True, eq=False)
class Grouped:
    """The items of each group as moments, in the order of the groups' names."""

    model: FactorModel
    names: tuple[str, ...]
    data: Data
    left_out: int
    """Rows that missed an answer or a group."""

    @property
    def n(self) -> int:
        return sum(pattern.n for group in self.data for pattern in group)

    def moments(self) -> list[tuple[Floats, Floats]]:
        return [(group[0].mean, group[0].cov) for group in self.data]


@dataclass(frozen=True, eq=False)
class Rung:
    """One level of the ladder, fitted."""

    level: str
    layout: Layout
    found: Found
    fit: Fit
    srmr: float

    @property
    def converged(self) -> bool:
        return self.found.converged


def measurement_invariance(
    items: pd.DataFrame, groups: pd.Series, factors: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The three levels of measurement invariance, by maximum likelihood on complete rows.

    configural : the same items on the same factors. metric : also equal loadings. scalar : also equal
    intercepts, so that a difference in item means is a difference in factor means.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    groups : the group or wave of every respondent, with the same index; two or more groups.
    factors : factor to items, as for `fit_cfa`.

    Returns
    -------
    DataFrame with a row for each level: level, chi2, df, cfi, rmsea, srmr and delta_cfi, the CFI minus that
    of the level before (NaN for the first). All levels are computed; whether one may go up is for
    `ladder.climb` to say.

    Raises
    ------
    UnusableItems, UnfitModel
        As `fit_cfa`, of any group.

    Source: Meredith (1993), Psychometrika 58. Agrees with lavaan's cfa(group=, group.equal=).
    """
    grouped = by_group(items, groups, factors)
    rungs = [fit_level(grouped, level) for level in LEVELS]
    cfi = [rung.fit.cfi for rung in rungs]
    rows = [
        (r.level, r.fit.chi2, r.fit.df, r.fit.cfi, r.fit.rmsea, r.srmr, r.fit.cfi - before)
        for r, before in zip(rungs, [np.nan, *cfi[:-1]], strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def by_group(items: pd.DataFrame, groups: pd.Series, factors: Mapping[str, Sequence[str]]) -> Grouped:
    """The complete rows of each group as moments, checked to be usable in every group."""
    model = FactorModel.of(factors)
    absent = [item for item in model.items if item not in items.columns]
    if absent:
        raise MissingItems(absent)
    if model.identification() == "under":
        raise UnfitModel(
            "een factor heeft te weinig items om iets te schatten.", "drie items of meer per factor"
        )
    table = numeric(items[list(model.items)])
    known = groups.reindex(table.index)
    complete = table.dropna().index.intersection(known.dropna().index)
    names = sorted({str(name) for name in known[complete]})
    if len(names) < 2:
        raise NoGroups(names)
    data, labels = [], known[complete].astype(str)
    for name in names:
        values = table.loc[complete][labels == name].to_numpy(dtype=float)
        refuse_unusable(values, [f"{item} ({name})" for item in model.items])
        cov = complete_pattern(values)[0].cov
        sd = np.sqrt(np.diag(cov))
        if np.linalg.eigvalsh(cov / np.outer(sd, sd))[0] < _SINGULAR:
            raise SingularItems([f"{item} ({name})" for item in model.items], len(values))
        data.append(complete_pattern(values))
    return Grouped(model, tuple(names), data, len(items) - len(complete))


def fit_level(grouped: Grouped, level: Level, freed: Sequence[str] = ()) -> Rung:
    """One level of the ladder; items that keep their own loading or intercept make it partial."""
    layout = partial_layout(grouped, level, freed)
    start = start_values(layout, grouped.moments())
    return _rung(grouped, level, layout, maximise(layout, grouped.data, start))


def fit_own(grouped: Grouped, freed: Sequence[str]) -> Rung:
    """The scalar level in which some items keep both their own loading and their own intercept."""
    layout = many_groups(
        grouped.model, len(grouped.names), "scalar", free_loadings=freed, free_intercepts=freed
    )
    start = start_values(layout, grouped.moments())
    return _rung(grouped, "scalar", layout, maximise(layout, grouped.data, start))


def partial_layout(grouped: Grouped, level: Level, freed: Sequence[str]) -> Layout:
    """The level with some items free: of their loading at the metric level, of their intercept above it."""
    loadings, intercepts = (freed, ()) if level == "metric" else ((), freed)
    return many_groups(
        grouped.model, len(grouped.names), level, free_loadings=loadings, free_intercepts=intercepts
    )


def _rung(grouped: Grouped, level: str, layout: Layout, found: Found) -> Rung:
    n, p, count = grouped.n, len(grouped.model.items), len(grouped.names)
    saturated = sum(saturated_discrepancy(own, own[0].mean, own[0].cov) for own in grouped.data)
    base = sum(independence_discrepancy(own, p) for own in grouped.data) - saturated
    df = count * p * (p + 3) // 2 - layout.size
    fit = fit_of(n * found.f - saturated, df, (base, count * p * (p - 1) // 2), n, count)
    at = [implied(layout, g, found.values, derivatives=False) for g in range(count)]
    observed = [(own[0].n, own[0].mean, own[0].cov) for own in grouped.data]
    return Rung(level, layout, found, fit, srmr(observed, [(a.mu, a.sigma) for a in at], means=True))


def modification_indices(grouped: Grouped, rung: Rung, level: Level, freed: Sequence[str]) -> pd.Series:
    """By how much chi-square would fall if one item had its own loading (metric) or intercept (scalar).

    The score test of the equality of one item's parameter over the groups: N / 4 g' I^-1 g with the gradient
    g of the discrepancy and the expected information I of the model in which that item is free.

    Returns
    -------
    Series of float, index the items that are still equal, descending.

    Source: Sörbom (1989), Psychometrika 54.
    """
    found = {}
    for item in grouped.model.items:
        if item in freed:
            continue
        wider = partial_layout(grouped, level, [*freed, item])
        values = _carried_over(rung.layout, wider, rung.found.values)
        _, gradient, information = derivatives(wider, grouped.data, values)
        found[item] = grouped.n / 4 * float(gradient @ inverse_information(information) @ gradient)
    return pd.Series(found, dtype=float).sort_values(ascending=False)


def factor_means(rung: Rung, group: int) -> Floats:
    """The factor means of a later group, the first group's being 0 (and its factor variances 1)."""
    alpha = rung.layout.groups[group].alpha
    return np.where(alpha == FIXED, 0.0, rung.found.values[alpha])


def _carried_over(narrow: Layout, wide: Layout, values: Floats) -> Floats:
    """The values of a narrower layout in the places of a wider one."""
    out = np.zeros(wide.size)
    for theirs, ours in zip(narrow.groups, wide.groups, strict=True):
        for name in ("loadings", "residuals", "intercepts", "psi", "alpha"):
            old, new = getattr(theirs, name), getattr(ours, name)
            free = new != FIXED
            out[new[free]] = values[old[free]]
    return out
