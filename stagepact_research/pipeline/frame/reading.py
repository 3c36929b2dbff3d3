"""The frame on disk: a folder for every date of DUO's files, read whole, checked, and never changed.

data/raw/frame/<date>/ holds instellingen.csv, studenten.csv and their manifest; the newest folder is used.
Beside these folders stands opvolgers.csv, to which people add lines; its manifest says which are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.snapshot import read_manifest
from stagepact_research.pipeline.frame.manifest import INSTITUTIONS, STUDENTS, digest
from stagepact_research.protocol import Project
from stagepact_research.weighting.frame import (
    institution_frame,
    institution_units,
    read_institutions,
    read_students,
    read_successors,
    students,
)
from stagepact_research.weighting.frame.layout import years

SUCCESSORS = "opvolgers.csv"
MAXIMUM_BYTES = 100_000_000
LARGEST_GAP = 0.02
"""DUO's two tables differ by 0.2 per cent, for they suppress other cells; by more they are not of one day."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnfitFrame(InputProblem):
    """The frame on disk, or what is to be added to it, is not what it should be."""


@dataclass(frozen=True, eq=False)
class Frame:
    """DUO's figures of one date, and the successions among institutions."""

    folder: Path
    institutions: pd.DataFrame
    students: pd.DataFrame
    successors: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def years(self) -> list[int]:
        return years(self.institutions)


def frame_folder(project: Project) -> Path:
    return project.raw / "frame"


def read_frame(project: Project, year: int | None = None) -> Frame:
    """The newest frame, or the newest that has figures of a year; checked against its manifests.

    Raises
    ------
    UnfitFrame, FrameFileProblem
        If a file is missing or changed, breaks its layout, or does not agree with the others.
    """
    top = frame_folder(project)
    folders = dated_folders(top)
    if not folders:
        raise UnfitFrame(
            str(top),
            "er is nog geen steekproefkader.",
            "een map met de datum van DUO's bestanden, zoals 2026-02-02",
            "Maak er een met: stagepact frame --instellingen BESTAND --sectorkamers BESTAND",
        )
    successors = _successors(top)
    for folder in reversed(folders):
        found = _read(folder, successors)
        if year is None or year in found.years:
            return found
    raise UnfitFrame(str(top), f"geen enkele map heeft cijfers van {year}.")


def check_frames(project: Project) -> Frame:
    """Check every folder there is, and give the newest."""
    newest = read_frame(project)
    for folder in dated_folders(frame_folder(project))[:-1]:
        _read(folder, newest.successors)
    return newest


def dated_folders(top: Path) -> list[Path]:
    """The folders of frames, the oldest first."""
    return sorted(path for path in top.glob("*") if path.is_dir() and _DATE.fullmatch(path.name))


def _read(folder: Path, successors: pd.DataFrame) -> Frame:
    manifest = read_manifest(folder)
    content = {name: _unchanged(folder, manifest, name) for name in (INSTITUTIONS, STUDENTS)}
    institutions = read_institutions(content[INSTITUTIONS], str(folder / INSTITUTIONS))
    found = read_students(content[STUDENTS], str(folder / STUDENTS))
    require_agreement(institutions, found, str(folder))
    return Frame(folder, institutions, found, successors, manifest)


def require_agreement(institutions: pd.DataFrame, sectors: pd.DataFrame, where: str) -> None:
    """The two tables count the same students, so they have the same years and nearly the same totals."""
    if years(institutions) != years(sectors):
        found = " en ".join(", ".join(map(str, years(table))) for table in (institutions, sectors))
        raise UnfitFrame(
            where, f"de jaren verschillen: {found}.", "dezelfde jaren in beide bestanden van DUO"
        )
    for year in years(institutions):
        one = float(institution_frame(institutions, year)["students"].sum())
        other = float(students(sectors, year)["students"].sum())
        if abs(one - other) > LARGEST_GAP * max(one, other):
            raise UnfitFrame(
                where,
                f"in {year} zijn er {one:.0f} studenten per instelling en {other:.0f} per sectorkamer.",
                f"een verschil van hooguit {100 * LARGEST_GAP:.0f}%",
                "Haal beide bestanden opnieuw en van dezelfde dag bij DUO op.",
            )


def content_of(path: Path) -> bytes:
    """A file of ordinary size; a pipe or a device would be read for ever."""
    try:
        if not path.is_file():
            raise UnfitFrame(str(path), "het bestand ontbreekt of is geen bestand.")
        if path.stat().st_size > MAXIMUM_BYTES:
            raise UnfitFrame(str(path), "het bestand is te groot.", f"hooguit {MAXIMUM_BYTES / 1e6:.0f} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnfitFrame(str(path), f"het bestand is niet te lezen ({error.strerror}).") from None


def entry_of(manifest: Mapping[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """What a manifest says of one of its files."""
    files = manifest.get("files")
    entry = files.get(name) if isinstance(files, dict) else None
    if not isinstance(entry, dict) or not isinstance(entry.get("sha256"), str):
        raise UnfitFrame(str(folder / "manifest.json"), f"{name} ontbreekt.", "van elk bestand de sha256")
    return entry


def _successors(top: Path) -> pd.DataFrame:
    path = top / SUCCESSORS
    entry, content = entry_of(read_manifest(top), SUCCESSORS, top), content_of(path)
    if digest(content) != entry["sha256"]:
        raise UnfitFrame(
            str(path),
            "het bestand is niet meer dat van zijn manifest.",
            f"sha256 {entry['sha256']}",
            "Heeft u regels toegevoegd, leg ze dan vast met: stagepact frame --opvolgers",
        )
    found = read_successors(content, str(path))
    institution_units(found)
    return found


def _unchanged(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    content, expected = content_of(folder / name), entry_of(manifest, name, folder)["sha256"]
    if digest(content) != expected:
        raise UnfitFrame(
            str(folder / name),
            "het bestand is niet meer dat van zijn manifest.",
            f"sha256 {expected}",
            "Zet het oorspronkelijke bestand terug. Nieuwere cijfers horen in een map van zichzelf.",
        )
    return content
