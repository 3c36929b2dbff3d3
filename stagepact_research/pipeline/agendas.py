"""The codings of the kwaliteitsagenda's of a wave: read, counted, and kept for the report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stagepact_research.pipeline.snapshots import file_provenance
from stagepact_research.pipeline.steps import PACKAGE, Step, code_of
from stagepact_research.protocol import Project
from stagepact_research.strands.agendas.errors import (
    DoubleCoder,
    MixedSources,
    NoCoding,
    NoSuchFolder,
    WouldReplace,
)

if TYPE_CHECKING:
    import pandas as pd

FRAME = Path("agendas") / "analysekader.yml"
"""The coding frame, below the instruments."""
_REMEDY = "Zet het oorspronkelijke bestand terug, of werk manifest.json bij."


def coding_files(project: Project, wave: int) -> list[Path]:
    """The codings of a wave, one file a coder; none where the wave has none."""
    return sorted((project.raw / str(wave) / "agendas").glob("*.csv"))


def coded_waves(project: Project) -> list[int]:
    """The waves of the protocol of which agendas were coded."""
    return [wave for wave in sorted(project.protocol.waves) if coding_files(project, wave)]


def coded_products(project: Project, wave: int) -> tuple[Path, Path]:
    """Where the counts of a wave are kept, and where the cells with their quotes."""
    folder = project.processed / str(wave)
    return folder / "agendas.parquet", folder / "agenda_cells.parquet"


def agenda_steps(project: Project) -> list[Step]:
    """A step for every wave of which agendas were coded."""
    return [
        Step(
            f"{wave}: kwaliteitsagenda's",
            (*_read(project, wave), project.instruments / FRAME, project.instruments / "protocol.yml"),
            (
                *code_of("instruments", "responses", "strands"),
                *(PACKAGE / "pipeline" / name for name in ("agendas.py", "snapshots.py")),
            ),
            coded_products(project, wave),
            partial(make_agendas, project, wave, *coded_products(project, wave)),
        )
        for wave in coded_waves(project)
    ]


def read_codings(project: Project, wave: int) -> tuple[list[pd.DataFrame], str]:
    """The coding of every coder of a wave, and their provenance.

    Raises
    ------
    InputProblem
        If there is no coding, a file breaks its layout or is not the one of its manifest, a coder has two
        files, or some files were read from a report and others from the agendas.
    """
    from stagepact_research.instruments import load_frame
    from stagepact_research.strands.agendas import read_coding

    files = coding_files(project, wave)
    folder = project.raw / str(wave) / "agendas"
    if not files:
        raise NoCoding(folder, wave)
    kinds = sorted({file_provenance(path, _REMEDY) for path in files})
    if len(kinds) > 1:
        raise MixedSources(folder, kinds)
    frame = load_frame(project.instruments / FRAME)
    codings = [read_coding(path, frame, wave, from_report=kinds == ["published"]) for path in files]
    coders = [str(coding["coder"].iloc[0]) for coding in codings]
    for coder in coders:
        if coders.count(coder) > 1:
            raise DoubleCoder(folder, coder)
    return codings, kinds[0]


def make_agendas(project: Project, wave: int, estimates: Path, cells: Path) -> None:
    """Count the codings of a wave and keep the cells with their locators, quotes and notes."""
    import pandas as pd

    from stagepact_research.estimates import conform, write_estimates
    from stagepact_research.instruments import load_frame
    from stagepact_research.strands.agendas import agreement_estimates, coding_estimates, one_coding

    codings, kind = read_codings(project, wave)
    one = one_coding(codings)
    frame = load_frame(project.instruments / FRAME)
    confidence = project.protocol.statistics.confidence
    tables = [
        coding_estimates(one, frame, wave=wave, provenance=kind),
        agreement_estimates(codings, wave=wave, provenance=kind, confidence=confidence),
    ]
    write_estimates(conform(pd.concat(tables)), estimates)
    partial_file = cells.with_suffix(".partial")
    one.to_parquet(partial_file)
    partial_file.replace(cells)


def _read(project: Project, wave: int) -> tuple[Path, ...]:
    files = coding_files(project, wave)
    manifest = project.raw / str(wave) / "agendas" / "manifest.json"
    return (*files, manifest) if manifest.exists() else tuple(files)


def write_template(project: Project, wave: int, out: Path, coder: str) -> tuple[Path, Path]:
    """Write an empty coding and its explanation beside it; what exists already is never replaced."""
    from stagepact_research.instruments import load_frame
    from stagepact_research.strands.agendas import explanation, template

    frame = load_frame(project.instruments / FRAME)
    beside = out.with_name(f"{out.stem}-toelichting.md")
    texts = {out: template(frame, wave, coder), beside: explanation(frame)}
    for path in texts:
        if path.exists():
            raise WouldReplace(path)
        if not path.parent.is_dir():
            raise NoSuchFolder(path.parent)
    for path, text in texts.items():
        partial_file = path.with_name(f".{path.name}.partial")
        partial_file.write_text(text, encoding="utf-8")
        partial_file.replace(path)
    return out, beside
