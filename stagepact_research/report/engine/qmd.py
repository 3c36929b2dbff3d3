"""A .qmd file taken apart: front matter, stretches of text, code cells, each with its line number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from stagepact_research.report.engine.errors import UnknownConstruct

_FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})\s*(?P<info>.*?)\s*$")
_ENGINE = re.compile(r"^\{\s*(?P<name>[A-Za-z]\w*)\b.*\}$")
_OPTION = re.compile(r"^#\s*\| ?(?P<yaml>.*)$")

# Quarto's own pattern for an inline expression.
INLINE = re.compile(r"(?P<before>^|[^`])`\{python\}[ \t](?P<expression>[^`]+)`", re.MULTILINE)

CELL_OPTIONS = {"label", "output", "echo", "include", "eval", "warning", "fig-cap", "fig-alt"}
FRONT_MATTER = {"title", "description", "lang"}


@dataclass(frozen=True)
class Part:
    """A stretch of text or the code of a cell; `line` is the file's line number of its first line."""

    source: str
    line: int
    is_code: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Qmd:
    """A chapter's source."""

    name: str
    front_matter: Mapping[str, Any]
    parts: tuple[Part, ...]


def parse_qmd(text: str, name: str) -> Qmd:
    """Split a chapter into its parts.

    Raises
    ------
    UnknownConstruct
        At a cell of another language, a raw block, a cell option or a front matter key that is not known.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    front_matter, start = _front_matter(lines, name)
    parts: list[Part] = []
    pending: list[str] = []
    pending_line = start + 1
    index = start

    def flush(next_line: int) -> None:
        nonlocal pending_line
        if "".join(pending).strip():
            parts.append(Part("\n".join(pending), pending_line))
        pending.clear()
        pending_line = next_line

    while index < len(lines):
        fence = _FENCE.match(lines[index])
        if not fence:
            pending.append(lines[index])
            index += 1
            continue
        end = _closing(lines, index, fence["ticks"], name)
        engine = _ENGINE.match(fence["info"])
        if engine is None:
            if fence["info"].startswith("{") and not fence["info"].startswith("{."):
                raise UnknownConstruct(name, index + 1, f"het blok {fence['info']}", "```{python}")
            pending.extend(lines[index : end + 1])
        elif engine["name"] != "python" or fence["info"] != "{python}":
            raise UnknownConstruct(
                name, index + 1, f"een cel {fence['info']}", "```{python}, met opties als #| regels."
            )
        else:
            flush(end + 2)
            code = lines[index + 1 : end]
            parts.append(Part("\n".join(code), index + 2, True, _options(code, index + 2, name)))
        index = end + 1
    flush(len(lines))
    return Qmd(name, front_matter, tuple(parts))


def _front_matter(lines: list[str], name: str) -> tuple[dict[str, Any], int]:
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    for end in range(1, len(lines)):
        if lines[end].rstrip() in {"---", "..."}:
            found = _yaml("\n".join(lines[1:end]), name, 1)
            for key in found:
                if key not in FRONT_MATTER:
                    raise UnknownConstruct(
                        name, 1, f"de sleutel {key} bovenaan het hoofdstuk", ", ".join(sorted(FRONT_MATTER))
                    )
            return found, end + 1
    raise UnknownConstruct(name, 1, "een kop met --- die niet wordt gesloten", "een tweede regel ---")


def _closing(lines: list[str], start: int, ticks: str, name: str) -> int:
    for index in range(start + 1, len(lines)):
        stripped = lines[index].strip()
        if set(stripped) == {ticks[0]} and len(stripped) >= len(ticks):
            return index
    raise UnknownConstruct(name, start + 1, "een codeblok dat niet wordt gesloten", f"een regel met {ticks}")


def _options(code: list[str], line: int, name: str) -> dict[str, Any]:
    found: list[str] = []
    for text in code:
        match = _OPTION.match(text)
        if not match:
            break
        found.append(match["yaml"])
    options = _yaml("\n".join(found), name, line)
    for key in options:
        if key not in CELL_OPTIONS:
            raise UnknownConstruct(name, line, f"de celoptie {key}", ", ".join(sorted(CELL_OPTIONS)))
    if options.get("output", True) not in (True, False, "asis"):
        raise UnknownConstruct(name, line, f"output: {options['output']}", "true, false of asis")
    return options


def _yaml(text: str, name: str, line: int) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text) if text.strip() else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnknownConstruct(name, line, "deze YAML", "sleutel: waarde") from error
    if not isinstance(found, dict):
        raise UnknownConstruct(name, line, f"de optie {text!r}", "sleutel: waarde")
    return found
