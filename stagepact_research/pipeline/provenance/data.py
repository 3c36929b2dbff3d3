"""The data behind figures and tables: what a function that opens them reads, and what that rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stagepact_research.pipeline.agendas import coded_products, coded_waves
from stagepact_research.pipeline.interviews import interview_sources
from stagepact_research.pipeline.provenance.errors import Unreadable
from stagepact_research.pipeline.provenance.floats import INSTRUMENTS
from stagepact_research.pipeline.steps import PROTECTION, Step
from stagepact_research.protocol import Project
from stagepact_research.report.sources import LATER, WAVE
from stagepact_research.strands.literature import claims_of

_BESIDE = {"manifest.json", "README.md"}


@dataclass(frozen=True)
class Data:
    """A name for the reader, and the files that are read."""

    name: str
    files: tuple[Path, ...] = ()


def data_of(project: Project) -> dict[str, Data]:
    """By the name of the function that opens them in a chapter."""
    processed = project.processed
    wave, later = (processed / str(year) / "estimates.parquet" for year in (WAVE, LATER))
    printed = tuple(project.published(w) for w, one in project.protocol.waves.items() if one.published)
    plans = project.protocol.planning
    planned = tuple(sorted(project.raw.glob(f"*/{plans.result}"))) if plans else ()
    coded = tuple(path for year in coded_waves(project) for path in coded_products(project, year))
    told = tuple(path for path in interview_sources(project) if path.is_relative_to(project.raw))
    scored = (processed / "verification.parquet", *printed)
    return {
        "open_chapter": Data(f"vragenlijst {WAVE}", (wave,)),
        "open_nonresponse": Data(f"vragenlijst, werving en populatie {WAVE}", (wave,)),
        "open_change": Data(f"verandering {WAVE}–{LATER}", (processed / f"change-{WAVE}-{LATER}.parquet",)),
        "open_planning": Data("berekening van de planning", planned),
        "open_published": Data("gedrukte cijfers", printed),
        "open_verification": Data("vergelijking met gedrukte cijfers", scored),
        "fieldwork": Data(f"veldwerk {LATER}", (later,)),
        "open_agendas": Data("codering van kwaliteitsagenda’s", (*coded, *printed)),
        "open_interviews": Data("bevindingen uit de interviews", (*told, *printed)),
        "open_evidence": Data("literatuurscan", (claims_of(project),)),
        "open_synthesis": Data("alle schattingen samen", (project.estimates,)),
        "open_audit": Data("wat is weggelaten", tuple(processed / name for name in PROTECTION)),
        "open_checklists": Data("gedrukte cijfers en rapportagelijsten", printed),
        "open_accessibility": Data("tests van de toegankelijkheid"),
        "open_editions": Data("lijst van wijzigingen"),
        INSTRUMENTS: Data("instrumenten en beschrijvingen van bestanden"),
    }


def opened_data(name: str, known: Mapping[str, Data], project: Project) -> Data:
    """What a function opens; one that is not listed reads the table of estimates."""
    return known.get(name, Data("tabel met schattingen", (project.estimates,)))


def raw_behind(files: Iterable[Path], steps: Iterable[Step], raw: Path) -> tuple[Path, ...]:
    """The raw files that some files rest on, through every step that makes one of them."""
    makers = {path: step for step in steps for path in step.writes}

    @cache
    def behind(path: Path) -> frozenset[Path]:
        if path in makers:
            return frozenset().union(*(behind(read) for read in makers[path].reads))
        own = path.is_relative_to(raw) and path.name not in _BESIDE
        return frozenset([path] if own else [])

    found: frozenset[Path] = frozenset().union(*(behind(path) for path in files))
    return tuple(sorted(found))


def raw_provenance(path: Path) -> str:
    """ "published", "synthetic" or "observed", as the manifest beside a raw file says."""
    whole, entry = _manifest(path)
    own = entry.get("provenance") or ("published" if entry.get("public") else None)
    return str(own or whole.get("provenance", "observed"))


def raw_about(path: Path) -> dict[str, Any]:
    """The provenance of a raw file, and where it was drawn by lot the seed."""
    whole, entry = _manifest(path)
    seed = entry.get("seed", whole.get("seed"))
    return {"provenance": raw_provenance(path)} | ({} if seed is None else {"seed": seed})


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of a folder with raw files; empty where there is none.

    Raises
    ------
    Unreadable
        When it is no JSON, or does not have the shape of a manifest.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    try:
        content = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    files = content.get("files", {}) if isinstance(content, dict) else None
    if not isinstance(files, dict) or not all(isinstance(entry, dict) for entry in files.values()):
        raise Unreadable(
            str(manifest), "het manifest", 'JSON met "files"', "Zet het oorspronkelijke manifest terug."
        )
    return dict(content)


def _manifest(path: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The manifest beside a file, and what it says of the file; empty where there is none."""
    content = read_manifest(path.parent)
    return content, content.get("files", {}).get(path.name, {})
