"""The headings of an export: codes, the texts of the questions, or those texts cut short."""

from __future__ import annotations

import re

from stagepact_research.rehearsal.server.fields import Field
from stagepact_research.rehearsal.server.words import word

_TAG = re.compile(r"<[^>]*>")
_BARE_AND = re.compile(r"&(?!#?[0-9A-Za-z]+;)")
_MOST = 15
_CUT = ".. "
BASE = (
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "token",
    "startdate",
    "datestamp",
    "ipaddr",
    "refurl",
)


def heading(column: str, field: Field | None, kind: str, language: str) -> str:
    """The heading of one column; an unknown kind gives codes, an unknown column its own name."""
    code = field.code if field else column
    if kind not in ("full", "abbreviated", "codetext"):
        return code
    text = _text(column, field, kind == "abbreviated", language)
    return code + text if kind == "codetext" else text


def _text(column: str, field: Field | None, short: bool, language: str) -> str:
    cut = _abbreviated if short else str
    if field is None:
        return cut(word(column, language)) if column in BASE else column
    question = str(field.extra.get("question") or field.question.text(language))
    parts = "".join(f"[{cut(_flat(part))}]" for part in field.parts)
    return cut(_flat(question)) + (f" {parts}" if parts else "")


def _flat(text: str) -> str:
    """The text without mark-up, in which an ampersand stays as HTML writes it."""
    return _BARE_AND.sub("&amp;", _TAG.sub("", text)).strip()


def _abbreviated(text: str) -> str:
    return text if len(text) <= _MOST + len(_CUT) else text[:_MOST] + _CUT
