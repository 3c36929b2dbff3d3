"""Response propensities: how likely each unit of the frame was to take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from stagepact_research.weighting.checks import Vector, aligned, base_weights, weight_of
from stagepact_research.weighting.errors import InvalidResponse, MissingColumn, NoContrast, NoRows
from stagepact_research.weighting.logistic import LogisticFit, Method, fit_logistic
from stagepact_research.weighting.predictors import INTERCEPT, Predictors, predictors


@dataclass(frozen=True)
class Propensity:
    """A fitted response model.

    Attributes
    ----------
    propensities : the fitted probability of each unit, named `propensity`.
    coefficients : a row per term with `term`, `variable`, `estimate`, `se`, `z`, `p` (log odds, Wald).
    method : `ml` (maximum likelihood) or `firth` (penalised, where the outcome is separated).
    remarks : Dutch sentences on what a reader must know: left out columns, separation, tiny levels.
    design : units x terms, as fitted. variables : the frame's columns as given. outcome : 0 or 1 per unit.
    base : the weights of the fit, mean 1.
    n, responded : how many units, and how many of them took part.
    """

    propensities: pd.Series
    coefficients: pd.DataFrame
    method: Method
    remarks: tuple[str, ...]
    design: pd.DataFrame
    variables: pd.DataFrame
    outcome: pd.Series
    base: pd.Series
    n: int
    responded: int


def response_propensity(
    frame: pd.DataFrame,
    responded: pd.Series | str,
    variables: Sequence[str] | None = None,
    *,
    base: pd.Series | None = None,
) -> pd.Series:
    """The fitted probability of response of every unit, named `propensity`; see `fit_propensity`."""
    return fit_propensity(frame, responded, variables, base=base).propensities


def fit_propensity(
    frame: pd.DataFrame,
    responded: pd.Series | str,
    variables: Sequence[str] | None = None,
    *,
    base: pd.Series | None = None,
) -> Propensity:
    """A logistic model of response on frame variables.

    Fitted by maximum likelihood, as R's glm(family = binomial). Where variables separate those who took
    part from those who did not, wholly or in part, that has no maximum, and Firth's penalised likelihood
    is used instead, with a remark that names the variables.

    Parameters
    ----------
    frame : DataFrame, a row per unit. Text, booleans and categories count as categories, with the first
        level as reference; numbers as numbers. Constant and collinear columns are left out with a remark.
    responded : 0, 1 or booleans per unit, or the name of the frame's column that holds them.
    variables : the columns to use (default all but `responded`); none gives one overall rate.
    base : weights > 0 per unit, scaled to mean 1; standard errors treat them as counts, and are not
        design-based.

    Raises
    ------
    MissingFrameValue, MissingColumn
        If a value or a column is missing; names row and column.
    InvalidResponse, NoContrast
        If a response is not 0 or 1, or all are the same.
    """
    outcome = _outcome(frame, responded)
    others = [name for name in frame.columns if name != outcome.name]
    names = others if variables is None else list(dict.fromkeys(variables))
    weights = base_weights(base, frame.index)
    weights = weights / weights.mean()
    took_part = int(outcome.sum())
    if took_part in (0, len(outcome)):
        raise NoContrast(took_part, len(outcome))
    columns = predictors(frame, names)
    design = columns.design.to_numpy()
    rows, row_of = np.unique(np.column_stack([outcome, design]), axis=0, return_inverse=True)
    fit = fit_logistic(rows[:, 1:], rows[:, 0], weight_of(row_of.ravel(), weights, len(rows)))
    return Propensity(
        propensities=pd.Series(expit(design @ fit.beta), index=frame.index, name="propensity"),
        coefficients=_coefficients(columns, fit),
        method=fit.method,
        remarks=(*columns.remarks, *_about_separation(columns, fit)),
        design=columns.design,
        variables=frame[names].copy(),
        outcome=outcome,
        base=pd.Series(weights, index=frame.index, name="base"),
        n=len(outcome),
        responded=took_part,
    )


def _outcome(frame: pd.DataFrame, responded: pd.Series | str) -> pd.Series:
    if len(frame) == 0:
        raise NoRows("frame")
    if isinstance(responded, str):
        if (frame.columns == responded).sum() != 1:
            raise MissingColumn(responded, frame.columns)
        own, name = frame[responded], responded
    else:
        own, name = aligned(responded, frame.index, "respons"), None
        # The frame's own column, given as a series, does not predict itself.
        if (frame.columns == responded.name).sum() == 1 and own.equals(frame[responded.name]):
            name = str(responded.name)
    values: Vector = pd.to_numeric(own, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (values != 0) & (values != 1)
    if wrong.any():
        place = int(wrong.argmax())
        raise InvalidResponse(own.index[place], own.iloc[place])
    return pd.Series(values, index=frame.index, name=name)


def _coefficients(columns: Predictors, fit: LogisticFit) -> pd.DataFrame:
    se = np.sqrt(np.diag(fit.covariance))
    z = fit.beta / se
    return pd.DataFrame(
        {
            "term": list(columns.design.columns),
            "variable": [columns.variable_of[term] for term in columns.design.columns],
            "estimate": fit.beta,
            "se": se,
            "z": z,
            "p": 2 * norm.sf(np.abs(z)),
        }
    )


def _about_separation(columns: Predictors, fit: LogisticFit) -> list[str]:
    if not fit.separating:
        return []
    terms = [columns.design.columns[place] for place in fit.separating]
    named = list(dict.fromkeys(columns.variable_of[term] for term in terms))
    which = ", ".join(name for name in named if name != INTERCEPT) or "de variabelen samen"
    return [
        f"Respons en non-respons zijn (deels) volledig gescheiden door {which}; de kansen zijn daarom "
        "geschat met de penalisatie van Firth, die ze iets naar een half trekt."
    ]
