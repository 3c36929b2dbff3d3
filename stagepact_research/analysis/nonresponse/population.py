"""Whom the results should hold for, and who of them was invited and answered."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stagepact_research.protocol import NonResponse
from stagepact_research.responses import Responses
from stagepact_research.responses.recruitment import OutcomeCounts, person_outcomes
from stagepact_research.weighting import collapse, fit_propensity
from stagepact_research.weighting.propensity import Propensity

INSTITUTION = "q18instelling"
REASON = "q01reden"
FRAME_VARIABLES = ("region", "size", "share_bbl")


@dataclass(frozen=True)
class Population:
    """DUO's figures of one year."""

    students: pd.DataFrame
    """As `weighting.frame.students` gives them."""
    institutions: pd.DataFrame
    """As `weighting.frame.institution_frame` gives them, by institution code."""


@dataclass(frozen=True)
class Invited:
    """The invited sample of a wave, and what it says of those who answered."""

    counts: OutcomeCounts
    model: Propensity | None
    """Of answering, over everybody who was invited and whose institution is in the frame."""
    places: pd.Series | None
    """The institution of everybody in the model."""
    base: pd.Series
    """By response: one over the propensity to answer, mean 1; 1 for who came without an invitation."""
    clusters: pd.Series
    """By response the institution; a code of its own where it is not known."""
    regions: pd.Series | None
    """By response the region of its institution; None where not everybody's is known."""
    reminders: pd.Series
    """By response the number of reminders before the answer; missing without an invitation."""
    remarks: tuple[str, ...]


def invited_people(
    responses: Responses,
    found: pd.Series,
    participation: pd.DataFrame,
    population: Population | None,
    rules: NonResponse,
) -> Invited:
    """Join the participation of a snapshot with the responses and the frame.

    Parameters
    ----------
    found : the disposition of every response.
    participation : as `read_participation` returns it.
    """
    invited = participation[participation["uitgenodigd"] != ""].drop_duplicates("respondent")
    respondent = responses.about.get("respondent", pd.Series("", index=found.index, dtype=object))
    place = invited.set_index("respondent")["instelling"]
    institution = _institutions(responses.frame, respondent, place)
    reasons = responses.frame.get(REASON, pd.Series(index=found.index, dtype=object))
    outside = found.index[reasons.isin(rules.not_eligible)]
    counts = person_outcomes(invited, found, respondent, set(outside))
    reminders = respondent.map(invited.set_index("respondent")["herinneringen"])
    model: Propensity | None = None
    places: pd.Series | None = None
    remarks: list[str] = []
    base = pd.Series(1.0, index=found.index)
    if population is not None:
        answered = set(respondent[found.isin(["deels", "compleet"])])
        sample = invited[~invited["respondent"].isin(set(respondent.loc[outside]))].set_index("respondent")
        model, places, remarks = _participation_model(sample, answered, population.institutions, rules)
    if model is not None:
        chance = respondent.map(model.propensities)
        own = (1 / chance)[chance.notna() & found.isin(["deels", "compleet"])]
        base = (own / own.mean()).reindex(found.index).fillna(1.0)
    regions = None
    if population is not None:
        regions = institution.map(population.institutions["region"])
        finished = regions[found == "compleet"]
        if finished.isna().any():
            remarks.append(
                f"Van {int(finished.isna().sum())} voltooide vragenlijsten is de regio niet bekend; er is "
                "dus niet naar regio gewogen."
            )
            regions = None
    unknown = institution.eq("")
    clusters = institution.where(
        ~unknown, "persoon-" + institution.index.astype(str).to_series(index=found.index)
    )
    return Invited(
        counts=counts,
        model=model,
        places=places,
        base=base,
        clusters=clusters,
        regions=regions,
        reminders=pd.to_numeric(reminders, errors="coerce"),
        remarks=tuple(remarks),
    )


def _institutions(frame: pd.DataFrame, respondent: pd.Series, place: pd.Series) -> pd.Series:
    """The institution of every response: what the respondent says, else where he was invited, else empty."""
    said = frame.get(INSTITUTION, pd.Series(index=frame.index, dtype=object))
    known = said.where(said.notna() & (said != "ANDER"))
    return known.fillna(respondent.map(place)).fillna("").astype(object)


def _participation_model(
    sample: pd.DataFrame, answered: set[str], institutions: pd.DataFrame, rules: NonResponse
) -> tuple[Propensity | None, pd.Series | None, list[str]]:
    """Answering on region, size and share of bbl of the institution, for those whose institution is known."""
    placed = institutions[institutions[list(FRAME_VARIABLES)].notna().all(axis=1)]
    inside = sample["instelling"].isin(placed.index)
    remarks = []
    if not inside.all():
        remarks.append(
            f"Van {int((~inside).sum())} uitgenodigden staat de instelling niet in het steekproefkader; zij "
            "tellen niet mee in de responskans."
        )
    known = sample[inside]
    responded = pd.Series(known.index.isin(answered), index=known.index)
    if known["instelling"].nunique() < 2 or responded.nunique() < 2:
        return None, None, [*remarks, "De responskans is niet te schatten: er is te weinig verschil."]
    table = known[["instelling"]].join(placed[list(FRAME_VARIABLES)], on="instelling")
    for name in ("region", "size"):
        one = table.drop_duplicates("instelling").set_index("instelling")[name].astype(str)
        joined = collapse(one, rules.minimum_cell)
        table[name] = table[name].astype(str).map(joined.mapping)
    model = fit_propensity(table[list(FRAME_VARIABLES)], responded)
    return model, known["instelling"], [*remarks, *model.remarks]
