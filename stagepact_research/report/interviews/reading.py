"""What chapter 5 is made of: printed and counted rows, findings and quotes by wave, the instruments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import conform, read_estimates, select
from stagepact_research.protocol import Quantifier
from stagepact_research.report import sources
from stagepact_research.strands.interviews import (
    load_codebook,
    load_guides,
    load_vignettes,
    read_findings,
    read_quotes,
)
from stagepact_research.strands.interviews.codebook import GROUPS, Codebook
from stagepact_research.strands.interviews.counts import HELD, INTERVIEW_SUBJECT
from stagepact_research.strands.interviews.findings import Finding, Quote
from stagepact_research.strands.interviews.guides import Guide, Vignettes
from stagepact_research.synthesis import contradictions

Row: TypeAlias = "pd.Series[Any]"

CHAPTERS = {"stagebegeleiders": "5.1", "praktijkopleiders": "5.2"}
"""The half of the printed chapter that is about each group."""
_SUMMARIES = ("5.1.8", "5.2.8")
_SHARES = ("n", "pct")


def open_interviews(name: str) -> pd.DataFrame:
    """Every row about the interviews, printed and counted, for the chapter with this file name."""
    project = sources.project()
    tables = [
        select(sources.open_published(wave=wave), source="interviews")
        for wave, one in sorted(project.protocol.waves.items())
        if one.published
    ]
    counted = select(read_estimates(project.estimates), source="interviews")
    tables.append(counted[counted["provenance"] != "published"])
    out = conform(pd.concat(tables))
    out.attrs["chapter"] = name
    return out


def waves(rows: pd.DataFrame) -> list[int]:
    """The waves with interviews, in order."""
    return sorted({int(wave) for wave in rows["wave"]})


def of_wave(rows: pd.DataFrame, wave: int) -> pd.DataFrame:
    """The rows of one wave, with the chapter's name; counted rows take the place of printed ones."""
    mine = select(rows, wave=wave)
    counted = mine[mine["provenance"] != "published"]
    out = (counted if len(counted) else mine).reset_index(drop=True)
    out.attrs = dict(rows.attrs)
    return out


def cell(rows: pd.DataFrame, group: str, subject: str, category: str) -> Row | None:
    """The row about one answer of one group: a number before a share, and the chapter before its summary."""
    found = select(rows, population=group, subject=subject, category=category, statistic=list(_SHARES))
    found = found[found["variant"].isin(["", "verbal"])]
    places = found["locator"].astype(str)
    chapter = CHAPTERS.get(group, "5")
    inside = found[(places == "") | (places.str.startswith(chapter) & ~places.str[:5].isin(_SUMMARIES))]
    for statistic in _SHARES:
        mine = inside[inside["statistic"] == statistic]
        if len(mine):
            row: Row = mine.iloc[0]
            return row
    return None


def held(rows: pd.DataFrame) -> list[float]:
    """The number of interviews with each group."""
    found = [cell(rows, group, INTERVIEW_SUBJECT, HELD) for group in GROUPS]
    return [float(row["estimate"]) for row in found if row is not None]


def answers(guide: Guide, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """The closed questions of a guide with each of their answers, in the order in which they are asked."""
    codes = codebook.by_id()
    for question in guide.questions():
        if question.answer != "open":
            for category in codes[question.id].categories:
                yield question.id, category.code


def codebook() -> Codebook:
    return _codebook(sources.project().instruments / "interviews" / "codebook.yml")


def guides() -> dict[str, Guide]:
    return _guides(sources.project().instruments / "interviews")


def vignettes() -> Vignettes:
    return _vignettes(sources.project().instruments / "vignettes.yml")


def quantifiers() -> tuple[Quantifier, ...]:
    """The protocol's words for shares."""
    return sources.project().protocol.quantifiers


def findings(wave: int) -> tuple[Finding, ...]:
    """The findings of a wave; none where they are not written yet."""
    path = sources.project().raw / str(wave) / "interviews" / "bevindingen.csv"
    return _findings(path, codebook()) if path.exists() else ()


def quotes(wave: int) -> tuple[Quote, ...]:
    """What participants of a wave are quoted with."""
    return read_quotes(sources.project().raw / str(wave) / "interviews" / "citaten.csv")


def cleared(wave: int) -> pd.DataFrame:
    """The quotes of a coded wave that its file says may be shown: group, code and quote."""
    path = sources.project().processed / str(wave) / "interview_quotes.parquet"
    columns = ["group", "code", "quote"]
    return pd.read_parquet(path)[columns] if path.exists() else pd.DataFrame(columns=columns)


def only_elsewhere(printed: pd.DataFrame) -> pd.DataFrame:
    """Printed rows about answers that chapter 5 itself does not give, in the order of the report."""
    key = ["population", "subject", "category"]
    inside = printed.loc[printed["locator"].str.startswith("5"), key]
    given = set(inside.itertuples(index=False, name=None))
    about_study = {code.id for code in codebook().codes if code.kind == "study"}
    rows = printed[printed["statistic"].isin(_SHARES) & ~printed["subject"].isin(about_study)]
    absent = [about not in given for about in rows[key].itertuples(index=False, name=None)]
    return rows[absent]


def clashing(printed: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Population, subject and category of printed words that a printed number does not bear out."""
    found = contradictions(printed, quantifiers())
    return set(found[["population", "subject", "category"]].itertuples(index=False, name=None))


@cache
def _codebook(path: Path) -> Codebook:
    return load_codebook(path)


@cache
def _guides(folder: Path) -> dict[str, Guide]:
    return load_guides(folder)


@cache
def _vignettes(path: Path) -> Vignettes:
    return load_vignettes(path)


@cache
def _findings(path: Path, known: Codebook) -> tuple[Finding, ...]:
    return read_findings(path, known)
