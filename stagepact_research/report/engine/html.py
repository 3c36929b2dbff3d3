"""The body of a page: a chapter's tree to accessible HTML without inline style or script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path, PurePosixPath
from posixpath import relpath

from stagepact_research.report.engine import bibliography, downloads, tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.document import ChapterDocument
from stagepact_research.report.engine.numbering import Numbered
from stagepact_research.report.engine.origin import section_of
from stagepact_research.report.engine.references import choose_format, resolve

CALLOUT_TITLES = {
    "callout-note": "Opmerking",
    "callout-tip": "Tip",
    "callout-warning": "Waarschuwing",
    "callout-important": "Belangrijk",
    "callout-caution": "Opgelet",
}

_HEADING: tree.Node = {"t": "Header", "c": [2, tree.attr("literatuur"), tree.words(bibliography.TITLE)]}


@dataclass(frozen=True)
class Heading:
    """A heading for the table of contents of a page and for the search index."""

    level: int
    identifier: str
    number: str
    text: str


@dataclass(frozen=True)
class Section:
    """The plain words under one heading; the first one of a page has no heading."""

    heading: Heading | None
    text: str


@dataclass(frozen=True)
class Body:
    """What a page shows, what can be searched in it, and the files that it offers, by path in the site."""

    html: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    files: Mapping[str, bytes]


def chapter_body(
    document: ChapterDocument, book: Book, numbered: Numbered, root: Path, *, banner: str = ""
) -> Body:
    """Convert a numbered chapter to the HTML of its page."""
    page = book.chapter(document.source).page

    def address(source: str, anchor: str) -> str:
        if source == document.source:
            return f"#{anchor}"
        target = relative(page, book.chapter(source).page)
        return f"{target}#{anchor}" if anchor else target

    blocks = choose_format(document.blocks, "html")
    blocks = resolve(blocks, document.source, book, numbered, address, root=root)
    blocks = bibliography.with_list(blocks, [_HEADING], book)
    blocks = _cited(blocks, document.source, book, root)
    headings, sections = _contents(downloads.without_data(blocks))
    told = section_of(document.source)
    origin = address(numbered.targets[told].source, told) if told in numbered.targets else ""
    taken = downloads.offer(blocks, page, document.files, book, banner=banner, origin=origin)
    blocks = tree.rewrite(list(taken.blocks), lambda node: _node(node, page, book))
    return Body(_convert(blocks, document.source, book), headings, sections, taken.files)


def relative(page: str, target: str) -> str:
    """The address of a file of the site as seen from a page."""
    return relpath(target, str(PurePosixPath(page).parent))


def _contents(blocks: tree.Nodes) -> tuple[tuple[Heading, ...], tuple[Section, ...]]:
    headings: list[Heading] = []
    sections: list[Section] = []
    heading: Heading | None = None
    words: list[str] = []
    for block in blocks:
        if block["t"] != "Header":
            words.append(tree.text_of(block))
            continue
        sections.append(Section(heading, " ".join(words)))
        words = []
        identifier, _, pairs = tree.attributes(block)
        heading = Heading(block["c"][0], identifier, pairs.get("number", ""), tree.text_of(block["c"][2]))
        headings.append(heading)
    sections.append(Section(heading, " ".join(words)))
    return tuple(headings), tuple(sections)


def _node(node: tree.Node, page: str, book: Book) -> tree.Node | tree.Nodes | None:
    kind = node["t"]
    if kind == "Header":
        identifier, _, pairs = tree.attributes(node)
        number = pairs.get("number", "")
        before = [tree.span([tree.string(number)], ["nummer"]), {"t": "Space"}] if number else []
        return {"t": "Header", "c": [node["c"][0], tree.attr(identifier), [*before, *node["c"][2]]]}
    if kind in {"Figure", "Table"}:
        identifier, _, pairs = tree.attributes(node)
        word = book.words.fig if kind == "Figure" else book.words.tbl
        content = [
            tree.attr(identifier),
            captioned(node["c"][1], word, pairs.get("number", "")),
            *node["c"][2:],
        ]
        return {"t": kind, "c": content}
    if kind == "Image":
        _, _, pairs = tree.attributes(node)
        width = f"breed-{float(pairs['width'].rstrip('%')):.0f}" if "width" in pairs else ""
        attributes = tree.attr("", [width] if width else [], alt=pairs["alt"])
        return {"t": "Image", "c": [attributes, node["c"][1], [relative(page, node["c"][2][0]), ""]]}
    if kind == "Div":
        return _callout(node)
    return None


def captioned(caption: list[object], word: str, number: str) -> list[object]:
    """A caption with "Figuur 4.2: " before it; one without number stays as it is."""
    blocks = caption[1]
    if not number or not isinstance(blocks, list) or not blocks:
        return caption
    label = tree.span([tree.string(f"{word}{tree.NBSP}{number}:")], ["nummer"])
    first = {"t": "Plain", "c": [label, {"t": "Space"}, *blocks[0]["c"]]}
    return [caption[0], [first, *blocks[1:]]]


def _callout(node: tree.Node) -> tree.Node | tree.Nodes | None:
    _, classes, pairs = tree.attributes(node)
    kind = next((name for name in classes if name in CALLOUT_TITLES), None)
    if kind is None:
        return None
    title = pairs.get("title", CALLOUT_TITLES[kind])
    if "collapse" in pairs:
        shown = " open" if pairs["collapse"] == "false" else ""
        opening = f'<details class="uitklap"{shown}><summary>{escape(title)}</summary>'
        return [tree.raw_block(opening, "html"), *node["c"][1], tree.raw_block("</details>", "html")]
    head = tree.div([{"t": "Plain", "c": [{"t": "Strong", "c": tree.words(title)}]}], "", ["callout-titel"])
    return tree.div([head, *node["c"][1]], "", ["callout", kind], role="note")


def _cited(blocks: tree.Nodes, source: str, book: Book, root: Path) -> tree.Nodes:
    """The blocks with references to sources in words, so that search and CSV have them so too."""
    asked, said = bibliography.options(blocks, book, root)
    if not asked:
        return blocks
    meta: dict[str, object] = {"lang": {"t": "MetaString", "c": book.lang}, **said}
    done = tree.pandoc(tree.as_json(blocks, meta), source, "--from=json", "--to=json", *asked)
    resolved: tree.Nodes = json.loads(done)["blocks"]
    return resolved


def _convert(blocks: tree.Nodes, source: str, book: Book) -> str:
    options = [
        "--from=json",
        "--to=html5",
        "--mathml",
        "--wrap=none",
        "--syntax-highlighting=none",
        "--section-divs",
    ]
    meta = {"lang": {"t": "MetaString", "c": book.lang}}
    return polish(tree.pandoc(tree.as_json(blocks, meta), source, *options))


_HEAD_CELL = re.compile(r"<th(?=[ >])")
_STYLE = re.compile(r' style="([^"]*)"')
_CLASS = re.compile(r'(<\w+[^<>]*) class="([^"]*)"([^<>]*) class="([^"]*)"')
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_BODY = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
_FIGURE_IMAGE = re.compile(r"(<figure[^>]*>\s*)(<img src=\"([^\"]+)\"[^>]*/>)")
# A cell with nothing in it names nothing.
_FIRST_CELL = re.compile(r"(<tr[^>]*>\s*)<td((?:>| [^>]*>)(?!\s*</td>).*?)</td>(?=\s*<td)", re.DOTALL)
_EMPTY_HEAD = re.compile(r'<th scope="col"([^>]*)>\s*</th>')
_HEADING_TAG = re.compile(
    r'(?P<section><section id="(?P<id>[^"]+)"[^>]*>\s*)'
    r"(?P<heading><h(?P<n>\d)[^>]*>(?P<inside>.*?)</h(?P=n)>)",
    re.DOTALL,
)
_CAPTION_ID = re.compile(r"<caption>")
_TABLE_ID = re.compile(r'<table id="([^"]+)"')


def polish(html: str) -> str:
    """What pandoc's HTML lacks: scopes, classes for styles (the pages forbid inline style), scroll frames."""
    html = _STYLE.sub(lambda match: _style_class(match[1]), html)
    html = _CLASS.sub(r'\1 class="\2 \4"\3', html)
    unnamed = count(1)
    html = _TABLE.sub(lambda match: _table(match[0], unnamed), html)
    html = html.replace('<figcaption aria-hidden="true">', "<figcaption>")
    html = html.replace('role="doc-endnotes"', 'role="doc-endnotes" aria-label="Voetnoten"')
    html = html.replace('class="footnote-back"', 'class="footnote-back" aria-label="Terug naar de tekst"')
    html = _HEADING_TAG.sub(_with_permalink, html)
    frame = r'\1<div class="schuif"><a class="vergroot" href="\3">\2</a></div>'
    return _FIGURE_IMAGE.sub(frame, html)


