"""`stagepact interviews`: the codebook to a coding program, and coded interviews back from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(help="De interviews: codeboek en gecodeerde interviews.", no_args_is_help=True)
Wave = Annotated[int, typer.Option("--wave", help="Het jaar van de ronde.")]


@app.command("codebook")
def interviews_codebook(
    out: Annotated[Path, typer.Option(help="Het .qdc-bestand dat wordt geschreven.")],
) -> None:
    """Schrijf het codeboek als REFI-QDA-codeboek, om mee te coderen in ATLAS.ti, MAXQDA, NVivo, QualCoder."""
    from stagepact_research.pipeline.fieldwork.files import write_whole
    from stagepact_research.pipeline.interviews_codebook import study_codebook
    from stagepact_research.strands.interviews.refi import to_qdc

    study = study_codebook(current_project())
    write_whole(out, to_qdc(study))
    typer.echo(f"Geschreven: {out} ({len(study.codes)} codes, {len(study.questions)} gesloten vragen)")


@app.command("import")
def interviews_import(
    file: Annotated[Path, typer.Argument(help="Een REFI-QDA-project (.qdpx) of een CSV-bestand.")],
    wave: Wave = 2026,
    cases: Annotated[
        Optional[Path], typer.Option(help="CSV met de groep en de antwoorden van elk interview.")  # noqa: UP045
    ] = None,
    mapping: Annotated[
        Optional[Path], typer.Option(help="Koppelbestand: namen in het programma en in het codeboek.")  # noqa: UP045
    ] = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Verzonnen interviews, om te oefenen.")
    ] = False,
) -> None:
    """Neem gecodeerde interviews over: tellingen en vrijgegeven citaten, geen andere tekst en geen namen."""
    from datetime import date

    from stagepact_research.pipeline.interviews_codebook import study_codebook
    from stagepact_research.pipeline.interviews_import import import_interviews

    if file.suffix.lower() not in (".qdpx", ".csv"):
        raise InputProblem(file.name, "dit soort bestand wordt niet gelezen.", ".qdpx of .csv")
    project = current_project()
    imported = import_interviews(
        project,
        wave,
        file,
        study_codebook(project),
        today=date.today(),
        cases=cases,
        mapping=mapping,
        synthetic=synthetic,
    )
    coded = imported.coded
    typer.echo(f"Geschreven: {imported.folder}")
    typer.echo(
        f"Uit {imported.origin}: {len(coded.interviews)} interviews, {len(coded.codings)} coderingen en "
        f"{len(coded.answers)} antwoorden op gesloten vragen."
    )
    for remark in coded.remarks:
        typer.echo(f"Let op: {remark}")
