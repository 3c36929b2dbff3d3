"""The check of a chapter's document tree: only nodes, classes, attributes and addresses on the list."""

from __future__ import annotations

import re

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.constructs import DIV_CLASSES, SPAN_CLASSES
from stagepact_research.report.engine.errors import UnknownConstruct

_PLAIN = {
    *(
        "Para",
        "Plain",
        "LineBlock",
        "BlockQuote",
        "OrderedList",
        "BulletList",
        "DefinitionList",
        "HorizontalRule",
    ),
    *(
        "Str",
        "Emph",
        "Strong",
        "Strikeout",
        "Superscript",
        "Subscript",
        "SmallCaps",
        "Underline",
        "Quoted",
        "Cite",
    ),
    *("Space", "SoftBreak", "LineBreak", "Math", "Note"),
}
_HELPERS = re.compile(
    r"^(Align|ColWidth|Decimal|Default|Lower|Upper|Example|Period|OneParen|TwoParens|Single|Double)"
)
_HELPER_NAMES = {"InlineMath", "DisplayMath", "NormalCitation", "AuthorInText", "SuppressAuthor"}
_KEYS = {
    "Image": {"fig-alt", "alt", "width", "fig-align"},
    "Div": {"title", "when-format", "collapse", "fig-alt"},
    "Span": {"lang"},
}
_CLASSES = {"Div": DIV_CLASSES, "Header": SPAN_CLASSES, "Link": {"uri", "email"}}
_ADDRESS = re.compile(r"^(https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:)(?!//))", re.IGNORECASE)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")
_WIDTH = re.compile(r"^(100|[1-9]?\d)(\.0+)?%$")


def check_tree(blocks: tree.Nodes, source: str, original: str) -> None:
    """Refuse what could not be rendered the same in both formats, or safely.

    Parameters
    ----------
    original : the chapter's text, in which the line of the construct is looked up.

    Raises
    ------
    UnknownConstruct
    """
    for node in tree.nodes(blocks):
        kind = node["t"]
        if kind in _PLAIN or kind in _HELPER_NAMES or _HELPERS.match(kind):
            continue
        if kind not in {"Header", "CodeBlock", "Code", "Div", "Span", "Link", "Image", "Figure", "Table"}:
            raise UnknownConstruct(source, None, f"het element {kind}")
        _check_attributes(node, source, original)
        # A browser drops control characters and line ends from an address before it looks at the scheme.
        if kind == "Link" and not (_ADDRESS.match(node["c"][2][0]) and node["c"][2][0].isprintable()):
            address = node["c"][2][0]
            raise UnknownConstruct(
                source, line_of(original, address), f"een link naar {address}", "https:// of een pad"
            )


def _check_attributes(node: tree.Node, source: str, original: str) -> None:
    kind = node["t"]
    _, classes, pairs = tree.attributes(node)
    if kind not in {"Code", "CodeBlock"}:
        for name in classes:
            if name not in _CLASSES.get(kind, set()):
                raise UnknownConstruct(source, line_of(original, f".{name}"), f"het kenmerk .{name}")
    for key, value in pairs.items():
        if key not in _KEYS.get(kind, set()):
            raise UnknownConstruct(source, line_of(original, key + "="), f"het kenmerk {key}={value}")
        if key == "lang" and not _LANGUAGE.match(value):
            raise UnknownConstruct(source, line_of(original, value), f"de taal {value}", "en, fr of en-GB")
        if key == "width" and not _WIDTH.match(value):
            raise UnknownConstruct(
                source, line_of(original, f"width={value}"), f"de breedte {value}", "een percentage"
            )


def line_of(text: str, needle: str) -> int | None:
    """The first line in which something stands."""
    for number, line in enumerate(text.split("\n"), 1):
        if needle in line:
            return number
    return None
