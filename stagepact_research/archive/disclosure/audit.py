"""The record of what the gate did to which row, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from stagepact_research.estimates import KEY, NOT_SHOWN
from stagepact_research.protocol import Disclosure

COLUMNS = (*KEY, "rule", "reason")
CELL, BASE, REST, LINKED, DAYS, ROUNDED, EXCEPTION = (
    "cel",
    "basis",
    "rest",
    "gekoppeld",
    "dagen",
    "afgerond",
    "uitzondering",
)
"""What was done. Small cells and those hidden with them have one rule: which are small is not told."""


@dataclass
class Audit:
    """The rows that were changed, by rule, while the gate goes over the table."""

    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    forced: set[int] = field(default_factory=set)
    """The places of rows that are hidden though a report printed them, to protect what it did not print."""

    def note(self, rule: str, place: int, reason: str) -> None:
        self.rows.setdefault((rule, place), reason)

    def places(self, *rules: str) -> list[int]:
        return sorted({place for rule, place in self.rows if rule in rules})

    def table(self, estimates: pd.DataFrame) -> pd.DataFrame:
        """A row for every row and rule, in the order of the estimates."""
        listed = sorted(self.rows.items(), key=lambda one: (one[0][1], one[0][0]))
        found = estimates.loc[[place for (_, place), _ in listed], list(KEY)].reset_index(drop=True)
        found["rule"] = pd.Series([rule for (rule, _), _ in listed], dtype=object)
        found["reason"] = pd.Series([reason for _, reason in listed], dtype=object)
        return found


def cell_reason(rules: Disclosure) -> str:
    return f"{NOT_SHOWN}: minder dan {rules.minimum_cell} respondenten, of daaruit af te leiden"


def base_reason(rules: Disclosure) -> str:
    return f"{NOT_SHOWN}: gaat over minder dan {rules.minimum_base} respondenten"


def rest_reason() -> str:
    return (
        f"{NOT_SHOWN}: naast het gemiddelde van alle respondenten zou te zien zijn wat enkele van hen "
        "antwoordden"
    )


def linked_reason() -> str:
    return f"{NOT_SHOWN}: volgt uit een getal dat niet wordt getoond"
