"""The tables about who is missing, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.report import nl
from stagepact_research.report.nonresponse import labels
from stagepact_research.report.nonresponse.reading import Conclusion, Falls, moved
from stagepact_research.report.tables import escape_markdown, find, pipe_table

_TIGHT = "\N{NO-BREAK SPACE}"


def weighted_table(estimates: pd.DataFrame, scales: Sequence[Scale], step: str) -> str:
    """Every scale unweighted and weighted, and how far it moved."""
    rows = []
    for scale in scales:
        key = {"subject": scale.id, "statistic": "mean", "category": "", "variant": ""}
        shift = moved(estimates, scale.id, step)
        rows.append(
            [
                scale.label,
                nl.decimal(lookup(estimates, **key, group_by=""), 2),
                *_with_interval(find(estimates, **key, weighting=step)),
                _signed(shift[0]) if shift else "–",
                _span(*shift[1:]) if shift else "–",
            ]
        )
    head = ["Schaal", "Ongewogen", "Gewogen", "95%-BI", "Verschil", "95%-BI"]
    return pipe_table(head, rows, "lrrrrr", [26, 10, 10, 15, 10, 16])


def conclusions_table(found: Sequence[Conclusion]) -> str:
    """Every conclusion with what the respondents have, its limit, and the tipping point per assumed share."""
    shares = [falls.share for falls in found[0].falls] if found else []
    rows = [
        [
            one.finding.conclusion,
            one.number(one.estimate),
            one.number(one.finding.limit),
            *(_falls(one, falls) for falls in one.falls),
        ]
        for one in found
    ]
    head = ["Conclusie", "Deelnemers", "Grens", *(f"Bij {nl.percent(100 * share)}" for share in shares)]
    return pipe_table(head, rows, "lrr" + "r" * len(shares), [44, 12, 9, *([14] * len(shares))])


def worst_table(found: Sequence[Conclusion]) -> str:
    """For every conclusion and assumed share the lowest and highest that the population can have."""
    shares = [falls.share for falls in found[0].falls] if found else []
    rows = [
        [
            one.finding.conclusion,
            *(
                f"{one.number(falls.worst_low)} tot {one.number(falls.worst_high)}".replace(" ", _TIGHT)
                for falls in one.falls
            ),
        ]
        for one in found
    ]
    head = ["Conclusie", *(f"Bij {nl.percent(100 * share)}" for share in shares)]
    return pipe_table(head, rows, "l" + "r" * len(shares), [40, *([20] * len(shares))])


def population_table(estimates: pd.DataFrame, questionnaire: Questionnaire) -> str:
    """DUO's students by category of every margin beside the respondents before and after weighting."""
    rows: list[list[str]] = []
    for name, says in labels.MARGINS.items():
        counts = select(estimates, source="frame", subject="studenten", group_by=name)
        if counts.empty:
            continue
        rows.append([f"**{says.capitalize()}**", "", ""])
        for one in counts.sort_values("estimate", ascending=False).to_dict("records"):
            low, high = nl.count(one["ci_low"]), nl.count(one["ci_high"])
            rows.append(
                [
                    labels.category(questionnaire, one["group"]),
                    nl.count(one["estimate"]),
                    f"{low} tot {high}".replace(" ", _TIGHT),
                ]
            )
    outside = select(estimates, source="frame", subject="studenten", group_by="buiten")
    rows.append(["**Buiten de sectoren van vraag 15**", "", ""])
    for one in outside.to_dict("records"):
        low, high = nl.count(one["ci_low"]), nl.count(one["ci_high"])
        rows.append(
            [
                escape_markdown(one["group"]),
                nl.count(one["estimate"]),
                f"{low} tot {high}".replace(" ", _TIGHT),
            ]
        )
    return pipe_table(["Groep", "Studenten", "Onder- en bovengrens"], rows, "lrr", [40, 14, 22])


def weights_table(estimates: pd.DataFrame) -> str:
    """What the weights of every step are like."""
    steps = {
        "completion": "gewogen voor afhaken",
        "raked": "en naar de studenten",
        "trimmed": "en zonder uitschieters",
    }
    rows = []
    for step, says in steps.items():
        key = {"subject": "weging", "weighting": step}
        if find(estimates, statistic="deff", **key) is None:
            continue
        rows.append(
            [
                says.capitalize(),
                *(
                    nl.decimal(lookup(estimates, statistic=name, **key), 2)
                    for name in ("weight_min", "weight_median", "weight_max", "deff")
                ),
                nl.count(lookup(estimates, statistic="effective_n", **key)),
            ]
        )
    head = ["Stap", "Laagste", "Midden", "Hoogste", "Deff", "Effectieve n"]
    return pipe_table(head, rows, "lrrrrr", [30, 10, 10, 10, 10, 14])


def completion_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Which answers go with finishing the questionnaire."""
    named = {scale.id: f"score voor {scale.label.lower()}" for scale in scales}
    named |= {
        "meldingen[N]": "geen meldingen (naast wel meldingen)",
        "meldingen[W]": "weet niet of er meldingen zijn",
        "meldingen[geen_antwoord]": "meldingen niet beantwoord",
        "intercept": "vaste waarde",
    }
    rows = []
    for one in select(estimates, subject="voltooien", statistic="log_odds").to_dict("records"):
        p = lookup(estimates, subject="voltooien", statistic="p", category=one["category"])
        says = named.get(one["category"], escape_markdown(one["category"]))
        rows.append([says, _signed(one["estimate"]), nl.decimal(one["se"], 2), nl.p_value(p)])
    return pipe_table(["Gegeven", "Log-odds", "se", "p"], rows, "lrrr", [40, 12, 10, 12])


def _falls(one: Conclusion, falls: Falls) -> str:
    if not one.holds:
        return "geldt niet"
    if not falls.possible:
        return "kan niet"
    spread = nl.decimal(abs(falls.delta_sd), 1)
    size = nl.decimal(falls.delta, 2 if one.finding.statistic == "mean" else 0)
    sign = "" if falls.delta < 0 else "+"
    return f"{sign}{size} ({spread})".replace(" ", _TIGHT)


def _with_interval(row: pd.Series | None) -> tuple[str, str]:
    if row is None:
        return "–", "–"
    return nl.decimal(row, 2), _span(float(row["ci_low"]), float(row["ci_high"]))


def _span(low: float, high: float) -> str:
    return nl.span(low, high, 2).replace(" ", _TIGHT)


def _signed(value: float) -> str:
    text = nl.decimal(value, 2)
    return f"+{text}" if value > 0 and text.strip("0,") else text
