"""Where the protocol and everything else of the project is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from stagepact_research.errors import InputProblem
from stagepact_research.protocol.archive import Archive
from stagepact_research.protocol.parts import LATEST, Protocol, Wave
from stagepact_research.protocol.planning import Planning

PULLED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]"
"""The names of the folders that a pull makes, as a pattern."""


DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"
"""The names of the folders of an import, as a pattern: a date, and perhaps more behind it."""
PRACTICE = "-synthetisch"
"""What the name of a folder with invented interviews ends in."""


class InvalidProtocol(InputProblem):
    """instruments/protocol.yml is missing, is no YAML or breaks the schema."""


def load_protocol(path: Path) -> Protocol:
    """The protocol at `path`; `InvalidProtocol` says which entry is wrong."""
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InvalidProtocol(str(path), "het bestand is niet te lezen.") from error
    except UnicodeDecodeError as error:
        raise InvalidProtocol(
            str(path), f"byte {error.start + 1} is geen UTF-8.", "tekst in UTF-8", "Bewaar het als UTF-8."
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 2024-13-45 is no date
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, regel {mark.line + 1}" if mark else str(path)
        raise InvalidProtocol(
            where, "dit is geen geldige YAML.", "sleutel: waarde", "Kijk op deze regel en de regel erboven."
        ) from error
    if not isinstance(content, dict):
        raise InvalidProtocol(str(path), "het bestand begint niet met sleutels.", 'regels als version: "1"')
    try:
        return Protocol.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise InvalidProtocol(f"{path}, {place}", f"ongeldig: {first['msg']}") from error


@dataclass(frozen=True)
class Project:
    """Where everything is, from the project's root folder."""

    root: Path

    @property
    def instruments(self) -> Path:
        return self.root / "instruments"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def site(self) -> Path:
        return self.root / "_site"

    @property
    def estimates(self) -> Path:
        return self.processed / "estimates.parquet"

    @cached_property
    def protocol(self) -> Protocol:
        return load_protocol(self.instruments / "protocol.yml")

    def questionnaire(self, wave: int) -> Path:
        return _file(self.instruments / self._wave(wave).questionnaire, "de vragenlijst")

    def any_questionnaire(self, wave: int) -> Path:
        """The questionnaire of a wave, also of one that is being prepared and not yet in the protocol."""
        path = self.instruments / "questionnaire" / f"{wave}.yml"
        return path if wave not in self.protocol.waves and path.exists() else self.questionnaire(wave)

    def published(self, wave: int) -> Path:
        return _file(self.raw / self._wave(wave).published, "de gedrukte cijfers")

    def recruitment(self, wave: int) -> Path:
        """The contact log of a wave, also of one that is being prepared and not yet in the protocol."""
        known = self.protocol.waves.get(wave)
        return self.raw / str(wave) / (known.recruitment if known else "recruitment.csv")

    @property
    def planning(self) -> Planning:
        """The part of the protocol that `stagepact plan` needs."""
        found = self.protocol.planning
        if found is None or self.protocol.seeds.planning is None:
            raise InvalidProtocol(
                str(self.instruments / "protocol.yml"),
                "planning of seeds > planning ontbreekt.",
                "de instellingen van stagepact plan",
            )
        return found

    @property
    def archive(self) -> Archive:
        """The part of the protocol that `stagepact export` needs."""
        if self.protocol.archive is None:
            raise InvalidProtocol(
                str(self.instruments / "protocol.yml"),
                "archive ontbreekt.",
                "bewaartermijn, toegang en licentie van het archief",
            )
        return self.protocol.archive

    def planned(self, wave: int) -> Path:
        """The stored result of the planning of a wave, which the protocol names."""
        return self.raw / str(wave) / self.planning.result

    def snapshot(self, wave: int) -> Path:
        """The folder of the one snapshot that the wave uses; `laatste` is the newest that was pulled."""
        folder, name = self.raw / str(wave) / "survey", self._wave(wave).snapshot
        if name != LATEST:
            return folder / name
        pulled = [path for path in sorted(folder.glob(PULLED)) if (path / "manifest.json").is_file()]
        if not pulled:
            raise InvalidProtocol(
                f"{self.instruments / 'protocol.yml'}, waves > {wave} > snapshot",
                f'"{LATEST}", maar er is nog geen momentopname opgehaald.',
                "een map in " + str(folder),
                f"Haal de antwoorden op met: stagepact survey pull --wave {wave}",
            )
        return pulled[-1]

    def coded_interviews(self, wave: int) -> Path | None:
        """The folder with the coded interviews of a wave; None without any.

        `laatste` is the newest; one to practise with (its name ends in -synthetisch) only without real ones.
        """
        folder, name = self.raw / str(wave) / "interviews", self._wave(wave).interviews
        if name == LATEST:
            dated = [path for path in folder.glob(DATED) if (path / "manifest.json").is_file()]
            return max(dated, key=lambda path: (not path.name.endswith(PRACTICE), path.name), default=None)
        if not (folder / name / "manifest.json").is_file():
            raise InvalidProtocol(
                f"{self.instruments / 'protocol.yml'}, waves > {wave} > interviews",
                f'"{name}": in {folder} staat geen map met die naam en een manifest.json.',
                "een map met gecodeerde interviews",
                "Verbeter de naam, of haal de regel weg om de nieuwste map te nemen.",
            )
        return folder / name

    def _wave(self, wave: int) -> Wave:
        if wave not in self.protocol.waves:
            known = ", ".join(map(str, self.protocol.waves))
            raise InvalidProtocol(
                str(self.instruments / "protocol.yml"), f"ronde {wave} bestaat niet.", known
            )
        return self.protocol.waves[wave]


def _file(path: Path, what: str) -> Path:
    """`path` itself, if it is a file: a pipe or a device would be read for ever."""
    if not path.is_file():
        raise InvalidProtocol(
            str(path),
            f"{what} ontbreekt of is geen bestand.",
            remedy="Noem in instruments/protocol.yml een bestand.",
        )
    return path


def find_project(start: Path) -> Project:
    """The project that holds the folder `start`: the nearest parent with instruments/protocol.yml."""
    for folder in (start, *start.parents):
        if (folder / "instruments" / "protocol.yml").exists():
            return Project(folder)
    raise InvalidProtocol(
        str(start),
        "hier is geen stagepact-project gevonden.",
        "een map met instruments/protocol.yml",
        "Ga eerst naar de map van het project.",
    )
