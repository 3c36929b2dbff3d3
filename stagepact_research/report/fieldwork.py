"""The course of the fieldwork, from the rows that the estimates hold of it; nothing about one institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from stagepact_research.estimates import HIDDEN, select
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import answers
from stagepact_research.report import nl, style, tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STAGES = {
    "uitgenodigd": "uitgenodigd met een persoonlijke link",
    "geopend": "de vragenlijst begonnen",
    "geweigerd": "gezegd niet mee te doen",
    "leeg": "geen vraag over het team beantwoord",
    "deels": "onderweg gestopt",
    "compleet": "tot het eind ingevuld",
}
CURVES = {"geopend": style.RULE, "compleet": style.TONES["bevorderend"][2]}
_JOINED = " Dagen met weinig antwoorden zijn samengenomen."
_LEFT, _TOP, _HEIGHT, _BOTTOM = 1.4, 1.1, 5.0, 1.2


@dataclass(frozen=True)
class Course:
    """Counts a day, the days in order; days of few people are taken together, and stand at their last."""

    days: tuple[str, ...]
    counts: dict[str, tuple[int, ...]]
    joined: bool = False
    """Whether there are days that were taken together."""

    def cumulative(self, stage: str) -> list[int]:
        total, found = 0, []
        for count in self.counts[stage]:
            total += count
            found.append(total)
        return found

    def mailings(self) -> list[str]:
        """The days on which people were invited or reminded."""
        mailed = zip(self.days, self.counts["uitgenodigd"], self.counts["herinnerd"], strict=True)
        return [day for day, invited, reminded in mailed if invited or reminded]


def course(rows: pd.DataFrame) -> Course | None:
    """The daily counts among the rows of one wave; None when the wave has none."""
    daily = select(rows, statistic="n", group_by="dag")
    if daily.empty:
        return None
    table = daily.pivot(index="group", columns="category", values="estimate").sort_index()
    counts = {str(name): tuple(int(v) for v in table[name]) for name in table.columns}
    periods = [str(day).split("/") for day in table.index]
    return Course(tuple(days[-1] for days in periods), counts, any(len(days) > 1 for days in periods))


def stages_table(rows: pd.DataFrame) -> str:
    """How many people came how far."""
    counts = select(rows, statistic="n", group_by="").set_index("category")["estimate"]
    lines = [[label, nl.count(float(counts[stage]))] for stage, label in STAGES.items() if stage in counts]
    return tables.pipe_table(["", "Aantal"], lines, align="lr")


def reasons_table(rows: pd.DataFrame, questionnaire: Questionnaire) -> str:
    """The coded reasons not to take part; empty when nobody gave one."""
    counts = select(rows, statistic="n", group_by="reden")
    counts = counts[counts["estimate"] > 0]
    labels = {code: label for q in questionnaire.questions() for code, label in answers(questionnaire, q)}
    labels["niet_gegeven"] = "Geen reden gekozen"
    labels[HIDDEN] = "Andere redenen, elk te weinig gekozen om te noemen"
    lines = [
        [labels.get(str(row["group"]), str(row["group"])), nl.count(float(row["estimate"]))]
        for _, row in counts.iterrows()
    ]
    return tables.pipe_table(["Reden", "Aantal"], lines, align="lr") if lines else ""


def expectation(rows: pd.DataFrame) -> str:
    """What the final number will be, in words."""
    found = select(rows, statistic="expected_n")
    if found.empty:
        return "Er zijn te weinig dagen of antwoorden om een eindaantal te verwachten."
    row = found.iloc[0]
    low, high = nl.count(float(row["ci_low"])), nl.count(float(row["ci_high"]))
    return (
        f"Als er geen mail meer uitgaat, komen er naar verwachting {nl.count(row)} complete antwoorden "
        f"(95%-interval {low} tot {high})."
    )


def curve(found: Course, *, synthetic: bool) -> Figure:
    """The numbers that opened and finished, cumulative by day; a dotted line for every mailing."""
    figure, axes = style.canvas(_TOP + _HEIGHT + _BOTTOM + 0.6 * synthetic)
    width = style.WIDTH - _LEFT - 2.2
    top = max(max(found.cumulative(stage)) for stage in CURVES) or 1
    after = [(date.fromisoformat(day) - date.fromisoformat(found.days[0])).days for day in found.days]

    def x(place: int) -> float:
        return _LEFT + width * after[place] / max(after[-1], 1)

    def y(count: float) -> float:
        return _TOP + _HEIGHT * (1 - count / top)

    for count in _ticks(top):
        axes.plot([_LEFT, _LEFT + width], [y(count)] * 2, color="#d9d9d9", lw=0.6)
        axes.text(_LEFT - 0.2, y(count), nl.count(count), ha="right", va="center", size=style.SMALL)
    for day in found.mailings():
        place = found.days.index(day)
        axes.plot([x(place)] * 2, [_TOP, _TOP + _HEIGHT], color=style.SOFT, lw=0.8, ls=":")
    for stage, colour in CURVES.items():
        values = found.cumulative(stage)
        axes.plot([x(p) for p in range(len(values))], [y(v) for v in values], color=colour, lw=2)
        axes.text(
            x(len(values) - 1) + 0.15, y(values[-1]), stage, va="center", size=style.TEXT, color=style.INK
        )
    for place in sorted({0, len(found.days) - 1}):
        axes.text(
            x(place),
            _TOP + _HEIGHT + 0.3,
            short_date(found.days[place]),
            ha="center",
            va="top",
            size=style.SMALL,
        )
    axes.text(_LEFT, 0.4, "Aantal, opgeteld", size=style.SMALL, va="center")
    if synthetic:
        axes.text(
            _LEFT, _TOP + _HEIGHT + _BOTTOM, "Synthetische gegevens", color=style.WARNING, size=style.SMALL
        )
    return figure


def in_words(found: Course) -> str:
    """The curve for who cannot see it."""
    ends = "; ".join(f"{stage} {nl.count(found.cumulative(stage)[-1])}" for stage in CURVES)
    mails = nl.listing([short_date(day) for day in found.mailings()]) or "geen"
    return (
        f"Lijnen met het opgetelde aantal per dag, van {short_date(found.days[0])} tot en met "
        f"{short_date(found.days[-1])}. Aan het eind: {ends}. Stippellijnen op de dagen met een mailronde: "
        f"{mails}.{_JOINED if found.joined else ''}"
    )


def short_date(day: str) -> str:
    """ "2026-11-02" is "2 nov. 2026"."""
    months = ("jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
    year, month, number = day.split("-")
    return f"{int(number)} {months[int(month) - 1]} {year}"


def _ticks(top: int) -> Sequence[int]:
    step = next(s * 10**e for e in range(6) for s in (1, 2, 5) if top / (s * 10**e) <= 5)
    return range(0, top + 1, step)
