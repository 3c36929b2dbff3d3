"""Whom the results should hold for, and at which institution somebody is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

INSTITUTION = "q18instelling"
UNPLACED = ("ANDER", "GEEN")
"""Answers to the question about the institution that name none."""


@dataclass(frozen=True)
class Population:
    """DUO's figures of one year."""

    students: pd.DataFrame
    """As `weighting.frame.students` gives them."""
    institutions: pd.DataFrame
    """As `weighting.frame.institution_frame` gives them, by institution code."""

    def units(self) -> dict[str, str]:
        """Every code of DUO and the institution under which it is counted."""
        return {
            code: str(unit)
            for unit, codes in zip(self.institutions.index, self.institutions["codes"], strict=True)
            for code in codes
        }


def institution_of(frame: pd.DataFrame, invitation: pd.Series, population: Population | None) -> pd.Series:
    """The institution of every response: what the respondent says, else where he was invited, else empty.

    Parameters
    ----------
    frame : the responses; the question about the institution may be missing.
    invitation : by response the institution of the invitation, empty or missing without one.
    population : under which code its institutions are counted.
    """
    said = frame.get(INSTITUTION, pd.Series(index=frame.index, dtype=object)).astype(object)
    known = said.where(said.notna() & ~said.isin(UNPLACED))
    found = known.fillna(invitation.replace("", None)).fillna("").astype(object)
    return found.replace(population.units()) if population is not None else found
