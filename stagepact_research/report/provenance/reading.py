"""The record of provenance that the pipeline wrote, as the chapter that shows it reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from stagepact_research.report.sources import project

_RECORD = "provenance.json"


@dataclass(frozen=True)
class Origin:
    """What everything was made from. Without a record, `known` is False and there is nothing to show."""

    record: Mapping[str, Any]

    @property
    def known(self) -> bool:
        return bool(self.record)

    def chapters(self) -> list[Mapping[str, Any]]:
        """The chapters that show a figure or a table, in the order of the book."""
        return [one for one in self.record.get("chapters", ()) if one["floats"]]

    def sources(self) -> list[Mapping[str, Any]]:
        """Every recorded chapter with its text."""
        return list(self.record.get("chapters", ()))

    def hash_of(self, path: str) -> str:
        return str(self.record["files"][path])


def open_origin() -> Origin:
    """The record; an empty one where the pipeline has not written it yet."""
    path = project().processed / _RECORD
    return Origin(json.loads(path.read_text("utf-8")) if path.exists() else {})


def stem(chapter: Mapping[str, Any]) -> str:
    """ "4-vragenlijst"."""
    return PurePosixPath(chapter["source"]).stem
