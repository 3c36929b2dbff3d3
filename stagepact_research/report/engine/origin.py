"""Where figures and tables come from: the section that tells it, and the record that goes with the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

ORIGIN = "_bestanden/herkomst.json"
SECTION = "sec-herkomst-"
"""The section of the book that tells where a chapter's figures and tables come from, by its file name."""


def section_of(source: str) -> str:
    """ "notebooks/4-vragenlijst.qmd" is told about in "sec-herkomst-4-vragenlijst"."""
    return SECTION + PurePosixPath(source).stem


def site_hashes(site: Path) -> dict[str, str]:
    """The SHA-256 of every file of a site but the record itself, by its path."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    named = {path.relative_to(site).as_posix(): path for path in files}
    return {name: _digest(path) for name, path in named.items() if name != ORIGIN}


def write_origin(site: Path, record: Mapping[str, Any]) -> None:
    """Put the record of provenance in the site, with the hash of every file that the site has."""
    path = site / ORIGIN
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {**record, "site": site_hashes(site)}
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
