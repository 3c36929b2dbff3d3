"""The distribution of the answers to a set of items, as a figure needs it and as words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from stagepact_research.estimates import lookup
from stagepact_research.instruments.questionnaire import Question, Questionnaire
from stagepact_research.report import nl
from stagepact_research.report.figures import Bar
from stagepact_research.report.labels import ItemFigure, item_label, item_number


@dataclass(frozen=True)
class Category:
    """One segment of the bars; `beside` when it is no answer on the scale."""

    id: str
    label: str
    beside: bool = False


@dataclass(frozen=True)
class Distribution:
    bars: tuple[Bar, ...]
    """From the item that has most of the last category on the scale to the one that has least."""
    legend: tuple[str, ...]
    beside: int
    hidden: tuple[str, ...] = ()
    """Items with too few answers to show."""

    def left_out(self) -> str:
        return nl.left_out([" ".join(label.split()) for label in self.hidden], "antwoorden")

    def base(self) -> str:
        """The number of respondents: one number, or the lowest and highest."""
        return nl.span(min(b.n for b in self.bars), max(b.n for b in self.bars))


def question_of(questionnaire: Questionnaire, item: str) -> Question:
    for question in questionnaire.questions():
        if item in question.item_ids():
            return question
    raise KeyError(item)


def categories(questionnaire: Questionnaire, question: Question) -> tuple[Category, ...]:
    """The categories of a question from little to much, then the answers beside the scale."""
    answers = questionnaire.response_scales[question.response_scale].answers
    beside = [Category(a.category, a.label, True) for a in answers if a.kind != "valid"]
    if question.collapse:
        main = [Category(c.id, c.label) for c in questionnaire.collapses[question.collapse]]
    else:
        # Yes is printed before no in the questionnaire; in a figure "much" comes last.
        main = [Category(a.category, a.label) for a in answers if a.kind == "valid"][::-1]
    return (*main, *beside)


def distribution(estimates: pd.DataFrame, questionnaire: Questionnaire, figure: ItemFigure) -> Distribution:
    """The bars of one figure, looked up in the estimates."""
    shown = categories(questionnaire, question_of(questionnaire, figure.items[0]))
    most = sum(not category.beside for category in shown) - 1
    every = [_bar(estimates, item, shown) for item in figure.items]
    # Too few answers to show: the item stays out of the figure, and is named below it.
    bars = [bar for bar in every if not any(map(math.isnan, bar.percentages))]
    hidden = tuple(bar.label for bar in every if bar not in bars)
    bars.sort(key=lambda bar: (-round(bar.percentages[most], 6), bar.label))
    return Distribution(tuple(bars), tuple(c.label for c in shown), sum(c.beside for c in shown), hidden)


def in_words(title: str, shown: Distribution) -> str:
    """The alternative text: what the figure is, and every number in it."""
    sentences = [
        f"Gestapelde horizontale staven: {title.lower()}, {len(shown.bars)} stellingen, "
        "in procenten van de teams"
    ]
    for bar in shown.bars:
        parts = [
            f"{category} {nl.count(percentage)}"
            for category, percentage in zip(shown.legend, bar.percentages, strict=True)
        ]
        sentences.append(f"{' '.join(bar.label.split())}: {', '.join(parts)}")
    return ". ".join(sentences) + (shown.left_out() or ".")


def _bar(estimates: pd.DataFrame, item: str, shown: tuple[Category, ...]) -> Bar:
    rows = [lookup(estimates, subject=item, statistic="pct", category=category.id) for category in shown]
    percentages = tuple(float(row["estimate"]) for row in rows)
    return Bar(f"{item_number(item)}  {item_label(item)}", percentages, float(rows[0]["n"]))
