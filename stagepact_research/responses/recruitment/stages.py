"""What became of every institution and team that was approached."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stagepact_research.responses.recruitment.contact_log import OUTCOMES, REASONS


@dataclass(frozen=True)
class Recruitment:
    """The recruitment of one wave, by stage (`instelling`, `team`)."""

    outcomes: pd.DataFrame
    """Stages by final outcome: how many units."""
    reasons: pd.DataFrame
    """Stages by reason: how many units of those that declined."""
    contacts: pd.Series
    """By stage how many contacts there were."""
    calls: tuple[str, ...]
    """The open calls, of which nobody knows how many people they reached."""

    def approached(self, stage: str) -> int:
        """How many units of a stage were approached and are eligible."""
        return int(self.outcomes.loc[stage].drop("niet_in_aanmerking").sum())

    def took_part(self, stage: str) -> int:
        return int(self.outcomes["toegezegd"].loc[stage])


def last_outcomes(log: pd.DataFrame) -> pd.DataFrame:
    """The last contact of every unit, in the order of first contact: the outcome that holds.

    An institution that promised and withdrew has declined; one that declined and came round takes part.
    """
    units = log[log["stadium"] != "oproep"]
    return units.groupby(["stadium", "eenheid"], sort=False).tail(1).reset_index(drop=True)


def recruitment(log: pd.DataFrame) -> Recruitment:
    """The counts of a contact log, as `read_contact_log` returns it."""
    final = last_outcomes(log)
    stages = pd.Index(["instelling", "team"], name="stadium")
    declined = final[final["uitkomst"] == "geweigerd"]
    return Recruitment(
        outcomes=_counts(final, "uitkomst", stages, OUTCOMES),
        reasons=_counts(declined, "reden", stages, tuple(REASONS)),
        contacts=log["stadium"].value_counts().reindex(stages, fill_value=0),
        calls=tuple(log.loc[log["stadium"] == "oproep", "eenheid"].drop_duplicates()),
    )


def _counts(rows: pd.DataFrame, column: str, stages: pd.Index[str], values: tuple[str, ...]) -> pd.DataFrame:
    found = rows.groupby(["stadium", column]).size().unstack(fill_value=0)
    return found.reindex(index=stages, columns=list(values), fill_value=0).astype("int64")
