"""From an executed notebook to one Markdown text, with the files that its cells made."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from stagepact_research.report.engine.constructs import check_text
from stagepact_research.report.engine.errors import UnknownConstruct

if TYPE_CHECKING:
    from nbformat import NotebookNode

_IMAGES = {"image/svg+xml": "svg", "image/png": "png"}


@dataclass
class Taken:
    """The Markdown of a chapter and the images that stood in its outputs, by path relative to the chapter."""

    markdown: str = ""
    images: dict[str, bytes] = field(default_factory=dict)


def take_up(notebook: NotebookNode, *, echo: bool, warning: bool) -> Taken:
    """Join text and outputs in the order of the chapter.

    Raises
    ------
    UnknownConstruct
        When a cell printed a construct outside the list, or returned HTML only.
    """
    source = notebook.metadata["stagepact"]["source"]
    taken = Taken()
    stretches = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            stretches.append(cell.source)
            continue
        about = cell.metadata["stagepact"]
        options, line = about["options"], about["line"]
        if options.get("include", True) is False:
            continue
        if options.get("echo", echo):
            stretches.append(_fenced(_without_options(cell.source), "{.python}"))
        if options.get("output", True) is False:
            continue
        label = str(options.get("label", f"cel-{number}"))
        for index, output in enumerate(cell.outputs, 1):
            show_warnings = options.get("warning", warning)
            if output.output_type == "stream" and output.name == "stderr" and not show_warnings:
                continue
            name = label if len(cell.outputs) == 1 else f"{label}-{index}"
            stretches.append(_output(output, options, _Cell(source, line, name), taken))
    taken.markdown = "\n\n".join(stretch.strip("\n") for stretch in stretches if stretch.strip()) + "\n"
    return taken


@dataclass(frozen=True)
class _Cell:
    source: str
    line: int
    name: str


def _output(output: NotebookNode, options: Mapping[str, Any], cell: _Cell, taken: Taken) -> str:
    asis = options.get("output") == "asis"
    if output.output_type == "stream":
        return _printed(output.text, cell) if asis and output.name == "stdout" else _fenced(output.text)
    data = output.get("data", {})
    for kind, extension in _IMAGES.items():
        if kind in data:
            return _image(data[kind], kind, extension, options, cell, taken)
    if "text/markdown" in data:
        return _printed(data["text/markdown"], cell)
    if "text/html" in data:
        raise UnknownConstruct(
            cell.source, cell.line, "een cel die HTML teruggeeft", "een cel die Markdown afdrukt"
        )
    text = data.get("text/plain", "")
    return _printed(text, cell) if asis else _fenced(text)


def _printed(text: str, cell: _Cell) -> str:
    # A message names the line of the cell: lines of what it printed say nothing to the reader.
    try:
        check_text(text, cell.source, cell.line, printed=True)
    except UnknownConstruct as problem:
        raise UnknownConstruct(
            cell.source, cell.line, f"{problem.construct}, afgedrukt door deze cel,"
        ) from problem
    return text


def _image(
    content: str, kind: str, extension: str, options: Mapping[str, Any], cell: _Cell, taken: Taken
) -> str:
    path = f"{PurePosixPath(cell.source).stem}_files/{cell.name}.{extension}"
    taken.images[path] = content.encode() if kind == "image/svg+xml" else base64.b64decode(content)
    caption, alt = str(options.get("fig-cap", "")), str(options.get("fig-alt", ""))
    identifier = f"#{options['label']} " if str(options.get("label", "")).startswith("fig-") else ""
    quoted = alt.replace("\\", "\\\\").replace('"', '\\"')
    return f'![{caption}]({path}){{{identifier}fig-alt="{quoted}"}}' if alt else f"![{caption}]({path})"


def _without_options(code: str) -> str:
    lines = code.split("\n")
    while lines and lines[0].startswith("#|"):
        lines.pop(0)
    return "\n".join(lines)


def _fenced(text: str, attributes: str = "") -> str:
    if not text.strip():
        return ""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{attributes}\n{text.rstrip()}\n{fence}"
