"""Fabricated answers to the items of every scale, and the rows that the analysis makes of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from fabricated import QUESTIONNAIRE, ROOT

from stagepact_research.analysis.measurement import measurement
from stagepact_research.estimates import conform
from stagepact_research.instruments.loading import load_scales
from stagepact_research.protocol import Protocol, load_protocol

SCALES = load_scales(ROOT / "instruments" / "scales.yml")
LEFT_OUT = [item for part in SCALES.left_out for item in part.items]


def answers(n: int = 140, seed: int = 1, *, loading: float = 1.2) -> pd.DataFrame:
    """One factor behind the items of each scale, none behind those left out; preventie ja (1) and nee (0)."""
    random = np.random.default_rng(seed)
    columns = {}
    for scale in SCALES.scales:
        factor = random.standard_normal(n)
        for item in scale.items:
            latent = loading * factor + random.standard_normal(n)
            five = np.clip(np.round(latent + 3), 1, 5)
            columns[item] = (latent > 0.3).astype(float) if scale.id == "preventie" else five
    for item in LEFT_OUT:
        columns[item] = np.clip(np.round(random.standard_normal(n) + 3), 1, 5)
    return pd.DataFrame(columns)


def groups(n: int = 140, seed: int = 2) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "leerweg": random.choice(["bol", "bbl_of_beide"], n),
            "meldingen": random.choice(["ja", "nee"], n),
            "sectorcategorie": ["zorg"] * n,
        }
    )


def protocol(**change: int) -> Protocol:
    """The project's protocol with fewer simulations."""
    found = load_protocol(ROOT / "instruments" / "protocol.yml")
    statistics = found.statistics.model_copy(update={"parallel_simulations": 100})
    measured = found.measurement.model_copy(update={"polychoric_simulations": 5, **change})
    return found.model_copy(update={"statistics": statistics, "measurement": measured})


def measured(
    table: pd.DataFrame, by: pd.DataFrame | None = None, provenance: str = "synthetic"
) -> pd.DataFrame:
    constant = {"wave": 2024, "source": "survey", "provenance": provenance, "population": "opleidingsteams"}
    found = measurement(
        table,
        groups(len(table)) if by is None else by,
        QUESTIONNAIRE,
        SCALES,
        protocol(),
        constant=constant,
    )
    return conform(pd.concat(found))


@cache
def rows(provenance: str = "synthetic") -> pd.DataFrame:
    return measured(answers(), provenance=provenance)
