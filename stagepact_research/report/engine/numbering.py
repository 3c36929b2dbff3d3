"""Numbers of chapters, sections, figures and tables, over the whole book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book, Chapter
from stagepact_research.report.engine.document import ChapterDocument, with_blocks
from stagepact_research.report.engine.errors import DuplicateLabel

LABEL = re.compile(r"^(fig|tbl|sec)-")


@dataclass(frozen=True)
class Target:
    """Something that can be referred to. `number` is empty for an unnumbered section."""

    label: str
    kind: str  # fig, tbl, sec, ch, apx: the word that goes before the number
    number: str
    title: str
    source: str


@dataclass(frozen=True)
class Numbered:
    """The chapters with their numbers written in, and where every label is."""

    documents: tuple[ChapterDocument, ...]
    numbers: Mapping[str, str]
    targets: Mapping[str, Target]
    anchors: Mapping[str, frozenset[str]]


def number_book(book: Book, documents: Iterable[ChapterDocument]) -> Numbered:
    """Number everything as Quarto numbers a book.

    Chapters 1, 2, ..., appendices A, B, ..., sections 4.1, 4.1.1, figures and tables 4.1, 4.2, ... each in
    their own count per chapter. An unnumbered chapter counts its figures without a chapter number. Numbers
    stand in the tree as the attribute `number`.

    Raises
    ------
    DuplicateLabel
        If a label occurs twice in the book.
    """
    by_source = {document.source: document for document in documents}
    targets: dict[str, Target] = {}
    numbers: dict[str, str] = {}
    numbered: list[ChapterDocument] = []
    counts = Counter[bool]()
    for chapter in book.chapters:
        document = by_source[chapter.source]
        number = ""
        if document.numbered:
            counts[chapter.appendix] += 1
            position = counts[chapter.appendix]
            number = ascii_uppercase[position - 1] if chapter.appendix else str(position)
        numbers[chapter.source] = number
        if LABEL.match(document.identifier):
            kind = "apx" if chapter.appendix else "ch"
            title = tree.text_of(document.title)
            _add(targets, Target(document.identifier, kind, number, title, chapter.source))
        numbered.append(with_blocks(document, _number_blocks(document, number, targets)))
    anchors = {document.source: _anchors(document) for document in numbered}
    return Numbered(tuple(numbered), numbers, targets, anchors)


def _anchors(document: ChapterDocument) -> frozenset[str]:
    """What a link can point at in a chapter."""
    kinds = {"Header", "Figure", "Table"}
    inside = (tree.attributes(node)[0] for node in tree.nodes(document.blocks) if node["t"] in kinds)
    return frozenset({document.identifier, *inside}) - {""}


def _number_blocks(document: ChapterDocument, number: str, targets: dict[str, Target]) -> tree.Nodes:
    sections = [0] * 7
    floats = Counter[str]()

    def give(node: tree.Node) -> tree.Node | None:
        kind = node["t"]
        if kind not in {"Header", "Figure", "Table"}:
            return None
        identifier, classes, _ = tree.attributes(node)
        if kind == "Header":
            level = node["c"][0]
            own = "" if "unnumbered" in classes or not number else _section(sections, level, number)
            title, prefix = tree.text_of(node["c"][2]), "sec"
        else:
            prefix = "fig" if kind == "Figure" else "tbl"
            if not identifier.startswith(prefix + "-"):
                return None
            floats[prefix] += 1
            own = f"{number}.{floats[prefix]}" if number else str(floats[prefix])
            title = tree.text_of(node["c"][1])
        if LABEL.match(identifier):
            _add(targets, Target(identifier, prefix, own, title, document.source))
        place = 1 if kind == "Header" else 0
        content = [*node["c"]]
        content[place] = [identifier, classes, [["number", own]] if own else []]
        return {"t": kind, "c": content}

    blocks: tree.Nodes = tree.rewrite(document.blocks, give)
    return blocks


def _section(sections: list[int], level: int, number: str) -> str:
    sections[level] += 1
    sections[level + 1 :] = [0] * (len(sections) - level - 1)
    return ".".join([number, *(str(count) for count in sections[2 : level + 1])])


def _add(targets: dict[str, Target], target: Target) -> None:
    if target.label in targets:
        raise DuplicateLabel(target.source, target.label, targets[target.label].source)
    targets[target.label] = target


def chapter_label(book: Book, chapter: Chapter, number: str) -> str:
    """What stands before a chapter's title: "4", "Bijlage B" or nothing."""
    return f"{book.words.apx} {number}" if chapter.appendix and number else number
