"""What the cells of appendix H call: the checklists as tables, with what is looked up filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pandas as pd

from stagepact_research.estimates import lookup
from stagepact_research.report import nl
from stagepact_research.report.checklists.loading import NUMBER, load_checklists
from stagepact_research.report.checklists.model import Checklist, Item, Status, Value
from stagepact_research.report.sources import open_published, project, questionnaire, scales
from stagepact_research.report.tables import Cells, escape_markdown, numbered, pipe_table

STATUSES: dict[Status, str] = {
    "reported": "gerapporteerd",
    "partly": "deels",
    "absent": "niet gerapporteerd",
    "not_applicable": "niet van toepassing",
}


@dataclass(frozen=True)
class Reading:
    """The checklists, and the printed numbers that their answers name."""

    checklists: Mapping[str, Checklist]
    published: pd.DataFrame


def open_checklists() -> Reading:
    """The checklists of the project, and the numbers that the report of the first wave printed."""
    return Reading(load_checklists(project().instruments / "checklists"), open_published())


def totals(reading: Reading) -> None:
    """How many items of each checklist are told, partly told and not told."""
    rows: list[Cells] = []
    for one in reading.checklists.values():
        found = Counter(item.status for item in one.items())
        rows.append(
            [f"{one.name} ({one.subject})", *(str(found[status]) for status in STATUSES), str(one.count)]
        )
    head = ["Lijst", *(says.capitalize() for says in STATUSES.values()), "Samen"]
    table = pipe_table(head, rows, "lrrrrr", [30, 16, 10, 16, 16, 10])
    print(numbered("rapportagelijsten", "Wat er volgens de rapportagelijsten in het rapport staat", table))


def checklist(reading: Reading, name: str) -> None:
    """A table for every part of a checklist: the answer, where it stands, and the verdict."""
    one = reading.checklists[name]
    for number, group in enumerate(one.groups, 1):
        rows = [
            [item.id, item.item, answer(item, reading.published), _places(item), STATUSES[item.status]]
            for item in group.items
        ]
        head = ["Nr.", "Onderdeel", "Antwoord", "Plaats", "Oordeel"]
        table = pipe_table(head, rows, "lllll", [6, 20, 44, 16, 14])
        print(numbered(f"{name}-{number}", f"{one.name}: {group.title.lower()}", table))


def answer(item: Item, published: pd.DataFrame) -> str:
    """The answer with its numbers filled in.

    Raises
    ------
    NoSuchEstimate, AmbiguousEstimate
        When a number that it names was not printed, or more than once.
    """
    return NUMBER.sub(lambda match: number(item.values[match[1]], published), _escaped(item.answer))


def _escaped(text: str) -> str:
    """Plain words, in which the places of numbers stay what they are."""
    parts = NUMBER.split(text)
    # Every second part is the name of a number.
    return "".join(f"{{{part}}}" if k % 2 else _escaped_part(part) for k, part in enumerate(parts))


def _escaped_part(text: str) -> str:
    """Escaped as `escape_markdown` does it, with the spaces at both ends kept."""
    inside = escape_markdown(text)
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    return f"{before}{inside}{after}"


def number(value: Value, published: pd.DataFrame) -> str:
    """One number as it is written in an answer."""
    found = _found(value, published)
    if isinstance(found, str):
        return escape_markdown(found)
    if value.show == "words":
        return nl.words(found)
    return nl.decimal(found, 2) if value.show == "decimal" else nl.count(found)


def _found(value: Value, published: pd.DataFrame) -> str | float:
    if value.protocol:
        rules: Any = project().protocol
        given = reduce(getattr, value.protocol.split("."), rules)
        return given if isinstance(given, str) else float(given)
    if value.asked:
        return float(len(scales()) if value.asked == "scales" else len(list(questionnaire().questions())))
    return float(lookup(published, **value.lookup)["estimate"])


def _places(item: Item) -> str:
    return ", ".join(f"@{section}" for section in item.sections) or nl.MISSING
