"""Where a chapter's numbers and words come from: the estimates, the verification and the instrument.

Chapters run in the project's folder or in one below it; the files have fixed places there.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import pandas as pd

from stagepact_research.estimates import canonical_csv, read_estimates, select
from stagepact_research.instruments.loading import load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire, Scale, Scales
from stagepact_research.protocol import Change, Measurement, NonResponse, Project, find_project

WAVE = 2024
LATER = 2026


def open_chapter(name: str, *, wave: int = WAVE, source: str = "survey") -> pd.DataFrame:
    """The computed estimates of one wave and source, unweighted, for the chapter with this file name."""
    mine = select(_estimates(project().estimates), wave=wave, source=source, contrast="", weighting="none")
    out = mine[mine["provenance"] != "published"].reset_index(drop=True)
    out.attrs["chapter"] = name
    return out


def everything() -> pd.DataFrame:
    """The whole table: every wave, source and provenance."""
    return _estimates(project().estimates)


def open_strand(name: str, *, source: str) -> pd.DataFrame:
    """All rows of one source, of every wave and provenance, for the chapter with this file name."""
    out = select(everything(), source=source)
    out.attrs["chapter"] = name
    return out


def open_nonresponse(name: str, *, wave: int = WAVE) -> pd.DataFrame:
    """Everything about who is missing in a wave, weighted estimates too, for the chapter with this name."""
    mine = select(
        _estimates(project().estimates), wave=wave, contrast="", source=["survey", "recruitment", "frame"]
    )
    out = mine[mine["provenance"] != "published"].reset_index(drop=True)
    out.attrs["chapter"] = name
    return out


def open_change(name: str, *, wave: int = LATER) -> pd.DataFrame:
    """What changed since the wave before, for the chapter with this name; no rows where there is none."""
    mine = select(_estimates(project().estimates), wave=wave, source="survey")
    out = mine[mine["contrast"] != ""].reset_index(drop=True)
    out.attrs["chapter"] = name
    return out


def synthetic_files() -> list[tuple[str, str]]:
    """Every file of raw data that its manifest calls synthetic, and what the manifest says of it."""
    found = []
    for path in sorted(project().raw.rglob("manifest.json")):
        content = json.loads(path.read_text("utf-8"))
        for name, entry in dict(content.get("files", {})).items():
            if entry.get("provenance", content.get("provenance")) == "synthetic":
                says = str(entry.get("statement", content.get("statement", "")))
                found.append(
                    (str((path.parent / name).relative_to(project().root)), says.partition(" / ")[0])
                )
    return found


def open_fieldwork(name: str) -> pd.DataFrame:
    """The course of the fieldwork of every wave that has one, for the chapter with this file name."""
    out = select(_estimates(project().estimates), source="recruitment", subject="veldwerk")
    out = out[out["provenance"] != "published"].reset_index(drop=True)
    out.attrs["chapter"] = name
    return out


def open_published(*, wave: int = WAVE) -> pd.DataFrame:
    """The numbers that the report of a wave printed, in the order of the report."""
    return _estimates(project().published(wave))


def open_verification(*, wave: int = WAVE) -> pd.DataFrame:
    """Every published number with its computed value and verdict, in the order of the report."""
    return pd.read_parquet(project().processed / "verification.parquet")


def is_synthetic(estimates: pd.DataFrame) -> bool:
    return bool((estimates["provenance"] == "synthetic").any())


def questionnaire(wave: int = WAVE) -> Questionnaire:
    """The questionnaire of a wave."""
    return _questionnaire(project().questionnaire(wave))


def scales() -> tuple[Scale, ...]:
    """The scales, in the order of the report."""
    return instrument_scales().scales


def instrument_scales() -> Scales:
    """The scales and the items that belong to none."""
    return _scales(project().instruments / "scales.yml")


def threshold(name: str) -> float:
    """A limit that the protocol sets beforehand: `minimum_loading`, `minimum_alpha`, `minimum_group`."""
    return float(getattr(project().protocol.statistics, name))


def nonresponse() -> NonResponse:
    """How the protocol wants the weights made, and what it assumes of those who are missing."""
    return project().protocol.nonresponse


def change_rules() -> Change:
    """How the protocol wants two waves compared."""
    return project().protocol.change


def measurement() -> Measurement:
    """How the protocol wants the scales examined."""
    return project().protocol.measurement


def edition() -> str:
    """The SHA-256 of the table of estimates, by which a figure can be matched to its edition; else ""."""
    return _edition(project().estimates) if project().estimates.exists() else ""


def chapter_folder(name: str) -> Path:
    """The folder of a chapter's figures, beside the chapter."""
    return (project().root if name == "index" else project().notebooks) / f"{name}_files"


def project() -> Project:
    """The project in which the chapter runs."""
    return _project(Path.cwd())


@cache
def _project(folder: Path) -> Project:
    return find_project(folder)


@cache
def _estimates(path: Path) -> pd.DataFrame:
    return read_estimates(path)


@cache
def _edition(path: Path) -> str:
    return hashlib.sha256(canonical_csv(_estimates(path)).encode()).hexdigest()


@cache
def _questionnaire(path: Path) -> Questionnaire:
    return load_questionnaire(path)


@cache
def _scales(path: Path) -> Scales:
    return load_scales(path)
