"""From the institute's list of people to participants on the server, each with a token of the store."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import OutcomeUnknown, Status, nobody
from stagepact_research.limesurvey.server import Server
from stagepact_research.pipeline.fieldwork.contacts import Contact, ContactStore, new_token

Say = Callable[[str], None]
COLUMNS = ("instelling", "team", "functie", "email")
ROLES = ("stagebegeleider", "stagecoördinator")
_BATCH = 50
_PAGE = 500
_ATTRIBUTES = ["sent", "remindersent", "remindercount", "completed", "emailstatus"]
_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[\w-]+(\.[\w-]+)+")
_TEAM_LENGTH = 80


class UnfitList(InputProblem):
    """The list of people has rows that cannot be used; `rows` says which. Nothing was added."""

    def __init__(self, path: Path, rows: Sequence[str]) -> None:
        self.rows = tuple(rows)
        lines = "\n".join(f"- {row}" for row in rows)
        super().__init__(
            str(path),
            f"deze regels kunnen zo niet worden toegevoegd:\n{lines}",
            remedy="Verbeter ze en probeer het opnieuw; er is niemand toegevoegd.",
        )


@dataclass(frozen=True)
class Person:
    instelling: str
    team: str
    functie: str
    email: str


def institution_codes(questionnaire: Questionnaire) -> list[str]:
    """The codes of institutions that the questionnaire itself offers: DUO's, of four characters."""
    code = re.compile(r"[0-9]{2}[A-Z0-9]{2}")
    options = [option.code for question in questionnaire.questions() for option in question.options]
    return [option for option in options if code.fullmatch(option)]


def read_list(path: Path, institutions: Sequence[str]) -> list[Person]:
    """The people in a CSV file with the columns instelling, team, functie and email.

    Parameters
    ----------
    institutions : the codes that an institution may have (DUO's, in the questionnaire's last question).

    Raises
    ------
    UnfitList
        With every row that is wrong, and why.
    """
    header, rows = _table(path)
    place = {name: header.index(name) for name in COLUMNS}
    people, wrong = [], []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            wrong.append(f"regel {line}: {len(cells)} cellen, verwacht {len(header)}.")
            continue
        person = Person(**{name: cells[place[name]].strip() for name in COLUMNS})
        person = replace(person, instelling=person.instelling.upper(), functie=person.functie.casefold())
        problems = list(_problems(person, institutions))
        first = seen.setdefault(person.email.casefold(), line)
        if first != line:
            problems.append(f"kolom email: hetzelfde adres staat op regel {first}")
        if problems:
            wrong.append(f"regel {line}, " + "; ".join(problems) + ".")
        people.append(person)
    if not rows:
        wrong.append("er staat niemand in de lijst.")
    if wrong:
        raise UnfitList(path, wrong)
    return people


def add_people(
    store: ContactStore, server: Server, wave: int, survey_id: int, people: Sequence[Person], say: Say
) -> list[str]:
    """Put the people in the contact store and on the server; who is there already is left alone.

    A rerun after whatever went wrong adds only who is not there yet: the token that the store gave somebody
    decides. Returns a sentence for everyone whom the server refused.
    """
    with store.lock(wave):
        contacts = _with_tokens(store.contacts(wave), people)
        store.save_contacts(wave, contacts)
        present = {participant["token"] for participant in list_participants(server, survey_id)}
        missing = [contact for contact in contacts if contact.token not in present]
        refused: list[str] = []
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            refused += _add_batch(server, survey_id, batch)
            say(f"{min(start + _BATCH, len(missing))} van {len(missing)} aangeboden.")
    say(
        f"Deelnemers: {len(missing) - len(refused)} toegevoegd, {len(contacts) - len(missing)} waren er al, "
        f"{len(refused)} geweigerd."
    )
    return refused


def list_participants(server: Server, survey_id: int) -> list[shapes.Participant]:
    """Everyone in the table of participants, in pages: `start` is the lowest tid, not an offset."""
    found: list[shapes.Participant] = []
    start = 0
    while True:
        try:
            page = server.read(
                shapes.PARTICIPANTS, "list_participants", survey_id, start, _PAGE, False, _ATTRIBUTES
            )
        except Status as status:
            nobody(status)
            return found
        page = [participant for participant in page if participant["tid"] >= start]
        found += page
        if len(page) < _PAGE:
            return found
        start = max(participant["tid"] for participant in page) + 1


def _with_tokens(known: Sequence[Contact], people: Sequence[Person]) -> list[Contact]:
    by_address = {contact.email.casefold(): contact for contact in known}
    today = date.today().isoformat()
    for person in people:
        address = person.email.casefold()
        if address not in by_address:
            by_address[address] = Contact(
                new_token(), person.instelling, person.team, person.functie, person.email, today
            )
    return list(by_address.values())


def _add_batch(server: Server, survey_id: int, batch: Sequence[Contact]) -> list[str]:
    """Offer one batch. Only address and token go to the server: who works where stays in the store."""
    data = [{"email": contact.email, "token": contact.token} for contact in batch]
    try:
        answers = server.change(shapes.ADDED, "add_participants", survey_id, data, False)
    except OutcomeUnknown:
        # Whether it was done stands on the server: who is there now was added.
        present = {participant["token"] for participant in list_participants(server, survey_id)}
        return [
            f"{_who(c)}: de verbinding viel weg; voer de opdracht opnieuw uit."
            for c in batch
            if c.token not in present
        ]
    refused = {str(answer.get("token", "")) for answer in answers if answer.get("errors")}
    kept = {str(answer.get("token", "")) for answer in answers if not answer.get("errors")}
    return [
        f"{_who(c)}: de server weigert dit adres." for c in batch if c.token in refused or c.token not in kept
    ]


def _who(contact: Contact) -> str:
    """How a sentence on the screen calls somebody without the address."""
    return f"{contact.instelling}, {contact.team}, {contact.functie}"


def _problems(person: Person, institutions: Sequence[str]) -> Iterator[str]:
    if person.instelling not in institutions:
        yield f'kolom instelling: "{person.instelling[:12]}" is geen instellingscode van DUO (zoals 25LP)'
    if not person.team or len(person.team) > _TEAM_LENGTH or "@" in person.team:
        yield f"kolom team: verwacht een naam van hooguit {_TEAM_LENGTH} tekens, zonder mailadres"
    if person.functie not in ROLES:
        yield f'kolom functie: "{person.functie[:20]}" bestaat niet; kies uit {" of ".join(ROLES)}'
    if not _EMAIL.fullmatch(person.email):
        yield "kolom email: dit is geen mailadres"


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    if not path.is_file():
        raise InputProblem(str(path), "het bestand bestaat niet.", remedy="Controleer het pad.")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputProblem(
            str(path),
            "het bestand is niet te lezen als tekst.",
            "CSV in UTF-8",
            'Kies in Excel: Opslaan als > "CSV UTF-8".',
        ) from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise InputProblem(
            f"{path}, regel {reader.line_num}", "de aanhalingstekens kloppen niet.", "CSV met puntkomma's"
        ) from None
    header = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    missing = [name for name in COLUMNS if header.count(name) != 1]
    if missing:
        raise InputProblem(
            f"{path}, regel 1",
            f"kolommen ontbreken of staan er dubbel: {', '.join(missing)}.",
            ";".join(COLUMNS),
            "Zet deze namen op de eerste regel.",
        )
    return header, rows[1:]
