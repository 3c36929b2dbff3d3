"""The coded interviews of every wave that has them, counted; and the quotes that may be shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.pipeline.steps import PACKAGE, Step, code_of
from stagepact_research.protocol import Project

if TYPE_CHECKING:
    import pandas as pd

COUNTS, QUOTES = "interviews.parquet", "interview_quotes.parquet"


def interview_steps(project: Project) -> list[Step]:
    """A step for every wave with coded interviews."""
    steps = []
    for wave in sorted(project.protocol.waves):
        coded = project.coded_interviews(wave)
        if coded is None:
            continue
        folder = project.processed / str(wave)
        steps.append(
            Step(
                f"{wave}: interviews tellen",
                (*sorted(path for path in coded.iterdir() if path.is_file()), *instrument_files(project)),
                (*code_of("instruments", "strands"), PACKAGE / "pipeline" / "interviews.py"),
                (folder / COUNTS, folder / QUOTES),
                partial(make_interviews, project, wave, coded, folder / COUNTS, folder / QUOTES),
            )
        )
    return steps


def instrument_files(project: Project) -> tuple[Path, ...]:
    """The guides, the codebook, the vignettes, and the protocol that says how to count."""
    guides = sorted((project.instruments / "interviews").glob("*.yml"))
    return (*guides, project.instruments / "vignettes.yml", project.instruments / "protocol.yml")


def interview_sources(project: Project) -> tuple[Path, ...]:
    """What chapter 5 reads beside the estimates: instruments, findings and quotes."""
    written = sorted(project.raw.glob("*/interviews/*.csv"))
    quotes = (
        project.processed / str(wave) / QUOTES
        for wave in sorted(project.protocol.waves)
        if project.coded_interviews(wave) is not None
    )
    return (*instrument_files(project), *written, *quotes)


def make_interviews(project: Project, wave: int, coded: Path, counts: Path, quotes: Path) -> None:
    """Count the coded interviews of a wave, and keep the quotes that their file says are cleared."""
    from stagepact_research.estimates import write_estimates
    from stagepact_research.strands.interviews import read_coded

    write_estimates(count_wave(project, wave, coded, interval=project.protocol.interviews.interval), counts)
    interviews, _, codings = read_coded(coded)
    cleared = codings[(codings["cleared"] == "ja") & (codings["quote"].str.strip() != "")]
    kept = cleared.merge(interviews[["interview", "group"]], on="interview")
    kept = kept[["group", "code", "quote"]].drop_duplicates().reset_index(drop=True)
    unfinished = quotes.with_suffix(".partial")
    kept.to_parquet(unfinished)
    unfinished.replace(quotes)


def count_wave(project: Project, wave: int, coded: Path, *, interval: bool) -> pd.DataFrame:
    """The estimates of one folder with coded interviews."""
    from stagepact_research.strands.interviews import (
        count_interviews,
        load_codebook,
        load_guides,
        read_coded,
    )

    folder = project.instruments / "interviews"
    return count_interviews(
        *read_coded(coded),
        load_guides(folder),
        load_codebook(folder / "codebook.yml"),
        wave=wave,
        provenance=provenance(coded),
        interval=interval,
        confidence=project.protocol.statistics.confidence,
    )
