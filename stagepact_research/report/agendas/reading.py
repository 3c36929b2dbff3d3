"""The coded kwaliteitsagenda's as the chapter reads them: counts, cells with their texts, and the frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.agendas import Frame, load_frame
from stagepact_research.protocol import Quantifier
from stagepact_research.report.coded import AT_MOST
from stagepact_research.report.sources import open_strand, project

Row: TypeAlias = "pd.Series[Any]"


@dataclass(frozen=True)
class Agendas:
    """Everything about the agendas of all coded waves."""

    rows: pd.DataFrame
    """The estimates, without those that a report printed."""
    cells: Mapping[int, pd.DataFrame]
    """By wave: a row for every institution and question, with locator, quote and note."""
    frame: Frame
    quantifiers: tuple[Quantifier, ...] = ()

    @property
    def waves(self) -> tuple[int, ...]:
        return tuple(sorted(self.cells))

    @property
    def first(self) -> int:
        return self.waves[0]

    def of(self, wave: int) -> pd.DataFrame:
        """The estimates of one wave, for its figures."""
        out = select(self.rows, wave=wave)
        out.attrs["chapter"] = self.rows.attrs["chapter"]
        return out


def open_agendas(name: str) -> Agendas:
    """The coded agendas, for the chapter with this file name."""
    rows = open_strand(name, source="agendas")
    rows = rows[rows["method"] != ""].reset_index(drop=True)
    rows.attrs["chapter"] = name
    cells = {
        int(path.parent.name): _cells(path)
        for path in sorted(project().processed.glob("[0-9]*/agenda_cells.parquet"))
        if len(select(rows, wave=int(path.parent.name)))
    }
    frame = _frame(project().instruments / "agendas" / "analysekader.yml")
    return Agendas(rows, cells, frame, project().protocol.quantifiers)


def count(agendas: Agendas, subject: str, category: str, *, wave: int, statistic: str = "n") -> Row:
    """The count of a code, or with `pct` its share of the institutions to which the question applies."""
    rows = _counts(agendas, subject, category, wave=wave)
    return lookup(rows, subject=subject, statistic=statistic, category=category, variant="")


def at_most(agendas: Agendas, subject: str, category: str, *, wave: int, statistic: str = "n") -> Row | None:
    """The count if every cell that is not known had the code; None where all are known."""
    rows = _counts(agendas, subject, category, wave=wave)
    found = rows[(rows["variant"] == AT_MOST) & (rows["statistic"] == statistic)]
    return None if found.empty else found.iloc[0]


def codes(agendas: Agendas, subject: str, *, wave: int) -> dict[str, str]:
    """The code of every institution, by its number: of a question, or the level of a theme."""
    rows = select(agendas.rows, wave=wave, subject=subject, group_by="instelling")
    found = {
        str(group).removeprefix("instelling_"): str(code)
        for group, code in zip(rows["group"], rows["category"], strict=True)
    }
    return dict(sorted(found.items(), key=lambda pair: int(pair[0])))


def having(agendas: Agendas, subject: str, category: str, *, wave: int) -> list[str]:
    """The numbers of the institutions with a code, or with one of the codes counted together."""
    parts: tuple[str, ...] = (category,)
    for question in agendas.frame.questions():
        if question.id == subject:
            parts = question.combined.get(category, parts)
    return [number for number, code in codes(agendas, subject, wave=wave).items() if code in parts]


def texts(agendas: Agendas, question: str, *, wave: int) -> pd.DataFrame:
    """The cells of one question, with what stands beside their codes."""
    cells = agendas.cells[wave]
    return cells[cells["question"] == question]


def _counts(agendas: Agendas, subject: str, category: str, *, wave: int) -> pd.DataFrame:
    return select(agendas.rows, wave=wave, subject=subject, category=category, group_by="")


@cache
def _frame(path: Path) -> Frame:
    return load_frame(path)


@cache
def _cells(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)
