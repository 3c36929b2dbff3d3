"""Sentences about counts of agendas: how many institutions, which, and in which words."""

from __future__ import annotations

import re

import pandas as pd

from stagepact_research.estimates import lookup
from stagepact_research.instruments.agendas import Point
from stagepact_research.quantifiers import quantifier
from stagepact_research.report import nl
from stagepact_research.report.agendas.reading import Agendas, at_most, codes, count, having
from stagepact_research.strands.agendas.cells import DIFFERENT
from stagepact_research.strands.agendas.counts import ATTENTION, WELL, point_subject

_BARE = ("alle", "bijna alle", "bijna geen", "de meeste")
"""Words that stand before "instellingen"; after others comes "van de"."""


def number(agendas: Agendas, question: str, code: str, *, wave: int | None = None) -> str:
    """How many institutions have a code, in words: "drie"."""
    return _words(count(agendas, question, code, wave=wave or agendas.first))


def base(agendas: Agendas, question: str, *, wave: int | None = None) -> str:
    """To how many institutions a question applies, in words."""
    found = codes(agendas, question, wave=wave or agendas.first)
    return _words(sum(code != "niet_van_toepassing" for code in found.values()))


def institutions(agendas: Agendas, question: str, code: str, *, wave: int | None = None) -> str:
    """Who has a code: "drie instellingen (1, 2 en 4)", "één instelling (5)", "alle acht instellingen"."""
    year = wave or agendas.first
    numbers = having(agendas, question, code, wave=year)
    if not numbers:
        return "geen enkele instelling"
    asked = codes(agendas, question, wave=year)
    if len(numbers) == len(asked) > 1:
        return f"alle {_words(len(numbers))} instellingen"
    noun = "instelling" if len(numbers) == 1 else "instellingen"
    return f"{_words(len(numbers))} {noun} ({nl.listing(numbers)})"


def which(agendas: Agendas, question: str, code: str, *, wave: int | None = None) -> str:
    """The numbers with a code as a subject: "instelling 5", "instellingen 4 en 5"."""
    numbers = having(agendas, question, code, wave=wave or agendas.first)
    if not numbers:
        return "geen enkele instelling"
    return f"{'instelling' if len(numbers) == 1 else 'instellingen'} {nl.listing(numbers)}"


def part(agendas: Agendas, question: str, code: str, *, wave: int | None = None) -> str:
    """A share in words with its count: "de meeste instellingen (zes van de acht)".

    Where some cells are not known, and words would say more than is known: "ten minste vijf van de acht
    instellingen".
    """
    year = wave or agendas.first
    found = count(agendas, question, code, wave=year)
    if not (of := float(found["n"])):
        return "geen enkele instelling"
    counted = f"{_words(found)} van de {_words(of)}"
    most = at_most(agendas, question, code, wave=year)
    if most is not None:
        bound = f"ten minste {counted}" if nl.value(found) else f"hooguit {_words(most)} van de {_words(of)}"
        return f"{bound} instellingen"
    if not nl.value(found):
        return f"geen van de {_words(of)} instellingen"
    share = count(agendas, question, code, wave=year, statistic="pct")
    words = quantifier(nl.value(share), agendas.quantifiers)
    said = f"{words} instellingen" if words in _BARE else f"{words} van de instellingen"
    return f"{said} ({counted})"


def points(agendas: Agendas, verdict: str, *, wave: int | None = None) -> str:
    """The points of the summary that go well (`goed`) or need attention (`aandacht`), as a numbered list.

    Or those of which that is not known (`onbekend`).
    """
    year = wave or agendas.first
    chosen = [point for point in agendas.frame.points if _verdict(agendas, point, year) == verdict]
    return "\n".join(
        f"{i}. **{point.title}.** {_say(agendas, point, year)}" for i, point in enumerate(chosen, start=1)
    )


def number_of_points(agendas: Agendas, verdict: str) -> str:
    """How many points have a verdict: "vier punten", or "vier punten in 2024 en zeven punten in 2026"."""
    subject = {WELL: "agenda_goede_punten", ATTENTION: "agenda_verbeterpunten"}[verdict]
    told = []
    for wave in agendas.waves:
        found = _words(lookup(agendas.rows, wave=wave, subject=subject))
        noun = "punt" if found == "één" else "punten"
        told.append(f"{found} {noun}{f' in {wave}' if len(agendas.waves) > 1 else ''}")
    return nl.listing(told)


def several_waves(agendas: Agendas) -> str:
    """How to read the chapter where agendas of more than one wave were coded; else nothing."""
    if len(agendas.waves) < 2:
        return ""
    return (
        f"De lopende tekst van dit hoofdstuk beschrijft {agendas.first}. De figuren, tabellen, citaten en de "
        "samenvatting laten elke meting zien. Een nummer hoort niet altijd in elke meting bij dezelfde "
        "instelling."
    )


def coders(agendas: Agendas, wave: int) -> str:
    """Who coded the agendas of a wave and from what, and whether agreement could be measured."""
    rows = agendas.of(wave)
    told = {
        "published": "uit de tekst van het rapport gelezen, niet uit de agenda’s zelf",
        "synthetic": "verzonnen, om te laten zien hoe het werkt",
        "observed": "uit de agenda’s zelf gelezen",
    }[str(rows["provenance"].iloc[0])]
    several = rows[rows["subject"] == "agenda_codeurs"]
    if several.empty:
        return (
            f"De codes van {wave} zijn {told}, door één codeur. Hoe goed codeurs overeenstemmen, is dus "
            "niet gemeten."
        )
    open_cells = int((agendas.cells[wave]["code"] == DIFFERENT).sum())
    cells = "cel" if open_cells == 1 else "cellen"
    left = (
        f" Over {_words(open_cells)} {cells} verschillen zij nog; die zijn niet bekend." if open_cells else ""
    )
    return (
        f"De codes van {wave} zijn {told}, door {_words(several.iloc[0])} codeurs die elkaars werk niet "
        f"zagen. Hoe goed zij overeenstemmen, staat in @tbl-agendas-overeenstemming-{wave}.{left}"
    )


def incidents(published: pd.DataFrame) -> str:
    """The number of incidents that one agenda mentions: "instelling 4 telt er twee per jaar"."""
    row = lookup(published, source="agendas", subject="agenda_incidenten_per_jaar")
    return f"{str(row['group']).replace('_', ' ')} telt er {nl.words(row)} per jaar"


def _verdict(agendas: Agendas, point: Point, wave: int) -> str:
    return str(lookup(agendas.rows, wave=wave, subject=point_subject(point.id), statistic="n")["category"])


def _say(agendas: Agendas, point: Point, wave: int) -> str:
    told = {"deel": part(agendas, point.question, point.code, wave=wave)}
    if point.beside is not None:
        told["ernaast"] = part(agendas, point.beside.question, point.beside.code, wave=wave)
    return re.sub(r"\{(deel|ernaast)\}", lambda match: told[match[1]], point.says)


def _words(number: nl.Number) -> str:
    """In words, with "één" as a count is written."""
    said = nl.words(number)
    return "één" if said == "een" else said
