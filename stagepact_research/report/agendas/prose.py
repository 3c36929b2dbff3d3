"""Sentences about counts of agendas: how many institutions, which, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable

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


def number(agendas: Agendas, question: str, code: str) -> str:
    """How many institutions of the first wave have a code, in words, beside what its report prints."""
    return _words(count(agendas, question, code, wave=agendas.first))


def analysed(agendas: Agendas) -> str:
    """Of how many institutions the agendas were read, wave after wave: "acht instellingen"."""

    def said(wave: int) -> str:
        number = _words(lookup(agendas.rows, wave=wave, subject="agendas_geanalyseerd", statistic="n"))
        return f"{number} {'instelling' if number == 'één' else 'instellingen'}"

    return _every_wave(agendas, said)


def institutions(agendas: Agendas, question: str, code: str) -> str:
    """Who has a code: "drie instellingen (1, 2 en 4)", "één instelling (5)", "alle acht instellingen".

    Where some cells are not known: "ten minste één instelling (8)", or "hooguit drie instellingen" when none
    is known to have it. With more waves each has its year: "één instelling (5) in 2024 en alle acht
    instellingen in 2026".
    """

    def said(wave: int) -> str:
        numbers = having(agendas, question, code, wave=wave)
        most = at_most(agendas, question, code, wave=wave)
        if not numbers and most is not None:
            return f"hooguit {_words(most)} {'instelling' if nl.value(most) == 1 else 'instellingen'}"
        if not numbers:
            return "geen enkele instelling"
        asked = codes(agendas, question, wave=wave)
        if len(numbers) == len(asked) > 1:
            return f"alle {_words(len(numbers))} instellingen"
        noun = "instelling" if len(numbers) == 1 else "instellingen"
        known = f"{_words(len(numbers))} {noun} ({nl.listing(numbers)})"
        return known if most is None else f"ten minste {known}"

    return _every_wave(agendas, said)


def which(agendas: Agendas, question: str, code: str) -> str:
    """Whom the report of the first wave names, as a subject: "instelling 5", "instellingen 4 en 5"."""
    numbers = having(agendas, question, code, wave=agendas.first)
    if not numbers:
        return "geen enkele instelling"
    return f"{'instelling' if len(numbers) == 1 else 'instellingen'} {nl.listing(numbers)}"


def part(agendas: Agendas, question: str, code: str, *, wave: int | None = None) -> str:
    """A share in words with its count: "de meeste instellingen (zes van de acht)".

    Where some cells are not known, and words would say more than is known: "ten minste vijf van de acht
    instellingen". With more waves each has its year, unless one is asked for.
    """
    if wave is None:
        return _every_wave(agendas, lambda year: part(agendas, question, code, wave=year))
    found = count(agendas, question, code, wave=wave)
    if not (of := float(found["n"])):
        return "geen enkele instelling"
    if of == 1:
        return "één instelling" if nl.value(found) else "geen enkele instelling"
    counted = f"{_words(found)} van de {_words(of)}"
    most = at_most(agendas, question, code, wave=wave)
    if most is not None:
        bound = f"ten minste {counted}" if nl.value(found) else f"hooguit {_words(most)} van de {_words(of)}"
        return f"{bound} instellingen"
    if not nl.value(found):
        return f"geen van de {_words(of)} instellingen"
    share = count(agendas, question, code, wave=wave, statistic="pct")
    words = quantifier(nl.value(share), agendas.quantifiers)
    said = f"{words} instellingen" if words in _BARE else f"{words} van de instellingen"
    return f"{said} ({counted})"


def points(agendas: Agendas, verdict: str, *, wave: int | None = None) -> str:
    """The points of the summary that go well (`goed`) or need attention (`aandacht`), as a numbered list.

    Or those of which that is not known (`onbekend`). Why a point matters is told where it does not go well.
    """
    year = wave or agendas.first
    chosen = [point for point in agendas.frame.points if _verdict(agendas, point, year) == verdict]
    return "\n".join(
        f"{i}. **{point.title}.** {_say(agendas, point, year)}" for i, point in enumerate(chosen, start=1)
    )


def number_of_points(agendas: Agendas, verdict: str) -> str:
    """How many points have a verdict: "vier punten", or "vier punten in 2024 en zeven punten in 2026"."""
    subject = {WELL: "agenda_goede_punten", ATTENTION: "agenda_verbeterpunten"}[verdict]

    def said(wave: int) -> str:
        number = _words(lookup(agendas.rows, wave=wave, subject=subject))
        return f"{number} {'punt' if number == 'één' else 'punten'}"

    return _every_wave(agendas, said)


def several_waves(agendas: Agendas) -> str:
    """How to read the chapter where agendas of more than one wave were coded; else nothing."""
    if len(agendas.waves) < 2:
        return ""
    return (
        "Aantallen, figuren, tabellen, citaten en de samenvatting laten elke meting zien. Waar de tekst het "
        f"rapport noemt of een uitkomst uitlegt, gaat het over {agendas.first}. Een nummer hoort niet altijd "
        "in elke meting bij dezelfde instelling."
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
    cells = "cel verschillen zij nog; die is" if open_cells == 1 else "cellen verschillen zij nog; die zijn"
    left = f" Over {_words(open_cells)} {cells} niet bekend." if open_cells else ""
    return (
        f"De codes van {wave} zijn {told}, door {_words(several.iloc[0])} codeurs die elkaars werk niet "
        f"zagen. Hoe goed zij overeenstemmen, staat in @tbl-agendas-overeenstemming-{wave}.{left}"
    )


def incidents(published: pd.DataFrame) -> str:
    """The number of incidents that one agenda mentions: "instelling 4 telt er twee per jaar"."""
    row = lookup(published, source="agendas", subject="agenda_incidenten_per_jaar")
    return f"{str(row['group']).replace('_', ' ')} telt er {nl.words(row)} per jaar"


def _every_wave(agendas: Agendas, said: Callable[[int], str]) -> str:
    """What is said of the one wave, or of each wave with its year."""
    if len(agendas.waves) == 1:
        return said(agendas.first)
    return nl.listing([f"{said(wave)} in {wave}" for wave in agendas.waves])


def _verdict(agendas: Agendas, point: Point, wave: int) -> str:
    return str(lookup(agendas.rows, wave=wave, subject=point_subject(point.id), statistic="n")["category"])


def _say(agendas: Agendas, point: Point, wave: int) -> str:
    told = {"deel": part(agendas, point.question, point.code, wave=wave)}
    if point.beside is not None:
        told["ernaast"] = part(agendas, point.beside.question, point.beside.code, wave=wave)
    why = f" {point.why}" if point.why and _verdict(agendas, point, wave) != WELL else ""
    return re.sub(r"\{(deel|ernaast)\}", lambda match: told[match[1]], point.says) + why


def _words(number: nl.Number) -> str:
    """In words, with "één" as a count is written."""
    said = nl.words(number)
    return "één" if said == "een" else said
