"""Which Markdown the engine renders, and the check that refuses all else with file and line.

Text of a chapter is checked before anything runs; what a cell prints is checked when it is taken up.
"""

from __future__ import annotations

import re

from stagepact_research.report.engine.errors import UnknownConstruct

CALLOUTS = ("callout-note", "callout-tip", "callout-warning", "callout-important", "callout-caution")
FORMATS = {"html": "html", "typst": "typst"}
DIV_CLASSES = {*CALLOUTS, "content-visible", "content-hidden"}
SPAN_CLASSES = {"unnumbered", "unlisted"}

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_DIV = re.compile(r"^\s*:{3,}\s*(?P<attributes>\S.*?)?\s*:*\s*$")
_SHORTCODE = re.compile(r"\{\{<|>\}\}")
_RAW_ATTRIBUTE = re.compile(r"`\{=\w+\}")
_OTHER_LABEL = re.compile(r"\{#(?:eq|lst|thm|lem|cor|prp|cnj|def|exm|exr)-")
_CLASS = re.compile(r"\.([\w-]+)")
_ID = re.compile(r"#([\w-]+)")
_KEY = re.compile(r"([\w-]+)\s*=")
# A tag, a comment or a processing instruction: what pandoc would take for HTML.
_HTML = re.compile(r"(?<!\\)<(?:!--|/?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|\?|!\w)")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)*?\1")


def check_text(text: str, source: str, first_line: int, *, printed: bool = False) -> None:
    """Refuse shortcodes, raw HTML, raw attributes and unknown divs.

    What a cell printed (`printed`) may hold answers of respondents: HTML in it is no reason to stop, for the
    reader of the Markdown shows it as plain text.

    Raises
    ------
    UnknownConstruct
        With the line where it stands.
    """
    fence = ""
    for line, content in enumerate(text.split("\n"), first_line):
        opening = _FENCE.match(content)
        if opening and not fence:
            fence = opening[1]
        elif fence:
            stripped = content.strip()
            if stripped and set(stripped) == {fence[0]} and len(stripped) >= len(fence):
                fence = ""
        else:
            _check_line(content, source, line, printed)


def _check_line(content: str, source: str, line: int, printed: bool) -> None:
    if _RAW_ATTRIBUTE.search(content):
        raise UnknownConstruct(source, line, "ruwe opmaak {=...}", "Markdown")
    prose = _CODE_SPAN.sub("", content)
    if _SHORTCODE.search(prose):
        raise UnknownConstruct(source, line, "een shortcode {{< ... >}}", "Markdown")
    other = _OTHER_LABEL.search(prose)
    if other:
        raise UnknownConstruct(source, line, f"een label {other[0]}...", "#sec-, #fig- of #tbl-")
    tag = None if printed else _HTML.search(prose)
    if tag:
        raise UnknownConstruct(
            source, line, f"HTML ({tag[0]})", "Markdown; schrijf een los kleiner-dan-teken als \\<"
        )
    div = _DIV.match(content)
    if div and div["attributes"]:
        check_div(div["attributes"], source, line)


def check_div(attributes: str, source: str, line: int | None) -> None:
    """Refuse a div that is no callout, float or conditional content."""
    if not attributes.startswith("{"):
        attributes = "." + attributes
    quoted = re.sub(r'"[^"]*"', '""', attributes)
    for name in _CLASS.findall(quoted):
        if name not in DIV_CLASSES:
            raise UnknownConstruct(source, line, f"het blok ::: .{name}", ", ".join(sorted(DIV_CLASSES)))
    for name in _ID.findall(quoted):
        if not name.startswith(("fig-", "tbl-")) and name != "refs":
            raise UnknownConstruct(source, line, f"het blok ::: #{name}", "#fig-..., #tbl-... of #refs")
    for key in _KEY.findall(quoted):
        if key not in {"title", "when-format", "fig-alt", "collapse"}:
            raise UnknownConstruct(source, line, f"het kenmerk {key} bij een blok", "title of when-format")
    if "content-" in quoted:
        chosen = re.search(r'when-format="([^"]*)"', attributes)
        if not chosen or chosen[1] not in FORMATS:
            raise UnknownConstruct(source, line, "een voorwaardelijk blok", 'when-format="html" of "typst"')
