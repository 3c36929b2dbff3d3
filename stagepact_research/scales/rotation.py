"""Components turned so that each item belongs to few of them: varimax and oblimin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.dimensionality import component_signs, principal_components
from stagepact_research.scales.errors import InvalidSetting, RotationFailed, TooManyComponents
from stagepact_research.scales.matrix import NIL, Matrix, complete_rows, correlation, determined

Rotation = Literal["none", "varimax", "oblimin"]
_PREFIX = {"none": "PC", "varimax": "RC", "oblimin": "TC"}
# The stopping rules of stats::varimax and GPArotation::oblimin, and their largest number of steps.
_GAIN, _GRADIENT, _STEPS = 1e-5, 1e-5, 1000


@dataclass(frozen=True, eq=False)
class RotatedComponents:
    """Loadings of items on rotated principal components, and how the components hang together."""

    n: int
    rotation: Rotation
    """"none" where there is one component."""
    loadings: pd.DataFrame
    """Items in the order given by components in descending order of their sums of squares, each column's
    sum positive; with oblimin the pattern: the weights of the components."""
    correlations: pd.DataFrame
    """Of the components; the identity unless oblimin."""
    communalities: pd.Series
    """The share of each item's variance that the components account for, between 0 and 1: the rotation does
    not change it."""
    explained: pd.Series
    """The share of all variance that each component accounts for; with oblimin what components share is
    divided among them, so that the shares still add up."""
    converged: bool = True
    """Whether the rotation came to rest; if not, do not use the loadings."""
    remarks: tuple[str, ...] = field(default=())
    """Dutch sentences about what limits the result, also where the rotation converged."""

    @property
    def structure(self) -> pd.DataFrame:
        """The correlations of items and components: loadings times component correlations."""
        return self.loadings @ self.correlations


def rotated_components(
    items: pd.DataFrame, n_components: int, rotation: Rotation = "oblimin"
) -> RotatedComponents:
    """Principal components of the rows without a missing answer, rotated.

    varimax maximises the variance of the squared loadings within each component, with Kaiser's
    normalisation (every item's row is brought to length 1 first, and back afterwards); components stay
    uncorrelated. oblimin (direct, gamma = 0, that is quartimin) minimises the sum over items and pairs of
    components of the product of squared loadings, without normalisation; components may correlate. So does
    psych::principal: it normalises for varimax and not for oblimin.

    Both start from the unrotated components and stop as R stops: varimax when a step adds less than a share
    of 1e-5 to the criterion, which can leave loadings 0.007 from where more steps would end; oblimin when
    the gradient is below 1e-5. statsmodels rotates to oblimin; its varimax stops elsewhere than R's.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items.
    n_components : from 1 to the number of items; with 1 there is nothing to rotate, and the remarks say so.
    rotation : "varimax", "oblimin" or "none".

    Raises
    ------
    TooManyComponents
        If the correlations have fewer dimensions than that, as when items determine each other.
    RotationFailed
        If components fall together in an oblique rotation.
    UnusableItems
        As `principal_components`.

    Source: Kaiser (1958), Psychometrika 23; Jennrich & Sampson (1966), Psychometrika 31; Jennrich (2002),
    Psychometrika 67. Agrees with psych::principal(rotate = "varimax" or "oblimin") in R, which numbers the
    columns as they stood before they were put in order.
    """
    if rotation not in get_args(Rotation):
        raise InvalidSetting("rotation", rotation, "none, varimax of oblimin")
    unrotated = principal_components(items, n_components)
    complete = complete_rows(items, least_items=2, least_rows=3)
    correlations = correlation(complete)
    dimensions = int((np.linalg.eigvalsh(correlations) > NIL).sum())
    if n_components > dimensions:
        raise TooManyComponents(complete.columns, n_components, dimensions)
    remarks = cautions.about_rows(len(items), len(complete))
    double = list(complete.columns[determined(correlations)])
    remarks += cautions.about_determined(double, *complete.shape)
    if n_components == 1 and rotation != "none":
        rotation = "none"
        remarks.append(cautions.no_rotation())
    start = unrotated.to_numpy()
    loadings, between, gradient = start, np.eye(n_components), 0.0
    if rotation == "varimax":
        loadings = varimax(start)
    elif rotation == "oblimin":
        try:
            loadings, between, gradient = oblimin(start)
        except np.linalg.LinAlgError:
            raise RotationFailed(complete.columns, n_components) from None
    if gradient >= _GRADIENT:
        remarks.append(cautions.rotation_unfinished(gradient))
    loadings, between = _in_order(loadings, between)
    names = [f"{_PREFIX[rotation]}{place}" for place in range(1, n_components + 1)]
    explained = np.diag(between @ loadings.T @ loadings) / len(unrotated)
    return RotatedComponents(
        n=len(complete),
        rotation=rotation,
        loadings=pd.DataFrame(loadings, index=unrotated.index, columns=names),
        correlations=pd.DataFrame(between, index=names, columns=names),
        communalities=(unrotated**2).sum(axis=1).rename("communality"),
        explained=pd.Series(explained, index=names, name="explained"),
        converged=gradient < _GRADIENT,
        remarks=tuple(remarks),
    )


def varimax(loadings: Matrix) -> Matrix:
    """Varimax with Kaiser's normalisation, by repeated singular value decomposition.

    Items by components in and out. An item without communality keeps its zeros.

    Source: the algorithm of stats::varimax in R.
    """
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rows = loadings / np.where(length > 0, length, 1.0)
    turn, reached = np.eye(loadings.shape[1]), 0.0
    for _ in range(_STEPS):
        now = rows @ turn
        left, sizes, right = np.linalg.svd(rows.T @ (now**3 - now * (now**2).mean(axis=0)))
        turn, before, reached = left @ right, reached, float(sizes.sum())
        if reached < before * (1 + _GAIN):
            break
    return np.asarray(rows @ turn * length)


def oblimin(loadings: Matrix) -> tuple[Matrix, Matrix, float]:
    """Direct oblimin with gamma = 0, without normalisation.

    Returns
    -------
    (pattern, component correlations, length of the gradient)
        The gradient is that of the criterion along the transformations allowed; it is below 1e-5 when the
        rotation has converged.
    """
    from statsmodels.multivariate.factor_rotation import rotate_factors

    # A gradient of exactly zero has a logarithm of minus infinity in statsmodels' own record of its steps.
    with np.errstate(divide="ignore"):
        pattern, turn = rotate_factors(  # type: ignore[no-untyped-call]
            loadings, "oblimin", 0, "oblique", tol=_GRADIENT, max_tries=_STEPS + 1
        )
    others = (pattern**2).sum(axis=1, keepdims=True) - pattern**2
    slope = -(pattern.T @ (pattern * others) @ np.linalg.inv(turn)).T
    along = slope - turn * (turn * slope).sum(axis=0)
    return np.asarray(pattern), np.asarray(turn.T @ turn), float(np.linalg.norm(along))


def _in_order(loadings: Matrix, between: Matrix) -> tuple[Matrix, Matrix]:
    """Loadings and component correlations by descending sums of squared loadings, each sum positive."""
    order = np.argsort(-(loadings**2).sum(axis=0), kind="stable")
    sign = component_signs(loadings[:, order])
    return loadings[:, order] * sign, between[np.ix_(order, order)] * np.outer(sign, sign)
