"""What the cells of chapter 4, Bijlage B and Bijlage D call about change between waves."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report import nl, output, style
from stagepact_research.report.change import figures, prose, reading, tables
from stagepact_research.report.sources import is_synthetic, questionnaire, scales, synthetic_files
from stagepact_research.report.sources import open_change as open_change
from stagepact_research.report.tables import escape_markdown, numbered, pipe_table


def banner(changes: pd.DataFrame) -> None:
    """A warning above a change in which a synthetic wave takes part; else nothing."""
    if len(changes) and is_synthetic(changes):
        print(
            '::: {.callout-warning title="Een oefenronde"}\n\n'
            "Ten minste een van de twee metingen is **synthetisch**: een oefenronde met verzonnen teams en "
            "verzonnen veranderingen. Wat hieronder staat, laat zien hoe de vergelijking werkt. Het zegt "
            "niets over wat er in het mbo is veranderd. @sec-synthetisch noemt alle synthetische "
            "gegevens.\n\n:::\n"
        )


def basis(changes: pd.DataFrame) -> None:
    print((prose.basis(changes) if len(changes) else prose.NO_SECOND) + "\n")


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
        f"Gemiddelden van de schalen in {waves[0]} en {waves[1]} (n = {_range(found, 'n_before')} en "
        f"{_range(found, 'n_after')})"
    )
    alt = f"Per schaal twee stippen met een interval: {waves[0]} en {waves[1]}. {said}."
    output.figure(changes, "verandering", caption, alt, style.to_svg(drawn))


def findings(changes: pd.DataFrame) -> None:
    found = reading.changes_of(changes, scales())
    if found:
        print(f"{prose.overview(found, _waves(changes))}\n\n{prose.findings(found, _waves(changes))}\n")


def scales_table(changes: pd.DataFrame) -> None:
    found = reading.changes_of(changes, scales())
    if not found:
        return
    note = (
        "d: de verandering in standaardafwijkingen. p (Holm): aangepast voor het aantal schalen. p gelijk: "
        "de kans dat een verschil dat wel van belang is, er toch zo klein uitziet; onder 0,05 heet de schaal "
        "gelijk gebleven. BI: betrouwbaarheidsinterval."
    )
    table = tables.scales_table(found, _waves(changes))
    print(numbered("verandering", "Verandering per schaal", table, note))


def robust_table(changes: pd.DataFrame) -> None:
    found = reading.changes_of(changes, scales())
    if not found:
        return
    note = (
        "Gewogen: elke meting naar haar eigen populatie. Zelfde soort teams: de verandering als de eerste "
        "meting dezelfde sectorcategorieën en leerwegen had als de tweede. Als collega's lijken: met een "
        "aanname over de eerste meting, waarvan niet bekend is wie waar werkte."
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
        "Tussen haakjes het antwoord waarvan het aandeel is vergeleken. Odds: de odds-verhouding voor een "
        "hoger antwoord, uit een ordinaal model van alle antwoorden. p (Holm): aangepast voor alle "
        "vergeleken aandelen."
    )
    table = tables.items_table(changes, questionnaire(), _waves(changes))
    print(numbered("verandering-vragen", "Verandering per vraag", table, note))


def in_short(changes: pd.DataFrame) -> None:
    """A line for the summary."""
    found = reading.changes_of(changes, scales()) if len(changes) else []
    text = prose.in_short(found, _waves(changes)) if found else prose.NO_SECOND
    marked = "" if changes.empty or not is_synthetic(changes) else " (Oefenronde met verzonnen gegevens.)"
    print(f"- **Verandering.** {text}{marked}\n")


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
