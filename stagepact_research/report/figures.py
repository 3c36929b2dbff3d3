"""The figures of chapter 4 and the appendices, drawn from numbers that are looked up elsewhere.

Each function takes plain values and returns a matplotlib figure; nothing is computed here. Item labels stand
above their bars and not beside them, so that a figure keeps its letters readable on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.style import INK, RULE, SMALL, SOFT, TEXT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARGIN = 0.15
_INNER = WIDTH - 2 * _MARGIN
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


@dataclass(frozen=True)
class Scree:
    """The eigenvalues of one scale and the threshold of the parallel analysis."""

    label: str
    observed: tuple[float, ...]
    threshold: tuple[float, ...]
    components: int


def stacked_bars(
    bars: Sequence[Bar], legend: Sequence[str], *, tone: str, beside: int = 0, synthetic: bool
) -> Figure:
    """Horizontal stacked bars with the numbers in the segments; the last `beside` categories are grey."""
    colours = [*style.ramp(tone, len(legend) - beside), *[style.BESIDE] * beside]
    rows = _legend_rows(legend)
    labels = [style.wrap(bar.label, TEXT, _INNER - 2.2) for bar in bars]
    top = len(rows) * 0.6 + 0.25
    height = top + sum(len(lines) * _LINE + _BAR + 0.36 for lines in labels) + 0.75
    figure, axes = style.canvas(height)
    _draw_legend(axes, rows, dict(zip(legend, colours, strict=True)))
    y = top
    for bar, lines in zip(bars, labels, strict=True):
        _write(axes, _MARGIN, y + len(lines) * _LINE - 0.12, "\n".join(lines), va="baseline")
        n_at = y + len(lines) * _LINE - 0.12
        _write(
            axes,
            WIDTH - _MARGIN,
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
    _footer(
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
    left, right = _MARGIN + 0.3, WIDTH - _MARGIN - 0.3

    def at(score: float) -> float:
        return left + (score - 1) / 4 * (right - left)

    bottom = 0.3 + len(groups) * 1.35
    for score in range(1, 6):
        axes.plot([at(score)] * 2, [0.3, bottom], color="#d9d9d9", lw=0.8, zorder=0)
        _write(axes, at(score), bottom + 0.3, str(score), size=SMALL, ha="center", va="center")
    for score, word, side in ((1, ends[0], "left"), (5, ends[1], "right")):
        _write(
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
        _write(axes, left - 0.3, y + 0.32, group.label, va="center", halo=True)
        axes.plot([at(group.low), at(group.high)], [y + 0.88] * 2, color=style.TONES["bevorderend"][2], lw=3)
        axes.plot([at(group.mean)], [y + 0.88], "o", color=style.TONES["bevorderend"][2], ms=9, mec="white")
        says = f"{nl.decimal(group.mean, 2)}  (n = {nl.count(group.n)})"
        _write(axes, at(group.low) - 0.25, y + 0.88, says, size=SMALL, ha="right", va="center", halo=True)
    _footer(axes, height, "Gemiddelde en 95%-betrouwbaarheidsinterval", synthetic)
    return figure


def scree_plots(plots: Sequence[Scree], *, synthetic: bool) -> Figure:
    """Small multiples: eigenvalues against the threshold of the parallel analysis."""
    columns, tall = 2, 3.6
    rows = -(-len(plots) // columns)
    top, height = 0.75, 0.75 + rows * tall + 0.75
    figure, axes = style.canvas(height)
    blue, grey = style.TONES["bevorderend"][2], SOFT
    axes.plot([_MARGIN, _MARGIN + 0.7], [0.3, 0.3], "-o", color=blue, ms=4, lw=1.5)
    _write(axes, _MARGIN + 0.9, 0.3, "gevonden", size=SMALL, va="center")
    axes.plot([4.0, 4.7], [0.3, 0.3], "--", color=grey, lw=1.5)
    _write(axes, 4.9, 0.3, "drempel van de parallelle analyse", size=SMALL, va="center")
    wide = WIDTH / columns
    for i, plot in enumerate(plots):
        x0, y0 = (i % columns) * wide, top + (i // columns) * tall
        _draw_scree(axes, plot, x0 + 0.75, y0 + 0.75, wide - 1.15, tall - 1.5)
    _footer(axes, height, "Eigenwaarde per component", synthetic)
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
    placed = _legend_rows(legend)
    top, cell = len(placed) * 0.6 + 0.85, 0.78
    height = top + len(rows) * (cell + 0.1) + 0.2
    figure, axes = style.canvas(height)
    colours = [colour for _, _, colour in COVERAGE.values()]
    _draw_legend(axes, placed, dict(zip(legend, colours, strict=True)))
    left, step = 3.0, (WIDTH - 3.0 - _MARGIN) / max(1, len(letters))
    for j, letter in enumerate(letters):
        _write(axes, left + (j + 0.5) * step, top - 0.2, letter, size=SMALL, ha="center", va="baseline")
    for i, row in enumerate(rows):
        y = top + i * (cell + 0.1)
        _write(axes, _MARGIN, y + cell / 2, row, va="center")
        for letter, given in items[row].items():
            symbol, _, colour = COVERAGE[given]
            x = left + letters.index(letter) * step
            _box(axes, x + 0.05, y, step - 0.1, cell, colour)
            _write(
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
    x = _MARGIN
    for percentage, colour in zip(bar.percentages, colours, strict=True):
        width = percentage / whole * _INNER
        _box(axes, x, y, width, _BAR, colour)
        if percentage >= _SMALLEST_LABEL:
            ink = style.ink_on(colour)
            _write(
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
    _outline(axes, _MARGIN, y, _INNER, _BAR)


def _draw_scree(axes: Any, plot: Scree, x0: float, y0: float, width: float, height: float) -> None:
    k = len(plot.observed)
    highest = max(*plot.observed, *plot.threshold) * 1.05

    def across(i: int) -> float:
        return x0 + (i / max(1, k - 1)) * width

    def down(v: float) -> float:
        return y0 + height - v / highest * height

    axes.plot([x0 - 0.15, x0 - 0.15], [y0, y0 + height], color=RULE, lw=0.8)
    axes.plot([x0 - 0.15, x0 + width], [y0 + height] * 2, color=RULE, lw=0.8)
    for tick in range(0, int(highest) + 1, 1 if highest < 5 else 2):
        _write(axes, x0 - 0.3, down(tick), str(tick), size=SMALL, colour=SOFT, ha="right", va="center")
    for i in range(k):
        _write(
            axes, across(i), y0 + height + 0.28, str(i + 1), size=SMALL, colour=SOFT, ha="center", va="center"
        )
    axes.plot([across(i) for i in range(k)], [down(v) for v in plot.threshold], "--", color=SOFT, lw=1.5)
    axes.plot(
        [across(i) for i in range(k)], [down(v) for v in plot.observed], "-o", ms=4, lw=1.5, color=_BLUE
    )
    size = min(TEXT, TEXT * (width + 0.85) / style.text_width(plot.label, TEXT))
    _write(axes, x0 - 0.6, y0 - 0.4, plot.label, size=size, va="center")
    kept = "1 component" if plot.components == 1 else f"{plot.components} componenten"
    _write(axes, x0 + width, y0 + 0.25, kept, size=SMALL, ha="right", va="center")


_BLUE = style.TONES["bevorderend"][2]


def _legend_rows(entries: Sequence[str]) -> list[list[str]]:
    """The entries in as few lines as the width allows."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for entry in entries:
        wide = _entry_width(entry)
        if rows[-1] and used + wide > _INNER:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def _entry_width(entry: str) -> float:
    return 0.55 + style.text_width(entry, SMALL) + 0.35


