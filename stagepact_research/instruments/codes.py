"""The codes that LimeSurvey accepts: others it silently renames or drops at import."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from stagepact_research.instruments.problems import Problem
from stagepact_research.instruments.questionnaire import Question, Questionnaire, ResponseScale

OTHER = "-oth-"
"""LimeSurvey's own code of the answer that invites an open text."""

_QUESTION_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
_SUBQUESTION_CODE = re.compile(r"[A-Za-z0-9]{1,20}")
_ANSWER_CODE = re.compile(r"[A-Za-z0-9]{1,5}")
_RESERVED_QUESTION = {"lang", "sid", "savedid", "token", "qid", "gid", "sgqa", "self", "that", "this"}
# The columns with which every export begins: a question of that name would hide one.
_EXPORT_COLUMNS = {
    *("id", "submitdate", "lastpage", "startlanguage", "seed"),
    *("startdate", "datestamp", "ipaddr", "refurl"),
}
_RESERVED_SUBQUESTION = {"time", "other", "comment"}


def duplicates(codes: Iterable[str]) -> list[str]:
    """The codes that occur more than once, upper and lower case being the same to LimeSurvey."""
    return sorted(code for code, count in Counter(code.lower() for code in codes).items() if count > 1)


def code_problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Codes of questions, statements, options and answers that LimeSurvey would not keep."""
    for page in questionnaire.pages:
        for question in page.questions:
            yield from _question(question)
    for scale in questionnaire.response_scales.values():
        yield from _response_scale(scale)


def _question(question: Question) -> Iterator[Problem]:
    where = f"vraag {question.id}"
    reserved = question.id.lower() in _RESERVED_QUESTION | _EXPORT_COLUMNS
    if not _QUESTION_CODE.fullmatch(question.id) or reserved:
        yield Problem(
            "invalid_code",
            where,
            f'de code "{question.id}" is in LimeSurvey niet toegestaan.',
            "Gebruik een letter en dan letters en cijfers, samen hoogstens 20, en geen gereserveerd woord.",
        )
    codes = [i.code for i in question.items] or [o.code for o in question.options]
    for code in duplicates(codes):
        yield Problem(
            "duplicate_id",
            where,
            f'de code "{code}" staat er meer dan eens.',
            "Geef elke regel een eigen code.",
        )
    if question.type == "single":
        yield from _single_options(question, where)
        return
    for code in codes:
        if not _SUBQUESTION_CODE.fullmatch(code) or code.lower() in _RESERVED_SUBQUESTION:
            yield Problem(
                "invalid_code",
                where,
                f'de code "{code}" van een deelvraag is in LimeSurvey niet toegestaan.',
                "Gebruik hoogstens 20 letters en cijfers, en niet time, other of comment.",
            )


def _single_options(question: Question, where: str) -> Iterator[Problem]:
    if sum(option.other for option in question.options) > 1:
        yield Problem(
            "wrong_parts",
            where,
            "meer dan één optie vraagt een open tekst.",
            "LimeSurvey kent er één per vraag.",
        )
    for option in question.options:
        if option.other and option.code != OTHER:
            found = f'de optie met open tekst heeft code "{option.code}".'
            yield Problem("invalid_code", where, found, f'LimeSurvey geeft haar altijd "{OTHER}".')
        if not option.other and not _ANSWER_CODE.fullmatch(option.code):
            yield _wrong_answer_code(where, option.code)


def _response_scale(scale: ResponseScale) -> Iterator[Problem]:
    where = f"antwoordschaal {scale.id}"
    for code in duplicates(answer.code for answer in scale.answers):
        yield Problem(
            "duplicate_id",
            where,
            f'de code "{code}" staat er meer dan eens.',
            "Geef elk antwoord een eigen code.",
        )
    for category in duplicates(answer.category for answer in scale.answers):
        found = f'de categorie "{category}" staat er meer dan eens.'
        yield Problem("duplicate_id", where, found, "Geef elk antwoord een eigen categorie.")
    for answer in scale.answers:
        if not _ANSWER_CODE.fullmatch(answer.code):
            yield _wrong_answer_code(where, answer.code)


def _wrong_answer_code(where: str, code: str) -> Problem:
    return Problem(
        "invalid_code",
        where,
        f'de antwoordcode "{code}" zou in LimeSurvey stil verdwijnen.',
        "Gebruik hoogstens 5 letters en cijfers.",
    )
