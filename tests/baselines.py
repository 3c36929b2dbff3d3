"""The numbers that R computed (tests/r/README.md says how), and the data it computed them from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

_HERE = Path(__file__).parent / "r"
_BASELINES = pd.read_csv(_HERE / "baselines.csv")


def items() -> pd.DataFrame:
    """130 respondents by nine items x1-x5, y1-y4, with some answers missing."""
    return pd.read_csv(_HERE / "items.csv")


def scores() -> pd.DataFrame:
    """120 respondents by four scores, with some missing."""
    return pd.read_csv(_HERE / "scores.csv").iloc[:, :4]


def breakdowns() -> pd.DataFrame:
    """The same respondents by sectorcategorie and leerweg, with some missing."""
    return pd.read_csv(_HERE / "scores.csv").iloc[:, 4:]


def from_r(analysis: str, statistic: str) -> pd.Series:
    """R's values of one statistic, by subject in R's order."""
    found = _BASELINES[(_BASELINES["analysis"] == analysis) & (_BASELINES["statistic"] == statistic)]
    assert len(found), (analysis, statistic)
    return found.set_index("subject")["value"]


def grouped_items() -> pd.DataFrame:
    """210 respondents in groups a and b by ten items x1-x5, y1-y5, with some answers missing."""
    return pd.read_csv(_HERE / "cfa_items.csv")


def components() -> pd.DataFrame:
    """138 respondents by ten items of two things, p1-p6 (p6 runs the other way) and q1-q4, some missing."""
    return pd.read_csv(_HERE / "components.csv")


def from_r_file(file: str, analysis: str, statistic: str) -> pd.Series:
    """R's values of one statistic in tests/r/<file>.csv, by subject in R's order."""
    table = pd.read_csv(_HERE / f"{file}.csv", keep_default_na=False).astype({"value": float})
    found = table[(table["analysis"] == analysis) & (table["statistic"] == statistic)]
    assert len(found), (analysis, statistic)
    return found.set_index("subject")["value"]
