"""The part `disclosure` of the study protocol: what is too small to publish, and what may be all the same."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DisclosureException(_Part):
    """Rows that are published although they are small, and why; an empty column fits every row."""

    source: str = ""
    provenance: str = ""
    printed: bool = False
    """Only the computed rows of which a report printed the same cell."""
    reason: Annotated[str, Field(min_length=1)]


class Disclosure(_Part):
    """What the one gate before everything published hides."""

    minimum_base: Annotated[int, Field(ge=2)] = 10
    """The smallest number of respondents under a percentage or a mean."""
    minimum_cell: Annotated[int, Field(ge=3)] = 5
    """The smallest number of respondents, above none, that a cell of a breakdown may describe."""
    minimum_width: Annotated[int, Field(ge=1)] = 4
    """What may be worked out about a hidden number at best: an interval this wide (4: five numbers)."""
    minimum_score_width: Annotated[float, Field(gt=0)] = 1.0
    """The same for the scores of the few who count in the mean of all and in that of no group."""
    identifying: tuple[str, ...] = ()
    """What a team is, as subject or subject/category, with * for anything: counts of it are a breakdown."""
    groups: tuple[str, ...] = ()
    """The breakdowns that divide respondents: here means are rounded."""
    refused_groups: tuple[str, ...] = ("instelling", "instellingscode", "brin", "school")
    """Breakdowns of the survey that are never published at all."""
    rounding: dict[str, Annotated[int, Field(ge=0)]] = {}
    """The decimals of each statistic in a breakdown of `groups`."""
    rates: Annotated[int, Field(ge=0)] = 0
    """The decimals of response rates where one of the numbers that they rest on is hidden."""
    exceptions: tuple[DisclosureException, ...] = ()
