"""The contact store: who was invited at which address, outside the project and readable by its owner alone.

Everything in it is keyed by a random token. The answers know only a pseudonym that is computed from the token
with the store's own key: whoever has the answers and not the store cannot get from one to the other.
"""

from __future__ import annotations

import csv
import hmac
import io
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import (
    PRIVATE_FOLDER,
    locked,
    write_whole,
    writing,
)

FOLDER = "STAGEPACT_CONTACTS"
_KEY = "sleutel"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
_TOKEN_LENGTH = 20


class UnfitStore(InputProblem):
    """The contact store is not set, in the wrong place, readable by others or damaged."""


@dataclass(frozen=True)
class Contact:
    """One person who is or will be invited."""

    token: str
    instelling: str
    """DUO's code of the institution."""
    team: str
    functie: str
    email: str
    toegevoegd: str
    """The date on which the person was seen on the server; empty until then."""


@dataclass(frozen=True)
class Interview:
    """What somebody left at question 19, for an interview. `id` cannot be led back to the answers."""

    id: str
    contact: str


@dataclass(frozen=True)
class Mailing:
    """One mail that was sent, or not."""

    moment: str
    token: str
    soort: str
    """uitnodiging or herinnering."""
    uitkomst: str
    """verzonden, mislukt, overgeslagen or onbekend."""


class ContactStore:
    """The folder with contact details; every file in it is written whole, for its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def contacts(self, wave: int) -> list[Contact]:
        return [Contact(*row) for row in self._rows(wave, "deelnemers.csv", Contact)]

    def save_contacts(self, wave: int, contacts: Iterable[Contact]) -> None:
        self._write(wave, "deelnemers.csv", Contact, contacts)

    def interviews(self, wave: int) -> list[Interview]:
        return [Interview(*row) for row in self._rows(wave, "interviews.csv", Interview)]

    def add_interviews(self, wave: int, left: Mapping[str, str]) -> None:
        """Add what people left; a second pull adds nothing, a changed answer is added beside the first."""
        known = self.interviews(wave)
        seen = {(entry.id, entry.contact) for entry in known}
        new = [Interview(key, contact) for key, contact in left.items() if (key, contact) not in seen]
        if new:
            self._write(wave, "interviews.csv", Interview, [*known, *new])

    def mailings(self, wave: int) -> list[Mailing]:
        return [Mailing(*row) for row in self._rows(wave, "verzonden.csv", Mailing)]

    def log_mailings(self, wave: int, sent: Iterable[Mailing]) -> None:
        self._write(wave, "verzonden.csv", Mailing, [*self.mailings(wave), *sent])

    def pseudonym(self, wave: int) -> Callable[[str], str]:
        """Token to pseudonym: the same for every pull of a wave, another in every wave."""
        return self._keyed(f"respondent {wave}")

    def interview_id(self, wave: int, survey_id: int) -> Callable[[str], str]:
        """Response id to the id of what was left at question 19; no pseudonym of the answers equals it."""
        return self._keyed(f"interview {wave} {survey_id}")

    def coded_interview(self, wave: int) -> Callable[[str], str]:
        """What tells a coded interview to its digest; no other digest of the store equals it."""
        return self._keyed(f"gecodeerd interview {wave}")

    def key_mark(self) -> str:
        """A mark by which two pulls know that they used the same key, and that tells nothing else."""
        return self._keyed("kenmerk")("")[:8]

    def begin_with_key(self, key: bytes) -> None:
        """Give an empty store a known key of 32 bytes, with which a rehearsal can be repeated.

        Raises
        ------
        UnfitStore
            When the store has a key: with another one no pseudonym would fit any more.
        """
        path = self.folder / _KEY
        if path.exists() or len(key) != 32:
            raise UnfitStore(str(path), "deze opslag heeft al een sleutel, of de nieuwe telt geen 32 bytes.")
        write_whole(path, key.hex().encode(), private=True)

    def lock(self, wave: int) -> AbstractContextManager[None]:
        """Keep other commands out of the store while this one changes it."""
        return locked(self._wave(wave) / ".slot", private=True, wait=30)

    def _keyed(self, purpose: str) -> Callable[[str], str]:
        key = self._key()
        return lambda text: hmac.new(key, f"{purpose}\0{text}".encode(), "sha256").hexdigest()[:16]

    def _key(self) -> bytes:
        path = self.folder / _KEY
        if not path.exists():
            with locked(self.folder / ".slot", private=True, wait=30):
                if not path.exists():
                    write_whole(path, secrets.token_hex(32).encode(), private=True)
        _refuse_open(path)
        try:
            key = bytes.fromhex(path.read_text("ascii").strip())
        except (OSError, ValueError):
            key = b""
        if len(key) != 32:
            raise UnfitStore(
                str(path),
                "de sleutel is beschadigd.",
                "64 hexadecimale tekens",
                "Zet de reservekopie van de sleutel terug; met een nieuwe passen de pseudoniemen niet meer.",
            )
        return key

    def _wave(self, wave: int) -> Path:
        folder = self.folder / str(wave)
        with writing(folder):
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        _refuse_open(folder)
        return folder

    def _rows(self, wave: int, name: str, kind: type) -> list[list[str]]:
        path = self.folder / str(wave) / name
        if not path.exists():
            return []
        _refuse_open(path)
        header = [f.name for f in fields(kind)]
        try:
            rows = list(csv.reader(io.StringIO(path.read_text("utf-8")), delimiter=";", strict=True))
        except (OSError, UnicodeDecodeError, csv.Error):
            rows = []
        if not rows or rows[0] != header or any(len(row) != len(header) for row in rows):
            raise UnfitStore(
                str(path), "het bestand is beschadigd.", ";".join(header), "Zet de reservekopie terug."
            )
        return rows[1:]

    def _write(self, wave: int, name: str, kind: type, entries: Iterable[object]) -> None:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow([f.name for f in fields(kind)])
        writer.writerows(astuple(entry) for entry in entries)  # type: ignore[call-overload]
        write_whole(self._wave(wave) / name, text.getvalue().encode(), private=True)


def new_token() -> str:
    """A token that nobody guesses, in characters that LimeSurvey keeps and nobody misreads."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN_LENGTH))


