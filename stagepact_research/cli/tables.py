"""What a command shows in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import answers
from stagepact_research.responses.fieldwork import Fieldwork


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream, told how much is done and of how much."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def show_fieldwork(work: Fieldwork, questionnaire: Questionnaire) -> None:
    """The fieldwork as tables: totals, reasons, institutions, days, and what is to be expected."""
    console = Console()
    totals = Table(title="Veldwerk")
    for stage in work.totals:
        totals.add_column(stage, justify="right")
    totals.add_row(*map(str, work.totals.values()))
    console.print(totals)
    if work.reasons:
        console.print(_reasons(work, questionnaire))
    for title, first, frame in (
        ("Per instelling", "instelling", work.by_institution),
        ("Per dag", "dag", work.by_day),
    ):
        table = Table(title=title)
        table.add_column(first)
        for name in frame.columns:
            table.add_column(str(name), justify="right")
        for place, row in frame.iterrows():
            table.add_row(str(place), *(str(count) for count in row))
        console.print(table)
    if work.projection is None:
        console.print("Voor een verwachting zijn er nog te weinig dagen of antwoorden.")
    else:
        low, high = work.projection.low, work.projection.high
        console.print(
            f"Verwacht aantal complete antwoorden zonder nog een mailronde: {work.projection.expected:.0f} "
            f"(95%-interval {low:.0f} tot {high:.0f})."
        )


def _reasons(work: Fieldwork, questionnaire: Questionnaire) -> Table:
    labels = {code: label for q in questionnaire.questions() for code, label in answers(questionnaire, q)}
    table = Table(title="Redenen om niet mee te doen")
    table.add_column("reden")
    table.add_column("aantal", justify="right")
    for code, count in work.reasons.items():
        label = "niet gegeven" if code == "niet_gegeven" else labels.get(code, code)
        table.add_row(label, str(count))
    return table
