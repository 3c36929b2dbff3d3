"""The stored result of a plan: a CSV of estimates in data/raw with its manifest, made once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from stagepact_research.analysis.planning import plan_grid
from stagepact_research.analysis.planning.grid import Run
from stagepact_research.estimates import canonical_csv, conform
from stagepact_research.pipeline.fieldwork.files import write_whole, writing
from stagepact_research.pipeline.fieldwork.snapshot import read_manifest
from stagepact_research.pipeline.frame.manifest import as_json, digest
from stagepact_research.pipeline.planning.errors import AlreadyStored
from stagepact_research.protocol import Project

GENERATOR = "stagepact_research.analysis.planning 1"
STATEMENT = (
    "Uitkomst van simulaties met verzonnen teams: hoe vaak een verandering zou worden gevonden. Geen "
    "antwoorden van mensen en geen bevindingen; waarmee is gerekend, staat in "
    "instruments/protocol.yml (planning)."
)
CONVENTIONS = {
    "group": "waarmee de ronde wordt vergeleken: een eerdere ronde, of volgende (een even grote ronde erna)",
    "variant": "n: teams; instellingen; icc: samenhang binnen een instelling; van: percentage in de eerdere "
    "ronde; verandering: procentpunten, of standaardafwijkingen bij een gemiddelde; toetsen: aantal toetsen",
    "power, power_limit": "kans van 0 tot 1; power_limit is het hoogste dat een ronde naast de eerdere haalt",
    "coverage": "hoe vaak het betrouwbaarheidsinterval de echte verandering bevat, van 0 tot 1",
    "smallest_change": "kleinste stijging met de gevraagde kans; leeg als geen enkele stijging die haalt",
    "teams_needed": "aantal teams met de gevraagde kans; note zegt hooguit, meer_dan of niet_haalbaar",
    "n_before, effective_before, effective_after, size_cv, target_power": "waarop alle opzetten berusten",
    "se, n": "simulatiefout; aantal simulaties",
    "lege kolommen": "weggelaten",
}


@dataclass(frozen=True)
class Stored:
    """Where a result is, and whether it was written now; False where the same was there already."""

    path: Path
    new: bool


def make_plan(project: Project, wave: int, *, simulations: int | None, run: Run) -> pd.DataFrame:
    """The rows of the plan of a wave, by the protocol; compared with the last wave before it."""
    planning, protocol = project.planning, project.protocol
    return plan_grid(
        planning,
        wave=wave,
        contrast=contrast_of(project, wave),
        seed=int(protocol.seeds.planning or 0),
        alpha=1 - protocol.statistics.confidence,
        simulations=simulations,
        run=run,
    )


def contrast_of(project: Project, wave: int) -> int:
    """The last wave of the protocol before this one; the one before that was planned at first, if none."""
    earlier = [known for known in project.protocol.waves if known < wave]
    return max(earlier, default=min(project.protocol.waves))


def store_plan(rows: pd.DataFrame, path: Path, about: Mapping[str, Any]) -> Stored:
    """Keep the rows at `path`, named in the manifest beside it; what is there is never replaced.

    Parameters
    ----------
    about : what else the manifest says of the file, such as the seed.

    Raises
    ------
    AlreadyStored
        If there is another file, or the manifest names another content.
    NotWritten
        If the folder cannot be written.
    """
    content = as_csv(rows)
    if path.exists() and (not path.is_file() or path.read_bytes() != content):
        raise AlreadyStored(path)
    manifest: dict[str, Any] = {}
    if (path.parent / "manifest.json").exists():
        manifest = read_manifest(path.parent)
    files = dict(manifest.get("files") or {})
    known = files.get(path.name)
    if known is not None and known.get("sha256") != digest(content):
        raise AlreadyStored(path)
    new = not path.exists()
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if new:
        write_whole(path, content)
    if known is None:
        files[path.name] = described(content, len(rows), about)
        write_whole(path.parent / "manifest.json", as_json({**manifest, "files": files}))
    return Stored(path, new)


def as_csv(rows: pd.DataFrame) -> bytes:
    """The rows as the estimates are written, without the columns that are empty in all of them."""
    used = [column for column, values in conform(rows).items() if (values.notna() & (values != "")).any()]
    whole = list(csv.reader(StringIO(canonical_csv(rows))))
    places = [whole[0].index(str(column)) for column in used]
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([line[place] for place in places] for line in whole)
    return out.getvalue().encode()


def described(content: bytes, rows: int, about: Mapping[str, Any]) -> dict[str, Any]:
    """What the manifest says of the file."""
    return {
        "sha256": digest(content),
        "provenance": "synthetic",
        "public": True,
        "rows": rows,
        "statement": STATEMENT,
        "generator": GENERATOR,
        "version": _version(),
        **about,
        "conventions": CONVENTIONS,
    }


def _version() -> str:
    try:
        return version("stagepact-research")
    except PackageNotFoundError:
        return "onbekend"
