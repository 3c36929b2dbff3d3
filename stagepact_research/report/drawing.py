"""What every figure is drawn with: words, boxes, a legend and a line of small print.

Positions are centimetres from the top left, as `style.canvas` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stagepact_research.report import style
from stagepact_research.report.style import INK, RULE, SMALL, SOFT, TEXT, WIDTH

MARGIN = 0.15
INNER = WIDTH - 2 * MARGIN


def legend_rows(entries: Sequence[str]) -> list[list[str]]:
    """The entries in as few lines as the width allows."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for entry in entries:
        wide = _entry_width(entry)
        if rows[-1] and used + wide > INNER:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def _entry_width(entry: str) -> float:
    return 0.55 + style.text_width(entry, SMALL) + 0.35


def draw_legend(axes: Any, rows: Sequence[Sequence[str]], colours: Mapping[str, str]) -> None:
    for i, row in enumerate(rows):
        x = MARGIN
        for entry in row:
            box(axes, x, 0.12 + i * 0.6, 0.4, 0.4, colours[entry])
            outline(axes, x, 0.12 + i * 0.6, 0.4, 0.4)
            write(axes, x + 0.55, 0.32 + i * 0.6, entry, size=SMALL, va="center")
            x += _entry_width(entry)


def footer(axes: Any, height: float, says: str, synthetic: bool, width: float = WIDTH) -> None:
    """What is shown, and where the data are synthetic a mark that stays with a copied figure."""
    write(axes, MARGIN, height - 0.35, says, size=SMALL, colour=SOFT, va="center")
    if synthetic:
        frame = {"boxstyle": "round,pad=0.25", "fc": "#fff4e5", "ec": style.WARNING, "lw": 0.9}
        axes.text(
            width - MARGIN - 0.12,
            height - 0.37,
            "synthetische gegevens",
            fontsize=SMALL,
            color=style.WARNING,
            family="DejaVu Sans",
            ha="right",
            va="center",
            bbox=frame,
        )


def box(axes: Any, x: float, y: float, width: float, height: float, colour: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=style.PAPER, linewidth=1.0))


def outline(axes: Any, x: float, y: float, width: float, height: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), width, height, facecolor="none", edgecolor=RULE, linewidth=0.6))


def write(
    axes: Any,
    x: float,
    y: float,
    text: str,
    *,
    size: float = TEXT,
    colour: str = INK,
    ha: str = "left",
    va: str = "center",
    halo: bool = False,
) -> None:
    # A label that crosses a grid line hides it behind itself.
    behind = {"boxstyle": "square,pad=0.1", "fc": style.PAPER, "ec": "none"} if halo else None
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        color=colour,
        family="DejaVu Sans",
        ha=ha,
        va=va,
        bbox=behind,
        linespacing=1.15,
    )
