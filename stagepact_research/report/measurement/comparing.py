"""The sentences about comparability: may means be compared between groups, or between waves?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Comparability
from stagepact_research.report import labels, nl
from stagepact_research.report.measurement.reading import note
from stagepact_research.report.measurement.remarks import capital, readable
from stagepact_research.report.prose import lower, significant_groups
from stagepact_research.report.tables import escape_markdown

ML = "invariantie_ml"
WLSMV = "invariantie_wlsmv"
VERDICTS = {
    "invariant": "vergelijkbaar",
    "niet_weerlegd": "onbeslist",
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


def needed_power(rules: Comparability) -> str:
    """With what probability a shift that matters must have been found before a pass means anything."""
    return nl.percent(100 * rules.needed_power)


def verdict_of(estimates: pd.DataFrame, scale: Scale, group_by: str) -> tuple[str, str]:
    """The verdict on the means of a scale between groups, and the method it is from.

    By maximum likelihood where the items allow it, as that is what the comparison of means rests on.
    """
    for method in (ML, WLSMV):
        found = verdict_by(estimates, scale, group_by, method)
        if found:
            return found, method
    return "niet_te_bepalen", ""


def verdict_by(estimates: pd.DataFrame, scale: Scale, group_by: str, method: str) -> str:
    """The verdict by one method; empty where that was not used."""
    rows = select(estimates, subject=scale.id, statistic="invariance", group_by=group_by, method=method)
    return (str(rows.iloc[0]["category"]) or "niet_te_bepalen") if len(rows) else ""


def comparability_summary(
    estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str, minimum: float
) -> str:
    """Whether the means of groups may be compared, by which method, and between which groups.

    `minimum` is the number of complete answers that the protocol asks of each group.
    """
    title, levels = labels.GROUPINGS[group_by]
    named: dict[str, list[str]] = {}
    for scale in scales:
        named.setdefault(verdict_of(estimates, scale, group_by)[0], []).append(lower(scale.label))
    said = [f"**Naar {title}** ({'; '.join(levels.values())})."]
    said += [
        f"{capital(says)}: {nl.listing(named[verdict])}."
        for verdict, says in VERDICTS.items()
        if verdict in named
    ]
    said += [_methods(estimates, scales, group_by), _otherwise(estimates, scales, group_by)]
    said += _left_out(estimates, scales, group_by, minimum)
    return " ".join(part for part in said if part)


def _methods(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    by = {scale: verdict_of(estimates, scale, group_by)[1] for scale in scales}
    ordered = [lower(scale.label) for scale, method in by.items() if method == WLSMV]
    if ML not in by.values():
        return "Deze oordelen komen uit WLSMV." if ordered else ""
    return f"Deze oordelen komen uit ML{f', bij {nl.listing(ordered)} uit WLSMV' if ordered else ''}."


def _otherwise(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Where the ordered answers say otherwise; they can never say more than undecided."""
    found = []
    for scale in scales:
        ours, other = (verdict_by(estimates, scale, group_by, method) for method in (ML, WLSMV))
        if ours and other and ours != other and (ours, other) != ("invariant", "niet_weerlegd"):
            found.append(f"{lower(scale.label)} ({VERDICTS[other]})")
    return f"WLSMV oordeelt anders bij {nl.listing(found)}." if found else ""


def _left_out(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str, minimum: float) -> list[str]:
    """For each set of groups that are too small a sentence: of which scales, and what is compared then."""
    _, levels = labels.GROUPINGS[group_by]
    found: dict[tuple[str, ...], list[str]] = {}
    for scale in scales:
        rows = select(estimates, subject=scale.id, statistic="compared", group_by=group_by)
        taking_part = {str(row["group"]): row["estimate"] == 1 for row in rows.to_dict("records")}
        small = tuple(group for group in levels if not taking_part.get(group, True))
        if small:
            found.setdefault(small, []).append(lower(scale.label))
    said = []
    for small, named in found.items():
        kept = [f"‘{says}’" for level, says in levels.items() if level not in small]
        what = nl.listing([f"‘{levels[group]}’" for group in small])
        group, does = ("groep", "doet") if len(small) == 1 else ("groepen", "doen")
        then = (
            f"Vergeleken zijn {nl.listing(kept)}."
            if len(kept) > 1
            else "Er blijven te weinig groepen over om te vergelijken."
        )
        said.append(
            f"Bij {nl.listing(named)} {does} de {group} {what} niet mee: het protocol vraagt per groep ten "
            f"minste {nl.count(minimum)} teams die alle vragen van de schaal beantwoordden. {then}"
        )
    return said


