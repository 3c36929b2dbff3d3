"""The tables about who is missing, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.report import nl
from stagepact_research.report.nonresponse import labels
from stagepact_research.report.nonresponse.reading import Conclusion, Falls, shifts, step
from stagepact_research.report.prose import lower
from stagepact_research.report.tables import escape_markdown, find, p_cell, pipe_table

_TIGHT = "\N{NO-BREAK SPACE}"


def weighted_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Every scale unweighted and weighted, and how far it moved."""
    last = step(estimates)
    moved = {one.scale.id: one for one in shifts(estimates, scales)}
    rows = []
    for scale in scales:
        key = {"subject": scale.id, "statistic": "mean", "category": "", "variant": ""}
        shift = moved.get(scale.id)
        rows.append(
            [
                scale.label,
                nl.decimal(lookup(estimates, **key, group_by=""), 2),
                *_with_interval(find(estimates, **key, weighting=last)),
                _signed(shift.size) if shift else nl.MISSING,
                _span(shift.low, shift.high) if shift else nl.MISSING,
            ]
        )
    head = ["Schaal", "Ongewogen", "Na weging", "95%-BI", "Verschil", "95%-BI"]
    return pipe_table(head, rows, "lrrrrr", [26, 11, 10, 15, 10, 16])


def scored(estimates: pd.DataFrame, scales: Sequence[Scale], weighting: str) -> str:
    """Over how many teams the means of the scales go, unweighted or under a step: "123 tot 138"."""
    key = {"statistic": "mean", "variant": "", "weighting": weighting, "group_by": ""}
    rows = [find(estimates, subject=scale.id, **key) for scale in scales]
    numbers = [float(row["n"]) for row in rows if row is not None]
    return nl.span(min(numbers), max(numbers)) if numbers else nl.MISSING


def conclusions_table(found: Sequence[Conclusion]) -> str:
    """Every conclusion with what the respondents have, its limit, and the tipping point per assumed share."""
    rows = [
        [
            f"{one.finding.conclusion} ({one.finding.measure}, in {one.unit}en)",
            f"{one.number(one.estimate)} ({one.number(one.finding.limit)})",
            *(_falls(one, falls) for falls in one.falls),
        ]
        for one in found
    ]
    assumed = _assumed(found)
    head = ["Conclusie", "Na weging (grens)", *assumed]
    return pipe_table(head, rows, "lr" + "r" * len(assumed), [46, 12, *([12] * len(assumed))])


def worst_table(found: Sequence[Conclusion]) -> str:
    """For every conclusion and assumed share the lowest and highest that the population can have."""
    rows = [
        [
            f"{one.finding.conclusion} ({one.finding.measure})",
            *(
                f"{one.number(falls.worst_low)} tot {one.number(falls.worst_high)}".replace(" ", _TIGHT)
                for falls in one.falls
            ),
        ]
        for one in found
    ]
    assumed = _assumed(found)
    return pipe_table(["Conclusie", *assumed], rows, "l" + "r" * len(assumed), [40, *([20] * len(assumed))])


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
                    labels.capital(labels.category(questionnaire, one["group"])),
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
                escape_markdown(labels.capital(one["group"])),
                nl.count(one["estimate"]),
                f"{low} tot {high}".replace(" ", _TIGHT),
            ]
        )
    return pipe_table(["Groep", "Studenten", "Onder- en bovengrens"], rows, "lrr", [40, 14, 22])


def weights_table(estimates: pd.DataFrame) -> str:
    """What the weights of every step are like; without the last one where nothing had to be cut off."""
    steps = {
        "completion": "Eerst voor het afhaken",
        "raked": "Daarna naar de studenten",
        "trimmed": "Daarna zonder uitschieters",
    }
    rows = []
    for weighting, says in steps.items():
        key = {"subject": "weging", "weighting": weighting}
        if find(estimates, statistic="deff", **key) is None or (
            weighting == "trimmed" and nothing_trimmed(estimates)
        ):
            continue
        rows.append(
            [
                says,
                *(
                    nl.decimal(lookup(estimates, statistic=name, **key), 2)
                    for name in ("weight_min", "weight_median", "weight_max", "deff")
                ),
                nl.count(lookup(estimates, statistic="effective_n", **key)),
            ]
        )
    head = ["Stap", "Laagste", "Mediaan", "Hoogste", "Deff", "Effectieve n"]
    return pipe_table(head, rows, "lrrrrr", [30, 10, 10, 10, 10, 14])


def nothing_trimmed(estimates: pd.DataFrame) -> bool:
    """Whether no weight was so large that it was cut off: the last step then leaves all as they were."""
    key = {"subject": "weging", "statistic": ["weight_min", "weight_median", "weight_max", "deff"]}
    before, after = (
        select(estimates, **key, weighting=name).sort_values("statistic")["estimate"].to_numpy()
        for name in ("raked", "trimmed")
    )
    return len(after) > 0 and len(before) == len(after) and bool((abs(before - after) < 1e-9).all())


def completion_names(scales: Sequence[Scale]) -> dict[str, str]:
    """What the answers that may go with finishing are called, by the model's names."""
    return {
        **{scale.id: f"score voor {lower(scale.label)}" for scale in scales},
        "meldingen[N]": "geen meldingen (vergeleken met wel meldingen)",
        "meldingen[W]": "weet niet of er meldingen zijn (vergeleken met wel meldingen)",
        "meldingen[geen_antwoord]": "meldingen niet beantwoord (vergeleken met wel meldingen)",
        "(intercept)": "vaste waarde",
    }


def completion_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Which answers go with finishing the questionnaire."""
    named = completion_names(scales)
    rows = []
    for one in select(estimates, subject="voltooien", statistic="log_odds").to_dict("records"):
        p = lookup(estimates, subject="voltooien", statistic="p", category=one["category"])
        says = labels.capital(named.get(one["category"], escape_markdown(one["category"])))
        rows.append([says, _signed(one["estimate"]), nl.decimal(one["se"], 2), p_cell(p)])
    return pipe_table(["Gegeven", "Log-odds", "Standaardfout", "p"], rows, "lrrr", [44, 12, 14, 10])


def _assumed(found: Sequence[Conclusion]) -> list[str]:
    return [f"Als {nl.percent(100 * falls.share)} niet meedeed" for falls in found[0].falls] if found else []


def _falls(one: Conclusion, falls: Falls) -> str:
    if not one.holds:
        return "geldt niet"
    if not falls.possible:
        return "kan niet"
    sign = nl.MINUS if falls.delta < 0 else "+"
    spread = f"({nl.decimal(abs(falls.delta_sd), 1)} sd)".replace(" ", _TIGHT)
    return f"{sign}{one.size(falls.delta).partition(' ')[0]} {spread}"


def _with_interval(row: pd.Series | None) -> tuple[str, str]:
    if row is None:
        return nl.MISSING, nl.MISSING
    return nl.decimal(row, 2), _span(float(row["ci_low"]), float(row["ci_high"]))


def _span(low: float, high: float) -> str:
    return nl.span(low, high, 2).replace(" ", _TIGHT)


def _signed(value: float) -> str:
    text = nl.decimal(value, 2)
    return f"+{text}" if value > 0 and text.strip("0,") else text
