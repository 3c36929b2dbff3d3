"""The command line: `stagepact instrument`, `synthesise`, `report`, `estimates`.

Everything heavy is imported inside the command that needs it, so that `stagepact --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from stagepact_research.errors import InputProblem

if TYPE_CHECKING:
    from stagepact_research.protocol import Project

app = typer.Typer(
    help="Van vragenlijst tot rapport: het onderzoek naar stagediscriminatie in het mbo.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
instrument = typer.Typer(help="De vragenlijsten: controleren, tonen, vergelijken.", no_args_is_help=True)
app.add_typer(instrument, name="instrument")

_MISTAKE = 2


def main() -> None:
    """Run the command line; an input that a person can mend is a sentence and exit code 2."""
    try:
        app()
    except InputProblem as problem:
        typer.echo(problem.sentence(), err=True)
        sys.exit(_MISTAKE)


@instrument.command("check")
def instrument_check() -> None:
    """Controleer alle vragenlijsten en schalen."""
    from stagepact_research.instruments import check_instruments

    problems = check_instruments(_project().instruments)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(_MISTAKE)
    typer.echo("De vragenlijsten en schalen zijn in orde.")


@instrument.command("show")
def instrument_show(wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")]) -> None:
    """Toon een vragenlijst zoals een respondent haar ziet."""
    from stagepact_research.instruments import load_questionnaire, show_questionnaire

    typer.echo(show_questionnaire(load_questionnaire(_project().any_questionnaire(wave))))


@instrument.command("diff")
def instrument_diff(
    old: Annotated[int, typer.Argument(help="De oudere ronde.")],
    new: Annotated[int, typer.Argument(help="De nieuwere ronde.")],
) -> None:
    """Vergelijk twee vragenlijsten, item voor item."""
    from stagepact_research.instruments import compare_versions, load_questionnaire, show_comparison

    project = _project()
    before, after = (load_questionnaire(project.any_questionnaire(wave)) for wave in (old, new))
    typer.echo(show_comparison(compare_versions(before, after), (before, after)))


@instrument.command("lss")
def instrument_lss(
    wave: Annotated[int, typer.Argument(help="Het jaar van de ronde.")],
    out: Annotated[Path, typer.Option(help="Het bestand dat u in LimeSurvey importeert (.lss).")],
    survey_id: Annotated[
        Optional[int], typer.Option(help="Het nummer van de vragenlijst in LimeSurvey.")  # noqa: UP045
    ] = None,
) -> None:
    """Schrijf een vragenlijst als vragenlijststructuur voor LimeSurvey 6."""
    from stagepact_research.instruments import load_questionnaire, to_lss

    content = to_lss(load_questionnaire(_project().any_questionnaire(wave)), survey_id=survey_id)
    try:
        out.write_bytes(content)
    except OSError as error:
        found = f"het bestand is niet te schrijven ({error.strerror})."
        raise InputProblem(str(out), found, remedy="Kies met --out een andere plaats.") from error
    typer.echo(f"Geschreven: {out}")


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
    from stagepact_research.pipeline.synthesis import synthetic_wave, write_synthetic_wave

    project = _project()
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

    build_report(_project(), engine, typer.echo, force=force)


@app.command()
def estimates(
    out: Annotated[Path, typer.Argument(help="Het CSV-bestand dat wordt geschreven.")],
) -> None:
    """Schrijf de tabel met schattingen als CSV die op elke machine gelijk is, en noem de SHA-256."""
    import hashlib

    from stagepact_research.estimates import canonical_csv, read_estimates

    content = canonical_csv(read_estimates(_project().estimates)).encode()
    partial = out.with_name(f".{out.name}.partial")
    partial.write_bytes(content)
    partial.replace(out)
    typer.echo(f"{out}: sha256 {hashlib.sha256(content).hexdigest()}")


def _project() -> Project:
    from stagepact_research.protocol import find_project

    return find_project(Path.cwd())


if __name__ == "__main__":
    main()
