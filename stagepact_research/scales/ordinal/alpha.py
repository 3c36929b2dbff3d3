"""How consistently the normal variables behind ordered items measure one thing."""

from __future__ import annotations

import pandas as pd

from stagepact_research.scales.errors import ConstantTotal
from stagepact_research.scales.ordinal.pair_search import BOUND
from stagepact_research.scales.ordinal.polychoric import polychoric_correlations

# Below this share of the number of items the sum is what the bound on the correlations left of zero.
_LEFT_OVER = 2 * (1 - BOUND)


def ordinal_alpha(items: pd.DataFrame) -> float:
    """Cronbach's alpha of the normal variables behind ordered items, on rows without a missing answer.

    alpha = k / (k - 1) * (1 - k / sum of the polychoric correlations); at most 1, and negative when the items
    on balance contradict each other. It tells about those variables, not about the sum of the answers.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing; at least 2 items.

    Raises
    ------
    UnusableItems
        As `polychoric_correlations`; also if the correlations sum to nothing, so that alpha does not exist.
        Items that mirror each other do: their correlation is searched for down to -0.999 alone.

    Source: Zumbo, Gadermann & Zeisser (2007), Journal of Modern Applied Statistical Methods 6.
    """
    correlations = polychoric_correlations(items).to_numpy()
    k, total = len(correlations), float(correlations.sum())
    if total <= _LEFT_OVER * k:
        raise ConstantTotal(items.columns)
    return k / (k - 1) * (1 - k / total)
