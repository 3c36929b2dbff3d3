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

_CELL = 1.4
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
    names = {p: _narrow(scheme.phases[p].label) for p in phases}
    wide = {p: 0.2 + max(_CELL, *(style.text_width(w, SMALL) for w in names[p])) for p in phases}
    lines = _lines(cells, scheme, INNER - sum(wide.values()) - 0.2)
    tones = dict(zip(scheme.strengths, style.ramp("bevorderend", len(scheme.strengths)), strict=True))
    entries = {
        f"{scheme.strengths[s].letter}  {scheme.strengths[s].label}": tone for s, tone in tones.items()
    }
    entries[f"{_LIMIT}  met een kanttekening"] = style.PAPER
    legend = legend_rows(list(entries))
    head = len(legend) * 0.6 + 0.3
    top = head + max(len(words) for words in names.values()) * 0.42 + 0.2
    height = top + sum(line.height for line in lines) + 0.2
    figure, axes = style.canvas(height)
    draw_legend(axes, legend, entries)
    middle, x = {}, WIDTH - MARGIN - sum(wide.values())
    for phase, words in names.items():
        middle[phase] = x + wide[phase] / 2
        x += wide[phase]
        for i, word in enumerate(words):
            write(axes, middle[phase], head + 0.3 + i * 0.42, word, size=SMALL, ha="center", va="baseline")
    y = top
    for line in lines:
        axes.plot([MARGIN, WIDTH - MARGIN], [y, y], color=RULE, lw=0.4)
        if line.cells:
            write(axes, MARGIN, y + line.height / 2, "\n".join(line.words))
        else:
            write(axes, MARGIN, y + line.height / 2, "\n".join(line.words), size=SMALL, colour=style.SOFT)
        for cell in line.cells:
            _draw(axes, middle[cell.phase], y + (line.height - _BOX) / 2, cell, scheme, tones)
        y += line.height
    return figure


def _narrow(label: str) -> list[str]:
    """A label for above a column: two short words on a line, a long one alone."""
    return style.wrap(label, SMALL, 1.8)


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


def _draw(axes: Any, middle: float, y: float, cell: Cell, scheme: Scheme, tones: dict[str, str]) -> None:
    colour = tones[cell.strength] if cell.strength else style.PAPER
    box(axes, middle - _CELL / 2, y, _CELL, _BOX, colour)
    outline(axes, middle - _CELL / 2, y, _CELL, _BOX)
    letters = [scheme.strengths[cell.strength].letter] if cell.strength else []
    letters += [_LIMIT] if cell.limits else []
    write(axes, middle, y + _BOX / 2, " ".join(letters), colour=style.ink_on(colour), ha="center")
