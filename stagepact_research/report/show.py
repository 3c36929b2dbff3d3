"""What the cells of a chapter call: look numbers up and print them as Markdown.

A figure is written as SVG beside its chapter, in `<chapter>_files/`, and printed as an image with a caption,
a label and an alternative text; a table as a numbered block. Nothing is computed here.
"""

from __future__ import annotations

import math

import pandas as pd

from stagepact_research.estimates import lookup
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.report import (
    asked,
    behind,
    coverage,
    distributions,
    figures,
    labels,
    nl,
    output,
    prose,
    sources,
    style,
    tables,
    verification,
)
from stagepact_research.report import fieldwork as fields
from stagepact_research.report.sources import instrument_scales, is_synthetic, questionnaire, scales
from stagepact_research.report.sources import open_chapter as open_chapter
from stagepact_research.report.sources import open_published as open_published
from stagepact_research.report.sources import open_verification as open_verification


def banner(estimates: pd.DataFrame) -> None:
    """A warning at the head of a chapter that shows numbers from synthetic data; else nothing."""
    if is_synthetic(estimates):
        print(
            '::: {.callout-warning title="Synthetische gegevens"}\n\n'
            "De uitkomsten hieronder komen uit een **synthetisch antwoordbestand**: antwoorden die een "
            "programma heeft gemaakt, zo dat ze passen bij de getallen die over 2024 zijn gepubliceerd. "
            "Ze laten zien hoe de analyse werkt. Ze zeggen niets over echte opleidingsteams, ook niet waar "
            "ze gelijk zijn aan de getallen in het rapport over 2024.\n\n:::\n"
        )


def item_distribution(estimates: pd.DataFrame, label: str) -> None:
    """One of the figures 4.1 to 4.9."""
    figure = labels.item_figure(label)
    shown = distributions.distribution(estimates, questionnaire(), figure)
    if not shown.bars:
        print(f"{figure.title}: te weinig antwoorden om te tonen.\n")
        return
    drawn = figures.stacked_bars(
        shown.bars, shown.legend, tone=figure.tone, beside=shown.beside, synthetic=is_synthetic(estimates)
    )
    caption = f"{figure.title} (n = {shown.base()}){shown.left_out()}"
    alt = distributions.in_words(figure.title, shown)
    output.figure(estimates, label, caption, alt, style.to_svg(drawn), behind.distribution(shown))


def group_means(estimates: pd.DataFrame, scale: str, group_by: str, *, label: str) -> None:
    """Figuur 4.10: the mean of a scale in each group, with its confidence interval."""
    _, levels = labels.GROUPINGS[group_by]
    rows = [
        (says, lookup(estimates, subject=scale, statistic="mean", group_by=group_by, group=level))
        for level, says in levels.items()
    ]
    dots = [
        figures.Dot(says, float(r["estimate"]), float(r["ci_low"]), float(r["ci_high"]), float(r["n"]))
        for says, r in rows
    ]
    left_out = [dot.label for dot in dots if math.isnan(dot.mean)]
    dots = [dot for dot in dots if not math.isnan(dot.mean)]
    ends = ("nooit", "altijd")
    drawn = figures.dots(dots, ends=ends, synthetic=is_synthetic(estimates))
    said = "; ".join(
        f"{dot.label} {nl.decimal(dot.mean, 2)} ({nl.span(dot.low, dot.high, 2)})" for dot in dots
    )
    name = _scale(scale).label
    alt = (
        f"Stippen met lijnen, per groep: gemiddelde score voor {prose.lower(name)} van 1 ({ends[0]}) tot 5 "
        f"({ends[1]}), met 95%-betrouwbaarheidsinterval. {said}"
        f"{nl.left_out(left_out, 'teams') or '.'}"
    )
    total = nl.count(sum(dot.n for dot in dots))
    caption = f"{name}: gemiddelde naar sectorcategorie (n = {total}){nl.left_out(left_out, 'teams')}"
    data = behind.means(dots, "Sectorcategorie")
    output.figure(estimates, label, caption, alt, style.to_svg(drawn), data)


