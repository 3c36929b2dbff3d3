"""`stagepact interviews`: guides on paper, the codebook to a coding program, coded interviews and counts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(
    help="De interviews: leidraden, codeboek, gecodeerde interviews en tellingen.", no_args_is_help=True
)
Wave = Annotated[int, typer.Option("--wave", help="Het jaar van de ronde.")]
INFORMATION = "informatie"


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
    project.questionnaire(wave)  # a wave that the protocol does not know is refused
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


@app.command("print")
def print_(
    what: Annotated[str, typer.Argument(help="stagebegeleider, praktijkopleider of informatie.")],
    out: Annotated[Path, typer.Option(help="Het Word- of PDF-bestand (.docx of .pdf) dat wordt geschreven.")],
) -> None:
    """Schrijf een leidraad om te drukken, of de informatie en toestemming voor deelnemers."""
    from stagepact_research.pipeline.printing import write_document
    from stagepact_research.strands import interviews
    from stagepact_research.strands.interviews.guides import GUIDES

    instruments = current_project().instruments
    folder = instruments / "interviews"
    if what == INFORMATION:
        text = interviews.print_information(interviews.load_information(folder / f"{what}.yml"))
    elif what in GUIDES:
        text = interviews.print_guide(
            interviews.load_guide(folder / f"{what}.yml"),
            interviews.load_codebook(folder / "codebook.yml"),
            interviews.load_vignettes(instruments / "vignettes.yml"),
        )
    else:
        known = ", ".join((*GUIDES, INFORMATION))
        raise InputProblem("stagepact interviews print", f'"{what}" bestaat niet.', known)
    write_document(text, out)
    typer.echo(f"Geschreven: {out}")


@app.command("count")
def count(
    wave: Annotated[int, typer.Option(help="Het jaar van de ronde.")],
    interval: Annotated[
        bool,
        typer.Option("--interval", help="Ook een illustratief interval: de deelnemers zijn niet geloot."),
    ] = False,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Schrijf de tabel als CSV in plaats van haar te tonen."),
    ] = None,
) -> None:
    """Tel de gecodeerde interviews van een ronde: antwoorden en thema's, per groep."""
    from stagepact_research.estimates import canonical_csv
    from stagepact_research.pipeline.fieldwork.files import write_whole
    from stagepact_research.pipeline.interviews import count_wave

    project = current_project()
    coded = project.coded_interviews(wave)
    if coded is None:
        raise InputProblem(
            str(project.raw / str(wave) / "interviews"),
            "hier staan nog geen gecodeerde interviews.",
            "een map met een datum als naam, met interviews.csv, answers.csv, codings.csv en manifest.json",
            f"Lees ze in met: stagepact interviews import BESTAND --wave {wave}",
        )
    found = count_wave(project, wave, coded, interval=interval)
    if out is not None:
        write_whole(out, canonical_csv(found).encode())
        typer.echo(f"Geschreven: {out}")
        return
    for _, row in found.iterrows():
        base = f" (n = {row['n']:.0f})" if row["n"] > 0 else ""
        span = f" [{row['ci_low']:.0f}-{row['ci_high']:.0f}%, {row['variant']}]" if row["variant"] else ""
        about = " ".join(part for part in (row["population"], row["subject"], row["category"]) if part)
        typer.echo(f"{about}, {row['statistic']}: {row['estimate']:.4g}{base}{span}")
