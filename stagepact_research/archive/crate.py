"""RO-Crate metadata of a deposit: what every file is, and from what and by what it was made.

Source: RO-Crate Metadata Specification 1.1 (https://w3id.org/ro/crate/1.1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from stagepact_research.archive.study import Study
from stagepact_research.protocol import Archive

METADATA = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_FUNDER = "#opdrachtgever"
# Properties of schema.org that the context of 1.1 does not have yet.
_MORE = {"sha256": "http://schema.org/sha256"}
_FORMATS = {
    ".csv": "text/csv",
    ".sav": "application/x-spss-sav",
    ".xml": "application/xml",
    ".html": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".json": "application/json",
    ".yml": "application/yaml",
    ".cff": "application/yaml",
    ".toml": "application/toml",
    ".lock": "text/plain",
    ".bib": "text/x-bibtex",
}
Entity = dict[str, Any]


@dataclass(frozen=True)
class Described:
    """One file of the deposit."""

    path: str
    size: int
    sha256: str
    description: str
    synthetic: bool = False


@dataclass(frozen=True)
class Made:
    """From what and by what the deposit was made."""

    software: str
    version: str
    packages: Mapping[str, str]
    python: str
    inputs: Sequence[tuple[str, str, str]]
    """Of every input its path in the project, its SHA-256 and what it is."""
    seeds: Mapping[str, int]
    protocol: str
    """The version of the study protocol."""


def crate(study: Study, rules: Archive, files: Sequence[Described], made: Made, *, on: date) -> bytes:
    """The content of ro-crate-metadata.json, the same for the same deposit."""
    synthetic = any(file.synthetic for file in files)
    graph = [_descriptor(), _root(study, rules, files, synthetic, on)]
    graph += _folders(files)
    graph += [_file(file) for file in files]
    graph += _action(files, made, on)
    graph += [
        {"@id": "#maker", "@type": "Organization", "name": study.creator},
        *_funder(study),
        {
            "@id": rules.licence_url,
            "@type": "CreativeWork",
            "name": rules.licence,
            "description": "Licentie van de gegevens en hun documentatie; de programmatuur heeft EUPL-1.2.",
        },
    ]
    content = {"@context": [_CONTEXT, _MORE], "@graph": graph}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _funder(study: Study) -> list[Entity]:
    return [{"@id": _FUNDER, "@type": "Organization", "name": study.funder}] if study.funder else []


def _descriptor() -> Entity:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _PROFILE},
    }


def _root(study: Study, rules: Archive, files: Sequence[Described], synthetic: bool, on: date) -> Entity:
    warning = " Dit depot bevat synthetische gegevens: geen antwoorden van mensen, geen bevindingen."
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title,
        "alternateName": study.title_en,
        "description": f"{study.abstract}{warning if synthetic else ''}",
        "datePublished": on.isoformat(),
        "license": {"@id": rules.licence_url},
        "inLanguage": "nl",
        "keywords": [*study.keywords, *study.keywords_en],
        "creator": {"@id": "#maker"},
        "publisher": {"@id": "#maker"},
        **({"funder": {"@id": _FUNDER}} if study.funder else {}),
        "conditionsOfAccess": f"Toegang: {rules.access}. Bewaartermijn: {rules.retention_years} jaar.",
        "hasPart": _refer(_tops(files)),
        "mentions": {"@id": "#gemaakt"},
    }


def _refer(ids: Sequence[str]) -> Entity | list[Entity]:
    """References; one by itself is no list, as the specification recommends."""
    found: list[Entity] = [{"@id": one} for one in ids]
    return found[0] if len(found) == 1 else found


def _tops(files: Sequence[Described]) -> list[str]:
    parts = (PurePosixPath(file.path).parts for file in files)
    return sorted({f"{p[0]}/" if len(p) > 1 else p[0] for p in parts})


def _folders(files: Sequence[Described]) -> list[Entity]:
    """Every folder as a data set of the files in and below it."""
    folders = sorted({str(parent) for f in files for parent in PurePosixPath(f.path).parents} - {"."})
    return [
        {
            "@id": f"{folder}/",
            "@type": "Dataset",
            "name": folder,
            "hasPart": _refer(_inside(folder, folders, files)),
        }
        for folder in folders
    ]


def _inside(folder: str, folders: Sequence[str], files: Sequence[Described]) -> list[str]:
    below = [f"{f}/" for f in folders if str(PurePosixPath(f).parent) == folder]
    return below + [f.path for f in files if str(PurePosixPath(f.path).parent) == folder]


def _file(file: Described) -> Entity:
    path = PurePosixPath(file.path)
    described: Entity = {
        "@id": file.path,
        "@type": "File",
        "name": path.name,
        "description": file.description,
        "encodingFormat": _FORMATS.get(path.suffix, "text/plain"),
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
    if file.synthetic:
        described["description"] = f"{file.description} Synthetische gegevens: geen antwoorden van mensen."
        described["keywords"] = "synthetisch"
    return described


def _action(files: Sequence[Described], made: Made, on: date) -> list[Entity]:
    """How the deposit was made: a CreateAction with its software, inputs, seeds and results."""
    inputs: list[Entity] = [
        {
            "@id": f"#invoer-{number}",
            "@type": "CreativeWork",
            "name": path,
            "description": says,
            "sha256": sha256,
        }
        for number, (path, sha256, says) in enumerate(made.inputs, start=1)
    ]
    seeds: list[Entity] = [
        {
            "@id": f"#beginpunt-{name}",
            "@type": "PropertyValue",
            "name": name,
            "description": "beginpunt van toevalsgetallen",
            "value": value,
        }
        for name, value in sorted(made.seeds.items())
    ]
    packages: list[Entity] = [
        {"@id": f"#pakket-{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}
        for name, version in sorted(made.packages.items())
    ]
    software: Entity = {
        "@id": "#programma",
        "@type": "SoftwareApplication",
        "name": made.software,
        "softwareVersion": made.version,
        "runtimePlatform": f"Python {made.python}",
        "softwareRequirements": _refer([p["@id"] for p in packages]),
        "license": "EUPL-1.2",
    }
    action: Entity = {
        "@id": "#gemaakt",
        "@type": "CreateAction",
        "name": "Het depot maken uit de ruwe gegevens",
        "description": f"Volgens versie {made.protocol} van het studieprotocol.",
        "endTime": on.isoformat(),
        "instrument": {"@id": "#programma"},
        "object": _refer([entity["@id"] for entity in (*inputs, *seeds)]),
        "result": _refer([file.path for file in files]),
        "agent": {"@id": "#maker"},
    }
    return [action, software, *packages, *inputs, *seeds]
