"""`stagepact survey`: the fieldwork on the LimeSurvey server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from stagepact_research.cli.common import MISTAKE, current_project

if TYPE_CHECKING:
    from stagepact_research.instruments.questionnaire import Questionnaire
    from stagepact_research.limesurvey.server import Server
    from stagepact_research.pipeline.fieldwork.contacts import ContactStore

app = typer.Typer(
    help="Het veldwerk op LimeSurvey: publiceren, uitnodigen, volgen en ophalen.", no_args_is_help=True
)

Wave = Annotated[int, typer.Option(help="Het jaar van de ronde.")]
SurveyId = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(help="Het nummer in LimeSurvey; anders dat van de publicatie."),
]
Send = Annotated[bool, typer.Option("--send", help="Verzend echt; anders wordt alleen geteld.")]


@app.command()
def publish(
    wave: Wave = 2026,
    again: Annotated[
        bool, typer.Option("--again", help="Ook als er al een vragenlijst van deze ronde staat.")
    ] = False,
) -> None:
    """Zet de vragenlijst op de server, lees haar terug en vergelijk haar met het instrument."""
    from stagepact_research.instruments.wording import placeholders
    from stagepact_research.pipeline.fieldwork.publishing import publish as put

    project, questionnaire = current_project(), _questionnaire(wave)
    with _server() as server:
        survey_id = put(project, server, questionnaire, typer.echo, again=again)
    typer.echo(f"Vragenlijst {survey_id} is gelijk aan het instrument. Zij is nog niet geactiveerd.")
    left = placeholders(questionnaire)
    if left:
        typer.echo(f"Let op: {len(left)} plaatsen in de tekst zijn nog niet ingevuld, zoals {left[0]}.")
    typer.echo(f"Volgende stap: stagepact survey open --wave {wave}")


@app.command()
def verify(wave: Wave = 2026, survey_id: SurveyId = None) -> None:
    """Vergelijk de vragenlijst op de server met het instrument."""
    from stagepact_research.pipeline.fieldwork.publishing import find_differences

    questionnaire = _questionnaire(wave)
    with _server() as server:
        number = _survey(server, wave, survey_id)
        differences = find_differences(server, number, questionnaire)
    for difference in differences:
        typer.echo(str(difference), err=True)
    if differences:
        typer.echo(f"{len(differences)} verschillen met het instrument.", err=True)
        raise typer.Exit(MISTAKE)
    typer.echo(f"Vragenlijst {number} is gelijk aan versie {questionnaire.version} van het instrument.")


@app.command("open")
def open_(
    wave: Wave = 2026,
    survey_id: SurveyId = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="Om te oefenen: ook met teksten die nog niet zijn ingevuld.")
    ] = False,
) -> None:
    """Activeer de vragenlijst en maak de deelnemerstabel."""
    from stagepact_research.pipeline.fieldwork.publishing import open_survey

    with _server() as server:
        number = _survey(server, wave, survey_id)
        open_survey(server, number, _questionnaire(wave), typer.echo, practice=practice)


@app.command()
def participants(
    file: Annotated[Path, typer.Argument(help="CSV met instelling, team, functie en email.")],
    wave: Wave = 2026,
    survey_id: SurveyId = None,
) -> None:
    """Voeg deelnemers toe; wie er al is, wordt overgeslagen."""
    from stagepact_research.pipeline.fieldwork import participants as people_of

    people_of.refuse_inside(current_project().root, file)
    people = people_of.read_list(file, people_of.institution_codes(_questionnaire(wave)))
    store = _store()
    with _server() as server:
        number = _survey(server, wave, survey_id)
        refused = people_of.add_people(store, server, wave, number, people, typer.echo)
    for sentence in refused:
        typer.echo(sentence, err=True)
    if refused:
        raise typer.Exit(MISTAKE)


@app.command()
def invite(wave: Wave = 2026, survey_id: SurveyId = None, send: Send = False) -> None:
    """Nodig iedereen uit die nog niet is uitgenodigd."""
    from stagepact_research.pipeline.fieldwork.mailing import invite as mail

    store = _store()
    with _server() as server:
        done = mail(store, server, wave, _survey(server, wave, survey_id), typer.echo, send=send)
    if done.failed or done.unknown:
        raise typer.Exit(MISTAKE)


@app.command()
def remind(
    wave: Wave = 2026,
    survey_id: SurveyId = None,
    send: Send = False,
    min_days: Annotated[int, typer.Option(help="Dagen sinds de vorige mail.")] = 7,
    max_reminders: Annotated[int, typer.Option(help="Hoogste aantal herinneringen per persoon.")] = 2,
) -> None:
    """Herinner wie nog niet antwoordde."""
    from stagepact_research.pipeline.fieldwork.mailing import remind as mail

    store = _store()
    with _server() as server:
        done = mail(
            store,
            server,
            wave,
            _survey(server, wave, survey_id),
            typer.echo,
            send=send,
            min_days=min_days,
            max_reminders=max_reminders,
        )
    if done.failed or done.unknown:
        raise typer.Exit(MISTAKE)


@app.command()
def status(wave: Wave = 2026, survey_id: SurveyId = None) -> None:
    """Toon hoe ver het veldwerk is: per instelling en per dag, en het aantal dat te verwachten is."""
    from stagepact_research.cli.tables import show_fieldwork
    from stagepact_research.pipeline.fieldwork.watching import watch

    questionnaire, store = _questionnaire(wave), _store()
    seed = current_project().protocol.seeds.projection
    with _server() as server:
        found = watch(store, server, questionnaire, _survey(server, wave, survey_id), seed=seed)
    show_fieldwork(found, questionnaire)


@app.command()
def pull(
    wave: Wave = 2026,
    survey_id: SurveyId = None,
    fewer: Annotated[
        bool, typer.Option("--fewer", help="Ook als er veel minder antwoorden zijn dan de vorige keer.")
    ] = False,
) -> None:
    """Haal de antwoorden op als een nieuwe momentopname, zonder contactgegevens."""
    from stagepact_research.cli.tables import progress_bar
    from stagepact_research.pipeline.fieldwork.pulling import pull as fetch

    project, questionnaire, store = current_project(), _questionnaire(wave), _store()
    folder = project.raw / str(wave) / "survey"
    with _server() as server, progress_bar("Antwoorden ophalen") as progress:
        number = _survey(server, wave, survey_id)
        found = fetch(folder, store, server, questionnaire, number, typer.echo, progress, fewer=fewer)
    if found.masked:
        told = ", ".join(f"{count} keer {kind}" for kind, count in sorted(found.masked.items()))
        typer.echo(f"In open antwoorden onleesbaar gemaakt: {told}.")
    if found.new:
        typer.echo(
            f"De analyse gebruikt haar als instruments/protocol.yml bij {wave} "
            f'"snapshot: laatste" of "snapshot: {found.folder.name}" heeft.'
        )


def _questionnaire(wave: int) -> Questionnaire:
    from stagepact_research.instruments import load_questionnaire

    return load_questionnaire(current_project().any_questionnaire(wave))


def _store() -> ContactStore:
    from stagepact_research.pipeline.fieldwork.contacts import open_store

    return open_store(current_project().root)


def _survey(server: Server, wave: int, survey_id: int | None) -> int:
    from stagepact_research.pipeline.fieldwork.record import find_survey

    return find_survey(current_project(), wave, server.host, survey_id)


@contextmanager
def _server() -> Iterator[Server]:
    from stagepact_research.limesurvey.server import Server
    from stagepact_research.limesurvey.settings import load_settings

    with Server(load_settings()) as server:
        yield server
