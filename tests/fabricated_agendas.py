"""The coded kwaliteitsagenda's as the chapters need them: the coding of 2024, and invented later ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from fabricated import ROOT

from stagepact_research.instruments import load_frame
from stagepact_research.strands.agendas import (
    agreement_estimates,
    coding_estimates,
    one_coding,
    read_coding,
)

FRAME = load_frame(ROOT / "instruments" / "agendas" / "analysekader.yml")
CODING = ROOT / "data" / "raw" / "2024" / "agendas" / "codering.csv"


def coding() -> pd.DataFrame:
    """The coding of 2024, read from the report."""
    return read_coding(CODING, FRAME, 2024, from_report=True)


def later(coder: str = "A", **changed: str) -> pd.DataFrame:
    """An invented coding of agendas: nothing is mentioned, other than the codes given for institution 1."""
    cells = coding().assign(code="niet_vermeld", coder=coder, locator="", quote="", note="")
    conditional = [question.id for question in FRAME.questions() if question.applies_if is not None]
    cells.loc[cells["question"].isin(conditional), "code"] = "niet_van_toepassing"
    for question, code in changed.items():
        cell = (cells["institution"] == "1") & (cells["question"] == question)
        cells.loc[cell, ["code", "locator"]] = code, "bladzijde 3"
    return cells


Coded = dict[int, tuple[pd.DataFrame, pd.DataFrame]]


def agendas(codings: dict[int, list[pd.DataFrame]] | None = None) -> Coded:
    """By wave the estimates and the cells; by default the one coding of 2024."""
    made = {}
    for wave, own in (codings or {2024: [coding()]}).items():
        kind = "published" if wave == 2024 else "synthetic"
        one = one_coding(own)
        rows = [
            coding_estimates(one, FRAME, wave=wave, provenance=kind),
            agreement_estimates(own, wave=wave, provenance=kind, confidence=0.95),
        ]
        made[wave] = pd.concat(rows), one
    return made


def keep(folder: Path, made: Coded) -> pd.DataFrame:
    """Write the cells where the report reads them; the estimates of all waves."""
    for wave, (_, cells) in made.items():
        place = folder / "data" / "processed" / str(wave)
        place.mkdir(parents=True, exist_ok=True)
        cells.to_parquet(place / "agenda_cells.parquet")
    return pd.concat([rows for rows, _ in made.values()])
