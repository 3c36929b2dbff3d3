"""What unequal measurement does to a difference in scale means."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.cfa.invariance import factor_means
from stagepact_research.scales.cfa.invariance_power import middle_item
from stagepact_research.scales.cfa.ladder import Ladder
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.structure import implied


def mean_bias(ladder: Ladder, group: int = 1) -> float:
    """How much of the difference in scale means comes from items that measure differently, in scale points.

    The scale mean of a later group minus that of the first is mean(lambda_1) alpha_g, the difference in the
    factor, plus mean(nu_g - nu_1 + (lambda_g - lambda_1) alpha_g), which is the bias. It is that of the model
    in which the items that stood in the way have their own parameters.

    Parameters
    ----------
    group : position of the later group.

    Returns
    -------
    0 where no item stood in the way; NaN where the form itself does not fit, or no freed item mended it.
    """
    if ladder.verdict in ("niet_te_bepalen", "geschonden"):
        return NAN
    if ladder.comparable is None:
        return 0.0
    layout, values = ladder.comparable.layout, ladder.comparable.found.values
    first, later = layout.groups[0], layout.groups[group]
    alpha = factor_means(ladder.comparable, group)[layout.factor]
    shift = values[later.intercepts] - values[first.intercepts]
    steeper = values[later.loadings] - values[first.loadings]
    return float(np.mean(shift + steeper * alpha))


def latent_difference(ladder: Ladder, group: int = 1) -> float:
    """The difference in factor means of a one-factor model, in standard deviations of the first group.

    NaN where the factor cannot be compared.
    """
    if ladder.verdict in ("niet_te_bepalen", "geschonden"):
        return NAN
    return float(factor_means(ladder.comparable or ladder.rungs["scalar"], group)[0])


def hidden_bias(ladder: Ladder) -> float:
    """The bias, in scale points, that a shift in one item would cause and that would probably not be found.

    The detectable shift of the middle item, in its own units, divided by the number of items.
    """
    scalar, last = ladder.rungs["scalar"], len(ladder.grouped.names) - 1
    if np.isnan(ladder.detectable):
        return NAN
    place = middle_item(scalar)
    sigma = implied(scalar.layout, last, scalar.found.values, derivatives=False).sigma
    return float(ladder.detectable * np.sqrt(sigma[place, place]) / len(sigma))
