"""The figures of Bijlage B: scree plots, path diagrams, loadings and residual correlations.

Each takes plain values and draws small multiples, two in a row, a scale in each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.drawing import MARGIN, box, draw_legend, footer, legend_rows, outline, write
from stagepact_research.report.style import PAPER, RULE, SMALL, SOFT, TEXT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE = style.TONES["bevorderend"][2]
_HALF = WIDTH / 2
_GRID = "#d9d9d9"


@dataclass(frozen=True)
class Scree:
    """The eigenvalues of one scale and the threshold of the parallel analysis."""

    label: str
    observed: tuple[float, ...]
    threshold: tuple[float, ...]
    components: int


@dataclass(frozen=True)
class Loading:
    """One item: its standardised loading with its standard error, and its loading on the component."""

    item: str
    loading: float
    se: float
    component: float


@dataclass(frozen=True)
class Loadings:
    """The loadings of one scale, in the order of its items."""

    label: str
    items: tuple[Loading, ...]


@dataclass(frozen=True)
class Residuals:
    """What the model of one scale leaves of the correlations between its items."""

    label: str
    items: tuple[str, ...]
    values: Mapping[tuple[str, str], float]
    always: bool = False
    """Whether the model has no degrees of freedom, so that nothing can be left."""


def scree_plots(plots: Sequence[Scree], *, synthetic: bool) -> Figure:
    """Eigenvalues against the threshold of the parallel analysis."""

    def key(axes: Any) -> None:
        axes.plot([MARGIN, MARGIN + 0.7], [0.3, 0.3], "-o", color=_BLUE, ms=4, lw=1.5)
        write(axes, MARGIN + 0.9, 0.3, "gevonden", size=SMALL)
        axes.plot([4.0, 4.7], [0.3, 0.3], "--", color=SOFT, lw=1.5)
        write(axes, 4.9, 0.3, "drempel van de parallelle analyse", size=SMALL)

    cells = [(3.6, lambda axes, x, y, plot=plot: _draw_scree(axes, plot, x, y)) for plot in plots]
    return _multiples(cells, 0.75, key, "Eigenwaarde per component", synthetic)


def loading_plots(scales: Sequence[Loadings], *, synthetic: bool) -> Figure:
    """Standardised loadings with their 95% interval, beside the loading on the component."""

    def key(axes: Any) -> None:
        axes.plot([MARGIN, MARGIN + 0.7], [0.3, 0.3], "-", color=_BLUE, lw=2.5)
        axes.plot([MARGIN + 0.35], [0.3], "o", color=_BLUE, ms=6, mec=PAPER)
        write(axes, MARGIN + 0.9, 0.3, "factorlading en 95%-interval", size=SMALL)
        axes.plot([7.2], [0.3], "|", color=SOFT, ms=11, mew=2)
        write(axes, 7.5, 0.3, "componentlading", size=SMALL)

    # One axis for all, so that scales can be compared.
    span = _reach(scales)
    cells = [
        (1.75 + 0.5 * len(s.items), lambda axes, x, y, s=s: _draw_loadings(axes, s, x, y, span))
        for s in scales
    ]
    return _multiples(cells, 0.75, key, "Lading: 0 is geen, 1 volledige samenhang", synthetic)


def path_diagrams(scales: Sequence[Loadings], *, synthetic: bool) -> Figure:
    """One factor and its items: the arrow is as thick as the loading is strong."""
    cells = [(1.2 + 0.62 * len(s.items), lambda axes, x, y, s=s: _draw_paths(axes, s, x, y)) for s in scales]
    return _multiples(cells, 0.1, lambda axes: None, "Hoe dikker de pijl, hoe sterker de lading", synthetic)


def residual_maps(scales: Sequence[Residuals], *, synthetic: bool) -> Figure:
    """The correlation of every two items that the model does not explain, times a hundred."""
    legend = {says: residual_colour(value) for says, value in _STEPS.items()}
    rows = legend_rows(list(legend))
    cells = [
        (1.7 + 0.55 * (len(s.items) - 1), lambda axes, x, y, s=s: _draw_residuals(axes, s, x, y))
        for s in scales
    ]
    says = "Rest × 100; boven 0: meer samenhang dan het model"
    return _multiples(
        cells, 0.15 + 0.6 * len(rows), lambda axes: draw_legend(axes, rows, legend), says, synthetic
    )


_Cell = tuple[float, Callable[[Any, float, float], None]]


def _multiples(
    cells: Sequence[_Cell], top: float, key: Callable[[Any], None], says: str, synthetic: bool
) -> Figure:
    """Two in a row, each row as tall as its tallest; `says` stands below."""
    pairs = [cells[i : i + 2] for i in range(0, len(cells), 2)]
    height = top + sum(max(tall for tall, _ in pair) for pair in pairs) + 0.75
    figure, axes = style.canvas(height)
    key(axes)
    y = top
    for pair in pairs:
        for place, (_, draw) in enumerate(pair):
            draw(axes, place * _HALF, y)
        y += max(tall for tall, _ in pair)
    footer(axes, height, says, synthetic)
    return figure


def _heading(axes: Any, label: str, x: float, y: float) -> None:
    size = min(TEXT, TEXT * (_HALF - 0.4) / style.text_width(label, TEXT))
    write(axes, x + MARGIN, y, label, size=size)


def _draw_scree(axes: Any, plot: Scree, left: float, top: float) -> None:
    x0, y0, width, height = left + 0.75, top + 0.75, _HALF - 1.15, 2.1
    k = len(plot.observed)
    highest = max(*plot.observed, *plot.threshold) * 1.05

    def across(i: int) -> float:
        return x0 + (i / max(1, k - 1)) * width

    def down(v: float) -> float:
        return y0 + height - v / highest * height

    axes.plot([x0 - 0.15, x0 - 0.15], [y0, y0 + height], color=RULE, lw=0.8)
    axes.plot([x0 - 0.15, x0 + width], [y0 + height] * 2, color=RULE, lw=0.8)
    for tick in range(0, int(highest) + 1, 1 if highest < 5 else 2):
        write(axes, x0 - 0.3, down(tick), str(tick), size=SMALL, colour=SOFT, ha="right")
    for i in range(k):
        write(axes, across(i), y0 + height + 0.28, str(i + 1), size=SMALL, colour=SOFT, ha="center")
    axes.plot([across(i) for i in range(k)], [down(v) for v in plot.threshold], "--", color=SOFT, lw=1.5)
    axes.plot(
        [across(i) for i in range(k)], [down(v) for v in plot.observed], "-o", ms=4, lw=1.5, color=_BLUE
    )
    _heading(axes, plot.label, left, top + 0.35)
    kept = "1 component" if plot.components == 1 else f"{plot.components} componenten"
    write(axes, x0 + width, y0 + 0.25, kept, size=SMALL, ha="right")


_FARTHEST = (-1.0, 1.5)
"""Beyond this an interval is cut off with an arrow: of a solution that cannot be, it can be any size."""


def interval(row: Loading) -> tuple[float, float]:
    """The 95% interval of a loading; the loading twice where there is no standard error."""
    half = 0.0 if isnan(row.se) else 1.96 * row.se
    return row.loading - half, row.loading + half


def _reach(scales: Sequence[Loadings]) -> tuple[float, float]:
    """From where to where the axis runs: 0 to 1, or as far as loadings and intervals go."""
    ends = [end for s in scales for row in s.items for end in interval(row) if not isnan(end)]
    ends += [row.component for s in scales for row in s.items if not isnan(row.component)]
    return max(min(0.0, *ends), _FARTHEST[0]), min(max(1.0, *ends), _FARTHEST[1])


def _draw_loadings(axes: Any, scale: Loadings, left: float, top: float, span: tuple[float, float]) -> None:
    x0, width, step = left + 1.1, _HALF - 1.6, 0.5
    low, high = span
    bottom = top + 0.75 + step * len(scale.items)

    def at(value: float) -> float:
        return x0 + (min(max(value, low), high) - low) / (high - low) * width

    _heading(axes, scale.label, left, top + 0.35)
    for tick in (0.0, 0.5, 1.0):
        axes.plot([at(tick)] * 2, [top + 0.7, bottom], color=_GRID, lw=0.8, zorder=0)
        write(axes, at(tick), bottom + 0.25, nl.decimal(tick, 1), size=SMALL, colour=SOFT, ha="center")
    for i, row in enumerate(scale.items):
        y = top + 0.75 + step * (i + 0.5)
        write(axes, x0 - 0.25, y, row.item, size=SMALL, ha="right")
        axes.plot([at(row.component)], [y], "|", color=SOFT, ms=11, mew=2)
        if isnan(row.loading):
            continue
        ends = interval(row)
        axes.plot([at(end) for end in ends], [y, y], color=_BLUE, lw=2.5)
        for end, beyond, mark in ((ends[0], ends[0] < low, "<"), (ends[1], ends[1] > high, ">")):
            if beyond:
                axes.plot([at(end)], [y], mark, color=_BLUE, ms=6)
        axes.plot([at(row.loading)], [y], "o", color=_BLUE, ms=6, mec=PAPER)


def _draw_paths(axes: Any, scale: Loadings, left: float, top: float) -> None:
    from matplotlib.patches import Ellipse

    step, tall = 0.62, 0.62 * len(scale.items)
    middle, x_box = top + 0.75 + tall / 2, left + _HALF - 1.3
    _heading(axes, scale.label, left, top + 0.35)
    axes.add_patch(
        Ellipse((left + 1.15, middle), 1.8, 1.1, facecolor=style.TONES["bevorderend"][0], edgecolor=RULE)
    )
    write(axes, left + 1.15, middle, "factor", size=SMALL, ha="center")
    for i, row in enumerate(scale.items):
        y = top + 0.75 + step * (i + 0.5)
        thick = 0.0 if isnan(row.loading) else abs(row.loading)
        style_of_arrow = {"arrowstyle": "-|>", "color": _BLUE, "lw": 0.4 + 2.4 * thick, "shrinkA": 0}
        axes.annotate("", xy=(x_box, y), xytext=(left + 2.05, middle), arrowprops=style_of_arrow)
        outline(axes, x_box, y - 0.24, 0.95, 0.48)
        write(axes, x_box + 0.47, y, row.item, size=SMALL, ha="center")
        # The numbers stand in one column, on their own arrow, where arrows have fanned out.
        share = 0.68
        across = left + 2.05 + share * (x_box - left - 2.05)
        write(
            axes,
            across,
            middle + share * (y - middle),
            nl.decimal(row.loading, 2),
            size=SMALL,
            ha="center",
            halo=True,
        )


_SAID = 10.0
"""Of a hundred; a smaller residual is within chance and gets no number."""

_STEPS = {
    "−20 of lager": -20.0,
    "−20 tot −10": -15.0,
    "−10 tot −5": -7.0,
    "−5 tot 5": 0.0,
    "5 tot 10": 7.0,
    "10 tot 20": 15.0,
    "20 of hoger": 20.0,
}
"""The legend of the residuals, each with a value of its colour."""


def _draw_residuals(axes: Any, scale: Residuals, left: float, top: float) -> None:
    cell, x0, y0 = 0.55, left + 0.95, top + 0.75
    # Wide enough for a number with its sign, as far as the scale has room.
    wide = min(0.72, (_HALF - 1.1) / (len(scale.items) - 1))
    _heading(axes, scale.label, left, top + 0.35)
    if scale.always:
        write(axes, left + MARGIN, y0 + cell, "past altijd: er blijft niets over", size=SMALL, colour=SOFT)
        return
    for i, row in enumerate(scale.items[1:], start=1):
        y = y0 + (i - 1) * cell
        write(axes, x0 - 0.15, y + cell / 2, row, size=SMALL, ha="right")
        for j, column in enumerate(scale.items[:i]):
            value = 100 * scale.values.get((column, row), float("nan"))
            colour = residual_colour(value)
            box(axes, x0 + j * wide, y, wide, cell, colour)
            if abs(value) >= _SAID:
                says = nl.count(value)
                write(
                    axes,
                    x0 + (j + 0.5) * wide,
                    y + cell / 2,
                    says,
                    size=min(SMALL, SMALL * (wide - 0.05) / style.text_width(says, SMALL)),
                    ha="center",
                    colour=style.ink_on(colour),
                )
    bottom = y0 + (len(scale.items) - 1) * cell
    for j, column in enumerate(scale.items[:-1]):
        letter = column.lstrip("0123456789")
        write(axes, x0 + (j + 0.5) * wide, bottom + 0.25, letter, size=SMALL, colour=SOFT, ha="center")


def residual_colour(value: float) -> str:
    """The colour of a residual correlation times a hundred: blue above zero, orange below, grey near it."""
    if isnan(value):
        return PAPER
    tone = style.TONES["bevorderend" if value > 0 else "belemmerend"]
    size = abs(value)
    return style.BESIDE if size < 5 else tone[0] if size < _SAID else tone[1] if size < 20 else tone[2]
