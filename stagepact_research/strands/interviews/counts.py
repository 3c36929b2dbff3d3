"""From coded interviews to estimates: how many participants gave an answer or mentioned a theme.

The participants were chosen and not drawn by lot: a count is what it is, and has no confidence interval. An
interval that is asked for all the same has the variant "illustratief".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.strands.interviews.codebook import Code, Codebook
from stagepact_research.strands.interviews.coded import INTERVIEWS, NOT_ASKED, check_coded
from stagepact_research.strands.interviews.guides import Guide

ILLUSTRATIVE = "illustratief"
MENTIONED = "genoemd"
"""The method of a count of interviews in which a theme came up: who did not mention it was not asked."""
INTERVIEW_SUBJECT, HELD = "interviews", "afgenomen"


@dataclass(frozen=True)
class _Coded:
    """The coded interviews of one group."""

    group: str
    interviews: frozenset[str]
    answers: pd.DataFrame
    codings: pd.DataFrame


def count_interviews(
    interviews: pd.DataFrame,
    answers: pd.DataFrame,
    codings: pd.DataFrame,
    guides: Mapping[str, Guide],
    codebook: Codebook,
    *,
    wave: int,
    provenance: str,
    interval: bool = False,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Rows of estimates for every group: each closed answer and each theme, as n and as percentage.

    The base of a closed answer is the number of interviews of the group in which the question was asked:
    those with an answer other than `niet_gevraagd`. The base of a theme is all interviews of the group; where
    the guide looks for it in closed questions only, those in which one of these was asked, or it came up.
    An interview counts once, however often and by however many coders a theme was coded.

    Parameters
    ----------
    interviews : columns interview, group; answers : interview, question, code; codings : interview, code.
    guides : the guide of each group.
    interval : also percentages with a Wilson interval, in rows with variant `illustratief`.
    confidence : of that interval, between 0 and 1.

    Raises
    ------
    InterviewProblem
        The tables do not fit each other, the guides or the codebook (see `coded.check_coded`).
    """
    check_coded(interviews, answers, codings, guides, codebook)
    rows: list[dict[str, Any]] = []
    for group, guide in guides.items():
        mine = frozenset(interviews.loc[interviews["group"] == group, INTERVIEWS[0]])
        if not mine:
            continue
        coded = _Coded(
            group,
            mine,
            answers[answers["interview"].isin(mine) & (answers["code"] != NOT_ASKED)],
            codings[codings["interview"].isin(mine)],
        )
        held = {"subject": INTERVIEW_SUBJECT, "statistic": "n", "category": HELD, "estimate": len(mine)}
        found = [held, *_group_rows(coded, guide, codebook)]
        rows += [{"population": group, **row} for row in found]
    if interval:
        rows += [*_illustrative(rows, confidence)]
    return tidy(rows, wave=wave, source="interviews", provenance=provenance)


def wilson(count: float, base: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share, in percent; 0 <= count <= base and base > 0.

    Source: Wilson (1927); computed by statsmodels' `proportion_confint`.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, base, alpha=1 - confidence, method="wilson")
    return 100 * float(low), 100 * float(high)


def _group_rows(coded: _Coded, guide: Guide, codebook: Codebook) -> Iterator[dict[str, Any]]:
    closed = {question.id for question in guide.questions() if question.answer != "open"}
    for code in codebook.codes:
        if code.id in closed:
            given = coded.answers[coded.answers["question"] == code.id]
            yield from _number(code, given) if code.kind == "number" else _closed(code, given)
        elif code.kind == "theme" and coded.group in code.groups:
            with_code = frozenset(coded.codings.loc[coded.codings["code"] == code.id, "interview"])
            shares = _shares(code.id, "ja", len(with_code), len(_base(code, coded, guide, with_code)))
            yield from ({**row, "method": MENTIONED} for row in shares)


def _base(code: Code, coded: _Coded, guide: Guide, with_code: frozenset[str]) -> frozenset[str]:
    """The interviews in which the theme could come up."""
    asking = [question for question in guide.questions() if code.id in question.codes]
    if not asking or any(question.answer == "open" for question in asking):
        return coded.interviews
    names = [question.id for question in asking]
    return with_code | frozenset(coded.answers.loc[coded.answers["question"].isin(names), "interview"])


def _closed(code: Code, given: pd.DataFrame) -> Iterator[dict[str, Any]]:
    base = given["interview"].nunique()
    for category in code.categories:
        count = given.loc[given["code"] == category.code, "interview"].nunique()
        yield from _shares(code.id, category.code, count, base)


def _number(code: Code, given: pd.DataFrame) -> Iterator[dict[str, Any]]:
    numbers = given["code"].astype(float)
    if numbers.empty:
        return
    for statistic in ("min", "max", "mean"):
        value = float(getattr(numbers, statistic)())
        yield {"subject": code.id, "statistic": statistic, "estimate": value, "n": len(numbers)}
    for category in code.categories:
        yield from _shares(code.id, category.code, sum(map(category.holds, numbers)), len(numbers))


def _shares(subject: str, category: str, count: int, base: int) -> Iterable[dict[str, Any]]:
    """The number and the percentage; no rows for a question that nobody was asked."""
    if not base:
        return []
    key = {"subject": subject, "category": category, "n": base}
    return [
        {**key, "statistic": "n", "estimate": count},
        {**key, "statistic": "pct", "estimate": 100 * count / base},
    ]


def _illustrative(rows: list[dict[str, Any]], confidence: float) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["statistic"] == "n" and row.get("n"):
            low, high = wilson(row["estimate"], row["n"], confidence)
            share = {"statistic": "pct", "estimate": 100 * row["estimate"] / row["n"]}
            marks = {"method": "wilson", "variant": ILLUSTRATIVE, "ci_low": low, "ci_high": high}
            yield {**row, **share, **marks}
