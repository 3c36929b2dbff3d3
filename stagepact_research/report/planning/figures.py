"""The figure of a plan: power against the number of teams, a panel for every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.drawing import MARGIN, footer, write
from stagepact_research.report.planning.reading import Line
from stagepact_research.report.style import RULE, SMALL, SOFT, TEXT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TALL, _GAP, _LEFT, _LABEL = 4.4, 1.9, 1.25, 2.75
_APART = 0.42
"""How far labels of lines stay from each other."""
_DASHES = ("-", "--", "-.", ":")


@dataclass(frozen=True)
class Panel:
    """The lines for one change; `limit` is the highest power that any wave has, None where there is none."""

    title: str
    lines: tuple[Line, ...]
    limit: float | None


def power_panels(panels: Sequence[Panel], *, target: float, synthetic: bool) -> Figure:
    """For every change the power by teams, a line per number of institutions with its label beside it."""
    height = len(panels) * (_TALL + _GAP) + 0.75
    figure, axes = style.canvas(height)
    for place, panel in enumerate(panels):
        _draw(axes, 0.95 + place * (_TALL + _GAP), panel, target)
    footer(axes, height, "Lijnen: aantal instellingen", synthetic)
    return figure


def spread(wanted: Sequence[float], apart: float) -> list[float]:
    """Places near the wanted ones that are at least so far apart, in the same order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[list[int]] = []
    for i in order:
        groups.append([i])
        while len(groups) > 1 and _end(groups[-2], wanted, apart) + apart > _start(groups[-1], wanted, apart):
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [0.0] * len(wanted)
    for group in groups:
        for step, i in enumerate(group):
            placed[i] = _start(group, wanted, apart) + step * apart
    return placed


def _start(group: Sequence[int], wanted: Sequence[float], apart: float) -> float:
    return sum(wanted[i] for i in group) / len(group) - apart * (len(group) - 1) / 2


def _end(group: Sequence[int], wanted: Sequence[float], apart: float) -> float:
    return _start(group, wanted, apart) + apart * (len(group) - 1)


def _draw(axes: Any, top: float, panel: Panel, target: float) -> None:
    bottom, right = top + _TALL, WIDTH - MARGIN - _LABEL
    ticks = sorted({n for line in panel.lines for n in line.teams})

    def x(teams: float) -> float:
        return _LEFT + (teams - ticks[0]) / (ticks[-1] - ticks[0]) * (right - _LEFT)

    def y(power: float) -> float:
        return bottom - power * _TALL

    write(axes, MARGIN, top - 0.55, panel.title, size=TEXT)
    for tenth in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        axes.plot([_LEFT, right], [y(tenth)] * 2, color="#d9d9d9", lw=0.8, zorder=0)
        write(axes, _LEFT - 0.15, y(tenth), nl.percent(100 * tenth), size=SMALL, ha="right")
    axes.plot([_LEFT, right], [y(target)] * 2, color=style.WARNING, lw=1.2, zorder=1)
    crowded = panel.limit is not None and 0 <= panel.limit - target < 0.12
    under = 0.24 if crowded else -0.24
    write(axes, _LEFT + 0.1, y(target) + under, "gevraagd", size=SMALL, colour=style.WARNING)
    if panel.limit is not None:
        axes.plot([_LEFT, right], [y(panel.limit)] * 2, color=RULE, lw=1.2, linestyle=(0, (1, 1.5)), zorder=1)
        says = f"hoogst haalbaar: {nl.percent(100 * panel.limit)}"
        aside = -0.24 if panel.limit >= target or target - panel.limit > 0.12 else 0.24
        write(axes, right, y(panel.limit) + aside, says, size=SMALL, colour=SOFT, ha="right", halo=True)
    for n in ticks:
        write(axes, x(n), bottom + 0.28, nl.count(n), size=SMALL, ha="center")
    write(axes, right + 0.5, bottom + 0.28, "teams", size=SMALL, colour=SOFT)
    labels = spread([y(line.power[-1]) for line in panel.lines], _APART)
    for place, (line, label) in enumerate(zip(panel.lines, labels, strict=True)):
        colour = _colour(place, len(panel.lines))
        dashes = _DASHES[(len(panel.lines) - 1 - place) % len(_DASHES)]
        heights = [y(power) for power in line.power]
        axes.plot([x(n) for n in line.teams], heights, color=colour, lw=1.8, linestyle=dashes, zorder=2)
        axes.plot([right, right + 0.3], [heights[-1], label], color=colour, lw=0.7, zorder=2)
        word = "instelling" if line.institutions == 1 else "instellingen"
        write(axes, right + 0.38, label, f"{line.institutions} {word}", size=SMALL, colour=colour)


def _colour(place: int, lines: int) -> str:
    """The fewest institutions in orange, the most in blue, what is between in grey."""
    if place == 0:
        return style.TONES["belemmerend"][2]
    return style.TONES["bevorderend"][2] if place == lines - 1 else SOFT
