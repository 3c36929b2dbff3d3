"""The tables of chapter 5: closed answers, themes, and what the printed report says in more than one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.report import nl
from stagepact_research.report.interviews import amounts, reading
from stagepact_research.report.tables import Cells, escape_markdown, pipe_table, unbroken
from stagepact_research.strands.interviews.codebook import GROUPS, Codebook
from stagepact_research.strands.interviews.consistency import Disagreement, Said
from stagepact_research.strands.interviews.counts import ILLUSTRATIVE
from stagepact_research.strands.interviews.guides import Guide


def closed_table(by_wave: Mapping[int, pd.DataFrame], group: str, guide: Guide, codebook: Codebook) -> str:
    """The closed answers of one group, a column per wave; an answer that no wave has is left out."""
    codes, rows, before = codebook.by_id(), [], ""
    for subject, category in reading.answers(guide, codebook):
        cells = [_cell(rows_, group, subject, category) for rows_ in by_wave.values()]
        if all(said == nl.MISSING for said in cells):
            continue
        label = "" if subject == before else escape_markdown(codes[subject].label)
        rows.append([label, escape_markdown(codes[subject].label_of(category)), *cells])
        before = subject
    header = ["Vraag", "Antwoord", *(str(wave) for wave in by_wave)]
    widths = [34, 26, *([20] * len(by_wave))]
    return pipe_table(header, rows, "ll" + "r" * len(by_wave), widths)


def themes_table(rows: pd.DataFrame, codebook: Codebook) -> str:
    """How many participants of each group mentioned each theme, of a wave that was coded; else nothing."""
    shown: list[Cells] = []
    titles, before = codebook.titles(), ""
    for theme in codebook.themes:
        for code in (code for code in codebook.codes if code.theme == theme.id and code.kind == "theme"):
            cells = [_cell(rows, group, code.id, "ja") for group in GROUPS]
            if all(cell == nl.MISSING for cell in cells):
                continue
            if theme.id != before:
                shown.append([f"**{escape_markdown(titles[theme.id])}**", "", ""])
                before = theme.id
            shown.append([escape_markdown(code.label), *cells])
    return pipe_table(["Thema", *(group.capitalize() for group in GROUPS)], shown, "lrr", [50, 20, 20])


def interval_table(rows: pd.DataFrame, codebook: Codebook) -> str:
    """The illustrative intervals of the closed answers; no text where none were asked for."""
    codes, shown = codebook.by_id(), []
    for _, row in select(rows, variant=ILLUSTRATIVE).iterrows():
        code = codes.get(str(row["subject"]))
        if code is None or code.kind != "closed":
            continue
        span = unbroken(nl.span(float(row["ci_low"]), float(row["ci_high"]), unit="%"))
        label = f"{code.label}: {code.label_of(str(row['category']))}"
        shown.append([escape_markdown(label), str(row["population"]), nl.percent(row), span, nl.base(row)])
    header = ["Antwoord", "Groep", "Procent", "95%-interval (illustratief)", "n"]
    return pipe_table(header, shown, "llrrr", [40, 18, 10, 22, 6]) if shown else ""


def disagreement_table(
    found: Sequence[Disagreement], clashing: set[tuple[str, str, str]], codebook: Codebook
) -> str:
    """Every answer that is printed in more than one way; what cannot both hold is marked."""
    codes, shown = codebook.by_id(), []
    for one in found:
        code = codes[one.subject]
        category = code.label_of(one.category)
        about = code.label if category == "ja" else f"{code.label}: {category}"
        clash = one.counts_differ or (one.population, one.subject, one.category) in clashing
        verdict = "**botst**" if clash else "andere woorden"
        shown.append(
            [escape_markdown(about), one.population, escape_markdown("; ".join(_places(one.said))), verdict]
        )
    return pipe_table(["Wat", "Groep", "Gedrukt, met plaats", "Oordeel"], shown, "llll", [26, 16, 42, 12])


def elsewhere_table(rows: pd.DataFrame, codebook: Codebook) -> str:
    """Printed rows with their place, one a row."""
    codes, shown = codebook.by_id(), []
    for _, row in rows.iterrows():
        code = codes[str(row["subject"])]
        category = code.label_of(str(row["category"]))
        about = code.label if category == "ja" else f"{code.label}: {category}"
        said = amounts.amount(row)
        said = f"‘{said}’" if row["variant"] == "verbal" else said
        cells = [about, str(row["population"]), said, str(row["locator"])]
        shown.append([escape_markdown(cell) for cell in cells])
    return pipe_table(["Wat", "Groep", "Gedrukt", "Plaats"], shown, "llll", [36, 18, 22, 20])


def _places(said: Sequence[Said]) -> Iterator[str]:
    """Every printed value once, with all the places where it stands."""
    where: dict[str, list[str]] = {}
    for one in said:
        where.setdefault(_value(one), []).append(one.locator)
    for value, places in where.items():
        yield f"{value} ({', '.join(places)})"


def _value(one: Said) -> str:
    if one.count is None:
        return f"‘{one.words}’"
    if one.base is None:
        return nl.count(one.count)
    return nl.percent(one.count) if one.base == 100 else f"{nl.count(one.count)} van {nl.count(one.base)}"


def _cell(rows: pd.DataFrame, group: str, subject: str, category: str) -> str:
    row = reading.cell(rows, group, subject, category)
    if row is None:
        return nl.MISSING
    if row["variant"] == "verbal":
        return f"‘{escape_markdown(amounts.amount(row))}’"
    # Where the report does not say of how many, the number stands alone.
    return nl.count(row) if pd.isna(row["n"]) else unbroken(f"{nl.count(row)} van {nl.base(row)}")
