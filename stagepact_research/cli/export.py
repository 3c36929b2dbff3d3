"""`stagepact export`: a deposit for an archive; `stagepact deletions`: the log of what was deleted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from stagepact_research.cli.common import current_project

app = typer.Typer(help="Het logboek van wat er is gewist.", no_args_is_help=True)
What = Literal["antwoorden", "contactgegevens", "sleutel", "interview"]


def export(
    out: Annotated[Path, typer.Option("--out", help="De nieuwe map van het depot.")],
    wave: Annotated[
        Optional[int], typer.Option("--wave", help="Alleen deze ronde; anders alle.")  # noqa: UP045
    ] = None,
    respondents: Annotated[
        bool, typer.Option("--respondents", help="Ook echte antwoorden, een rij per respondent, afgeschermd.")
    ] = False,
) -> None:
    """Maak een depot voor een archief: gegevens, codeboek, DDI, RO-Crate en hashes."""
    from stagepact_research.pipeline.build import run
    from stagepact_research.pipeline.deposit import export_deposit
    from stagepact_research.pipeline.deposit.survey import report_date
    from stagepact_research.pipeline.deposit.writing import refuse_place
    from stagepact_research.pipeline.steps import product_steps

    project = current_project()
    refuse_place(project, out, real=False)
    report_date(project)  # refused here, before the products are made for nothing
    run(project, product_steps(project), typer.echo)
    export_deposit(project, out, wave=wave, respondents=respondents, say=typer.echo)
    if not respondents:
        typer.echo("Zonder --respondents zitten er geen echte antwoorden in, alleen synthetische.")


@app.command("record")
def record(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    what: Annotated[What, typer.Option("--what", help="Wat er is gewist.")],
    reason: Annotated[str, typer.Option("--reason", help="Waarom, zonder namen.")],
    count: Annotated[int, typer.Option("--count", min=1, help="Van hoeveel respondenten.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="De dag, als 2026-12-31.")],
    response: Annotated[
        Optional[list[int]], typer.Option("--response", help="Het nummer van een gewist antwoord.")  # noqa: UP045
    ] = None,
) -> None:
    """Zet in het logboek dat er iets is gewist. Wat er staat, verandert nooit."""
    from stagepact_research.pipeline.deposit import record_deletion

    entry = record_deletion(
        current_project(),
        on=on.date(),
        wave=wave,
        what=what,
        reason=reason,
        count=count,
        responses=response or (),
    )
    typer.echo(f"Regel {entry.number} staat in instruments/deletion_log.yml.")


@app.command("check")
def check() -> None:
    """Controleer het logboek, en dat wat gewist is niet meer in de momentopnamen staat."""
    from stagepact_research.pipeline.deposit import check_deletions

    log = check_deletions(current_project())
    typer.echo(f"Het logboek klopt: {len(log.entries)} regels.")
