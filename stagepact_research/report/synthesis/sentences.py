"""A claim as a sentence: its template, filled with what its evidence amounts to."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from stagepact_research.report import nl
from stagepact_research.synthesis.errors import UnknownPlaceholder
from stagepact_research.synthesis.evidence import Found
from stagepact_research.synthesis.loading import FORM, PLACEHOLDER
from stagepact_research.synthesis.model import Evidence

_ITSELF = ("alle", "bijna alle", "bijna geen", "de meeste", "geen")
"""Words that stand before their noun; after the others comes "van de"."""
_COUNTED = {0: "geen", 1: "één"}


def sentence(
    text: str, evidence: Mapping[str, Evidence], found: Mapping[str, Found], where: str = "claims.yml"
) -> str:
    """The template with its placeholders filled, beginning with a capital.

    - {a}: the share in words with its number, "bijna alle teams (95%)", "de helft van (15 van de 30)";
    - {a.woorden}: the words alone; {a.getal}: the number alone, "drie van de 30", "95%";
    - {a:geeft|geven}, {a.getal:geeft|geven}: the verb that goes with them.
    """

    def fill(match: re.Match[str]) -> str:
        placeholder = match.group(1)
        form = FORM.fullmatch(placeholder)
        if form is None or form["name"] not in found:
            raise UnknownPlaceholder(where, placeholder, list(evidence))
        one, noun = found[form["name"]], evidence[form["name"]].of
        if form["one"]:
            return form["many"] if plural(one, bare=form["part"] == "getal") else form["one"]
        if form["part"] == "getal":
            return spoken(one)
        return words(one, noun) if form["part"] == "woorden" else share(one, noun)

    filled = PLACEHOLDER.sub(fill, text)
    return nl.capital(filled)


def share(found: Found, noun: str) -> str:
    """The words for a share, and its number where there is one."""
    if found.kind == "mean":
        return number(found)
    said, digits = words(found, noun), number(found)
    return f"{said} ({digits})" if digits else said


def words(found: Found, noun: str) -> str:
    """ "bijna alle teams", "ongeveer de helft van de teams"; and both of a range."""
    *firsts, last = found.words
    return " tot ".join([*firsts, f"{last} {noun}" if last in _ITSELF else f"{last} van de {noun}"])


def number(found: Found) -> str:
    """ "17 van de 30", "95%", "52 tot 57%", "3,5"; empty for words without a number."""
    if not found.exact:
        return ""
    if found.counts is not None:
        return f"{found.counts[0]} van de {found.counts[1]}"
    if found.kind == "mean":
        return nl.decimal(found.low)
    return nl.span(found.low, found.high, _decimals(found), "%")


def _decimals(found: Found) -> int:
    """One printed percentage keeps its decimals; others are rounded to whole percentages."""
    row = found.rows.iloc[0]
    printed = len(found.rows) == 1 and row["provenance"] == "published" and not pd.isna(row["decimals"])
    return int(row["decimals"]) if printed else 0


def spoken(found: Found) -> str:
    """The number as it stands in a sentence: "drie van de 30", "geen van de acht", "alle acht"."""
    if found.counts is None:
        return number(found)
    count, base = found.counts
    if count == base > 1:
        return f"alle {nl.words(base)}"
    return f"{_COUNTED.get(count) or nl.words(count)} van de {nl.words(base)}"


def plural(found: Found, *, bare: bool = False) -> bool:
    """Whether the verb is plural: "bijna alle teams geven", but "de helft van de teams geeft"."""
    if bare:
        return found.counts is not None and found.counts[0] > 1
    return found.words[-1] in _ITSELF if found.words else True
