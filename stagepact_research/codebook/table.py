"""The codebook as a flat table: a row for every value of every variable, to read by program or person."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from stagepact_research.codebook.distributions import Distribution, Lookup, distribution
from stagepact_research.codebook.variables import Variable

COLUMNS = (
    "ronde",
    "variabele",
    "label",
    "formulering",
    "vooraf",
    "gesteld_aan",
    "afleiding",
    "soort",
    "meetniveau",
    "code",
    "betekenis",
    "ontbrekend",
    "aantal",
    "basis",
    "gemiddelde",
    "standaardafwijking",
    "opmerking",
)
HIDDEN = "niet getoond: te weinig respondenten"


def codebook_table(variables: Sequence[Variable], estimates: pd.DataFrame, wave: int) -> pd.DataFrame:
    """Every variable with its wording, and under it a row for each of its values and missing codes.

    Numbers come from the estimates alone; a number that those hide is empty here, with a remark.
    """
    rows = Lookup(estimates, wave)
    found: list[dict[str, object]] = []
    for variable in variables:
        shown = distribution(variable, rows)
        head = {
            "ronde": wave,
            "variabele": variable.name,
            "label": variable.label,
            "formulering": variable.wording,
            "vooraf": " ".join(variable.before),
            "gesteld_aan": variable.universe,
            "afleiding": variable.derived,
            "soort": variable.part,
            "meetniveau": variable.measure,
        }
        found.append({**head, **_whole(shown)})
        found += [{"ronde": wave, "variabele": variable.name, **row} for row in _values(variable, shown)]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(object).where(lambda t: t.notna(), "")


def _whole(shown: Distribution) -> dict[str, object]:
    return {
        "basis": _number(shown.base),
        "gemiddelde": _number(shown.mean, 4),
        "standaardafwijking": _number(shown.sd, 4),
        "opmerking": HIDDEN if _hidden(shown.mean) or _hidden(shown.base) else "",
    }


def _values(variable: Variable, shown: Distribution) -> list[dict[str, object]]:
    counts = shown.counts or (None,) * len(variable.values)
    beside = dict(shown.missing)
    rows: list[dict[str, object]] = [
        _row(value.code, value.label, "nee", count)
        for value, count in zip(variable.values, counts, strict=True)
    ]
    rows += [
        _row(missing.code, missing.label, "ja", beside.get(missing.code)) for missing in variable.missing
    ]
    return rows


def _row(code: int, label: str, missing: str, count: float | None) -> dict[str, object]:
    return {
        "code": code,
        "betekenis": label,
        "ontbrekend": missing,
        "aantal": _number(count),
        "opmerking": HIDDEN if _hidden(count) else "",
    }


def _hidden(number: float | None) -> bool:
    return number is not None and math.isnan(number)


def _number(number: float | None, decimals: int = 0) -> str:
    """As text: whole without a point, empty for what is not there or hidden."""
    if number is None or math.isnan(number):
        return ""
    return f"{number:.{decimals}f}"


def shown_number(number: float, decimals: int = 0) -> str:
    """As a Dutch reader expects it; what the estimates hide is said in words."""
    return HIDDEN if math.isnan(number) else f"{number:.{decimals}f}".replace(".", ",")
