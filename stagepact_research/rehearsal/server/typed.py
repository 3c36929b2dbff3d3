"""What a respondent can fill in: a value of the Python side, as the form would send it."""

from __future__ import annotations

import re
from datetime import date, datetime

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.fields import Field
from stagepact_research.rehearsal.server.question_types import WITH_ANSWERS

_FIXED = {
    "5": tuple("12345"),
    "A": tuple("12345"),
    "B": (*tuple("123456789"), "10"),
    "C": ("Y", "N", "U"),
    "E": ("I", "S", "D"),
    "G": ("M", "F"),
    "M": ("Y",),
    "P": ("Y",),
    "Y": ("Y", "N"),
}
_DATES = {"%d-%m-%Y %H:%M", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}
_LINE_END = re.compile(r"\r\n?")


def typed(field: Field, value: object) -> str:
    """The value as text; nothing is an empty text.

    Raises
    ------
    ValueError
        If the form could not send it: a code that is no answer, a text where a number is asked.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = "Y" if value else ""
    kind = field.column.kind
    if kind == "datetime":
        return f"{_moment(field, value):%Y-%m-%d %H:%M:%S}"
    text = _LINE_END.sub("\n", str(value))
    if kind == "decimal" and not php.is_numeric(text):
        raise ValueError(f"{field.code}: {text!r} is no number")
    codes = _codes(field)
    if codes is not None and text and text not in codes:
        raise ValueError(f"{field.code}: {text!r} is not one of {', '.join(codes)}")
    return text


def _codes(field: Field) -> list[str] | None:
    type_ = field.question.type
    if field.role not in ("answer", "rank"):
        return None
    if type_ in WITH_ANSWERS:
        codes = [answer.code for answer in field.question.answers if answer.scale_id == field.scale]
        return [*codes, "-oth-"] if field.question.other == "Y" else codes
    return list(_FIXED[type_]) if type_ in _FIXED else None


def _moment(field: Field, value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    for form in _DATES:
        try:
            return datetime.strptime(str(value), form)
        except ValueError:
            continue
    raise ValueError(f"{field.code}: {value!r} is no date")
