"""A chapter between its notebook and its pages: a checked document tree and the files that it shows.

It is all that the second phase needs, so it can be kept as one JSON file per chapter.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.checking import check_tree
from stagepact_research.report.engine.errors import InvalidFigure, UnknownConstruct
from stagepact_research.report.engine.images import check_image
from stagepact_research.report.engine.taking import take_up

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class ChapterDocument:
    """A chapter whose text is final but for the numbers and references that other chapters decide.

    `files` holds the images by their path from the root; image targets in `blocks` are such paths.
    """

    source: str
    title: tree.Nodes
    identifier: str
    numbered: bool
    description: str
    blocks: tree.Nodes
    files: Mapping[str, bytes]

    def to_json(self) -> str:
        """The document as text; `from_json` gives it back."""
        fields = {**self.__dict__, "files": {k: base64.b64encode(v).decode() for k, v in self.files.items()}}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ChapterDocument:
        fields = json.loads(text)
        files = {path: base64.b64decode(content) for path, content in fields.pop("files").items()}
        return cls(files=files, **fields)


def render_chapter(notebook: NotebookNode, book: Book, root: Path) -> ChapterDocument:
    """Turn an executed notebook into a document.

    Raises
    ------
    UnknownConstruct
        At Markdown outside the engine's list.
    InvalidFigure
        At an image that is missing, has no alternative text, or could run or fetch something.
    """
    about = notebook.metadata["stagepact"]
    source, front_matter = about["source"], about["front_matter"]
    taken = take_up(notebook, echo=book.echo, warning=book.warning)
    blocks = tree.read_markdown(taken.markdown, source)
    original = (root / source).read_text(encoding="utf-8") if (root / source).is_file() else ""
    check_tree(blocks, source, original)
    blocks = tree.rewrite(blocks, lambda node: _float(node, source))
    blocks, files = _bring_images(blocks, source, root, taken.images)
    head, blocks = _title(blocks, front_matter, source)
    identifier, classes, _ = tree.attributes(head)
    return ChapterDocument(
        source=source,
        title=head["c"][2],
        identifier=identifier,
        numbered="unnumbered" not in classes and not book.chapter(source).is_home,
        description=str(front_matter.get("description", "")),
        blocks=blocks,
        files=files,
    )


def _title(blocks: tree.Nodes, front_matter: Mapping[str, Any], source: str) -> tuple[tree.Node, tree.Nodes]:
    tops = [block for block in blocks if block["t"] == "Header" and block["c"][0] == 1]
    if "title" in front_matter:
        head = {"t": "Header", "c": [1, tree.attr(), tree.words(str(front_matter["title"]))]}
    elif tops:
        head = tops.pop(0)
    else:
        raise UnknownConstruct(source, 1, "een hoofdstuk zonder titel", "# Titel {#sec-...} bovenaan")
    if tops:
        title = tree.text_of(tops[0])
        raise UnknownConstruct(
            source, None, f"een tweede kop van het hoogste niveau ({title})", "## voor paragrafen"
        )
    if head not in blocks:
        return head, blocks
    place = blocks.index(head)
    return head, blocks[:place] + blocks[place + 1 :]


def _float(node: tree.Node, source: str) -> tree.Node | None:
    """A div with a label becomes the one table or figure in it, with its last paragraph as caption."""
    if node["t"] != "Div":
        return None
    identifier, classes, pairs = tree.attributes(node)
    if any(name.startswith("callout-") for name in classes):
        return _titled(node, classes, pairs)
    if not identifier.startswith(("tbl-", "fig-")):
        return None
    kind = "Table" if identifier.startswith("tbl-") else "Figure"
    inside = node["c"][1]
    caption = inside[-1] if inside and inside[-1]["t"] == "Para" else None
    body = [block for block in inside if block is not caption]
    if kind == "Figure" and len(body) == 1 and body[0]["t"] == "Para":
        body = [{"t": "Figure", "c": [tree.attr(), [None, []], [{"t": "Plain", "c": body[0]["c"]}]]}]
    if caption is None or len(body) != 1 or body[0]["t"] != kind:
        what = "een tabel" if kind == "Table" else "een afbeelding"
        raise UnknownConstruct(
            source, None, f"het blok #{identifier}", f"{what} en daarna een alinea als bijschrift"
        )
    content = [*body[0]["c"]]
    content[0] = [identifier, content[0][1], content[0][2]]
    content[1] = [None, [{"t": "Plain", "c": caption["c"]}]]
    return {"t": kind, "c": content}


def _titled(node: tree.Node, classes: list[str], pairs: dict[str, str]) -> tree.Node:
    """A callout whose first heading is its title, as Quarto allows, gets it as an attribute."""
    inside = node["c"][1]
    if "title" not in pairs and inside and inside[0]["t"] == "Header":
        pairs = {**pairs, "title": tree.text_of(inside[0])}
        inside = inside[1:]
    return tree.div(inside, "", classes, **pairs)


def _bring_images(
    blocks: tree.Nodes, source: str, root: Path, made: Mapping[str, bytes]
) -> tuple[tree.Nodes, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    folder = PurePosixPath(source).parent

    def bring(node: tree.Node) -> tree.Node | None:
        if node["t"] != "Image":
            return None
        _, _, pairs = tree.attributes(node)
        target = node["c"][2][0]
        if "://" in target or target.startswith(("/", "data:")):
            raise InvalidFigure(source, target, "staat niet in het project.", "een pad binnen het project.")
        alt = pairs.get("fig-alt") or pairs.get("alt") or tree.text_of(node["c"][1])
        if not alt.strip():
            raise InvalidFigure(source, target, "heeft geen alternatieve tekst.", 'fig-alt="..."')
        path = _normal(folder / target)
        content = made.get(target)
        if content is None:
            if path.startswith("..") or not (root / path).is_file():
                raise InvalidFigure(source, target, "bestaat niet.", f"het bestand {path}")
            content = (root / path).read_bytes()
        check_image(content, source, path)
        files[path] = content
        kept = {"alt": alt, **({"width": pairs["width"]} if "width" in pairs else {})}
        return {"t": "Image", "c": [tree.attr("", (), **kept), node["c"][1], [path, ""]]}

    return tree.rewrite(blocks, bring), files


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def with_blocks(document: ChapterDocument, blocks: tree.Nodes) -> ChapterDocument:
    return replace(document, blocks=blocks)
