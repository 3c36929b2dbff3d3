"""Whether raw data, products and site still belong together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.provenance.comparing import (
    output_differences,
    own_differences,
    product_differences,
    remarks,
    site_differences,
)
from stagepact_research.pipeline.provenance.errors import NoRecord
from stagepact_research.pipeline.provenance.recording import OUTPUTS, RECORD
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import Project
from stagepact_research.report.engine import ORIGIN, site_hashes

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
_PARTS = ("files", "products", "chapters", "estimates", "code", "packages", "seeds")


@dataclass(frozen=True)
class Check:
    """One question, what was looked at, and what differs; without differences the answer is yes."""

    question: str
    looked_at: str
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class InHand:
    """What would be recorded of the files as they are now: the record, and the hashes of the products."""

    record: Mapping[str, Any]
    outputs: Mapping[str, Mapping[str, str]]


def verify(project: Project, now: InHand | InputProblem, site: Path | None) -> tuple[Check, ...]:
    """Hold raw files, products and site against what was recorded of them.

    Parameters
    ----------
    now : what would be recorded of the files in hand, or why it cannot be.
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
        checks.append(site_belongs(site, now.record))
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


def products_belong(project: Project, now: InHand) -> Check:
    """The products and chapters in hand against the raw data, the code and the protocol in hand."""
    question = "Horen de producten bij deze gegevens, code en protocol?"
    try:
        stored = _read(project.processed / RECORD, _PARTS)
        outputs = _read(project.processed / OUTPUTS, ())
        differences = product_differences(stored, now.record) + output_differences(outputs, now.outputs)
        noted = tuple(remarks(stored, now.record))
    except NoRecord as problem:
        return Check(question, "niets", (problem.found_where(),))
    except _MALFORMED:
        return Check(question, "niets", (f"{RECORD} is niet door stagepact report geschreven.",))
    made = len(stored["products"]) + len(stored["chapters"])
    return Check(question, f"{made} producten en hoofdstukken", tuple(differences), noted)


def site_belongs(site: Path, now: Mapping[str, Any]) -> Check:
    """The site against its own list of files, and against the products in hand."""
    question = f"Hoort de site in {site.name}/ hierbij, en is zij ongeschonden?"
    try:
        stored = _read(site / ORIGIN, _PARTS)
        listed = dict(stored["site"])
        differences = site_differences(stored, now) + own_differences(listed, site_hashes(site))
    except NoRecord as problem:
        return Check(question, "niets", (problem.found_where(),))
    except _MALFORMED:
        return Check(question, "niets", (f"{ORIGIN} is niet door stagepact report geschreven.",))
    return Check(question, f"{len(listed)} bestanden", tuple(differences))


def all_differences(checks: Sequence[Check]) -> tuple[str, ...]:
    return tuple(one for check in checks for one in check.differences)


def _changed(folder: Path, expected: Mapping[str, str], root: Path) -> list[str]:
    found = []
    for name, sha256 in expected.items():
        path = folder / name
        where = f"{folder.relative_to(root).as_posix()}/{name}"
        if not path.is_file():
            found.append(f"{where} ontbreekt, en staat wel in zijn manifest.")
        elif digest(path) != sha256:
            found.append(f"{where} is niet meer het bestand van zijn manifest.")
    return found


def _read(path: Path, parts: Sequence[str]) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        missing = [part for part in parts if part not in content]
    except FileNotFoundError as error:
        raise NoRecord(path.name, "het bestand ontbreekt.") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise NoRecord(path.name, "het bestand is niet te lezen.") from error
    if missing:
        raise NoRecord(path.name, f"{missing[0]} ontbreekt in het bestand.")
    return content
