"""Why a cell holds no answer: LimeSurvey exports everything that was not answered as the same empty text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.instruments.questionnaire import Condition
from stagepact_research.responses.columns import OTHER, TICKED, Column

STATUSES = ("answered", "dont_know", "not_applicable", "not_answered", "not_reached", "not_shown")
GIVEN = ("answered", "dont_know", "not_applicable")
"""The respondent gave an answer, on the scale or beside it."""


def answer_status(
    cells: pd.DataFrame, lastpage: pd.Series, complete: pd.Series, columns: Sequence[Column]
) -> pd.DataFrame:
    """The status of every item of every response.

    An answer counts wherever it stands. Without one, an item is `not_shown` when a condition of its
    question does not hold, `not_reached` when its page was never submitted, else `not_answered`.
    A multiple choice question of which anything is ticked is answered as a whole.

    Parameters
    ----------
    cells : the export's text, columns named as in the export.
    lastpage : the number of pages submitted, 0 for none.
    complete : whether the response was submitted at the end, which submits every page.
    columns : the questionnaire's columns.
    """
    given = pd.DataFrame({c.name: _given(cells, c, columns) for c in columns}, index=cells.index)
    reached = _pages_reached(given, lastpage, complete, columns)
    statuses = {}
    for column in columns:
        page_reached = reached >= column.page
        status = pd.Series("not_answered", index=cells.index, dtype=object)
        status[~page_reached] = "not_reached"
        status[_hidden(cells, given, column, page_reached)] = "not_shown"
        status[given[column.name]] = "answered"
        for code, special in column.special.items():
            status[cells[column.name] == code] = special
        statuses[column.item] = status
    return pd.DataFrame(statuses, index=cells.index, columns=[c.item for c in columns])


def _given(cells: pd.DataFrame, column: Column, columns: Sequence[Column]) -> pd.Series:
    if column.kind != "tick":
        return cells[column.name] != ""
    same = [c.name for c in columns if c.question.id == column.question.id]
    return (cells[same] != "").any(axis=1)


def _pages_reached(
    given: pd.DataFrame, lastpage: pd.Series, complete: pd.Series, columns: Sequence[Column]
) -> pd.Series:
    """Who saves halfway has answers on a page beyond `lastpage`: that page was shown all the same."""
    reached = lastpage.astype("int64").copy()
    for column in columns:
        reached = reached.where(~given[column.name] | (reached >= column.page), column.page)
    last = max((c.page for c in columns), default=0)
    return reached.where(~complete, last)


def _hidden(cells: pd.DataFrame, given: pd.DataFrame, column: Column, page_reached: pd.Series) -> pd.Series:
    """A condition fails, and it is certain: the page was submitted or the deciding question answered."""
    hidden = pd.Series(False, index=cells.index)
    for condition in column.question.relevance:
        holds, decided = _holds(cells, given, condition)
        hidden |= ~holds & (decided | page_reached)
    if column.kind == "text" and column.name != column.question.id and column.question.type == "single":
        main = cells[column.question.id]
        hidden |= (main != "") & (main != OTHER)
    return hidden


def _holds(cells: pd.DataFrame, given: pd.DataFrame, condition: Condition) -> tuple[pd.Series, pd.Series]:
    """Whether the condition holds, and whether the question that decides it was answered."""
    if condition.question in cells:
        return cells[condition.question].isin(condition.codes), given[condition.question]
    ticked = [f"{condition.question}[{code}]" for code in condition.codes]
    present = [name for name in ticked if name in cells]
    return (cells[present] == TICKED).any(axis=1), given[present].any(axis=1)
