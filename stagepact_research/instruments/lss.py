"""A questionnaire as a LimeSurvey survey structure (.lss), as version 6 writes and imports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stagepact_research.instruments.lss_checks import refuse_unfit
from stagepact_research.instruments.lss_settings import Row
from stagepact_research.instruments.lss_tables import survey_tables
from stagepact_research.instruments.questionnaire import Questionnaire

_DB_VERSION = "620"
_TABLES = (
    *("answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns"),
    *("question_attributes", "surveys", "surveys_languagesettings"),
)


def to_lss(
    questionnaire: Questionnaire,
    *,
    survey_id: int | None = None,
    translations: Sequence[Questionnaire] = (),
) -> bytes:
    """The questionnaire as the bytes of a .lss file; the same questionnaire gives the same bytes.

    Parameters
    ----------
    survey_id : the number that the survey asks for, by default the wave with two zeros (202600). Where
        it is taken the server silently chooses another.
    translations : the questionnaire in other languages, with the same codes, order and routing; its own
        language comes first.

    Raises
    ------
    UnfitForLimeSurvey
        When the server would rename, drop or change something; names each item and the rule.
    """
    number = questionnaire.wave * 100 if survey_id is None else survey_id
    refuse_unfit(questionnaire, translations, number)
    languages = [questionnaire, *translations]
    tables = survey_tables(languages, number)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<document>",
        " <LimeSurveyDocType>Survey</LimeSurveyDocType>",
        f" <DBVersion>{_DB_VERSION}</DBVersion>",
        " <languages>",
        *(f"  <language>{language.language}</language>" for language in languages),
        " </languages>",
    ]
    for name in _TABLES:
        if name in tables:
            lines += _table(name, tables[name])
    return "\n".join([*lines, "</document>", ""]).encode()


def _table(name: str, rows: list[Row]) -> Iterator[str]:
    # A row may lack a field, as in the server's own files; the list has every field once.
    fields = list(dict.fromkeys(field for row in rows for field in row))
    yield f" <{name}>"
    yield "  <fields>"
    yield from (f"   <fieldname>{field}</fieldname>" for field in fields)
    yield "  </fields>"
    yield "  <rows>"
    for row in rows:
        yield "   <row>"
        yield from (f"    <{field}>{_cdata(value)}</{field}>" for field, value in row.items())
        yield "   </row>"
    yield "  </rows>"
    yield f" </{name}>"


def _cdata(text: str) -> str:
    """The text between CDATA marks; the end mark inside it is divided over two sections."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
