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
from stagepact_research.limesurvey.masking import mask
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


def refuse_inside(project: Path, path: Path) -> None:
    """A list of addresses inside the project could end in its history."""
    if path.resolve().is_relative_to(project.resolve()):
        raise InputProblem(
            str(path),
            "deze lijst met mailadressen staat in de map van het project.",
            "een beveiligde map daarbuiten",
            "Verplaats haar, en verwijder haar als iedereen is toegevoegd.",
        )


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
    store: ContactStore,
    server: Server,
    wave: int,
    survey_id: int,
    people: Sequence[Person],
    say: Say,
    *,
    token: Callable[[], str] = new_token,
) -> list[str]:
    """Put the people in the contact store and on the server; who is there already is left alone.

    Whether somebody is there is seen from the token and from the address, so that neither a rerun after
    whatever went wrong nor another store adds anybody twice. Who was removed from the server is not put back,
    unless by a new address. Returns a sentence for everyone who was not added and should be looked at.

    Parameters
    ----------
    token : makes the token of somebody new; nobody may guess it, save in a rehearsal.
    """
    with store.lock(wave):
        known = {contact.email.casefold(): contact for contact in store.contacts(wave)}
        on_server = list_participants(server, survey_id)
        tokens = {participant["token"] for participant in on_server}
        addresses = {participant["participant_info"]["email"].casefold() for participant in on_server}
        told: list[str] = []
        missing, there = [], 0
        for person in people:
            contact = known.get(person.email.casefold())
            if contact is not None and contact.token in tokens:
                there += 1
                seen = replace(contact, toegevoegd=contact.toegevoegd or date.today().isoformat())
                known[person.email.casefold()] = seen
                told += _changed(contact, person)
            elif person.email.casefold() in addresses:
                told.append(
                    f"{_who(person)}: staat al op de server, maar niet in deze opslag. Gebruik de opslag "
                    "waarmee de deelnemers zijn toegevoegd."
                )
            elif contact is not None and contact.toegevoegd:
                told.append(f"{_who(person)}: is eerder toegevoegd en daarna van de server verwijderd.")
            else:
                missing.append(contact or _new_contact(person, token()))
        # First the store, without a date: whoever has a date was seen on the server.
        by_address = {**known, **{contact.email.casefold(): contact for contact in missing}}
        store.save_contacts(wave, by_address.values())
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            added, refused = _add_batch(server, survey_id, batch)
            today = date.today().isoformat()
            by_address |= {
                c.email.casefold(): replace(c, toegevoegd=today) for c in batch if c.token in added
            }
            store.save_contacts(wave, by_address.values())
            told += refused
            say(f"{min(start + _BATCH, len(missing))} van {len(missing)} aangeboden.")
    count = sum(by_address[contact.email.casefold()].toegevoegd != "" for contact in missing)
    say(
        f"Deelnemers: {count} toegevoegd, {there} waren er al, {len(people) - count - there} niet toegevoegd."
    )
    return told


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


def _new_contact(person: Person, token: str) -> Contact:
    return Contact(token, person.instelling, person.team, person.functie, person.email, "")


def _add_batch(server: Server, survey_id: int, batch: Sequence[Contact]) -> tuple[set[str], list[str]]:
    """Offer one batch: the tokens that were added, and a sentence for every other.

    Only address and token go to the server: who works where stays in the store.
    """
    data = [{"email": contact.email, "token": contact.token} for contact in batch]
    try:
        answers = server.change(shapes.ADDED, "add_participants", survey_id, data, False)
        added = {str(answer.get("token", "")) for answer in answers if not answer.get("errors")}
        why = "de server weigert dit adres."
    except OutcomeUnknown:
        # Whether it was done stands on the server: who is there now was added.
        added = {participant["token"] for participant in list_participants(server, survey_id)}
        why = "de verbinding viel weg; voer de opdracht opnieuw uit."
    return added, [f"{_who(contact)}: {why}" for contact in batch if contact.token not in added]


def _changed(contact: Contact, person: Person) -> list[str]:
    """A list that says something else of somebody than the store does is told, and not followed."""
    now = (person.instelling, person.team, person.functie)
    if (contact.instelling, contact.team, contact.functie) == now:
        return []
    return [f"{_who(person)}: staat in de opslag als {_who(contact)}; dat is zo gebleven."]


def _who(person: Person | Contact) -> str:
    """How a sentence on the screen calls somebody without the address."""
    return f"{person.instelling}, {person.team}, {person.functie}"


def _problems(person: Person, institutions: Sequence[str]) -> Iterator[str]:
    if person.instelling not in institutions:
        yield "kolom instelling: dit is geen instellingscode van DUO (zoals 25LP)"
    if not person.team or len(person.team) > _TEAM_LENGTH or mask(person.team)[1]:
        yield f"kolom team: verwacht een naam van hooguit {_TEAM_LENGTH} tekens, zonder contactgegevens"
    if person.functie not in ROLES:
        yield f"kolom functie: kies uit {' of '.join(ROLES)}"
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
