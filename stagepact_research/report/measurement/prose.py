"""The sentences of Bijlage B about the scales; the wording follows the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Measurement
from stagepact_research.report import labels, nl
from stagepact_research.report.measurement.reading import Decision, decisions_of, method_of, note, number
from stagepact_research.report.prose import lower
from stagepact_research.report.tables import escape_markdown

VERDICTS = {
    "invariant": "vergelijkbaar",
    "niet_weerlegd": "onbeslist: geen verschil gevonden, maar dat had gemist kunnen worden",
    "gedeeltelijk": "deels vergelijkbaar",
    "geschonden": "niet vergelijkbaar",
    "niet_te_bepalen": "niet te bepalen",
}
SHORT = {
    "invariant": "ja",
    "niet_weerlegd": "onbeslist",
    "gedeeltelijk": "deels",
    "geschonden": "nee",
    "niet_te_bepalen": "niet te bepalen",
}
ESTIMATORS = {"cfa_ml": "ML", "cfa_fiml": "FIML", "cfa_wlsmv": "WLSMV"}


def needed_power(rules: Measurement) -> str:
    """With what probability a shift that matters must have been found before a pass means anything."""
    return nl.percent(100 * rules.comparability.needed_power)


def decision_paragraphs(estimates: pd.DataFrame, scales: Sequence[Scale], limits: tuple[float, float]) -> str:
    """For every scale a paragraph: which rules it meets, what is kept and dropped, and 2024 beside it."""
    return "\n\n".join(_decision(one, *limits) for one in decisions_of(estimates, scales))


def decision_summary(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """How many scales would be made again as they were in 2024."""
    found = decisions_of(estimates, scales)
    again = [one.scale.label for one in found if one.repeated == 1]
    other = [lower(one.scale.label) for one in found if one.repeated == 0]
    unknown = [lower(one.scale.label) for one in found if pd.isna(one.repeated)]
    said = [
        f"Met deze gegevens en dezelfde regels zouden {nl.words(len(again))} van de {nl.words(len(found))} "
        "schalen opnieuw zo worden gemaakt."
    ]
    if other:
        said.append(f"Dat geldt niet voor {nl.listing(other)}.")
    if unknown:
        said.append(f"Niet te zeggen is het voor {nl.listing(unknown)}.")
    return " ".join(said)


def _decision(one: Decision, minimum_loading: float, minimum_alpha: float) -> str:
    head = f"**{one.scale.label}** (n = {nl.count(one.n)})."
    if one.reason and pd.isna(one.repeated):
        said = [
            head,
            f"De regels zijn niet toe te passen: {escape_markdown(one.reason)}",
            _repeated(one),
        ]
        return " ".join(part for part in said if part)
    said = [head, _components(one), _loadings(one, minimum_loading), _alpha(one, minimum_alpha)]
    said += [_left_out(one, minimum_loading), _repeated(one)]
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
        f"vervallen. De andere {nl.words(len(one.loadings) - len(one.dropped))} blijven."
    ).replace(f"De lading van {named} halen", f"De ladingen van {named} halen")


def _alpha(one: Decision, minimum: float) -> str:
    value, limit = nl.decimal(one.alpha, 2), nl.decimal(minimum, 2)
    enough = one.meets.get("alfa") == 1
    return f"Alfa is {value}, {'voldoende' if enough else 'te laag'} (grens {limit})."


def _left_out(one: Decision, minimum: float) -> str:
    """Whether leaving items out in 2024 is supported: they would have been kept, or not."""
    if not one.tried:
        return ""
    against = {item: loading for item, (loading, kept) in one.tried.items() if kept}
    with_it = {item: loading for item, (loading, kept) in one.tried.items() if not kept}
    said = []
    if with_it:
        said.append(
            f"Dat {_with_loadings(with_it)} in 2024 {_is(with_it)} weggelaten, past ook bij deze gegevens: "
            f"{'de lading komt' if len(with_it) == 1 else 'de ladingen komen'} niet boven "
            f"{nl.decimal(minimum, 2)}."
        )
    if against:
        turned = [item for item, loading in against.items() if loading < 0]
        note = f" ({nl.listing([labels.item_number(i) for i in turned])} omgepoold)" if turned else ""
        said.append(
            f"Dat {_with_loadings(against)} in 2024 {_is(against)} weggelaten, wordt door deze gegevens "
            f"**niet gesteund**: naar de regel {'hoort' if len(against) == 1 else 'horen'} "
            f"{'deze vraag' if len(against) == 1 else 'deze vragen'} er wel in{note}."
        )
    return " ".join(said)


def _with_loadings(items: dict[str, float]) -> str:
    return nl.listing([f"{labels.item_number(i)} ({nl.decimal(v, 2)})" for i, v in items.items()])


def _is(items: dict[str, float]) -> str:
    return "is" if len(items) == 1 else "zijn"


def _repeated(one: Decision) -> str:
    if pd.isna(one.repeated):
        return "Of het besluit van 2024 wordt herhaald, is niet te zeggen."
    if one.repeated == 1:
        return "Het besluit van 2024 wordt herhaald."
    return "Het besluit van 2024 wordt met deze gegevens **niet** herhaald."


def fit_verdict(estimates: pd.DataFrame, subject: str, method: str, rules: Measurement) -> str:
    """How one model fits, in a few words."""
    key = {"subject": subject, "method": method}
    if number(estimates, statistic="converged", **key) != 1:
        return "niet te schatten"
    if number(estimates, statistic="admissible", **key) != 1:
        return "onmogelijke oplossing"
    if number(estimates, statistic="df", **key) == 0:
        return "past altijd (net geïdentificeerd)"
    cfi, rmsea, srmr = (number(estimates, statistic=s, **key) for s in ("cfi", "rmsea", "srmr"))
    marks = [cfi >= rules.fit.cfi, rmsea <= rules.fit.rmsea, srmr <= rules.fit.srmr]
    words = {3: "past goed", 2: "past redelijk", 1: "past matig", 0: "past niet"}
    return words[sum(marks)]


def shown_estimator(rules: Measurement) -> str:
    """The estimator of the figures, as its users call it."""
    return ESTIMATORS[f"cfa_{rules.estimator}"]


def is_exploratory(estimates: pd.DataFrame, subject: str, method: str) -> bool:
    rows = select(estimates, subject=subject, statistic="converged", method=method, variant="verkennend")
    return len(rows) > 0


def fit_summary(estimates: pd.DataFrame, scales: Sequence[Scale], rules: Measurement) -> str:
    """What the one-factor models say, scale by scale, in one sentence for each verdict."""
    found: dict[str, list[str]] = {}
    for scale in scales:
        method = method_of(estimates, scale.id, rules.estimator)
        found.setdefault(fit_verdict(estimates, scale.id, method, rules), []).append(lower(scale.label))
    order = ("past goed", "past redelijk", "past matig", "past niet")
    said = [
        f"Eén factor {verdict} bij {nl.listing(found[verdict])}." for verdict in order if verdict in found
    ]
    if "past altijd (net geïdentificeerd)" in found:
        named = nl.listing(found["past altijd (net geïdentificeerd)"])
        said.append(f"Bij {named} valt niets te toetsen: met drie vragen past één factor altijd.")
    for verdict in ("niet te schatten", "onmogelijke oplossing"):
        if verdict in found:
            said.append(f"Bij {nl.listing(found[verdict])} is het model {verdict.removeprefix('een ')}.")
    return " ".join(said).replace("is het model onmogelijke", "geeft het model een onmogelijke")


def all_scales_summary(estimates: pd.DataFrame, rules: Measurement) -> str:
    """What the model of all scales together is worth."""
    said = []
    for method in ("cfa_wlsmv", "cfa_fiml"):
        key = {"subject": "schalen", "method": method}
        row = select(estimates, statistic="n_parameters", **key)
        if row.empty:
            continue
        size, n = float(row.iloc[0]["estimate"]), float(row.iloc[0]["n"])
        which = "Alle schalen samen" if method == "cfa_wlsmv" else "De schalen zonder ja/nee-vragen"
        text = (
            f"{which} ({ESTIMATORS[method]}): {nl.count(size)} parameters bij {nl.count(n)} respondenten, "
            f"dus {nl.decimal(n / size, 1)} respondenten per parameter."
        )
        if is_exploratory(estimates, "schalen", method):
            least = nl.count(rules.minimum_n_per_parameter)
            text += f" Dat is minder dan {least}: dit model is **verkennend** en draagt geen conclusie."
        verdict = fit_verdict(estimates, "schalen", method, rules)
        says = {
            "onmogelijke oplossing": "De oplossing is onmogelijk",
            "niet te schatten": "Het is niet te schatten",
        }
        why = _why(note(estimates, statistic="converged", **key)) if verdict in says else ""
        text += f" {says[verdict]}{why}." if verdict in says else f" Het {verdict}."
        said.append(f"- {text}")
    return "\n".join(said)


def _why(remarks: str) -> str:
    """The last thing that was remarked, within a sentence."""
    last = remarks.rstrip(".").rsplit(". ", 1)[-1]
    return f" ({escape_markdown(last[0].lower() + last[1:])})" if last else ""


def comparability_summary(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Whether the means of groups may be compared, as a sentence."""
    counts: dict[str, list[str]] = {}
    for scale in scales:
        verdict, _ = verdict_of(estimates, scale, group_by)
        counts.setdefault(verdict, []).append(lower(scale.label))
    title, levels = labels.GROUPINGS[group_by]
    order = [verdict for verdict in VERDICTS if verdict in counts]
    said = [f"{nl.listing(counts[verdict])}: {VERDICTS[verdict]}" for verdict in order]
    return f"Naar {title} ({'; '.join(levels.values())}). {'. '.join(_capital(part) for part in said)}."


