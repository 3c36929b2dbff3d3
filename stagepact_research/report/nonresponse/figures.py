"""The figures about who is missing, drawn from plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagepact_research.report import nl, style
from stagepact_research.report.drawing import MARGIN, box, footer, outline, write
from stagepact_research.report.nonresponse.reading import Conclusion, Difference, Falls
from stagepact_research.report.style import INK, RULE, SMALL, SOFT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HERE, _MISSING = style.TONES["bevorderend"][2], style.TONES["belemmerend"][2]


@dataclass(frozen=True)
class Stage:
    """One step on the way to a complete questionnaire: how many are left, and who went."""

    label: str
    count: str
    """Empty where it is not known."""
    lost: str = ""
    """Who did not get to the next step."""
    joins: str = ""
    """Who came in from elsewhere at this step."""


def flow(stages: Sequence[Stage], *, synthetic: bool) -> Figure:
    """Boxes from top to bottom, with beside each arrow who did not come along."""
    wide, tall, gap = 5.4, 1.0, 0.95
    lost = [style.wrap(stage.lost, SMALL, WIDTH - wide - 1.6) for stage in stages]
    joins = [style.wrap(stage.joins, SMALL, WIDTH - wide - 1.6) for stage in stages]
    gaps = [max(gap, 0.42 * len(lines) + 0.3) for lines in lost]
    height = 0.2 + sum(tall + own for own in gaps[:-1]) + tall + 0.75
    figure, axes = style.canvas(height)
    y = 0.2
    for place, (stage, lines, came, own) in enumerate(zip(stages, lost, joins, gaps, strict=True)):
        box(axes, MARGIN, y, wide, tall, style.TONES["bevorderend"][0])
        outline(axes, MARGIN, y, wide, tall)
        write(axes, MARGIN + 0.2, y + tall / 2, stage.label)
        write(axes, MARGIN + wide - 0.2, y + tall / 2, stage.count or "?", ha="right")
        if stage.joins:
            x = MARGIN + wide
            _arrow(axes, x + 0.9, y + tall / 2, x + 0.05, y + tall / 2)
            write(axes, x + 1.05, y + tall / 2, "\n".join(came), size=SMALL, colour=SOFT)
        y += tall
        if place < len(stages) - 1:
            _arrow(axes, MARGIN + wide / 2, y + 0.05, MARGIN + wide / 2, y + own - 0.05)
            if stage.lost:
                write(axes, MARGIN + wide + 0.5, y + own / 2, "\n".join(lines), size=SMALL, colour=SOFT)
                _line(axes, MARGIN + wide / 2 + 0.15, y + own / 2, MARGIN + wide + 0.4, y + own / 2)
        y += own
    footer(axes, height, "", synthetic)
    return figure


def love(differences: Sequence[Difference], labels: Sequence[str], *, synthetic: bool, zero: bool) -> Figure:
    """For every category the standardised difference with the population, before and after weighting.

    Parameters
    ----------
    zero : whether weighting left no difference at all.
    """
    left, row = 6.3, 0.62
    wrapped = [style.wrap(label, SMALL, left - MARGIN - 0.3) for label in labels]
    tall = [max(row, 0.4 * len(lines) + 0.25) for lines in wrapped]
    right = WIDTH - MARGIN - 0.3
    reach = max(0.1, *(abs(value) for one in differences for value in (one.before, one.after))) * 1.1
    top = 1.75
    bottom = top + sum(tall)
    height = bottom + 1.3
    figure, axes = style.canvas(height)
    _dot(axes, MARGIN + 0.2, 0.35, _MISSING, filled=False)
    write(axes, MARGIN + 0.55, 0.35, "zonder weging", size=SMALL)
    _dot(axes, MARGIN + 4.2, 0.35, _HERE, filled=True)
    write(axes, MARGIN + 4.55, 0.35, "na weging (overal nul)" if zero else "na weging", size=SMALL)

    def at(value: float) -> float:
        return left + (value + reach) / (2 * reach) * (right - left)

    _line(axes, at(0), top - 0.35, at(0), bottom, colour=RULE)
    write(axes, left, top - 0.6, "minder", size=SMALL, colour=SOFT, va="center")
    write(
        axes, right, top - 0.6, "meer dan in de populatie", size=SMALL, colour=SOFT, ha="right", va="center"
    )
    y = top
    for one, lines, own in zip(differences, wrapped, tall, strict=True):
        y += own / 2
        write(axes, MARGIN, y, "\n".join(lines), size=SMALL)
        _line(axes, at(one.before), y, at(one.after), y, colour=style.BESIDE)
        _dot(axes, at(one.before), y, _MISSING, filled=False)
        _dot(axes, at(one.after), y, _HERE, filled=True)
        y += own / 2
    step = 0.1 if reach < 0.35 else 0.2
    ticks = int(reach / step)
    for value in (step * place for place in range(-ticks, ticks + 1)):
        write(axes, at(value), bottom + 0.3, nl.decimal(value, 1), size=SMALL, colour=SOFT, ha="center")
    footer(axes, height, "gestandaardiseerd verschil", synthetic)
    return figure


def tipping(one: Conclusion, ends: tuple[str, str], *, synthetic: bool) -> Figure:
    """Where those who took part are, where the limit is, and where those missing would have to be."""
    low, high = one.finding.range
    said = [f"deelnemers: {one.number(one.estimate)}", *(_falling(one, falls) for falls in one.falls)]
    left, right, row, top = 7.9, WIDTH - 1.25, 0.56, 0.85
    bottom = top + row * len(said) - 0.1
    height = bottom + (0.95 if synthetic else 0.35)
    figure, axes = style.canvas(height)

    def at(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    limit = at(one.finding.limit)
    _line(axes, limit, 0.52, limit, bottom, colour=style.WARNING, dashed=True)
    says = f"grens {one.number(one.finding.limit)}"
    write(axes, min(limit, WIDTH - 1.3), 0.25, says, size=SMALL, colour=style.WARNING, ha="center")
    for place, text in enumerate(said):
        y = top + row * place
        write(axes, MARGIN, y, text)
        if place == 0:
            _line(axes, at(max(low, one.low)), y, at(min(high, one.high)), y, colour=_HERE, wide=2.2)
            _dot(axes, at(one.estimate), y, _HERE, filled=True)
        elif one.holds and one.falls[place - 1].possible:
            mean = at(one.falls[place - 1].mean)
            _line(axes, at(one.estimate), y, mean, y, colour=style.BESIDE, wide=2.2)
            _dot(axes, mean, y, _MISSING, filled=False)
    _line(axes, left, bottom, right, bottom)
    write(axes, left - 0.12, bottom, ends[0], size=SMALL, colour=SOFT, ha="right")
    write(axes, right + 0.12, bottom, ends[1], size=SMALL, colour=SOFT)
    footer(axes, height, "", synthetic)
    return figure


def _falling(one: Conclusion, falls: Falls) -> str:
    """What those missing have to have, as short as fits beside the line."""
    head = f"als {nl.percent(100 * falls.share)} niet meedeed: "
    if not one.holds:
        return f"{head}geldt niet"
    return head + (one.reached(falls) if falls.possible else "vervalt niet")


def _dot(axes: Any, x: float, y: float, colour: str, *, filled: bool) -> None:
    from matplotlib.patches import Circle

    face = colour if filled else style.PAPER
    axes.add_patch(Circle((x, y), 0.15, facecolor=face, edgecolor=colour, linewidth=1.6, zorder=3))


def _line(
    axes: Any,
    x: float,
    y: float,
    to_x: float,
    to_y: float,
    *,
    colour: str = RULE,
    wide: float = 1.0,
    dashed: bool = False,
) -> None:
    axes.plot([x, to_x], [y, to_y], color=colour, linewidth=wide, linestyle="--" if dashed else "-", zorder=1)


def _arrow(axes: Any, x: float, y: float, to_x: float, to_y: float) -> None:
    head = {"arrowstyle": "-|>", "color": INK, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=(to_x, to_y), xytext=(x, y), arrowprops=head)
