"""Counts of what protection changed: of the file that is written, and not of the answers before it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from stagepact_research.archive.rare import CHANGED
from stagepact_research.codebook import Distribution, Variable
from stagepact_research.codebook.missing import PROTECTED


def protected_counts(variables: Iterable[Variable], frame: pd.DataFrame, k: int) -> dict[str, Distribution]:
    """By variable that protection changes: how often the protected file has each value, and how often none.

    Every combination of background in that file is one of at least `k` respondents, and so is every value.
    Where one is not, because a file is too small to protect, no number of its variable is told.

    Parameters
    ----------
    frame : the file as `protect_rare` gives it.
    k : the smallest group.
    """
    return {v.name: _counted(v, frame[v.name], k) for v in variables if v.name in CHANGED and v.values}


def _counted(variable: Variable, column: pd.Series, k: int) -> Distribution:
    """Reasons for which an answer is missing are not counted, but for protection itself."""
    counts = tuple(float((column == value.code).sum()) for value in variable.values)
    hidden = float((column == PROTECTED.code).sum())
    if any(0 < count < k for count in (*counts, hidden)):
        return Distribution(counts=(float("nan"),) * len(counts), missing=((PROTECTED.code, float("nan")),))
    return Distribution(base=sum(counts) + hidden, counts=counts, missing=((PROTECTED.code, hidden),))
