"""Is the instrument sound: everything that can be said of it before the first respondent sees it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stagepact_research.instruments.codes import code_problems, duplicates
from stagepact_research.instruments.problems import Problem
from stagepact_research.instruments.questionnaire import (
    Collapse,
    Question,
    Questionnaire,
    ResponseScale,
    Scales,
)
from stagepact_research.instruments.routing import routing_problems
from stagepact_research.instruments.scale_checks import scale_problems
from stagepact_research.instruments.versions import RecordedVersions, content_hash
from stagepact_research.instruments.wording import asked_items


def check_questionnaire(
    questionnaire: Questionnaire,
    scales: Scales | None = None,
    versions: RecordedVersions | None = None,
) -> list[Problem]:
    """Everything that is wrong with the questionnaire; an empty list when it is sound.

    Parameters
    ----------
    scales : the scales of the same wave; scales of another wave are not held against this questionnaire.
    versions : the recorded versions; with them a wording that changed silently is found.
    """
    problems = [
        *_id_problems(questionnaire),
        *_numbering_problems(questionnaire),
        *code_problems(questionnaire),
        *_collapse_problems(questionnaire),
        *routing_problems(questionnaire),
    ]
    for question in questionnaire.questions():
        problems += [*_part_problems(question), *_text_problems(question)]
        problems += _response_scale_problems(questionnaire, question)
    if scales is not None and scales.wave == questionnaire.wave:
        problems += scale_problems(questionnaire, scales)
    if versions is not None:
        problems += _version_problems(questionnaire, versions)
    return problems


def _id_problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    kinds = {
        "pagina": [page.id for page in questionnaire.pages],
        "vraag": [question.id for question in questionnaire.questions()],
        "item": [asked.item for asked in asked_items(questionnaire)],
    }
    for kind, ids in kinds.items():
        for name in duplicates(ids):
            found = f"deze naam staat meer dan eens in de vragenlijst ({kind})."
            yield Problem("duplicate_id", f"{kind} {name}", found, "Geef elk een eigen naam.")


def _numbering_problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Question numbers rise, and every number that is skipped has an explanation."""
    places = [(question.number, question.letter) for question in questionnaire.questions()]
    numbers = [number for number, _ in places]
    explained = {gap.number for gap in questionnaire.numbering_gaps}
    if any(later <= earlier for earlier, later in pairwise(places)):
        yield Problem(
            "numbering", "nummering", "de vraagnummers lopen niet op.", "Zet de vragen op volgorde."
        )
    for number in sorted(set(range(1, max(numbers, default=0))) - set(numbers) - explained):
        found = f"nummer {number} ontbreekt zonder uitleg."
        yield Problem(
            "numbering", "nummering", found, "Zet onder numbering_gaps waarom, of dat het niet bekend is."
        )
    for number in sorted(explained & set(numbers)):
        found = f"nummer {number} heet te ontbreken, maar er is een vraag {number}."
        yield Problem("numbering", "nummering", found, "Haal het weg onder numbering_gaps.")


def _part_problems(question: Question) -> Iterator[Problem]:
    """Which parts a question of its type has: statements, options, an answer scale."""
    has = (bool(question.items), bool(question.options), bool(question.response_scale))
    needed = {
        "array": ([(True, False, True)], "stellingen (items) en een antwoordschaal, geen opties"),
        "single": ([(False, True, False), (False, False, True)], "opties of een antwoordschaal, niet beide"),
        "multiple": ([(False, True, False)], "opties, geen stellingen of antwoordschaal"),
        "text": ([(False, False, False)], "geen stellingen, opties of antwoordschaal"),
    }
    allowed, words = needed[question.type]
    if has not in allowed:
        found = f"de onderdelen passen niet bij het type {question.type}."
        yield Problem("wrong_parts", f"vraag {question.id}", found, f"Nodig: {words}.")
    if question.type == "multiple" and any(option.other for option in question.options):
        found = "een optie met open tekst kan alleen bij een vraag met één antwoord."
        yield Problem("wrong_parts", f"vraag {question.id}", found, "Maak er twee vragen van.")


def _text_problems(question: Question) -> Iterator[Problem]:
    texts = {
        "de vraag": [question.text],
        "een stelling": [item.text for item in question.items],
        "een optie": [option.label for option in question.options],
        "een inleidende tekst": [text.text for text in question.conditional_texts],
    }
    for what, words in texts.items():
        if any(not text.strip() for text in words):
            yield Problem(
                "empty_text", f"vraag {question.id}", f"{what} heeft geen tekst.", "Vul de tekst in."
            )


def _response_scale_problems(questionnaire: Questionnaire, question: Question) -> Iterator[Problem]:
    where = f"vraag {question.id}"
    scale = questionnaire.response_scales.get(question.response_scale)
    if question.response_scale and scale is None:
        found = f'antwoordschaal "{question.response_scale}" bestaat niet.'
        yield Problem("unknown_response_scale", where, found, _choose(questionnaire.response_scales))
    collapse = questionnaire.collapses.get(question.collapse)
    if question.collapse and collapse is None:
        found = f'samenvoeging "{question.collapse}" bestaat niet.'
        yield Problem("unknown_collapse", where, found, _choose(questionnaire.collapses))
    elif collapse is not None and scale is not None and not _covers(collapse, scale):
        found = f'samenvoeging "{question.collapse}" dekt niet precies de antwoorden van "{scale.id}".'
        yield Problem(
            "collapse_mismatch", where, found, "Elk geldig antwoord hoort in precies één categorie."
        )


def _collapse_problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    for name, categories in questionnaire.collapses.items():
        for category in duplicates(category.id for category in categories):
            found = f'de categorie "{category}" staat er meer dan eens.'
            yield Problem(
                "duplicate_id", f"samenvoeging {name}", found, "Geef elke categorie een eigen naam."
            )


def _covers(collapse: tuple[Collapse, ...], scale: ResponseScale) -> bool:
    valid = sorted(answer.code for answer in scale.answers if answer.kind == "valid")
    return sorted(code for category in collapse for code in category.codes) == valid


def _version_problems(questionnaire: Questionnaire, versions: RecordedVersions) -> Iterator[Problem]:
    where = f"vragenlijst {questionnaire.wave}, versie {questionnaire.version}"
    recorded = versions.of(questionnaire.wave, questionnaire.version)
    found_hash = content_hash(questionnaire)
    if recorded is None:
        yield Problem(
            "version_not_recorded",
            where,
            "deze versie staat niet in versions.yml.",
            f"Voeg haar toe met content_hash: {found_hash}, en zeg in CHANGELOG.md wat er nieuw is.",
        )
    elif recorded.content_hash != found_hash:
        yield Problem(
            "silent_change",
            where,
            "de vragenlijst is gewijzigd zonder nieuwe versie; dat maakt metingen stil onvergelijkbaar.",
            "Herstel de tekst, of geef de vragenlijst een nieuw versienummer en voeg dat toe aan "
            f"versions.yml met content_hash: {found_hash}.",
        )


def _choose(names: dict[str, ResponseScale] | dict[str, tuple[Collapse, ...]]) -> str:
    return f"Kies uit: {', '.join(names)}."
