"""Put a questionnaire on the server and see that it arrived as it is; open it for the fieldwork."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from stagepact_research.errors import InputProblem
from stagepact_research.instruments import content_hash, to_lss
from stagepact_research.instruments.lss_texts import from_html
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.instruments.wording import placeholders
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.differences import Difference, compare_structures
from stagepact_research.limesurvey.errors import NoParticipantTable, ServerProblem, Status, nobody
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
    project: Project, server: Server, questionnaire: Questionnaire, say: Say, *, again: bool = False
) -> int:
    """Import the questionnaire, read it back and compare; what arrived otherwise is removed again.

    Returns the survey's number on the server; the survey is not active yet.

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
    content = to_lss(questionnaire)
    before = survey_ids(server)
    say(f"Vragenlijst {wave}, versie {questionnaire.version}, wordt geïmporteerd op {server.host}.")
    try:
        survey_id = _import(server, content)
    except ServerProblem:
        _remove(server, _left_behind(server, before, questionnaire), say)
        raise
    say(f"Zij heeft nummer {survey_id}. Nu wordt zij teruggelezen en vergeleken.")
    try:
        differences = find_differences(server, survey_id, questionnaire)
    except ServerProblem:
        _remove(server, [survey_id], say)
        raise
    if differences:
        _remove(server, [survey_id], say)
        raise NotTheInstrument(server.host, differences, "Zij is weer verwijderd. Meld dit aan de beheerder.")
    write_record(
        project,
        wave,
        PublishedSurvey(
            survey_id, server.host, questionnaire.version, content_hash(questionnaire), _now().isoformat()
        ),
    )
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
    if is_active(server, survey_id):
        say(f"Vragenlijst {survey_id} is al geactiveerd.")
    else:
        server.change(shapes.DONE, "activate_survey", survey_id, _ACTIVATION)
        say(f"Vragenlijst {survey_id} is geactiveerd: antwoorden worden bewaard met datum, zonder IP-adres.")
    if has_participants(server, survey_id):
        say("De deelnemerstabel is er al.")
    else:
        server.change(shapes.DONE, "activate_tokens", survey_id)
        say("De deelnemerstabel is gemaakt: wie geen uitnodiging heeft, komt er niet in.")


def is_active(server: Server, survey_id: int) -> bool:
    """Whether the survey takes answers: activated, and not past its end."""
    found = server.read(shapes.SETTINGS, "get_survey_properties", survey_id, ["active", "expires"])
    expires = found.get("expires", "")
    return found.get("active") == "Y" and (not expires or expires > f"{datetime.now():%Y-%m-%d %H:%M:%S}")


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


def _import(server: Server, content: bytes) -> int:
    encoded = base64.b64encode(content).decode()
    survey_id = server.change(shapes.SURVEY_ID, "import_survey", encoded, "lss")
    if survey_id <= 0:
        raise Status(server.host, "import_survey", "")
    return survey_id


def _left_behind(server: Server, before: set[int], questionnaire: Questionnaire) -> list[int]:
    """The survey that a failed import left: new, not active, and with this title or none."""
    with suppress(ServerProblem):
        return [
            int(survey["sid"])
            for survey in server.read(shapes.SURVEYS, "list_surveys")
            if int(survey["sid"]) not in before
            and survey.get("active", "N") == "N"
            and from_html(survey.get("surveyls_title", "")) in ("", questionnaire.title)
        ]
    return []


def _remove(server: Server, survey_ids: list[int], say: Say) -> None:
    for survey_id in survey_ids:
        try:
            server.change(shapes.DONE, "delete_survey", survey_id)
            say(f"Vragenlijst {survey_id} is weer verwijderd van de server.")
        except ServerProblem:
            say(f"Vragenlijst {survey_id} kon niet worden verwijderd: doe dat in LimeSurvey zelf.")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
