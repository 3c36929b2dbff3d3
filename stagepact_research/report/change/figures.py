"""The overview of change: two waves per scale, and how much may differ before it matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.change.reading import VERDICTS, ScaleChange
from stagepact_research.report.drawing import MARGIN, box, footer, write
from stagepact_research.report.style import RULE, SMALL, SOFT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_EARLY, _LATE = style.TONES["belemmerend"][2], style.TONES["bevorderend"][2]
_ZONE = style.BESIDE


def dumbbells(
    changes: Sequence[ScaleChange],
    waves: tuple[int, int],
    ranges: Sequence[tuple[float, float]],
    synthetic: bool,
) -> Figure:
    """A row per scale: both means with their interval, and around the first what is too near to matter."""
    row, top = 1.5, 1.5
    left, right = MARGIN + 0.5, WIDTH - MARGIN - 0.5
    height = top + row * len(changes) + 0.8
    figure, axes = style.canvas(height)
    _dot(axes, MARGIN + 0.2, 0.35, _EARLY, filled=False)
    write(axes, MARGIN + 0.55, 0.35, str(waves[0]), size=SMALL)
    _dot(axes, MARGIN + 2.2, 0.35, _LATE, filled=True)
    write(axes, MARGIN + 2.55, 0.35, str(waves[1]), size=SMALL)
    box(axes, MARGIN + 4.1, 0.18, 0.7, 0.34, _ZONE)
    write(axes, MARGIN + 4.95, 0.35, "te dicht bij de eerste meting om van belang te zijn", size=SMALL)
    for place, (one, span) in enumerate(zip(changes, ranges, strict=True)):
        y = top + row * place
        write(axes, MARGIN, y - 0.35, one.scale.label, size=SMALL)
        said = VERDICTS[one.plain.verdict]
        write(axes, WIDTH - MARGIN, y - 0.35, said, size=SMALL, colour=SOFT, ha="right")
        _row(axes, y + 0.2, one, span, left, right)
    footer(axes, height, "", synthetic)
    return figure


def _row(axes: Any, y: float, one: ScaleChange, span: tuple[float, float], left: float, right: float) -> None:
    low, high = span

    def at(value: float) -> float:
        return left + (min(max(value, low), high) - low) / (high - low) * (right - left)

    before, after = one.plain.before, one.plain.after
    axes.plot([left, right], [y, y], color=RULE, linewidth=0.6, zorder=0)
    for value in span:
        write(axes, at(value), y + 0.32, nl.count(value), size=SMALL, colour=SOFT, ha="center")
    start, end = at(before[0] - one.plain.smallest), at(before[0] + one.plain.smallest)
    box(axes, start, y - 0.22, end - start, 0.44, _ZONE)
    for (mean, down, up), colour, shift, filled in (
        (before, _EARLY, -0.1, False),
        (after, _LATE, 0.1, True),
    ):
        axes.plot([at(down), at(up)], [y + shift, y + shift], color=colour, linewidth=1.8, zorder=2)
        _dot(axes, at(mean), y + shift, colour, filled=filled)


def _dot(axes: Any, x: float, y: float, colour: str, *, filled: bool) -> None:
    from matplotlib.patches import Circle

    face = colour if filled else style.PAPER
    axes.add_patch(Circle((x, y), 0.13, facecolor=face, edgecolor=colour, linewidth=1.5, zorder=3))
