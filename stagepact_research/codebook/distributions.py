"""How often each answer was given: looked up in the estimates, so that what those hide stays hidden here."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stagepact_research.codebook.missing import DONT_KNOW, NOT_APPLICABLE
from stagepact_research.codebook.variables import Variable

_BESIDE = {"weet_ik_niet": DONT_KNOW.code, "niet_van_toepassing": NOT_APPLICABLE.code}


@dataclass(frozen=True)
class Distribution:
    """What the estimates say about one variable; NaN stands for what they hide, None for what they lack."""

    base: float | None = None
    """The number that answered, on the scale or beside it."""
    counts: tuple[float | None, ...] = ()
    """Per value of the variable."""
    missing: tuple[tuple[int, float], ...] = ()
    """The code and the number of each answer beside the scale."""
    without: float | None = None
    """The analysed respondents that did not answer."""
    mean: float | None = None
    sd: float | None = None


class Lookup:
    """The plain rows of one wave, found by subject, statistic and category."""

    def __init__(self, estimates: pd.DataFrame, wave: int) -> None:
        plain = estimates[
            (estimates["wave"] == str(wave))
            & (estimates["source"] == "survey")
            & (estimates["provenance"] != "published")
            & (estimates["weighting"] == "none")
        ]
        for column in ("contrast", "group_by", "method", "variant"):
            plain = plain[plain[column] == ""]
        keys = zip(plain["subject"], plain["statistic"], plain["category"], strict=True)
        self._rows = dict(zip(keys, zip(plain["estimate"], plain["n"], strict=True), strict=True))

    def estimate(self, subject: str, statistic: str, category: str = "") -> float | None:
        found = self._rows.get((subject, statistic, category))
        return None if found is None else float(found[0])

    def base(self, subject: str, statistic: str, category: str = "") -> float | None:
        found = self._rows.get((subject, statistic, category))
        return None if found is None else float(found[1])


def distribution(variable: Variable, rows: Lookup) -> Distribution:
    """What the estimates say about a variable; empty where they say nothing about it."""
    if not variable.subject:
        return Distribution()
    counts = tuple(
        rows.estimate(variable.subject, "n", value.category) if value.category else None
        for value in variable.values
    )
    missing = []
    for category, code in _BESIDE.items():
        number = rows.estimate(variable.subject, "n", category)
        if number is not None and any(m.code == code for m in variable.missing):
            missing.append((code, number))
    base = rows.base(variable.subject, "n") or rows.base(variable.subject, "mean")
    for value in variable.values:
        base = base or rows.base(variable.subject, "n", value.category)
    if all(count is None for count in counts) and base is None:
        return Distribution()
    filled = _others(counts, base) if _is_tick(variable) else counts
    return Distribution(
        base,
        filled,
        tuple(missing),
        _without(base, rows.estimate("respons", "n", "geanalyseerd")),
        rows.estimate(variable.subject, "mean") if variable.measure != "nominal" else None,
        rows.estimate(variable.subject, "sd") if variable.measure != "nominal" else None,
    )


def _is_tick(variable: Variable) -> bool:
    return bool(variable.values) and variable.values[-1].answer == "Y"


def _others(counts: tuple[float | None, ...], base: float | None) -> tuple[float | None, ...]:
    """Who answered the question and did not tick is the rest."""
    ticked = counts[-1]
    return counts if ticked is None or base is None else (base - ticked, ticked)


def _without(base: float | None, analysed: float | None) -> float | None:
    """None too where more answered than are analysed: then the base is another one."""
    if base is None or analysed is None or base > analysed:
        return None
    return analysed - base
