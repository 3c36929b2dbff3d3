"""Do ordered items measure the same in every group?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.fit_measures import Fit, fit_of, no_fit, srmr
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.remarks import NOT_DETERMINED, heywood
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.solution import about_factors
from stagepact_research.scales.errors import UnfitModel
from stagepact_research.scales.groups import Groups
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.estimation import baseline, fit_correlations
from stagepact_research.scales.ordinal.group_structure import (
    SharedLayout,
    group_parameters,
    implied_statistics,
    shared_layout,
    shared_start,
)
from stagepact_research.scales.ordinal.grouped import moments_by_group
from stagepact_research.scales.ordinal.least_squares import Solution, best_of
from stagepact_research.scales.ordinal.moments import OrdinalMoments
from stagepact_research.scales.ordinal.scaled_statistics import (
    difference_traces,
    residual_traces,
    scaled_shifted,
)
from stagepact_research.scales.ordinal.structure import implied_correlations
from stagepact_research.scales.ordinal.verdicts import (
    NOT_CONVERGED,
    about_correlations,
    about_solution,
    about_undetermined,
)

COLUMNS = (
    "level",
    "chi2",
    "df",
    "cfi",
    "rmsea",
    "srmr",
    "delta_cfi",
    "delta_chi2",
    "delta_df",
    "p",
    "admissible",
    "remark",
)


@dataclass(frozen=True, eq=False)
class _Level:
    """One level, fitted."""

    statistic: float
    """Not scaled: sum over groups of (n - 1) sum w (observed - implied)^2."""
    df: int
    jacobian: Matrix
    """All statistics of all groups by parameters."""
    implied: Sequence[Matrix]
    """Per group the implied correlations."""
    remarks: Sequence[str]
    testable: bool
    admissible: bool
    """Whether the estimates, and the polychoric correlations themselves, can be those of real variables."""


def categorical_invariance(
    items: pd.DataFrame, groups: Groups, factors: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Two levels of measurement invariance of ordered items, by WLSMV on complete rows.

    configural : the same items on the same factors. thresholds_loadings : also equal thresholds and loadings;
    in the second and later groups the factor means and covariances and the scale of every item are free, so
    that factor means may be compared. Thresholds and loadings go together, because an item with two
    categories has too few thresholds for a level in between.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    groups : the group of every respondent, with the same index, or a list in the order of the rows; two or
        more groups that use the same categories of every item.
    factors : factor to items; every item measures one factor, and factors correlate.

    Returns
    -------
    DataFrame with a row for each level:

    chi2, df, cfi, rmsea : scaled and shifted, as `fit_wlsmv`; srmr : of the correlations, averaged over
    groups.
    delta_cfi : the CFI minus that of the level before.
    delta_chi2, delta_df, p : the test of what the level adds, scaled and shifted; not the difference of the
        chi2 column, which has no known distribution.
    admissible : whether no estimate is impossible in any group.
    remark : in Dutch, what limits the row; empty where nothing does.

    What does not exist is NaN, as the differences of the first level.

    Raises
    ------
    UnusableItems
        If an item is missing or constant, if there are fewer than two groups or 3 complete rows in a group,
        if items determine each other; CategoriesDiffer if a group does not use a category that another
        does.
    UnfitModel
        If a factor has too few items.

    Sources: Millsap & Yun-Tein (2004), Multivariate Behavioral Research 39; Satorra (2000) for the test.
    Agrees with lavaan's cfa(group=, ordered=, group.equal = c("thresholds", "loadings")) and lavTestLRT.
    """
    model = FactorModel.of(factors)
    if model.identification() == "under":
        raise UnfitModel(
            "een factor heeft te weinig items om iets te schatten.", "drie items of meer per factor"
        )
    by_group = moments_by_group(items, groups, model)
    moments = list(by_group.values())
    own = [fit_correlations(model, one) for one in moments]
    configural = _configural(model, by_group, own)
    shared = _shared(model, by_group, own)
    tested = [(level, _fit_of_level(moments, level)) for level in (configural, shared)]
    rows = [(level, fit, _srmr(moments, level)) for level, fit in tested]
    difference = _difference(moments, configural, shared)
    lower, higher = tested[0][1], tested[1][1]
    changes = [(NAN, NAN, NAN, NAN), (higher.cfi - lower.cfi, *difference)]
    table = [
        (
            name,
            fit.chi2,
            level.df,
            fit.cfi,
            fit.rmsea,
            size,
            *change,
            level.admissible,
            " ".join(level.remarks),
        )
        for name, (level, fit, size), change in zip(
            ("configural", "thresholds_loadings"), rows, changes, strict=True
        )
    ]
    return pd.DataFrame(table, columns=list(COLUMNS))


