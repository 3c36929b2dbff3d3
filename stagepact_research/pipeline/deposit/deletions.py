"""The log of deletions on disk: checked, and added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from stagepact_research.archive.deletions import (
    Deletion,
    DeletionLog,
    What,
    added,
    load_deletions,
    refuse_deleted,
    with_entry,
)
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
    """The log, after holding it against its own chain and against the snapshots of the waves."""
    from stagepact_research.instruments import load_questionnaire
    from stagepact_research.responses import read_export

    log = read_deletions(project)
    for wave in sorted({entry.wave for entry in log.entries if entry.responses}):
        if wave in project.protocol.waves:
            export = project.snapshot(wave) / "responses.csv"
            found = read_export(export, load_questionnaire(project.questionnaire(wave)))
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
    """Add one entry to the log; nothing that stands in it changes."""
    log, path = read_deletions(project), log_file(project)
    entry = added(log, on=on, wave=wave, what=what, reason=reason, count=count, responses=responses)
    text = path.read_text("utf-8") if path.exists() else _EMPTY
    write_whole(path, with_entry(text, entry).encode())
    load_deletions(path)
    return entry
