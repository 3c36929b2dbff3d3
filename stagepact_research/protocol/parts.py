"""What the study protocol says, part by part: what is decided before the data are seen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from stagepact_research.protocol.archive import Archive
from stagepact_research.protocol.disclosure import Disclosure
from stagepact_research.protocol.planning import Planning

LATEST = "laatste"
"""In the place of a folder's name: the newest."""


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
    disclosure: Disclosure = Disclosure()
    """What is too small to publish."""
    archive: Archive | None = None
    """What is deposited; without it there is no `stagepact export`."""
