"""The sentences about change; the wording follows the verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.protocol import Change as ChangeRules
from stagepact_research.report import labels, nl
from stagepact_research.report.change.labels import number_of
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
_ALPHA = 0.05
_NINETY = 1.645 / 1.960
"""The half-width of a 90% interval beside that of a 95% one."""
_LEAD = {
    "gedeeltelijk": "een deel van de vragen meet niet in beide metingen hetzelfde",
    "geschonden": "de schaal meet niet in beide metingen hetzelfde",
    "niet_te_bepalen": "of de schaal in beide metingen hetzelfde meet, is niet te bepalen",
}


def basis(changes: pd.DataFrame, asked: Questionnaire) -> str:
    """What may be compared, and what not."""
    rows = select(changes, statistic="comparable", category=["item", "schaal"])
    kinds = rows.groupby("category")["estimate"].agg(["sum", "size"])
    items, scales = kinds.loc["item"], kinds.loc["schaal"]
    new = [name for name, why in refused(changes) if "nieuw" in why]
    other = [(name, why) for name, why in refused(changes) if "nieuw" not in why]
    all_scales = "alle" if scales["sum"] == scales["size"] else nl.words(scales["sum"])
    said = (
        f"Van de {nl.count(items['size'])} vragen en stellingen in de twee vragenlijsten zijn er "
        f"{nl.count(items['sum'])} in beide gelijk; bij de schalen zijn dat {all_scales} "
        f"{nl.words(scales['size'])}. Alleen wat gelijk is, wordt vergeleken."
    )
    if new:
        numbers = number_of(asked)
        told = nl.listing([numbers.get(name, name) for name in new])
        which = "is nummer" if len(new) == 1 else "zijn de nummers"
        said += f" Nieuw, en dus niet te vergelijken, {which} {told}."
    for name, why in other:
        said += f" {labels.item_number(name)}: {why}."
    return said


def rules(change: ChangeRules) -> str:
    """When a change counts, in words."""
    return (
        "Te klein om van belang te zijn is een verandering van minder dan "
        f"{nl.decimal(change.smallest_mean, 1)} standaardafwijking van een schaal, of van minder dan "
        f"{nl.count(change.smallest_pct)} procentpunten van een aandeel."
    )


def overview(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    """How many scales changed, stayed the same, or are undecided, with what stands in the way of that."""
    if not found:
        return "Geen enkele schaal is te vergelijken."
    by: dict[str, list[str]] = {}
    for one in found:
        by.setdefault(_heading(one), []).append(lower(one.scale.label))
    parts = [f"{says}: {nl.listing(by[says])}." for says in _ORDER if says in by]
    return f"Dit gebeurde er tussen {waves[0]} en {waves[1]} met de schalen. {' '.join(parts)}"


_ORDER = (
    "Toegenomen",
    "Afgenomen",
    "Veranderd, maar te weinig om van belang te zijn",
    "Gelijk gebleven",
    "Veranderd of gelijk, maar na weging onbeslist",
    "Score veranderd of gelijk, maar de schaal meet niet aantoonbaar in beide metingen hetzelfde",
    "Onbeslist",
)


def _heading(one: ScaleChange) -> str:
    heads = dict(zip(("toename", "afname", "klein_maar_aantoonbaar", "gelijk"), _ORDER, strict=False))
    verdict = one.plain.verdict
    if verdict == "onbeslist":
        return _ORDER[6]
    if one.invariance in _LEAD:
        return _ORDER[5]
    if one.weighted is not None and one.weighted.verdict != verdict:
        return _ORDER[4]
    return heads[verdict]


def finding(one: ScaleChange, waves: tuple[int, int]) -> str:
    """One scale in a few sentences."""
    plain = one.plain
    before, after = nl.decimal(plain.before[0], 2), nl.decimal(plain.after[0], 2)
    span = nl.span(plain.low, plain.high, 2)
    head = f"**{one.scale.label}** {_SAYS[plain.verdict]}"
    if plain.verdict == "onbeslist":
        said = [
            f"{head}: van {before} naar {after}, een verandering van {nl.decimal(plain.change, 2)} ({span})."
        ]
        if plain.low * plain.high > 0 and plain.p_holm >= _ALPHA:
            said.append("Alleen zonder correctie voor het aantal schalen zou dit een verandering heten.")
    else:
        said = [
            f"{head}: van {before} in {waves[0]} naar {after} in {waves[1]} (verandering "
            f"{nl.decimal(plain.change, 2)}; {span})."
        ]
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
        turns = ", genoeg om dit oordeel om te keren" if _turns(one) else ""
        said.append(
            "Dat de schaal in beide metingen hetzelfde meet, is niet weerlegd maar ook niet bewezen; een "
            f"gemist verschil kan het gemiddelde tot {nl.decimal(one.hidden_bias, 2)} punt "
            f"verschuiven{turns}."
        )
    return " ".join(said)


def _turns(one: ScaleChange) -> bool:
    """Whether a difference in measuring that was missed could undo the verdict."""
    plain = one.plain
    if plain.verdict == "gelijk":
        # Ninety per cent: the interval of two one-sided tests.
        reach = max(abs(plain.change - plain.low), abs(plain.high - plain.change)) * _NINETY
        return abs(plain.change) + reach + one.hidden_bias > plain.smallest
    if plain.verdict in ("toename", "afname"):
        return min(abs(plain.low), abs(plain.high)) < one.hidden_bias
    return False


def findings(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    return "\n".join(f"- {finding(one, waves)}" for one in found)


def in_short(found: Sequence[ScaleChange], waves: tuple[int, int]) -> str:
    return overview(found, waves) if found else NO_SECOND
