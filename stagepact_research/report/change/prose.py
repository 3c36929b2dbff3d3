"""The sentences about change; the wording follows the verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.report import labels, nl
from stagepact_research.report.change.reading import VERDICTS, ScaleChange, refused
from stagepact_research.report.prose import lower

NO_SECOND = "Er is nog één meting. Of er iets is veranderd, is te zeggen zodra er een tweede meting is."
_SAYS = {
    "toename": "is toegenomen",
    "afname": "is afgenomen",
    "gelijk": "is gelijk gebleven",
    "klein_maar_aantoonbaar": "is aantoonbaar veranderd, maar zo weinig dat het niet van belang is",
    "onbeslist": "kan zijn veranderd, maar dat is niet te zeggen",
}
_LEAD = {
    "gedeeltelijk": "een deel van de vragen meet niet in beide metingen hetzelfde",
    "geschonden": "de schaal meet niet in beide metingen hetzelfde",
    "niet_te_bepalen": "of de schaal in beide metingen hetzelfde meet, is niet te bepalen",
}


def basis(changes: pd.DataFrame) -> str:
    """What may be compared, and what not."""
    rows = select(changes, statistic="comparable", category=["item", "schaal"])
    kinds = rows.groupby("category")["estimate"].agg(["sum", "size"])
    items, scales = kinds.loc["item"], kinds.loc["schaal"]
    new = [labels.item_number(name) for name, why in refused(changes) if "nieuw" in why]
    other = [(labels.item_number(name), why) for name, why in refused(changes) if "nieuw" not in why]
    said = (
        f"Van de {nl.count(items['size'])} vragen in de twee vragenlijsten zijn er {nl.count(items['sum'])} "
        f"in beide gelijk; van de {nl.words(scales['size'])} schalen {nl.words(scales['sum'])}. Alleen die "
        "zijn vergeleken."
    )
    if new:
        said += f" Nieuw, en dus niet te vergelijken: {nl.listing(new)}."
    for name, why in other:
        said += f" {name}: {why}."
    return said


def overview(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    """How many scales changed, stayed the same, or are undecided."""
    if not found:
        return "Geen enkele schaal is te vergelijken."
    by: dict[str, list[str]] = {}
    for one in found:
        by.setdefault(one.plain.verdict, []).append(lower(one.scale.label))
    heads = {
        "toename": "Toegenomen",
        "afname": "Afgenomen",
        "klein_maar_aantoonbaar": "Veranderd, maar te weinig om van belang te zijn",
        "gelijk": "Gelijk gebleven",
        "onbeslist": "Onbeslist",
    }
    parts = [f"{says}: {nl.listing(by[verdict])}." for verdict, says in heads.items() if verdict in by]
    return f"Tussen {waves[0]} en {waves[1]}. {' '.join(parts)}"


def finding(one: ScaleChange, waves: tuple[int, int]) -> str:
    """One scale in a few sentences."""
    plain = one.plain
    decimals = 2
    head = f"**{one.scale.label}** {_SAYS[plain.verdict]}"
    if plain.verdict == "onbeslist":
        head += (
            f": van {nl.decimal(plain.before[0], decimals)} naar {nl.decimal(plain.after[0], decimals)}, en "
            f"het interval van de verandering loopt van {nl.span(plain.low, plain.high, decimals)}"
        )
    else:
        head += (
            f": van {nl.decimal(plain.before[0], decimals)} in {waves[0]} naar "
            f"{nl.decimal(plain.after[0], decimals)} in {waves[1]} (verandering "
            f"{nl.decimal(plain.change, decimals)}; {nl.span(plain.low, plain.high, decimals)})"
        )
    said = [head + "."]
    if one.weighted is not None and one.weighted.verdict != plain.verdict:
        said.append(f"Na weging is het oordeel anders: {lower(VERDICTS[one.weighted.verdict])}.")
    if one.clustered and one.clustered != plain.verdict:
        said.append(
            f"Lijken collega's van één instelling in {waves[0]} op elkaar, dan is het oordeel: "
            f"{lower(VERDICTS[one.clustered])}."
        )
    if one.invariance in _LEAD:
        said.append(f"Lees dit naast de losse vragen (@sec-verandering-vragen): {_LEAD[one.invariance]}.")
    elif one.invariance == "niet_weerlegd" and pd.notna(one.hidden_bias):
        said.append(
            "Dat de schaal in beide metingen hetzelfde meet, is niet weerlegd maar ook niet bewezen; een "
            f"gemist verschil kan het gemiddelde tot {nl.decimal(one.hidden_bias, decimals)} punt "
            "verschuiven."
        )
    return " ".join(said)


def findings(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    return "\n".join(f"- {finding(one, waves)}" for one in found)


def in_short(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    return overview(found, waves) if found else NO_SECOND
