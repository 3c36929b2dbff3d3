"""The coding frame of the kwaliteitsagenda's: themes, questions to a coder, codes and the rules for both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from stagepact_research.instruments.codes import duplicates
from stagepact_research.instruments.problems import Problem
from stagepact_research.instruments.questionnaire import Model
from stagepact_research.instruments.versions import RecordedVersions
from stagepact_research.instruments.yaml_source import build, read_yaml

SILENT = "niet_vermeld"
NOT_GIVEN = "niet_gegeven"
NOT_APPLICABLE = "niet_van_toepassing"
ALWAYS = (SILENT, NOT_GIVEN, NOT_APPLICABLE)
"""The codes that every question has, in this order: none of them means no."""

Level = Literal["vermeld", "deels", "niet", "neutraal"]
"""What a code adds to its theme; `neutraal` adds nothing."""


class Code(Model):
    id: str
    label: str
    short: str
    """A few signs for the matrix."""
    definition: str
    level: Level = "neutraal"


class Applies(Model):
    """A question that is asked only where an earlier one got a certain code; or a second count beside one."""

    question: str
    code: str


class Question(Model):
    """One question to the coder: what the agenda says about one thing."""

    id: str
    label: str
    text: str
    source: Literal["reconstructed", "verbatim"]
    """Whether the wording is that of the printed report, or made from what it tells."""
    role: Literal["kern", "toelichting"]
    """Whether it counts for its theme."""
    rule: str
    codes: tuple[Code, ...]
    combined: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Codes counted together, under the name that the report uses."""
    applies_if: Applies | None = None
    silence: Level = "niet"
    """What an agenda that says nothing adds to the theme."""

    def code_ids(self) -> tuple[str, ...]:
        """Every code that a cell may have."""
        return (*(code.id for code in self.codes), *ALWAYS)

    def level(self, code: str) -> Level | None:
        """What a code adds to its theme; None where it is not known."""
        if code == SILENT:
            return self.silence
        return next((one.level for one in self.codes if one.id == code), None)


class Theme(Model):
    id: str
    label: str
    short: str
    questions: tuple[Question, ...]


class Point(Model):
    """A point of the summary: it goes well, or needs attention, by a rule on one count."""

    id: str
    title: str
    question: str
    code: str
    more_than: float | None = None
    """It goes well when a larger percentage of the institutions has the code."""
    none: bool = False
    """It goes well when no institution has the code."""
    beside: Applies | None = None
    says: str
    why: str = ""
    """Why it matters, told where it does not go well."""
    """The sentence; {deel} is who has the code, {ernaast} who has the code of `beside`."""


class Frame(Model):
    version: str
    title: str
    institutions: dict[int, int]
    """The number of agendas that a wave reads."""
    always: tuple[Code, ...]
    themes: tuple[Theme, ...]
    points: tuple[Point, ...]

    def questions(self) -> Iterator[Question]:
        return (question for theme in self.themes for question in theme.questions)

    def question(self, name: str) -> Question:
        return next(question for question in self.questions() if question.id == name)

    def code(self, question: str, code: str) -> Code:
        return next(one for one in (*self.question(question).codes, *self.always) if one.id == code)

    def institution_names(self, wave: int) -> tuple[str, ...]:
        """ "1", "2", ...: the agendas of a wave; none for a wave that the frame does not know."""
        return tuple(str(number) for number in range(1, self.institutions.get(wave, 0) + 1))


def load_frame(path: Path | str) -> Frame:
    """The coding frame in `path` (instruments/agendas/analysekader.yml).

    Raises
    ------
    InstrumentProblem
        When the file cannot be read or does not have the shape of a frame; whether it is sound is for
        `check_frame` to say.
    """
    source = read_yaml(path)
    return build(Frame, source.data, source)