def _draw_legend(axes: Any, rows: Sequence[Sequence[str]], colours: Mapping[str, str]) -> None:
    for i, row in enumerate(rows):
        x = _MARGIN
        for entry in row:
            _box(axes, x, 0.12 + i * 0.6, 0.4, 0.4, colours[entry])
            _outline(axes, x, 0.12 + i * 0.6, 0.4, 0.4)
            _write(axes, x + 0.55, 0.32 + i * 0.6, entry, size=SMALL, va="center")
            x += _entry_width(entry)


def _footer(axes: Any, height: float, says: str, synthetic: bool) -> None:
    """What is shown, and where the data are synthetic a mark that stays with a copied figure."""
    _write(axes, _MARGIN, height - 0.35, says, size=SMALL, colour=SOFT, va="center")
    if synthetic:
        box = {"boxstyle": "round,pad=0.25", "fc": "#fff4e5", "ec": style.WARNING, "lw": 0.9}
        axes.text(
            WIDTH - _MARGIN - 0.12,
            height - 0.37,
            "synthetische gegevens",
            fontsize=SMALL,
            color=style.WARNING,
            family="DejaVu Sans",
            ha="right",
            va="center",
            bbox=box,
        )


def _box(axes: Any, x: float, y: float, width: float, height: float, colour: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=style.PAPER, linewidth=1.0))


def _outline(axes: Any, x: float, y: float, width: float, height: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), width, height, facecolor="none", edgecolor=RULE, linewidth=0.6))


def _write(
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
    box = {"boxstyle": "square,pad=0.1", "fc": style.PAPER, "ec": "none"} if halo else None
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        color=colour,
        family="DejaVu Sans",
        ha=ha,
        va=va,
        bbox=box,
        linespacing=1.15,
    )