def smallest_power(estimates: pd.DataFrame, scale: Scale, group_by: str) -> float:
    """The chance for the question of a scale in which a relevant shift is found least; NaN for none."""
    rows = select(estimates, statistic="power", group=scale.id, group_by=group_by)
    return float(rows["estimate"].min())


def power_summary(estimates: pd.DataFrame, scales: Sequence[Scale], rules: Comparability) -> str:
    """Which scales are called comparable at all; if none is, how small the chances were."""
    pairs = [(scale, group_by) for group_by in labels.GROUPINGS for scale in scales]
    sound = [
        f"{lower(scale.label)} (naar {labels.GROUPINGS[group_by][0]})"
        for scale, group_by in pairs
        if verdict_of(estimates, scale, group_by)[0] == "invariant"
    ]
    if sound:
        verb = "kreeg" if len(sound) == 1 else "kregen"
        return f"Bij deze aantallen {verb} alleen {nl.listing(sound)} het oordeel ‘vergelijkbaar’."
    highest = pd.Series([smallest_power(estimates, *pair) for pair in pairs]).max()
    why = f": de kans was nergens hoger dan {nl.percent(100 * highest)}"
    return (
        "Bij deze aantallen kreeg geen enkele schaal het oordeel ‘vergelijkbaar’"
        f"{why if highest < rules.needed_power else ''}."
    )


_DIFFERENCE = {
    "invariant": "is aannemelijk dat de schaal in de groepen hetzelfde meet",
    "niet_weerlegd": "is onbeslist of de schaal in de groepen hetzelfde meet",
    "gedeeltelijk": "geldt dat een deel van de vragen niet in alle groepen hetzelfde meet",
    "geschonden": "geldt dat de schaal niet in alle groepen hetzelfde meet",
    "niet_te_bepalen": "is niet te bepalen of de schaal in de groepen hetzelfde meet",
}


def difference_caution(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Of the significant differences between groups: whether the scale measures the same in them."""
    if select(estimates, statistic="invariance").empty:
        return ""
    found: dict[str, list[str]] = {}
    for scale, group_by in significant_groups(estimates, scales):
        verdict, _ = verdict_of(estimates, scale, group_by)
        says = f"{lower(scale.label)} (naar {labels.GROUPINGS[group_by][0]})"
        found.setdefault(verdict, []).append(says)
    return " ".join(
        f"Voor {'het significante verschil' if len(found[verdict]) == 1 else 'de significante verschillen'} "
        f"bij {nl.listing(found[verdict])} {says}."
        for verdict, says in _DIFFERENCE.items()
        if verdict in found
    )


def reasons(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """For every scale that stopped on the ladder: where, and which items had to have their own parameters."""
    lines = []
    for scale in scales:
        for method, says in ((ML, "ML"), (WLSMV, "WLSMV")):
            key = {"subject": scale.id, "statistic": "invariance", "group_by": group_by, "method": method}
            told = readable(note(estimates, **key), group_by)
            freed = select(estimates, statistic="freed", group=scale.id, group_by=group_by, method=method)
            if len(freed):
                named = nl.listing([labels.item_number(str(item)) for item in freed["subject"]])
                told = f"{told} Met eigen parameters voor {named} houdt de trede wel stand.".strip()
            if told:
                lines.append(f"- **{scale.label}** ({says}). {escape_markdown(told)}")
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