def open_store(project: Path, environment: Mapping[str, str] | None = None) -> ContactStore:
    """The contact store that the environment names; its folder is made when it is not there yet.

    Raises
    ------
    UnfitStore
        When none is named, or when it lies inside the project or is readable by others.
    """
    found = os.environ if environment is None else environment
    named = found.get(FOLDER, "").strip()
    where = f"omgevingsvariabele {FOLDER}"
    if not named:
        raise UnfitStore(
            where,
            "niet ingesteld.",
            "een map buiten dit project, waarin alleen contactgegevens staan",
            f"Zet haar met: export {FOLDER}=/een/beveiligde/map",
        )
    try:
        folder = Path(named).expanduser().resolve()
    except (RuntimeError, OSError, ValueError):
        raise UnfitStore(where, "deze map is niet te vinden.", "een map", "Controleer het pad.") from None
    if folder.is_relative_to(project.resolve()) or project.resolve().is_relative_to(folder):
        raise UnfitStore(
            where,
            f"{folder} ligt in dit project, of het project ligt erin.",
            "een map ernaast",
            "Contactgegevens en antwoorden horen niet bij elkaar; kies een andere map.",
        )
    if not folder.exists():
        with writing(folder):
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True)
    if not folder.is_dir():
        raise UnfitStore(str(folder), "dit is geen map.", "een map", "Kies een andere plaats.")
    _refuse_open(folder)
    return ContactStore(folder)


def _refuse_open(path: Path) -> None:
    """Refuse what others may read: better no pull than addresses that a neighbour sees."""
    if path.is_symlink():
        raise UnfitStore(
            str(path), "dit verwijst naar een andere plaats.", remedy="Zet het bestand zelf hier."
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        right = "700" if path.is_dir() else "600"
        raise UnfitStore(
            str(path),
            f"anderen dan de eigenaar hebben hier rechten op ({mode:o}).",
            f"alleen de eigenaar ({right})",
            f"Herstel dat met: chmod {right} {path}",
        )
