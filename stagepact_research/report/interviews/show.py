"""What the cells of chapter 5 call: findings by section, vignettes, tables and the figure of both groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd

from stagepact_research.report import nl, output, style
from stagepact_research.report.interviews import figures, prose, reading, tables
from stagepact_research.report.interviews.reading import open_interviews as open_interviews
from stagepact_research.report.sources import is_synthetic
from stagepact_research.report.tables import escape_markdown, numbered
from stagepact_research.strands.interviews import disagreements
from stagepact_research.strands.interviews.findings import Finding, Quote

_VIGNETTES = {
    "casus_vandaan": "waar_kom_je_vandaan",
    "casus_pas": "medewerkerspas",
    "casus_klik": "klik",
}
"""The themes that are about a vignette."""


def banner(rows: pd.DataFrame) -> None:
    """A warning where coded interviews are synthetic; else nothing."""
    if is_synthetic(rows):
        print(
            '::: {.callout-warning title="Synthetische gegevens"}\n\n'
            "Een deel van de getallen in dit hoofdstuk komt uit **synthetische interviews**: verzonnen "
            "gesprekken die laten zien hoe het tellen werkt. Ze zeggen niets over het mbo.\n\n:::\n"
        )


def held(rows: pd.DataFrame) -> str:
    """How many interviews there were, wave after wave: "60 in 2024 en 24 in 2026"."""
    numbers = {wave: sum(reading.held(reading.of_wave(rows, wave))) for wave in _waves(rows)}
    return nl.listing([f"{nl.count(number)} in {wave}" for wave, number in numbers.items()])


def findings(rows: pd.DataFrame, section: str) -> None:
    """The findings of one section of the report, theme by theme, with its vignettes and quotes.

    With interviews of more waves, findings stand under the year of their wave.
    """
    told = {wave: [one for one in reading.findings(wave) if one.section == section] for wave in _waves(rows)}
    told = {wave: mine for wave, mine in told.items() if mine}
    for wave, mine in told.items():
        if len(_waves(rows)) > 1:
            print(f"**Meting {wave}**\n")
        quotes = [quote for quote in reading.quotes(wave) if quote.section == section]
        _themes(reading.of_wave(rows, wave), wave, mine, quotes)


def closed_table(rows: pd.DataFrame, group: str) -> None:
    """The closed answers of one group, wave beside wave."""
    by_wave = {wave: reading.of_wave(rows, wave) for wave in _waves(rows)}
    table = tables.closed_table(by_wave, group, reading.guides()[group], reading.codebook())
    note = (
        "Het aantal dat het antwoord gaf, van het aantal aan wie de vraag is gesteld. Tussen "
        "aanhalingstekens: het rapport geeft alleen woorden. Een antwoord waarover het niets zegt, staat er "
        "niet bij."
    )
    print(numbered(f"interviews-{group}", f"Antwoorden van {group} op gesloten vragen", table, note))


def groups_figure(rows: pd.DataFrame) -> None:
    """Both groups beside each other, a figure per wave."""
    for wave in _waves(rows):
        mine = reading.of_wave(rows, wave)
        shown = figures.compared(mine, reading.guides(), reading.codebook(), reading.quantifiers())
        if not shown:
            continue
        drawn = style.to_svg(figures.groups_figure(shown, is_synthetic(mine)))
        held = nl.listing([nl.count(n) for n in reading.held(mine)])
        caption = f"Stagebegeleiders en praktijkopleiders naast elkaar, {wave} (n = {held})"
        alt = (
            "Per antwoord twee balken, van niemand tot allemaal; een open band waar het rapport alleen "
            f"woorden geeft. {figures.in_words(shown)}."
        )
        data = output.Data(["Antwoord", "Groep", "Hoeveel"], figures.in_rows(shown))
        output.figure(mine, f"interviews-groepen-{wave}", caption, alt, drawn, data)


def themes(rows: pd.DataFrame) -> None:
    """How often each theme came up, of every wave with coded interviews."""
    for wave in _waves(rows):
        mine = reading.of_wave(rows, wave)
        if (mine["provenance"] == "published").any():
            continue
        table = tables.themes_table(mine, reading.codebook())
        note = "Het aantal interviews waarin het thema ten minste één keer is gecodeerd."
        print(numbered(f"interviews-themas-{wave}", f"Thema’s in de interviews van {wave}", table, note))
        if intervals := tables.interval_table(mine, reading.codebook()):
            note = (
                "**Illustratief**: de deelnemers zijn gekozen en niet geloot. Het interval (Wilson) laat "
                "zien hoe ver een aandeel bij zo weinig mensen door toeval kan afwijken; het is geen "
                "schatting voor alle stagebegeleiders of praktijkopleiders."
            )
            label = f"interviews-intervallen-{wave}"
            print(numbered(label, f"Illustratieve intervallen, {wave}", intervals, note))


def cleared_quotes(rows: pd.DataFrame) -> None:
    """What participants of a coded wave said and may be quoted with, theme by theme."""
    codebook = reading.codebook()
    codes = codebook.by_id()
    for wave in _waves(rows):
        mine, kept = reading.of_wave(rows, wave), reading.cleared(wave)
        if (mine["provenance"] == "published").any() or kept.empty:
            continue
        print(f"Deelnemers van {wave} die daarmee instemden, letterlijk aangehaald:\n")
        for theme in codebook.themes:
            own = kept[[codes[code].theme == theme.id for code in kept["code"]]]
            if len(own):
                print(f"**{escape_markdown(theme.title)}**\n")
            for group, quote in own[["group", "quote"]].itertuples(index=False):
                print(f"> “{escape_markdown(quote)}” ({group}, {wave})\n")


def disagreement_table(rows: pd.DataFrame) -> None:
    """Where the printed report says the same in more than one way."""
    printed = rows[rows["provenance"] == "published"]
    found = disagreements(printed, reading.quantifiers())
    note = (
        "*Botst*: een gedrukt aantal valt buiten wat de woorden volgens het protocol betekenen, of twee "
        "gedrukte aantallen verschillen."
    )
    caption = "Uitkomsten die het rapport op meer plaatsen verschillend geeft"
    table = tables.disagreement_table(found, reading.clashing(printed), reading.codebook())
    print(numbered("interviews-verschillen", caption, table, note))


def elsewhere_table(rows: pd.DataFrame) -> None:
    """What the report says of the interviews outside its chapter about them, and only there."""
    found = reading.only_elsewhere(rows[rows["provenance"] == "published"])
    table = tables.elsewhere_table(found, reading.codebook())
    caption = "Uitkomsten van de interviews die het rapport alleen buiten hoofdstuk 5 geeft"
    print(numbered("interviews-elders", caption, table))


def _themes(rows: pd.DataFrame, wave: int, mine: Sequence[Finding], quotes: Sequence[Quote]) -> None:
    codebook = reading.codebook()
    titles = codebook.titles()
    several = len({one.theme for one in mine}) > 1
    for theme, told in groupby(mine, key=lambda one: one.theme):
        listed = list(told)
        if several:
            name = f"{listed[0].section.replace('.', '-')}-{theme.replace('_', '-')}-{wave}"
            print(f"#### {escape_markdown(titles[theme])} {{#interviews-{name} .unnumbered .unlisted}}\n")
        if theme in _VIGNETTES:
            _vignette(_VIGNETTES[theme])
        said = [
            escape_markdown(prose.sentence(rows, one, codebook)) + _elsewhere(one, wave) for one in listed
        ]
        print(" ".join(said) + "\n")
        _quotes([quote for quote in quotes if quote.theme == theme], wave)


def _quotes(quotes: Sequence[Quote], wave: int) -> None:
    """The quotes of one theme as one block, each with its place."""
    said = [
        f"> “{escape_markdown(quote.quote)}” ({escape_markdown(f'rapport {wave}, {quote.locator}')})"
        for quote in quotes
    ]
    if said:
        print("\n>\n".join(said) + "\n")


def _vignette(name: str) -> None:
    """The vignette as it was read out, word for word."""
    case = reading.vignettes().by_id()[name]
    title = case.title.replace('"', "")
    print(f'::: {{.callout-note title="{title}"}}\n\n{escape_markdown(case.text)}\n\n:::\n')


def _elsewhere(one: Finding, wave: int) -> str:
    """A pointer to the finding that says otherwise."""
    if not one.contradicts:
        return ""
    other = next(found for found in reading.findings(wave) if found.id == one.contradicts)
    place = other.section.replace(".", "-")
    return f" (Het rapport is hierover niet eenduidig: zie ook @sec-interviews-{place}.)"


def _waves(rows: pd.DataFrame) -> list[int]:
    return reading.waves(rows)
