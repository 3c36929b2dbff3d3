"""What limits a factor analysis of ordered items, in Dutch sentences."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.remarks import TOO_STRONG, heywood
from stagepact_research.scales.matrix import Matrix
from stagepact_research.scales.ordinal.moments import OrdinalMoments
from stagepact_research.scales.ordinal.pair_search import BOUND
from stagepact_research.scales.ordinal.structure import factor_matrix

NO_LIKELIHOOD = "De log-likelihood, AIC en BIC bestaan niet bij WLSMV."
NOT_CONVERGED = (
    "De schatting is niet geconvergeerd: de items hangen te weinig samen of spreken elkaar tegen. "
    "Er zijn geen schattingen."
)
WIDE = 2.0
"""A standard error of a correlation or loading that spans all that it can be."""


def about_undetermined(names: list[str], moments: OrdinalMoments) -> list[str]:
    """Which correlations the answers leave open; they hardly weigh in the estimates."""
    variance = np.diag(moments.gamma_correlations) / moments.n
    open_ones = [
        f"{names[i]} en {names[j]}"
        for i, j, wide in zip(*moments.pairs, variance > WIDE**2, strict=True)
        if wide
    ]
    if not open_ones:
        return []
    which = ", ".join(open_ones)
    return [f"De samenhang tussen {which} is niet te bepalen: een antwoord is daarvoor te zeldzaam."]


def about_correlations(names: list[str], moments: OrdinalMoments) -> list[str]:
    """Why the polychoric correlations cannot be those of real variables; empty when they can."""
    told = []
    perfect = [
        f"{names[i]} en {names[j]}"
        for i, j in zip(*moments.pairs, strict=True)
        if abs(moments.correlations[i, j]) >= BOUND
    ]
    if perfect:
        told.append(
            f"Volmaakte samenhang (polychorische correlatie van 0.999 of sterker): {', '.join(perfect)}. "
            "Laat van elk paar een item weg."
        )
    if np.linalg.eigvalsh(moments.correlations)[0] <= 0:
        told.append(
            "De polychorische correlaties spreken elkaar tegen (de matrix is niet positief-definiet): "
            "er zijn te weinig respondenten, of items zijn bijna gelijk."
        )
    return told


def about_solution(model: FactorModel, values: Matrix) -> list[str]:
    """Why estimates cannot be those of real variables; empty when they can."""
    p, told = len(model.items), []
    beyond = [item for item, loading in zip(model.items, values[:p], strict=True) if abs(loading) > 1]
    if beyond:
        told.append(heywood(beyond))
    if np.linalg.eigvalsh(factor_matrix(values[p:], len(model.names)))[0] <= 0:
        told.append(TOO_STRONG)
    return told
