"""Complete-data maximum likelihood by semopy, with the care that its defects ask for.

semopy's optimiser depends on the units of the items, so that it is given standardised items; its rows come
in any order, so that they are looked up by name; a marker that hardly loads leads it astray, so that the best
item is the marker. Its fit statistics are not used. What it found is a place to go on from:
`scales.cfa.fitting` continues until the slope of the likelihood is zero.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.structure import Floats, Layout

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_TOLERANCE = 1e-6


def semopy_values(values: Floats, model: FactorModel, layout: Layout) -> Floats | None:
    """semopy's estimates as the parameters of a single-group layout; None when it found no usable ones.

    Parameters
    ----------
    values : complete rows, items in the order of the model.
    layout : as `structure.single_group` makes it, without means.
    """
    from semopy.model import Model

    sd = values.std(axis=0)
    table = pd.DataFrame((values - values.mean(axis=0)) / sd, columns=_names(model))
    try:
        # Its matrices are small: threads that wait for each other make it many times slower.
        with _libraries().limit(limits=1, user_api="blas"):
            # A model is never used twice: semopy would give the answer of the first data again.
            fitted = Model(_description(model, table))
            fitted.fit(table, options={"ftol": _TOLERANCE})  # type: ignore[no-untyped-call]
            rows = fitted.inspect(information=None)  # type: ignore[no-untyped-call]
    except (np.linalg.LinAlgError, ValueError, ArithmeticError, KeyError, IndexError):
        return None
    found = {
        (left, operation, right): estimate
        for left, operation, right, estimate in rows[["lval", "op", "rval", "Estimate"]].itertuples(
            index=False
        )
    }
    return _as_parameters(found, model, layout, sd)


@cache
def _libraries() -> ThreadpoolController:
    """Looking the libraries up takes as long as the fit; done once."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()  # type: ignore[no-untyped-call]


def _names(model: FactorModel) -> list[str]:
    """Names of its own: semopy cuts names with a space or a hyphen."""
    return [f"i{number}" for number in range(1, len(model.items) + 1)]


def _description(model: FactorModel, table: pd.DataFrame) -> str:
    names, lines, start = _names(model), [], 0
    for number, (_, items) in enumerate(model.factors, start=1):
        own = names[start : start + len(items)]
        start += len(items)
        related = table[own].corr().abs().sum()
        ordered = sorted(own, key=lambda name: (-related[name], name))
        lines.append(f"F{number} =~ {' + '.join(ordered)}")
    return "\n".join(lines)


def _as_parameters(
    found: dict[tuple[str, str, str], float], model: FactorModel, layout: Layout, sd: Floats
) -> Floats | None:
    """Factor variances 1 instead of a marker, and the items in their own units again."""
    factors = [f"F{number}" for number in range(1, len(model.names) + 1)]
    try:
        scale = np.sqrt([float(found[name, "~~", name]) for name in factors])
        loadings = [
            float(found[item, "~", factors[place]]) * scale[place]
            for item, place in zip(_names(model), model.factor_of(), strict=True)
        ]
        residuals = [float(found[item, "~~", item]) for item in _names(model)]
        own = layout.groups[0]
        values = np.zeros(layout.size)
        values[own.loadings] = np.asarray(loadings) * sd
        values[own.residuals] = np.asarray(residuals) * sd**2
        for i in range(len(factors)):
            for j in range(i):
                pair = (factors[i], "~~", factors[j])
                covariance = found[pair] if pair in found else found[factors[j], "~~", factors[i]]
                values[own.psi[i, j]] = float(covariance) / (scale[i] * scale[j])
    except (KeyError, ValueError, TypeError):
        return None
    return values if np.isfinite(values).all() else None
