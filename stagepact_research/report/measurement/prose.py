"""The sentences of Bijlage B about the decisions on the scales; the wording follows the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.report import labels, nl
from stagepact_research.report.measurement.reading import Decision, decisions_of, number
from stagepact_research.report.measurement.remarks import readable
from stagepact_research.report.prose import lower
from stagepact_research.report.sources import is_synthetic
from stagepact_research.report.tables import escape_markdown


def decision_paragraphs(estimates: pd.DataFrame, scales: Sequence[Scale], limits: tuple[float, float]) -> str:
    """For every scale a paragraph: which rules it meets, what is kept and dropped, and 2024 beside it."""
    data = "deze synthetische gegevens" if is_synthetic(estimates) else "deze gegevens"
    return "\n\n".join(_decision(one, data, *limits) for one in decisions_of(estimates, scales))


def decision_summary(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """How many scales would be made again as they were in 2024."""
    found = decisions_of(estimates, scales)
    again = [one.scale.label for one in found if one.repeated == 1]
    other = [lower(one.scale.label) for one in found if one.repeated == 0]
    unknown = [lower(one.scale.label) for one in found if pd.isna(one.repeated)]
    synthetic = is_synthetic(estimates)
    drawn = " synthetische gegevens, die op de cijfers van 2024 zijn afgestemd," if synthetic else " gegevens"
    how_many = f"zouden {nl.words(len(again))}" if len(again) > 1 else "zou één" if again else "zou geen"
    said = [
        f"Met deze{drawn} en met dezelfde regels {how_many} van de {nl.words(len(found))} schalen opnieuw zo "
        "worden gemaakt."
    ]
    if other:
        said.append(f"Dat geldt niet voor {nl.listing(other)}.")
    if unknown:
        said.append(f"Niet te zeggen is het voor {nl.listing(unknown)}.")
    if synthetic:
        said.append("Over het besluit van 2024 zelf zegt dat niets.")
    return " ".join(said)


def ordinal_alpha(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """At how many scales the ordinal alpha is higher than alpha itself; empty where neither is known."""
    key = {"method": "", "variant": ""}
    pairs = [
        [number(estimates, subject=scale.id, statistic=s, **key) for s in ("ordinal_alpha", "alpha")]
        for scale in scales
    ]
    known = [pair for pair in pairs if not any(pd.isna(value) for value in pair)]
    higher = sum(ordinal > plain for ordinal, plain in known)
    if not known:
        return ""
    if higher == len(known):
        return "Zij is hier bij elke schaal hoger dan alfa."
    times = "geen enkele" if not higher else "één" if higher == 1 else nl.words(higher)
    return f"Zij is hier bij {times} van de {nl.words(len(known))} schalen hoger dan alfa."


def _decision(one: Decision, data: str, minimum_loading: float, minimum_alpha: float) -> str:
    head = f"**{one.scale.label}** (n = {nl.count(one.n)})."
    if one.reason and pd.isna(one.repeated):
        said = [
            head,
            f"De regels zijn niet toe te passen. {escape_markdown(readable(one.reason))}",
            _repeated(one, data),
        ]
        return " ".join(part for part in said if part)
    said = [head, _components(one), _loadings(one, minimum_loading), _alpha(one, minimum_alpha)]
    said += [_left_out(one, minimum_loading, data), _repeated(one, data)]
    return " ".join(part for part in said if part)


def _components(one: Decision) -> str:
    if one.components == 1:
        return "De parallelle analyse vindt één component."
    found = "geen component" if one.components == 0 else f"{nl.words(one.components)} componenten"
    return f"De parallelle analyse vindt {found}, waar de schaal er één vraagt."


def _loadings(one: Decision, minimum: float) -> str:
    limit = nl.decimal(minimum, 2)
    if not one.dropped:
        lowest = min(one.loadings, key=lambda item: abs(one.loadings[item]))
        return (
            f"Alle {nl.words(len(one.loadings))} ladingen liggen boven {limit}; de laagste is "
            f"{nl.decimal(one.loadings[lowest], 2)} ({labels.item_number(lowest)})."
        )
    named = nl.listing(
        [f"{labels.item_number(item)} ({nl.decimal(one.loadings[item], 2)})" for item in one.dropped]
    )
    verb = "haalt" if len(one.dropped) == 1 else "halen"
    what = "deze vraag" if len(one.dropped) == 1 else "deze vragen"
    goes = "zou" if len(one.dropped) == 1 else "zouden"
    return (
        f"De lading van {named} {verb} de grens van {limit} niet: naar de regel {goes} {what} uit de schaal "
        f"vervallen. {_kept(len(one.loadings) - len(one.dropped))}"
    ).replace(f"De lading van {named} halen", f"De ladingen van {named} halen")


def _kept(others: int) -> str:
    """What stays of a scale that loses items."""
    if others == 0:
        return "Er blijft geen vraag over."
    return "Alleen de andere blijft." if others == 1 else f"De andere {nl.words(others)} blijven."


def _alpha(one: Decision, minimum: float) -> str:
    """Alpha with its interval beside the limit, and of which items it is when some fall out."""
    value, limit = nl.decimal(one.alpha, 2), nl.decimal(minimum, 2)
    low, high = one.alpha_interval
    spread = "" if pd.isna(low) else f" ({nl.span(low, high, 2)})"
    of = f" van alle {nl.words(len(one.loadings))} vragen" if one.dropped else ""
    if one.meets.get("alfa") == 1:
        doubt = ", maar het interval loopt eronder door" if low < minimum else ""
        return f"Alfa{of} is {value}{spread}: boven de grens van {limit}{doubt}."
    doubt = ", maar het interval loopt erboven door" if high >= minimum else ""
    return f"Alfa{of} is {value}{spread}: onder de grens van {limit}{doubt}."


def _left_out(one: Decision, minimum: float, data: str) -> str:
    """Whether leaving items out in 2024 is supported: they would have been kept, or not."""
    if not one.tried:
        return ""
    against = {item: loading for item, (loading, kept) in one.tried.items() if kept}
    with_it = {item: loading for item, (loading, kept) in one.tried.items() if not kept}
    said = []
    if with_it:
        said.append(
            f"Dat {_with_loadings(with_it)} in 2024 {_is(with_it)} weggelaten, past ook bij {data}: "
            f"{'de lading komt' if len(with_it) == 1 else 'de ladingen komen'} niet boven "
            f"{nl.decimal(minimum, 2)}."
        )
    if against:
        turned = [item for item, loading in against.items() if loading < 0]
        note = f" ({nl.listing([labels.item_number(i) for i in turned])} omgepoold)" if turned else ""
        said.append(
            f"Dat {_with_loadings(against)} in 2024 {_is(against)} weggelaten, wordt door {data} "
            f"**niet gesteund**: naar de regel {'hoort' if len(against) == 1 else 'horen'} "
            f"{'deze vraag' if len(against) == 1 else 'deze vragen'} er wel in{note}."
        )
    return " ".join(said)


def _with_loadings(items: dict[str, float]) -> str:
    return nl.listing([f"{labels.item_number(i)} ({nl.decimal(v, 2)})" for i, v in items.items()])


def _is(items: dict[str, float]) -> str:
    return "is" if len(items) == 1 else "zijn"


def _repeated(one: Decision, data: str) -> str:
    if pd.isna(one.repeated):
        return "Of het besluit van 2024 wordt herhaald, is niet te zeggen."
    again = "herhaald" if one.repeated == 1 else "**niet** herhaald"
    return f"Het besluit van 2024 wordt met {data} {again}."
