"""Which figures and tables a chapter shows, and what the cell that made each looked at.

An executed chapter holds both: the code of a cell with the names it uses, and the labels that it printed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_LABEL = re.compile(r"\{#((?:fig|tbl)-[\w-]+)")
INSTRUMENTS = "instruments"
"""What a cell looked at that opened no data: the questionnaire, the protocol, the manifests."""


@dataclass(frozen=True)
class Float:
    """A figure or table by its label ("fig-kennis"), and the names of the functions that opened its data."""

    label: str
    opened: tuple[str, ...]


def floats_of(notebook: Mapping[str, Any], known: Collection[str]) -> tuple[Float, ...]:
    """The figures and tables of an executed chapter, in the order in which they stand there.

    Parameters
    ----------
    notebook : the content of the .ipynb, as JSON gives it.
    known : names of functions that open data themselves, beside those called open_...
    """
    opened: dict[str, tuple[str, ...]] = {}
    found: list[Float] = []
    for cell in notebook["cells"]:
        code = "".join(cell["source"])
        if cell["cell_type"] != "code":
            found += [Float(label, (INSTRUMENTS,)) for label in _LABEL.findall(code)]
            continue
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                through = _opened_in(node.value, opened, known)
                opened |= {one.id: through for one in node.targets if isinstance(one, ast.Name)}
        used = _opened_in(tree, opened, known) or (INSTRUMENTS,)
        found += [Float(label, used) for label in _labels(cell)]
    return tuple(found)


def _opened_in(
    tree: ast.AST, opened: Mapping[str, tuple[str, ...]], known: Collection[str]
) -> tuple[str, ...]:
    """What a piece of code opens, itself or through the variables that it uses; each name once."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found += opened.get(node.id, ())
        elif isinstance(node, ast.Call):
            name = _called(node)
            found += [name] if name.startswith("open_") or name in known else []
    return tuple(dict.fromkeys(found))


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _labels(cell: Mapping[str, Any]) -> list[str]:
    """The labels in what a cell printed, and in its own options (`#| label: fig-x`)."""
    printed = [_text(output) for output in cell.get("outputs", [])]
    option = str(cell["metadata"].get("stagepact", {}).get("options", {}).get("label", ""))
    own = [option] if option.startswith(("fig-", "tbl-")) else []
    return own + [label for text in printed for label in _LABEL.findall(text)]


def _text(output: Mapping[str, Any]) -> str:
    text = output.get("text") or output.get("data", {}).get("text/markdown", "")
    return "".join(text)
