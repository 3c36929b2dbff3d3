"""The command line: `stagepact instrument`, `survey`, `frame`, `plan`, `rehearse`, `report`, ...

Everything heavy is imported inside the command that needs it, so that `stagepact --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli import (
    agendas,
    export,
    frame,
    instrument,
    interviews,
    literature,
    planning,
    recruitment,
    rehearse,
    survey,
    verify,
)
from stagepact_research.cli.common import MISTAKE, current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(
    help="Van vragenlijst tot rapport: het onderzoek naar stagediscriminatie in het mbo.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(instrument.app, name="instrument")
app.add_typer(literature.app, name="literature")
app.add_typer(survey.app, name="survey")
app.add_typer(recruitment.app, name="recruitment")
app.add_typer(agendas.app, name="agendas")
app.add_typer(interviews.app, name="interviews")
app.add_typer(export.app, name="deletions")
app.command("export")(export.export)
app.command("frame")(frame.frame)
app.command("rehearse")(rehearse.rehearse)
app.command("plan")(planning.plan)
app.command("verify")(verify.verify)


def main() -> None:
    """Run the command line; an input that a person can mend is a sentence and exit code 2."""
    try:
        app()
    except InputProblem as problem:
        typer.echo(problem.sentence(), err=True)
        sys.exit(MISTAKE)


@app.command()
def synthesise(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    seed: Annotated[
        Optional[int], typer.Option(help="Een ander beginpunt dan dat van het protocol.")  # noqa: UP045
    ] = None,
    out: Annotated[
        Optional[Path], typer.Option(help="Een andere map dan die van het protocol.")  # noqa: UP045
    ] = None,
) -> None:
    """Maak een synthetisch antwoordbestand dat de gedrukte cijfers volgt."""
    from stagepact_research.pipeline.synthetic import synthetic_wave, write_synthetic_wave

    project = current_project()
    if seed is not None and out is None:
        raise InputProblem(
            "stagepact synthesise",
            "een ander beginpunt zou het bestand van het protocol vervangen.",
            remedy="Geef met --out een andere map op.",
        )
    folder = out or project.snapshot(wave)
    write_synthetic_wave(folder, synthetic_wave(project, wave, seed, typer.echo))
    typer.echo(f"Geschreven: {folder}")


@app.command()
def report(
    engine: Annotated[str, typer.Option(help="auto, quarto of embedded.")] = "auto",
    force: Annotated[bool, typer.Option(help="Voer alles opnieuw uit.")] = False,
) -> None:
    """Bouw de gegevensproducten en de site, voor zover er iets is veranderd."""
    from stagepact_research.pipeline.report import build_report

    build_report(current_project(), engine, typer.echo, force=force)


@app.command()
def estimates(
    out: Annotated[Path, typer.Argument(help="Het CSV-bestand dat wordt geschreven.")],
) -> None:
    """Schrijf de tabel met schattingen als CSV die op elke machine gelijk is, en noem de SHA-256."""
    import hashlib

    from stagepact_research.estimates import canonical_csv, read_estimates

    content = canonical_csv(read_estimates(current_project().estimates)).encode()
    partial = out.with_name(f".{out.name}.partial")
    partial.write_bytes(content)
    partial.replace(out)
    typer.echo(f"{out}: sha256 {hashlib.sha256(content).hexdigest()}")
