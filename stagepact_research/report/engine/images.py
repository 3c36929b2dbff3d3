"""The images of a chapter: a kind that both formats show, and nothing in them that runs or fetches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from xml.parsers import expat

from stagepact_research.report.engine.errors import InvalidFigure

_VIEW_BOX = re.compile(rb'viewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)')
_KINDS = {".svg", ".png", ".jpg", ".jpeg"}
_ACTIVE = re.compile(rb"<script|<foreignObject|\son\w+\s*=|<!ENTITY|@import", re.IGNORECASE)
_REFERENCE = re.compile(rb"""(?:\bhref|\bsrc)\s*=\s*["'](?!#|data:image/)""", re.IGNORECASE)
_OUTSIDE = re.compile(rb"""url\(\s*["']?(?!#|data:)""", re.IGNORECASE)
_PIXELS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_XHTML = "http://www.w3.org/1999/xhtml"
# What runs, embeds, or changes a reference while the drawing is shown.
_FOREIGN = {"script", "foreignObject", "iframe", "handler", "listener", "set", "animate", "animateMotion"}
_FOREIGN |= {"animateTransform", "animateColor"}


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
        if not content.startswith(_PIXELS):
            raise InvalidFigure(source, path, "is geen afbeelding.", "een png of jpg met de juiste naam.")
        return
    _check_drawing(content, source, path)
    if _ACTIVE.search(content):
        raise InvalidFigure(
            source, path, "bevat een script of vreemde inhoud.", "een tekening zonder script."
        )
    if _REFERENCE.search(content) or _OUTSIDE.search(content):
        raise InvalidFigure(
            source, path, "verwijst naar een ander bestand.", "een tekening die op zichzelf staat."
        )


def _check_drawing(content: bytes, source: str, path: str) -> None:
    """Read an SVG as a browser does, whatever its encoding and the prefixes of its names."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def element(name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if (space == _XHTML or local in _FOREIGN) or any(
            key.rpartition(" ")[2].lower().startswith("on") for key in attributes
        ):
            raise InvalidFigure(
                source, path, "bevat een script of vreemde inhoud.", "een tekening zonder script."
            )
        for key, value in attributes.items():
            if key.rpartition(" ")[2] in {"href", "src"} and not value.startswith(("#", "data:image/")):
                raise InvalidFigure(
                    source, path, "verwijst naar een ander bestand.", "een tekening die op zichzelf staat."
                )

    def declaration(*_: object) -> None:
        raise InvalidFigure(source, path, "bevat een eigen ENTITY.", "een tekening zonder script.")

    parser.StartElementHandler = element
    parser.EntityDeclHandler = declaration
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InvalidFigure(
            source, path, f"is geen geldige SVG (regel {error.lineno}).", "een hele tekening."
        ) from error


def height_to_width(content: bytes) -> float | None:
    """The shape of a drawing, from its viewBox; None where it has none."""
    match = _VIEW_BOX.search(content)
    if not match or float(match[1]) == 0:
        return None
    return float(match[2]) / float(match[1])