def verdict_of(estimates: pd.DataFrame, scale: Scale, group_by: str) -> tuple[str, str]:
    """The verdict on the means of a scale between groups, and the method it is from.

    By maximum likelihood where the items allow it, as that is what the comparison of means rests on.
    """
    for method in ("invariantie_ml", "invariantie_wlsmv"):
        rows = select(estimates, subject=scale.id, statistic="invariance", group_by=group_by, method=method)
        if len(rows):
            return str(rows.iloc[0]["category"]) or "niet_te_bepalen", method
    return "niet_te_bepalen", ""


def reasons(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """For every scale that stopped on the ladder: where, and which items had to have their own parameters."""
    lines = []
    for scale in scales:
        for method, says in (("invariantie_ml", "ML"), ("invariantie_wlsmv", "WLSMV")):
            key = {"subject": scale.id, "statistic": "invariance", "group_by": group_by, "method": method}
            told = note(estimates, **key)
            freed = select(estimates, statistic="freed", group=scale.id, group_by=group_by, method=method)
            if len(freed):
                named = nl.listing([labels.item_number(str(item)) for item in freed["subject"]])
                told += f"; met eigen parameters voor {named} houdt de trede wel"
            if told:
                lines.append(f"- {scale.label} ({says}): {escape_markdown(told)}.")
    return "\n".join(lines)


def between_waves(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Whether the means of this wave and another may be compared: what the report does with scale means."""
    rows = select(estimates, statistic="invariance", group_by="ronde")
    if rows.empty:
        return (
            "Of gemiddelden van twee metingen te vergelijken zijn, wordt op dezelfde manier onderzocht zodra "
            "er een tweede meting is. Met één meting is daar niets over te zeggen."
        )
    found = {scale: verdict_of(estimates, scale, "ronde")[0] for scale in scales}
    sound = [lower(s.label) for s, v in found.items() if v == "invariant"]
    open_ = [lower(s.label) for s, v in found.items() if v == "niet_weerlegd"]
    other = [lower(s.label) for s, v in found.items() if v not in ("invariant", "niet_weerlegd")]
    said = []
    if sound:
        said.append(f"De gemiddelden van {nl.listing(sound)} zijn tussen de metingen te vergelijken.")
    if open_:
        said.append(
            f"Bij {nl.listing(open_)} is geen verschil in meten gevonden, maar dat had ook gemist kunnen "
            "worden; de gemiddelden staan in het rapport met de vertekening die dat kan geven."
        )
    if other:
        said.append(
            f"Bij {nl.listing(other)} vergelijkt het rapport eerst de losse vragen, omdat de schaal niet in "
            "beide metingen aantoonbaar hetzelfde meet."
        )
    return " ".join(said)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
