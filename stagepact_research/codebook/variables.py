"""The variables of a file of respondents, from the questionnaire: wording, values, reasons for missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stagepact_research.codebook.missing import (
    DONT_KNOW,
    NOT_APPLICABLE,
    NOT_ASKED,
    PROTECTED,
    REFUSED,
    SKIPPED,
    STOPPED,
    TOO_FEW,
    Missing,
)
from stagepact_research.instruments.display import condition_in_words
from stagepact_research.instruments.questionnaire import (
    Condition,
    ConditionalText,
    Question,
    Questionnaire,
    Scale,
    Scales,
)
from stagepact_research.instruments.wording import AskedItem, asked_items
from stagepact_research.protocol import Protocol
from stagepact_research.responses.columns import Column, columns_of

Measure = Literal["nominal", "ordinal", "scale"]
MEASURES: dict[Measure, str] = {"nominal": "nominaal", "ordinal": "ordinaal", "scale": "schaal"}
"""Every level of measurement as a reader meets it."""
Part = Literal["respons", "vraag", "kenmerk", "schaal", "gewicht"]


@dataclass(frozen=True)
class Value:
    """One answer: its number in the file, its label, and its name in the estimates."""

    code: int
    label: str
    category: str = ""
    answer: str = ""
    """Its code in LimeSurvey."""


@dataclass(frozen=True)
class Variable:
    """One column of the file of respondents."""

    name: str
    label: str
    part: Part
    measure: Measure
    wording: str = ""
    """What a respondent reads, whole and verbatim; empty when nobody was asked."""
    before: tuple[str, ...] = ()
    """What some respondents read first, each with whom."""
    universe: str = ""
    """Who was asked, where that is not everyone who takes part."""
    derived: str = ""
    """How it was made, where it is no answer."""
    values: tuple[Value, ...] = ()
    missing: tuple[Missing, ...] = ()
    question: str = ""
    items: tuple[str, ...] = ()
    """The answers that a score is made of."""
    decimals: int = 0
    limits: tuple[float, float] | None = None
    """The lowest and highest that a score can be."""
    subject: str = ""
    """What it is called in the estimates; empty when they say nothing about it."""


def variables_of(questionnaire: Questionnaire, scales: Scales, protocol: Protocol) -> tuple[Variable, ...]:
    """Every variable of the file of a wave, in the order of the file.

    Open answers and contact details are no variables, and neither is a question with answers of its own that
    the protocol does not name: what a later wave adds stays out until somebody decides on it.
    """
    return (
        *_response(),
        *_asked(questionnaire, _allowed(protocol)),
        *_derived(questionnaire, protocol),
        *(_scale(scale, questionnaire) for scale in scales.scales),
        _number_of_procedures(scales),
        *_weights(),
    )


def left_out(questionnaire: Questionnaire, protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """The columns of the questionnaire that the file does not have, each with the reason."""
    found = []
    for column in columns_of(questionnaire):
        if column.question.contact:
            found.append((column.item, "contactgegeven"))
        elif column.kind == "text":
            found.append((column.item, "open antwoord, niet vrijgegeven"))
        elif not _shared(column, _allowed(protocol)):
            found.append((column.item, "maakt de instelling of de respondent herkenbaar"))
    return tuple(found)


def _allowed(protocol: Protocol) -> tuple[str, ...]:
    return protocol.archive.background if protocol.archive else ()


def _shared(column: Column, allowed: Sequence[str]) -> bool:
    question = column.question
    if column.kind == "text" or question.contact:
        return False
    return bool(question.response_scale) or question.id in allowed


def _response() -> Iterator[Variable]:
    dispositions = ("geweigerd", "leeg", "deels", "compleet")
    labels = ("deed niet mee", "begon, maar antwoordde niets", "stopte onderweg", "vulde alles in")
    yield Variable(
        "volgnummer",
        "Volgnummer in dit bestand",
        "respons",
        "nominal",
        derived="Oplopend na sorteren op de antwoorden; zegt niets over wanneer iemand antwoordde.",
    )
    yield Variable(
        "dispositie",
        "Wat er van de respons werd",
        "respons",
        "nominal",
        derived="Uit de eerste vraag, de overige antwoorden en het verzenden.",
        values=tuple(
            Value(code, label, category)
            for code, (label, category) in enumerate(zip(labels, dispositions, strict=True), start=1)
        ),
        subject="respons",
    )
    yield Variable(
        "geanalyseerd",
        "Telt mee in de analyses",
        "respons",
        "nominal",
        derived="1 wanneer er een score is op de schaal die het protocol als basis van de analyse noemt.",
        values=(Value(0, "nee"), Value(1, "ja")),
    )


def _asked(questionnaire: Questionnaire, allowed: Sequence[str]) -> Iterator[Variable]:
    texts = {asked.item: asked for asked in asked_items(questionnaire)}
    for column in columns_of(questionnaire):
        if _shared(column, allowed):
            yield _item(column, texts[column.item], questionnaire)


def _item(column: Column, asked: AskedItem, questionnaire: Questionnaire) -> Variable:
    question = column.question
    short = asked.text or question.text
    if column.kind == "tick":
        short = f"[{asked.text}] {question.text}"
    letter = column.item.removeprefix(question.id) if question.type == "array" else ""
    background = not question.response_scale
    missing = [STOPPED, NOT_ASKED, SKIPPED]
    missing += [DONT_KNOW] if "dont_know" in column.special.values() else []
    missing += [NOT_APPLICABLE] if "not_applicable" in column.special.values() else []
    missing += [REFUSED] if question.id != _first(questionnaire) else []
    missing += [PROTECTED] if background else []
    return Variable(
        column.item,
        f"{question.shown_number}{letter}. {short}",
        "kenmerk" if background else "vraag",
        "ordinal" if _ordered(column) else "nominal",
        wording=asked.full_text,
        before=tuple(
            f"[{_when(shown, questionnaire)}:] {shown.text}" for shown in question.conditional_texts
        ),
        universe=_universe(question, questionnaire),
        values=_values(column, questionnaire),
        missing=tuple(missing),
        question=question.id,
        subject=column.item,
    )


def _when(shown: ConditionalText, questionnaire: Questionnaire) -> str:
    return condition_in_words(questionnaire, Condition(question=shown.question, codes=shown.codes))


def _first(questionnaire: Questionnaire) -> str:
    return next(questionnaire.questions()).id


def _ordered(column: Column) -> bool:
    return column.kind == "number" and len(column.numbers) > 2


def _values(column: Column, questionnaire: Questionnaire) -> tuple[Value, ...]:
    if column.kind == "tick":
        return (Value(0, "niet aangevinkt"), Value(1, "aangevinkt", "ja", "Y"))
    question = column.question
    if question.response_scale:
        answers = questionnaire.response_scales[question.response_scale].answers
        valid = [a for a in answers if a.kind == "valid"]
        codes = column.numbers or _yes_no([a.code for a in valid])
        return tuple(
            sorted((Value(int(codes[a.code]), a.label, a.category, a.code) for a in valid), key=_by_code)
        )
    codes = _yes_no([option.code for option in question.options])
    listed = [Value(int(codes[o.code]), o.label, o.code.lower(), o.code) for o in question.options]
    return tuple(sorted(listed, key=_by_code))


def _by_code(value: Value) -> int:
    return value.code


def _yes_no(answers: Sequence[str]) -> Mapping[str, float]:
    """Ja is 1 and nee is 0; other answers are numbered from 1."""
    if set(answers) == {"J", "N"}:
        return {"J": 1, "N": 0}
    return {answer: place for place, answer in enumerate(answers, start=1)}


def _universe(question: Question, questionnaire: Questionnaire) -> str:
    own = [c for c in question.relevance if c not in questionnaire.ends_unless]
    if not own:
        return ""
    return "Alleen bij " + " en ".join(condition_in_words(questionnaire, c) for c in own)


def _derived(questionnaire: Questionnaire, protocol: Protocol) -> Iterator[Variable]:
    missing = (STOPPED, SKIPPED, REFUSED, PROTECTED)
    yield Variable(
        "leerweg",
        "Leerweg, in twee groepen",
        "kenmerk",
        "nominal",
        derived="Uit vraag 14: alleen bol, of bbl (al dan niet met bol).",
        values=(Value(1, "bol"), Value(2, "bbl, of bol en bbl")),
        missing=missing,
    )
    yield Variable(
        "sectorcategorie",
        "Sectorcategorie",
        "kenmerk",
        "nominal",
        derived="Uit vraag 15, met de indeling van het protocol.",
        values=tuple(
            Value(place, category.label, name)
            for place, (name, category) in enumerate(protocol.sector_categories.items(), start=1)
        ),
        missing=missing,
        subject="sectorcategorie",
    )


def _scale(scale: Scale, questionnaire: Questionnaire) -> Variable:
    yes_no = all(
        len(column.numbers) == 2 for column in columns_of(questionnaire) if column.item in scale.items
    )
    return Variable(
        scale.id,
        f"Schaal: {scale.label}",
        "schaal",
        "scale",
        derived=f"Gemiddelde van {', '.join(scale.items)}, bij ten minste {scale.minimum_valid} geldige "
        f"antwoorden{_procedures(yes_no)}.",
        missing=(STOPPED, REFUSED, TOO_FEW),
        items=scale.items,
        decimals=6,
        limits=(0.0, 1.0) if yes_no else (1.0, 5.0),
        subject=scale.id,
    )


def _procedures(yes_no: bool) -> str:
    return "; weet ik niet telt als nee, zoals het protocol zegt" if yes_no else ""


def _number_of_procedures(scales: Scales) -> Variable:
    procedures = scales.scale("preventie").items
    return Variable(
        "preventie_aantal",
        "Aantal formele procedures bij werving en selectie",
        "schaal",
        "scale",
        derived="Het aantal keer ja bij vraag 7; wie eerder stopte of het niet weet, telt als nee.",
        missing=(STOPPED, REFUSED, TOO_FEW),
        items=procedures,
        limits=(0.0, float(len(procedures))),
    )


def _weights() -> Iterator[Variable]:
    steps = (
        ("completion", "voor het afmaken van de vragenlijst"),
        ("raked", "gekalibreerd naar de studenten van DUO"),
        ("trimmed", "gekalibreerd, met afgekapte uitschieters"),
    )
    for step, label in steps:
        yield Variable(
            f"gewicht_{step}",
            f"Gewicht {label}",
            "gewicht",
            "scale",
            derived="Stap van de weging; leeg bij wie buiten de weging valt, nul bij wie onderweg stopte.",
            decimals=6,
        )
