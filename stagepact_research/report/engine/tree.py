"""Pandoc and its document tree: convert, walk, and make the nodes that the engine needs.

A node is a dict {"t": type, "c": content}; an attribute is [id, [classes], [[key, value], ...]].
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from stagepact_research.report.engine.errors import ConversionFailed

Node: TypeAlias = dict[str, Any]
Nodes: TypeAlias = list[Node]

API_VERSION = [1, 23, 1]
# Quarto's Markdown without whatever lets a text write HTML or Typst by itself.
READER = "markdown-raw_html-raw_attribute-raw_tex-native_divs-native_spans-latex_macros"
NBSP = "\u00a0"


@cache
def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def pandoc(text: str, where: str, *options: str, cwd: Path | None = None) -> str:
    """Run the pandoc program that pypandoc-binary ships.

    Raises
    ------
    ConversionFailed
        With what pandoc says.
    """
    done = subprocess.run(
        [_pandoc(), *options], input=text.encode(), capture_output=True, cwd=cwd, check=False
    )
    if done.returncode != 0:
        raise ConversionFailed("pandoc", where, done.stderr.decode(errors="replace"))
    return done.stdout.decode()


def read_markdown(markdown: str, where: str) -> Nodes:
    blocks: Nodes = json.loads(pandoc(markdown, where, f"--from={READER}", "--to=json"))["blocks"]
    return blocks


def as_json(blocks: Nodes, meta: dict[str, Any] | None = None) -> str:
    return json.dumps({"pandoc-api-version": API_VERSION, "meta": meta or {}, "blocks": blocks})


def nodes(tree: Any) -> Iterator[Node]:
    """Every node of a tree, the outer before the inner."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "t" in item:
                yield item
                waiting.append(item.get("c"))
            else:
                waiting.extend(reversed(item.values()))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def rewrite(tree: Any, change: Callable[[Node], Node | Nodes | None]) -> Any:
    """A copy of the tree in which `change` replaced nodes, from the inside out.

    `change` returns None to keep a node, a node to replace it, or a list to splice in its place. Words and
    spaces are not offered: they are most of a tree, and nobody replaces them.
    """
    if isinstance(tree, list):
        result: list[Any] = []
        for item in tree:
            new = rewrite(item, change) if isinstance(item, dict | list) else item
            # Only a node can become several; a plain list stays one item.
            if isinstance(item, dict) and isinstance(new, list):
                result.extend(new)
            else:
                result.append(new)
        return result
    if "t" not in tree:
        return {
            key: rewrite(value, change) if isinstance(value, dict | list) else value
            for key, value in tree.items()
        }
    content = tree.get("c")
    if not isinstance(content, dict | list):
        return tree
    copy = {"t": tree["t"], "c": rewrite(content, change)}
    changed = change(copy)
    return copy if changed is None else changed


def text_of(tree: Any) -> str:
    """The words of a tree, for search, titles and messages."""
    words: list[str] = []
    _collect(tree, words)
    return " ".join("".join(words).split())


_BREAKS = {"Space", "SoftBreak", "LineBreak"}
_BLOCKS = {"Para", "Plain", "Header", "CodeBlock", "Div", "Figure", "Table"}


def _collect(tree: Any, words: list[str]) -> None:
    if isinstance(tree, list):
        for item in tree:
            _collect(item, words)
    elif isinstance(tree, dict) and "t" in tree:
        kind: str = tree["t"]
        content: Any = tree.get("c")
        if kind == "Str":
            words.append(content)
        elif kind in _BREAKS:
            words.append(" ")
        elif kind in {"Code", "CodeBlock", "Math"}:
            words.append(content[1])
        elif kind == "Quoted":
            words.append("‘" if content[0]["t"] == "SingleQuote" else "“")
            _collect(content[1], words)
            words.append("’" if content[0]["t"] == "SingleQuote" else "”")
        elif kind == "Note":
            words.append(" ")
        elif kind == "Image":
            _collect(content[1], words)
        else:
            _collect(content, words)
        if kind in _BLOCKS:
            words.append(" ")


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Id, classes and key-value pairs of a node that has them."""
    content = node["c"]
    attr = content[1] if node["t"] == "Header" else content[0]
    return attr[0], attr[1], dict(attr[2])


def attr(identifier: str = "", classes: Sequence[str] = (), **pairs: str) -> list[Any]:
    return [identifier, list(classes), [[key.replace("_", "-"), value] for key, value in pairs.items()]]


def string(text: str) -> Node:
    return {"t": "Str", "c": text}


def words(text: str) -> Nodes:
    """Inlines for a plain text, with its spaces as spaces."""
    result: Nodes = []
    for number, word in enumerate(text.split(" ")):
        if number:
            result.append({"t": "Space"})
        if word:
            result.append(string(word))
    return result


def link(inlines: Nodes, target: str, classes: Sequence[str] = ()) -> Node:
    return {"t": "Link", "c": [attr("", classes), inlines, [target, ""]]}


def div(blocks: Nodes, identifier: str = "", classes: Sequence[str] = (), **pairs: str) -> Node:
    return {"t": "Div", "c": [attr(identifier, classes, **pairs), blocks]}


def span(inlines: Nodes, classes: Sequence[str] = ()) -> Node:
    return {"t": "Span", "c": [attr("", classes), inlines]}


def raw(text: str, output: str) -> Node:
    return {"t": "RawInline", "c": [output, text]}


def raw_block(text: str, output: str) -> Node:
    return {"t": "RawBlock", "c": [output, text]}
