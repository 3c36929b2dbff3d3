"""Where a figure or table comes from: the link under each, and the record that goes with the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.numbering import Numbered

ORIGIN = "_bestanden/herkomst.json"
SECTION = "sec-herkomst-"
"""The section of the book that tells where a chapter's figures and tables come from, by its file name."""


def section_of(source: str) -> str:
    """ "notebooks/4-vragenlijst.qmd" is told about in "sec-herkomst-4-vragenlijst"."""
    return SECTION + PurePosixPath(source).stem


def with_links(
    blocks: tree.Nodes, source: str, book: Book, numbered: Numbered, address: Callable[[str, str], str]
) -> tree.Nodes:
    """The same blocks with a link under every numbered figure and table to where it comes from.

    In a book that does not tell it, nothing is added.

    Parameters
    ----------
    address : from a chapter's source and an anchor to what a link points at.
    """
    section = section_of(source)
    if section not in numbered.targets:
        return blocks

    def linked(node: tree.Node) -> tree.Nodes | None:
        if node["t"] not in {"Figure", "Table"}:
            return None
        identifier, _, pairs = tree.attributes(node)
        if not identifier.startswith(("fig-", "tbl-")) or "number" not in pairs:
            return None
        word = book.words.fig if node["t"] == "Figure" else book.words.tbl
        said = tree.words(f"Herkomst van {word}{tree.NBSP}{pairs['number']}")
        where = tree.link(said, address(numbered.targets[section].source, section))
        return [node, tree.div([{"t": "Plain", "c": [where]}], "", ["herkomst"])]

    out: tree.Nodes = tree.rewrite(blocks, linked)
    return out


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
