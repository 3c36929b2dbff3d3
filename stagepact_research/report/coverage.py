"""What the printed report gives of the distribution of each item."""

from __future__ import annotations

import pandas as pd

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.report.distributions import categories, question_of
from stagepact_research.report.labels import ITEM_FIGURES


def coverage_of(published: pd.DataFrame, questionnaire: Questionnaire) -> dict[str, str]:
    """For every item in a figure: `volledig`, `getal`, `woorden` or `niet`.

    A distribution is given in full when all categories but one are printed as numbers, for the last then
    follows. Elsewhere the report fixes only a part of it, and the rest of a synthetic wave is free choice.
    """
    percentages = published[(published["statistic"] == "pct") & (published["source"] == "survey")]
    words: set[str] = {item for subject in percentages["subject"] for item in str(subject).split("+")}
    plain = percentages[percentages["variant"] == ""]
    out = {}
    for item in sorted(item for figure in ITEM_FIGURES for item in figure.items):
        ids = {c.id for c in categories(questionnaire, question_of(questionnaire, item))}
        given = set(plain.loc[plain["subject"] == item, "category"])
        if len(given & ids) >= len(ids) - 1:
            out[item] = "volledig"
        elif given:
            out[item] = "getal"
        else:
            out[item] = "woorden" if item in words else "niet"
    return out


def by_question(given: dict[str, str]) -> dict[str, dict[str, str]]:
    """The same as rows and columns: "vraag 2", then the letter of the statement."""
    rows: dict[str, dict[str, str]] = {}
    for item, what in given.items():
        rows.setdefault(f"vraag {int(item[1:3])}", {})[item[3:]] = what
    return rows
