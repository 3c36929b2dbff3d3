"""Coded interviews come in: read from another program's file, written as a new folder that never changes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.limesurvey.masking import mask
from stagepact_research.pipeline.fieldwork.contacts import FOLDER as CONTACTS
from stagepact_research.pipeline.fieldwork.contacts import open_store
from stagepact_research.pipeline.fieldwork.files import (
    PRIVATE_FOLDER,
    flush_folder,
    locked,
    write_whole,
    writing,
)
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import Project
from stagepact_research.protocol.project import PRACTICE
from stagepact_research.strands.interviews.refi.coded import (
    ANSWER_COLUMNS,
    CODING_COLUMNS,
    CodedInterviews,
    Digest,
    plain_digest,
)
from stagepact_research.strands.interviews.refi.errors import NotAnArchive
from stagepact_research.strands.interviews.refi.mapping import Mapping
from stagepact_research.strands.interviews.refi.model import Project as Export
from stagepact_research.strands.interviews.refi.project import coded_from_project
from stagepact_research.strands.interviews.refi.reading import read_project
from stagepact_research.strands.interviews.refi.study import Study
from stagepact_research.strands.interviews.refi.tables import (
    Table,
    case_values,
    coded_from_table,
    read_cases,
)

FOLDER, MANIFEST = "interviews", "manifest.json"
_STAGING = ".invoer"
_NO_NAME = re.compile(r"[^\w .,()-]")
_UNKNOWN = f"Zonder contactopslag ({CONTACTS}) krijgen de interviews bij een volgende import nieuwe nummers."
_STATEMENT = "Gecodeerde interviews onder pseudoniem; alleen vrijgegeven citaten staan er als tekst in."


@dataclass(frozen=True)
class Imported:
    """What an import wrote."""

    folder: Path
    coded: CodedInterviews
    origin: str


class OtherKey(InputProblem):
    """Earlier imports used the contact store and this one does not, or another store."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            str(folder),
            "deze import gebruikte een andere sleutel voor de pseudoniemen, of geen.",
            "dezelfde contactopslag als bij de eerste import van deze ronde",
            f"Zet {CONTACTS} zoals bij die import; anders krijgt elk interview een nieuw nummer.",
        )


