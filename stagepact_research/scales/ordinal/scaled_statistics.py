"""Chi-square of a weighted least squares fit, scaled and shifted to follow its reference distribution."""

from __future__ import annotations

import numpy as np

from stagepact_research.scales.matrix import Matrix


def residual_traces(weights: Matrix, gamma: Matrix, jacobian: Matrix) -> tuple[float, float]:
    """The traces of U Gamma and of its square, in which U = W - W J (J'WJ)^-1 J'W.

    They are the mean and half the variance that the discrepancy n sum w (observed - implied)^2 has when the
    model is true.

    Parameters
    ----------
    weights : the diagonal of W.
    gamma : n times the asymptotic covariances of the statistics.
    jacobian : statistics by parameters; without parameters U = W.
    """
    weighted = weights[:, None] * gamma
    if jacobian.shape[1]:
        scaled = weights[:, None] * jacobian
        bread = np.linalg.inv(jacobian.T @ scaled)
        weighted = weighted - scaled @ bread @ (scaled.T @ gamma)
    return float(np.trace(weighted)), float((weighted * weighted.T).sum())


def scaled_shifted(statistic: float, df: int, trace: float, trace_of_square: float) -> float:
    """A statistic with the mean and the variance of chi-square with `df` degrees of freedom.

    a T + df - a trace(UG), with a = sqrt(df / trace(UG UG)); NaN when df is 0.

    Source: Asparouhov & Muthén (2010), Simple second order chi-square correction, Mplus technical appendix;
    lavaan's test = "scaled.shifted".
    """
    if df == 0 or not trace_of_square > 0:
        return float("nan")
    a = float(np.sqrt(df / trace_of_square))
    return a * statistic + df - a * trace


def difference_traces(weights: Matrix, gamma: Matrix, wide: Matrix, narrow: Matrix) -> tuple[float, float]:
    """As `residual_traces`, for the difference in discrepancy of two nested models.

    U = W J P^-1 A' (A P^-1 A')^-1 A P^-1 J'W with J the Jacobian of the wider model, P = J'WJ, and A the
    restrictions that the narrower model adds: the directions that J+ times its Jacobian leaves out.

    Parameters
    ----------
    weights, gamma : of the statistics of all groups together.
    wide, narrow : statistics by parameters, each at its own estimates.

    Source: Satorra (2000), Scaled and adjusted restricted tests in multi-sample analysis of moment
    structures; lavaan's lavTestLRT(method = "satorra.2000", A.method = "delta").
    """
    from scipy.linalg import null_space

    restrictions = null_space((np.linalg.pinv(wide) @ narrow).T).T
    bread = np.linalg.inv(wide.T @ (weights[:, None] * wide))
    half = restrictions @ bread
    middle = half.T @ np.linalg.inv(half @ restrictions.T) @ half
    through = weights[:, None] * wide
    product = through @ middle @ (through.T @ gamma)
    return float(np.trace(product)), float((product * product.T).sum())
