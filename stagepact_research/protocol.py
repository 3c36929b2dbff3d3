"""The study protocol: waves, thresholds, seeds, rules and paths, decided before the data are seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from stagepact_research.errors import InputProblem
from stagepact_research.protocol_planning import Planning as Planning

LATEST = "laatste"
PULLED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]"
"""The names of the folders that a pull makes, as a pattern."""


DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"
"""The names of the folders of an import, as a pattern: a date, and perhaps more behind it."""


class InvalidProtocol(InputProblem):
    """instruments/protocol.yml is missing, is no YAML or breaks the schema."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wave(_Part):
    """One round of the survey: what was asked, and the one snapshot that is analysed."""

    questionnaire: str
    snapshot: Annotated[str, BeforeValidator(str)]
    """The name of its folder; a name like 2026-11-02 is a date to YAML, and a name all the same."""
    published: str = ""
    frame_year: int | None = None
    """The year of DUO's count of students that is the wave's population; without it nothing is raked."""
    recruitment: str = "recruitment.csv"
    """The name of its contact log, beside the folder with the snapshots."""
    interviews: Annotated[str, BeforeValidator(str)] = LATEST
    """The name of the folder with its coded interviews; `laatste` is the newest, if there is one."""


class Seeds(_Part):
    synthesis: int
    parallel_analysis: int
    projection: int
    replicates: int
    planning: int | None = None


class Statistics(_Part):
    confidence: float
    minimum_loading: float
    minimum_alpha: float
    minimum_group: int
    parallel_simulations: int
    parallel_quantile: float
    families: tuple[str, ...]
    """The comparisons within which p-values are adjusted."""


class Fit(_Part):
    """From where on a factor model is said to fit well: yardsticks for a reader, no rule of a decision."""

    cfi: float
    rmsea: float
    srmr: float


class Comparability(_Part):
    """When means may be compared between groups or waves, in steps from the same form to the same zero."""

    minimum_cfi: float
    delta_cfi: float
    delta_rmsea: float
    relevant_shift: float
    """The smallest difference in one intercept that matters, in standard deviations of the item."""
    needed_power: float


class Measurement(_Part):
    """How the scales are examined beside the rules of 2024."""

    estimator: Literal["ml", "wlsmv"]
    """The one that figures show; the tables give all."""
    minimum_n_per_parameter: float
    polychoric_simulations: int
    fit: Fit
    comparability: Comparability


class Clustering(_Part):
    """Assumptions on how much answers from one institution resemble each other."""

    correlations: tuple[float, ...]
    sizes: tuple[int, ...]


class KeyFinding(_Part):
    """A conclusion of the report, and the limit at which it falls."""

    id: str
    subject: str
    statistic: Literal["mean", "pct"]
    category: str = ""
    limit: float
    side: Literal["above", "below"]
    measure: str
    """What the number is, as it stands in a sentence."""
    conclusion: str
    clause: str
    """The conclusion as it stands after "dat"."""

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and highest that a team can have: answers run from 1 to 5, a share from 0 to 100."""
        return (1.0, 5.0) if self.statistic == "mean" else (0.0, 100.0)


Mapping = Literal["verdeeld", "hoogste", "bol"]


class NonResponse(_Part):
    """How the weights are made, and what is assumed about those who are missing."""

    not_eligible: tuple[str, ...]
    margins: tuple[Literal["sector", "leerweg", "niveau"], ...]
    mapping: Mapping
    alternatives: tuple[Mapping, ...]
    suppressed: float
    minimum_cell: int
    trim_at: float
    replicates: int
    maximum_missing: float
    clustering: Clustering
    missing_shares: tuple[Annotated[float, Field(gt=0, le=1)], ...]
    key_findings: tuple[KeyFinding, ...]


class Change(_Part):
    """How two waves are compared."""

    smallest_mean: float
    """The smallest relevant difference of a scale, in standard deviations between teams."""
    smallest_pct: float
    """The same of a share, in percentage points."""
    assumed_correlation: float
    """Between colleagues of one institution, for a wave of which it is not known who works where."""
    assumed_size: int
    """The number of respondents of an institution, for the same."""


DontKnow = Literal["absent", "missing"]


class Scoring(_Part):
    procedures_dont_know: DontKnow
    procedures_dont_know_alternative: DontKnow
    analysis_base: str
    """The scale on which a respondent needs a score to be one of the report's 138."""


class SectorCategory(_Part):
    label: str
    options: tuple[str, ...]


class Quantifier(_Part):
    """Words for a share, and the percentages they stand for, both ends included."""

    words: str
    also: tuple[str, ...] = ()
    """Other words for the same: they are read, and never written."""
    low: Annotated[float, Field(ge=0, le=100)]
    high: Annotated[float, Field(ge=0, le=100)]


class Verification(_Part):
    """How published numbers are compared with computed ones (see report.verification)."""

    targets: tuple[dict[str, Any], ...] = ()
    """Rules for the published rows that the synthetic wave is calibrated to."""
    impossible: tuple[dict[str, Any], ...] = ()
    """Published rows that cannot hold, each with the arithmetic (`reason`)."""


class Interviews(_Part):
    """How the coded interviews are counted."""

    interval: bool = False
    """Whether the shares get an interval; it is illustrative, for the participants were not drawn by lot."""


class Protocol(_Part):
    version: str
    waves: dict[int, Wave]
    seeds: Seeds
    statistics: Statistics
    measurement: Measurement
    nonresponse: NonResponse
    change: Change
    planning: Planning | None = None
    scoring: Scoring
    sector_categories: dict[str, SectorCategory]
    refusal_reasons: dict[str, str]
    quantifiers: tuple[Quantifier, ...] = ()
    """From narrow to wide: the first that holds is written."""
    verification: Verification = Verification()
    interviews: Interviews = Interviews()


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
        """The folder with the coded interviews of a wave; `laatste` is the newest, or None without any."""
        folder, name = self.raw / str(wave) / "interviews", self._wave(wave).interviews
        if name == LATEST:
            dated = [path for path in sorted(folder.glob(DATED)) if (path / "manifest.json").is_file()]
            return dated[-1] if dated else None
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
