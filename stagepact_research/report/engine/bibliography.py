"""References to sources: which pandoc options they need, and where the list of works stands."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book

TITLE = "Literatuur"


def cites(blocks: tree.Nodes, book: Book) -> bool:
    """Whether there are references to sources; cross-references must have been resolved."""
    return bool(book.bibliography) and any(node["t"] == "Cite" for node in tree.nodes(blocks))


def with_list(blocks: tree.Nodes, heading: tree.Nodes, book: Book) -> tree.Nodes:
    """The blocks with the list of works below a heading at the end, unless they have a place for it."""
    if not cites(blocks, book):
        return blocks
    placed = any(node["t"] == "Div" and tree.attributes(node)[0] == "refs" for node in tree.nodes(blocks))
    return blocks if placed else [*blocks, *heading, tree.div([], "refs", [])]


def options(blocks: tree.Nodes, book: Book, root: Path) -> tuple[list[str], dict[str, object]]:
    """What pandoc needs to resolve the references: its options, and metadata."""
    if not cites(blocks, book):
        return [], {}
    # A work that is not there is a warning to pandoc, and a question mark to the reader.
    asked = ["--citeproc", "--fail-if-warnings", f"--bibliography={root / book.bibliography}"]
    asked += [f"--csl={root / book.csl}"] if book.csl else []
    return asked, {"link-citations": {"t": "MetaBool", "c": True}}
