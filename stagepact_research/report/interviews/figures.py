"""Both groups beside each other, for the questions that both were asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from stagepact_research.quantifiers import interval_of, printed_words
from stagepact_research.report import nl, style
from stagepact_research.report.drawing import MARGIN, box, draw_legend, footer, legend_rows, outline, write
from stagepact_research.report.interviews import amounts, reading
from stagepact_research.report.style import RULE, SMALL, SOFT, WIDTH
from stagepact_research.strands.interviews.codebook import GROUPS, Codebook
from stagepact_research.strands.interviews.guides import Guide

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stagepact_research.protocol import Quantifier

_COLOURS = {
    "stagebegeleiders": style.TONES["bevorderend"][2],
    "praktijkopleiders": style.TONES["belemmerend"][1],
}
_WORDS = "in woorden gedrukt"


@dataclass(frozen=True)
class Bar:
    """What one group answered: a share (low equals high), or the interval of printed words; 0-100."""

    group: str
    said: str
    low: float
    high: float
    counted: bool


@dataclass(frozen=True)
class Compared:
    """One answer with the bar of each group."""

    label: str
    bars: tuple[Bar, ...]


def compared(
    rows: pd.DataFrame, guides: dict[str, Guide], codebook: Codebook, table: Sequence[Quantifier]
) -> list[Compared]:
    """The answers that both groups have, in the order in which they are asked."""
    codes, found = codebook.by_id(), []
    for subject, category in reading.answers(guides[GROUPS[0]], codebook):
        bars = tuple(_bars(rows, subject, category, table))
        if len(bars) == len(GROUPS):
            label = codes[subject].label_of(category)
            found.append(Compared(f"{codes[subject].label}: {label}", bars))
    return found


def in_words(shown: Sequence[Compared]) -> str:
    return "; ".join(
        f"{one.label}: " + nl.listing([f"{bar.group} {bar.said}" for bar in one.bars]) for one in shown
    )


def in_rows(shown: Sequence[Compared]) -> list[list[str]]:
    """What is drawn: the answer, the group, and its share or the printed words."""
    return [[one.label, bar.group, bar.said] for one in shown for bar in one.bars]


def groups_figure(shown: Sequence[Compared], synthetic: bool) -> Figure:
    """Two bars per answer on a scale from nobody to everybody; printed words as an open band."""
    row, top = 1.75, 1.35
    left, right = MARGIN + 0.1, WIDTH - MARGIN - 3.3
    height = top + row * len(shown) + 1.2
    figure, axes = style.canvas(height)
    colours = {**_COLOURS, _WORDS: style.PAPER}
    draw_legend(axes, legend_rows(list(colours)), colours)
    for place, one in enumerate(shown):
        y = top + row * place
        write(axes, MARGIN, y, one.label, size=SMALL, halo=True)
        for i, bar in enumerate(one.bars):
            _bar(axes, y + 0.32 + 0.58 * i, bar, left, right)
    bottom = top + row * len(shown)
    for share, says in ((0, "niemand"), (50, "de helft"), (100, "allemaal")):
        x = left + share / 100 * (right - left)
        axes.plot([x, x], [top + 0.2, bottom - 0.1], color=RULE, linewidth=0.5, zorder=0)
        ha = {0: "left", 100: "right"}.get(share, "center")
        write(axes, x, bottom + 0.15, says, size=SMALL, colour=SOFT, ha=ha)
    footer(axes, height, "", synthetic)
    return figure


def _bar(axes: Any, y: float, bar: Bar, left: float, right: float) -> None:
    wide = right - left
    low, high = left + bar.low / 100 * wide, left + bar.high / 100 * wide
    if bar.counted:
        box(axes, left, y, max(high - left, 0.03), 0.44, _COLOURS[bar.group])
    else:
        # A band at least as wide as a line, so that "alle" is seen too.
        start = min(low, high - 0.12)
        box(axes, start, y, high - start, 0.44, style.PAPER)
        outline(axes, start, y, high - start, 0.44)
        axes.plot([start, high], [y + 0.22, y + 0.22], color=_COLOURS[bar.group], linewidth=3, zorder=3)
    write(axes, right + 0.15, y + 0.22, bar.said, size=SMALL)


def _bars(rows: pd.DataFrame, subject: str, category: str, table: Sequence[Quantifier]) -> Iterator[Bar]:
    for group in GROUPS:
        row = reading.cell(rows, group, subject, category)
        if row is None:
            continue
        if row["variant"] == "verbal":
            interval = interval_of(printed_words(row), table) if row["statistic"] == "pct" else None
            if interval is not None:
                yield Bar(group, f"‘{amounts.amount(row)}’", *interval, counted=False)
        elif row["statistic"] == "n" and row["n"] > 0:
            share = 100 * nl.value(row) / float(row["n"])
            yield Bar(group, f"{nl.count(row)} van {nl.base(row)}", share, share, counted=True)
