"""Tables of coded agendas: who has which code, everything in one, agreement, printed beside counted."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.agendas import ALWAYS, Question, Theme
from stagepact_research.report import nl
from stagepact_research.report.agendas.reading import Agendas, Row, codes, count, having
from stagepact_research.report.tables import Cells, escape_markdown, pipe_table, unbroken
from stagepact_research.strands.agendas.agreement import EVERYTHING
from stagepact_research.strands.agendas.cells import DIFFERENT

OPEN = {DIFFERENT: ("codeurs verschillen", "≠")}
"""Label and sign of codes that are not of the frame."""


def theme_table(agendas: Agendas, theme: Theme) -> str:
    """The questions of a theme with the codes that occur: how many institutions, and which, in each wave."""
    rows: list[Cells] = []
    for question in theme.questions:
        rows.append([f"**{escape_markdown(question.label)}**", *[""] * len(agendas.waves)])
        for code in _occurring(agendas, question):
            told = [_who(agendas, question.id, code, wave) for wave in agendas.waves]
            rows.append([escape_markdown(code_label(agendas, question.id, code)), *told])
    header = ["Vraag en code", *(_heading(agendas, wave) for wave in agendas.waves)]
    return pipe_table(header, rows, "l" * len(header), [40, *[30] * len(agendas.waves)])


def matrix_table(agendas: Agendas, wave: int) -> str:
    """Every question in a row, every institution in a column, with the short sign of its code."""
    numbers = list(codes(agendas, next(agendas.frame.questions()).id, wave=wave))
    rows: list[Cells] = []
    for i, theme in enumerate(agendas.frame.themes, start=1):
        rows.append([f"**{i}. {escape_markdown(theme.short)}**", *[""] * len(numbers)])
        for question in theme.questions:
            found = codes(agendas, question.id, wave=wave)
            signs = [escape_markdown(_sign(agendas, question.id, found[n])) for n in numbers]
            rows.append([escape_markdown(question.label), *signs])
    return pipe_table(["Vraag", *numbers], rows, "l" + "c" * len(numbers), [36, *[8] * len(numbers)])


def signs_in_words(agendas: Agendas) -> str:
    """What each sign of the matrix stands for, where it is not plain."""
    told: dict[str, list[str]] = {}
    for question in agendas.frame.questions():
        for code in question.codes:
            if code.short not in ("ja", "nee"):
                told.setdefault(code.short, []).append(code.label)
    said = [f"{sign}: {' of '.join(dict.fromkeys(labels))}" for sign, labels in told.items()]
    said += [f"{code.short}: {code.label}" for code in agendas.frame.always]
    used = {code for cells in agendas.cells.values() for code in cells["code"]}
    said += [f"{sign}: {label}" for code, (label, sign) in OPEN.items() if code in used]
    return escape_markdown("; ".join(said))


def agreement_table(agendas: Agendas, wave: int) -> str:
    """Kappa with its interval and the percentage of agreement, for every question and for all."""
    rows = []
    for subject in [*(question.id for question in agendas.frame.questions()), EVERYTHING]:
        own = select(agendas.rows, wave=wave, subject=subject)
        kappa = own[own["statistic"] == "kappa"].iloc[0]
        share = own[own["statistic"] == "pct_overeenstemming"].iloc[0]
        label = "**alle vragen**" if subject == EVERYTHING else agendas.frame.question(subject).label
        interval = nl.MISSING if pd.isna(kappa["ci_low"]) else unbroken(nl.interval(kappa))
        rows.append(
            [
                label if subject == EVERYTHING else escape_markdown(label),
                nl.percent(share),
                nl.decimal(kappa, 2),
                interval,
                nl.base(kappa),
            ]
        )
    header = ["Vraag", "Overeenstemming", "Kappa", "95%-BI", "Cellen"]
    return pipe_table(header, rows, "lrrrr", [40, 14, 10, 18, 8])


def subject_in_words(agendas: Agendas) -> Callable[[Row], str]:
    """What a printed row is about: "Meldpunt: heeft of wil een meldpunt (aantal)"."""
    questions = {question.id: question for question in agendas.frame.questions()}
    statistics = {"n": "aantal", "pct": "%"}

    def says(row: Row) -> str:
        subject, category = str(row["subject"]), str(row["category"])
        known = subject in questions
        label = questions[subject].label if known else subject.removeprefix("agenda_").replace("_", " ")
        about = code_label(agendas, subject, category) if known else category.replace("_", " ")
        group = str(row["group"]).replace("_", " ")
        told = ", ".join(filter(None, (about, group)))
        statistic = statistics.get(str(row["statistic"]), str(row["statistic"]))
        return escape_markdown(f"{label}{': ' if told else ''}{told} ({statistic})")

    return says


def code_label(agendas: Agendas, question: str, code: str) -> str:
    """The name of a code, also of one that joins others, or that only arises between coders."""
    if code in OPEN:
        return OPEN[code][0]
    own = agendas.frame.question(question)
    if code in own.code_ids():
        return agendas.frame.code(question, code).label
    return code.replace("_", " ")


def _heading(agendas: Agendas, wave: int) -> str:
    return "Instellingen" if len(agendas.waves) == 1 else f"Instellingen in {wave}"


def _occurring(agendas: Agendas, question: Question) -> list[str]:
    """The codes of a question that some institution has in some wave, in the order of the frame."""
    found = {code for wave in agendas.waves for code in codes(agendas, question.id, wave=wave).values()}
    order = [*(code.id for code in question.codes), *ALWAYS, *OPEN]
    return [code for code in order if code in found]


def _who(agendas: Agendas, question: str, code: str, wave: int) -> str:
    numbers = having(agendas, question, code, wave=wave)
    if not numbers:
        return "0"
    total = nl.count(count(agendas, question, code, wave=wave))
    return f"{total} ({', '.join(numbers)})"


def _sign(agendas: Agendas, question: str, code: str) -> str:
    return OPEN[code][1] if code in OPEN else agendas.frame.code(question, code).short
