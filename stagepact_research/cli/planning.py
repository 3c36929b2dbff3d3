"""`stagepact plan`: how many teams from how many institutions the next wave needs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import current_project


def plan(
    wave: Annotated[int, typer.Option("--wave", help="Het jaar van de ronde die wordt gepland.")] = 2026,
    simulations: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Een ander aantal simulaties per opzet dan dat van het protocol."),
    ] = None,
    dask: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Het adres van een Dask-cluster (tcp://naam:8786); anders rekenen alle kernen."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Een ander bestand dan dat van het protocol; het mag nog niet bestaan."),
    ] = None,
) -> None:
    """Bereken door simulatie hoe groot een ronde moet zijn om een verandering te vinden, en bewaar dat."""
    from stagepact_research.pipeline.planning import make_plan, on_cluster, on_cores, store_plan

    project = current_project()
    path = out or project.planned(wave)
    drawn = simulations or project.planning.simulations
    typer.echo(f"Simulaties per opzet: {drawn}. Dit duurt een minuut of meer.")
    if path.exists():
        typer.echo(f"{path} bestaat al en wordt niet vervangen: de uitkomst wordt ermee vergeleken.")
    start = monotonic()
    run = partial(on_cluster, address=dask) if dask else on_cores
    rows = make_plan(project, wave, simulations=simulations, run=run)
    about = {"seed": project.protocol.seeds.planning, "simulations": drawn, "wave": wave}
    stored = store_plan(rows, path, about)
    done = f"{len(rows)} uitkomsten in {monotonic() - start:.0f} s"
    typer.echo(f"{done}. {'Geschreven' if stored.new else 'Dezelfde uitkomst staat al in'}: {stored.path}")
