"""How the scales were built: what items share, components, parallel analysis and rotation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from stagepact_research.analysis.consistency import of_item
from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale, Scales
from stagepact_research.scales import (
    AveragePartial,
    ParallelAnalysis,
    bartlett_sphericity,
    kaiser_meyer_olkin,
    minimum_average_partial,
    parallel_analysis,
    principal_components,
    rotated_components,
)
from stagepact_research.scales.ordinal import polychoric_correlations

VARIANTS = ("", "gemiddelde", "permutatie", "polychorisch")
"""Of the parallel analysis: as the report did it, and by other rules and other correlations."""


def scale_loadings(items: pd.DataFrame, scale: Scale, *, constant: Constant = None) -> pd.DataFrame:
    """Rows `loading` of every item of the scale on its first principal component, and the share it explains.

    `pct_verklaard` is the first eigenvalue as a percentage of the number of items (0-100).
    """
    own = items[list(scale.items)]
    rows = rows_or_reason(partial(_loadings, own, scale.id), subject=scale.id, statistic="pct_verklaard")
    return tidy(rows, **(constant or {}))


def adequacy(items: pd.DataFrame, subject: str, *, constant: Constant = None) -> pd.DataFrame:
    """Rows of whether items share enough for components: `kmo`, and Bartlett's chi2, df and p."""
    key = {"subject": subject}
    rows = rows_or_reason(partial(_adequacy, items, subject), **key, statistic="kmo")
    rows += rows_or_reason(partial(_sphericity, items, subject), **key, statistic="chi2", method="bartlett")
    return tidy(rows, **(constant or {}))


