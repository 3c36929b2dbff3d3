"""Add newer figures of DUO, and lines of opvolgers.csv, to the frame: whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stagepact_research.pipeline.fieldwork.files import flush_folder, write_whole, writing
from stagepact_research.pipeline.fieldwork.snapshot import read_manifest
from stagepact_research.pipeline.frame.manifest import INSTITUTIONS, STUDENTS, as_json, digest, manifest
from stagepact_research.pipeline.frame.reading import (
    SUCCESSORS,
    Frame,
    UnfitFrame,
    content_of,
    dated_folders,
    entry_of,
    frame_folder,
    read_frame,
    require_agreement,
)
from stagepact_research.protocol import Project
from stagepact_research.weighting.frame import (
    Changes,
    as_csv,
    institution_changes,
    institution_units,
    institutions_from_duo,
    read_successors,
    students_from_duo,
)
from stagepact_research.weighting.frame.layout import years


@dataclass(frozen=True, eq=False)
class Addition:
    """What an update did. `folder` is the newest one; `new` is False when its figures were there already."""

    folder: Path
    new: bool
    changes: Changes | None


def add_figures(
    project: Project, institutions: Path, sectors: Path, file_date: date | None = None, *, today: date
) -> Addition:
    """Keep an extract of newer DUO files in a folder of its own: whole, or not at all.

    Parameters
    ----------
    institutions, sectors : DUO's "Mbo-studenten per instelling" and "... per sectorkamer en leerweg".
    file_date : the date that DUO gives the files; where unknown the day of today stands for it.

    Raises
    ------
    UnfitFrame, FrameFileProblem
    """
    content = {INSTITUTIONS: content_of(institutions), STUDENTS: content_of(sectors)}
    tables = {
        INSTITUTIONS: institutions_from_duo(content[INSTITUTIONS], str(institutions)),
        STUDENTS: students_from_duo(content[STUDENTS], str(sectors)),
    }
    require_agreement(tables[INSTITUTIONS], tables[STUDENTS], f"{institutions} en {sectors}")
    top = frame_folder(project)
    before = read_frame(project) if dated_folders(top) else None
    extracts = {name: as_csv(table) for name, table in tables.items()}
    if before is not None and all((before.folder / name).read_bytes() == extracts[name] for name in extracts):
        return Addition(before.folder, False, None)
    target = top / f"{file_date or today:%Y-%m-%d}"
    _refuse_date(target, file_date or today, today, before)
    described = manifest(tables, content, extracts, file_date, today)
    _write(target, extracts | {"manifest.json": described})
    changes = None
    if before is not None:
        new = tables[INSTITUTIONS]
        changes = institution_changes(before.institutions, before.years[-1], new, years(new)[-1])
    return Addition(target, True, changes)


def record_successors(project: Project) -> int:
    """Record the lines that were added to opvolgers.csv in the manifest; returns how many lines there are.

    Raises
    ------
    UnfitFrame
        If a recorded line was changed or removed.
    """
    top = frame_folder(project)
    content = content_of(top / SUCCESSORS)
    recorded = read_manifest(top)
    entry = entry_of(recorded, SUCCESSORS, top)
    size = entry.get("bytes")
    if digest(content[: size if isinstance(size, int) else 0]) != entry["sha256"]:
        raise UnfitFrame(
            str(top / SUCCESSORS),
            "een regel die al was vastgelegd, is gewijzigd of verwijderd.",
            "alleen nieuwe regels, onderaan",
            "Zet de oude regels terug zoals ze waren. Gebruik een teksteditor, niet Excel.",
        )
    found = read_successors(content, str(top / SUCCESSORS))
    institution_units(found)
    files = recorded["files"] | {
        SUCCESSORS: entry | {"sha256": digest(content), "bytes": len(content), "rows": len(found)}
    }
    write_whole(top / "manifest.json", as_json({**recorded, "files": files}))
    return len(found)


def _refuse_date(target: Path, day: date, today: date, before: Frame | None) -> None:
    if day > today:
        raise UnfitFrame("--bron-datum", f"{day} ligt in de toekomst.", "de datum die DUO het bestand geeft")
    if before is not None and target.name <= before.folder.name:
        raise UnfitFrame(
            str(target),
            f"het kader van {before.folder.name} is even nieuw of nieuwer; er is niets geschreven.",
            f"bestanden van na {before.folder.name}",
            "Geef met --bron-datum de datum van DUO's bestanden. Ruwe gegevens worden nooit vervangen.",
        )


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder beside its place, and give it its name in one step."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".nieuw-", dir=target.parent))
        try:
            for name, content in files.items():
                write_whole(staging / name, content)
            staging.chmod(0o755)
            staging.rename(target)
            flush_folder(target.parent)
        finally:
            with suppress(OSError):
                shutil.rmtree(staging)
