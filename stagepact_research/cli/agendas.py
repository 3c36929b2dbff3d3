"""`stagepact agendas`: an empty coding of the kwaliteitsagenda's, and the check of filled ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(help="De codering van de kwaliteitsagenda's.", no_args_is_help=True)
Wave = Annotated[int, typer.Argument(help="Het jaar van de ronde.")]


@app.command("template")
def agendas_template(
    wave: Wave,
    out: Annotated[Path, typer.Option("--out", help="Het CSV-bestand dat wordt geschreven.")],
    coder: Annotated[str, typer.Option("--coder", help="De letter of code van de codeur.")] = "",
) -> None:
    """Schrijf een lege codering met een regel per instelling en vraag, en de uitleg ernaast."""
    from stagepact_research.pipeline.agendas import write_template

    if out.suffix.lower() != ".csv":
        raise InputProblem(out.name, "een codering is een csv-bestand.", "een naam die eindigt op .csv")
    project = current_project()
    for path in write_template(project, wave, out, coder):
        typer.echo(f"Geschreven: {path}")
    folder = (project.raw / str(wave) / "agendas").relative_to(project.root)
    typer.echo(f"Zet de ingevulde bestanden, één per codeur, in {folder} en controleer ze met:")
    typer.echo(f"stagepact agendas check {wave}")


@app.command("check")
def agendas_check(wave: Wave) -> None:
    """Controleer de coderingen van een ronde en toon hoe goed codeurs overeenstemmen."""
    from stagepact_research.estimates import lookup, select
    from stagepact_research.pipeline.agendas import read_codings
    from stagepact_research.strands.agendas import agreement_estimates, coders_of, one_coding
    from stagepact_research.strands.agendas.agreement import EVERYTHING
    from stagepact_research.strands.agendas.cells import DIFFERENT

    project = current_project()
    codings, kind = read_codings(project, wave)
    coders = coders_of(codings)
    read = {"published": "uit een rapport gelezen", "synthetic": "synthetisch", "observed": "uit de agenda's"}
    typer.echo(
        f"De coderingen zijn in orde ({read.get(kind, kind)}). Codeurs: {', '.join(coders) or 'geen'}."
    )
    rows = agreement_estimates(
        codings, wave=wave, provenance=kind, confidence=project.protocol.statistics.confidence
    )
    if rows.empty:
        typer.echo("Er is één codeur: overeenstemming is niet te meten.")
        return
    kappa = lookup(select(rows, subject=EVERYTHING), statistic="kappa")
    share = lookup(select(rows, subject=EVERYTHING), statistic="pct_overeenstemming")
    typer.echo(
        f"Overeenstemming over alle vragen: {share['estimate']:.0f}%, kappa {kappa['estimate']:.2f} "
        f"({kappa['ci_low']:.2f} tot {kappa['ci_high']:.2f})."
    )
    one = one_coding(codings)
    open_cells = one[one["code"] == DIFFERENT]
    for cell in open_cells.itertuples():
        typer.echo(f"Nog te bespreken: instelling {cell.institution}, {cell.question}")
    if len(open_cells):
        typer.echo("Zet wat u samen besluit in een bestand met alle cellen en de codeur consensus.")