def coverage_figure(estimates: pd.DataFrame, published: pd.DataFrame) -> None:
    """How much of the distribution of each item the printed report gives."""
    given = coverage.coverage_of(published, questionnaire())
    drawn = figures.coverage(coverage.by_question(given))
    said = []
    for what, (_, says, _) in figures.COVERAGE.items():
        items = [labels.item_number(item) for item, g in given.items() if g == what]
        said.append(f"{says}: {nl.listing(items) or 'geen'}")
    caption = "Wat het rapport over 2024 per stelling van de verdeling geeft"
    alt = f"Overzicht van alle stellingen in gekleurde vakken. {'. '.join(said)}."
    data = behind.coverage(
        {labels.item_number(item): figures.COVERAGE[what][1] for item, what in given.items()}
    )
    output.figure(estimates, "gegeven", caption, alt, style.to_svg(drawn), data)


def scales_table(estimates: pd.DataFrame) -> None:
    caption = "De schalen die uit de vragen zijn samengesteld"
    print(tables.numbered("schalen", caption, tables.scales_table(estimates, scales())))


def background_table(estimates: pd.DataFrame) -> None:
    base = nl.base(lookup(estimates, subject="leerweg", statistic="pct", category="bol"))
    missing = nl.count(lookup(estimates, subject="respons", statistic="n", category="deels"))
    note = (
        f"Van {missing} respondenten zijn de kenmerken niet bekend, doordat zij eerder stopten. Bij niveau "
        "waren meer antwoorden mogelijk; die percentages tellen daarom niet op tot 100."
    )
    table = tables.background_table(estimates, questionnaire())
    if nl.MISSING in table:
        note += f" {tables.DASH}"
    print(tables.numbered("kenmerken", f"Kenmerken van de opleidingsteams (n = {base})", table, note))


def signals_table(estimates: pd.DataFrame) -> None:
    base = nl.base(lookup(estimates, subject="q04", statistic="pct", category="ja"))
    caption = f"Meldingen van stagediscriminatie door studenten in de afgelopen jaren (n = {base})"
    print(tables.numbered("meldingen", caption, tables.signals_table(estimates)))


def groups_table(estimates: pd.DataFrame, group_by: str) -> None:
    title, levels = labels.GROUPINGS[group_by]
    caption = f"Verschillen in schaalscores naar {title} ({'; '.join(levels.values())})"
    table = tables.groups_table(estimates, scales(), group_by)
    print(tables.numbered(f"groepen-{group_by}", caption, table, _NOTE))


def correlation_table(estimates: pd.DataFrame) -> None:
    table = tables.correlation_table(estimates, scales())
    note = r"Pearsons r, met alle teams die op beide schalen een score hebben. \* p \< 0,05; \*\* p \< 0,001."
    print(tables.numbered("samenhang", "Samenhang tussen de scores op de schalen", table, note))


def pairs_table(estimates: pd.DataFrame) -> None:
    table = tables.pairs_table(estimates, scales())
    print(tables.numbered("samenhang-p", "Samenhang per paar, met de precieze p-waarde", table, _INTERVAL))


def fieldwork(chapter: str) -> None:
    """The course of the fieldwork of every wave in which people were invited personally."""
    rows = sources.open_fieldwork(chapter)
    if rows.empty:
        print(
            "Er is nog geen meting met persoonlijke uitnodigingen. In 2024 ging de werving deels via een "
            "open oproep; hoeveel mensen die zagen, is niet bekend.\n"
        )
        return
    for wave, own in rows.groupby("wave"):
        own.attrs["chapter"] = chapter
        _one_fieldwork(own, int(str(wave)))


def _one_fieldwork(rows: pd.DataFrame, wave: int) -> None:
    print(f"### Meting {wave} {{#sec-veldwerk-{wave}}}\n")
    if is_synthetic(rows):
        print(
            '::: {.callout-warning title="Synthetische gegevens"}\n\nDit veldwerk is **niet echt**: '
            "de deelnemers zijn verzonnen. @sec-synthetisch zegt waarvoor.\n\n:::\n"
        )
    caption = f"Deelname aan de meting van {wave}"
    print(tables.numbered(f"veldwerk-{wave}", caption, fields.stages_table(rows)))
    reasons = fields.reasons_table(rows, questionnaire(wave))
    if reasons:
        caption = f"Redenen om niet mee te doen, {wave}"
        print(tables.numbered(f"redenen-{wave}", caption, reasons))
    found = fields.course(rows)
    if found is not None:
        drawn = style.to_svg(fields.curve(found, synthetic=is_synthetic(rows)))
        caption = f"Antwoorden per dag, opgeteld, {wave}"
        data = behind.course(found, tuple(fields.CURVES))
        output.figure(rows, f"veldwerk-{wave}", caption, fields.in_words(found), drawn, data)
    print(fields.expectation(rows) + "\n")


