"""Would a difference in one intercept have been found? The power of the step from equal loadings to equal
intercepts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.invariance import Grouped, Rung
from stagepact_research.scales.cfa.likelihood import Data, Pattern
from stagepact_research.scales.cfa.optimise import maximise
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.saturated import saturated_discrepancy
from stagepact_research.scales.cfa.structure import implied

_LARGEST = 3.0
_TRIES = 50


def shift_power(grouped: Grouped, scalar: Rung, shift: float, alpha: float = 0.05) -> pd.Series:
    """Per item the power of the chi-square test of equal intercepts, when it alone is off in the last group.

    The population is the scalar model with the item's intercept in the last group raised by `shift`. Fitted
    to that population's moments, the scalar model has a discrepancy that is the noncentrality of the test
    (Satorra & Saris 1985, Psychometrika 50); the metric model fits the population exactly.

    Parameters
    ----------
    scalar : the scalar level of `grouped`, fitted.
    shift : in standard deviations of the item in the last group, positive.

    Returns
    -------
    Series of float between 0 and 1, index the items.
    """
    found = {
        item: _power(grouped, scalar, place, shift, alpha) for place, item in enumerate(grouped.model.items)
    }
    return pd.Series(found, dtype=float)


def detectable_shift(grouped: Grouped, scalar: Rung, power: float = 0.80, alpha: float = 0.05) -> float:
    """The shift that is found with this power in the item with the middle loading, in standard deviations.

    The noncentrality grows almost with the square of the shift, which gives the next shift to try.

    Returns
    -------
    Positive; NaN when no shift up to three standard deviations is found so often.
    """
    from scipy.special import chdtri, chndtrinc

    df = _degrees_of_freedom(grouped)
    needed = float(chndtrinc(float(chdtri(df, alpha)), df, 1 - power))
    place, shift = middle_item(scalar), 0.5
    for _ in range(_TRIES):
        reached = noncentrality_of(grouped, scalar, place, shift)
        if not reached > 0:
            return NAN
        before, shift = shift, shift * float(np.sqrt(needed / reached))
        if shift > _LARGEST:
            return NAN
        if abs(shift - before) < 1e-5:
            return shift
    return NAN


def middle_item(scalar: Rung) -> int:
    """The position of the item with the middle loading."""
    loadings = np.abs(scalar.found.values[scalar.layout.groups[0].loadings])
    return int(np.argsort(loadings, kind="stable")[len(loadings) // 2])


def noncentrality_of(grouped: Grouped, scalar: Rung, place: int, shift: float) -> float:
    """The chi-square of the scalar model on a population in which one intercept is off."""
    population = _population(grouped, scalar, place, shift)
    found = maximise(scalar.layout, population, scalar.found.values)
    saturated = sum(saturated_discrepancy(own, own[0].mean, own[0].cov) for own in population)
    return max(grouped.n * found.f - saturated, 0.0) if found.converged else NAN


def _power(grouped: Grouped, scalar: Rung, place: int, shift: float, alpha: float) -> float:
    from scipy.special import chdtri, chndtr

    df = _degrees_of_freedom(grouped)
    noncentrality = noncentrality_of(grouped, scalar, place, shift)
    return 1 - float(chndtr(float(chdtri(df, alpha)), df, noncentrality)) if noncentrality > 0 else alpha


def _degrees_of_freedom(grouped: Grouped) -> int:
    """What equal intercepts add to equal loadings."""
    return (len(grouped.names) - 1) * (len(grouped.model.items) - len(grouped.model.names))


def _population(grouped: Grouped, scalar: Rung, place: int, shift: float) -> Data:
    data = []
    for group, own in enumerate(grouped.data):
        at = implied(scalar.layout, group, scalar.found.values, derivatives=False)
        mean = at.mu.copy()
        if group == len(grouped.data) - 1:
            mean[place] += shift * np.sqrt(at.sigma[place, place])
        data.append([Pattern(own[0].n, own[0].items, mean, at.sigma)])
    return data
