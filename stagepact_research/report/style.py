"""How figures look: sizes, colours, and SVG that is the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Centimetres. At this width a page of A4 shows the letters at their own size and a phone at seven tenths.
WIDTH = 13.0
TEXT = 10.5
SMALL = 9.0

INK = "#1b1b1b"
SOFT = "#4d4d4d"
RULE = "#8a8a8a"
WARNING = "#8c1d04"
PAPER = "#ffffff"

# From little to much, one hue from light to dark, so that order survives any form of colour blindness and
# a print in grey. Blue where much is good for equal chances, orange where much stands in the way.
TONES = {
    "bevorderend": ("#d3e3f3", "#7db3dc", "#0b4f8a"),
    "belemmerend": ("#fbe3cc", "#f0a45d", "#8f3a05"),
}
BESIDE = "#e4e4e4"
"""For answers beside the scale: weet ik niet, niet van toepassing."""


def ramp(tone: str, steps: int) -> tuple[str, ...]:
    """The colours of two or three ordered categories."""
    low, middle, high = TONES[tone]
    return (low, high) if steps == 2 else (low, middle, high)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 for black and 1 for white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """The letter colour that is best read on a colour."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, colour))


@cache
def text_width(text: str, size: float) -> float:
    """The width in centimetres of a line of text in the figures' own letter."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not text.strip():
        return 0.0
    path = TextPath((0, 0), text, size=size, prop=FontProperties(family="DejaVu Sans"))
    # The outline's own points: the exact extents of the curves cost twenty times as much.
    across = path.vertices[:, 0]
    return float(across.max() - across.min()) / 72 * 2.54


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines of at most `width` centimetres; a single longer word stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def canvas(height: float, width: float = WIDTH) -> tuple[Figure, Any]:
    """A figure with one set of axes whose units are centimetres, from the top left down."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 2.54, height / 2.54), facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    return figure, axes


def to_svg(figure: Figure) -> str:
    """The figure as SVG: letters as outlines, no date, ids from a fixed salt: the same bytes every time."""
    import matplotlib as mpl

    settings = {"svg.hashsalt": "stagepact", "svg.fonttype": "path", "font.family": "DejaVu Sans"}
    out = StringIO()
    with mpl.rc_context(settings):  # type: ignore[arg-type]
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def described(svg: str, about: Mapping[str, str]) -> str:
    """The same drawing with Dublin Core elements ("title", "source", ...) in its metadata.

    The drawing is one of `to_svg`, whose metadata names its kind; one without metadata stays as it is.
    """
    lines = [f"    <dc:{name}>{escape(' '.join(text.split()))}</dc:{name}>\n" for name, text in about.items()]
    return svg.replace("   </cc:Work>\n", f"{''.join(lines)}   </cc:Work>\n", 1)
