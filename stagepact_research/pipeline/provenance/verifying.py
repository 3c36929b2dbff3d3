"""Whether raw data, products and site still belong together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.provenance.comparing import (
    own_differences,
    product_differences,
    remarks,
    site_differences,
)
from stagepact_research.pipeline.provenance.errors import NoRecord
from stagepact_research.pipeline.provenance.recording import RECORD
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import Project
from stagepact_research.report.engine import ORIGIN, site_hashes

_PARTS = ("files", "products", "chapters", "estimates", "code", "packages", "seeds")
_REBUILD = "Maak alles opnieuw met: stagepact report"


@dataclass(frozen=True)
class Check:
    """One question, what was looked at, and what differs; without differences the answer is yes."""

    question: str
    looked_at: str
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def verify(project: Project, now: Mapping[str, Any] | InputProblem, site: Path | None) -> tuple[Check, ...]:
    """Hold raw files, products and site against what was recorded of them.

    Parameters
    ----------
    now : the record as it would be written of the files in hand, or why it cannot be made.
    site : the folder of the site, or None where there is none.
    """
    checks = [raw_unchanged(project)]
    if isinstance(now, InputProblem):
        # A raw file that is not the one of its manifest was told already.
        told = checks[0].differences
        why = "is niet na te gaan zolang de ruwe gegevens niet kloppen." if told else now.sentence()
        return (*checks, Check("Horen de producten hierbij?", "niets", (why,)))
    checks.append(products_belong(project, now))
    if site is not None:
        checks.append(site_belongs(site, now))
    return tuple(checks)


def raw_unchanged(project: Project) -> Check:
    """Every file that a manifest names against the hash that it gives."""
    found: list[str] = []
    counted = 0
    for manifest in sorted(project.raw.rglob("manifest.json")):
        where = manifest.relative_to(project.root).as_posix()
        try:
            files = dict(json.loads(manifest.read_text("utf-8")).get("files", {}))
            expected = {name: str(entry["sha256"]) for name, entry in files.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            found.append(f"{where} is niet te lezen.")
            continue
        counted += len(expected)
        found += _changed(manifest.parent, expected, project.root)
    return Check("Zijn de ruwe gegevens onveranderd?", f"{counted} bestanden met een manifest", tuple(found))


def products_belong(project: Project, now: Mapping[str, Any]) -> Check:
    """The products and chapters in hand against the raw data, the code and the protocol in hand."""
    question = "Horen de producten bij deze gegevens, code en protocol?"
    path = project.processed / RECORD
    try:
        stored = _read(path, _REBUILD)
    except NoRecord as problem:
        return Check(question, "niets", (problem.found_where(),))
    made = len(stored["products"]) + len(stored["chapters"])
    differences, noted = product_differences(stored, now), remarks(stored, now)
    return Check(question, f"{made} producten en hoofdstukken", tuple(differences), tuple(noted))


def site_belongs(site: Path, now: Mapping[str, Any]) -> Check:
    """The site against its own list of files, and against the products in hand."""
    question = f"Hoort de site in {site.name}/ hierbij, en is zij ongeschonden?"
    try:
        stored = _read(site / ORIGIN, "")
        listed = dict(stored["site"])
    except NoRecord as problem:
        return Check(question, "niets", (problem.found_where(),))
    except (KeyError, TypeError, ValueError):
        return Check(question, "niets", (f"{ORIGIN} zegt niet welke bestanden de site heeft.",))
    differences = site_differences(stored, now) + own_differences(listed, site_hashes(site))
    return Check(question, f"{len(listed)} bestanden", tuple(differences))


def all_differences(checks: Sequence[Check]) -> tuple[str, ...]:
    return tuple(one for check in checks for one in check.differences)


def _changed(folder: Path, expected: Mapping[str, str], root: Path) -> list[str]:
    found = []
    for name, sha256 in expected.items():
        path = folder / name
        where = path.relative_to(root).as_posix()
        if not path.is_file():
            found.append(f"{where} ontbreekt, en staat wel in zijn manifest.")
        elif digest(path) != sha256:
            found.append(f"{where} is niet meer het bestand van zijn manifest.")
    return found


def _read(path: Path, remedy: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        missing = [part for part in _PARTS if part not in content]
    except FileNotFoundError as error:
        raise NoRecord(path.name, "het bestand ontbreekt.", remedy) from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise NoRecord(path.name, "het bestand is niet te lezen.", remedy) from error
    if missing:
        raise NoRecord(path.name, f"{missing[0]} ontbreekt in het bestand.", remedy)
    return content
