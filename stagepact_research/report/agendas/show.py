"""What the cells of chapter 3 and Bijlage D call about the kwaliteitsagenda's."""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import lookup
from stagepact_research.quantifiers import printed_words
from stagepact_research.report import nl, output, style
from stagepact_research.report.agendas import figures, prose, tables
from stagepact_research.report.agendas.prose import analysed as analysed
from stagepact_research.report.agendas.prose import incidents as incidents
from stagepact_research.report.agendas.prose import institutions as institutions
from stagepact_research.report.agendas.prose import number as number
from stagepact_research.report.agendas.prose import number_of_points as number_of_points
from stagepact_research.report.agendas.prose import part as part
from stagepact_research.report.agendas.prose import which as which
from stagepact_research.report.agendas.reading import Agendas, codes, texts
from stagepact_research.report.agendas.reading import open_agendas as open_agendas
from stagepact_research.report.sources import is_synthetic
from stagepact_research.report.tables import escape_markdown, numbered, verification_table
from stagepact_research.strands.agendas.coding import quotes_of
from stagepact_research.strands.agendas.counts import ATTENTION, UNSETTLED, theme_subject


def banner(agendas: Agendas) -> None:
    """A warning above codings that nobody made; else nothing."""
    if is_synthetic(agendas.rows):
        print(
            '::: {.callout-warning title="Synthetische gegevens"}\n\n'
            "Een deel van de codering hieronder is **verzonnen** en zegt niets over echte agenda’s. "
            "@sec-synthetisch noemt alle synthetische gegevens.\n\n:::\n"
        )


def printed(published: pd.DataFrame, subject: str, locator: str) -> str:
    """The words that the report prints for a share: "de helft"."""
    return printed_words(lookup(published, source="agendas", subject=subject, locator=locator))


def total(agendas: Agendas, subject: str) -> str:
    """A total of the first wave in words: the number of themes or questions."""
    return nl.words(lookup(agendas.rows, wave=agendas.first, subject=subject, statistic="n"))


def coders(agendas: Agendas) -> None:
    """For every wave who coded, from what, and how far coders agree."""
    for wave in agendas.waves:
        print(f"{prose.coders(agendas, wave)}\n")
    if told := prose.several_waves(agendas):
        print(f"{told}\n")
    for wave in agendas.waves:
        if (agendas.of(wave)["statistic"] == "kappa").any():
            caption = f"Overeenstemming tussen codeurs, {wave}"
            note = (
                "Kappa: overeenstemming boven wat toeval geeft (Cohen bij twee codeurs, Fleiss bij meer). "
                "Een streepje staat waar alle codes gelijk zijn, of te gelijk voor een interval. Met zo "
                "weinig instellingen is een kappa per vraag een ruwe maat. BI: betrouwbaarheidsinterval; dat "
                "over alle vragen houdt rekening met cellen van dezelfde instelling."
            )
            table = tables.agreement_table(agendas, wave)
            print(numbered(f"agendas-overeenstemming-{wave}", caption, table, note))


def matrix(agendas: Agendas) -> None:
    """For every wave the figure of institutions and themes."""
    for wave in agendas.waves:
        rows = [
            (f"{i}. {theme.short}", codes(agendas, theme_subject(theme.id), wave=wave))
            for i, theme in enumerate(agendas.frame.themes, start=1)
        ]
        said = []
        for label, levels in rows:
            parts = [
                f"{says} {nl.listing(numbers)}"
                for level, (_, says, _) in figures.LEVELS.items()
                if (numbers := [n for n, found in levels.items() if found == level])
            ]
            said.append(f"{label}: {'; '.join(parts)}")
        number = len(rows[0][1])
        caption = f"Wat er per thema in de agenda van elke instelling staat, {wave} (n = {nl.count(number)})"
        alt = (
            f"Raster met {nl.words(len(rows))} thema’s en {nl.words(number)} instellingen, met een letter "
            f"en een kleur per vak. Per thema de nummers van de instellingen. {'. '.join(said)}."
        )
        mine = agendas.of(wave)
        drawn = style.to_svg(figures.matrix(rows, synthetic=is_synthetic(mine)))
        header = ["Thema", *(f"Instelling {number}" for number in rows[0][1])]
        data = [[label, *(figures.LEVELS[found][1] for found in levels.values())] for label, levels in rows]
        output.figure(mine, f"agendas-{wave}", caption, alt, drawn, output.Data(header, data))


