"""`stagepact recruitment`: the contact log of the recruitment, begun and checked."""

from __future__ import annotations

from typing import Annotated

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(help="Het contactlogboek van de werving.", no_args_is_help=True)
NAME = "recruitment.csv"
Wave = Annotated[int, typer.Option("--wave", help="Het jaar van de ronde.")]


@app.command("template")
def recruitment_template(wave: Wave = 2026) -> None:
    """Maak een leeg contactlogboek; een logboek dat er al is, blijft zoals het is."""
    from stagepact_research.responses.recruitment import TEMPLATE

    project = current_project()
    path = project.raw / str(wave) / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise InputProblem(
            str(path), "het logboek bestaat al; er is niets geschreven.", remedy="Vul het bestaande aan."
        ) from error
    except OSError as error:
        raise InputProblem(str(path), "het bestand is niet te schrijven.") from error
    typer.echo(f"Geschreven: {path}")
    if project.recruitment(wave).name != NAME:
        typer.echo(f"Noem dit bestand in instruments/protocol.yml: waves > {wave} > recruitment: {NAME}")
    typer.echo("Elke regel is één contact. De kolommen en de toegestane woorden staan in data/raw/README.md.")


@app.command("check")
def recruitment_check(wave: Wave = 2026) -> None:
    """Controleer het contactlogboek en toon de tellingen; deze zijn niet voor publicatie."""
    from stagepact_research.pipeline.population import contact_log
    from stagepact_research.responses.recruitment import recruitment

    project = current_project()
    begun = project.raw / str(wave) / NAME
    path = begun if begun.exists() else project.recruitment(wave)
    found = contact_log(project, wave, path)
    if found is None:
        raise InputProblem(
            str(path),
            "het contactlogboek bestaat niet.",
            remedy=f"Begin er een met: stagepact recruitment template --wave {wave}",
        )
    log, kind = found
    counts = recruitment(log)
    typer.echo(
        "Synthetisch logboek, geen echte contacten." if kind == "synthetic" else "Het logboek is in orde."
    )
    contacts = counts.contacts.to_dict()
    for stage, outcomes in counts.outcomes.to_dict("index").items():
        said = ", ".join(f"{str(name).replace('_', ' ')} {n}" for name, n in outcomes.items() if n)
        typer.echo(f"{str(stage).capitalize()}: {said or 'nog niets'} ({contacts[stage]} contacten)")
    typer.echo(f"Oproepen: {', '.join(counts.calls) or 'geen'}")
