"""The two waves that tests/r/change.R invented, and what R computed from them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
from baselines import from_r_file

_HERE = Path(__file__).parent / "r"
MEASURES = {"kennis": "mean", "contact": "mean", "veel": "pct", "nooit": "pct"}
SMALLEST = {"mean": 0.3, "pct": 10.0}
CONSTANT = {
    "wave": "2026",
    "contrast": "2024",
    "source": "survey",
    "provenance": "synthetic",
    "population": "opleidingsteams",
}
from_r = partial(from_r_file, "change")


def earlier() -> pd.DataFrame:
    """138 respondents: weight, sector, leerweg, jaren, kennis, contact, veel, nooit, q1, q2, ja."""
    return pd.read_csv(_HERE / "change_earlier.csv")


def later() -> pd.DataFrame:
    """171 respondents of 16 clusters, with the same columns."""
    return pd.read_csv(_HERE / "change_later.csv")


def outcomes(frame: pd.DataFrame) -> pd.DataFrame:
    """The measures with columns (subject, statistic, category); a share has category "ja"."""
    keys = [(name, kind, "" if kind == "mean" else "ja") for name, kind in MEASURES.items()]
    found = frame[list(MEASURES)].astype("float64")
    found.columns = pd.MultiIndex.from_tuples(keys, names=["subject", "statistic", "category"])
    return found
