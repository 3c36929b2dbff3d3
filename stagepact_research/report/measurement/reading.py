"""The rows of the scales as plain values: what the figures, tables and sentences of Bijlage B are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.report import labels
from stagepact_research.report.measurement.figures import Loading, Loadings, Residuals, Scree
from stagepact_research.report.tables import find

NAN = float("nan")


@dataclass(frozen=True)
class Decision:
    """What the rules say of one scale, on the data at hand."""

    scale: Scale
    n: float
    components: float
    loadings: dict[str, float]
    alpha: float
    alpha_interval: tuple[float, float]
    dropped: tuple[str, ...]
    """Items of the scale with too low a loading."""
    tried: dict[str, tuple[float, bool]]
    """Items left out in 2024 and tried in this scale: their loading, and whether it is high enough."""
    meets: dict[str, float]
    """Per rule 1, 0 or NaN."""
    repeated: float
    """1 when the scale would be made again, 0 when not, NaN when that cannot be said."""
    reason: str
    """Why something could not be computed; empty when all could."""


def number(estimates: pd.DataFrame, **key: Any) -> float:
    """The estimate with this key; NaN when there is none."""
    row = find(estimates, **key)
    return NAN if row is None else float(row["estimate"])


def note(estimates: pd.DataFrame, **key: Any) -> str:
    row = find(estimates, **key)
    return "" if row is None else str(row["note"])


def method_of(estimates: pd.DataFrame, subject: str, wanted: str) -> str:
    """The method of the figures: the estimator of the protocol where the scale has it, else WLSMV."""
    there = select(estimates, subject=subject, statistic="converged", method=f"cfa_{wanted}")
    return f"cfa_{wanted}" if len(there) else "cfa_wlsmv"


def scree_of(estimates: pd.DataFrame, scale: Scale) -> Scree | None:
    """The eigenvalues of a scale; None where they could not be computed."""
    kept = number(estimates, subject=scale.id, statistic="n_components", method="", variant="")
    if pd.isna(kept):
        return None
    observed, threshold = (
        tuple(
            number(estimates, subject=scale.id, statistic="eigenvalue", category=str(rank), method=method)
            for rank in range(1, len(scale.items) + 1)
        )
        for method in ("observed", "parallel")
    )
    return Scree(scale.label, observed, threshold, int(kept))


def loadings_of(estimates: pd.DataFrame, scale: Scale, estimator: str) -> Loadings:
    method = method_of(estimates, scale.id, estimator)
    key = {"statistic": "loading", "group_by": "schaal", "group": scale.id}
    items = []
    for item in scale.items:
        row = find(estimates, subject=item, method=method, **key)
        values = (NAN, NAN) if row is None else (float(row["estimate"]), float(row["se"]))
        items.append(
            Loading(labels.item_number(item), *values, number(estimates, subject=item, method="", **key))
        )
    return Loadings(scale.label, tuple(items))


def residuals_of(estimates: pd.DataFrame, scale: Scale, estimator: str) -> Residuals:
    method = method_of(estimates, scale.id, estimator)
    residuals = select(estimates, statistic="residual_r", group=scale.id, method=method)
    rows = residuals.set_index("subject")["estimate"]
    values = {
        (labels.item_number(a), labels.item_number(b)): float(rows.get(f"{a}~{b}", NAN))
        for a, b in combinations(scale.items, 2)
    }
    always = number(estimates, subject=scale.id, statistic="df", method=method) == 0
    return Residuals(scale.label, tuple(labels.item_number(item) for item in scale.items), values, always)


def decision_of(estimates: pd.DataFrame, scale: Scale) -> Decision:
    key = {"statistic": "kept", "group": scale.id}
    inside = select(estimates, group_by="schaal", **key)
    dropped = tuple(str(item) for item in inside.loc[inside["estimate"] == 0, "subject"])
    tried = {}
    for row in select(estimates, group_by="schaal_met", **key).to_dict("records"):
        item = str(row["subject"])
        loading = number(estimates, subject=item, statistic="loading", group_by="schaal_met", group=scale.id)
        tried[item] = (loading, row["estimate"] == 1)
    rules = select(estimates, subject=scale.id, statistic="meets").set_index("category")["estimate"]
    plain = {"method": "", "variant": ""}
    reasons = [
        note(estimates, subject=scale.id, statistic=statistic, **plain)
        for statistic in ("n_components", "alpha", "pct_verklaard")
        if pd.isna(number(estimates, subject=scale.id, statistic=statistic, **plain))
    ]
    alpha = find(estimates, subject=scale.id, statistic="alpha", **plain)
    return Decision(
        scale=scale,
        n=NAN if alpha is None else float(alpha["n"]),
        components=number(estimates, subject=scale.id, statistic="n_components", **plain),
        loadings={
            item: number(
                estimates, subject=item, statistic="loading", group_by="schaal", group=scale.id, method=""
            )
            for item in scale.items
        },
        alpha=NAN if alpha is None else float(alpha["estimate"]),
        alpha_interval=(NAN, NAN) if alpha is None else (float(alpha["ci_low"]), float(alpha["ci_high"])),
        dropped=dropped,
        tried=tried,
        meets={str(rule): float(value) for rule, value in rules.items()},
        repeated=number(estimates, subject=scale.id, statistic="repeated"),
        reason=next((reason for reason in reasons if reason), ""),
    )


def decisions_of(estimates: pd.DataFrame, scales: Sequence[Scale]) -> list[Decision]:
    return [decision_of(estimates, scale) for scale in scales]
