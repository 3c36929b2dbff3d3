"""Findings as sentences: every number in them comes from a row of the estimates."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.report import nl
from stagepact_research.report.interviews import amounts
from stagepact_research.strands.interviews.codebook import Codebook
from stagepact_research.strands.interviews.findings import Finding, Place

Row: TypeAlias = "pd.Series[Any]"

_SHARES = ("n", "pct")


def sentence(rows: pd.DataFrame, one: Finding, codebook: Codebook) -> str:
    """The finding with its places filled from the rows of its wave.

    Raises
    ------
    NoSuchEstimate
        When the row of a place is not there; it names the nearest ones.
    """
    parts = [part if isinstance(part, str) else _filled(rows, one, part, codebook) for part in one.parts()]
    return "".join(parts)


def _filled(rows: pd.DataFrame, one: Finding, place: Place, codebook: Codebook) -> str:
    text = _said(rows, one, place, codebook)
    return nl.capital(text) if place.start else text


def _said(rows: pd.DataFrame, one: Finding, place: Place, codebook: Codebook) -> str:
    if place.statistic == "label":
        return codebook.by_id()[place.code].label_of(place.category)
    if place.statistic == "rank":
        return _ranked(rows, one, place, codebook)
    row = _row(rows, one, place)
    if place.verbs is not None:
        return place.verbs[0] if amounts.is_one(row) else place.verbs[1]
    if place.nobody and nl.value(row) == 0:
        return "niemand"
    if place.statistic in ("min", "max", "mean"):
        return amounts.years(nl.value(row))
    # A sentence does not begin with digits.
    said = amounts.bare if place.bare or place.start else amounts.amount
    return said(row, place.noun)


def _row(rows: pd.DataFrame, one: Finding, place: Place) -> Row:
    key: dict[str, Any] = {
        "population": place.population,
        "subject": place.code,
        "category": place.category,
        "locator": _locator(rows, one),
    }
    if place.statistic:
        return lookup(rows, statistic=place.statistic, **key)
    for statistic in _SHARES:
        if len(select(rows, statistic=statistic, **key)):
            return lookup(rows, statistic=statistic, **key)
    return lookup(rows, **key)


def _locator(rows: pd.DataFrame, one: Finding) -> str:
    """Printed rows stand in the finding's section; counted rows stand nowhere."""
    return one.locator if (rows["provenance"] == "published").any() else ""


def _ranked(rows: pd.DataFrame, one: Finding, place: Place, codebook: Codebook) -> str:
    found = select(
        rows,
        population=place.population,
        subject=place.code,
        statistic="rank",
        locator=_locator(rows, one),
    ).sort_values("estimate", kind="stable")
    code = codebook.by_id()[place.code]
    return nl.listing([code.label_of(str(category)) for category in found["category"]])
