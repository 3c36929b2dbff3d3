"""What the cells of chapter 2 call."""

from __future__ import annotations

import pandas as pd

from stagepact_research.report import output, style
from stagepact_research.report.literature import figures, prose, tables
from stagepact_research.report.literature.reading import Evidence
from stagepact_research.report.literature.reading import open_evidence as open_evidence
from stagepact_research.report.tables import numbered


def topic(evidence: Evidence, intervention: str) -> None:
    """The heading and the text of one topic."""
    print(prose.topic(evidence, intervention) + "\n")


def evidence_map(evidence: Evidence) -> None:
    """Figuur 2.1: which approach helps in which phase, and how well that is supported."""
    drawn = figures.evidence_map(evidence.map, evidence.scheme)
    caption = (
        "Aanpakken naar wat zij doen en in welke fase, en hoe goed dat volgens de literatuur is onderbouwd"
    )
    alt = f"Overzicht met een rij per aanpak en een kolom per fase van de stage. {prose.in_words(evidence)}."
    # Text data, no estimates: the frame only says whose figure it is.
    frame = pd.DataFrame({"provenance": pd.Series(dtype=str)})
    frame.attrs["chapter"] = evidence.chapter
    data = output.Data(["Aanpak", "Fase", "Onderbouwing"], prose.cells_in_words(evidence))
    output.figure(frame, "aanpakken", caption, alt, style.to_svg(drawn), data)


def approaches_table(evidence: Evidence) -> None:
    caption = "Aanpakken tegen stagediscriminatie in de literatuur"
    print(numbered("aanpakken", caption, tables.approaches(evidence), tables.words(evidence)))


def codes_table(evidence: Evidence) -> None:
    print(
        numbered("bewijs", "Hoe goed een aanpak is onderbouwd, van zwak naar sterk", tables.codes(evidence))
    )


def conclusions(evidence: Evidence) -> None:
    """What the approaches of every section add up to, as a list."""
    print(prose.conclusions(evidence) + "\n")
