"""How claims from the literature are coded: the allowed values, with their Dutch words and definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from stagepact_research.strands.literature.errors import InvalidEvidenceScheme


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(_Part):
    """An allowed value and the words that the report uses for it."""

    label: str


class Direction(Code):
    """What a claim says of an approach: that it works, that it has a limit, or neither."""

    word: str
    """The label in one word, for a cell of a table."""
    definition: str
    works: bool = False
    limits: bool = False


class Strength(Code):
    """How well a claim is supported, by the words that the report uses."""

    definition: str
    letter: str


class Intervention(Code):
    """A topic of the chapter: an approach, or a subject that the literature describes."""

    section: str


class Scheme(_Part):
    """The codes of evidence.csv; their order is that of the chapter, strengths run from weak to strong."""

    version: str
    actors: dict[str, Code]
    phases: dict[str, Code]
    directions: dict[str, Direction]
    strengths: dict[str, Strength]
    interventions: dict[str, Intervention]
    sections: dict[str, Code]

    def rank(self, strength: str) -> int:
        """The place of a strength from weak to strong; -1 for a claim that only describes."""
        return list(self.strengths).index(strength) if strength else -1


def read_scheme(path: Path) -> Scheme:
    """The codes at `path`.

    Raises
    ------
    InvalidEvidenceScheme
        With the entry that is wrong.
    """
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise InvalidEvidenceScheme(
            str(path), "het bestand is er niet of is geen leesbare YAML.", "sleutel: waarde, in UTF-8"
        ) from error
    try:
        scheme = Scheme.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise InvalidEvidenceScheme(f"{path}, {place}", f"ongeldig: {first['msg']}") from error
    for name, one in scheme.interventions.items():
        if one.section not in scheme.sections:
            raise InvalidEvidenceScheme(
                f"{path}, interventions > {name} > section",
                f'paragraaf "{one.section}" bestaat niet.',
                ", ".join(scheme.sections),
            )
    return scheme
