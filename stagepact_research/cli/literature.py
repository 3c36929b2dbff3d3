"""`stagepact literature`: the literature scan and the references of the book, checked."""

from __future__ import annotations

import typer

from stagepact_research.cli.common import MISTAKE, current_project

app = typer.Typer(help="De literatuur: uitspraken en verwijzingen.", no_args_is_help=True)


@app.callback()
def literature() -> None:
    """De literatuur: uitspraken en verwijzingen."""


@app.command("check")
def literature_check() -> None:
    """Controleer de uitspraken uit de literatuur en alle verwijzingen in het boek."""
    from stagepact_research.pipeline.literature import check_literature

    problems = check_literature(current_project())
    for problem in problems:
        typer.echo(problem.sentence(), err=True)
    if problems:
        raise typer.Exit(MISTAKE)
    typer.echo("De uitspraken en de verwijzingen zijn in orde.")