def frame_hash(frame: Frame) -> str:
    """SHA-256 over all that a coder reads and all that decides a count; not over the name of the version."""
    content = frame.model_dump(mode="json", exclude={"version", "institutions"}, exclude_defaults=True)
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_frame(frame: Frame, versions: RecordedVersions | None = None) -> list[Problem]:
    """Everything that is wrong with the frame; an empty list when it is sound."""
    problems = [*_double_names(frame), *_always_problems(frame)]
    earlier: dict[str, Question] = {}
    for question in frame.questions():
        problems += [*_code_problems(question), *_combined_problems(question)]
        problems += _reference_problems(f"vraag {question.id}", question.applies_if, earlier)
        earlier[question.id] = question
    for point in frame.points:
        where = f"punt {point.id}"
        asked = Applies(question=point.question, code=point.code)
        problems += [*_reference_problems(where, asked, earlier), *_point_problems(point)]
        problems += _reference_problems(where, point.beside, earlier)
    return [*problems, *(_version_problems(frame, versions) if versions is not None else ())]


def _double_names(frame: Frame) -> Iterator[Problem]:
    kinds = {
        "thema": [theme.id for theme in frame.themes],
        "vraag": [question.id for question in frame.questions()],
        "punt": [point.id for point in frame.points],
    }
    for kind, names in kinds.items():
        for name in duplicates(names):
            yield Problem(
                "duplicate_id", f"{kind} {name}", "deze naam staat er meer dan eens.", "Elk een eigen naam."
            )


def _always_problems(frame: Frame) -> Iterator[Problem]:
    if tuple(code.id for code in frame.always) != ALWAYS:
        yield Problem(
            "invalid_code", "always", "hier horen precies de vaste codes.", f"Nodig: {', '.join(ALWAYS)}."
        )


def _code_problems(question: Question) -> Iterator[Problem]:
    where = f"vraag {question.id}"
    for name in duplicates(question.code_ids()):
        yield Problem(
            "duplicate_id", where, f"de code {name} staat er meer dan eens, of is een vaste code.", "Hernoem."
        )
    texts = [question.label, question.text, question.rule]
    texts += [text for code in question.codes for text in (code.label, code.short, code.definition)]
    if not all(text.strip() for text in texts):
        yield Problem("empty_text", where, "een tekst is leeg.", "Vul haar in.")
    if not question.codes:
        yield Problem("wrong_parts", where, "er zijn geen codes.", "Geef er ten minste een.")


def _combined_problems(question: Question) -> Iterator[Problem]:
    known = question.code_ids()
    for name, parts in question.combined.items():
        unknown = [part for part in parts if part not in known]
        if name in known or unknown:
            found = f"de samenvoeging {name} heeft de naam van een code, of een onbekende code ({unknown})."
            yield Problem("unknown_collapse", f"vraag {question.id}", found, f"Codes: {', '.join(known)}.")


def _reference_problems(where: str, named: Applies | None, known: dict[str, Question]) -> Iterator[Problem]:
    if named is None:
        return
    if named.question not in known:
        yield Problem(
            "route_to_unknown",
            where,
            f"de vraag {named.question} bestaat niet of komt pas later.",
            "Verbeter.",
        )
    elif named.code not in known[named.question].code_ids():
        yield Problem(
            "route_unknown_code", where, f"{named.question} heeft geen code {named.code}.", "Verbeter."
        )


def _point_problems(point: Point) -> Iterator[Problem]:
    if (point.more_than is None) != point.none:
        yield Problem("wrong_parts", f"punt {point.id}", "er hoort precies één regel: more_than of none.")
    if "{deel}" not in point.says or ("{ernaast}" in point.says) != (point.beside is not None):
        found = "in says horen {deel}, en {ernaast} als er een beside is."
        yield Problem("wrong_parts", f"punt {point.id}", found)


def _version_problems(frame: Frame, versions: RecordedVersions) -> Iterator[Problem]:
    where, found = f"analysekader, versie {frame.version}", frame_hash(frame)
    recorded = next((one for one in versions.agendas if one.version == frame.version), None)
    if recorded is None:
        yield Problem(
            "version_not_recorded",
            where,
            "deze versie staat niet in versions.yml.",
            f"Voeg haar toe onder agendas met content_hash: {found}, en zeg in CHANGELOG.md wat er nieuw is.",
        )
    elif recorded.content_hash != found:
        yield Problem(
            "silent_change",
            where,
            "het kader is gewijzigd zonder nieuwe versie; dat maakt coderingen stil onvergelijkbaar.",
            f"Herstel de tekst, of leg een nieuwe versie vast met content_hash: {found}.",
        )
