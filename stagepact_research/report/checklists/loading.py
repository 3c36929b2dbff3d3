"""From the files in instruments/checklists/ to checked checklists."""

from __future__ import annotations

import re
from pathlib import Path

from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.report.checklists.errors import (
    NoPlace,
    NoSource,
    TwiceNumbered,
    UnknownNumber,
    WrongNumberOfItems,
)
from stagepact_research.report.checklists.model import Checklist, Item

ORDER = ("cherries", "coreq", "srqr", "jars")
NUMBER = re.compile(r"\{(\w+)\}")


def load_checklists(folder: Path) -> dict[str, Checklist]:
    """The checklists in `folder` (instruments/checklists/) by the name of their file.

    Raises
    ------
    InstrumentProblem
        When a file cannot be read or does not have the right shape.
    WrongNumberOfItems, TwiceNumbered, UnknownNumber, NoSource, NoPlace
        When a checklist contradicts itself.
    """
    return {name: _load(folder / f"{name}.yml") for name in ORDER}


def _load(path: Path) -> Checklist:
    source = read_yaml(path)
    checklist = build(Checklist, source.data, source)
    found = list(checklist.items())
    if len(found) != checklist.count:
        raise WrongNumberOfItems(source.where(("count",)), len(found), checklist.count)
    seen: set[str] = set()
    for k, group in enumerate(checklist.groups):
        for i, item in enumerate(group.items):
            where = source.where(("groups", k, "items", i))
            if item.id in seen:
                raise TwiceNumbered(where, item.id)
            seen.add(item.id)
            _check(item, where)
    return checklist


def _check(item: Item, where: str) -> None:
    asked = NUMBER.findall(item.answer)
    for name in set(asked) ^ set(item.values):
        raise UnknownNumber(where, name, list(item.values))
    for name, value in item.values.items():
        if sum(map(bool, (value.lookup, value.protocol, value.asked))) != 1:
            raise NoSource(where, name)
    if item.status in ("reported", "partly") and not item.sections:
        raise NoPlace(where, item.id)
