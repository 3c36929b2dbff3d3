"""Logistic regression for propensities: maximum likelihood, and Firth's where that has no maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.special import expit

from stagepact_research.weighting.checks import Vector
from stagepact_research.weighting.errors import NotConverged

Matrix = NDArray[np.float64]
Method = Literal["ml", "firth"]
_SEPARATED = 1e-6
_MOST_STEPS = 500
_LARGEST_STEP = 5.0
_FLAT = 1e-9
_MOST_HALVINGS = 60


@dataclass(frozen=True)
class LogisticFit:
    """Attributes: `method`, `beta`, `covariance` (inverse information), `separating` (columns, or none)."""

    method: Method
    beta: Vector
    covariance: Matrix
    separating: tuple[int, ...]


def fit_logistic(design: Matrix, outcome: Vector, weights: Vector) -> LogisticFit:
    """Maximum likelihood, or Firth's penalised likelihood if the outcome is separated.

    Parameters
    ----------
    design : rows x terms, of full rank, with an intercept.
    outcome : 0 or 1, both occurring.
    weights : > 0; a row counts as so many observations.
    """
    separating = separating_columns(design, outcome)
    # Both estimates are the same on any basis of the columns; on this one years and euros do no harm.
    basis, triangular = np.linalg.qr(design)
    basis, back = basis * np.sqrt(len(design)), np.linalg.inv(triangular) * np.sqrt(len(design))
    beta = _penalised(basis, outcome, weights) if separating else _maximum(basis, outcome, weights)
    chance = expit(basis @ beta)
    information = (basis.T * (weights * chance * (1 - chance))) @ basis
    covariance = back @ np.linalg.inv(information) @ back.T
    return LogisticFit("firth" if separating else "ml", back @ beta, covariance, separating)


def separating_columns(design: Matrix, outcome: Vector) -> tuple[int, ...]:
    """The columns of a combination that separates the outcomes, wholly or in part; empty where none does.

    With s = 1 for a response and -1 otherwise, a linear programme maximises the sum of s x'b while every
    s x'b >= 0 and every b is between -1 and 1. Above zero, the likelihood has no finite maximum.

    Source: Albert and Anderson (1984), Biometrika 71, for the condition; Konis (2007), thesis, University
    of Oxford, for the linear programme.
    """
    rows = np.unique(np.column_stack([outcome, design]), axis=0)
    spread = rows[:, 1:].copy()
    # Numbers far from zero make the programme ill-conditioned; the intercept absorbs their centre.
    constant = np.ptp(spread, axis=0) == 0
    spread[:, ~constant] -= spread[:, ~constant].mean(axis=0)
    spread /= np.abs(spread).max(axis=0)
    signed = spread * (2 * rows[:, :1] - 1)
    found = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )
    if found.status != 0 or found.x is None or (signed @ found.x).max() < _SEPARATED:
        return ()
    moved = tuple(int(place) for place in np.flatnonzero((np.abs(found.x) > _SEPARATED) & ~constant))
    return moved or tuple(int(place) for place in np.flatnonzero(constant))


def _maximum(design: Matrix, outcome: Vector, weights: Vector) -> Vector:
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    family: Any = Binomial
    generalized: Any = GLM
    model = generalized(outcome, design, family=family(), var_weights=weights)
    found = model.fit(maxiter=_MOST_STEPS, tol=1e-10, tol_criterion="params")
    if not found.converged:
        raise NotConverged("logistische regressie", _MOST_STEPS)
    return np.asarray(found.params, dtype=np.float64)


def _penalised(design: Matrix, outcome: Vector, weights: Vector) -> Vector:
    """Firth's estimate: the log-likelihood plus half the log determinant of the information.

    Its score adds h (1/2 - p) for every row, with h the row's leverage: as if h / 2 of a success and h / 2
    of a failure were added to the row. Newton steps are those of the data so augmented, with weights
    (w + h) p (1 - p), no larger than 5 and halved while the penalised likelihood falls. (On the information
    of the data alone, w p (1 - p), the step of a row with a leverage near one is twice too large, and goes
    back and forth for ever.)

    Source: Firth (1993), Biometrika 80; Heinze and Schemper (2002), Statistics in Medicine 21.
    """
    beta = np.zeros(design.shape[1])
    for _ in range(_MOST_STEPS):
        chance = expit(design @ beta)
        spread = chance * (1 - chance)
        orthogonal, _ = np.linalg.qr(design * np.sqrt(weights * spread)[:, None])
        leverage = (orthogonal**2).sum(axis=1)
        score = design.T @ (weights * (outcome - chance) + leverage * (0.5 - chance))
        _, triangular = np.linalg.qr(design * np.sqrt((weights + leverage) * spread)[:, None])
        step = np.linalg.solve(triangular, np.linalg.solve(triangular.T, score))
        if np.abs(step).max() < _FLAT:
            return beta
        step *= min(1.0, _LARGEST_STEP / np.abs(step).max())
        now = _penalised_likelihood(design, outcome, weights, beta)
        for _ in range(_MOST_HALVINGS):
            if _penalised_likelihood(design, outcome, weights, beta + step) >= now - 1e-10:
                break
            step /= 2
        beta = beta + step
    raise NotConverged("logistische regressie (Firth)", _MOST_STEPS)


def _penalised_likelihood(design: Matrix, outcome: Vector, weights: Vector, beta: Vector) -> float:
    linear = design @ beta
    chance = expit(linear)
    likelihood = weights @ (outcome * linear - np.logaddexp(0, linear))
    _, determinant = np.linalg.slogdet((design.T * (weights * chance * (1 - chance))) @ design)
    return float(likelihood + determinant / 2)
