"""Counts of coded agendas as rows of the estimates, and whether a point of the summary goes well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.instruments.agendas import NOT_APPLICABLE, NOT_GIVEN, SILENT, Frame, Point, Question
from stagepact_research.strands.agendas.cells import LEVELS, UNKNOWN, theme_levels

METHOD = "codering"
"""The method of a count of coded cells, not of a printed total."""
AT_MOST = "hoogstens"
"""The variant of a count in which every cell that is not known has the code."""
KNOWN = "bekend"
"""The variant of a percentage of the cells that are known alone."""
WELL, ATTENTION, UNSETTLED = "goed", "aandacht", "onbekend"


def coding_estimates(cells: pd.DataFrame, frame: Frame, *, wave: int, provenance: str) -> pd.DataFrame:
    """All rows of one wave: cells, counts and percentages of questions and themes, and the points.

    A percentage is of all institutions to which the question applies (`n`); beside it stands that of the
    institutions of which the code is known (variant `bekend`). A cell that is not known could have any code:
    where there is one, the variant `hoogstens` says how high a count or percentage could be.
    """
    rows = [*_totals(cells, frame)]
    for question in frame.questions():
        own = cells[cells["question"] == question.id]
        codes = dict(zip(own["institution"], own["code"], strict=True))
        rows += [
            *_cell_rows(question.id, codes),
            *_count_rows(question.id, codes, _categories(question, codes)),
        ]
    levels = theme_levels(cells, frame)
    for theme in frame.themes:
        mine = levels[levels["theme"] == theme.id]
        codes = dict(zip(mine["institution"], mine["level"], strict=True))
        name = theme_subject(theme.id)
        rows += _cell_rows(name, codes)
        rows += _count_rows(name, codes, {level: (level,) for level in LEVELS})
    rows += _point_rows(frame, rows)
    return tidy(
        rows, wave=wave, source="agendas", provenance=provenance, population="instellingen", method=METHOD
    )


def theme_subject(theme: str) -> str:
    """The subject of a theme in the estimates."""
    return f"agenda_thema_{theme}"


def point_subject(point: str) -> str:
    """The subject of a point of the summary in the estimates."""
    return f"agenda_punt_{point}"


def _totals(cells: pd.DataFrame, frame: Frame) -> Iterator[dict[str, Any]]:
    counts = {
        "agendas_geanalyseerd": cells["institution"].nunique(),
        "agenda_themas": len(frame.themes),
        "agenda_vragen": len(list(frame.questions())),
    }
    for subject, count in counts.items():
        yield {"subject": subject, "statistic": "n", "estimate": count}


def _categories(question: Question, codes: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Every category to count, with its codes: those of the question, those that occur, and those joined."""
    names = dict.fromkeys([*(code.id for code in question.codes), SILENT, NOT_GIVEN, *codes.values()])
    return {**{name: (name,) for name in names}, **question.combined}


def _cell_rows(subject: str, codes: dict[str, str]) -> Iterator[dict[str, Any]]:
    for institution, code in codes.items():
        place = {"group_by": "instelling", "group": f"instelling_{institution}"}
        yield {"subject": subject, "statistic": "n", "category": code, **place, "estimate": 1, "n": 1}


def _count_rows(
    subject: str, codes: dict[str, str], categories: dict[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    asked = [code for code in codes.values() if code != NOT_APPLICABLE]
    known = [code for code in asked if code not in UNKNOWN]
    for category, parts in categories.items():
        of = codes.values() if category == NOT_APPLICABLE else asked
        count, base = sum(code in parts for code in of), len(of)
        row: dict[str, Any] = {"subject": subject, "category": category}
        yield {**row, "statistic": "n", "estimate": count, "n": base}
        if base:
            yield {**row, "statistic": "pct", "estimate": 100 * count / base, "n": base}
        if category in (*UNKNOWN, NOT_APPLICABLE) or not base:
            continue
        most = count + len(asked) - len(known)
        if most > count:
            yield {**row, "statistic": "n", "variant": AT_MOST, "estimate": most, "n": base}
            yield {**row, "statistic": "pct", "variant": AT_MOST, "estimate": 100 * most / base, "n": base}
        if known:
            share = 100 * count / len(known)
            yield {**row, "statistic": "pct", "variant": KNOWN, "estimate": share, "n": len(known)}


def _point_rows(frame: Frame, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    verdicts = {point.id: _verdict(point, rows) for point in frame.points}
    found: list[dict[str, Any]] = [
        {"subject": point_subject(name), "statistic": "n", "category": verdict, "estimate": 1, "n": 1}
        for name, verdict in verdicts.items()
    ]
    for subject, verdict in (("agenda_goede_punten", WELL), ("agenda_verbeterpunten", ATTENTION)):
        count = sum(one == verdict for one in verdicts.values())
        found.append({"subject": subject, "statistic": "n", "estimate": count})
    return found


def _verdict(point: Point, rows: list[dict[str, Any]]) -> str:
    """Whether a point goes well, by its rule; `onbekend` where open cells could turn it, or none applies.

    Something that should not be there is not known to be absent from an agenda that is silent about it.
    """
    shares = {
        row.get("variant", ""): float(row["estimate"])
        for row in rows
        if (row["subject"], row["statistic"], row.get("category")) == (point.question, "pct", point.code)
        and "group_by" not in row
    }
    if "" not in shares:
        return UNSETTLED
    limit = 0.0 if point.none else float(point.more_than or 0.0)
    above, could_be = shares[""] > limit, shares.get(AT_MOST, shares[""]) > limit
    if above != could_be:
        return UNSETTLED
    if point.none and not above and any(map(partial(_is_silent, point.question), rows)):
        return UNSETTLED
    return WELL if above != point.none else ATTENTION


def _is_silent(question: str, row: dict[str, Any]) -> bool:
    key = (row["subject"], row["statistic"], row.get("category"), row.get("variant", ""))
    return key == (question, "n", SILENT, "") and "group_by" not in row and row["estimate"] > 0
