"""Which survey on which server is the one of this wave: written when it is published."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import write_whole, writing
from stagepact_research.protocol import Project

NAME = "veldwerk.json"


@dataclass(frozen=True)
class PublishedSurvey:
    survey_id: int
    host: str
    version: str
    """Of the instrument."""
    sha256: str
    """The content hash of the instrument."""
    published: str


def record_path(project: Project, wave: int) -> Path:
    return project.raw / str(wave) / NAME


def write_record(project: Project, wave: int, survey: PublishedSurvey) -> None:
    path = record_path(project, wave)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps(asdict(survey), indent=2) + "\n").encode())


def read_record(project: Project, wave: int) -> PublishedSurvey | None:
    """The survey that was published for this wave, or None."""
    path = record_path(project, wave)
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        return PublishedSurvey(**{**content, "survey_id": int(content["survey_id"])})
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise InputProblem(
            str(path),
            "het bestand is beschadigd.",
            "JSON met survey_id, host, version, sha256 en published",
            "Geef het nummer van de vragenlijst op met --survey-id, of zet de reservekopie terug.",
        ) from None


def find_survey(project: Project, wave: int, host: str, survey_id: int | None) -> int:
    """The number of the wave's survey on this server."""
    if survey_id is not None:
        return survey_id
    record = read_record(project, wave)
    if record is None:
        raise InputProblem(
            str(record_path(project, wave)),
            f"voor {wave} is nog geen vragenlijst gepubliceerd.",
            remedy=f"Publiceer haar met: stagepact survey publish --wave {wave}. Of geef met --survey-id het "
            "nummer van een vragenlijst op.",
        )
    if record.host != host:
        raise InputProblem(
            str(record_path(project, wave)),
            f"de vragenlijst van {wave} staat op {record.host}, en de omgeving noemt {host}.",
            remedy="Kies de juiste server, of geef met --survey-id het nummer van een vragenlijst daar op.",
        )
    return record.survey_id
