"""How the scales were built and how well they hold: Table B1 and the scree plots."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.scales import (
    alpha_interval,
    cronbach_alpha,
    item_rest_correlations,
    parallel_analysis,
    principal_components,
)


def scale_reliability(
    items: pd.DataFrame, scale: Scale, *, level: float = 0.95, constant: Constant = None
) -> pd.DataFrame:
    """Rows `n_items`, `alpha` (Feldt's interval), `item_rest_r` of every item and `item_rest_r_min`.

    Parameters
    ----------
    items : respondents by items, as `answers_as_numbers` returns them; rows with a missing answer on
        the scale are left out.
    scale : which items.
    """
    own = items[list(scale.items)]
    n = len(own.dropna())
    low, high = alpha_interval(own, level)
    rest = item_rest_correlations(own)
    rows: list[Row] = [
        {"subject": scale.id, "statistic": "n_items", "estimate": len(scale.items)},
        {
            "subject": scale.id,
            "statistic": "alpha",
            "estimate": cronbach_alpha(own),
            "ci_low": low,
            "ci_high": high,
        },
        {"subject": scale.id, "statistic": "item_rest_r_min", "estimate": float(rest.min())},
    ]
    rows += [_of_item(item, scale.id, "item_rest_r", value) for item, value in rest.items()]
    return tidy([{**row, "n": n} for row in rows], **(constant or {}))


def scale_loadings(items: pd.DataFrame, scale: Scale, *, constant: Constant = None) -> pd.DataFrame:
    """Rows `loading` of every item of the scale on its first principal component, and the share it explains.

    `pct_verklaard` is the first eigenvalue as a percentage of the number of items (0-100).
    """
    own = items[list(scale.items)]
    n = len(own.dropna())
    loadings = principal_components(own, 1)["PC1"]
    explained = 100 * float((loadings**2).sum()) / len(loadings)
    rows = [_of_item(item, scale.id, "loading", value) for item, value in loadings.items()]
    rows.append({"subject": scale.id, "statistic": "pct_verklaard", "estimate": explained})
    return tidy([{**row, "n": n} for row in rows], **(constant or {}))


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
    found = parallel_analysis(items, n_simulations=n_simulations, quantile=quantile, seed=seed)
    n = len(items.dropna())
    rows: list[Row] = [
        {"subject": subject, "statistic": "n_components", "estimate": found.n_components, "n": n}
    ]
    for method, values in (("observed", found.observed), ("parallel", found.threshold)):
        for rank, value in enumerate(np.asarray(values), start=1):
            key = {"subject": subject, "statistic": "eigenvalue", "category": str(rank), "method": method}
            rows.append({**key, "estimate": float(value), "n": n})
    return tidy(rows, **(constant or {}))


def _of_item(item: object, scale: str, statistic: str, value: float) -> Row:
    return {
        "subject": str(item),
        "statistic": statistic,
        "group_by": "schaal",
        "group": scale,
        "estimate": value,
    }
