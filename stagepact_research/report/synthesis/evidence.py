"""Appendix C: under every claim the estimates that it rests on, and where these are explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from stagepact_research.quantifiers import printed_words
from stagepact_research.report import nl
from stagepact_research.report.coded import METHOD as CODED
from stagepact_research.report.sources import scales
from stagepact_research.report.synthesis import prose
from stagepact_research.report.synthesis.labels import STANCES, STRANDS, explained_in
from stagepact_research.report.synthesis.reading import Reading, Wave
from stagepact_research.report.tables import describe, escape_markdown
from stagepact_research.synthesis import Assessed

_SAME = ["source", "population", "subject", "category", "group_by", "group"]


def section(reading: Reading, claim_id: str) -> Iterator[str]:
    """The lines of one claim: its heading, the sentence, its evidence wave by wave."""
    one = reading.claim(reading.first, claim_id)
    strand = STRANDS[one.claim.strand]
    yield f"### {reading.number(claim_id)} {strand} {{#sec-bewijs-{claim_id} .unnumbered .unlisted}}\n"
    yield f"{_sentence(reading, one)}\n"
    yield from (f"- {line}" for line in _lines(reading, one))
    yield ""


def _sentence(reading: Reading, one: Assessed) -> str:
    if one.speaks:
        return prose.said(one)
    if one.status == "synthetic":
        return f"*Nog geen bevinding: over {reading.first.year} zijn er alleen synthetische gegevens.*"
    return f"*Over {reading.first.year} zijn hiervoor geen gegevens.*"


def _lines(reading: Reading, one: Assessed) -> Iterator[str]:
    topic = reading.synthesis.topic(one.claim.topic)
    stance = f" Deze bron zegt: **{STANCES[one.stance]}**." if one.speaks and one.stance else ""
    yield f"Stelling: *{topic.proposition}*{stance}"
    for wave in reading.waves:
        yield from _estimates(wave, reading.claim(wave, one.claim.id))
    yield from _elsewhere(reading, one)
    places = [escape_markdown(source.locator) for source in one.claim.sources if source.locator]
    if places:
        yield f"In het rapport over {reading.first.year}: {'; '.join(places)}"
    subject = next((e.subject for e in one.claim.evidence.values()), "")
    yield f"Uitleg en methode: @{explained_in(one.claim.strand, subject)}"


def _estimates(wave: Wave, one: Assessed) -> Iterator[str]:
    for found in one.found.values():
        for _, row in found.rows.iterrows():
            yield f"{wave.year}: {describe(row, scales())}: {_value(row)}{_origin(row)}"


def _value(row: pd.Series[Any]) -> str:
    """The number with its interval and base, or the printed words."""
    if row["variant"] == "verbal":
        return f"‘{escape_markdown(printed_words(row))}’"
    decimals = 0 if pd.isna(row["decimals"]) else int(row["decimals"])
    base = "" if pd.isna(row["n"]) else f"n = {nl.base(row)}"
    if row["statistic"] == "n":
        return f"{nl.count(row)} van de {nl.base(row)}"
    unit = "%" if row["statistic"] == "pct" else ""
    digits = decimals if row["provenance"] == "published" else 1
    low, high = row["ci_low"], row["ci_high"]
    span = "" if pd.isna(low) else f"95%-interval {nl.span(low, high, digits, unit)}"
    beside = "; ".join(part for part in (span, base) if part)
    return f"{nl.decimal(row, digits)}{unit}{f' ({beside})' if beside else ''}"


def _origin(row: pd.Series[Any]) -> str:
    if row["provenance"] == "synthetic":
        return ", **synthetisch: geen bevinding**"
    if row["provenance"] == "observed":
        return ""
    if row["method"] == CODED:
        return ", geteld in de codering"
    return f", gedrukt in {escape_markdown(str(row['locator']))}"


def _elsewhere(reading: Reading, one: Assessed) -> Iterator[str]:
    """Where the report prints the same thing in other words or numbers."""
    for found in one.found.values():
        used = found.rows
        if len(used) != 1 or used["provenance"].iloc[0] != "published":
            continue
        row = used.iloc[0]
        same = reading.published
        for column in _SAME:
            same = same[same[column] == row[column]]
        others = same[(same["locator"] != row["locator"]) & same["statistic"].isin(["pct", "n"])]
        said = dict.fromkeys(
            f"{_value(other)} ({escape_markdown(str(other['locator']))})"
            for _, other in others.iterrows()
            if other["variant"] in ("", "verbal") and _value(other) != _value(row)
        )
        if said:
            yield f"Elders in het rapport: {'; '.join(said)}"
