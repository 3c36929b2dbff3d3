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
    score: Annotated[
        bool, typer.Option("--score", help="Leg de schattingen van de laatste make report naast de waarheid.")
    ] = False,
) -> None:
    """Oefen een hele ronde op de oefenserver, met verzonnen teams waarvan de waarheid bekend is."""
    from stagepact_research.pipeline.rehearsal import rehearse as run

    if score:
        _echo_score(wave)
        return

    if seed is not None and out is None:
        raise InputProblem(
            "stagepact rehearse",
            "met een ander beginpunt is het niet de oefenronde van dit project.",
            remedy="Geef met --out een andere map op.",
        )
    folder = run(current_project(), wave, typer.echo, out=out, seed=seed)
    typer.echo(f"Geschreven: {folder}. Dit is een oefening: niets erin is een bevinding.")


def _echo_score(wave: int) -> None:
    """How often the intervals of the estimates contain the truth of the rehearsal."""
    from stagepact_research.estimates import read_estimates, select
    from stagepact_research.pipeline.rehearsal import read_truth
    from stagepact_research.rehearsal.wave import score_against_truth

    project = current_project()
    truth = read_truth(project.snapshot(wave))
    own = select(read_estimates(project.estimates), wave=wave, contrast="", source="survey")
    found = score_against_truth(own, truth)
    found = found[found["covered"].notna()]
    for weighting, rows in found.groupby("weighting", sort=False):
        inside, share = int(rows["covered"].sum()), round(100 * rows["covered"].mean())
        typer.echo(f"{weighting}: {inside} van {len(rows)} intervallen bevatten de waarheid ({share}%)")
    typer.echo(
        "Weging kan niet herstellen wat niet in het steekproefkader staat: de oefening weigert naar houding."
    )
