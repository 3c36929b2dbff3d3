"""`stagepact instrument`: the questionnaires, checked, shown, compared, written for server and paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from stagepact_research.cli.common import MISTAKE, current_project
from stagepact_research.errors import InputProblem

app = typer.Typer(help="De vragenlijsten: controleren, tonen, vergelijken.", no_args_is_help=True)


@app.command("check")
def instrument_check() -> None:
    """Controleer vragenlijsten, schalen, leidraden, codeboek, analysekader en synthese."""
    from stagepact_research.instruments import check_instruments
    from stagepact_research.strands.interviews import check_interviews
    from stagepact_research.synthesis import load_synthesis

    folder = current_project().instruments
    problems = [*check_instruments(folder), *check_interviews(folder)]
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(MISTAKE)
    load_synthesis(folder / "synthesis")
    typer.echo("De vragenlijsten, schalen, interviews, het analysekader en de synthese zijn in orde.")


@app.command("show")
def instrument_show(wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")]) -> None:
    """Toon een vragenlijst zoals een respondent haar ziet."""
    from stagepact_research.instruments import load_questionnaire, show_questionnaire

    typer.echo(show_questionnaire(load_questionnaire(current_project().any_questionnaire(wave))))


@app.command("diff")
def instrument_diff(
    old: Annotated[int, typer.Argument(help="De oudere ronde.")],
    new: Annotated[int, typer.Argument(help="De nieuwere ronde.")],
) -> None:
    """Vergelijk twee vragenlijsten, item voor item."""
    from stagepact_research.instruments import compare_versions, load_questionnaire, show_comparison

    project = current_project()
    before, after = (load_questionnaire(project.any_questionnaire(wave)) for wave in (old, new))
    typer.echo(show_comparison(compare_versions(before, after), (before, after)))


@app.command("lss")
def instrument_lss(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    out: Annotated[Path, typer.Option(help="Het bestand dat u in LimeSurvey importeert (.lss).")],
    survey_id: Annotated[
        Optional[int], typer.Option(help="Het nummer van de vragenlijst in LimeSurvey.")  # noqa: UP045
    ] = None,
) -> None:
    """Schrijf een vragenlijst als vragenlijststructuur voor LimeSurvey 6."""
    from stagepact_research.instruments import load_questionnaire, to_lss

    content = to_lss(load_questionnaire(current_project().any_questionnaire(wave)), survey_id=survey_id)
    try:
        out.write_bytes(content)
    except OSError as error:
        found = f"het bestand is niet te schrijven ({error.strerror})."
        raise InputProblem(str(out), found, remedy="Kies met --out een andere plaats.") from error
    typer.echo(f"Geschreven: {out}")


@app.command("print")
def print_(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    out: Annotated[Path, typer.Option(help="Het Word- of PDF-bestand (.docx of .pdf) dat wordt geschreven.")],
) -> None:
    """Schrijf een vragenlijst om te drukken, voor het dossier van de ethische toetsing."""
    from stagepact_research.instruments import load_questionnaire, print_questionnaire
    from stagepact_research.pipeline.printing import write_document

    write_document(print_questionnaire(load_questionnaire(current_project().any_questionnaire(wave))), out)
    typer.echo(f"Geschreven: {out}")
