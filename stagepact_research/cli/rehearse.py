"""`stagepact rehearse`: practise a whole wave before the fieldwork."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem


def rehearse(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Een map waarin data/raw/<jaar> komt; anders dit project."),
    ] = None,
    seed: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Een ander beginpunt dan dat van instruments/rehearsal."),
    ] = None,
) -> None:
    """Oefen een hele ronde op de oefenserver, met verzonnen teams waarvan de waarheid bekend is."""
    from stagepact_research.pipeline.rehearsal import rehearse as run

    if seed is not None and out is None:
        raise InputProblem(
            "stagepact rehearse",
            "met een ander beginpunt is het niet de oefenronde van dit project.",
            remedy="Geef met --out een andere map op.",
        )
    folder = run(current_project(), wave, typer.echo, out=out, seed=seed)
    typer.echo(f"Geschreven: {folder}. Dit is een oefening: niets erin is een bevinding.")
