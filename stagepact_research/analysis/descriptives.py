"""How the answers are distributed, on the answer categories and on the collapsed ones of the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.distributions import t_quantile, wilson_interval
from stagepact_research.analysis.errors import UnknownColumn
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Answer, Questionnaire
from stagepact_research.responses.columns import Column, columns_of

Row = dict[str, Any]
Constant = Mapping[str, Any] | None
Base = tuple[str, int, dict[str, int]]
"""Variant, number of respondents, and the count of every category."""


def item_distribution(
    frame: pd.DataFrame,
    status: pd.DataFrame,
    questionnaire: Questionnaire,
    questions: Sequence[str] | None = None,
    *,
    level: float = 0.95,
    constant: Constant = None,
) -> pd.DataFrame:
    """The distribution of every item that has a response scale, as rows of the estimates.

    Parameters
    ----------
    frame, status : the responses to describe, as `read_export` returns them.
    questionnaire : its response scales and collapses give the categories.
    questions : the ids of the questions; all with a response scale when None.
    level : of the confidence intervals.
    constant : the columns that all rows share (wave, provenance, ...).

    Returns
    -------
    Rows with subject the item: `n` and `pct` (0-100, Wilson interval) for every answer category,
    every collapsed category and every two adjacent ones together ("geen_weinig+beperkt"), and `mean`
    and `sd` of items on a 1-5 scale. The base is everyone who answered the item, "weet ik niet" and
    "niet van toepassing" included; beside it, variant "geldig", those with an answer on the scale,
    where the item has other answers.

    Raises
    ------
    UnknownColumn
        If an item is not among the responses.
    """
    rows: list[Row] = []
    for column in columns_of(questionnaire):
        question = column.question
        if question.response_scale and (questions is None or question.id in questions):
            rows += _item_rows(frame, status, column, questionnaire, level)
    return tidy(rows, **(constant or {}))


def scale_descriptives(
    scores: pd.DataFrame, *, level: float = 0.95, constant: Constant = None
) -> pd.DataFrame:
    """`n`, `mean` (interval by t), `sd` and `pct_boven_3` of every scale, over those with a score.

    Parameters
    ----------
    scores : respondents by scales, numbers with NaN for missing.
    level : of the confidence intervals.
    constant : the columns that all rows share (wave, provenance, ...).
    """
    rows: list[Row] = []
    for scale in scores.columns:
        values = scores[scale].dropna().to_numpy(dtype="float64")
        n = len(values)
        common = {"subject": str(scale), "n": n}
        rows.append({**common, "statistic": "n", "estimate": n})
        rows += [{**common, **row} for row in mean_rows(values, level)]
        above = int((values > 3).sum())
        low, high = wilson_interval(above, n, level)
        share = {"estimate": _percentage(above, n), "ci_low": low, "ci_high": high}
        rows.append({**common, "statistic": "pct_boven_3", **share})
    return tidy(rows, **(constant or {}))


def procedure_distribution(counts: pd.Series, *, constant: Constant = None) -> pd.DataFrame:
    """How many teams have none, one or more of the procedures (section 4.4.3), over all respondents.

    Parameters
    ----------
    counts : the number of procedures of each team, as `procedure_counts` returns it.
    """
    found = {"geen": counts == 0, "een": counts == 1, "meer": counts > 1, "een+meer": counts > 0}
    rows = count_rows("procedures", len(counts), {name: int(hit.sum()) for name, hit in found.items()})
    return tidy(rows, **(constant or {}))


def count_rows(
    subject: str, n: int, counts: Mapping[str, int], level: float = 0.95, variant: str = ""
) -> list[Row]:
    """Rows `n` and `pct` for every category of one subject, over a base of n respondents."""
    rows: list[Row] = []
    for category, count in counts.items():
        key = {"subject": subject, "category": category, "variant": variant, "n": n}
        low, high = wilson_interval(count, n, level)
        rows.append({**key, "statistic": "n", "estimate": count})
        rows.append(
            {**key, "statistic": "pct", "estimate": _percentage(count, n), "ci_low": low, "ci_high": high}
        )
    return rows


def mean_rows(values: np.ndarray[Any, np.dtype[np.float64]], level: float = 0.95) -> list[Row]:
    """Rows `mean` (standard error, interval by t) and `sd` (n - 1) of the values; none for no values."""
    n = len(values)
    if n == 0:
        return []
    mean = float(values.sum() / n)
    if n == 1:
        return [{"statistic": "mean", "estimate": mean, "n": n}]
    sd = float(np.sqrt(((values - mean) ** 2).sum() / (n - 1)))
    se = sd / float(np.sqrt(n))
    half = t_quantile(level, n - 1) * se
    return [
        {
            "statistic": "mean",
            "estimate": mean,
            "se": se,
            "ci_low": mean - half,
            "ci_high": mean + half,
            "n": n,
        },
        {"statistic": "sd", "estimate": sd, "n": n},
    ]


def answer_categories(
    values: pd.Series, status: pd.Series, column: Column, answers: Sequence[Answer]
) -> pd.Series:
    """The category of every answer to one item ("4", "ja", "weet_ik_niet"), missing where there is none."""
    category = {answer.code: answer.category for answer in answers}
    if column.kind == "number":
        found = values.map({number: category[code] for code, number in column.numbers.items()})
    else:
        found = values.map(category)
    found = found.astype(object)
    for code, special in column.special.items():
        found[status == special] = category[code]
    return found


def _item_rows(
    frame: pd.DataFrame, status: pd.DataFrame, column: Column, questionnaire: Questionnaire, level: float
) -> list[Row]:
    item, question = column.item, column.question
    if item not in frame.columns or item not in status.columns:
        raise UnknownColumn("de antwoorden", [item])
    answers = questionnaire.response_scales[question.response_scale].answers
    found = answer_categories(frame[item], status[item], column, answers)
    single = {answer.category: int((found == answer.category).sum()) for answer in answers}
    valid = {answer.category: single[answer.category] for answer in answers if answer.kind == "valid"}
    together = _together(valid, question.collapse, answers, questionnaire)
    bases: list[Base] = [("", sum(single.values()), single | together)]
    if len(valid) < len(single):
        bases.append(("geldig", sum(valid.values()), valid | together))
    rows = [row for variant, n, counts in bases for row in count_rows(item, n, counts, level, variant)]
    rows.append({"subject": item, "statistic": "n", "estimate": bases[0][1], "n": bases[0][1]})
    if all(category.isdigit() for category in valid):
        numbers = frame[item].dropna().to_numpy(dtype="float64")
        rows += [{"subject": item, **row} for row in mean_rows(numbers, level)]
    return rows


def _together(
    valid: Mapping[str, int], collapse: str, answers: Sequence[Answer], questionnaire: Questionnaire
) -> dict[str, int]:
    """Counts of the collapsed categories and of adjacent ones; without a collapse, of ja and nee together."""
    if not collapse:
        return {"+".join(valid): sum(valid.values())} if len(valid) == 2 else {}
    category = {answer.code: answer.category for answer in answers}
    collapsed = {
        c.id: sum(valid[category[code]] for code in c.codes) for c in questionnaire.collapses[collapse]
    }
    return collapsed | {f"{a}+{b}": collapsed[a] + collapsed[b] for a, b in pairwise(collapsed)}


def _percentage(count: int, n: int) -> float:
    return 100 * count / n if n else float("nan")
