"""AAPOR's outcome rates of a sample of named people who were invited by mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from stagepact_research.responses.recruitment.errors import WrongCount


@dataclass(frozen=True)
class OutcomeCounts:
    """How many of the invited ended where; names as in AAPOR's Standard Definitions."""

    complete: int
    partial: int
    refusal: int
    """Declined, opted out of the mail, or opened the questionnaire and answered nothing."""
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    """Nothing ever came back: whether they are eligible is not known (UH)."""
    unknown_other: int = 0
    """The mail did not arrive (UO)."""
    not_eligible: int = 0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value != int(value) or value < 0:
                raise WrongCount(name, value, "een heel getal vanaf 0")

    @property
    def eligible(self) -> int:
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    @property
    def invited(self) -> int:
        return self.eligible + self.unknown + self.unknown_other + self.not_eligible


def outcome_rates(counts: OutcomeCounts, eligibility: float | None = None) -> dict[str, float]:
    """The response rates RR1 to RR6 and the cooperation, refusal and contact rates, in percentages.

    With I = complete, P = partial, R = refusal, NC = non-contact, O = other, UH and UO = unknown
    eligibility, and e = the estimated share of those that is eligible:

    RR1 = I / (I + P + R + NC + O + UH + UO);   RR2 = (I + P) / the same.
    RR3 = I / (I + P + R + NC + O + e(UH + UO));   RR4 = (I + P) / the same.
    RR5 = I / (I + P + R + NC + O);   RR6 = (I + P) / the same.
    COOP1 = I / (I + P + R + O);   COOP2 = (I + P) / the same.
    REF1 = R / the denominator of RR1.   CON1 = (I + P + R + O) / the denominator of RR1.

    Parameters
    ----------
    eligibility : e, from 0 to 1. When not given, the share that is eligible among those whose
        eligibility is known: eligible / (eligible + not eligible).

    Returns
    -------
    dict with rr1 to rr6, coop1, coop2, ref1, con1 (0-100; NaN where the denominator is 0) and
    `eligibility`, e itself (0-1; NaN where nobody's eligibility is known).

    Source: AAPOR, Standard Definitions (10th edition, 2023).
    """
    if eligibility is not None and not 0 <= eligibility <= 1:
        raise WrongCount("eligibility", eligibility, "een aandeel van 0 tot en met 1")
    known = counts.eligible + counts.not_eligible
    e = eligibility if eligibility is not None else counts.eligible / known if known else float("nan")
    answered = counts.complete + counts.partial
    unknown = counts.unknown + counts.unknown_other
    whole, likely, sure = (counts.eligible + share * unknown for share in (1.0, e if unknown else 0.0, 0.0))
    contacted = answered + counts.refusal + counts.other
    parts = {
        "rr1": (counts.complete, whole),
        "rr2": (answered, whole),
        "rr3": (counts.complete, likely),
        "rr4": (answered, likely),
        "rr5": (counts.complete, sure),
        "rr6": (answered, sure),
        "coop1": (counts.complete, contacted),
        "coop2": (answered, contacted),
        "ref1": (counts.refusal, whole),
        "con1": (contacted, whole),
    }
    rates = {name: 100 * part / base if base > 0 else float("nan") for name, (part, base) in parts.items()}
    return rates | {"eligibility": e}


def person_outcomes(
    invited: pd.DataFrame,
    dispositions: pd.Series,
    respondent: pd.Series,
    not_eligible: Collection[int] = (),
) -> OutcomeCounts:
    """The outcomes of everyone who was invited.

    Parameters
    ----------
    invited : the participation of those who were invited, with `respondent` and `mailstatus`.
    dispositions : of every response, by id: geweigerd, leeg, deels or compleet.
    respondent : the pseudonym of every response, by id; empty for who came without an invitation, and
        these do not count.
    not_eligible : the ids of responses whose reason says that they supervise no interns.
    """
    found = pd.DataFrame({"respondent": respondent, "disposition": dispositions})
    found.loc[found.index.isin(list(not_eligible)), "disposition"] = "niet_in_aanmerking"
    # Who has more than one response counts once, at the furthest.
    order = ["niet_in_aanmerking", "geweigerd", "leeg", "deels", "compleet"]
    found["far"] = found["disposition"].map(order.index)
    far = found[found["respondent"].isin(set(invited["respondent"]))].groupby("respondent")["far"].max()
    outcome = invited["respondent"].map(far).map(lambda at: order[int(at)] if pd.notna(at) else "")
    silent = outcome == ""
    opted_out = silent & (invited["mailstatus"] == "afgemeld")
    undelivered = silent & (invited["mailstatus"] == "anders")
    return OutcomeCounts(
        complete=int((outcome == "compleet").sum()),
        partial=int((outcome == "deels").sum()),
        refusal=int(outcome.isin(["geweigerd", "leeg"]).sum() + opted_out.sum()),
        unknown=int((silent & ~opted_out & ~undelivered).sum()),
        unknown_other=int(undelivered.sum()),
        not_eligible=int((outcome == "niet_in_aanmerking").sum()),
    )
