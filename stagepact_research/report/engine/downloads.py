"""What a reader can take along from a page: every table as CSV, every figure as SVG and its data as CSV.

A line of links stands under each; the first is the address of the figure or table itself, and the last leads
to where it comes from.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath
from posixpath import relpath

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book

DATA = "gegevens"
_MINUS = re.compile(r"\u2212(?=\d)")
_FORMULA = re.compile(r"[=@\t]|-(?!\d)|\+(?!\d+(?:,\d+)?%?(?: \(|$))")


@dataclass(frozen=True)
class Taken:
    """The blocks of a page with links under figures and tables, and the files that these lead to."""

    blocks: tree.Nodes
    files: Mapping[str, bytes]


@dataclass
class _Page:
    """What is known of a page while its blocks are walked."""

    path: PurePosixPath
    images: Mapping[str, bytes]
    book: Book
    banner: str
    told: str
    files: dict[str, bytes] = field(default_factory=dict)
    unnamed: count[int] = field(default_factory=lambda: count(1))

    def keep(self, name: str, content: bytes) -> tuple[str, str]:
        """Take up a new file beside the page: its address from the page, and its size."""
        folder = f"{self.path.stem}_files"
        self.files[str(self.path.parent / folder / name)] = content
        return f"{folder}/{name}", size(content)

    def source(self) -> list[str]:
        """From which report this is, and what holds for all its numbers."""
        named = ", ".join(part for part in (self.book.title, self.book.author, self.book.date) if part)
        return [named, *([self.banner] if self.banner else [])]


def offer(
    blocks: tree.Nodes,
    page: str,
    images: Mapping[str, bytes],
    book: Book,
    *,
    banner: str = "",
    origin: str = "",
) -> Taken:
    """Put links under every figure and table.

    Parameters
    ----------
    blocks : numbered, with references resolved and for the site only.
    page : the path of the page in the site.
    images : the content of the images by their path from the root.
    banner : what stands on top of every page, and so below the numbers of every table that is taken along.
    origin : the address where the book tells what figures and tables are made of; empty where it does not.
    """
    here = _Page(PurePosixPath(page), images, book, banner, origin)
    return Taken(_walk(blocks, here), here.files)


def without_data(blocks: tree.Nodes) -> tree.Nodes:
    """The blocks without the tables behind figures, which only repeat them."""
    kept: tree.Nodes = tree.rewrite(blocks, lambda node: [] if _is_data(node) else None)
    return kept


def table_csv(table: tree.Node, below: Sequence[str] = ()) -> bytes:
    """A table as a Dutch spreadsheet opens it: semicolons, decimal commas, UTF-8 with a byte order mark.

    Parameters
    ----------
    below : what the numbers are, a line each after an empty line.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    _, _, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]]), *foot[1]]
    for row in rows:
        writer.writerow([cell for one in row[1] for cell in _cells(one)])
    if below:
        writer.writerows([[], *([line.replace(tree.NBSP, " ")] for line in below)])
    return ("\ufeff" + out.getvalue()).encode()


def size(content: bytes) -> str:
    """ "84 kB"."""
    return f"{max(1, round(len(content) / 1000))}{tree.NBSP}kB"


def _cells(cell: list[object]) -> list[str]:
    _, _, _, columns, blocks = cell
    text = _MINUS.sub("-", tree.text_of(blocks).replace(tree.NBSP, " "))
    # A spreadsheet would calculate what looks like a formula.
    text = f"'{text}" if _FORMULA.match(text) else text
    return [text, *[""] * (int(str(columns)) - 1)]


def _walk(blocks: tree.Nodes, page: _Page) -> tree.Nodes:
    result: tree.Nodes = []
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        kind = block["t"]
        if kind == "Figure":
            data = waiting.pop(0) if waiting and _is_data(waiting[0]) else None
            result += _figure(block, data, page)
        elif kind == "Table":
            result += _table(block, page)
        elif kind == "Div":
            attr, inside = block["c"]
            result.append({"t": "Div", "c": [attr, _walk(inside, page)]})
        else:
            result.append(block)
    return result


def _figure(figure: tree.Node, data: tree.Node | None, page: _Page) -> tree.Nodes:
    identifier, _, pairs = tree.attributes(figure)
    name = f"{page.book.words.fig}{tree.NBSP}{pairs['number']}" if "number" in pairs else "Deze figuur"
    links = [_link(f"Link naar {name}", f"#{identifier}")] if identifier else []
    for image in (node for node in tree.nodes(figure) if node["t"] == "Image"):
        path = image["c"][2][0]
        if path.endswith(".svg") and path in page.images:
            address = relpath(path, str(page.path.parent))
            links.append(_link(f"{name} als SVG ({size(page.images[path])})", address, taken=True))
    result = [figure]
    if data is not None:
        title = f"Gegevens bij {name}"
        table = next(node for node in tree.nodes(data) if node["t"] == "Table")
        says = [f"{name}: {tree.text_of(figure['c'][1])}", *page.source()]
        address, large = page.keep(f"{identifier}.csv", table_csv(table, says))
        links.append(_link(f"{title} als CSV ({large})", address, taken=True))
        caption = [None, [{"t": "Plain", "c": tree.words(f"{title}: {tree.text_of(figure['c'][1])}")}]]
        captioned = {"t": "Table", "c": [tree.attr(f"{identifier}-{DATA}"), caption, *table["c"][2:]]}
        result.append(tree.div([captioned], "", ["callout-note"], collapse="true", title=title))
    return [*result, *_line([*links, *_origin(name, pairs, page)])]


def _table(table: tree.Node, page: _Page) -> tree.Nodes:
    identifier, _, pairs = tree.attributes(table)
    name = f"{page.book.words.tbl}{tree.NBSP}{pairs['number']}" if "number" in pairs else "Deze tabel"
    says = [f"{name}: {tree.text_of(table['c'][1])}"] if identifier else []
    file = f"{identifier or f'tabel-{next(page.unnamed)}'}.csv"
    address, large = page.keep(file, table_csv(table, [*says, *page.source()]))
    links = [_link(f"Link naar {name}", f"#{identifier}")] if identifier else []
    links.append(_link(f"{name} als CSV ({large})", address, taken=True))
    return [table, *_line([*links, *_origin(name, pairs, page)])]


def _origin(name: str, pairs: Mapping[str, str], page: _Page) -> tree.Nodes:
    """The link to where a numbered figure or table comes from."""
    return [_link(f"Herkomst van {name}", page.told)] if page.told and "number" in pairs else []


def _is_data(node: tree.Node) -> bool:
    """Whether this is the folded table that output.figure prints behind a figure."""
    if node["t"] != "Div":
        return False
    _, _, pairs = tree.attributes(node)
    folded = pairs.get("collapse") == "true" and pairs.get("title", "").startswith("Gegevens bij ")
    return folded and [block["t"] for block in node["c"][1]] == ["Table"]


def _link(text: str, address: str, *, taken: bool = False) -> tree.Node:
    pairs = [["download", ""]] if taken else []
    return {"t": "Link", "c": [["", [], pairs], tree.words(text), [address, ""]]}


def _line(links: tree.Nodes) -> tree.Nodes:
    if not links:
        return []
    items: list[tree.Nodes] = [[{"t": "Plain", "c": [one]}] for one in links]
    return [tree.div([{"t": "BulletList", "c": items}], "", ["meenemen"])]
