"""The settings of a rehearsed wave: its population, the changes in it, and who declines and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.rehearsal.wave.errors import InvalidRehearsal, UnknownName
from stagepact_research.responses.recruitment.contact_log import REASONS

Percent = Annotated[int, Field(ge=0, le=100)]
Weights = Annotated[dict[str, Annotated[int, Field(ge=0)]], Field(min_length=1)]
Name = Annotated[str, BeforeValidator(str), Field(pattern=r"^[\w-][\w.-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Patterns(_Part):
    """Whose answers the teams are modelled on."""

    wave: int
    snapshot: Name


class PopulationRules(_Part):
    students_per_team: Annotated[int, Field(ge=1)]
    mixed_tracks: Percent
    mixed_levels: Percent
    entree_beside_level_2: Percent
    institution: Percent
    """How heavily the institution counts, beside chance, in which team has which pattern."""


class Changes(_Part):
    """Of every item the percentage of valid answers that moves one category up; below zero down."""

    scales: dict[str, Annotated[int, Field(ge=-100, le=100)]]
    items: dict[str, Annotated[int, Field(ge=-100, le=100)]] = {}


class NewQuestions(_Part):
    wording_higher: Percent
    wording_lower: Percent
    explains: Percent
    withholds_institution: Percent
    leaves_contact: Percent


class InstitutionRefusal(_Part):
    base: int
    region: dict[str, int]
    size: dict[str, int]
    no_answer: Percent
    """Of those that do not take part, the percentage that never answers."""
    reasons: Weights


class TeamRefusal(_Part):
    at_most: Annotated[int, Field(ge=1)]
    agrees: Percent
    no_answer: Percent
    reasons: Weights


class Chance(_Part):
    """A chance in percent: base + bevorderend * (score - 3) + belemmerend * (score - 3), within 0 to 100."""

    base: int
    bevorderend: int
    belemmerend: int


class PersonRefusal(_Part):
    answers: Chance
    refuses: Chance
    opens_only: Chance
    breaks_off: Percent
    pages: Weights
    reasons_resistant: Weights
    reasons_other: Weights
    undeliverable: Annotated[int, Field(ge=0, le=1000)]
    opts_out: Annotated[int, Field(ge=0, le=1000)]


class Refusal(_Part):
    institutions: InstitutionRefusal
    teams: TeamRefusal
    people: PersonRefusal


class Calendar(_Part):
    letters: date
    teams_named: date
    invitation: date
    interval: Annotated[int, Field(ge=1, le=100)]
    reminders: Annotated[int, Field(ge=0, le=10)]
    delay: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    """How many people answer 0, 1, 2, ... days after a mail."""

    @model_validator(mode="after")
    def _in_order(self) -> Calendar:
        if not self.letters < self.teams_named < self.invitation:
            raise ValueError("letters, teams_named en invitation volgen elkaar niet op")
        if len(self.delay) > self.interval or not sum(self.delay):
            raise ValueError("delay telt meer dagen dan interval, of niemand antwoordt")
        return self


class Rehearsal(_Part):
    """Everything that a rehearsed wave is drawn with."""

    wave: int
    seed: int
    frame_year: int
    patterns: Patterns
    snapshot: Annotated[Name, Field(pattern=r"-synthetisch$")]
    contact_log: Annotated[Name, Field(pattern=r"-synthetisch\.csv$")]
    population: PopulationRules
    changes: Changes
    new_questions: NewQuestions
    refusal: Refusal
    fieldwork: Calendar


def load_rehearsal(path: Path) -> Rehearsal:
    """The settings at `path`.

    Raises
    ------
    InvalidRehearsal
        Names the entry that is wrong.
    """
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise InvalidRehearsal(str(path), "het bestand ontbreekt of is geen YAML.") from None
    try:
        return Rehearsal.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise InvalidRehearsal(f"{path}, {place}", f"ongeldig: {first['msg']}.") from None


def check_names(path: Path, settings: Rehearsal, questionnaire: Questionnaire, scales: Scales) -> None:
    """Refuse settings that name what the instruments do not have.

    Raises
    ------
    UnknownName
    """
    people = settings.refusal.people
    reason = next((q for q in questionnaire.questions() if q.id == "q01reden"), None)
    codes = [option.code for option in reason.options] if reason else []
    items = [item for q in questionnaire.questions() if q.response_scale for item in q.item_ids()]
    named: dict[str, tuple[Any, list[str]]] = {
        "changes > scales": (settings.changes.scales, [scale.id for scale in scales.scales]),
        "changes > items": (settings.changes.items, items),
        "refusal > people > pages": (people.pages, [page.id for page in questionnaire.pages]),
        "refusal > people > reasons_resistant": (people.reasons_resistant, codes),
        "refusal > people > reasons_other": (people.reasons_other, codes),
        "refusal > institutions > reasons": (settings.refusal.institutions.reasons, list(REASONS)),
        "refusal > teams > reasons": (settings.refusal.teams.reasons, list(REASONS)),
    }
    for what, (names, known) in named.items():
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UnknownName(path, what, unknown, known)