def _with_permalink(match: re.Match[str]) -> str:
    """The heading and beside it a link to itself, which is no part of the heading's name."""
    words = " ".join(re.sub(r"<[^>]+>", "", match["inside"]).split())
    link = f'<a class="permalink" href="#{match["id"]}" aria-label="Link naar {words}">#</a>'
    return f'{match["section"]}<div class="kopregel">{match["heading"]}{link}</div>'


def _style_class(style: str) -> str:
    align = re.search(r"text-align:\s*(\w+)", style)
    if align:
        return f' class="lijn-{align[1]}"'
    width = re.search(r"width:\s*([\d.]+)%", style)
    return f' class="breed-{float(width[1]):.0f}"' if width else ""


def _table(table: str, unnamed: Iterator[int]) -> str:
    body = _BODY.search(table)
    head, rest = (table[: body.start()], table[body.start() :]) if body else (table, "")
    head = _HEAD_CELL.sub('<th scope="col"', head)
    # The first column names the row, unless the table has no more than that.
    rest = _FIRST_CELL.sub(r'\1<th scope="row"\2</th>', rest)
    head = _EMPTY_HEAD.sub(r"<td\1></td>", head)
    identifier = _TABLE_ID.search(table)
    if identifier and "<caption>" in head:
        head = _CAPTION_ID.sub(f'<caption id="{identifier[1]}-bijschrift">', head)
        name = f'aria-labelledby="{identifier[1]}-bijschrift"'
    else:
        name = f'aria-label="Tabel zonder nummer, {next(unnamed)}"'
    return f'<div class="schuif" role="region" tabindex="0" {name}>{head}{rest}</div>'
