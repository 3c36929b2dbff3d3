"""Who was invited, who of them answered, and how that depends on their institution."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stagepact_research.analysis.errors import ImpossibleAnalysis
from stagepact_research.analysis.nonresponse.population import Population, institution_of
from stagepact_research.protocol import NonResponse
from stagepact_research.responses import Responses
from stagepact_research.responses.recruitment import OutcomeCounts, person_outcomes
from stagepact_research.weighting import collapse, fit_propensity, response_propensity
from stagepact_research.weighting.errors import UnusableWeighting
from stagepact_research.weighting.propensity import Propensity

REASON = "q01reden"
FRAME_VARIABLES = ("region", "size", "share_bbl")


@dataclass(frozen=True)
class Sample:
    """The invited whose institution is in the frame, by pseudonym."""

    variables: pd.DataFrame
    """What the frame says of their institution, with categories of few institutions joined."""
    answered: pd.Series
    places: pd.Series
    """Their institution."""

    def propensities(self, weights: pd.Series | None = None) -> pd.Series:
        """The chance to answer of everybody with a weight above 0."""
        if weights is None:
            return response_propensity(self.variables, self.answered)
        own = weights[weights > 0]
        rows = own.index
        return response_propensity(self.variables.loc[rows], self.answered.loc[rows], base=own)


@dataclass(frozen=True)
class Invited:
    """The invited sample of a wave, and what it says of those who answered."""

    counts: OutcomeCounts
    sample: Sample | None
    """None where the chance to answer cannot be estimated."""
    respondent: pd.Series
    """By response the pseudonym, empty for who came without an invitation."""
    clusters: pd.Series
    """By response the institution; a code of its own where it is not known."""
    regions: pd.Series
    """By response the region of its institution, missing where that is not known."""
    reminders: pd.Series
    """By response the number of reminders before the answer; missing without an invitation."""
    remarks: tuple[str, ...]

    def model(self) -> Propensity | None:
        return None if self.sample is None else fit_propensity(self.sample.variables, self.sample.answered)

    def base(self, weights: pd.Series | None = None) -> pd.Series:
        """By response one over the propensity to answer, mean 1; 1 for who came without an invitation.

        Parameters
        ----------
        weights : of the invited, 0 for those left out; all alike by default.
        """
        if self.sample is None:
            return pd.Series(1.0, index=self.respondent.index)
        chance = self.respondent.map(self.sample.propensities(weights))
        own = 1 / chance[chance.notna()]
        return (own / own.mean()).reindex(self.respondent.index).fillna(1.0)


def invited_people(
    responses: Responses,
    found: pd.Series,
    participation: pd.DataFrame,
    population: Population | None,
    rules: NonResponse,
) -> Invited | None:
    """Join the participation of a snapshot with the responses and the frame; None where nobody was invited.

    Parameters
    ----------
    found : the disposition of every response.
    participation : as `read_participation` returns it.
    """
    invited = participation[participation["uitgenodigd"] != ""].drop_duplicates("respondent")
    if invited.empty:
        return None
    if (invited["respondent"] == "").any():
        raise ImpossibleAnalysis(
            "deelname.csv, kolom respondent",
            "de code van een uitgenodigde ontbreekt.",
            "een code per persoon",
        )
    invited = invited.set_index("respondent", drop=False)
    respondent = responses.about.get("respondent", pd.Series("", index=found.index, dtype=object))
    respondent = respondent.where(respondent.isin(invited.index), "").astype(object)
    institution = institution_of(responses.frame, respondent.map(invited["instelling"]), population)
    reasons = responses.frame.get(REASON, pd.Series(index=found.index, dtype=object))
    outside = found.index[reasons.isin(rules.not_eligible)]
    sample: Sample | None = None
    remarks: list[str] = []
    if population is not None:
        asked = invited[~invited["respondent"].isin(set(respondent.loc[outside]))]
        answered = set(respondent[found.isin(["deels", "compleet"])])
        sample, remarks = _sample(asked, answered, population, rules)
    alone = "persoon-" + pd.Series(found.index.astype(str), index=found.index)
    region = population.institutions["region"] if population is not None else pd.Series(dtype=object)
    return Invited(
        counts=person_outcomes(invited, found, respondent, set(outside)),
        sample=sample,
        respondent=respondent.where(found.isin(["deels", "compleet"]), ""),
        clusters=institution.where(institution != "", alone),
        regions=institution.map(region),
        reminders=pd.to_numeric(respondent.map(invited["herinneringen"]), errors="coerce"),
        remarks=tuple(remarks),
    )


def _sample(
    asked: pd.DataFrame, answered: set[str], population: Population, rules: NonResponse
) -> tuple[Sample | None, list[str]]:
    """Those whose institution is in the frame, with the frame's variables; and Dutch remarks."""
    units = asked["instelling"].replace(population.units())
    table = population.institutions[list(FRAME_VARIABLES)].dropna()
    inside = units.isin(table.index)
    remarks = []
    if not inside.all():
        remarks.append(
            f"Van {int((~inside).sum())} van de {len(asked)} uitgenodigden staat de instelling niet in het "
            "steekproefkader; zij tellen niet mee in de responskans."
        )
    known = units[inside]
    responded = pd.Series(known.index.isin(answered), index=known.index)
    no_chance = "De kans om te antwoorden is niet te schatten: er is te weinig verschil tussen uitgenodigden."
    if known.nunique() < 2 or responded.nunique() < 2:
        return None, [*remarks, no_chance]
    variables = pd.DataFrame(index=known.index)
    for name in ("region", "size"):
        joined = collapse(table.loc[known.unique(), name].astype(str), rules.minimum_cell)
        remarks += list(joined.remarks)
        variables[name] = known.map(table[name].astype(str)).map(joined.mapping)
    variables["share_bbl"] = known.map(table["share_bbl"])
    sample = Sample(variables, responded, known)
    try:
        sample.propensities()
    except UnusableWeighting as problem:
        return None, [*remarks, f"De kans om te antwoorden is niet te schatten: {problem.found}"]
    return sample, remarks
