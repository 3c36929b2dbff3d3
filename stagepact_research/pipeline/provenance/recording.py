"""The record of provenance: what every product and every chapter was made from, with hashes.

It holds no time and no place, so that the same inputs give the same record. It is published with the site and
the archive; hashes of products that are not published are kept apart. A product may hold cells that are too
small to show: whoever knows all the rest could try the few values of such a cell until the hash agrees.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from stagepact_research.pipeline.provenance.data import (
    data_of,
    opened_data,
    raw_about,
    raw_behind,
    raw_provenance,
    read_manifest,
)
from stagepact_research.pipeline.provenance.errors import Unreadable
from stagepact_research.pipeline.provenance.floats import Float, floats_of
from stagepact_research.pipeline.provenance.hashing import (
    code_digest,
    commit,
    own_version,
    package_files,
    versions,
)
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.pipeline.steps import Step
from stagepact_research.protocol import Project

RECORD = "provenance.json"
OUTPUTS = "provenance-outputs.json"
"""The hashes of what every step made, by its name. For `stagepact verify` alone: never published."""
FORMAT = "stagepact-provenance 1"
_PROTOCOL = "protocol.yml"
_TITLE = re.compile(r"^(?:# |title: )\"?(.*?)\"?(?: \{.*\})?$", re.MULTILINE)
_NO_NOTEBOOK = (ValueError, KeyError, TypeError, AttributeError, SyntaxError, RecursionError)
"""What a file raises that is no JSON, or does not have the shape of a notebook."""
Json = dict[str, Any]


def record_step(project: Project, steps: Sequence[Step], chapters: Sequence[Step]) -> Step:
    """The step that writes the record; `chapters` are those of `steps` that execute a chapter."""
    made = tuple(dict.fromkeys(path for step in steps for path in step.writes))
    read = (path for step in steps for path in step.reads)
    return Step(
        "herkomst vastleggen",
        tuple(dict.fromkeys([*read, *made])),
        package_files(),
        (project.processed / RECORD, project.processed / OUTPUTS),
        partial(write_record, project, steps, chapters),
    )


def write_record(project: Project, steps: Sequence[Step], chapters: Sequence[Step]) -> None:
    """Make the record and write it as JSON, with the hashes of the products in a file of their own."""
    _write(make_record(project, steps, chapters), project.processed / RECORD)
    _write(output_hashes(project, steps), project.processed / OUTPUTS)


def output_hashes(project: Project, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """By the name of every step, the files that it made with their hashes."""
    return {
        step.name: {_name(path, project): digest(path) for path in step.writes if path.is_file()}
        for step in steps
    }


def _write(content: Json, path: Path) -> None:
    unfinished = path.with_suffix(".partial")
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)


def make_record(project: Project, steps: Sequence[Step], chapters: Sequence[Step]) -> Json:
    """Everything that is known of where the products and the chapters come from.

    Parameters
    ----------
    steps : the steps that make products, and those that execute chapters.
    chapters : the latter.
    """
    made = {path for step in steps for path in step.writes}
    sources = sorted({path for step in steps for path in step.reads} - made)
    raw = [path for path in raw_behind(sources, (), project.raw) if path.is_file()]
    protocol = project.instruments / _PROTOCOL
    products = [step for step in steps if step not in chapters]
    return {
        "format": FORMAT,
        "code": {
            "version": own_version(),
            "sha256": code_digest(package_files()),
            "commit": commit(project.root),
        },
        "packages": versions(),
        "protocol": {
            "path": _name(protocol, project),
            "version": project.protocol.version,
            "sha256": digest(protocol),
        },
        "seeds": {k: v for k, v in project.protocol.seeds.model_dump().items() if v is not None},
        "snapshots": {str(wave): _snapshot(project, wave) for wave in sorted(project.protocol.waves)},
        "estimates": _estimates(project),
        "files": {_name(path, project): digest(path) for path in sources if path.is_file()},
        "raw": {_name(path, project): raw_about(path) for path in raw},
        "data": _data(project, steps),
        "products": [_step(step, project) for step in products],
        "chapters": [_chapter(step, project) for step in chapters],
    }


def _step(step: Step, project: Project) -> Json:
    return {
        "name": step.name,
        "inputs": [_name(path, project) for path in step.reads],
        "code": code_digest(step.code),
    }


def _chapter(step: Step, project: Project) -> Json:
    """A chapter as a step, and its figures and tables with the names of the data behind each."""
    known = data_of(project)
    executed = next(path for path in step.writes if path.suffix == ".ipynb")
    shown = [
        {"label": one.label, "data": [opened_data(name, known, project).name for name in one.opened]}
        for one in _floats(executed, known, project)
    ]
    source = step.reads[0]
    title = _TITLE.search(source.read_text("utf-8"))
    return {
        **_step(step, project),
        "source": _name(source, project),
        "title": title[1] if title else source.stem,
        "floats": shown,
    }


def _floats(executed: Path, known: Collection[str], project: Project) -> tuple[Float, ...]:
    """The figures and tables of an executed chapter; none where it was not executed yet.

    Raises
    ------
    Unreadable
        When the file is no notebook.
    """
    if not executed.is_file():
        return ()
    try:
        return floats_of(json.loads(executed.read_text("utf-8")), known)
    except (OSError, *_NO_NOTEBOOK) as error:
        raise Unreadable(
            _name(executed, project),
            "het uitgevoerde hoofdstuk",
            "een notebook zoals stagepact report het schrijft",
            "Maak alles opnieuw met: stagepact report",
        ) from error


def _data(project: Project, steps: Sequence[Step]) -> Json:
    """Every kind of data by name: the raw files that it rests on, and what they are."""
    kinds = [*data_of(project).values(), opened_data("", {}, project)]
    found = {kind.name: raw_behind(kind.files, steps, project.raw) for kind in kinds}
    return {
        name: {
            "raw": [_name(path, project) for path in files],
            "provenance": sorted({raw_provenance(path) for path in files}),
        }
        for name, files in found.items()
    }


def _snapshot(project: Project, wave: int) -> Json:
    folder = project.snapshot(wave)
    content = read_manifest(folder)
    kept = {key: content[key] for key in ("seed", "generator", "instrument") if key in content}
    return {
        "folder": _name(folder, project),
        "provenance": raw_provenance(folder / "responses.csv"),
        **kept,
    }


def _estimates(project: Project) -> Json:
    from stagepact_research.estimates import canonical_csv, read_estimates

    if not project.estimates.is_file():
        return {"rows": 0, "sha256": ""}
    try:
        rows = read_estimates(project.estimates)
    except (OSError, ValueError, KeyError) as error:  # pyarrow's own errors are among these
        raise Unreadable(
            _name(project.estimates, project),
            "de tabel met schattingen",
            "een tabel zoals stagepact report haar schrijft",
            "Maak alles opnieuw met: stagepact report",
        ) from error
    return {"rows": len(rows), "sha256": hashlib.sha256(canonical_csv(rows).encode()).hexdigest()}


def _name(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix()
