"""How close the respondents come to the population, before and after weighting."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stagepact_research.weighting.checks import Vector, aligned, checked_weights
from stagepact_research.weighting.errors import NoMargins
from stagepact_research.weighting.margins import checked_totals, known_codes


def balance(
    frame: pd.DataFrame, before: pd.Series, after: pd.Series, target: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Shares of every category before and after weighting beside the population's, as a love plot shows them.

    The standardised difference is (p - t) / sqrt(t (1 - t)), with p the weighted share of respondents and t
    that of the population; missing where t is 0 or 1.

    Parameters
    ----------
    frame : DataFrame, a row per respondent, with a column for each variable of `target`.
    before, after : weights >= 0 with the index of `frame`.
    target : for each variable the population's totals or shares by category.

    Returns
    -------
    DataFrame with `variable`, `category`, `share_before`, `share_after`, `target` (shares, 0-1),
    `difference_before`, `difference_after`; also categories without respondents.

    Raises
    ------
    UnusableWeighting
        As for `rake`, a class for each thing that is wrong with the input.
    """
    if not target:
        raise NoMargins
    first = checked_weights(aligned(before, frame.index, "gewichten vooraf"), zero=True)
    last = checked_weights(aligned(after, frame.index, "gewichten achteraf"), zero=True)
    tables = [_of_variable(frame, name, pd.Series(totals), first, last) for name, totals in target.items()]
    return pd.concat(tables, ignore_index=True)


def _of_variable(
    frame: pd.DataFrame, name: str, totals: pd.Series, first: Vector, last: Vector
) -> pd.DataFrame:
    wanted = checked_totals(name, totals)
    codes = known_codes(frame, name, wanted.index)
    share = (wanted / wanted.sum()).to_numpy()
    shares = [np.bincount(codes, weights=own, minlength=len(share)) / own.sum() for own in (first, last)]
    spread = np.sqrt(share * (1 - share))
    spread[spread == 0] = np.nan
    return pd.DataFrame(
        {
            "variable": name,
            "category": np.asarray(wanted.index, dtype=object),
            "share_before": shares[0],
            "share_after": shares[1],
            "target": share,
            "difference_before": (shares[0] - share) / spread,
            "difference_after": (shares[1] - share) / spread,
        }
    )