class SameImport(InputProblem):
    """The file was imported before, with the same result."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(path), f"dit bestand staat al in {folder}; er is niets geschreven.")


def import_interviews(
    project: Project,
    wave: int,
    path: Path,
    study: Study,
    *,
    today: date,
    cases: Path | None = None,
    mapping: Path | None = None,
    synthetic: bool = False,
) -> Imported:
    """Read a .qdpx or .csv file and write data/raw/<wave>/interviews/<date>/; what was there stays as it is.

    Nothing is written when anything is wrong with the file, and nothing that is half written gets its name.

    Raises
    ------
    InputProblem
        For a file that cannot be imported (one of the errors of strands.interviews.refi), a file that was
        imported before, or a disk that is full.
    """
    settings = read_mapping(mapping)
    table = read_cases(_content(cases), cases.name) if cases else None
    digest_of, mark = _digest_of(project, wave)
    parent = project.raw / str(wave) / FOLDER
    with writing(parent):
        parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with locked(parent / ".slot", private=True):
        earlier = _earlier(parent, mark)
        coded, origin = _read(path, study, settings, table, earlier, digest_of)
        files = _files(coded)
        digests = {name: _sha256(content) for name, content in files.items()}
        _refuse_same(parent, path, digests)
        manifest = {
            "provenance": "synthetic" if synthetic else "observed",
            "public": False,
            "statement": _STATEMENT,
            "wave": wave,
            "imported": today.isoformat(),
            # The name of a file may hold an address or a number, as a quote may.
            "source": {"file": mask(path.name)[0], "sha256": digest(path), "program": origin},
            "version": _version(),
            "key": mark,
            "interviews": {name: list(keys) for name, keys in sorted(coded.keys.items())},
            "remarks": list(coded.remarks),
            "files": {
                name: {"sha256": digests[name], "rows": content.count(b"\r\n") - 1}
                for name, content in files.items()
            },
        }
        target = _new_folder(parent, today, synthetic=synthetic)
        _publish(target, files, manifest)
    return Imported(target, coded, origin)


def read_mapping(path: Path | None) -> Mapping:
    """The mapping file, or the defaults without one.

    Raises
    ------
    InputProblem
        With the line that does not fit.
    """
    from stagepact_research.instruments.yaml_source import build, read_yaml

    if path is None:
        return Mapping()
    source = read_yaml(path)
    # YAML gives lists, and the model keeps tuples.
    return build(Mapping, {key: _tuples(value) for key, value in source.data.items()}, source)


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _tuples(part) for key, part in value.items()}
    return value


def _read(
    path: Path,
    study: Study,
    mapping: Mapping,
    cases: Table | None,
    earlier: dict[str, tuple[str, ...]],
    digest_of: Digest | None,
) -> tuple[CodedInterviews, str]:
    if path.suffix.lower() == ".csv":
        if cases is None:
            raise InputProblem(
                str(path.name),
                "bij een CSV-bestand met coderingen hoort een tabel met de interviews en hun groep.",
                "--cases BESTAND.csv",
                "De kolommen staan in data/raw/README.md.",
            )
        content = _content(path)
        coded = coded_from_table(
            content, cases, study, mapping, file=path.name, earlier=earlier, digest=digest_of
        )
        return (coded if digest_of else replace(coded, remarks=(*coded.remarks, _UNKNOWN))), "CSV"
    export = _export(path)
    values = case_values(cases, [source.name for source in export.sources]) if cases else None
    digest_of = digest_of or plain_digest
    coded = coded_from_project(
        export, study, mapping, file=path.name, cases=values, earlier=earlier, digest=digest_of
    )
    return coded, _NO_NAME.sub("", mask(export.origin[:80])[0]) or "onbekend"


def _export(path: Path) -> Export:
    if not path.is_file():
        raise NotAnArchive(path.name, "het bestand bestaat niet of is geen bestand.")
    try:
        with path.open("rb") as file:
            return read_project(file, path.name)
    except OSError:
        raise NotAnArchive(path.name, "het bestand is niet te lezen.") from None


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise InputProblem(path.name, "het bestand bestaat niet of is geen bestand.", "een CSV-bestand")
    try:
        return path.read_bytes()
    except OSError:
        raise InputProblem(path.name, "het bestand is niet te lezen.", "een CSV-bestand") from None


def _digest_of(project: Project, wave: int) -> tuple[Digest | None, str]:
    """The keyed digest of the contact store and the mark of its key, where the environment names a store."""
    if not os.environ.get(CONTACTS, "").strip():
        return None, ""
    store = open_store(project.root)
    return store.coded_interview(wave), store.key_mark()


def _earlier(parent: Path, mark: str) -> dict[str, tuple[str, ...]]:
    """Pseudonym to digests of all imports of the wave, the newest last."""
    found: dict[str, tuple[str, ...]] = {}
    for manifest in _manifests(parent):
        if manifest.get("key", "") != mark:
            raise OtherKey(manifest["folder"])
        for name, keys in manifest.get("interviews", {}).items():
            found[str(name)] = tuple(dict.fromkeys((*found.get(str(name), ()), *map(str, keys))))
    return found


def _manifests(parent: Path) -> Iterable[dict[str, Any]]:
    for path in sorted(parent.glob(f"[0-9]*/{MANIFEST}")):
        try:
            content = json.loads(path.read_text("utf-8"))
            kept = isinstance(content, dict) and isinstance(content.get("interviews", {}), dict)
        except (OSError, ValueError, RecursionError):
            kept = False
        if not kept:
            raise InputProblem(
                str(path), "het manifest is beschadigd.", "JSON", "Zet de reservekopie van deze map terug."
            )
        yield {**content, "folder": path.parent}


def _refuse_same(parent: Path, path: Path, digests: dict[str, str]) -> None:
    for manifest in _manifests(parent):
        files = manifest.get("files", {})
        if {name: entry.get("sha256") for name, entry in files.items()} == digests:
            raise SameImport(path, manifest["folder"])


def _files(coded: CodedInterviews) -> dict[str, bytes]:
    return {
        "interviews.csv": _csv(coded.interview_columns, coded.interviews),
        "answers.csv": _csv(ANSWER_COLUMNS, coded.answers),
        "codings.csv": _csv(CODING_COLUMNS, coded.codings),
    }


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([tuple(columns), *rows])
    return text.getvalue().encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _version() -> str:
    try:
        return version("stagepact-research")
    except PackageNotFoundError:
        return "onbekend"


def _new_folder(parent: Path, today: date, *, synthetic: bool) -> Path:
    """The date; a second import of one day gets a number behind it, so that the newest is last."""
    end = PRACTICE if synthetic else ""
    names = (f"{today.isoformat()}{f'-{number:02d}' if number > 1 else ''}{end}" for number in range(1, 1000))
    return next(parent / name for name in names if not (parent / name).exists())


def _publish(target: Path, files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Write everything beside the folder and give it its name in one step."""
    staging = target.parent / _STAGING
    with writing(target):
        # What an interrupted import left.
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=PRIVATE_FOLDER)
    try:
        for name, content in files.items():
            write_whole(staging / name, content, private=True)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        write_whole(staging / MANIFEST, text.encode(), private=True)
        with writing(target):
            flush_folder(staging)
            os.rename(staging, target)
            flush_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(staging)
        raise
