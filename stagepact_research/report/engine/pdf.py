"""The PDF: all chapters as one Typst document, compiled with fonts that the packages bring along."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from stagepact_research.report.engine import bibliography, tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.document import ChapterDocument
from stagepact_research.report.engine.errors import ConversionFailed
from stagepact_research.report.engine.html import CALLOUT_TITLES
from stagepact_research.report.engine.images import height_to_width
from stagepact_research.report.engine.numbering import LABEL, Numbered, number_book
from stagepact_research.report.engine.references import choose_format, resolve
from stagepact_research.report.engine.site import ASSETS, dutch_date

# PDF/UA-1: tagged, with alternative texts, readable by assistive technology; Typst holds the file to it.
STANDARD: Final = "ua-1"
# Heights and widths as a share of the text's width (16 cm): about 13 cm high at most, 80% wide at least.
TALLEST, NARROWEST = 0.8, 0.8
# Tables up to this many rows stay on one page.
TOGETHER = 20
# What Typst takes for a list, an enumeration, a heading or a term where it begins a line.
_MARKER = re.compile(r"[-+/]|=+|\d+\.")
_LIST = f'#hoofdstuk("")[{bibliography.TITLE}]'


def build_pdf(book: Book, documents: Mapping[str, ChapterDocument], root: Path, *, banner: str = "") -> bytes:
    """Lay the book out on A4 and return the PDF; the same input gives the same bytes.

    Raises
    ------
    ConversionFailed
        With what Typst says, and where.
    """
    import typst

    with TemporaryDirectory(prefix="stagepact-pdf-") as folder:
        place = Path(folder)
        (place / "boek.typ").write_bytes((ASSETS / "boek.typ").read_bytes())
        (place / "rapport.typ").write_text(
            typst_source(book, documents, root, banner=banner), encoding="utf-8"
        )
        for document in documents.values():
            for path, content in document.files.items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(content)
        try:
            result = typst.compile(
                place / "rapport.typ",
                root=place,
                format="pdf",
                font_paths=[_dejavu()],
                ignore_system_fonts=True,
                pdf_standards=STANDARD,
                timestamp=_timestamp(book.date),
            )
        except (RuntimeError, OSError) as error:
            raise ConversionFailed("typst", book.pdf, str(error)) from error
    return bytes(result)


def _dejavu() -> Path:
    """The folder of DejaVu, which matplotlib brings along: the letter of the figures."""
    found = find_spec("matplotlib")  # importing it would take half a second
    if found is None or found.origin is None:
        raise ConversionFailed(
            "typst", "matplotlib", "het pakket met het lettertype van de figuren ontbreekt."
        )
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def _timestamp(date: str) -> int:
    """SOURCE_DATE_EPOCH, or midnight UTC of the book's date."""
    if os.environ.get("SOURCE_DATE_EPOCH", "").isdigit():
        return int(os.environ["SOURCE_DATE_EPOCH"])
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def typst_source(
    book: Book, documents: Mapping[str, ChapterDocument], root: Path, *, banner: str = ""
) -> str:
    """The whole book as one Typst file that imports the template `boek.typ`."""
    numbered = number_book(book, documents.values())
    blocks: tree.Nodes = []
    for document in numbered.documents:
        blocks += _chapter(document, book, numbered, root)
    options = ["--from=json", "--to=typst", "--wrap=none", "--syntax-highlighting=none"]
    meta: dict[str, object] = {"lang": {"t": "MetaString", "c": book.lang}}
    blocks = bibliography.with_list(blocks, [tree.raw_block(_LIST, "typst")], book)
    asked, said = bibliography.options(blocks, book, root)
    body = tree.pandoc(tree.as_json(blocks, {**meta, **said}), book.pdf, *options, *asked)
    head = (
        '#import "boek.typ": *\n'
        f"#show: boek.with(titel: {quote(book.title)}, ondertitel: {quote(book.subtitle)}, "
        f"auteur: {quote(book.author)}, datum: {quote(dutch_date(book.date))}, "
        f"melding: {quote(banner)}, taal: {quote(book.lang)})\n\n"
    )
    return head + body


