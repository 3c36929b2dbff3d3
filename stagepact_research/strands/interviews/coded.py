"""Coded interviews as they are read: three tables, held against the guides and the codebook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from stagepact_research.strands.interviews.codebook import Code, Codebook
from stagepact_research.strands.interviews.errors import (
    DoubleAnswer,
    DoubleInterview,
    MissingColumns,
    NotANumber,
    UnknownAnswer,
    UnknownCode,
    UnknownGroup,
    UnknownInterview,
    UnknownQuestion,
    UnreadableTable,
)
from stagepact_research.strands.interviews.guides import Guide

INTERVIEWS = ("interview", "group")
ANSWERS = ("interview", "question", "code")
CODINGS = ("interview", "code", "coder", "start", "end", "cleared", "quote")
TABLES = {"interviews.csv": INTERVIEWS, "answers.csv": ANSWERS, "codings.csv": CODINGS}
NOT_ASKED = "niet_gevraagd"
"""The answer of a closed question that an interview skipped: it does not count in the base."""


def read_coded(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The interviews, answers and codings in a dated folder, everything as text."""
    return tuple(_read(folder / name, columns) for name, columns in TABLES.items())  # type: ignore[return-value]


def check_coded(
    interviews: pd.DataFrame,
    answers: pd.DataFrame,
    codings: pd.DataFrame,
    guides: Mapping[str, Guide],
    codebook: Codebook,
) -> None:
    """Refuse tables that do not fit each other, the guides or the codebook; the first problem is told."""
    for (name, columns), frame in zip(TABLES.items(), (interviews, answers, codings), strict=True):
        # Who coded what, and where, matters to others; a count needs the interview and the code.
        needed = columns[:2] if name == "codings.csv" else columns
        if missing := [column for column in needed if column not in frame]:
            raise MissingColumns(name, missing, needed)
    group_of = _groups(interviews, guides)
    codes = codebook.by_id()
    closed = {
        group: {question.id for question in guide.questions() if question.answer != "open"}
        for group, guide in guides.items()
    }
    for interview, question, answer in answers[list(ANSWERS)].itertuples(index=False):
        group = _known(group_of, "answers.csv", interview)
        if question not in closed[group]:
            raise UnknownQuestion(interview, question, group)
        _check_answer(codes[question], interview, answer)
    for key, given in answers.groupby(["interview", "question"], sort=False)["code"]:
        interview, question = map(str, key)
        if len(given) > 1 and not codes[question].multiple:
            raise DoubleAnswer(interview, question, given)
    for interview, code in codings[["interview", "code"]].itertuples(index=False):
        group = _known(group_of, "codings.csv", interview)
        if code not in codes or codes[code].kind != "theme" or group not in codes[code].groups:
            raise UnknownCode("codings.csv", interview, code)


def _groups(interviews: pd.DataFrame, guides: Mapping[str, Guide]) -> dict[str, str]:
    found: dict[str, str] = {}
    for interview, group in interviews[list(INTERVIEWS)].itertuples(index=False):
        if interview in found:
            raise DoubleInterview(interview)
        if group not in guides:
            raise UnknownGroup(interview, group, guides)
        found[interview] = group
    return found


def _known(group_of: Mapping[str, str], table: str, interview: str) -> str:
    if interview not in group_of:
        raise UnknownInterview(table, interview)
    return group_of[interview]


def _check_answer(code: Code, interview: str, answer: str) -> None:
    if answer == NOT_ASKED:
        return
    if code.kind == "number":
        try:
            number = float(answer)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number >= 0):
            raise NotANumber(interview, code.id, answer)
    elif answer not in (known := [category.code for category in code.categories]):
        raise UnknownAnswer(interview, code.id, answer, [*known, NOT_ASKED])


def _read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as error:
        raise UnreadableTable(str(path), "het bestand is niet te lezen.") from error
    if missing := [column for column in columns if column not in frame]:
        raise MissingColumns(str(path), missing, columns)
    return frame
