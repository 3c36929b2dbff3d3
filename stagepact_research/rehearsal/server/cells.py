"""What one cell of an export holds: the stored value, or the full answer that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stagepact_research.rehearsal.server.fields import Field
from stagepact_research.rehearsal.server.words import word

Cell = str | int | None
_INCREASE = {"I": "Increase", "S": "Same", "D": "Decrease"}
_UNCERTAIN = {"Y": "Yes", "N": "No", "U": "Uncertain"}
_GENDER = {"M": "Male", "F": "Female"}
_YES_NO = {"Y": "Yes", "N": "No"}


@dataclass(frozen=True)
class YesNo:
    """Other values for Y and N of yes/no and multiple choice questions, where they are wanted."""

    yes: str | None = None
    no: str | None = None

    @classmethod
    def of(cls, wanted: Any) -> YesNo:
        given = wanted if isinstance(wanted, dict) else {}
        yes = str(given.get("yValue", "2")) if given.get("convertY") else None
        no = str(given.get("nValue", "1")) if given.get("convertN") else None
        return cls(yes, no)


def short(field: Field, value: Any, yes_no: YesNo) -> str:
    """The code as it is stored; null and an empty text are the same."""
    text = _plain(field, value)
    if field.question.type not in "MPY" or field.role == "comment":
        return text
    if text == "Y" and yes_no.yes is not None:
        return yes_no.yes
    if text in ("N", "") and yes_no.no is not None:
        return yes_no.no
    return text


def _plain(field: Field, value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if field.column.kind == "decimal" and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def full(field: Field, value: Any, language: str) -> str:
    """The answer in words; a tick that was never shown becomes No, and the comment of a list is lost."""
    text = _plain(field, value)
    if field.role == "answer" and field.question.type in _IN_WORDS:
        return _IN_WORDS[field.question.type](field, text, language)
    if field.role == "rank":
        return _option(field, text, language)
    return "" if field.question.type == "O" and field.role == "comment" else text


def _coded(words: dict[str, str], otherwise: str = "") -> Callable[[Field, str, str], str]:
    return lambda field, text, language: word(words[text], language) if text in words else otherwise


def _ticked(field: Field, text: str, language: str) -> str:
    return word("Yes" if text == "Y" else "No", language)


def _option(field: Field, text: str, language: str) -> str:
    if text == "-oth-":
        return word("Other", language)
    found = (
        answer.texts.get(language, "")
        for answer in field.question.answers
        if answer.code == text and answer.scale_id == field.scale
    )
    return next(found, "")


_IN_WORDS: dict[str, Callable[[Field, str, str], str]] = {
    "C": _coded(_UNCERTAIN),
    "E": _coded(_INCREASE),
    "G": _coded(_GENDER, "N/A"),
    "Y": _coded(_YES_NO, "N/A"),
    "M": _ticked,
    "P": _ticked,
    **dict.fromkeys("!1FHLO", _option),
}
