"""Put a questionnaire on the server and see that it arrived as it is; open it for the fieldwork."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from stagepact_research.errors import InputProblem
from stagepact_research.instruments import content_hash, to_lss
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import placeholders
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.differences import Difference, compare_structures
from stagepact_research.limesurvey.errors import (
    NoParticipantTable,
    NotActive,
    NotOpenNow,
    ServerProblem,
    Status,
    nobody,
)
from stagepact_research.limesurvey.server import Server
from stagepact_research.limesurvey.structure import (
    expected_structure,
    read_instrument,
    read_structure,
)
from stagepact_research.pipeline.fieldwork.record import PublishedSurvey, read_record, write_record
from stagepact_research.protocol import Project

Say = Callable[[str], None]
# Answers with dates and token, without IP address and referrer, as the information text promises.
_ACTIVATION = {"anonymized": "N", "datestamp": "Y", "savetimings": "N", "ipaddr": "N", "refurl": "N"}


class AlreadyPublished(InputProblem):
    def __init__(self, wave: int, survey: PublishedSurvey) -> None:
        self.survey = survey
        super().__init__(
            f"vragenlijst {wave}",
            f"staat al op {survey.host}, met nummer {survey.survey_id} ({survey.published}).",
            remedy="Kijk of zij nog klopt met: stagepact survey verify. Met --again komt er een tweede bij.",
        )


class NotTheInstrument(InputProblem):
    """What stands on the server is not the questionnaire; `differences` says where."""

    def __init__(self, where: str, differences: list[Difference], remedy: str) -> None:
        self.differences = tuple(differences)
        lines = "\n".join(f"- {difference}" for difference in differences)
        super().__init__(
            where, f"de vragenlijst op de server is niet het instrument:\n{lines}", remedy=remedy
        )


class StillToFillIn(InputProblem):
    def __init__(self, questionnaire: Questionnaire, left: tuple[str, ...]) -> None:
        self.left = left
        super().__init__(
            f"vragenlijst {questionnaire.wave}, versie {questionnaire.version}",
            f"nog in te vullen: {'; '.join(left)}.",
            "een informatietekst die klopt, voordat iemand toestemming geeft",
            f"Vul de teksten in instruments/questionnaire/{questionnaire.wave}.yml in als nieuwe versie, en "
            "publiceer die. Om te oefenen: --practice.",
        )


def publish(
    project: Project,
    server: Server,
    questionnaire: Questionnaire,
    say: Say,
    *,
    again: bool = False,
    survey_id: int | None = None,
) -> int:
    """Import the questionnaire, read it back and compare; what arrived otherwise is removed again.

    Returns the survey's number on the server; the survey is not active yet.

    Parameters
    ----------
    survey_id : the number to ask for; without it one that nobody else thinks of.

    Raises
    ------
    AlreadyPublished
        When this wave has a survey on this server, unless `again`.
    NotTheInstrument
        With every difference, after the survey was removed again.
    UnfitForLimeSurvey
        When the server would change the questionnaire; nothing was sent.
    """
    wave = questionnaire.wave
    known = read_record(project, wave)
    if known is not None and known.host == server.host and not again:
        raise AlreadyPublished(wave, known)
    asked = _free_number(server) if survey_id is None else survey_id
    content = to_lss(questionnaire, survey_id=asked)
    say(f"Vragenlijst {wave}, versie {questionnaire.version}, wordt geïmporteerd op {server.host}.")
    survey_id = asked
    try:
        survey_id = _import(server, content)
        say(f"Zij heeft nummer {survey_id}. Nu wordt zij teruggelezen en vergeleken.")
        differences = find_differences(server, survey_id, questionnaire)
        if differences:
            raise NotTheInstrument(server.host, differences, "Meld dit aan de beheerder.")
        write_record(
            project,
            wave,
            PublishedSurvey(
                survey_id, server.host, questionnaire.version, content_hash(questionnaire), _now().isoformat()
            ),
        )
    except BaseException:
        # Also when somebody stops the program: nothing is left that nobody knows of.
        _remove(server, survey_id, say)
        raise
    return survey_id


def find_differences(server: Server, survey_id: int, questionnaire: Questionnaire) -> list[Difference]:
    """Where the survey on the server is not the questionnaire."""
    found = read_structure(server, survey_id, questionnaire.language)
    return compare_structures(expected_structure(questionnaire), found)


def open_survey(
    server: Server, survey_id: int, questionnaire: Questionnaire, say: Say, *, practice: bool = False
) -> None:
    """Make the table of participants and activate the survey, after comparing it once more.

    Raises
    ------
    StillToFillIn
        When a text still has a place that only the institute can fill in, unless `practice`.
    NotTheInstrument
        When the survey is not the questionnaire.
    """
    left = placeholders(questionnaire)
    if left and not practice:
        raise StillToFillIn(questionnaire, left)
    differences = find_differences(server, survey_id, questionnaire)
    if differences:
        raise NotTheInstrument(
            server.host, differences, "Er is niets geactiveerd. Herstel de vragenlijst of publiceer opnieuw."
        )
    if has_participants(server, survey_id):
        say("De deelnemerstabel is er al.")
    else:
        # Before the survey takes answers: without the table anybody who has the address could fill it in.
        server.change(shapes.DONE, "activate_tokens", survey_id)
        say("De deelnemerstabel is gemaakt: wie geen uitnodiging heeft, komt er niet in.")
    if _period(server, survey_id)["active"] == "Y":
        say(f"Vragenlijst {survey_id} is al geactiveerd.")
    else:
        server.change(shapes.DONE, "activate_survey", survey_id, _ACTIVATION)
        say(f"Vragenlijst {survey_id} is geactiveerd: antwoorden worden bewaard met datum, zonder IP-adres.")


def refuse_closed(server: Server, survey_id: int, at: datetime) -> None:
    """Refuse a survey that takes no answers now: a link in a mail would lead nowhere.

    Raises
    ------
    NotActive, NotOpenNow
    """
    found = _period(server, survey_id)
    if found["active"] != "Y":
        raise NotActive(server.host, survey_id)
    now = f"{at:%Y-%m-%d %H:%M:%S}"
    if found["startdate"] > now or (found["expires"] and found["expires"] < now):
        raise NotOpenNow(server.host, survey_id, found["startdate"], found["expires"])


def _period(server: Server, survey_id: int) -> dict[str, str]:
    names = ["active", "startdate", "expires"]
    found = server.read(shapes.SETTINGS, "get_survey_properties", survey_id, names)
    return {name: found.get(name, "") for name in names}


def has_participants(server: Server, survey_id: int) -> bool:
    try:
        server.read(shapes.LIST, "list_participants", survey_id, 0, 1)
    except NoParticipantTable:
        return False
    except Status as status:
        return nobody(status)
    return True


def instrument_of(server: Server, survey_id: int, questionnaire: Questionnaire) -> tuple[str, str]:
    """Version and hash that the survey carries, held against the questionnaire of the wave."""
    mark = read_instrument(server, survey_id, questionnaire.language)
    own = (questionnaire.wave, questionnaire.version, content_hash(questionnaire))
    if mark == own:
        return mark[1], mark[2]
    found = f"versie {mark[1]} van {mark[0]}" if mark else "geen kenmerk van een instrument"
    raise InputProblem(
        f"{server.host}, vragenlijst {survey_id}",
        f"draagt {found}.",
        f"versie {own[1]} van {own[0]}, met dezelfde inhoud",
        "Gebruik het instrument waarmee is gepubliceerd, of controleer het nummer van de vragenlijst.",
    )


def survey_ids(server: Server) -> set[int]:
    try:
        return {int(survey["sid"]) for survey in server.read(shapes.SURVEYS, "list_surveys")}
    except Status as status:
        if status.text != "No surveys found":
            raise
        return set()


def _free_number(server: Server) -> int:
    """A number that no survey has, and that nobody else thinks of: what then has it, is ours."""
    taken = survey_ids(server)
    while (number := 100_000 + secrets.randbelow(900_000)) in taken:
        pass
    return number


def _import(server: Server, content: bytes) -> int:
    encoded = base64.b64encode(content).decode()
    survey_id = server.change(shapes.SURVEY_ID, "import_survey", encoded, "lss")
    if survey_id <= 0:
        raise Status(server.host, "import_survey", "")
    return survey_id


def _remove(server: Server, survey_id: int, say: Say) -> None:
    """Remove what an import left under our own number, if it left anything."""
    try:
        if survey_id in survey_ids(server):
            server.change(shapes.DONE, "delete_survey", survey_id)
            say(f"Vragenlijst {survey_id} is weer verwijderd van de server.")
    except ServerProblem:
        say(f"Controleer in LimeSurvey of vragenlijst {survey_id} er staat, en verwijder haar dan.")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
