"""What estimates say of the model: standardised loadings, their standard errors, and whether they can be."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.optimise import Found, determines, inverse_information
from stagepact_research.scales.cfa.remarks import (
    NEGATIVE_FACTOR,
    NO_STANDARD_ERRORS,
    NOT_DETERMINED,
    TOO_STRONG,
    heywood,
)
from stagepact_research.scales.cfa.structure import Floats, GroupLayout, Layout


def standardised(
    model: FactorModel, layout: Layout, found: Found, information: Floats, n: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Loadings as correlations of item and factor, with standard errors by the delta method.

    l = lambda / sqrt(lambda^2 + theta). The standard errors are NaN where the information does not determine
    the estimates.

    Parameters
    ----------
    information : of one observation; the expected one for complete rows, the observed one otherwise.
    n : how many observations.
    """
    values, group = found.values.copy(), layout.groups[0]
    lam, theta = values[group.loadings], values[group.residuals]
    variance = np.maximum(lam**2 + theta, 1e-12)
    slope = np.zeros((len(lam), layout.size))
    rows = np.arange(len(lam))
    slope[rows, group.loadings] = theta / variance**1.5
    slope[rows, group.residuals] = -lam / (2 * variance**1.5)
    square = np.full(len(lam), np.nan)
    if determines(information):
        square = np.einsum("ia,ab,ib->i", slope, inverse_information(information) / n, slope)
    factor = np.asarray(model.factor_of())
    loading = lam / np.sqrt(variance)
    sign = np.asarray([1.0 if loading[factor == f].sum() >= 0 else -1.0 for f in range(len(model.names))])
    table = pd.DataFrame(
        {
            "factor": [model.names[f] for f in factor],
            "item": list(model.items),
            "loading": loading * sign[factor],
            "se": np.sqrt(np.where(square >= 0, square, np.nan)),
        }
    )
    psi = _psi(model, group, values)
    names = list(model.names)
    return table, pd.DataFrame(psi * np.outer(sign, sign), index=names, columns=names)


def admissibility(model: FactorModel, layout: Layout, found: Found) -> list[str]:
    """Why a solution cannot be one of real variances and correlations, in any group; empty when it can."""
    told = []
    negative = [
        item
        for place, item in enumerate(model.items)
        if any(found.values[group.residuals[place]] < 0 for group in layout.groups)
    ]
    if negative:
        told.append(heywood(negative))
    factors = [about_factors(_psi(model, group, found.values)) for group in layout.groups]
    return told + next((one for one in factors if one), [])


def about_factors(psi: Floats) -> list[str]:
    """Why factor covariances cannot be those of real variables; empty when they can."""
    if np.diag(psi).min() <= 0:
        return [NEGATIVE_FACTOR]
    return [TOO_STRONG] if np.linalg.eigvalsh(psi)[0] <= 0 else []


def about_information(found: Found, information: Floats) -> list[str]:
    """Why a solution that was found is only one of many that fit alike; empty when it stands out."""
    if not found.converged or determines(information):
        return []
    return [NOT_DETERMINED if np.isfinite(information).all() else NO_STANDARD_ERRORS]


def _psi(model: FactorModel, group: GroupLayout, values: Floats) -> Floats:
    return np.where(group.psi < 0, np.eye(len(model.names)), values[group.psi])
