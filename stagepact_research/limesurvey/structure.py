"""A survey as a list of facts: what the questionnaire says it should be, and what the server says it is.

A fact is a place (a question, a statement, an answer), one of its fields and a value. Both sides are made
into the same facts, so that comparing them is comparing two dictionaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stagepact_research.instruments.lss_settings import SETTINGS, welcome
from stagepact_research.instruments.lss_tables import QUESTION_TYPES, TEXT_DISPLAY
from stagepact_research.instruments.lss_texts import (
    ALWAYS,
    MARK_CODE,
    NEVER,
    from_html,
    instrument_mark,
    read_mark,
    relevance,
    text_code,
)
from stagepact_research.instruments.questionnaire import Condition, Question, Questionnaire
from stagepact_research.instruments.wording import answers
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import Status
from stagepact_research.limesurvey.server import Server

# What decides what is stored of a respondent, or what a respondent sees. The theme is the institute's.
CHECKED_SETTINGS = tuple(name for name in SETTINGS if name != "template")
_EMPTY_SETTINGS = ("emailnotificationto", "emailresponseto", "additional_languages")
"""Settings that would send answers elsewhere, or show a language that nobody checked."""
_EMPTY_TEXTS = {
    "surveyls_description": "beschrijving",
    "surveyls_policy_notice": "privacymelding",
    "surveyls_url": "adres na afloop",
}
# What hides a question, changes its order or its answers, or asks for more: all are off in the instrument.
_ATTRIBUTES = (
    *("hidden", "random_order", "answer_order", "random_group", "exclude_all_others", "array_filter"),
    *("array_filter_exclude", "max_answers", "min_answers", "em_validation_q", "other_comment_mandatory"),
    *("other_numbers_only", "time_limit", "page_break", "use_dropdown", "hide_tip"),
)
_OFF = {"", "0", "N", "normal", "None"}
_PROPERTIES = ("answeroptions", "attributes", "attributes_lang")
_BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True)
class Structure:
    """`facts`: (place, field) to value. `orders`: a place to the codes within it, in order. `within`: a
    statement or an answer to its question."""

    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, **fields: str) -> None:
        self.facts.update({(place, name.replace("_", " ")): value for name, value in fields.items()})

    def places(self) -> list[str]:
        return list(dict.fromkeys(place for place, _ in self.facts))


def expected_structure(questionnaire: Questionnaire) -> Structure:
    """What a server must hold when it holds this questionnaire, in its own language."""
    found = Structure()
    found.add(
        "vragenlijst",
        titel=_plain(questionnaire.title),
        welkomsttekst=_plain(welcome(questionnaire)),
        slottekst=_plain(questionnaire.closing),
    )
    for name in CHECKED_SETTINGS:
        found.add("instellingen", **{name: SETTINGS[name]})
    for name in _EMPTY_SETTINGS:
        found.add("instellingen", **{name: ""})
    for name in _EMPTY_TEXTS.values():
        found.add("vragenlijst", **{name: ""})
    found.orders["vragenlijst"] = tuple(page.id for page in questionnaire.pages)
    for place, page in enumerate(questionnaire.pages):
        found.add(f"pagina {page.id}", tekst=_plain(page.text), routing=ALWAYS, willekeurige_volgorde="")
        codes: list[str] = []
        for question in page.questions:
            codes += _expect_question(found, questionnaire, question, page.id)
        if place == 0:
            codes.append(MARK_CODE)
            _expect_text(found, MARK_CODE, instrument_mark(questionnaire), page.id, NEVER)
        found.orders[f"pagina {page.id}"] = tuple(codes)
    return found


def _expect_question(
    found: Structure, questionnaire: Questionnaire, question: Question, page: str
) -> Sequence[str]:
    """The facts of a question and of the texts before it; returns their codes in order."""
    codes = []
    for number, text in enumerate(question.conditional_texts, start=1):
        codes.append(text_code(question.id, number))
        shown = Condition(question=text.question, codes=text.codes)
        equation = relevance(dict.fromkeys([*question.relevance, shown]))
        _expect_text(found, codes[-1], text.text, page, equation)
    other = next((_plain(option.label) for option in question.options if option.other), "")
    _add_question(
        found,
        question.id,
        tekst=_plain(question.text),
        type=QUESTION_TYPES[question.type][0],
        verplicht="Y" if question.mandatory else "N",
        routing=relevance(question.relevance),
        pagina=page,
        open_antwoord=other,
    )
    parts = [(item.code, item.text) for item in question.items]
    if question.type == "multiple":
        parts = [(option.code, option.label) for option in question.options]
    hidden = {option.code for option in question.options if option.other}
    chosen = [(code, label) for code, label in answers(questionnaire, question) if code not in hidden]
    _add_parts(found, question.id, parts, chosen)
    return [*codes, question.id]


def _expect_text(found: Structure, code: str, text: str, page: str, equation: str) -> None:
    _add_question(
        found,
        code,
        tekst=_plain(text),
        type=TEXT_DISPLAY[0],
        verplicht="N",
        routing=equation,
        pagina=page,
        open_antwoord="",
    )


def read_structure(server: Server, survey_id: int, language: str) -> Structure:
    """What the server holds, read back question by question."""
    found = Structure()
    _read_survey(found, server, survey_id, language)
    groups = server.read(shapes.GROUPS, "list_groups", survey_id, language)
    pages = {}
    for group in sorted(groups, key=lambda g: g["group_order"]):
        pages[group["gid"]] = name = from_html(group["group_name"])
        found.add(
            f"pagina {name}",
            tekst=_plain(group["description"]),
            routing=_equation(group["grelevance"]),
            willekeurige_volgorde=group["randomization_group"],
        )
    found.orders["vragenlijst"] = tuple(pages.values())
    listed = _list_questions(server, survey_id, language)
    parts: dict[int, list[shapes.ListedQuestion]] = {}
    for question in listed:
        parts.setdefault(question["parent_qid"], []).append(question)
    for gid, name in pages.items():
        own = [q for q in _ordered(parts.get(0, [])) if q["gid"] == gid]
        found.orders[f"pagina {name}"] = tuple(q["title"] for q in own)
        for question in own:
            _read_question(found, server, question, name, _ordered(parts.get(question["qid"], [])), language)
    return found


def read_instrument(server: Server, survey_id: int, language: str) -> tuple[int, str, str] | None:
    """Wave, version and content hash of the instrument that the survey carries; None when it carries none."""
    for question in _list_questions(server, survey_id, language):
        if question["title"] == MARK_CODE and not question["parent_qid"]:
            return read_mark(question["question"])
    return None


def _list_questions(server: Server, survey_id: int, language: str) -> list[shapes.ListedQuestion]:
    try:
        return server.read(shapes.QUESTIONS, "list_questions", survey_id, None, language)
    except Status:  # "No questions found"
        return []


def _read_survey(found: Structure, server: Server, survey_id: int, language: str) -> None:
    names = ["surveyls_title", "surveyls_welcometext", "surveyls_endtext", *_EMPTY_TEXTS]
    texts = server.read(shapes.SETTINGS, "get_language_properties", survey_id, names, language)
    found.add(
        "vragenlijst",
        titel=_plain(texts.get(names[0], "")),
        welkomsttekst=_plain(texts.get(names[1], "")),
        slottekst=_plain(texts.get(names[2], "")),
    )
    for name, told in _EMPTY_TEXTS.items():
        found.add("vragenlijst", **{told: _plain(texts.get(name, ""))})
    asked = [*CHECKED_SETTINGS, *_EMPTY_SETTINGS]
    settings = server.read(shapes.SETTINGS, "get_survey_properties", survey_id, asked)
    for name in asked:
        found.add("instellingen", **{name: settings.get(name, "").strip()})


def _read_question(
    found: Structure,
    server: Server,
    question: shapes.ListedQuestion,
    page: str,
    subquestions: Sequence[shapes.ListedQuestion],
    language: str,
) -> None:
    properties = server.read(
        shapes.PROPERTIES, "get_question_properties", question["qid"], list(_PROPERTIES), language
    )
    # An empty PHP array is a list in JSON.
    texts = properties.get("attributes_lang", {})
    label = texts.get("other_replace_text") if isinstance(texts, dict) else None
    other = question["other"] == "Y"
    _add_question(
        found,
        question["title"],
        tekst=_plain(question["question"]),
        type=question["type"],
        verplicht=question["mandatory"] or "N",
        routing=_equation(question["relevance"]),
        pagina=page,
        open_antwoord=(_plain(str(label or "")) or "ja") if other else "",
        toelichting=_plain(question["help"]),
        kenmerken=_set_attributes(question, properties.get("attributes", {})),
    )
    parts = [(part["title"], part["question"]) for part in subquestions]
    for part in subquestions:
        if _equation(part["relevance"]) != ALWAYS:
            found.add(f"stelling {question['title']}[{part['title']}]", routing=_equation(part["relevance"]))
    options = properties["answeroptions"]
    if isinstance(options, list):  # the codes 0, 1, 2 ... make PHP write a list
        options = {str(code): option for code, option in enumerate(options)}
    chosen = [] if isinstance(options, str) else sorted(options.items(), key=lambda o: o[1]["order"])
    _add_parts(found, question["title"], parts, [(code, option["answer"]) for code, option in chosen])


def _set_attributes(question: shapes.ListedQuestion, attributes: object) -> str:
    """What is switched on for a question: nothing, in the instrument."""
    values = attributes if isinstance(attributes, dict) else {}
    on = [f"{name}={values[name]}" for name in _ATTRIBUTES if str(values.get(name)) not in _OFF]
    on += [f"{name}={question[name]}" for name in ("preg", "encrypted") if question[name] not in _OFF]
    return ", ".join(on)


def _add_question(found: Structure, code: str, **fields: str) -> None:
    found.add(f"vraag {code}", **{"toelichting": "", "kenmerken": "", **fields})


def _add_parts(
    found: Structure, code: str, parts: Sequence[tuple[str, str]], chosen: Sequence[tuple[str, str]]
) -> None:
    texts = [(f"stelling {code}[{part}]", text) for part, text in parts]
    texts += [(f"antwoord {answer} van vraag {code}", text) for answer, text in chosen]
    for place, text in texts:
        found.add(place, tekst=_plain(text))
        if place.startswith("stelling"):
            found.facts.setdefault((place, "routing"), ALWAYS)
        found.within[place] = f"vraag {code}"
    found.orders[f"stellingen van vraag {code}"] = tuple(part for part, _ in parts)
    found.orders[f"antwoorden van vraag {code}"] = tuple(answer for answer, _ in chosen)


def _ordered(questions: Iterable[shapes.ListedQuestion]) -> list[shapes.ListedQuestion]:
    return sorted(questions, key=lambda q: (q["question_order"], q["qid"]))


def _plain(text: str) -> str:
    """The wording without the differences in white space that HTML does not show."""
    return " ".join(from_html(_BETWEEN_TAGS.sub("><", text)).split())


def _equation(stored: str) -> str:
    return " ".join(stored.split()) or ALWAYS