def dimensions(
    items: pd.DataFrame,
    subject: str,
    *,
    seed: int,
    n_simulations: int = 1000,
    quantile: float = 0.95,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows `eigenvalue` by rank, methods "observed" and "parallel", and `n_components`.

    Parameters
    ----------
    items : respondents by the items of one scale, or of one set of questions before scales were made.
    subject : the name of that scale or set.
    seed, n_simulations, quantile : as for `parallel_analysis`, from the protocol.
    """
    make = partial(_eigenvalues, items, subject, seed, n_simulations, quantile)
    rows = rows_or_reason(make, subject=subject, statistic="n_components")
    return tidy(rows, **(constant or {}))


def other_dimensions(
    items: pd.DataFrame,
    subject: str,
    *,
    seed: int,
    n_simulations: int = 1000,
    n_polychoric: int = 200,
    quantile: float = 0.95,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows `n_components` by other rules: the variants of the parallel analysis, and method "map".

    gemiddelde : against the mean of the random eigenvalues. permutatie : against each item's own answers,
    shuffled. polychorisch : with polychoric correlations, of shuffled answers too.
    """
    n = len(items.dropna())
    often = partial(parallel_analysis, items, seed=seed, quantile=quantile, n_simulations=n_simulations)
    seldom = partial(parallel_analysis, items, seed=seed, quantile=quantile, n_simulations=n_polychoric)
    analyses: dict[str, Callable[[], ParallelAnalysis]] = {
        "gemiddelde": partial(often, rule="mean"),
        "permutatie": partial(often, data="permutation"),
        "polychorisch": partial(
            seldom, data="permutation", correlation="polychoric", polychoric=polychoric_correlations
        ),
    }
    key = {"subject": subject, "statistic": "n_components"}
    rows: list[Row] = []
    for variant, analyse in analyses.items():
        own = {**key, "variant": variant}
        rows += rows_or_reason(partial(_counted, analyse, own, n), **own)
    own = {**key, "method": "map"}
    rows += rows_or_reason(partial(_counted, partial(minimum_average_partial, items), own, n), **own)
    return tidy(rows, **(constant or {}))


def set_loadings(
    items: pd.DataFrame, subject: str, n_components: int, *, constant: Constant = None
) -> pd.DataFrame:
    """Rows `loading` of every item of a set (group) on each of several components (category), rotated.

    Method oblimin; where that finds no rest, varimax; empty where there is one component. `component_r` of
    every two components (category "1~2").
    """
    make = partial(_rotated, items, subject, n_components)
    rows = rows_or_reason(make, subject=subject, statistic="component_r", method="oblimin")
    return tidy(rows, **(constant or {}))


def item_sets(scales: Scales, question_of: Mapping[str, str]) -> dict[str, list[str]]:
    """The sets of questions from which scales were made and items left out; a name such as "q09+q10".

    Parameters
    ----------
    question_of : the question of every item, in the order asked.
    """
    found = {}
    for part in scales.left_out:
        inside = {item for scale in scales.scales if scale.id in part.meant_for for item in scale.items}
        members = [item for item in question_of if item in inside or item in part.items]
        found["+".join(dict.fromkeys(question_of[item] for item in members))] = members
    return found


def _loadings(own: pd.DataFrame, scale: str) -> list[Row]:
    loadings = principal_components(own, 1)["PC1"]
    explained = 100 * float((loadings**2).sum()) / len(loadings)
    rows = [of_item(item, scale, "loading", value) for item, value in loadings.items()]
    rows.append({"subject": scale, "statistic": "pct_verklaard", "estimate": explained})
    return [{**row, "n": len(own.dropna())} for row in rows]


def _adequacy(items: pd.DataFrame, subject: str) -> list[Row]:
    found = kaiser_meyer_olkin(items)
    key = {"subject": subject, "statistic": "kmo", "n": found.n}
    return [{**key, "estimate": found.overall, "note": " ".join(found.remarks)}]


def _sphericity(items: pd.DataFrame, subject: str) -> list[Row]:
    found = bartlett_sphericity(items)
    key = {"subject": subject, "method": "bartlett", "n": found.n}
    values = {"chi2": found.chi2, "df": found.df, "p": found.p}
    return [{**key, "statistic": statistic, "estimate": value} for statistic, value in values.items()]


def _eigenvalues(
    items: pd.DataFrame, subject: str, seed: int, n_simulations: int, quantile: float
) -> list[Row]:
    found = parallel_analysis(items, n_simulations=n_simulations, quantile=quantile, seed=seed)
    rows: list[Row] = [{"subject": subject, "statistic": "n_components", "estimate": found.n_components}]
    rows[0]["note"] = " ".join(found.remarks)
    for method, values in (("observed", found.observed), ("parallel", found.threshold)):
        for rank, value in enumerate(np.asarray(values), start=1):
            key = {"subject": subject, "statistic": "eigenvalue", "category": str(rank), "method": method}
            rows.append({**key, "estimate": float(value)})
    return [{**row, "n": found.n} for row in rows]


def _counted(
    analyse: Callable[[], ParallelAnalysis] | Callable[[], AveragePartial], key: Row, n: int
) -> list[Row]:
    return [{**key, "estimate": analyse().n_components, "n": n}]


def _rotated(items: pd.DataFrame, subject: str, n_components: int) -> list[Row]:
    method = "oblimin" if n_components > 1 else ""
    found = rotated_components(items, n_components, rotation="oblimin")
    if not found.converged:
        method, found = "varimax", rotated_components(items, n_components, rotation="varimax")
    rows: list[Row] = []
    for place, component in enumerate(found.loadings.columns, start=1):
        for item, value in found.loadings[component].items():
            key = {"subject": str(item), "statistic": "loading", "group_by": "set", "group": subject}
            rows.append({**key, "category": str(place), "estimate": float(value)})
        for other in range(place + 1, n_components + 1):
            value = found.correlations.to_numpy()[place - 1, other - 1]
            pair = {"statistic": "component_r", "category": f"{place}~{other}"}
            rows.append({"subject": subject, **pair, "estimate": value})
    return [{**row, "method": method, "n": found.n} for row in rows]
