"""How consistently the items of a scale measure one thing: Cronbach's alpha and item-rest correlations."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from stagepact_research.scales.errors import ConstantTotal, InvalidSetting
from stagepact_research.scales.matrix import Matrix, complete_rows, covariance

# Below this share of the item variances a variance is rounding noise of a sum that is really constant.
_NOISE = 1e-12


def cronbach_alpha(items: pd.DataFrame) -> float:
    """Cronbach's alpha of the sum of the items, on the rows without a missing answer.

    alpha = k / (k - 1) * (1 - sum of item variances / variance of the sum); at most 1, and negative
    when the items on balance contradict each other. The raw coefficient, not the standardised one.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items.

    Raises
    ------
    UnusableItems
        If there are fewer than 2 items or 2 complete rows, if an item or the sum has no variance,
        or if a value is not a number.

    Source: Cronbach (1951), Psychometrika 16. Agrees with raw_alpha of psych::alpha in R.
    """
    complete = complete_rows(items, least_items=2, least_rows=2)
    return alpha_of(covariance(complete), complete.columns)


def alpha_interval(items: pd.DataFrame, level: float = 0.95) -> tuple[float, float]:
    """Feldt's confidence interval for Cronbach's alpha, on the rows without a missing answer.

    (1 - population alpha) / (1 - alpha) follows F(n - 1, (n - 1)(k - 1)) when the items are
    parallel up to a constant and normal, so that
    low = 1 - (1 - alpha) F_upper and high = 1 - (1 - alpha) F_lower.

    Parameters
    ----------
    items : as for `cronbach_alpha`.
    level : the confidence level, between 0 and 1.

    Returns
    -------
    (low, high), each at most 1.

    Source: Feldt (1965), Psychometrika 30; alpha.ci of R's psych computes the same.
    """
    require_level(level)
    complete = complete_rows(items, least_items=2, least_rows=2)
    return feldt_interval(alpha_of(covariance(complete), complete.columns), *complete.shape, level)


def require_level(level: float) -> None:
    """Refuse a confidence level outside 0 to 1 (InvalidSetting)."""
    if not 0 < level < 1:
        raise InvalidSetting("level", level, "een getal tussen 0 en 1, zoals 0.95")


def feldt_interval(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """The interval of `alpha_interval` for an alpha of k items found in n rows."""
    from scipy.special import fdtri

    tail, unexplained = (1 - level) / 2, 1 - alpha
    df1, df2 = n - 1, (n - 1) * (k - 1)
    low = 1 - unexplained * float(fdtri(df1, df2, 1 - tail))
    high = 1 - unexplained * float(fdtri(df1, df2, tail))
    return low, high


def item_rest_correlations(items: pd.DataFrame) -> pd.Series:
    """The correlation of each item with the sum of the other items, on the rows without a missing answer.

    r = (cov(item, sum) - var(item)) / (sd(item) sd(sum - item)); between -1 and 1.

    Parameters
    ----------
    items : as for `cronbach_alpha`.

    Returns
    -------
    Series of float named "item_rest_r", index the items in the order given.

    Raises
    ------
    UnusableItems
        As `cronbach_alpha`; also if the other items sum to a constant, so that r does not exist.

    Agrees with r.drop of psych::alpha in R.
    """
    complete = complete_rows(items, least_items=2, least_rows=2)
    found = item_rest_of(covariance(complete), complete.columns)
    return pd.Series(found, index=complete.columns, name="item_rest_r")


def alpha_of(cov: Matrix, items: Iterable[object]) -> float:
    """Cronbach's alpha of items with these covariances.

    Raises
    ------
    ConstantTotal
        If their sum has no variance.
    """
    k, total, separate = len(cov), float(cov.sum()), float(np.trace(cov))
    if total <= _NOISE * separate:
        raise ConstantTotal(items)
    return k / (k - 1) * (1 - separate / total)


def item_rest_of(cov: Matrix, items: Iterable[object]) -> Matrix:
    """Item-rest correlations of items with these covariances.

    Raises
    ------
    ConstantTotal
        If the sum of the other items of an item has no variance.
    """
    variance = np.diag(cov)
    with_total = cov.sum(axis=1)
    rest_variance = cov.sum() - 2 * with_total + variance
    if (rest_variance <= _NOISE * variance.sum()).any():
        raise ConstantTotal(items)
    correlations: Matrix = (with_total - variance) / np.sqrt(variance * rest_variance)
    return correlations.clip(-1, 1)


def alpha_without_each(cov: Matrix) -> Matrix:
    """Cronbach's alpha of the other items, for each item left out; NaN when fewer than two remain.

    From the covariances of all items: the item's row and column are taken out of the sums.
    """
    k, variance = len(cov) - 1, np.diag(cov)
    if k < 2:
        return np.full(len(cov), np.nan)
    rest_total = cov.sum() - 2 * cov.sum(axis=1) + variance
    return np.asarray(k / (k - 1) * (1 - (variance.sum() - variance) / rest_total))
