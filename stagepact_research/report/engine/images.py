"""The images of a chapter: a kind that both formats show, and nothing in them that runs or fetches."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from stagepact_research.report.engine.errors import InvalidFigure

_VIEW_BOX = re.compile(rb'viewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)')
_KINDS = {".svg", ".png", ".jpg", ".jpeg"}
_ACTIVE = re.compile(rb"<script|<foreignObject|\son\w+\s*=|<!ENTITY|@import", re.IGNORECASE)
_REFERENCE = re.compile(rb"""(?:\bhref|\bsrc)\s*=\s*["'](?!#|data:image/)""", re.IGNORECASE)
_OUTSIDE = re.compile(rb"""url\(\s*["']?(?!#|data:)""", re.IGNORECASE)


def check_image(content: bytes, source: str, path: str) -> None:
    """Refuse an image of another kind, or an SVG with script or with a reference to elsewhere.

    Raises
    ------
    InvalidFigure
        With what was found.
    """
    kind = PurePosixPath(path).suffix.lower()
    if kind not in _KINDS:
        raise InvalidFigure(source, path, f"heeft de soort {kind or 'zonder naam'}.", "svg, png of jpg")
    if kind != ".svg":
        return
    if _ACTIVE.search(content):
        raise InvalidFigure(
            source, path, "bevat een script of vreemde inhoud.", "een tekening zonder script."
        )
    if _REFERENCE.search(content) or _OUTSIDE.search(content):
        raise InvalidFigure(
            source, path, "verwijst naar een ander bestand.", "een tekening die op zichzelf staat."
        )


def height_to_width(content: bytes) -> float | None:
    """The shape of a drawing, from its viewBox; None where it has none."""
    match = _VIEW_BOX.search(content)
    if not match or float(match[1]) == 0:
        return None
    return float(match[2]) / float(match[1])
