"""The matrix of institutions and themes, by letter and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stagepact_research.report import style
from stagepact_research.report.drawing import MARGIN, box, draw_legend, footer, outline, write
from stagepact_research.report.style import SMALL, TEXT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEVELS = {
    "vermeld": ("V", "vermeld", style.TONES["bevorderend"][2]),
    "deels": ("D", "deels of onduidelijk", style.TONES["bevorderend"][1]),
    "niet": ("N", "niet vermeld, of nee", style.TONES["belemmerend"][0]),
    "niet_gegeven": ("?", "niet gegeven", style.PAPER),
}
"""What a theme can be: letter, legend, colour."""
_WIDTH, _LEFT, _CELL = 10.0, 3.9, 0.95
"""Centimetres; narrow enough for a phone to show the letters at their own size."""


def matrix(
    rows: Sequence[tuple[str, Mapping[str, str]]], *, axis: str = "Instelling", synthetic: bool = False
) -> Figure:
    """Themes (label and level by institution) in rows, institutions in columns."""
    columns = list(rows[0][1])
    legend = [f"{letter}  {says}" for letter, says, _ in LEVELS.values()]
    placed = [legend[:2], legend[2:]]
    top = len(placed) * 0.6 + 1.4
    height = top + len(rows) * (_CELL + 0.08) + (0.9 if synthetic else 0.2)
    figure, axes = style.canvas(height, _WIDTH)
    draw_legend(axes, placed, dict(zip(legend, (colour for *_, colour in LEVELS.values()), strict=True)))
    step = (_WIDTH - _LEFT - MARGIN) / len(columns)
    write(axes, MARGIN, top - 0.3, axis, size=SMALL, va="center")
    for j, column in enumerate(columns):
        write(axes, _LEFT + (j + 0.5) * step, top - 0.3, column, ha="center", va="center")
    for i, (label, levels) in enumerate(rows):
        y = top + i * (_CELL + 0.08)
        lines = "\n".join(style.wrap(label, TEXT, _LEFT - MARGIN - 0.2))
        write(axes, MARGIN, y + _CELL / 2, lines, va="center")
        for j, column in enumerate(columns):
            letter, _, colour = LEVELS[levels[column]]
            x = _LEFT + j * step
            box(axes, x + 0.03, y, step - 0.06, _CELL, colour)
            outline(axes, x + 0.03, y, step - 0.06, _CELL)
            ink = style.ink_on(colour)
            write(axes, x + step / 2, y + _CELL / 2, letter, colour=ink, ha="center", va="center")
    if synthetic:
        footer(axes, height, "", synthetic, _WIDTH)
    return figure
