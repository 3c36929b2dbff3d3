"""The standardised change of many outcomes, as rows of the estimates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from stagepact_research.analysis.change.composition import Pair, Strata, standardised_change
from stagepact_research.analysis.change.summaries import keyed, require_same
from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy


def composition_changes(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    strata_earlier: Strata,
    strata_later: Strata,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    minimum: int = 5,
    level: float = 0.95,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """`standardised_change` of every outcome, as rows with method "standaardisatie".

    Returns
    -------
    Rows with subject and category of the outcome: `change` (of those with a cell), `change_standardised` and
    `change_composition`, each with se and interval; `p` with variant "standardised" and "composition". The
    notes name the cells that were joined. An outcome that cannot be standardised has one row
    `change_standardised` without estimate, with the reason.

    Raises
    ------
    DifferentOutcomes, DoubleOutcome, and all of `standardised_change` but TooFewScores
    """
    first, last = keyed(earlier), keyed(later)
    require_same(first.columns, last.columns)
    rows: list[Row] = []
    for key in first.columns:
        make = partial(
            _rows, first[key], last[key], strata_earlier, strata_later, weights, clusters, minimum, level
        )
        found = rows_or_reason(make, statistic="change_standardised")
        rows += [{"subject": key[0], "category": key[2], "method": "standaardisatie", **row} for row in found]
    return tidy(rows, **(constant or {}))


def _rows(
    first: pd.Series,
    last: pd.Series,
    strata_earlier: Strata,
    strata_later: Strata,
    weights: Pair,
    clusters: Pair,
    minimum: int,
    level: float,
) -> list[Row]:
    found = standardised_change(
        first,
        last,
        strata_earlier,
        strata_later,
        weights=weights,
        clusters=clusters,
        minimum=minimum,
        level=level,
    )
    note = " ".join(found.remarks)
    rows = []
    for statistic, one in (
        ("change", found.change),
        ("change_standardised", found.standardised),
        ("change_composition", found.composition),
    ):
        value = {"estimate": one.estimate, "se": one.se, "ci_low": one.ci_low, "ci_high": one.ci_high}
        rows.append({"statistic": statistic, **value, "note": note})
    for variant, one in (("standardised", found.standardised), ("composition", found.composition)):
        rows.append({"statistic": "p", "variant": variant, "estimate": one.p})
    return [{"n": float(found.n_after), **row} for row in rows]
