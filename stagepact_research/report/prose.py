"""Sentences that hold whatever the numbers are: what they say is decided by the estimates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import NoSuchEstimate, lookup, select
from stagepact_research.instruments.questionnaire import ResponseScale, Scale
from stagepact_research.report import nl
from stagepact_research.report.labels import GROUPINGS, item_label

SIGNIFICANT = 0.05
_NEAR = 0.15
"""A mean this close to a whole answer is said to lie at it, and not between two answers."""


def position(mean: nl.Number, answers: ResponseScale) -> str:
    """Where a mean lies on the answers: "tussen *mee eens* en *helemaal mee eens*", or "bij *mee eens*"."""
    labels = [answer.label for answer in answers.answers if answer.kind == "valid"]
    score = nl.value(mean)
    nearest = min(range(len(labels)), key=lambda i: abs(score - (i + 1)))
    if abs(score - (nearest + 1)) <= _NEAR:
        return f"bij *{labels[nearest]}*"
    below = max(0, min(int(score), len(labels) - 1) - 1)
    return f"tussen *{labels[below]}* en *{labels[below + 1]}*"


def mean(estimates: pd.DataFrame, subject: str) -> str:
    """ "3,5 (95%-betrouwbaarheidsinterval 3,4 tot 3,6; n = 128)"."""
    row = lookup(estimates, subject=subject, statistic="mean")
    interval = "" if pd.isna(row["ci_low"]) else f"95%-betrouwbaarheidsinterval {nl.interval(row, 1)}; "
    return f"{nl.decimal(row, 1)} ({interval}n = {nl.base(row)})"


def shares(
    estimates: pd.DataFrame, items: Sequence[str], category: str, *, highest: bool, count: int = 2
) -> str:
    """The items with the highest, or the lowest, percentage in a category, with their percentages."""
    found = [(nl.value(_share(estimates, item, category)), item) for item in items]
    found.sort(key=lambda pair: (-pair[0] if highest else pair[0], pair[1]))
    return nl.listing([f"{item_label(item)} ({nl.percent(p)})" for p, item in found[:count]])


def share_range(estimates: pd.DataFrame, items: Sequence[str], category: str) -> str:
    """The lowest and highest percentage of a category over a set of items: "4 tot 19%"."""
    found = [nl.value(_share(estimates, item, category)) for item in items]
    return nl.span(min(found), max(found), unit="%")


def relation(estimates: pd.DataFrame, first: str, second: str) -> str:
    """Whether two things go together, with r and its exact p."""
    r = lookup(estimates, subject=f"{first}~{second}", statistic="r")
    p = lookup(estimates, subject=f"{first}~{second}", statistic="p")
    says = "hangen niet aantoonbaar samen"
    if nl.value(p) < SIGNIFICANT:
        says = f"hangen {'positief' if nl.value(r) > 0 else 'negatief'} samen"
    return f"{says} (r = {nl.decimal(r, 2)}; {nl.p_value(p)}; n = {nl.base(r)})"


def companions(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """For every scale a list item with the scales that it goes together with (p < 0,05)."""
    lines = []
    for scale in scales:
        found = [_companion(estimates, scales, scale, other) for other in scales if other.id != scale.id]
        named = [text for text in found if text]
        says = nl.listing(named) if named else "geen van de andere schalen"
        lines.append(f"- {scale.label} hangt samen met: {says}.")
    return "\n".join(lines)


def group_findings(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """What the comparisons between groups of teams find, before and after adjustment for their number."""
    found = significant_groups(estimates, scales)
    compared = [g for g in GROUPINGS if len(select(estimates, group_by=g, statistic="f", method="anova"))]
    tested = sum(len(select(estimates, group_by=g, statistic="f", method="anova")) for g in compared)
    if not found:
        return (
            f"Van de {nl.words(tested)} vergelijkingen laat er geen een significant verschil zien (p < 0,05)."
        )
    verb = "laat er een" if len(found) == 1 else f"laten er {nl.words(len(found))}"
    head = f"Van de {nl.words(tested)} vergelijkingen {verb} een significant verschil zien (p < 0,05):"
    lines = [head, ""]
    for scale, group_by in found:
        lines.append(f"- {_finding(estimates, scale, group_by)}")
    return "\n".join(lines)


def significant_groups(estimates: pd.DataFrame, scales: Sequence[Scale]) -> list[tuple[Scale, str]]:
    """The scales and groupings whose unadjusted p is below 0,05."""
    out = []
    for group_by in GROUPINGS:
        for scale in scales:
            try:
                p = lookup(estimates, subject=scale.id, statistic="p", group_by=group_by, method="anova")
            except NoSuchEstimate:
                continue
            if nl.value(p) < SIGNIFICANT:
                out.append((scale, group_by))
    return out


def _finding(estimates: pd.DataFrame, scale: Scale, group_by: str) -> str:
    key = {"subject": scale.id, "group_by": group_by}
    title, levels = GROUPINGS[group_by]
    rows = select(estimates, statistic="mean", **key).drop_duplicates("group")
    means = [
        f"{levels.get(row['group'], row['group'])} {nl.decimal(row, 1)}"
        for _, row in rows.sort_values("estimate").iterrows()
    ]
    p = lookup(estimates, statistic="p", method="anova", **key)
    adjusted = lookup(estimates, statistic="p_adjusted", method="anova", **key)
    welch = lookup(estimates, statistic="p", method="welch", **key)
    eta2 = lookup(estimates, statistic="eta2", method="anova", **key)
    stands = "blijft" if nl.value(adjusted) < SIGNIFICANT else "vervalt"
    return (
        f"{scale.label} naar {title}: {nl.listing(means)} ({nl.p_value(p)}; η² = {nl.decimal(eta2, 2)}, "
        f"95%-betrouwbaarheidsinterval {nl.interval(eta2)}). Na correctie voor het aantal schalen {stands} "
        f"het verschil ({nl.p_value(adjusted)}, Holm); de toets van Welch geeft {nl.p_value(welch)}."
    )


def _companion(estimates: pd.DataFrame, scales: Sequence[Scale], scale: Scale, other: Scale) -> str:
    order = [s.id for s in scales]
    first, second = sorted((scale.id, other.id), key=order.index)
    p = lookup(estimates, subject=f"{first}~{second}", statistic="p")
    if not nl.value(p) < SIGNIFICANT:
        return ""
    r = lookup(estimates, subject=f"{first}~{second}", statistic="r")
    return f"{other.label[0].lower()}{other.label[1:]} ({nl.decimal(r, 2)})"


def _share(estimates: pd.DataFrame, item: str, category: str) -> nl.Number:
    return lookup(estimates, subject=item, statistic="pct", category=category)
