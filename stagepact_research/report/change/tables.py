"""The tables about change, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.report import labels, nl
from stagepact_research.report.change.reading import VERDICTS, Change, ScaleChange, change_of
from stagepact_research.report.tables import escape_markdown, p_cell, pipe_table

_TIGHT = "\N{NO-BREAK SPACE}"


def scales_table(changes: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    """Every scale: both means, the change with its interval, the effect, the tests and the verdict."""
    rows = [
        [
            one.scale.label,
            nl.decimal(one.plain.before[0], 2),
            nl.decimal(one.plain.after[0], 2),
            _with(one.plain, 2),
            nl.decimal(one.plain.effect, 2),
            p_cell(one.plain.p_holm),
            p_cell(one.plain.p_equivalent),
            VERDICTS[one.plain.verdict],
        ]
        for one in changes
    ]
    head = [
        "Schaal",
        str(waves[0]),
        str(waves[1]),
        "Verandering (95%-BI)",
        "d",
        "p (Holm)",
        "p gelijk",
        "Oordeel",
    ]
    return pipe_table(head, rows, "lrrrrrrl", [20, 7, 7, 24, 7, 8, 8, 16])


def robust_table(changes: Sequence[ScaleChange]) -> str:
    """The same changes seen in other ways: weighted, with the same kinds of teams, with colleagues alike."""
    rows = [
        [
            one.scale.label,
            _with(one.weighted, 2) if one.weighted else nl.MISSING,
            _of(one.composition) if one.composition else nl.MISSING,
            VERDICTS[one.weighted.verdict] if one.weighted else nl.MISSING,
            VERDICTS[one.clustered] if one.clustered else nl.MISSING,
        ]
        for one in changes
    ]
    head = [
        "Schaal",
        "Gewogen",
        "Door andere soorten teams",
        "Oordeel gewogen",
        "Oordeel als collega's lijken",
    ]
    return pipe_table(head, rows, "lrrll", [22, 24, 24, 18, 18])


def items_table(changes: pd.DataFrame, questionnaire: Questionnaire, waves: tuple[int, int]) -> str:
    """Every item by its category that shows most: share in both waves, change, and the verdict."""
    rows = []
    for question in questionnaire.questions():
        if not question.response_scale:
            continue
        category = "ja"
        if question.collapse:
            category = questionnaire.collapses[question.collapse][-1].id
        for item in question.item_ids():
            found = change_of(changes, item, category)
            if found is None:
                continue
            rows.append(
                [
                    f"{labels.item_number(item)} ({escape_markdown(labels.category_label(category))})",
                    nl.percent(found.before[0]),
                    nl.percent(found.after[0]),
                    _with(found, 0),
                    p_cell(found.p_holm),
                    VERDICTS[found.verdict],
                ]
            )
    head = ["Vraag", str(waves[0]), str(waves[1]), "Verandering (95%-BI)", "p (Holm)", "Oordeel"]
    return pipe_table(head, rows, "lrrrrl", [34, 8, 8, 24, 10, 22])


def family(changes: pd.DataFrame) -> str:
    """Over how many shares p-values were adjusted."""
    rows = changes[(changes["statistic"] == "verdict") & (changes["category"] != "")]
    return nl.count(len(rows[["subject", "category"]].drop_duplicates()))


def _with(one: Change, decimals: int) -> str:
    return _of((one.change, one.low, one.high), decimals)


def _of(values: tuple[float, float, float], decimals: int = 2) -> str:
    change, low, high = values
    sign = "+" if round(change, decimals) > 0 else ""
    return f"{sign}{nl.decimal(change, decimals)} ({nl.span(low, high, decimals)})".replace(" ", _TIGHT)
