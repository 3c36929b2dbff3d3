"""The log of what was deleted: only ever added to, which a chain of hashes lets anybody check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field

from stagepact_research.archive.errors import (
    BrokenDeletionLog,
    DeletedStillPresent,
    DeletionOutOfOrder,
    WrongDeletion,
)
from stagepact_research.instruments.questionnaire import Model
from stagepact_research.instruments.yaml_source import build, read_yaml

What = Literal["antwoorden", "contactgegevens", "sleutel", "interview"]


class Deletion(Model):
    """One act of deleting."""

    number: int
    date: date
    wave: int
    what: What
    reason: str
    """In general words: no name, no contact detail."""
    count: Annotated[int, Field(ge=1)]
    """How many respondents it was about."""
    responses: tuple[int, ...] = ()
    """The ids of deleted answers, so that an export can be checked for them."""
    chain: str
    """SHA-256 of this entry and, through the chain before it, of all earlier ones."""


class DeletionLog(Model):
    entries: tuple[Deletion, ...] = ()


def load_deletions(path: Path | str) -> DeletionLog:
    """The log in `path`, whole and unchanged.

    Raises
    ------
    InstrumentProblem
        When the file cannot be read or has another shape.
    BrokenDeletionLog
        When an entry was changed, taken away or put in between.
    """
    source = read_yaml(path)
    log = build(DeletionLog, source.data, source)
    before = ""
    for place, entry in enumerate(log.entries, start=1):
        if entry.number != place or entry.chain != chain_of(entry, before):
            raise BrokenDeletionLog(source.where(("entries", place - 1)), place)
        before = entry.chain
    return log


def chain_of(entry: Deletion, before: str) -> str:
    """The hash of an entry after the hash `before` of the entry before it."""
    content = json.dumps(entry.model_dump(mode="json", exclude={"chain"}), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()


def added(
    log: DeletionLog,
    *,
    on: date,
    wave: int,
    what: What,
    reason: str,
    count: int,
    responses: Sequence[int] = (),
) -> Deletion:
    """The next entry of the log.

    Raises
    ------
    WrongDeletion
        When it has no reason, or its numbers do not fit each other.
    DeletionOutOfOrder
        When it is dated before the last one.
    """
    if not reason.strip():
        raise WrongDeletion("de reden is leeg.", "waarom er is gewist, in algemene woorden")
    if len(set(responses)) != len(responses):
        raise WrongDeletion("hetzelfde antwoord is twee keer genoemd.", "elk nummer één keer")
    if len(responses) > count:
        raise WrongDeletion(
            f"{len(responses)} antwoorden van {count} respondenten.", "niet meer antwoorden dan respondenten"
        )
    last = log.entries[-1] if log.entries else None
    if last is not None and on < last.date:
        raise DeletionOutOfOrder(on, last.date)
    bare = Deletion(
        number=len(log.entries) + 1,
        date=on,
        wave=wave,
        what=what,
        reason=reason,
        count=count,
        responses=tuple(sorted(responses)),
        chain="",
    )
    return bare.model_copy(update={"chain": chain_of(bare, last.chain if last else "")})


def with_entry(text: str, entry: Deletion) -> str:
    """The text of the log with one entry more; what stood there stays as it is, character by character."""
    written = yaml.safe_dump([entry.model_dump(mode="json")], allow_unicode=True, sort_keys=False, width=110)
    block = "".join(f"  {line}\n" for line in written.splitlines())
    return text.rstrip("\n").removesuffix("entries: []").rstrip(" ") + _opening(text) + block


def _opening(text: str) -> str:
    return "entries:\n" if text.rstrip().endswith("entries: []") else "\n"


def refuse_deleted(log: DeletionLog, wave: int, ids: Sequence[int], where: str) -> None:
    """Nothing when none of the deleted answers of a wave is among `ids`.

    Raises
    ------
    DeletedStillPresent
    """
    gone = {
        number for e in log.entries if e.wave == wave and e.what == "antwoorden" for number in e.responses
    }
    present = sorted(gone & set(ids))
    if present:
        raise DeletedStillPresent(where, present)
