"""The tables of chapter 6 and appendix C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from stagepact_research.protocol import Quantifier
from stagepact_research.report import nl
from stagepact_research.report.sources import scales
from stagepact_research.report.synthesis.labels import RELATIONS, STANCES, STRANDS, VERDICTS
from stagepact_research.report.synthesis.reading import Reading, Wave
from stagepact_research.report.synthesis.sentences import sentence
from stagepact_research.report.tables import Cells, describe, escape_markdown, pipe_table
from stagepact_research.synthesis.model import STRANDS as ORDER
from stagepact_research.synthesis.triangulation import stances


def matrix(reading: Reading, wave: Wave) -> str:
    """Questions by strands: how each relates to the others."""
    rows: list[Cells] = []
    for question in reading.synthesis.questions:
        if question.id in wave.relations.index:
            relations = wave.relations.loc[question.id]
            rows.append([f"{question.id} {question.short}", *(RELATIONS[str(relations[s])] for s in ORDER)])
    return pipe_table(["Vraag", *(STRANDS[s] for s in ORDER)], rows, "lllll", [28, 17, 18, 17, 17])


def topics(reading: Reading, wave: Wave, question: str) -> str:
    """Topics by strands: what each says of the proposition, with the numbers of the claims."""
    said = stances(wave.claims)
    rows: list[Cells] = []
    for topic in reading.synthesis.topics:
        if topic.question != question:
            continue
        cells = []
        for strand in ORDER:
            mine = [
                c.claim.id
                for c in wave.claims
                if (c.claim.topic, c.claim.strand) == (topic.id, strand) and c.speaks
            ]
            numbers = ", ".join(f"[{reading.number(one)}](#sec-bewijs-{one})" for one in mine)
            stance = said[topic.id].get(strand)
            cells.append(f"{STANCES[stance]} ({numbers})" if stance else numbers or nl.MISSING)
        rows.append([escape_markdown(topic.proposition), *cells])
    return pipe_table(["Stelling", *(STRANDS[s] for s in ORDER)], rows, "lllll", [34, 16, 17, 17, 17])


def measures(wave: Wave) -> str:
    """The measures of the Stagepact, what each strand shows, and the verdict."""
    rows: list[Cells] = []
    for one in wave.measures:
        for k, shown in enumerate(one.indicators):
            first = f"**{one.measure.label}**: {VERDICTS[one.verdict]}" if k == 0 else ""
            text = sentence(shown.indicator.text, shown.indicator.evidence, shown.found)
            mark = " *(synthetisch)*" if shown.synthetic else ""
            why = f" ({shown.indicator.why_not})" if shown.indicator.why_not else ""
            verdict = f"{VERDICTS[shown.verdict]}{why}"
            rows.append([first, STRANDS[shown.indicator.strand], f"{text}{mark}", verdict])
    return pipe_table(["Maatregel", "Onderdeel", "Uitkomst", "Oordeel"], rows, "llll", [24, 16, 42, 20])


def factors(reading: Reading, kind: str) -> str:
    """Barriers or success factors: what they are, and who names them."""
    rows = [
        [
            f"**{one.label}**" if one.prominent else one.label,
            one.text,
            nl.listing(one.named_by),
        ]
        for one in reading.synthesis.factors
        if one.kind == kind
    ]
    head = "Drempel" if kind == "barrier" else "Succesfactor"
    return pipe_table([head, "Toelichting", "Genoemd door"], rows, "lll", [24, 56, 20])


def contradictions(reading: Reading) -> str:
    """What the report says in words and its own printed numbers do not bear out."""
    rows: list[Cells] = []
    for _, row in reading.contradictions.iterrows():
        rows.append(
            [
                describe(row, scales()),
                f"‘{escape_markdown(row['words'])}’ ({escape_markdown(row['words_at'])})",
                nl.span(row["low"], row["high"], unit="%"),
                f"{_number(row)} ({escape_markdown(row['number_at'])})",
            ]
        )
    return pipe_table(
        ["Waarover", "In woorden", "Dat betekent", "In cijfers"], rows, "llll", [34, 26, 14, 26]
    )


def quantifiers(table: Sequence[Quantifier]) -> str:
    """The words that are written, the percentages they stand for, and other words read as the same."""
    rows = [
        [
            escape_markdown(one.words),
            nl.span(one.low, one.high, unit="%"),
            escape_markdown(", ".join(one.also)) or nl.MISSING,
        ]
        for one in table
    ]
    return pipe_table(["Woorden", "Aandeel", "Ook gelezen als hetzelfde"], rows, "lll", [24, 14, 40])


def _number(row: pd.Series[Any]) -> str:
    """ "28 van de 30 (93%)", or "36%"."""
    share = nl.percent(float(row["share"]))
    if row["statistic"] != "n":
        return share
    return f"{nl.count(float(row['estimate']))} van de {nl.count(float(row['n']))} ({share})"
