"""The population that teams are raked to, and where each team stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from stagepact_research.protocol import NonResponse
from stagepact_research.weighting import collapse, collapse_margin
from stagepact_research.weighting.frame import memberships

REGION = "region"


@dataclass(frozen=True)
class Target:
    """Margins, and the places of the teams in them."""

    places: pd.DataFrame
    """The places of every complete team (respondent, sector, ..., share), with categories joined."""
    margins: Mapping[str, pd.Series]
    """Totals by category of each margin, after joining."""
    remarks: tuple[str, ...]
    teams: Teams = field(repr=False)
    """What it was made of."""

    def again(self, respondents: pd.Index) -> Target:
        """The same for some of the teams: categories that have become too small are joined anew."""
        return make_target(self.teams.of(respondents))


@dataclass(frozen=True)
class Teams:
    """What the places of teams follow from."""

    frame: pd.DataFrame
    """The complete responses, as `read_export` gives them."""
    margins: Mapping[str, pd.Series]
    """Students by category of each of the protocol's margins, and of `region` where it is known."""
    neighbours: Mapping[str, str]
    """Of every sectorkamer its sector category: the first to be joined with."""
    rules: NonResponse
    mapping: str
    """How a team of several kinds is divided."""
    regions: pd.Series | None = None
    """By team the region of its institution, missing where that is not known."""
    institutions: pd.Series | None = None
    """By team its institution."""

    def of(self, respondents: pd.Index) -> Teams:
        parts = {name: getattr(self, name) for name in ("margins", "neighbours", "rules", "mapping")}
        regions = None if self.regions is None else self.regions.loc[respondents]
        institutions = None if self.institutions is None else self.institutions.loc[respondents]
        return Teams(self.frame.loc[respondents], **parts, regions=regions, institutions=institutions)


def make_target(teams: Teams) -> Target:
    """Where every team stands in the margins.

    Categories of fewer teams than the protocol's minimum are joined; regions of fewer institutions. A margin
    of which one category is left tells nothing and is left out. A team whose region is not known counts in
    every region, in proportion to the students.
    """
    places = memberships(teams.frame, teams.mapping).reset_index(drop=True)
    totals, remarks = dict(teams.margins), []
    if REGION in totals and teams.regions is not None:
        places = _in_regions(places, teams.regions, totals[REGION])
    for name in list(totals):
        counted = _counted(places, name, teams)
        near = teams.neighbours if name == "sector" else None
        order = [one for one in near or totals[name].index if one in totals[name].index]
        joined = collapse(counted, teams.rules.minimum_cell, near, categories=order)
        remarks += list(joined.remarks)
        if len(set(joined.mapping.values())) < 2:
            remarks.append(f"Naar {name} is niet gewogen: er blijft één categorie over.")
            del totals[name]
            continue
        places[name] = places[name].map(joined.mapping)
        totals[name] = collapse_margin(totals[name], joined.mapping)
    return Target(places, totals, tuple(remarks), teams)


def _counted(places: pd.DataFrame, name: str, teams: Teams) -> pd.Series:
    """What a category needs enough of: teams, but of regions institutions."""
    if name == REGION and teams.institutions is not None and teams.regions is not None:
        known = teams.regions.notna()
        return teams.regions[known].groupby(teams.institutions[known]).first()
    return places.drop_duplicates(["respondent", name])[name]


def _in_regions(places: pd.DataFrame, regions: pd.Series, margin: pd.Series) -> pd.DataFrame:
    own = places.assign(region=places["respondent"].map(regions))
    unknown = own[own["region"].isna()]
    shares = margin / margin.sum()
    spread = [unknown.assign(region=name, share=unknown["share"] * part) for name, part in shares.items()]
    known = own[own["region"].notna()]
    return pd.concat([known, *spread], ignore_index=True) if len(unknown) else known.reset_index(drop=True)
