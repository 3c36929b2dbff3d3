"""The respondents that tests/r/weighting.R invented, their margins, and what R computed from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from baselines import from_r_file

SECTOR = pd.Series({"bouw": 280, "techniek": 210, "voedsel": 210, "zorg": 300})
LEERWEG = pd.Series({"bbl": 300, "bol": 700})
NIVEAU = pd.Series({2: 250, 3: 350, 4: 400})
MARGINS = {"sector": SECTOR, "leerweg": LEERWEG, "niveau": NIVEAU}


def rows() -> pd.DataFrame:
    """180 respondents: cluster, stratum, sector, leerweg, niveau, base, y (with gaps), z, size, responded."""
    return pd.read_csv(Path(__file__).parent / "r" / "weighting_rows.csv")


def from_r(analysis: str, statistic: str) -> pd.Series:
    return from_r_file("weighting", analysis, statistic)


def as_array(analysis: str, statistic: str) -> np.ndarray:
    return from_r(analysis, statistic).to_numpy()


def people(seed: int, n: int = 60) -> pd.DataFrame:
    """Respondents of whom every category of three variables occurs."""
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "sector": generator.choice(["bouw", "techniek", "voedsel", "zorg"], n),
            "leerweg": generator.choice(["bbl", "bol"], n),
            "niveau": generator.choice([2, 3, 4], n),
        }
    )
    # The first twelve rows hold every category, and every pair of sector and niveau.
    frame.loc[:11, "sector"] = np.repeat(["bouw", "techniek", "voedsel", "zorg"], 3)
    frame.loc[:11, "niveau"] = np.tile([2, 3, 4], 4)
    frame.loc[:11, "leerweg"] = np.tile(["bbl", "bol", "bol", "bbl"], 3)
    return frame
