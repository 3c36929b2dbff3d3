"""Counts that are too small to publish, and those from which they could be worked out."""

from __future__ import annotations

import pandas as pd

from stagepact_research.analysis.descriptives import Row


def suppress(counts: pd.Series, minimum: int) -> pd.Series:
    """The counts with those from 1 up to `minimum` missing, and never just one: the total would give it away.

    Where one count alone is too small, the smallest other one goes too. Zero stays zero, unless there is no
    other count left to hide with: then zeros are hidden too.

    Parameters
    ----------
    counts : whole numbers by category, whose total is published.
    minimum : the smallest count that may be shown.

    Returns
    -------
    Series of float, NaN for hidden.
    """
    shown = counts.astype("float64")
    small = (shown > 0) & (shown < minimum)
    if small.sum() == 1:
        rest = shown[~small]
        positive = rest[rest > 0]
        also = positive.idxmin() if len(positive) else None
        small = small | ((shown.index == also) if also is not None else (shown == 0))
    return shown.mask(small)


def hidden_note(minimum: int) -> str:
    return f"minder dan {minimum}, of daaruit af te leiden: niet getoond"


def count_row(category: str, count: float, minimum: int) -> Row:
    """A row `n` of one count that `suppress` may have hidden."""
    row: Row = {"statistic": "n", "category": category, "estimate": count}
    return row if pd.notna(count) else row | {"note": hidden_note(minimum)}
