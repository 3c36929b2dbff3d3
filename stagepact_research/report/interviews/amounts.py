"""How a number of participants is said: "16 van de 30 stagebegeleiders", "de meeste stagebegeleiders"."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.quantifiers import printed_words
from stagepact_research.report import nl

Row: TypeAlias = "pd.Series[Any]"

_ONE = {
    "stagebegeleiders": "stagebegeleider",
    "praktijkopleiders": "praktijkopleider",
    "leerbedrijven": "leerbedrijf",
    "opleidingen": "opleiding",
    "studenten": "student",
    "teams": "team",
}
_NEUTER = ("leerbedrijf", "team")
_OF_ALL = ("alle", "bijna alle", "nagenoeg alle", "vrijwel alle", "de meeste")
"""Words that stand before the group itself, in the plural."""
_ARTICLE = {
    "meerderheid": "een meerderheid",
    "overgrote meerderheid": "een overgrote meerderheid",
    "merendeel": "het merendeel",
    "overgrote deel": "het overgrote deel",
    "groot deel": "een groot deel",
    "klein deel": "een klein deel",
    "zeer klein deel": "een zeer klein deel",
}
_WHOLE = ("in enkele gevallen", "bij enkele leerbedrijven")
_ALONE = (
    *("een enkele respondent", "in een enkel geval", "een enkeling", "de overige respondenten"),
    *("meestal", "vrijwel altijd", "bijna nooit", "vrijwel unaniem"),
)
"""Words that are an amount by themselves, without a group behind them."""
_SPELLING = {"tweederde": "twee derde"}
"""What the report prints in one word, and running text writes in two."""


def amount(row: Row, noun: str = "") -> str:
    """The number out of its base, or the printed words; with the group behind it where `noun` names one."""
    if row["variant"] == "verbal":
        return _words(printed_words(row), noun)
    if row["statistic"] == "pct":
        return f"{nl.percent(row)}{f' van de {noun}' if noun else ''}"
    count = nl.value(row)
    if pd.isna(row["n"]):
        return _counted(count, noun)
    base = nl.base(row)
    if count == float(row["n"]) > 1:
        said = f"alle {base}"
    else:
        said = f"{'geen' if count == 0 else nl.count(count)} van de {base}"
    return f"{said} {noun}".strip()


def bare(row: Row, noun: str = "") -> str:
    """The number in words, without its base: "één praktijkopleider", "drie"."""
    if row["variant"] == "verbal":
        return _words(printed_words(row), noun)
    return _counted(nl.value(row), noun)


def number(count: float) -> str:
    """A number in words up to twenty; one with its accents, because it counts."""
    return "één" if count == 1 else nl.words(count)


def years(value: float) -> str:
    """A length of time: "een maand", "een half jaar", "9,5 jaar"."""
    if value < 1:
        months = int(nl.round_half_up(value * 12))
        named = {1: "een maand", 6: "een half jaar"}
        return named.get(months, f"{number(months)} maanden")
    return f"{nl.decimal(value, 0 if value == int(value) else 1)} jaar"


def is_one(row: Row) -> bool:
    """Whether a verb with this amount is in the singular."""
    if row["variant"] == "verbal":
        return printed_words(row) not in (*_OF_ALL, *_WHOLE)
    return row["statistic"] == "pct" or nl.value(row) <= 1


def _counted(count: float, noun: str) -> str:
    """ "drie praktijkopleiders", "één praktijkopleider", "geen enkele praktijkopleider"."""
    one = _ONE.get(noun, noun)
    if count or not noun:
        return f"{number(count) if count else 'geen'} {one if count == 1 else noun}".strip()
    return f"geen {'enkel' if one in _NEUTER else 'enkele'} {one}"


def _words(words: str, noun: str) -> str:
    said = _ARTICLE.get(words, words)
    if noun:
        for printed, spelled in _SPELLING.items():
            said = said.replace(printed, spelled)
    if not noun or words in (*_ALONE, *_WHOLE):
        return f"{said}n" if words == "de meeste" and not noun else said
    return f"{said} {noun}" if words in _OF_ALL else f"{said} van de {noun}"
