"""The tables of a LimeSurvey survey structure, filled from a questionnaire and its translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stagepact_research.instruments.lss_settings import Row, language_rows, survey_row
from stagepact_research.instruments.lss_texts import (
    ALWAYS,
    MARK_CODE,
    NEVER,
    instrument_mark,
    relevance,
    text_code,
    to_html,
)
from stagepact_research.instruments.questionnaire import Condition, Question, Questionnaire
from stagepact_research.instruments.wording import answers

Tables = dict[str, list[Row]]

# Type in the questionnaire to LimeSurvey's type and question theme.
QUESTION_TYPES = {
    "single": ("L", "listradio"),
    "multiple": ("M", "multiplechoice"),
    "array": ("F", "arrays/array"),
    "text": ("T", "longfreetext"),
}
TEXT_DISPLAY = ("X", "boilerplate")


@dataclass
class _Survey:
    """The survey under construction: the questionnaire in every language, and the rows so far."""

    sid: str
    languages: Sequence[Questionnaire]
    tables: Tables = field(default_factory=dict)

    def add(self, table: str, **row: str) -> None:
        self.tables.setdefault(table, []).append(row)

    def number(self, table: str) -> str:
        return str(len(self.tables.get(table, ())) + 1)


def survey_tables(languages: Sequence[Questionnaire], survey_id: int) -> Tables:
    """All tables, the first of `languages` being the survey's own language; ids count from 1."""
    survey = _Survey(str(survey_id), languages)
    base = languages[0]
    sub_id = _first_subquestion_id(base)
    for place, page in enumerate(base.pages):
        gid = str(place + 1)
        own = {"sid": survey.sid, "group_order": gid, "randomization_group": "", "grelevance": ALWAYS}
        survey.add("groups", gid=gid, **own)
        for other in languages:
            survey.add(
                "group_l10ns",
                id=survey.number("group_l10ns"),
                gid=gid,
                group_name=to_html(page.id),
                description=to_html(other.pages[place].text),
                language=other.language,
                **own,
            )
        order = 0
        for index in range(len(page.questions)):
            versions = [other.pages[place].questions[index] for other in languages]
            order = _conditional_texts(survey, gid, order, versions) + 1
            sub_id = _question(survey, gid, order, versions, sub_id)
        if place == 0:
            marks = [instrument_mark(other) for other in languages]
            _add_question(survey, gid, order + 1, MARK_CODE, TEXT_DISPLAY, marks, relevance=NEVER)
    # The subquestions' texts come after those of the questions, as the server writes them.
    texts = survey.tables["question_l10ns"]
    texts.sort(key=lambda row: int(row["qid"]))
    for number, row in enumerate(texts, start=1):
        row["id"] = str(number)
    survey.tables["surveys"] = [survey_row(languages, survey.sid)]
    survey.tables["surveys_languagesettings"] = language_rows(languages, survey.sid)
    return survey.tables


def _first_subquestion_id(base: Questionnaire) -> int:
    return 2 + sum(1 + len(question.conditional_texts) for question in base.questions())


def _conditional_texts(survey: _Survey, gid: str, order: int, versions: Sequence[Question]) -> int:
    question = versions[0]
    for number, text in enumerate(question.conditional_texts, start=1):
        order += 1
        shown = Condition(question=text.question, codes=text.codes)
        _add_question(
            survey,
            gid,
            order,
            text_code(question.id, number),
            TEXT_DISPLAY,
            [version.conditional_texts[number - 1].text for version in versions],
            relevance=relevance(dict.fromkeys([*question.relevance, shown])),
        )
    return order


def _question(survey: _Survey, gid: str, order: int, versions: Sequence[Question], sub_id: int) -> int:
    """One question with its subquestions and answers; returns the next free id of a subquestion."""
    question = versions[0]
    other = next((place for place, option in enumerate(question.options) if option.other), None)
    qid = _add_question(
        survey,
        gid,
        order,
        question.id,
        QUESTION_TYPES[question.type],
        [version.text for version in versions],
        relevance=relevance(question.relevance),
        mandatory="Y" if question.mandatory else "N",
        other="N" if other is None else "Y",
    )
    if other is not None:
        for version, language in zip(versions, survey.languages, strict=True):
            label = to_html(version.options[other].label)
            row = {"qid": qid, "attribute": "other_replace_text", "value": label}
            survey.add("question_attributes", **row, language=language.language)
    for place, (code, texts) in enumerate(_subquestions(versions), start=1):
        _add_subquestion(survey, gid, place, str(sub_id), qid, code, texts)
        sub_id += 1
    _answers(survey, qid, versions)
    return sub_id


def _subquestions(versions: Sequence[Question]) -> Iterator[tuple[str, list[str]]]:
    question = versions[0]
    if question.type == "array":
        for place, item in enumerate(question.items):
            yield item.code, [version.items[place].text for version in versions]
    elif question.type == "multiple":
        for place, option in enumerate(question.options):
            yield option.code, [version.options[place].label for version in versions]


def _answers(survey: _Survey, qid: str, versions: Sequence[Question]) -> None:
    labels = [
        answers(language, version) for language, version in zip(survey.languages, versions, strict=True)
    ]
    # The server makes the answer with an open text itself, from `other`.
    others = {option.code for option in versions[0].options if option.other}
    kept = [place for place, (code, _) in enumerate(labels[0]) if code not in others]
    for order, place in enumerate(kept, start=1):
        aid = survey.number("answers")
        code = labels[0][place][0]
        row = {"aid": aid, "qid": qid, "code": code, "sortorder": str(order), "assessment_value": "0"}
        survey.add("answers", **row, scale_id="0")
        for language, own in zip(survey.languages, labels, strict=True):
            number, label = survey.number("answer_l10ns"), to_html(own[place][1])
            survey.add("answer_l10ns", id=number, aid=aid, answer=label, language=language.language)


def _add_question(
    survey: _Survey,
    gid: str,
    order: int,
    code: str,
    kind: tuple[str, str],
    texts: Sequence[str],
    *,
    relevance: str,
    mandatory: str = "N",
    other: str = "N",
) -> str:
    qid = survey.number("questions")
    row = {"qid": qid, "parent_qid": "0", "sid": survey.sid, "gid": gid, "type": kind[0], "title": code}
    row |= {"preg": "", "other": other, "mandatory": mandatory, "encrypted": "N"}
    row |= {"question_order": str(order), "scale_id": "0", "same_default": "0", "relevance": relevance}
    survey.add("questions", **row, question_theme_name=kind[1], same_script="0")
    _add_texts(survey, qid, texts)
    return qid


def _add_subquestion(
    survey: _Survey, gid: str, order: int, qid: str, parent: str, code: str, texts: Sequence[str]
) -> None:
    row = {"qid": qid, "parent_qid": parent, "sid": survey.sid, "gid": gid, "type": "T", "title": code}
    row |= {"other": "N", "mandatory": "N", "encrypted": "N", "question_order": str(order)}
    survey.add("subquestions", **row, scale_id="0", same_default="0", relevance=ALWAYS, same_script="0")
    _add_texts(survey, qid, texts)


def _add_texts(survey: _Survey, qid: str, texts: Sequence[str]) -> None:
    for language, text in zip(survey.languages, texts, strict=True):
        row = {"qid": qid, "question": to_html(text), "help": "", "script": "", "language": language.language}
        survey.add("question_l10ns", id="", **row)
