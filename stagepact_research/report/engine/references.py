"""Cross-references, links between chapters, and conditional content, resolved for one format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.checking import line_of
from stagepact_research.report.engine.errors import UnresolvedReference
from stagepact_research.report.engine.numbering import LABEL, Numbered, Target


def resolve(
    blocks: tree.Nodes,
    source: str,
    book: Book,
    numbered: Numbered,
    address: Callable[[str, str], str],
    *,
    root: Path,
) -> tree.Nodes:
    """Replace `@fig-x` by "Figuur 4.2" with a link, and links to a .qmd by links to its page.

    Parameters
    ----------
    address : from a chapter's source and an anchor to what a link points at in this format.

    Raises
    ------
    UnresolvedReference
        At a label that is nowhere in the book, or a source while the book has no bibliography.
    """

    targets = numbered.targets

    def missing(label: str) -> UnresolvedReference:
        path = root / source
        original = path.read_text(encoding="utf-8") if path.is_file() else ""
        return UnresolvedReference(source, line_of(original, label), label, list(targets))

    def change(node: tree.Node) -> tree.Node | tree.Nodes | None:
        if node["t"] == "Cite":
            citations = node["c"][0]
            crossrefs = [LABEL.match(one["citationId"]) is not None for one in citations]
            if not any(crossrefs):
                if not book.bibliography:
                    raise missing(citations[0]["citationId"])
                return None
            result: tree.Nodes = []
            for number, one in enumerate(citations):
                label = one["citationId"]
                if label not in targets:
                    raise missing(label)
                result += tree.words(", ") if number else []
                result += [_reference(one, targets[label], book, address), *one["citationSuffix"]]
            return result
        if node["t"] == "Link":
            target, _, anchor = node["c"][2][0].partition("#")
            if target and not target.endswith(".qmd"):
                return None
            path = _joined(PurePosixPath(source).parent / target) if target else source
            if path not in numbered.anchors or (anchor and anchor not in numbered.anchors[path]):
                raise missing(node["c"][2][0])
            return tree.link(node["c"][1], address(path, anchor))
        return None

    resolved: tree.Nodes = tree.rewrite(blocks, change)
    return resolved


def _reference(
    citation: dict[str, object], target: Target, book: Book, address: Callable[[str, str], str]
) -> tree.Node:
    prefix = citation["citationPrefix"]
    if not target.number:
        shown = tree.words(target.title)
    else:
        word = getattr(book.words, target.kind)
        suppressed = citation["citationMode"] == {"t": "SuppressAuthor"}
        shown = [tree.string(target.number)]
        if isinstance(prefix, list) and prefix:
            shown = [*prefix, tree.string(tree.NBSP + target.number)]
        elif not suppressed:
            shown = [tree.string(word + tree.NBSP + target.number)]
    return tree.link(shown, address(target.source, target.label), ["kruisverwijzing"])


def _joined(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def choose_format(blocks: tree.Nodes, output: str) -> tree.Nodes:
    """Keep the content meant for this format and drop the other."""

    def change(node: tree.Node) -> tree.Nodes | None:
        if node["t"] != "Div":
            return None
        _, classes, pairs = tree.attributes(node)
        if "content-visible" in classes:
            return node["c"][1] if pairs["when-format"] == output else []
        if "content-hidden" in classes:
            return [] if pairs["when-format"] == output else node["c"][1]
        return None

    chosen: tree.Nodes = tree.rewrite(blocks, change)
    return chosen
