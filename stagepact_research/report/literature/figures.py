"""The evidence map: approaches by phase, with how well each is supported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagepact_research.report import style
from stagepact_research.report.drawing import (
    INNER,
    MARGIN,
    box,
    draw_legend,
    legend_rows,
    outline,
    write,
)
from stagepact_research.report.style import RULE, SMALL, TEXT, WIDTH
from stagepact_research.strands.literature import Cell, Scheme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMN = 1.75
_LINE = 0.48
_BOX = 0.62
_LIMIT = "!"


@dataclass(frozen=True)
class _Line:
    """A row of the map: a heading without cells, or an approach."""

    words: Sequence[str]
    cells: Sequence[Cell]

    @property
    def height(self) -> float:
        return max(len(self.words) * _LINE, _BOX if self.cells else 0.0) + (0.22 if self.cells else 0.4)


def evidence_map(cells: Sequence[Cell], scheme: Scheme) -> Figure:
    """Approaches under what they do, phases beside each other; a letter and a tone say how well supported."""
    phases = [p for p in scheme.phases if any(cell.phase == p for cell in cells)]
    lines = _lines(cells, scheme, INNER - _COLUMN * len(phases) - 0.2)
    tones = dict(zip(scheme.strengths, style.ramp("bevorderend", len(scheme.strengths)), strict=True))
    entries = {
        f"{scheme.strengths[s].letter}  {scheme.strengths[s].label}": tone for s, tone in tones.items()
    }
    entries[f"{_LIMIT}  met een kanttekening"] = style.PAPER
    legend = legend_rows(list(entries))
    names = {p: style.wrap(scheme.phases[p].label, SMALL, _COLUMN - 0.05) for p in phases}
    head = len(legend) * 0.6 + 0.3
    top = head + max(len(words) for words in names.values()) * 0.42 + 0.2
    height = top + sum(line.height for line in lines) + 0.2
    figure, axes = style.canvas(height)
    draw_legend(axes, legend, entries)
    left = {p: WIDTH - MARGIN - _COLUMN * (len(phases) - i) for i, p in enumerate(phases)}
    for phase, words in names.items():
        write(axes, left[phase] + _COLUMN / 2, head, "\n".join(words), size=SMALL, ha="center", va="top")
    y = top
    for line in lines:
        axes.plot([MARGIN, WIDTH - MARGIN], [y, y], color=RULE, lw=0.4)
        if line.cells:
            write(axes, MARGIN, y + line.height / 2, "\n".join(line.words))
        else:
            write(axes, MARGIN, y + line.height / 2, "\n".join(line.words), size=SMALL, colour=style.SOFT)
        for cell in line.cells:
            _draw(axes, left[cell.phase], y + (line.height - _BOX) / 2, cell, scheme, tones)
        y += line.height
    return figure


def _lines(cells: Sequence[Cell], scheme: Scheme, width: float) -> list[_Line]:
    """The rows, under a heading for each thing that an approach can do."""
    lines = []
    for direction, one in scheme.directions.items():
        own = [cell for cell in cells if _under(cell, cells) == direction]
        if own:
            lines.append(_Line([f"{one.label[:1].upper()}{one.label[1:]}"], []))
        for intervention in dict.fromkeys(cell.intervention for cell in own):
            words = style.wrap(scheme.interventions[intervention].label, TEXT, width)
            lines.append(_Line(words, [cell for cell in own if cell.intervention == intervention]))
    return lines


def _under(cell: Cell, cells: Sequence[Cell]) -> str:
    """What the cell does; one with only limits stands beside another of its approach."""
    same = [one.direction for one in cells if one.intervention == cell.intervention and one.direction]
    return cell.direction or next(iter(same), cell.limits[0] if cell.limits else "")


def _draw(axes: Any, x: float, y: float, cell: Cell, scheme: Scheme, tones: dict[str, str]) -> None:
    colour = tones[cell.strength] if cell.strength else style.PAPER
    wide = _COLUMN - 0.35
    box(axes, x + 0.175, y, wide, _BOX, colour)
    outline(axes, x + 0.175, y, wide, _BOX)
    letters = [scheme.strengths[cell.strength].letter] if cell.strength else []
    letters += [_LIMIT] if cell.limits else []
    write(axes, x + _COLUMN / 2, y + _BOX / 2, " ".join(letters), colour=style.ink_on(colour), ha="center")