def questions(wave: int = sources.WAVE) -> None:
    """The questionnaire as it was asked."""
    print(asked.as_markdown(questionnaire(wave)))


def phases_table(estimates: pd.DataFrame) -> None:
    base = nl.base(lookup(estimates, subject="fasen", statistic="f", method="rm_anova"))
    caption = f"Verschillen in scores tussen de fases van de stage, binnen teams (n = {base})"
    print(tables.numbered("fasen", caption, tables.phases_table(estimates, scales()), _INTERVAL))


def group_findings(estimates: pd.DataFrame) -> None:
    """What the comparisons between groups of teams find, as a list."""
    print(prose.group_findings(estimates, scales()) + "\n")


def companions(estimates: pd.DataFrame) -> None:
    """For every scale the scales that it goes together with."""
    print(prose.companions(estimates, scales()) + "\n")


def free_choice(estimates: pd.DataFrame) -> None:
    """What synthetic answers are where the report gives no distribution; nothing for observed data."""
    print(prose.free_choice(estimates) + "\n")


def practice_relations(estimates: pd.DataFrame) -> None:
    """How the belemmerende werkwijzen relate to each other and to looking for an internship, as a list."""
    print(prose.practice_relations(estimates, labels.item_figure("zoeken-belemmerend").items) + "\n")


def left_out() -> None:
    """The items that belong to no scale, with the reason."""
    for part in instrument_scales().left_out:
        items = nl.listing([f"{labels.item_number(i)} ({labels.item_label(i)})" for i in part.items])
        print(f"- {tables.escape_markdown(items)}. {tables.escape_markdown(part.reason)}")
    print()


def totals_table(checked: pd.DataFrame) -> None:
    """The number of verdicts, calibration targets and the others apart."""
    print(
        tables.numbered("oordelen", "Oordelen over de gepubliceerde getallen", tables.totals_table(checked))
    )


def verification_sections(checked: pd.DataFrame) -> None:
    """The published numbers about the questionnaire: a heading and a table for each part of the report."""
    for section, rows in _by_section(checked[checked["source"] == "survey"]):
        key = _key(section)
        print(f"### Uit het rapport: {section} {{#sec-controle-{key}}}\n")
        caption = f"Gedrukt en berekend: {section}"
        print(tables.numbered(f"controle-{key}", caption, tables.verification_table(rows, scales())))


def other_strands(checked: pd.DataFrame) -> None:
    """The published numbers from the strands that are not part of this edition yet."""
    for source, title in _STRANDS.items():
        rows = checked[checked["source"] == source]
        if len(rows):
            print(f"### {title} {{#sec-controle-{source}}}\n")
            print(
                tables.numbered(f"controle-{source}", f"Gedrukt: {title.lower()}", tables.printed_table(rows))
            )


_INTERVAL = "BI: betrouwbaarheidsinterval."
_NOTE = (
    f"{_INTERVAL} p na Holm: aangepast voor het aantal schalen. η²: het deel van de verschillen tussen teams "
    "dat met de groep samenhangt."
)

_STRANDS = {
    "recruitment": "Werving",
    "literature": "Literatuur",
    "interviews": "Interviews",
}


def exceptions(checked: pd.DataFrame) -> None:
    """Every published number that does not agree, with the arithmetic."""
    rows = checked[checked["verdict"].isin([verification.DEVIATES, verification.IMPOSSIBLE])]
    if rows.empty:
        print("Geen enkel gepubliceerd getal wijkt af.\n")
        return
    for _, row in rows.iterrows():
        says = tables.escape_markdown(str(row["explanation"] or "zonder verklaring"))
        where = tables.escape_markdown(str(row["locator"]))
        print(f"- {where}. {tables.describe(row, scales())}: **{row['verdict']}**. {says}")
    print()


def _by_section(checked: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows by the part of the report: "4.4.2, voetnoot 7" and "4.4.2; slot" belong to 4.4.2."""
    section = checked["locator"].str.split(r"[;,]", regex=True).str[0].str.strip()
    return [(str(name), rows) for name, rows in checked.groupby(section, sort=False)]


def _key(section: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in section.lower())


def _scale(scale_id: str) -> Scale:
    return next(scale for scale in scales() if scale.id == scale_id)
