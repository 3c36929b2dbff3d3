"""Tables of estimates made up for the gate, small enough to see in a test what is small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.protocol import Disclosure, DisclosureException

RULES = Disclosure(
    identifying=(
        "leerweg",
        "aantal_niveaus",
        "q15",
        "q16*",
        "sectorcategorie",
        "teams",
        "respons/*_eligible",
    ),
    groups=("leerweg", "meldingen", "sectorcategorie"),
    rounding={"mean": 2, "sd": 2, "difference": 2, "p": 4},
)
PRINTED = (
    DisclosureException(provenance="published", reason="gedrukt"),
    DisclosureException(printed=True, reason="dezelfde cel is gedrukt"),
)
SECTORS = {"techniek": ("mtlm", "sv", "ict"), "zorg": ("zws",)}

Rows = list[dict[str, Any]]


def counts(subject: str, numbers: Mapping[str, int], base: int | None = None) -> Rows:
    """Counts of the categories of one question and their percentages."""
    total = sum(numbers.values()) if base is None else base
    common = {"subject": subject, "n": total}
    rows: Rows = []
    for category, number in numbers.items():
        rows.append({**common, "statistic": "n", "category": category, "estimate": number})
        share = 100 * number / total if total else float("nan")
        rows.append({**common, "statistic": "pct", "category": category, "estimate": share})
    return rows


def survey(rows: Rows, **constant: Any) -> pd.DataFrame:
    """Rows of the survey of 2026, observed unless said otherwise."""
    common = {"wave": "2026", "source": "survey", "provenance": "observed", "population": "opleidingsteams"}
    return tidy(rows, **{**common, **constant})


def shown(table: pd.DataFrame, subject: str, statistic: str = "n") -> dict[str, float | None]:
    """By category the number that is shown, or None."""
    own = table[(table["subject"] == subject) & (table["statistic"] == statistic)]
    return {
        str(category): None if pd.isna(estimate) else float(estimate)
        for category, estimate in zip(own["category"], own["estimate"], strict=True)
    }
