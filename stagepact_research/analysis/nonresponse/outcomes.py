"""The outcomes that are weighted: a column for every scale score and every share that the report shows."""

from __future__ import annotations

import pandas as pd

from stagepact_research.analysis.descriptives import answer_categories
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses.columns import Column, columns_of

KEY = ["subject", "statistic", "category"]


def outcomes(
    frame: pd.DataFrame, status: pd.DataFrame, scores: pd.DataFrame, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Respondents by outcomes, with columns (subject, statistic, category); missing where not answered.

    A scale is its score (`mean`). An item is 100 or 0 for each of its answers on the scale and of its
    collapsed categories, or for "ja" where it has none (`pct`), over everybody who answered it; `procedures`
    is the share without any.

    Parameters
    ----------
    frame, status : the responses, as `read_export` gives them.
    scores : the scale scores, and `preventie_aantal`, the number of procedures.
    """
    columns: dict[tuple[str, str, str], pd.Series] = {}
    for scale in scores.columns.drop("preventie_aantal"):
        columns[str(scale), "mean", ""] = scores[scale].astype("float64")
    # Only who answered the question: the report also counts as "geen" who stopped before it.
    none = scores["preventie_aantal"] == 0
    columns["procedures", "pct", "geen"] = 100.0 * none.where(scores["preventie"].notna())
    for column in columns_of(questionnaire):
        if column.question.response_scale and column.item in frame.columns:
            columns |= _shares(frame, status, column, questionnaire)
    found = pd.DataFrame(columns, index=frame.index, dtype="float64")
    found.columns = pd.MultiIndex.from_tuples(list(columns), names=KEY)
    return found


def _shares(
    frame: pd.DataFrame, status: pd.DataFrame, column: Column, questionnaire: Questionnaire
) -> dict[tuple[str, str, str], pd.Series]:
    item, question = column.item, column.question
    answers = questionnaire.response_scales[question.response_scale].answers
    found = answer_categories(frame[item], status[item], column, answers)
    category = {answer.code: answer.category for answer in answers}
    groups = {"ja": {"ja"}}
    if question.collapse:
        valid = [answer.category for answer in answers if answer.kind == "valid"]
        groups = {one: {one} for one in valid} | {
            one.id: {category[code] for code in one.codes}
            for one in questionnaire.collapses[question.collapse]
        }
    return {
        (item, "pct", name): 100.0 * found.isin(members).where(found.notna())
        for name, members in groups.items()
    }