def quote(text: str) -> str:
    """A Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def anchor(source: str, identifier: str) -> str:
    """A label that is unique in the book: only cross-reference labels are so by themselves."""
    if LABEL.match(identifier):
        return identifier
    stem = PurePosixPath(source).stem
    return re.sub(r"[^\w-]", "-", f"{stem}--{identifier}" if identifier else f"{stem}--hoofdstuk")


def _chapter(document: ChapterDocument, book: Book, numbered: Numbered, root: Path) -> tree.Nodes:
    chapter = book.chapter(document.source)
    number = numbered.numbers[document.source]
    identifiers = {one.source: one.identifier for one in numbered.documents}

    def address(source: str, identifier: str) -> str:
        return "#" + anchor(source, "" if identifier == identifiers[source] else identifier)

    blocks = choose_format(document.blocks, "typst")
    blocks = resolve(blocks, document.source, book, numbered, address, root=root)
    blocks = tree.rewrite(blocks, lambda node: _node(node, document, book))
    opening = f"#hoofdstuk({quote(number)}, bijlage: {'true' if chapter.appendix else 'false'})["
    heading = [
        tree.raw(opening, "typst"),
        *document.title,
        tree.raw(f"] <{anchor(document.source, '')}>", "typst"),
    ]
    return [{"t": "Plain", "c": heading}, *blocks]


def _node(node: tree.Node, document: ChapterDocument, book: Book) -> tree.Node | tree.Nodes | None:
    kind, source = node["t"], document.source
    if kind == "Header":
        level, _, inlines = node["c"]
        identifier, classes, pairs = tree.attributes(node)
        listed = "false" if "unlisted" in classes else "true"
        opening = f"#kop({level}, {quote(pairs.get('number', ''))}, opgenomen: {listed})["
        closing = f"] <{anchor(source, identifier)}>"
        return {"t": "Plain", "c": [tree.raw(opening, "typst"), *inlines, tree.raw(closing, "typst")]}
    if kind in ("Plain", "Para"):
        return _text(node)
    if kind == "Math":
        return _equation(node)
    if kind == "Span":
        return _language(node)
    if kind == "Image":
        return tree.raw(_image(node, document.files), "typst")
    if kind == "Figure":
        return _framed(node, source, book.words.fig, node["c"][2])
    if kind == "Table":
        content = [tree.attr("", ["typst:no-figure"]), [None, []], *node["c"][2:]]
        table: tree.Nodes = [{"t": "Table", "c": content}]
        if _rows(node) <= TOGETHER:
            table = [
                tree.raw_block("#block(breakable: false)[", "typst"),
                *table,
                tree.raw_block("]", "typst"),
            ]
        return _framed(node, source, book.words.tbl, table)
    if kind == "Div":
        return _callout(node)
    return None


def _text(node: tree.Node) -> tree.Node | None:
    """A text that begins with a sign of Typst's own, such as "+ vult aan" in a cell, stays a text."""
    first = node["c"][0] if node["c"] else None
    if first is None or first["t"] != "Str" or not _MARKER.fullmatch(first["c"]):
        return None
    return {**node, "c": [tree.raw("#[]", "typst"), *node["c"]]}


def _rows(table: tree.Node) -> int:
    """The rows of the bodies of a table."""
    return sum(len(body[3]) for body in table["c"][4])


def _equation(node: tree.Node) -> tree.Nodes:
    """A formula, with its TeX source for who cannot see it."""
    block = "true" if node["c"][0]["t"] == "DisplayMath" else "false"
    opening = f"#math.equation(alt: {quote(node['c'][1])}, block: {block}, "
    return [tree.raw(opening, "typst"), node, tree.raw(".body)", "typst")]


def _language(node: tree.Node) -> tree.Nodes | None:
    """Words of another language with their mark, which pandoc leaves out."""
    _, _, pairs = tree.attributes(node)
    if "lang" not in pairs:
        return None
    language, _, region = pairs["lang"].partition("-")
    where = f", region: {quote(region)}" if region else ""
    return [
        tree.raw(f"#text(lang: {quote(language)}{where})[", "typst"),
        *node["c"][1],
        tree.raw("]", "typst"),
    ]


def _image(node: tree.Node, files: Mapping[str, bytes]) -> str:
    _, _, pairs = tree.attributes(node)
    path = node["c"][2][0]
    width = pairs.get("width") or f"{_fitting(files[path]):.0%}"
    return f"#image({quote(path)}, alt: {quote(pairs['alt'])}, width: {width})"


def _fitting(content: bytes) -> float:
    """The share of the text's width for a figure: a tall one is narrowed, but its words stay readable."""
    shape = height_to_width(content)
    return 1.0 if shape is None else min(1.0, max(NARROWEST, TALLEST / shape))


def _framed(node: tree.Node, source: str, word: str, body: tree.Nodes) -> tree.Nodes:
    """A figure or table with our own number; without caption and label just its content."""
    identifier, _, pairs = tree.attributes(node)
    caption = node["c"][1][1]
    if not caption:
        return body
    kind = "table" if node["t"] == "Table" else "image"
    # A figure may float to the top or foot of a page, so that it leaves no gap; a table stays and may break.
    placement = "none" if node["t"] == "Table" else "auto"
    number = pairs.get("number", "")
    numbering = f"(..) => {quote(number)}" if number else "none"
    opening = (
        f"#figure(kind: {kind}, supplement: {quote(word)}, numbering: {numbering}, "
        f"placement: {placement}, caption: ["
    )
    label = f"] <{anchor(source, identifier)}>" if identifier else "]"
    inlines = [inline for block in caption for inline in block.get("c", [])]
    head = {"t": "Plain", "c": [tree.raw(opening, "typst"), *inlines, tree.raw("])[", "typst")]}
    return [head, *body, tree.raw_block(label, "typst")]


def _callout(node: tree.Node) -> tree.Nodes | None:
    _, classes, pairs = tree.attributes(node)
    kind = next((name for name in classes if name in CALLOUT_TITLES), None)
    if kind is None:
        return None
    title = pairs.get("title", CALLOUT_TITLES[kind])
    opening = f"#kader({quote(kind.removeprefix('callout-'))}, {quote(title)})["
    return [tree.raw_block(opening, "typst"), *node["c"][1], tree.raw_block("]", "typst")]
