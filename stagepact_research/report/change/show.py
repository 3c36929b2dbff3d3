"""What the cells of chapter 4, Bijlage B and Bijlage D call about change between waves."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report import nl, output, style
from stagepact_research.report.change import figures, prose, reading, tables
from stagepact_research.report.sources import (
    change_rules,
    is_synthetic,
    questionnaire,
    scales,
    synthetic_files,
)
from stagepact_research.report.sources import open_change as open_change
from stagepact_research.report.tables import escape_markdown, numbered, pipe_table


def banner(changes: pd.DataFrame) -> None:
    """A warning above a change in which a synthetic wave takes part; else nothing."""
    if len(changes) and is_synthetic(changes):
        print(
            '::: {.callout-warning title="Een oefenronde"}\n\n'
            "Deze vergelijking rust op **synthetische** gegevens: op antwoorden die zijn afgestemd op het "
            "rapport over 2024, of op een oefenronde met verzonnen teams en verzonnen veranderingen. Wat "
            "hieronder staat, laat zien hoe de vergelijking werkt. Het zegt niets over wat er in het mbo is "
            "veranderd. @sec-synthetisch noemt alle synthetische gegevens.\n\n:::\n"
        )


def basis(changes: pd.DataFrame) -> None:
    if changes.empty:
        print(f"{prose.NO_SECOND}\n")
        return
    later = questionnaire(_waves(changes)[1])
    print(f"{prose.basis(changes, later)} {prose.rules(change_rules())}\n")


def overview(changes: pd.DataFrame) -> None:
    """The figure with both waves of every scale."""
    found = reading.changes_of(changes, scales())
    if not found:
        return
    waves = _waves(changes)
    ranges = [(0.0, 1.0) if one.plain.before[0] < 1 else (1.0, 5.0) for one in found]
    said = "; ".join(
        f"{one.scale.label}: {nl.decimal(one.plain.before[0], 2)} en {nl.decimal(one.plain.after[0], 2)}, "
        f"{reading.VERDICTS[one.plain.verdict]}"
        for one in found
    )
    drawn = figures.dumbbells(found, waves, ranges, synthetic=is_synthetic(changes))
    caption = (
        f"Gemiddelden van de schalen in {waves[0]} en {waves[1]} met hun 95%-interval; grijs is wat te dicht "
        f"bij {waves[0]} ligt om van belang te zijn (n = {_range(found, 'n_before')} en "
        f"{_range(found, 'n_after')})"
    )
    alt = f"Per schaal twee stippen met een interval: {waves[0]} en {waves[1]}. {said}."
    data = output.Data(
        ["Schaal", str(waves[0]), str(waves[1]), "Oordeel"],
        [[one.scale.label, _mean(one.plain.before), _mean(one.plain.after), _verdict(one)] for one in found],
    )
    output.figure(changes, "verandering", caption, alt, style.to_svg(drawn), data)


def _mean(one: tuple[float, float, float]) -> str:
    """A mean with its interval."""
    return f"{nl.decimal(one[0], 2)} ({nl.span(one[1], one[2], 2)})"


def _verdict(one: reading.ScaleChange) -> str:
    return reading.VERDICTS[one.plain.verdict]


def findings(changes: pd.DataFrame) -> None:
    found = reading.changes_of(changes, scales())
    if found:
        waves = _waves(changes)
        print(f"{prose.overview(found, waves)} @fig-verandering en @tbl-verandering laten het zien.\n")
        print(f"{prose.findings(found, waves)}\n")


def scales_table(changes: pd.DataFrame) -> None:
    found = reading.changes_of(changes, scales())
    if not found:
        return
    note = (
        "d: de verandering in standaardafwijkingen. p (Holm): aangepast voor het aantal schalen; de "
        "intervallen zijn dat niet. p gelijk: de kans dat een verschil dat wel van belang is, er toch zo "
        "klein uitziet, niet aangepast. Is alleen p gelijk onder 0,05, dan heet de schaal gelijk gebleven; "
        "is ook p (Holm) dat, dan is zij veranderd, maar weinig. BI: betrouwbaarheidsinterval."
    )
    table = tables.scales_table(found, _waves(changes))
    print(numbered("verandering", "Verandering per schaal", table, note))


def robust_table(changes: pd.DataFrame) -> None:
    found, rules = reading.changes_of(changes, scales()), change_rules()
    if not found:
        return
    note = (
        "Gewogen: elke meting naar de studenten van dat jaar, met wie de vragenlijst afmaakte. Door andere "
        "soorten teams: het deel van de verandering dat komt doordat in de ene meting meer teams van een "
        "sectorcategorie of leerweg meededen dan in de andere. Als collega's lijken: "
        f"{nl.count(rules.assumed_size)} teams per instelling in de eerste meting, met een samenhang van "
        f"{nl.decimal(rules.assumed_correlation, 2)}; wie waar werkte, is niet bekend."
    )
    print(
        numbered(
            "verandering-anders",
            "Dezelfde verandering op andere manieren bekeken",
            tables.robust_table(found),
            note,
        )
    )


def items_table(changes: pd.DataFrame) -> None:
    if changes.empty:
        print(prose.NO_SECOND + "\n")
        return
    note = (
        "Tussen haakjes het antwoord waarvan het aandeel is vergeleken. De stellingen staan in "
        f"@sec-vragenlijst-tekst. p (Holm): aangepast voor {tables.family(changes)} vergelijkingen; het "
        "oordeel volgt dezelfde regels als bij de schalen. Percentages zijn afgerond, veranderingen zijn "
        "vóór afronding berekend."
    )
    table = tables.items_table(changes, questionnaire(), _waves(changes))
    print(numbered("verandering-vragen", "Verandering per vraag", table, note))


def in_short(changes: pd.DataFrame) -> None:
    """A line for the summary."""
    found = reading.changes_of(changes, scales()) if len(changes) else []
    text = prose.in_short(found, _waves(changes)) if found else prose.NO_SECOND
    marked = "" if changes.empty or not is_synthetic(changes) else " (oefenronde met verzonnen gegevens)"
    print(f"- **Verandering{marked}.** {text}\n")


def synthetic_table() -> None:
    """Every file in the project that is not real."""
    rows = [[f"`{path}`", escape_markdown(says)] for path, says in synthetic_files()]
    if not rows:
        print("Er zijn geen synthetische gegevens.\n")
        return
    table = pipe_table(["Bestand", "Wat het is"], rows, "ll", [34, 66])
    print(numbered("synthetisch", "Alle synthetische gegevens van deze uitgave", table))


def _waves(changes: pd.DataFrame) -> tuple[int, int]:
    return int(changes["contrast"].iloc[0]), int(changes["wave"].iloc[0])


def _range(found: list[reading.ScaleChange], name: str) -> str:
    values = sorted(float(getattr(one.plain, name)) for one in found)
    low, high = nl.count(values[0]), nl.count(values[-1])
    return low if low == high else f"{low} tot {high}"
