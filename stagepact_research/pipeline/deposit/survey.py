"""What a deposit has of one wave of the survey: the file of respondents and its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from stagepact_research.archive.counted import protected_counts
from stagepact_research.archive.ddi import DataFile, ddi_codebook
from stagepact_research.archive.errors import (
    MixedProvenance,
    NoReportDate,
    NotDescribed,
    NothingToDeposit,
)
from stagepact_research.archive.rare import protect_rare
from stagepact_research.archive.respondents import respondent_file
from stagepact_research.archive.spss import sav_file
from stagepact_research.archive.study import Study
from stagepact_research.codebook import Variable, left_out, variables_of
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.yaml_source import read_yaml
from stagepact_research.pipeline.deposit.inputs import SOFTWARE
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.responses import Responses


@dataclass(frozen=True)
class Wave:
    """One wave, ready for a deposit."""

    number: int
    questionnaire: Questionnaire
    variables: tuple[Variable, ...]
    frame: pd.DataFrame
    synthetic: bool
    included: bool
    """Whether the file of respondents goes into the deposit."""
    protection: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def marked(self) -> str:
        return f"{self.number}-synthetisch" if self.synthetic else str(self.number)


def prepare(project: Project, wave: int, estimates: pd.DataFrame, *, respondents: bool) -> Wave:
    """The file of respondents of a wave, protected where it is real.

    Raises
    ------
    NothingToDeposit
        If its data products were not made.
    MixedProvenance
        If the estimates are of another kind than the snapshot.
    """
    kind = provenance(project.snapshot(wave))
    own = estimates[(estimates["wave"] == str(wave)) & (estimates["source"] == "survey")]
    kinds = set(own["provenance"]) - {"published"}
    if kinds and kind not in kinds:
        raise MixedProvenance(wave, kind, sorted(kinds))
    questionnaire = load_questionnaire(project.questionnaire(wave))
    variables = variables_of(questionnaire, load_scales(project.instruments / "scales.yml"), project.protocol)
    frame = respondent_file(
        Responses(_product(project, wave, "responses"), _product(project, wave, "status"), ()),
        _product(project, wave, "scores"),
        _product(project, wave, "weights"),
        questionnaire,
        variables,
        {name: one.options for name, one in project.protocol.sector_categories.items()},
        project.protocol.scoring.analysis_base,
    )
    remarks: tuple[str, ...] = ()
    if kind == "observed":
        k = smallest_group_of(project)
        protected = protect_rare(frame, k)
        frame = protected.frame
        remarks = (
            f"{wave}: elke combinatie van kenmerken in het bestand hoort bij ten minste {k} respondenten",
            *(f"{wave}: van {count} respondenten staat er: {says}" for says, count in protected.counts),
        )
    return Wave(
        wave,
        questionnaire,
        variables,
        frame,
        kind == "synthetic",
        kind == "synthetic" or respondents,
        remarks,
        left_out(questionnaire, project.protocol),
    )


def smallest_group_of(project: Project) -> int:
    """The smallest group that the protocol lets be described."""
    return project.protocol.disclosure.minimum_cell


def respondent_files(wave: Wave, made: date) -> dict[str, bytes]:
    """The file of respondents as CSV and for SPSS, by path in the deposit."""
    if not wave.included:
        return {}
    kind = "synthetisch" if wave.synthetic else "afgeschermd"
    says = (
        "Synthetische gegevens: geen antwoorden van mensen."
        if wave.synthetic
        else "Antwoorden van respondenten."
    )
    base = f"gegevens/{wave.marked}/respondenten-{wave.marked}"
    csv = wave.frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    sav = sav_file(
        wave.frame,
        wave.variables,
        title=f"Stagediscriminatie in het mbo, {wave.number} ({kind})",
        notes=[says, f"Vragenlijst {wave.questionnaire.version}."],
        made=made,
    )
    return {f"{base}.csv": csv.encode(), f"{base}.sav": sav}


def ddi_file(project: Project, wave: Wave, study: Study, estimates: pd.DataFrame, version: str) -> bytes:
    """The DDI document of a wave."""
    if wave.number not in study.waves:
        raise NotDescribed(project.instruments / "study.yml", wave.number)
    written = wave.included and not wave.synthetic
    counted = protected_counts(wave.variables, wave.frame, smallest_group_of(project)) if written else {}
    return ddi_codebook(
        study,
        wave.questionnaire,
        wave.variables,
        estimates,
        DataFile(
            f"respondenten-{wave.marked}.sav",
            len(wave.frame),
            wave.synthetic,
            wave.included,
            wave.protection,
            counted,
        ),
        project.archive,
        software=f"{SOFTWARE} {version}",
        made=report_date(project),
    )


def report_date(project: Project) -> date:
    """The date of the report: the deposit of the same report is the same whenever it is made.

    Raises
    ------
    InstrumentProblem
        If `_quarto.yml` cannot be read.
    NoReportDate
        If it has no date, or one that is no date of the calendar.
    """
    path = project.root / "_quarto.yml"
    book = read_yaml(path).data.get("book")
    found = book.get("date") if isinstance(book, dict) else None
    if found is None:
        raise NoReportDate(path, "de datum van het rapport ontbreekt.")
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise NoReportDate(path, f'"{found}" is geen datum.') from error


def _product(project: Project, wave: int, name: str) -> pd.DataFrame:
    path: Path = project.processed / str(wave) / f"{name}.parquet"
    if not path.exists():
        raise NothingToDeposit(path)
    return pd.read_parquet(path)
