"""The tables of chapter 2: what works, for whom and when; and the codes with their meaning."""

from __future__ import annotations

from stagepact_research.report import nl
from stagepact_research.report.literature.prose import anchor
from stagepact_research.report.literature.reading import Evidence
from stagepact_research.report.tables import escape_markdown, pipe_table


def approaches(evidence: Evidence) -> str:
    """A row for every approach and phase: who, when, what it does, how well supported, which limits."""
    scheme, rows, before = evidence.scheme, [], ""
    for cell in evidence.map:
        label = escape_markdown(scheme.interventions[cell.intervention].label)
        link = f"[{label}](#{anchor(cell.intervention)})"
        limits = [scheme.directions[direction].word for direction in cell.limits]
        rows.append(
            [
                "" if cell.intervention == before else link,
                nl.listing([scheme.actors[actor].label for actor in cell.actors]),
                scheme.phases[cell.phase].label,
                scheme.directions[cell.direction].word if cell.direction else nl.MISSING,
                scheme.strengths[cell.strength].label if cell.strength else nl.MISSING,
                ", ".join(limits) or nl.MISSING,
            ]
        )
        before = cell.intervention
    header = ["Aanpak", "Wie", "Wanneer", "Werking", "Bewijs", "Grens"]
    return pipe_table(header, rows, "llllll", [28, 13, 15, 14, 15, 15])


def words(evidence: Evidence) -> str:
    """What the words for what an approach does stand for, as a note."""
    shown = [one for one in evidence.scheme.directions.values() if one.works or one.limits]
    return f"{'; '.join(f'{one.word}: {one.label}' for one in shown)}."


def codes(evidence: Evidence) -> str:
    """What the words for strength mean, from weak to strong."""
    rows = [
        [f"**{one.label}**", escape_markdown(one.definition)] for one in evidence.scheme.strengths.values()
    ]
    return pipe_table(["Bewijs", "Wanneer"], rows, "ll", [16, 60])
