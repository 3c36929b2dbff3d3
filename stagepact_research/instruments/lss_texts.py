"""How wording, conditions and the instrument's own mark stand in LimeSurvey, and how they are read back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from stagepact_research.instruments.questionnaire import Condition, Questionnaire
from stagepact_research.instruments.versions import content_hash

MARK_CODE = "instrument"
"""The text display question that nobody sees and that says which instrument was published."""
NEVER = "(1 == 0)"
ALWAYS = "1"

_MARK = re.compile(r"Instrument (?P<wave>[0-9]+), versie (?P<version>.+), sha256 (?P<hash>[0-9a-f]{64})")
_BREAK = re.compile(r"<br\s*/?>")


def to_html(text: str) -> str:
    """The wording as LimeSurvey's HTML: verbatim where HTML reads it as it stands, else escaped.

    White space around it is dropped and a new line becomes a <br />. A lone ampersand stays as it is:
    the server stores and shows it so.
    """
    text = text.strip()
    if "<" in text or html.unescape(text) != text:
        text = html.escape(text, quote=False)
    return text.replace("\n", "<br />")


def from_html(stored: str) -> str:
    """The wording back from what the server stores; `to_html` undone, also after its HTML filter."""
    return html.unescape(_BREAK.sub("\n", stored)).strip()


def relevance(conditions: Iterable[Condition]) -> str:
    """The conditions as one relevance equation; all must hold, and each by any of its codes."""
    equations = [
        "(" + " or ".join(f'{c.question}.NAOK == "{code}"' for code in c.codes) + ")" for c in conditions
    ]
    return " and ".join(equations) or ALWAYS


def text_code(question_id: str, number: int) -> str:
    """The code of the text display question with the number-th conditional text of a question."""
    return f"{question_id}intro{number}"


def instrument_mark(questionnaire: Questionnaire) -> str:
    """ "Instrument 2026, versie 2026.1, sha256 ...": what the published survey says of its instrument.

    It is the text of a text display question that is never relevant, and not the survey's description:
    the recorded server shows a description on the welcome page, where a hash would be an addition to the
    instrument. A text display question survives the import, is read back with the other questions by
    `list_questions`, counts for nothing on any page and costs one empty column in the export.
    """
    return f"Instrument {questionnaire.wave}, versie {questionnaire.version}, sha256 " + content_hash(
        questionnaire
    )


def read_mark(stored: str) -> tuple[int, str, str] | None:
    """Wave, version and content hash from the mark as the server returns it; None when it is no mark."""
    found = _MARK.fullmatch(from_html(stored))
    return (int(found["wave"]), found["version"], found["hash"]) if found else None
