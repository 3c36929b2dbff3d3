"""What lavaan computed of ordered items, and the invented answers; tests/r/ordinal.R made both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

_HERE = Path(__file__).parent / "r"
_BASELINES = pd.read_csv(_HERE / "ordinal.csv")

FACTORS = {
    "three": {"F": [f"t{i}" for i in range(1, 4)]},
    "four": {"F": [f"s{i}" for i in range(1, 5)]},
    "five": {"F": [f"s{i}" for i in range(1, 6)]},
    "seven": {"F": [f"s{i}" for i in range(1, 8)]},
    "ten": {"F": [f"s{i}" for i in range(1, 11)]},
    "binary": {"F": [f"j{i}" for i in range(1, 7)]},
    "two": {"F": [f"s{i}" for i in range(1, 6)], "G": [f"t{i}" for i in range(1, 5)]},
    "mixed": {"F": ["s1", "s5", "s7"], "G": ["t1", "t2", "t4"], "H": ["j1", "j2", "j4"]},
}
GROUPED_FACTORS = {
    "v": {"F": [f"v{i}" for i in range(1, 6)]},
    "b": {"F": [f"b{i}" for i in range(1, 7)]},
    "vw": {"F": [f"v{i}" for i in range(1, 5)], "G": [f"w{i}" for i in range(1, 4)]},
}


def items() -> pd.DataFrame:
    """138 respondents by s1-s10 and t1-t4 on 1-5 and j1-j6 on 0-1, with four answers missing."""
    return pd.read_csv(_HERE / "ordinal_items.csv")


def sparse() -> pd.DataFrame:
    """40 respondents by p1-p7, most of which hang together nearly perfectly."""
    return pd.read_csv(_HERE / "ordinal_sparse.csv")


def grouped() -> tuple[pd.DataFrame, pd.Series]:
    """270 respondents by v1-v5 and w1-w3 on 1-4 and b1-b6 on 0-1, and the group of each."""
    table = pd.read_csv(_HERE / "ordinal_groups.csv")
    return table.drop(columns="groep"), table["groep"]


def from_lavaan(analysis: str, subject: str, statistic: str) -> pd.Series:
    """lavaan's values of one statistic; the subject is a first word, and the rest of it the index."""
    rows = _BASELINES[(_BASELINES["analysis"] == analysis) & (_BASELINES["statistic"] == statistic)]
    words = rows["subject"].str.split(" ", n=1, expand=True).reindex(columns=[0, 1]).fillna("")
    own = words[0] == subject
    assert own.any(), (analysis, subject, statistic)
    return pd.Series(rows["value"].to_numpy()[own], index=words[1][own])


def one_from_lavaan(analysis: str, subject: str, statistic: str) -> float:
    """The only value of one statistic."""
    return float(from_lavaan(analysis, subject, statistic).item())


def at_pairs(matrix: pd.DataFrame, pairs: pd.Index) -> list[float]:
    """The elements that are named as "item~item"."""
    return [float(matrix.loc[first, second]) for first, second in (name.split("~") for name in pairs)]


def simulated(
    n: int, p: int, *, loading: float = 0.7, categories: int = 5, seed: int = 1, name: str = "i"
) -> pd.DataFrame:
    """Answers to p items of one factor, all with the same loading, on 1 up to the number of categories."""
    generator = np.random.default_rng(seed)
    latent = loading * generator.standard_normal((n, 1))
    latent = latent + np.sqrt(1 - loading**2) * generator.standard_normal((n, p))
    cuts = np.linspace(-1.2, 1.2, categories + 1)[1:-1]
    columns = [f"{name}{number}" for number in range(1, p + 1)]
    return pd.DataFrame(np.digitize(latent, cuts) + 1.0, columns=columns)
