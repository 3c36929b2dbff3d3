"""The synthesis of every wave, as chapter 6, appendix C and the summary show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from stagepact_research.protocol import Project, Quantifier
from stagepact_research.report.sources import everything, open_published, project
from stagepact_research.synthesis import (
    Assessed,
    AssessedMeasure,
    Synthesis,
    assess,
    assess_measures,
    contradictions,
    load_synthesis,
    triangulate,
)


@dataclass(frozen=True)
class Wave:
    """The synthesis in one wave."""

    year: int
    claims: tuple[Assessed, ...]
    measures: tuple[AssessedMeasure, ...]
    relations: pd.DataFrame


@dataclass(frozen=True)
class Reading:
    """The synthesis, and what it amounts to in every wave."""

    synthesis: Synthesis
    waves: tuple[Wave, ...]
    contradictions: pd.DataFrame
    """What the printed report says in words and its own numbers do not bear out."""
    published: pd.DataFrame
    folder: str = ""
    """The way from the chapter at hand to the other chapters: "notebooks/" in the summary."""

    @property
    def first(self) -> Wave:
        return self.waves[0]

    @property
    def later(self) -> tuple[Wave, ...]:
        return self.waves[1:]

    def number(self, claim_id: str) -> str:
        """The number of a claim, "1a.3": the third on question 1a."""
        topic = next(claim.topic for claim in self.synthesis.claims if claim.id == claim_id)
        question = self.synthesis.topic(topic).question
        ids = [claim.id for claim in self.synthesis.claims_of(question)]
        return f"{question}.{ids.index(claim_id) + 1}"

    def of(self, wave: Wave, question: str) -> tuple[Assessed, ...]:
        """The claims on a question in a wave."""
        ids = {claim.id for claim in self.synthesis.claims_of(question)}
        return tuple(one for one in wave.claims if one.claim.id in ids)

    def claim(self, wave: Wave, claim_id: str) -> Assessed:
        return next(one for one in wave.claims if one.claim.id == claim_id)


def open_synthesis(chapter: str) -> Reading:
    """The synthesis over the project's table of estimates, for the chapter with this file name."""
    return replace(_read(project()), folder="notebooks/" if chapter == "index" else "")


def read(
    synthesis: Synthesis,
    estimates: pd.DataFrame,
    published: pd.DataFrame,
    table: Sequence[Quantifier],
    waves: Sequence[int],
) -> Reading:
    """The synthesis over a table of estimates."""

    def one(year: int) -> Wave:
        claims = assess(synthesis, estimates, table, wave=year)
        measures = assess_measures(synthesis, estimates, table, wave=year)
        return Wave(year, claims, measures, triangulate(synthesis, claims))

    return Reading(synthesis, tuple(map(one, waves)), contradictions(published, table), published)


def _read(where: Project) -> Reading:
    return read(
        _synthesis(where.instruments / "synthesis"),
        everything(),
        open_published(),
        where.protocol.quantifiers,
        sorted(where.protocol.waves),
    )


@cache
def _synthesis(folder: Path) -> Synthesis:
    return load_synthesis(folder)
