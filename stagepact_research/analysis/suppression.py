"""Counts that are too small to publish, and those from which they could be worked out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.analysis.descriptives import Row
from stagepact_research.estimates import HIDDEN, NOT_SHOWN
from stagepact_research.weighting.errors import InvalidSetting

_LEAST_MINIMUM = 3


def suppress(counts: pd.Series, minimum: int) -> pd.Series:
    """The counts with the small ones (from 1 up to `minimum`) missing, and what they would follow from.

    The total is published, so with p small ones the total h of what is hidden is known too. The rule:

    1. Where no count is small, all are shown.
    2. The small ones are hidden, with the smallest of the others (the first of equals). That is enough if
       h >= 2 * minimum + p - 2, and the smallest other that is shown is more than `minimum` and at least
       h - (p - 1) * (minimum - 1).
    3. Otherwise all counts are hidden, zeros too.

    Step 2 asks only for what everybody can see, so that passing it tells nothing more. It says that each
    small one can be minimum - 1 with the others 1 and the larger one still `minimum` or more, and that each
    can be 1 with the larger one still below those shown. So even who knows this rule, and guesses which one
    is the larger, can take every small one for anything from 1 up to `minimum`; and each of the hidden can
    be the larger one, so that each has at least `minimum` values left.

    Parameters
    ----------
    counts : whole numbers >= 0 by category. Give all categories that exist: leaving out those of zero tells
        that the others are not zero. (One category alone is the total itself.)
    minimum : the smallest count that may be shown, at least 3; with 2, hidden would mean 1.

    Returns
    -------
    Series of float, NaN for hidden.

    Raises
    ------
    InvalidSetting
        If the minimum is below 3.
    """
    if minimum < _LEAST_MINIMUM:
        raise InvalidSetting("minimum", minimum, f"een geheel getal vanaf {_LEAST_MINIMUM}")
    shown = counts.astype("float64")
    return shown.mask(_hidden(np.asarray(shown, dtype=np.float64), minimum))


def _hidden(values: NDArray[np.float64], minimum: int) -> NDArray[np.bool_]:
    hidden = (values > 0) & (values < minimum)
    p = int(hidden.sum())
    if p == 0:
        return hidden
    others = np.flatnonzero(values >= minimum)
    if len(others) == 0:
        return np.ones(len(values), dtype=bool)
    first, *rest = others[np.argsort(values[others], kind="stable")]
    hidden[first] = True
    total = values[hidden].sum()
    above = values[rest[0]] if rest else np.inf
    enough = total >= 2 * minimum + p - 2 and above >= max(total - (p - 1) * (minimum - 1), minimum + 1)
    return hidden if enough else np.ones(len(values), dtype=bool)


def hidden_note(minimum: int) -> str:
    return f"{NOT_SHOWN}: minder dan {minimum}, of daaruit af te leiden"


def count_row(category: str, count: float, minimum: int) -> Row:
    """A row `n` of one count that `suppress` may have hidden."""
    row: Row = {"statistic": "n", "category": category, "estimate": count}
    return row if pd.notna(count) else row | {"note": hidden_note(minimum)}


def hide_reasons(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The rows of the fieldwork with the reasons that too few people gave taken together as `verborgen`.

    Parameters
    ----------
    rows : estimates, of which those with group_by "reden" are counts of one total.
    """
    reasons = rows["group_by"] == "reden"
    if not reasons.any():
        return rows
    counts = rows.loc[reasons].set_index("group")["estimate"]
    shown = suppress(counts, minimum)
    if shown.notna().all():
        return rows
    kept = ~reasons | rows["group"].isin(shown.index[shown.notna()])
    together = (
        rows[reasons]
        .head(1)
        .assign(group=HIDDEN, estimate=float(counts[shown.isna()].sum()), note=hidden_note(minimum))
    )
    return pd.concat([rows[kept], together], ignore_index=True)
