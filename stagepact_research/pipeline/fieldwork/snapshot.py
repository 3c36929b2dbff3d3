"""Snapshots of the responses: folders that are complete or do not exist, and never change.

A pull grows in a staging folder, with a journal of how far it came; only a complete one gets its name, in one
step. So the newest folder with a manifest is the current one, whatever was interrupted.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    flush,
    flush_folder,
    write_whole,
    writing,
)
from stagepact_research.pipeline.snapshots import digest
from stagepact_research.protocol import PULLED

RESPONSES, PARTICIPATION, MANIFEST = "responses.csv", "deelname.csv", "manifest.json"
STAGING = ".ophalen"
_NAME = "%Y-%m-%d-%H%M%S"
_BOM = b"\xef\xbb\xbf"


@dataclass
class Journal:
    """How far a pull came. What is equal in `identity` may be continued by a later one."""

    identity: dict[str, Any]
    started: str
    next_id: int = 1
    size: int = 0
    """Bytes of the response file that are complete."""
    rows: int = 0
    complete: int = 0
    masked: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    contacts: int = 0
    resumed: int = 0


class Staging:
    """The response file of a pull that is going on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.responses, self._journal = folder / RESPONSES, folder / "journaal.json"

    def continued(self, identity: dict[str, Any], started: str, not_before: str) -> Journal:
        """The journal of the interrupted pull when it is the same one and recent enough, else a new one."""
        found = self._read()
        if found is not None and found.identity == identity and found.started >= not_before:
            found.resumed += 1
            return found
        return Journal(identity, started)

    def begin(self, journal: Journal, header: Iterable[str]) -> None:
        """Make the file as long as the journal says; what was written after it is dropped."""
        with writing(self.folder):
            self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            if journal.size:
                with self.responses.open("r+b") as file:
                    file.truncate(journal.size)
                return
            content = _BOM + lines([header])
            with open(self.responses, "wb", opener=_private) as file:
                file.write(content)
                flush(file)
        journal.size = len(content)
        self.save(journal)

    def append(self, journal: Journal, rows: Iterable[Iterable[str]]) -> None:
        content = lines(rows)
        with writing(self.responses), self.responses.open("r+b") as file:
            file.seek(journal.size)
            file.write(content)
            flush(file)
        journal.size += len(content)

    def save(self, journal: Journal) -> None:
        write_whole(self._journal, json.dumps(asdict(journal)).encode(), private=True)

    def close(self, journal: Journal) -> None:
        """Write the empty line with which LimeSurvey ends a file."""
        with writing(self.responses), self.responses.open("r+b") as file:
            file.seek(journal.size)
            file.write(b"\r\n")
            file.truncate()
            flush(file)

    def discard(self) -> None:
        with writing(self.folder):
            shutil.rmtree(self.folder)

    def publish(self, target: Path, manifest: dict[str, Any], participation: bytes) -> None:
        """Give the complete snapshot its name: from now on it is the current one."""
        write_whole(self.folder / PARTICIPATION, participation, private=True)
        files = {
            RESPONSES: {"sha256": digest(self.responses), "rows": manifest["counts"]["responses"]},
            PARTICIPATION: {"sha256": digest(self.folder / PARTICIPATION)},
        }
        text = json.dumps({**manifest, "files": files}, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.folder / MANIFEST, text.encode(), private=True)
        with writing(target):
            self._journal.unlink(missing_ok=True)
            flush_folder(self.folder)
            self.folder.rename(target)
            flush_folder(target.parent)

    def _read(self) -> Journal | None:
        try:
            journal = Journal(**json.loads(self._journal.read_text("utf-8")))
            enough = self.responses.stat().st_size >= journal.size > 0
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return journal if enough else None


def current_snapshot(folder: Path) -> Path | None:
    """The newest complete snapshot that was pulled from a server; None when there is none."""
    complete = [
        path
        for path in sorted(folder.glob(PULLED))
        if (path / MANIFEST).is_file() and "survey_id" in read_manifest(path)
    ]
    return complete[-1] if complete else None


def new_folder(folder: Path, now: datetime) -> Path:
    """A name by the moment in UTC, after that of every snapshot there is, also when a clock was set back."""
    last = max((path.name[:17] for path in folder.glob(PULLED)), default="")
    while (name := f"{now:{_NAME}}") <= last:
        now = max(now, datetime.strptime(last, _NAME).replace(tzinfo=now.tzinfo)) + timedelta(seconds=1)
    return folder / name


def read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputProblem(
            str(path),
            "het manifest is beschadigd.",
            "JSON",
            "Zet de reservekopie van deze map terug, of verplaats haar.",
        )
    return content


def row_digests(path: Path) -> tuple[tuple[str, ...], Iterator[tuple[int, bytes]]]:
    """The header of a response file, and its rows as (id, digest), read one at a time."""
    rows = _rows(path)
    return tuple(next(rows, ())), ((int(row[0]), _row_digest(row)) for row in rows)


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open("r", encoding="utf-8-sig", newline="") as file:
            yield from (row for row in csv.reader(file, delimiter=";", strict=True) if row)
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputProblem(
            str(path), "het bestand is niet te lezen.", "de antwoorden van een pull", "Zet het terug."
        ) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def _row_digest(row: Iterable[str]) -> bytes:
    return hashlib.blake2b("\0".join(row).encode(), digest_size=8).digest()


def in_ranges(numbers: Iterable[int]) -> str:
    """ "1-139, 141": rising numbers, those that follow each other as a range."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in ranges)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A small table in the same form as the responses."""
    return _BOM + lines([header, *rows])


def lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as LimeSurvey writes them: every cell quoted, `;` between cells, CRLF after a row."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
