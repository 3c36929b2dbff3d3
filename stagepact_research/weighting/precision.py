"""What unequal weights cost: Kish's design effect and the effective sample size."""

from __future__ import annotations

import pandas as pd

from stagepact_research.weighting.checks import checked_weights


def design_effect(weights: pd.Series) -> float:
    """Kish's approximate design effect of unequal weights.

    deff = n * sum(w^2) / (sum w)^2, at least 1.

    Parameters
    ----------
    weights : Series of float, one per respondent, all > 0, any scale.

    Raises
    ------
    InvalidWeight
        If a weight is missing, infinite, zero or negative; names the first such respondent.

    Source: Kish (1965), section 11.7.
    """
    values = checked_weights(weights)
    # The largest as the unit, so that squares neither overflow nor vanish.
    scaled = values / values.max()
    return max(float(len(scaled) * (scaled**2).sum() / scaled.sum() ** 2), 1.0)


def effective_size(weights: pd.Series) -> float:
    """The number of equally weighted respondents that would be as precise: n / deff, from 1 to n.

    Parameters and errors as for `design_effect`. Source: Kish (1965), section 11.7.
    """
    return len(weights) / design_effect(weights)
