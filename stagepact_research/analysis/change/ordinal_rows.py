"""The ordinal models of many items, as rows of the estimates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.change.ordinal import OrdinalChange, Pair, ordinal_change
from stagepact_research.analysis.change.summaries import require_same
from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy

METHOD = "ordinaal"


def ordinal_changes(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    level: float = 0.95,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """`ordinal_change` of every item, as rows with method "ordinaal".

    Parameters
    ----------
    earlier, later : respondents by the same items, ordered answers as numbers, NaN for missing.
    weights, clusters, level, constant : as for `compare_waves`.

    Returns
    -------
    Rows with subject the item: `log_odds` (se, n of the later wave), `odds_ratio` with interval, `p`, and
    `p_proportional`: of the test that one odds ratio fits every cut between answers, variant "lr" or "wald",
    with a note where it cannot be trusted or computed. An item that cannot be modelled has one row
    `odds_ratio` without estimate, with the reason as note.

    Raises
    ------
    DifferentOutcomes, InvalidLevel
    NotNumeric, InvalidWeight, NotAligned, SingleCluster of weighting
    """
    require_same(earlier.columns, later.columns)
    rows: list[Row] = []
    for item in earlier.columns:
        make = partial(_rows, earlier[item], later[item], weights, clusters, level)
        found = rows_or_reason(make, statistic="odds_ratio")
        rows += [{"subject": str(item), "method": METHOD, **row} for row in found]
    return tidy(rows, **(constant or {}))


def _rows(first: pd.Series, last: pd.Series, weights: Pair, clusters: Pair, level: float) -> list[Row]:
    found: OrdinalChange = ordinal_change(first, last, weights=weights, clusters=clusters, level=level)
    odds: Row = {"statistic": "odds_ratio", "estimate": found.odds_ratio}
    test = found.proportional
    proportional: Row = {"statistic": "p_proportional", "variant": test.method, "estimate": test.p}
    rows: list[Row] = [
        {"statistic": "log_odds", "estimate": found.log_odds, "se": found.se},
        odds | {"ci_low": found.ci_low, "ci_high": found.ci_high},
        {"statistic": "p", "estimate": found.p},
        proportional | {"note": test.remark},
    ]
    if np.isfinite(found.df):
        rows.append({"statistic": "df", "estimate": found.df})
    return [{"n": float(found.n_after), **row} for row in rows]
