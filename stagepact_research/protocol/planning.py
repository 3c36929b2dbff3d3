"""The part `planning` of the study protocol: for which waves power is computed, and what has to be found."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EffectiveShare(_Part):
    """The effective number of teams as a part of all teams, in the wave before and in the next one."""

    before: Annotated[float, Field(gt=0, le=1)]
    after: Annotated[float, Field(gt=0, le=1)]


class Planning(_Part):
    """For which waves the power is computed, and which change has to be found (`stagepact plan`)."""

    n_before: Annotated[int, Field(ge=2)]
    teams: Annotated[tuple[Annotated[int, Field(ge=2)], ...], Field(min_length=2)]
    institutions: Annotated[tuple[Annotated[int, Field(ge=2)], ...], Field(min_length=1)]
    correlations: Annotated[tuple[Annotated[float, Field(ge=0, lt=1)], ...], Field(min_length=1)]
    effective: EffectiveShare
    size_cv: Annotated[float, Field(ge=0)]
    """Spread of the number of teams per institution: standard deviation over mean."""
    baselines: Annotated[tuple[Annotated[float, Field(gt=0, lt=100)], ...], Field(min_length=1)]
    relevant_change: Annotated[float, Field(gt=0, lt=100)]
    """Percentage points that a share rises from each baseline."""
    relevant_difference: Annotated[float, Field(gt=0)]
    """The change of a mean, in standard deviations between teams."""
    power: Share
    tests: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]
    """The number of tests over which p-values are adjusted; the first is the one that figures show."""
    simulations: Annotated[int, Field(ge=1)]
    result: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.csv$")]
    """The name of the stored result that the report shows, in the folder of the wave."""

    @model_validator(mode="after")
    def _fits(self) -> Planning:
        if max(self.baselines) + self.relevant_change >= 100:
            raise ValueError("baselines + relevant_change komt op 100 of hoger")
        if max(self.institutions) > min(self.teams):
            raise ValueError("er zijn meer instellingen dan teams")
        if list(self.teams) != sorted(set(self.teams)):
            raise ValueError("teams loopt niet op")
        return self
