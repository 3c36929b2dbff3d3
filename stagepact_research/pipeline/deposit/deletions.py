"""The log of deletions on disk: checked, and added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from stagepact_research.archive.deletions import (
    Deletion,
    DeletionLog,
    What,
    added,
    load_deletions,
    refuse_deleted,
    with_entry,
)
from stagepact_research.archive.errors import WrongDeletion
from stagepact_research.limesurvey.masking import mask
from stagepact_research.pipeline.fieldwork.files import write_whole
from stagepact_research.protocol import Project

_EMPTY = "entries: []\n"


def log_file(project: Project) -> Path:
    return project.instruments / "deletion_log.yml"


def read_deletions(project: Project) -> DeletionLog:
    """The log of the project; an empty one where it has none yet."""
    path = log_file(project)
    return load_deletions(path) if path.exists() else DeletionLog()


def check_deletions(project: Project) -> DeletionLog:
    """The log, after holding it against its own chain and against every snapshot of the waves."""
    from stagepact_research.instruments import load_questionnaire
    from stagepact_research.responses import read_export

    log = read_deletions(project)
    for wave in sorted({entry.wave for entry in log.entries if entry.responses}):
        questionnaire = load_questionnaire(project.questionnaire(wave))
        for export in sorted((project.raw / str(wave) / "survey").glob("*/responses.csv")):
            found = read_export(export, questionnaire)
            refuse_deleted(log, wave, list(found.frame.index), str(export))
    return log


def record_deletion(
    project: Project,
    *,
    on: date,
    wave: int,
    what: What,
    reason: str,
    count: int,
    responses: Sequence[int] = (),
) -> Deletion:
    """Add one entry to the log; nothing that stands in it changes.

    Raises
    ------
    WrongDeletion
        When the wave does not exist, the day has yet to come, or the reason holds a personal detail: what is
        in the log stays there, and goes into every deposit.
    """
    if wave not in project.protocol.waves:
        known = ", ".join(str(one) for one in sorted(project.protocol.waves))
        raise WrongDeletion(f"de ronde {wave} staat niet in protocol.yml.", known)
    if on > date.today():
        raise WrongDeletion(f"{on.isoformat()} moet nog komen.", "de dag waarop er is gewist")
    if found := mask(reason)[1]:
        raise WrongDeletion(
            f"in de reden staat een persoonlijk gegeven ({', '.join(sorted(found))}).",
            "algemene woorden: het logboek wordt nooit gewijzigd en gaat mee in elk depot",
        )
    log, path = read_deletions(project), log_file(project)
    entry = added(log, on=on, wave=wave, what=what, reason=reason, count=count, responses=responses)
    text = path.read_text("utf-8") if path.exists() else _EMPTY
    grown = with_entry(text, entry)
    if not _holds(grown, (*log.entries, entry)):
        raise WrongDeletion(
            f"aan {path.name} is geen regel toe te voegen.",
            'een logboek dat eindigt op "entries: []" of op zijn laatste regel',
        )
    write_whole(path, grown.encode())
    return entry


def _holds(text: str, entries: tuple[Deletion, ...]) -> bool:
    try:
        return DeletionLog.model_validate(yaml.safe_load(text)).entries == entries
    except (yaml.YAMLError, ValueError):
        return False
