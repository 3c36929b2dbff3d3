"""The figures of chapter 4 and the appendices, drawn from numbers that are looked up elsewhere.

Each function takes plain values and returns a matplotlib figure; nothing is computed here. Item labels stand
above their bars and not beside them, so that a figure keeps its letters readable on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.drawing import (
    INNER,
    MARGIN,
    box,
    draw_legend,
    footer,
    legend_rows,
    outline,
    write,
)
from stagepact_research.report.style import SMALL, SOFT, TEXT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LINE = 0.48
_BAR = 0.56
_SMALLEST_LABEL = 3.0
"""Percent; a narrower segment has no room for its number, which the alternative text still gives."""


@dataclass(frozen=True)
class Bar:
    """One item: percentages in the order of the legend."""

    label: str
    percentages: tuple[float, ...]
    n: float


@dataclass(frozen=True)
class Dot:
    """One group: a mean with its 95% confidence interval."""

    label: str
    mean: float
    low: float
    high: float
    n: float


def stacked_bars(
    bars: Sequence[Bar], legend: Sequence[str], *, tone: str, beside: int = 0, synthetic: bool
) -> Figure:
    """Horizontal stacked bars with the numbers in the segments; the last `beside` categories are grey."""
    colours = [*style.ramp(tone, len(legend) - beside), *[style.BESIDE] * beside]
    rows = legend_rows(legend)
    labels = [style.wrap(bar.label, TEXT, INNER - 2.2) for bar in bars]
    top = len(rows) * 0.6 + 0.25
    height = top + sum(len(lines) * _LINE + _BAR + 0.36 for lines in labels) + 0.75
    figure, axes = style.canvas(height)
    draw_legend(axes, rows, dict(zip(legend, colours, strict=True)))
    y = top
    for bar, lines in zip(bars, labels, strict=True):
        write(axes, MARGIN, y + len(lines) * _LINE - 0.12, "\n".join(lines), va="baseline")
        n_at = y + len(lines) * _LINE - 0.12
        write(
            axes,
            WIDTH - MARGIN,
            n_at,
            f"n = {nl.count(bar.n)}",
            size=SMALL,
            colour=SOFT,
            ha="right",
            va="baseline",
        )
        y += len(lines) * _LINE
        _draw_bar(axes, y, bar, colours)
        y += _BAR + 0.36
    footer(
        axes,
        height,
        f"% van de teams; onder de {nl.count(_SMALLEST_LABEL)}% zonder getal",
        synthetic,
    )
    return figure


def dots(groups: Sequence[Dot], *, ends: tuple[str, str], synthetic: bool) -> Figure:
    """Means on the whole answer scale from 1 to 5, with confidence intervals."""
    height = 0.3 + len(groups) * 1.35 + 1.1 + 0.75
    figure, axes = style.canvas(height)
    left, right = MARGIN + 0.3, WIDTH - MARGIN - 0.3

    def at(score: float) -> float:
        return left + (score - 1) / 4 * (right - left)

    bottom = 0.3 + len(groups) * 1.35
    for score in range(1, 6):
        axes.plot([at(score)] * 2, [0.3, bottom], color="#d9d9d9", lw=0.8, zorder=0)
        write(axes, at(score), bottom + 0.3, str(score), size=SMALL, ha="center", va="center")
    for score, word, side in ((1, ends[0], "left"), (5, ends[1], "right")):
        write(
            axes,
            at(score) + (-0.1 if side == "left" else 0.1),
            bottom + 0.75,
            word,
            size=SMALL,
            ha=side,
            va="center",
        )
    for i, group in enumerate(groups):
        y = 0.3 + i * 1.35
        write(axes, left - 0.3, y + 0.32, group.label, va="center", halo=True)
        axes.plot([at(group.low), at(group.high)], [y + 0.88] * 2, color=style.TONES["bevorderend"][2], lw=3)
        axes.plot([at(group.mean)], [y + 0.88], "o", color=style.TONES["bevorderend"][2], ms=9, mec="white")
        says = f"{nl.decimal(group.mean, 2)}  (n = {nl.count(group.n)})"
        write(axes, at(group.low) - 0.25, y + 0.88, says, size=SMALL, ha="right", va="center", halo=True)
    footer(axes, height, "Gemiddelde en 95%-betrouwbaarheidsinterval", synthetic)
    return figure


COVERAGE = {
    "volledig": ("V", "hele verdeling gedrukt", style.TONES["bevorderend"][2]),
    "getal": ("G", "een deel in getallen", style.TONES["bevorderend"][1]),
    "woorden": ("W", "alleen bereik of woorden", style.TONES["bevorderend"][0]),
    "niet": ("?", "niet gegeven", style.TONES["belemmerend"][1]),
}
"""What the report gives of the distribution of an item: letter, legend, colour."""


def coverage(items: Mapping[str, Mapping[str, str]]) -> Figure:
    """Questions by letters: how much of each item's distribution the report gives."""
    rows = list(items)
    letters = sorted({letter for given in items.values() for letter in given})
    legend = [f"{letter}  {says}" for letter, says, _ in COVERAGE.values()]
    placed = legend_rows(legend)
    top, cell = len(placed) * 0.6 + 0.85, 0.78
    height = top + len(rows) * (cell + 0.1) + 0.2
    figure, axes = style.canvas(height)
    colours = [colour for _, _, colour in COVERAGE.values()]
    draw_legend(axes, placed, dict(zip(legend, colours, strict=True)))
    left, step = 3.0, (WIDTH - 3.0 - MARGIN) / max(1, len(letters))
    for j, letter in enumerate(letters):
        write(axes, left + (j + 0.5) * step, top - 0.2, letter, size=SMALL, ha="center", va="baseline")
    for i, row in enumerate(rows):
        y = top + i * (cell + 0.1)
        write(axes, MARGIN, y + cell / 2, row, va="center")
        for letter, given in items[row].items():
            symbol, _, colour = COVERAGE[given]
            x = left + letters.index(letter) * step
            box(axes, x + 0.05, y, step - 0.1, cell, colour)
            write(
                axes,
                x + step / 2,
                y + cell / 2,
                symbol,
                colour=style.ink_on(colour),
                ha="center",
                va="center",
            )
    return figure


def _draw_bar(axes: Any, y: float, bar: Bar, colours: Sequence[str]) -> None:
    # Where percentages of one item sum to a little over or under 100, the bar stays whole.
    whole = sum(bar.percentages) or 1.0
    x = MARGIN
    for percentage, colour in zip(bar.percentages, colours, strict=True):
        width = percentage / whole * INNER
        box(axes, x, y, width, _BAR, colour)
        if percentage >= _SMALLEST_LABEL:
            ink = style.ink_on(colour)
            write(
                axes,
                x + width / 2,
                y + _BAR / 2 + 0.01,
                nl.count(percentage),
                colour=ink,
                ha="center",
                va="center",
            )
        x += width
    # The lightest colours hardly differ from the paper: an outline shows where the bar is.
    outline(axes, MARGIN, y, INNER, _BAR)
