"""Sentences that hold whatever the numbers are: what they say is decided by the estimates.

What stands in running text is plain text, for an inline expression takes Markdown literally; lists, which
cells print, are Markdown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import ResponseScale, Scale
from stagepact_research.report import nl, verification
from stagepact_research.report.labels import GROUPINGS, item_figure, item_label, item_number
from stagepact_research.report.sources import is_synthetic, questionnaire
from stagepact_research.report.sources import scales as scales
from stagepact_research.report.sources import threshold as threshold

SIGNIFICANT = 0.05
_NEAR = 0.15
"""A mean this close to a whole answer is said to lie at it, and not between two answers."""


def position(mean: nl.Number, answers: ResponseScale) -> str:
    """Where a mean lies on the answers: "tussen ‘mee eens’ en ‘helemaal mee eens’", or "bij ‘mee eens’"."""
    labels = [answer.label for answer in answers.answers if answer.kind == "valid"]
    score = nl.value(mean)
    nearest = min(range(len(labels)), key=lambda i: abs(score - (i + 1)))
    if abs(score - (nearest + 1)) <= _NEAR:
        return f"bij ‘{labels[nearest]}’"
    below = max(0, min(int(score), len(labels) - 1) - 1)
    return f"tussen ‘{labels[below]}’ en ‘{labels[below + 1]}’"


def mean(estimates: pd.DataFrame, subject: str) -> str:
    """ "3,5 (95%-betrouwbaarheidsinterval 3,4 tot 3,6; n = 128)"."""
    row = lookup(estimates, subject=subject, statistic="mean")
    interval = "" if pd.isna(row["ci_low"]) else f"95%-betrouwbaarheidsinterval {nl.interval(row, 1)}; "
    return f"{nl.decimal(row, 1)} ({interval}n = {nl.base(row)})"


def answers(scale: str) -> str:
    """The answers of a response scale, as asked: "‘nooit’, ‘soms’ ... en ‘altijd’"."""
    return nl.listing([f"‘{answer.label}’" for answer in questionnaire().response_scales[scale].answers])


def number_of_items(*questions: str) -> str:
    """How many statements some questions have together, in words."""
    return nl.words(sum(len(questionnaire().question(question).items) for question in questions))


def scale_position(estimates: pd.DataFrame, subject: str, scale: str) -> str:
    """Where the mean of a scale lies on the answers that were given."""
    row = lookup(estimates, subject=subject, statistic="mean")
    return position(row, questionnaire().response_scales[scale])


def shares(estimates: pd.DataFrame, figure: str, category: str, *, highest: bool, count: int = 2) -> str:
    """The items of a figure with the highest, or lowest, percentage in a category, with that percentage."""
    items = item_figure(figure).items
    found = [(nl.value(_share(estimates, item, category)), item) for item in items]
    found.sort(key=lambda pair: (-pair[0] if highest else pair[0], pair[1]))
    return nl.listing([f"{item_label(item)} ({nl.percent(p)})" for p, item in found[:count]])


def share_range(estimates: pd.DataFrame, figure: str, category: str) -> str:
    """The lowest and highest percentage of a category over the items of a figure: "4 tot 19%"."""
    found = [nl.value(_share(estimates, item, category)) for item in item_figure(figure).items]
    return nl.span(min(found), max(found), unit="%")


def outside_scale(figure: str, scale: str) -> str:
    """The items of a figure that do not count in the scale: "5a en 5d"."""
    inside = next(s.items for s in scales() if s.id == scale)
    return nl.listing([item_number(item) for item in item_figure(figure).items if item not in inside])


def free_choice(estimates: pd.DataFrame) -> str:
    """What synthetic answers are where the report gives no distribution; nothing for observed data."""
    if not is_synthetic(estimates):
        return ""
    return (
        "Waar de verdeling niet of deels is gegeven, is de rest van het synthetische bestand een vrije keuze "
        "binnen wat wel bekend is. Die delen van de figuren in @sec-vragenlijst zijn dus geen schatting "
        "van 2024."
    )


def refusal_reasons(estimates: pd.DataFrame) -> str:
    """Why people did not take part, in a sentence; empty when nobody gave a reason."""
    reasons = (
        ("reden_geen_stagiairs", "begeleiden geen stagiairs of pas erg kort"),
        ("reden_team_onbekend", "kennen het team niet goed genoeg"),
        ("reden_onderwerp_leeft_niet", "vinden dat het onderwerp in het team niet genoeg leeft"),
    )
    found, few = [], False
    for category, says in reasons:
        rows = select(estimates, subject="respons", statistic="n", category=category)
        few = few or (len(rows) > 0 and pd.isna(rows.iloc[0]["estimate"]))
        if len(rows) and float(rows.iloc[0]["estimate"]) > 0:
            times = nl.words(rows.iloc[0])
            found.append(f"{says} ({'één' if times == 'een' else times} keer)")
    said = [f"Als reden gaven zij: ze {nl.listing(found)}."] if found else []
    if few:
        which = "Andere redenen" if found else "De redenen"
        said.append(f"{which} kwamen te weinig voor om ze hier te noemen.")
    return " ".join(said)


def largest_sector(estimates: pd.DataFrame) -> str:
    """The sector with most teams, with number and percentage."""
    options = questionnaire().question("q15").options
    rows = [
        (lookup(estimates, subject="q15", statistic="n", category=o.code.lower()), o.label) for o in options
    ]
    # A number that is too small to be shown is not the largest.
    n, label = max(rows, key=lambda pair: -1.0 if pd.isna(pair[0]["estimate"]) else nl.value(pair[0]))
    code = next(o.code.lower() for o in options if o.label == label)
    share = lookup(estimates, subject="q15", statistic="pct", category=code)
    return f"{label} ({nl.count(n)} teams; {nl.percent(share)})"


def largest_gap(estimates: pd.DataFrame, scale: str, group_by: str) -> str:
    """The difference between the highest and the lowest mean of the groups that are large enough."""
    means = _compared(estimates, scale, group_by)["estimate"]
    return nl.decimal(float(means.max() - means.min()), 2)


def relation(estimates: pd.DataFrame, first: str, second: str) -> str:
    """Whether two things go together, with r and its exact p."""
    r = lookup(estimates, subject=f"{first}~{second}", statistic="r")
    p = lookup(estimates, subject=f"{first}~{second}", statistic="p")
    says = "hangen niet aantoonbaar samen"
    if nl.value(p) < SIGNIFICANT:
        says = f"hangen {'positief' if nl.value(r) > 0 else 'negatief'} samen"
    return f"{says} (r = {nl.decimal(r, 2)}; {nl.p_value(p)}; n = {nl.base(r)})"


def practice_relations(estimates: pd.DataFrame, items: Sequence[str]) -> str:
    """A list: every pair of the items, and the search scale with all of them."""
    lines = [
        f"- {item_label(a)} en {item_label(b)} {relation(estimates, a, b)};"
        for a, b in combinations(items, 2)
    ]
    together = relation(estimates, "zoeken", "+".join(items))
    lines.append(f"- deze werkwijzen samen en de schaal voor het zoeken naar een stage {together}.")
    return "\n".join(lines)


def companions_intro(scales: Sequence[Scale]) -> str:
    """What the list of companions shows, and how many pairs it chooses from without adjustment."""
    pairs = len(list(combinations(scales, 2)))
    limit = nl.decimal(SIGNIFICANT, 2)
    return (
        "Hieronder staat per schaal met welke andere schalen zij significant samenhangt "
        f"(p < {limit}; r tussen haakjes). De p-waarden zijn niet aangepast voor de {nl.count(pairs)} paren; "
        "een enkele zwakke samenhang kan dus toeval zijn."
    )


def companions(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """For every scale a list item with the scales that it goes together with (p < 0,05)."""
    lines = []
    for scale in scales:
        found = [_companion(estimates, scales, scale, other) for other in scales if other.id != scale.id]
        named = [text for text in found if text]
        says = nl.listing(named) if named else "geen van de andere schalen"
        lines.append(f"- **{scale.label}**: {says}.")
    return "\n".join(lines)


def group_findings(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """What the comparisons between groups of teams find, before and after adjustment for their number."""
    found = significant_groups(estimates, scales)
    tests = select(estimates, group_by=list(GROUPINGS), statistic="f", method="anova")
    tested = int(tests["estimate"].notna().sum())
    verb = f"laten er {nl.words(len(found))}"
    if len(found) < 2:
        verb = "laat er één" if found else "laat er geen enkele"
    head = f"Van de {nl.words(tested)} vergelijkingen {verb} een significant verschil zien (p < 0,05)"
    if not found:
        return f"{head}."
    lines = [f"{head}:", ""]
    for scale, group_by in found:
        lines.append(f"- {_finding(estimates, scale, group_by)}")
    return "\n".join(lines)


def group_summary(estimates: pd.DataFrame) -> str:
    """The comparisons between groups in one or two sentences."""
    found = significant_groups(estimates, scales())
    if not found:
        return "Er zijn geen significante verschillen gevonden tussen groepen teams."
    named = [f"{lower(scale.label)} (naar {GROUPINGS[group_by][0]})" for scale, group_by in found]
    kept = [
        name
        for name, (scale, group_by) in zip(named, found, strict=True)
        if nl.value(_tested(estimates, scale.id, group_by, "p_adjusted")) < SIGNIFICANT
    ]
    after = "Na correctie voor het aantal schalen blijft geen enkel verschil significant."
    if kept == named:
        after = "Dat blijft zo na correctie voor het aantal schalen."
    elif kept:
        after = f"Na correctie voor het aantal schalen blijft over: {nl.listing(kept)}."
    head = "is er een significant verschil" if len(named) == 1 else "zijn er significante verschillen"
    return f"Zonder correctie {head} bij {nl.listing(named)}. {after}"


def phase_findings(estimates: pd.DataFrame) -> str:
    """Whether the scores differ between the phases within teams, and from where to where they run."""
    key = {"subject": "fasen", "method": "rm_anova"}
    p = lookup(estimates, statistic="p", variant="greenhouse_geisser", **key)
    f = lookup(estimates, statistic="f", variant="", **key)
    df = [
        nl.decimal(lookup(estimates, statistic=s, variant="greenhouse_geisser", **key), 1)
        for s in ("df1", "df2")
    ]
    rank = lookup(estimates, subject="fasen", statistic="p", method="friedman")
    rows = select(estimates, subject="fasen", statistic="mean", group_by="fase").sort_values("estimate")
    named = {scale.id: lower(scale.label) for scale in scales()}
    ends = [f"{named[row['group']]} ({nl.decimal(row, 1)})" for _, row in rows.iloc[[0, -1]].iterrows()]
    test = f"F({df[0]}; {df[1]}) = {nl.decimal(f, 1)}, {nl.p_value(p)}; volgens Friedman {nl.p_value(rank)}"
    if nl.value(p) < SIGNIFICANT:
        return f"De scores verschillen tussen de fases ({test}). Ze lopen van {ends[0]} tot {ends[1]}."
    return f"De scores verschillen niet aantoonbaar tussen de fases ({test})."


def agreement(checked: pd.DataFrame) -> str:
    """How many of the computable numbers about the questionnaire agree."""
    agreeing, computable, impossible = verification.agreement(checked)
    possible = computable - impossible
    share = f" ({nl.percent(100 * agreeing / possible, 1)})" if possible else ""
    met = int(((checked["source"] == "survey") & (checked["verdict"] == verification.TARGET_MET)).sum())
    drawn = (
        f" Op {nl.count(met)} daarvan is het synthetische bestand afgesteld: dat die overeenstemmen, toont "
        "niets over de werkelijkheid aan."
        if met
        else ""
    )
    return (
        f"Van de gedrukte uitkomsten over de vragenlijst zijn er {nl.count(computable)} te berekenen. "
        f"Daarvan kunnen er {nl.count(impossible)} niet samengaan met wat elders is gedrukt of met de "
        f"vragenlijst. Van de andere {nl.count(possible)} stemmen er {nl.count(agreeing)} overeen{share}."
        f"{drawn}"
    )


def lower(label: str) -> str:
    """A label within a sentence: without its capital."""
    return f"{label[0].lower()}{label[1:]}"


def significant_groups(estimates: pd.DataFrame, scales: Sequence[Scale]) -> list[tuple[Scale, str]]:
    """The scales and groupings whose unadjusted p is below 0,05."""
    return [
        (scale, group_by)
        for group_by in GROUPINGS
        for scale in scales
        if nl.value(_tested(estimates, scale.id, group_by, "p")) < SIGNIFICANT
    ]


def _compared(estimates: pd.DataFrame, scale: str, group_by: str) -> pd.DataFrame:
    """The means of the groups that are large enough to be tested."""
    means = select(estimates, subject=scale, statistic="mean", group_by=group_by).drop_duplicates("group")
    return means[means["n"] >= threshold("minimum_group")]


def _tested(
    estimates: pd.DataFrame, scale: str, group_by: str, statistic: str, *, method: str = "anova"
) -> nl.Number:
    """A statistic of a test; no number where too few groups were large enough, or had any variance."""
    key = {"subject": scale, "group_by": group_by, "method": method, "statistic": statistic}
    return lookup(estimates, **key) if len(select(estimates, **key)) else float("nan")


def _finding(estimates: pd.DataFrame, scale: Scale, group_by: str) -> str:
    key = {"subject": scale.id, "group_by": group_by}
    title, levels = GROUPINGS[group_by]
    rows = _compared(estimates, scale.id, group_by)
    means = [
        f"{levels.get(row['group'], row['group'])} {nl.decimal(row, 1)}"
        for _, row in rows.sort_values("estimate").iterrows()
    ]
    p = lookup(estimates, statistic="p", method="anova", **key)
    adjusted = lookup(estimates, statistic="p_adjusted", method="anova", **key)
    welch = _tested(estimates, scale.id, group_by, "p", method="welch")
    eta2 = lookup(estimates, statistic="eta2", method="anova", **key)
    stands = "blijft het verschil" if nl.value(adjusted) < SIGNIFICANT else "is het verschil niet meer"
    return (
        f"{scale.label} naar {title}: {'; '.join(means)} ({nl.p_value(p)}; η² = {nl.decimal(eta2, 2)}, "
        f"95%-betrouwbaarheidsinterval {nl.interval(eta2)}). Na correctie voor het aantal schalen {stands} "
        f"significant ({nl.p_value(adjusted)}, Holm); de toets van Welch geeft {nl.p_value(welch)}."
    )


def _companion(estimates: pd.DataFrame, scales: Sequence[Scale], scale: Scale, other: Scale) -> str:
    order = [s.id for s in scales]
    first, second = sorted((scale.id, other.id), key=order.index)
    p = lookup(estimates, subject=f"{first}~{second}", statistic="p")
    if not nl.value(p) < SIGNIFICANT:
        return ""
    r = lookup(estimates, subject=f"{first}~{second}", statistic="r")
    return f"{lower(other.label)} ({nl.decimal(r, 2)})"


def _share(estimates: pd.DataFrame, item: str, category: str) -> nl.Number:
    return lookup(estimates, subject=item, statistic="pct", category=category)