def _configural(
    model: FactorModel, by_group: Mapping[str, OrdinalMoments], own: Sequence[Solution]
) -> _Level:
    """Nothing shared: the thresholds are as observed, and the groups are fitted one by one."""
    implied, remarks, blocks, admissible = [], [], [], True
    for (name, moments), found in zip(by_group.items(), own, strict=True):
        implied.append(implied_correlations(model)(found.values)[0])
        impossible = about_correlations(list(model.items), moments) + about_solution(model, found.values)
        admissible &= not impossible
        told = about_undetermined(list(model.items), moments) + impossible + _about_search(found)
        remarks += [f"Groep {name}: {sentence}" for sentence in told]
        block = np.zeros((len(moments.observed), moments.n_thresholds + len(found.values)))
        block[: moments.n_thresholds, : moments.n_thresholds] = np.eye(moments.n_thresholds)
        block[moments.n_thresholds :, moments.n_thresholds :] = found.jacobian
        blocks.append(block)
    groups = list(by_group.values())
    statistic = sum((one.n - 1) * found.discrepancy for one, found in zip(groups, own, strict=True))
    df = len(groups) * model.degrees_of_freedom()
    testable = all(found.converged and found.identified for found in own)
    return _Level(statistic, df, _block_diagonal(blocks), implied, remarks, testable, admissible)


def _shared(model: FactorModel, by_group: Mapping[str, OrdinalMoments], own: Sequence[Solution]) -> _Level:
    """Equal thresholds and loadings."""
    groups = list(by_group.values())
    layout = shared_layout(model, groups[0], len(groups))
    observed = np.concatenate([one.observed for one in groups])
    weights = np.concatenate([(one.n - 1) / np.diag(one.gamma) for one in groups])
    estimates = [found.values for found in own]
    starts = [
        shared_start(layout, groups, estimates),
        shared_start(layout, groups, [estimates[0]] * len(groups)),
    ]
    found = best_of(observed, weights, implied_statistics(layout), starts)
    at = np.split(implied_statistics(layout)(found.values)[0], len(groups))
    implied = [values[groups[0].n_thresholds :] for values in at]
    impossible = _impossible_groups(model, layout, list(by_group), found) if found.converged else []
    remarks = [*impossible, *_about_search(found)]
    testable = found.converged and found.identified
    df = len(observed) - layout.size
    return _Level(found.discrepancy, df, found.jacobian, implied, remarks, testable, not impossible)


def _impossible_groups(
    model: FactorModel, layout: SharedLayout, names: Sequence[str], found: Solution
) -> list[str]:
    """Why estimates cannot be those of real variables, by group; empty when they can.

    Then no implied correlation lies outside -1 and 1 either.
    """
    told = []
    for group, name in enumerate(names):
        scale, psi, _ = group_parameters(layout, group, found.values)
        # What the factor explains of the variable behind an item, whose variance is 1.
        explained = (scale * found.values[: layout.n_items]) ** 2 * np.diag(psi)[layout.factor]
        beyond = [item for item, share in zip(model.items, explained, strict=True) if share > 1]
        impossible = ([heywood(beyond)] if beyond else []) + about_factors(psi)
        told += [f"Groep {name}: {sentence}" for sentence in impossible]
    return told


def _fit_of_level(groups: Sequence[OrdinalMoments], level: _Level) -> Fit:
    if level.df == 0:
        return Fit(0.0, 0, NAN, NAN, NAN, NAN, NAN, NAN)
    if not level.testable:
        return no_fit(level.df)
    weights, gamma = _pooled(groups)
    chi2 = scaled_shifted(level.statistic, level.df, *residual_traces(weights, gamma, level.jacobian))
    n = sum(moments.n for moments in groups) - len(groups)
    return fit_of(chi2, level.df, baseline(groups), n, len(groups))


def _difference(groups: Sequence[OrdinalMoments], wide: _Level, narrow: _Level) -> tuple[float, float, float]:
    from scipy.stats import chi2

    df = narrow.df - wide.df
    if df <= 0 or not (wide.testable and narrow.testable):
        return NAN, df, NAN
    traces = difference_traces(*_pooled(groups), wide.jacobian, narrow.jacobian)
    statistic = max(scaled_shifted(narrow.statistic - wide.statistic, df, *traces), 0.0)
    return statistic, df, float(chi2.sf(statistic, df))


def _pooled(groups: Sequence[OrdinalMoments]) -> tuple[Matrix, Matrix]:
    """Weights and gamma of the statistics of all groups, as of one sample."""
    shares = [one.n / sum(other.n for other in groups) for one in groups]
    weights = [share / np.diag(one.gamma) for share, one in zip(shares, groups, strict=True)]
    gamma = [one.gamma / share for share, one in zip(shares, groups, strict=True)]
    return np.concatenate(weights), _block_diagonal(gamma)


def _srmr(groups: Sequence[OrdinalMoments], level: _Level) -> float:
    observed, model = [], []
    for moments, values in zip(groups, level.implied, strict=True):
        sigma, mean = np.eye(len(moments.correlations)), np.zeros(len(moments.correlations))
        first, second = moments.pairs
        sigma[first, second] = sigma[second, first] = values
        observed.append((moments.n, mean, moments.correlations))
        model.append((mean, sigma))
    return srmr(observed, model, means=False) if level.df > 0 and level.testable else NAN


def _about_search(found: Solution) -> list[str]:
    if not found.converged:
        return [NOT_CONVERGED]
    return [] if found.identified else [NOT_DETERMINED]


def _block_diagonal(blocks: Sequence[Matrix]) -> Matrix:
    from scipy.linalg import block_diag

    return np.asarray(block_diag(*blocks), dtype="float64")
