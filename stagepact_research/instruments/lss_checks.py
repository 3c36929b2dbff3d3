"""What LimeSurvey would rename, drop or change without a word: found before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stagepact_research.instruments.checking import check_questionnaire
from stagepact_research.instruments.errors import UnfitForLimeSurvey
from stagepact_research.instruments.lss_texts import MARK_CODE, text_code
from stagepact_research.instruments.problems import Problem, Rule
from stagepact_research.instruments.questionnaire import Question, Questionnaire

# The analysis and the printed numbers are nothing to the server.
_OF_NO_CONCERN: set[Rule] = {"numbering", "unknown_collapse", "collapse_mismatch"}
_CODE_LENGTH = 20
_TITLE_LENGTH = 200
_NO_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_SURVEY_IDS = range(1, 1_000_000_000)


def refuse_unfit(questionnaire: Questionnaire, translations: Sequence[Questionnaire], survey_id: int) -> None:
    """Raise `UnfitForLimeSurvey` with every problem, each naming the item and the rule."""
    problems = [*server_problems(questionnaire), *_translation_problems(questionnaire, translations)]
    if survey_id not in _SURVEY_IDS:
        found = f"{survey_id} kan geen nummer van een vragenlijst zijn."
        problems.append(
            Problem("invalid_code", "survey_id", found, "Kies een getal van 1 tot en met 999999999.")
        )
    if problems:
        raise UnfitForLimeSurvey(f"vragenlijst {questionnaire.wave}", problems)


def server_problems(questionnaire: Questionnaire) -> list[Problem]:
    """Everything in the questionnaire that a LimeSurvey server would not keep as it is."""
    sound = [p for p in check_questionnaire(questionnaire) if p.rule not in _OF_NO_CONCERN]
    return [*sound, *_added_codes(questionnaire), *_other_last(questionnaire), *_texts(questionnaire)]


def _added_codes(questionnaire: Questionnaire) -> Iterator[Problem]:
    """The codes of the text display questions must be free and not too long."""
    taken = {question.id.lower() for question in questionnaire.questions()}
    added = [(MARK_CODE, "het kenmerk van het instrument")]
    for question in questionnaire.questions():
        for number, _ in enumerate(question.conditional_texts, start=1):
            added.append(
                (text_code(question.id, number), f"inleidende tekst {number} van vraag {question.id}")
            )
    for code, what in added:
        if code.lower() in taken:
            found = f'de code "{code}" is nodig voor {what}.'
            yield Problem("duplicate_id", f"vraag {code}", found, "Geef de vraag een andere code.")
        elif len(code) > _CODE_LENGTH:
            found = f'de code "{code}" voor {what} is langer dan {_CODE_LENGTH} tekens.'
            yield Problem("invalid_code", what, found, "Geef de vraag een kortere code.")


def _other_last(questionnaire: Questionnaire) -> Iterator[Problem]:
    for question in questionnaire.questions():
        if any(option.other for option in question.options[:-1]):
            found = "de optie met open tekst staat niet onderaan."
            yield Problem(
                "wrong_parts", f"vraag {question.id}", found, "LimeSurvey toont haar altijd als laatste."
            )


def _texts(questionnaire: Questionnaire) -> Iterator[Problem]:
    if not _LANGUAGE.fullmatch(questionnaire.language):
        found = f'"{questionnaire.language}" is geen taalcode.'
        yield Problem("invalid_code", "language", found, 'Gebruik een code als "nl" of "en".')
    if not questionnaire.title.strip() or len(questionnaire.title) > _TITLE_LENGTH:
        found = f"de titel is leeg of langer dan {_TITLE_LENGTH} tekens."
        yield Problem("text_not_kept", "title", found, "LimeSurvey kapt haar af. Kies een kortere titel.")
    for where, text in _all_texts(questionnaire):
        strange = _NO_TEXT.search(text)
        if strange:
            found = f"het teken U+{ord(strange[0]):04X} kan niet in een vragenlijst staan."
            yield Problem("text_not_kept", where, found, "Haal het teken weg.")
        if "{" in text:
            found = "LimeSurvey leest wat na een accolade { staat als een formule."
            yield Problem("text_not_kept", where, found, "Gebruik andere haakjes.")


def _all_texts(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    yield "title", questionnaire.title
    yield "version", questionnaire.version
    yield "welcome", questionnaire.welcome
    yield "closing", questionnaire.closing
    for part in questionnaire.information:
        yield f"information, {part.heading}", f"{part.heading} {part.text}"
    for page in questionnaire.pages:
        yield f"pagina {page.id}", page.id + page.text
        for question in page.questions:
            yield f"vraag {question.id}", question.text
            for text in question.conditional_texts:
                yield f"vraag {question.id}, inleidende tekst", text.text
            for item in question.items:
                yield f"item {question.id}{item.code}", item.text
            for option in question.options:
                yield f"vraag {question.id}, optie {option.code}", option.label
    for scale in questionnaire.response_scales.values():
        for answer in scale.answers:
            yield f"antwoordschaal {scale.id}, antwoord {answer.code}", answer.label


def _translation_problems(
    questionnaire: Questionnaire, translations: Sequence[Questionnaire]
) -> Iterator[Problem]:
    """A translation has its own language and the same codes, order, marks and routing."""
    languages = {questionnaire.language}
    for other in translations:
        where = f"vertaling {other.language}"
        if other.language in languages:
            yield Problem("duplicate_id", where, "deze taal is er al.", "Geef elke vertaling een eigen taal.")
        languages.add(other.language)
        yield from _texts(other)
        if _pages(other) != _pages(questionnaire):
            found = "de pagina's zijn niet die van de vragenlijst."
            yield Problem(
                "translation_differs", where, found, "Een vertaling verschilt alleen in de teksten."
            )
            continue
        for own, theirs in zip(questionnaire.questions(), other.questions(), strict=True):
            if _skeleton(questionnaire, own) != _skeleton(other, theirs):
                found = "codes, type, ster, antwoorden of routing zijn niet die van de vragenlijst."
                remedy = "Een vertaling verschilt alleen in de teksten."
                yield Problem("translation_differs", f"{where}, vraag {own.id}", found, remedy)


def _pages(questionnaire: Questionnaire) -> list[tuple[str, int]]:
    return [(page.id, len(page.questions)) for page in questionnaire.pages]


def _skeleton(questionnaire: Questionnaire, question: Question) -> tuple[object, ...]:
    scale = questionnaire.response_scales.get(question.response_scale)
    return (
        (question.id, question.type, question.mandatory, question.relevance),
        [item.code for item in question.items],
        [(option.code, option.other) for option in question.options],
        [(text.question, text.codes) for text in question.conditional_texts],
        [answer.code for answer in scale.answers] if scale else [],
    )
