"""Do the items measure the same in every group or wave? From the same form to the same zero point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.fit_measures import Fit, fit_of, no_fit, srmr
from stagepact_research.scales.cfa.fitting import refuse_unusable
from stagepact_research.scales.cfa.likelihood import Data, complete_pattern, derivatives
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.optimise import Found, inverse_information, maximise
from stagepact_research.scales.cfa.remarks import JUST_IDENTIFIED, NOT_CONVERGED
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.saturated import independence_discrepancy, saturated_discrepancy
from stagepact_research.scales.cfa.solution import about_information, admissibility
from stagepact_research.scales.cfa.starting import start_values
from stagepact_research.scales.cfa.structure import FIXED, Floats, Layout, Level, implied, many_groups
from stagepact_research.scales.errors import (
    MissingItems,
    NoGroups,
    SingularItems,
    UnfitModel,
)
from stagepact_research.scales.groups import Groups, group_names
from stagepact_research.scales.matrix import numeric

LEVELS: tuple[Level, ...] = get_args(Level)
COLUMNS = (
    "level",
    "chi2",
    "df",
    "cfi",
    "rmsea",
    "srmr",
    "delta_cfi",
    "converged",
    "admissible",
    "remark",
)
_SINGULAR = 1e-9


@dataclass(frozen=True, eq=False)
class Grouped:
    """The items of each group as moments, in the order of the groups' names, each item less its mean over all
    rows."""

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
    """NaN where the search did not converge, as is srmr."""
    srmr: float
    impossible: tuple[str, ...] = ()
    """Why the estimates may not be believed, in Dutch sentences; empty when they may."""

    @property
    def converged(self) -> bool:
        return self.found.converged

    @property
    def sound(self) -> bool:
        """Whether the level was found, and is one of real variables in every group."""
        return self.converged and not self.impossible

    @property
    def remarks(self) -> list[str]:
        told = [] if self.converged else [NOT_CONVERGED]
        just = [JUST_IDENTIFIED] if self.fit.df == 0 else []
        return [*told, *self.impossible, *just]


def measurement_invariance(
    items: pd.DataFrame, groups: Groups, factors: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The three levels of measurement invariance, by maximum likelihood on complete rows.

    configural : the same items on the same factors. metric : also equal loadings. scalar : also equal
    intercepts, so that a difference in item means is a difference in factor means.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    groups : the group or wave of every respondent, with the same index, or a list in the order of the rows;
        two or more groups.
    factors : factor to items, as for `fit_cfa`.

    Returns
    -------
    DataFrame with a row for each level: level, chi2, df, cfi, rmsea, srmr, all NaN where the level did not
    converge; delta_cfi, the CFI minus that of the level before (NaN for the first); converged; admissible,
    whether it converged to estimates that can be those of real variables in every group and that the data
    determine; and remark, in Dutch, what limits the row. All levels are computed; whether one may go up is
    for `ladder.climb` to say.

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
        (
            *(r.level, r.fit.chi2, r.fit.df, r.fit.cfi, r.fit.rmsea, r.srmr, r.fit.cfi - before),
            *(r.converged, r.sound, " ".join(r.remarks)),
        )
        for r, before in zip(rungs, [np.nan, *cfi[:-1]], strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def by_group(items: pd.DataFrame, groups: Groups, factors: Mapping[str, Sequence[str]]) -> Grouped:
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
    known = group_names(groups, table.index)
    keep = (table.notna().all(axis=1) & known.notna()).to_numpy()
    rows, labels = table.to_numpy(dtype=float)[keep], known.to_numpy()[keep]
    names = sorted(set(labels.tolist()))
    if len(names) < 2:
        raise NoGroups(names)
    data = []
    for name in names:
        values = rows[labels == name]
        refuse_unusable(values, [f"{item} ({name})" for item in model.items])
        # From the items' means over all groups: a large mean costs no digits.
        moments = complete_pattern(values - rows.mean(axis=0))
        cov = moments[0].cov
        sd = np.sqrt(np.diag(cov))
        if np.linalg.eigvalsh(cov / np.outer(sd, sd))[0] < _SINGULAR:
            raise SingularItems([f"{item} ({name})" for item in model.items], len(values))
        data.append(moments)
    return Grouped(model, tuple(names), data, len(items) - len(rows))


def fit_level(grouped: Grouped, level: Level, freed: Sequence[str] = ()) -> Rung:
    """One level of the ladder; items that keep their own loading or intercept make it partial."""
    layout = partial_layout(grouped, level, freed)
    start = start_values(layout, grouped.moments())
    return _rung(grouped, level, layout, maximise(layout, grouped.data, start))


def fit_own(grouped: Grouped, freed: Sequence[str], intercepts: Sequence[str] = ()) -> Rung:
    """The scalar level in which some items keep both their own loading and their own intercept, and others
    only their intercept."""
    layout = partial_layout(grouped, "scalar", intercepts, freed)
    start = start_values(layout, grouped.moments())
    return _rung(grouped, "scalar", layout, maximise(layout, grouped.data, start))


def partial_layout(
    grouped: Grouped, level: Level, freed: Sequence[str], loadings: Sequence[str] = ()
) -> Layout:
    """The level with some items free: of their loading at the metric level, of their intercept above it.

    Parameters
    ----------
    loadings : above the metric level, items that are free of their loading as well.
    """
    own, intercepts = (freed, ()) if level == "metric" else (loadings, [*loadings, *freed])
    return many_groups(
        grouped.model, len(grouped.names), level, free_loadings=own, free_intercepts=intercepts
    )


def _rung(grouped: Grouped, level: str, layout: Layout, found: Found) -> Rung:
    n, p, count = grouped.n, len(grouped.model.items), len(grouped.names)
    saturated = sum(saturated_discrepancy(own, own[0].mean, own[0].cov) for own in grouped.data)
    base = sum(independence_discrepancy(own, p) for own in grouped.data) - saturated
    df = count * p * (p + 3) // 2 - layout.size
    if not found.converged:
        return Rung(level, layout, found, no_fit(df), NAN)
    fit = fit_of(n * found.f - saturated, df, (base, count * p * (p - 1) // 2), n, count)
    at = [implied(layout, g, found.values, derivatives=False) for g in range(count)]
    observed = [(own[0].n, own[0].mean, own[0].cov) for own in grouped.data]
    size = srmr(observed, [(a.mu, a.sigma) for a in at], means=True)
    impossible = [
        f"Groep {name}: {told}"
        for name, own in zip(grouped.names, layout.groups, strict=True)
        for told in admissibility(grouped.model, replace(layout, groups=(own,)), found)
    ]
    told = about_information(found, found.information)
    return Rung(level, layout, found, fit, size, (*impossible, *told))


def modification_indices(
    grouped: Grouped, rung: Rung, level: Level, freed: Sequence[str], loadings: Sequence[str] = ()
) -> pd.Series:
    """By how much chi-square would fall if one item had its own loading (metric) or intercept (scalar).

    The score test of the equality of one item's parameter over the groups: N / 4 g' I^-1 g with the gradient
    g of the discrepancy and the expected information I of the model in which that item is free.

    Parameters
    ----------
    freed, loadings : what is free in the rung, as for `partial_layout`.

    Returns
    -------
    Series of float, index the items that are still equal, descending.

    Source: Sörbom (1989), Psychometrika 54.
    """
    found = {}
    for item in grouped.model.items:
        if item in freed or item in loadings:
            continue
        wider = partial_layout(grouped, level, [*freed, item], loadings)
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
