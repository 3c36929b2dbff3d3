"""From what a deposit was made: the raw files with their hashes, and the programs with their versions."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from stagepact_research.archive.crate import Made
from stagepact_research.pipeline.deposit.instruments import deposited_instruments
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import Project

SOFTWARE = "stagepact-research"
_KINDS = {
    "survey": "antwoorden van de vragenlijst",
    "frame": "open onderwijsdata van DUO",
    "agendas": "codering van kwaliteitsagenda's",
    "interviews": "gecodeerde interviews",
    "literature": "uit de literatuur",
}


def made_from(project: Project, waves: Sequence[int]) -> Made:
    """The inputs, software and seeds of a deposit of these waves."""
    return Made(
        software=SOFTWARE,
        version=metadata.version(SOFTWARE),
        packages=packages(),
        python=platform.python_version(),
        inputs=[(_name(project, path), digest(path), _kind(path)) for path in input_files(project, waves)],
        seeds={k: v for k, v in project.protocol.seeds.model_dump().items() if v is not None},
        protocol=project.protocol.version,
    )


def input_files(project: Project, waves: Sequence[int]) -> list[Path]:
    """The raw files that the waves rest on, of the snapshots only those in use; and the instruments."""
    found = {path for folder in ("frame", "literature") for path in (project.raw / folder).rglob("*")}
    for wave in waves:
        folder = project.raw / str(wave)
        found |= set(project.snapshot(wave).iterdir())
        found |= {*folder.glob("*.csv"), *folder.glob("agendas/*"), *folder.glob("interviews/**/*")}
    found |= {path for path in deposited_instruments(project) if path.suffix == ".yml"}
    return sorted(path for path in found if path.is_file())


def packages() -> dict[str, str]:
    """The packages that the program asks for, with the version that is installed."""
    names = [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in metadata.requires(SOFTWARE) or ()]
    return {name: metadata.version(name) for name in names}


def _name(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()


def _kind(path: Path) -> str:
    return next((says for part, says in _KINDS.items() if part in path.parts), "instrument of cijfers")
