"""Whether raw data, products and site still belong together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.provenance.comparing import (
    output_differences,
    own_differences,
    product_differences,
    record_differences,
    remarks,
    site_differences,
)
from stagepact_research.pipeline.provenance.errors import NoRecord
from stagepact_research.pipeline.provenance.recording import OUTPUTS, RECORD
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import Project
from stagepact_research.report.engine import ORIGIN, site_hashes

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
_REMAKE = "Maak de producten en de site opnieuw met: stagepact report"
_RESTORE = (
    "Zet de ruwe bestanden en hun manifest terug zoals ze waren. "
    "Nieuwe gegevens horen in een map van zichzelf.\n"
    "Reken daarna alles opnieuw na met: stagepact verify"
)
_MEND = "Verhelp dit eerst, en reken daarna alles opnieuw na met: stagepact verify"
_PARTS = ("files", "products", "chapters", "estimates", "code", "packages", "seeds")


@dataclass(frozen=True)
class Check:
    """One question, what was looked at, and what differs; without differences the answer is yes."""

    question: str
    looked_at: str
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    remedy: str = _REMAKE
    """What to do when something differs."""


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
        told = bool(checks[0].differences)
        until = "zolang de ruwe gegevens niet kloppen" if told else "zolang het bovenstaande niet klopt"
        why = f"of de producten hierbij horen, is niet na te gaan {until}." if told else now.sentence()
        checks.append(Check("Horen de producten hierbij?", "niets", (why,), remedy=_MEND))
        if site is not None:
            unknown = f"of de site bij de producten hoort, is niet na te gaan {until}."
            checks.append(_site_check(site, lambda _: [unknown]))
        return tuple(checks)
    checks.append(products_belong(project, now))
    if site is not None:
        checks.append(site_belongs(project, site, now.record))
    return tuple(checks)


def remedy_of(checks: Sequence[Check]) -> str:
    """What to do about the first check that tells a difference; the others may follow from it."""
    return next((check.remedy for check in checks if check.differences), "")


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
    looked_at = f"{counted} bestanden met een manifest"
    return Check("Zijn de ruwe gegevens onveranderd?", looked_at, tuple(found), remedy=_RESTORE)


def products_belong(project: Project, now: InHand) -> Check:
    """The products and chapters in hand against the raw data, the code and the protocol in hand."""
    question = "Horen de producten bij deze gegevens, code en protocol?"
    try:
        stored = _read(project.processed / RECORD, _PARTS)
        differences = product_differences(stored, now.record)
        noted = tuple(remarks(stored, now.record))
    except NoRecord as problem:
        return Check(question, "niets", (problem.found_where(),))
    except _MALFORMED:
        return Check(question, "niets", (f"{RECORD} is niet door stagepact report geschreven.",))
    made = len(stored["products"]) + len(stored["chapters"])
    differences += _outputs_belong(project, now)
    return Check(question, f"{made} producten en hoofdstukken", tuple(differences), noted)


def _outputs_belong(project: Project, now: InHand) -> list[str]:
    """The files of the products against the hashes that were kept of them."""
    try:
        return output_differences(_read(project.processed / OUTPUTS, ()), now.outputs)
    except NoRecord as problem:
        return [problem.found_where()]
    except _MALFORMED:
        return [f"{OUTPUTS} is niet door stagepact report geschreven."]


def site_belongs(project: Project, site: Path, now: Mapping[str, Any]) -> Check:
    """The site against its own list of files, the products in hand and the record stored with them."""
    try:
        stored = _read(project.processed / RECORD, _PARTS)
    except NoRecord:  # the check of the products tells that
        stored = None
    own = site.resolve() == project.site.resolve()

    def against(origin: Mapping[str, Any]) -> list[str]:
        found = site_differences(origin, now)
        return found if stored is None else found + record_differences(origin, stored, own=own)

    return _site_check(site, against)


def _site_check(site: Path, against: Callable[[Mapping[str, Any]], list[str]]) -> Check:
    """The site against its own list of files, and its record `against` something else."""
    question = f"Hoort de site in {site.name}/ hierbij, en is zij ongeschonden?"
    try:
        origin = _read(site / ORIGIN, _PARTS)
        listed = dict(origin["site"])
        differences = against(origin) + own_differences(listed, site_hashes(site))
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
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NoRecord(path.name, "het bestand ontbreekt.") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise NoRecord(path.name, "het bestand is niet te lezen.") from error
    if not isinstance(content, dict):
        raise NoRecord(path.name, "het bestand is niet door stagepact report geschreven.")
    missing = [part for part in parts if part not in content]
    if missing:
        raise NoRecord(path.name, f"{missing[0]} ontbreekt in het bestand.")
    return content
