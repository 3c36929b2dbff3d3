"""How consistently the items of a scale measure one thing."""

from __future__ import annotations

from functools import partial

import pandas as pd

from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.scales import item_statistics, omega_total
from stagepact_research.scales.ordinal import ordinal_alpha

PAIRWISE = "paarsgewijs"


def scale_reliability(
    items: pd.DataFrame, scale: Scale, *, level: float = 0.95, constant: Constant = None
) -> pd.DataFrame:
    """Rows of how consistently the items of a scale measure one thing.

    Parameters
    ----------
    items : respondents by items, as `answers_as_numbers` returns them; rows with a missing answer on
        the scale are left out, but for variant "paarsgewijs".
    scale : which items.

    Returns
    -------
    Rows `n_items`; `alpha` with Feldt's interval, `item_rest_r_min` and `inter_item_r` (the mean correlation
    between items), each also pairwise; `item_rest_r` and `alpha_if_dropped` of every item. A figure that does
    not exist has no estimate, and its note says why.
    """
    own = items[list(scale.items)]
    key = {"subject": scale.id, "statistic": "alpha"}
    rows: list[Row] = [{"subject": scale.id, "statistic": "n_items", "estimate": len(scale.items)}]
    rows[0]["n"] = len(own.dropna())
    rows += rows_or_reason(partial(_consistency, own, scale.id, level), **key)
    paired = partial(_consistency_in_pairs, own, scale.id, level)
    rows += rows_or_reason(paired, **key, variant=PAIRWISE)
    return tidy(rows, **(constant or {}))


def other_reliabilities(
    items: pd.DataFrame, scale: Scale, *, yes_no: bool, constant: Constant = None
) -> pd.DataFrame:
    """Rows `omega` (not of yes-no items, for which its model is wrong) and `ordinal_alpha`."""
    own = items[list(scale.items)]
    key = {"subject": scale.id}
    rows: list[Row] = []
    if not yes_no:
        rows += rows_or_reason(lambda: [_omega(own, scale.id)], **key, statistic="omega")
    ordinal = {**key, "statistic": "ordinal_alpha"}
    rows += rows_or_reason(
        lambda: [{**ordinal, "estimate": ordinal_alpha(own), "n": len(own.dropna())}], **ordinal
    )
    return tidy(rows, **(constant or {}))


def _consistency(own: pd.DataFrame, scale: str, level: float) -> list[Row]:
    found = item_statistics(own, level=level)
    rows = _of_scale(scale, found.alpha, (found.alpha_low, found.alpha_high), found.mean_inter_item_r)
    rows[0]["note"] = " ".join(found.remarks)
    rows.append(
        {"subject": scale, "statistic": "item_rest_r_min", "estimate": found.items["item_rest_r"].min()}
    )
    for statistic in ("item_rest_r", "alpha_if_dropped"):
        rows += [of_item(item, scale, statistic, v) for item, v in found.items[statistic].items()]
    return [{**row, "n": found.n_complete} for row in rows]


def _consistency_in_pairs(own: pd.DataFrame, scale: str, level: float) -> list[Row]:
    found = item_statistics(own, missing="pairwise", level=level)
    rows = _of_scale(scale, found.alpha, (found.alpha_low, found.alpha_high), found.mean_inter_item_r)
    rows[0]["note"] = " ".join(found.remarks)
    return [{**row, "variant": PAIRWISE, "n": found.n_pairwise[0]} for row in rows]


def _of_scale(scale: str, alpha: float, interval: tuple[float, float], between: float) -> list[Row]:
    ends = {"ci_low": interval[0], "ci_high": interval[1]}
    return [
        {"subject": scale, "statistic": "alpha", "estimate": alpha, **ends},
        {"subject": scale, "statistic": "inter_item_r", "estimate": between},
    ]


def _omega(own: pd.DataFrame, scale: str) -> Row:
    found = omega_total(own)
    key = {"subject": scale, "statistic": "omega", "n": found.n}
    return {**key, "estimate": found.value, "note": found.remark}


def of_item(item: object, scale: str, statistic: str, value: float) -> Row:
    return {
        "subject": str(item),
        "statistic": statistic,
        "group_by": "schaal",
        "group": scale,
        "estimate": value,
    }
