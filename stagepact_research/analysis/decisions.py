"""Which items each scale keeps by the rules of the protocol, and whether the scales of 2024 are repeated.

The rules are those of Bijlage 2: one component, a loading above the minimum, and a sufficient alpha. An item
that was left out in 2024 is tried in the scales it was meant for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale, Scales
from stagepact_research.protocol import Statistics
from stagepact_research.scales import cronbach_alpha, item_rest_correlations, principal_components

NAN = float("nan")


def decisions(
    answers: pd.DataFrame,
    scales: Scales,
    components: Mapping[str, float],
    rules: Statistics,
    *,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows of the decision about every item and every scale.

    Parameters
    ----------
    answers : respondents by the items of all scales and the items left out, numbers with NaN for missing.
    components : by scale the number of components of the parallel analysis; NaN where it could not be done.
    rules : the minimum loading and the minimum alpha.

    Returns
    -------
    kept : of every item (subject) in every scale (group) that it is in or was tried in, 1 when the absolute
        loading is above the minimum, else 0. Items left out also have, in that scale (group_by
        "schaal_met"), their `loading`, `item_rest_r` and the `alpha_if_added`.
    meets : of every scale, for the rules (category) componenten, alfa and ladingen.
    repeated : 1 when the scale would be made again as it is: it meets every rule, and no item left out
        would be kept in it.

    A rule that could not be applied has no estimate, and the note says why.
    """
    rows: list[Row] = []
    for scale in scales.scales:
        tried = [item for part in scales.left_out if scale.id in part.meant_for for item in part.items]
        rows += _scale_rows(answers, scale, tried, components.get(scale.id, NAN), rules)
    return tidy(rows, **(constant or {}))


def _scale_rows(
    answers: pd.DataFrame, scale: Scale, tried: list[str], components: float, rules: Statistics
) -> list[Row]:
    items = list(scale.items)
    own = answers[items]
    inside = rows_or_reason(partial(_inside, own, scale.id, rules), subject=scale.id, statistic="kept")
    outside: list[Row] = []
    for item in tried:
        key = {"subject": item, "statistic": "kept", "group_by": "schaal_met", "group": scale.id}
        outside += rows_or_reason(partial(_outside, answers[[*items, item]], item, scale.id, rules), **key)
    kept = [row["estimate"] for row in inside if row["statistic"] == "kept"]
    added = [row["estimate"] for row in outside if row["statistic"] == "kept"]
    meets = {
        "componenten": _as_number(components == 1, components),
        "ladingen": _as_number(min(kept) == 1, sum(kept)),
        "alfa": next((row["estimate"] for row in inside if row["statistic"] == "meets"), NAN),
    }
    rows = [row for row in inside if row["statistic"] == "kept"] + outside
    rows += [
        {
            "subject": scale.id,
            "statistic": "meets",
            "category": rule,
            "estimate": value,
            "n": len(own.dropna()),
        }
        for rule, value in meets.items()
    ]
    # An item that cannot be tried says nothing against leaving it out.
    again = all(meets.values()) and not any(value == 1 for value in added)
    repeated = _as_number(again, sum(meets.values()))
    return [
        *rows,
        {"subject": scale.id, "statistic": "repeated", "estimate": repeated, "n": len(own.dropna())},
    ]


def _inside(own: pd.DataFrame, scale: str, rules: Statistics) -> list[Row]:
    loadings = principal_components(own, 1)["PC1"]
    n = len(own.dropna())
    rows: list[Row] = [
        {
            "subject": str(item),
            "statistic": "kept",
            "group_by": "schaal",
            "group": scale,
            "estimate": float(abs(value) > rules.minimum_loading),
            "n": n,
        }
        for item, value in loadings.items()
    ]
    alpha = cronbach_alpha(own)
    return [*rows, {"statistic": "meets", "estimate": float(alpha >= rules.minimum_alpha)}]


def _outside(together: pd.DataFrame, item: str, scale: str, rules: Statistics) -> list[Row]:
    loading = float(principal_components(together, 1)["PC1"][item])
    # A negative loading says that the item points the other way; it would count reversed.
    turned = together.assign(**{item: -together[item]}) if loading < 0 else together
    values = {
        "kept": float(abs(loading) > rules.minimum_loading),
        "loading": loading,
        "item_rest_r": float(item_rest_correlations(together)[item]),
        "alpha_if_added": cronbach_alpha(turned),
    }
    key = {"subject": item, "group_by": "schaal_met", "group": scale, "n": len(together.dropna())}
    return [{**key, "statistic": statistic, "estimate": value} for statistic, value in values.items()]


def _as_number(truth: bool, known: float) -> float:
    """1 or 0; nothing where what it rests on is not known."""
    return NAN if np.isnan(known) else float(truth)