def theme_table(agendas: Agendas, theme_id: str) -> None:
    """Who has which code on the questions of a theme."""
    theme = next(theme for theme in agendas.frame.themes if theme.id == theme_id)
    table = tables.theme_table(agendas, theme)
    print(numbered(f"agendas-{theme.id.replace('_', '-')}", theme.label, table))


def examples(agendas: Agendas, question: str, *wanted: str, quoted: bool = True) -> None:
    """What stands beside the codes of a question: a line an institution, and its quotes.

    Only for the institutions with one of the `wanted` codes. The words are those of the coder, the quotes
    those of the agenda as the report prints them, or as the coder found them.
    """
    for wave in agendas.waves:
        for cell in texts(agendas, question, wave=wave).itertuples():
            if cell.code not in wanted or not (cell.note or cell.quote):
                continue
            year = f" in {wave}" if len(agendas.waves) > 1 else ""
            note = escape_markdown(str(cell.note))
            quotes = quotes_of(str(cell.quote)) if quoted else []
            where = _place(agendas, wave, str(cell.locator))
            print(f"- Instelling {cell.institution}{year}{f' {note}' if note else ''} ({where}).\n")
            for quote in quotes:
                print(f"    > “{escape_markdown(quote)}”\n")


def quotes(agendas: Agendas, question: str) -> None:
    """The quotes of a question as block quotes, each with its institution and place."""
    for wave in agendas.waves:
        for cell in texts(agendas, question, wave=wave).itertuples():
            year = f", {wave}" if len(agendas.waves) > 1 else ""
            for quote in quotes_of(str(cell.quote)):
                where = _place(agendas, wave, str(cell.locator))
                print(f"> “{escape_markdown(quote)}”\n>\n> *Instelling {cell.institution}{year} ({where})*\n")


def full_matrix(agendas: Agendas) -> None:
    """For every wave the codes of all questions."""
    for wave in agendas.waves:
        note = (
            f"{tables.signs_in_words(agendas)}. Wat ja en nee zijn, staat per vraag in de tabellen hierboven."
        )
        caption = f"Alle codes, {wave}: vragen in de rijen, instellingen in de kolommen"
        print(numbered(f"agendas-codes-{wave}", caption, tables.matrix_table(agendas, wave), note))


def points(agendas: Agendas, verdict: str) -> None:
    """The points of the summary with a verdict (`goed`, `aandacht`), for every wave."""
    for wave in agendas.waves:
        if len(agendas.waves) > 1:
            print(f"In {wave}:\n")
        print((prose.points(agendas, verdict, wave=wave) or "Geen enkel punt.") + "\n")
        if verdict == ATTENTION and (rest := prose.points(agendas, UNSETTLED, wave=wave)):
            print(f"Bij deze punten is niet genoeg bekend om dat te zeggen:\n\n{rest}\n")


def verification(agendas: Agendas, checked: pd.DataFrame) -> None:
    """The printed numbers about the agendas beside the counts of the coding."""
    rows = checked[checked["source"] == "agendas"]
    table = verification_table(rows, (), tables.subject_in_words(agendas))
    print(numbered("controle-agendas", "Gedrukt en geteld: kwaliteitsagenda’s", table))


def _place(agendas: Agendas, wave: int, locator: str) -> str:
    """Where a code or quote is found: in the agenda, or in the report that told of it."""
    told = (agendas.of(wave)["provenance"] == "published").any()
    return escape_markdown(f"rapport, {locator}" if told else locator)
