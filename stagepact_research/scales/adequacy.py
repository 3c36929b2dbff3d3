"""Whether items share enough to look for components: Kaiser-Meyer-Olkin and Bartlett's test of sphericity."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.errors import SingularItems, UncorrelatedItems
from stagepact_research.scales.matrix import Matrix, complete_rows, correlation, determined

LEAST_ADEQUACY = 0.5
"""Below this Kaiser called the measure unacceptable."""
# A sum of squared correlations below this is rounding noise of correlations that are zero.
_NO_CORRELATION = 1e-18


@dataclass(frozen=True, eq=False)
class SamplingAdequacy:
    """The Kaiser-Meyer-Olkin measure, of all items together and of each."""

    n: int
    overall: float
    """Between 0 and 1."""
    items: pd.Series
    """Index the items in the order given; between 0 and 1, NaN where an item correlates with no other."""
    remarks: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Sphericity:
    """Bartlett's test of the hypothesis that no item correlates with any other."""

    n: int
    chi2: float
    df: int
    p: float
    remarks: tuple[str, ...] = field(default=())


def kaiser_meyer_olkin(items: pd.DataFrame) -> SamplingAdequacy:
    """The Kaiser-Meyer-Olkin measure of sampling adequacy, on the rows without a missing answer.

    KMO = sum r_ij^2 / (sum r_ij^2 + sum q_ij^2) over i != j, in which q_ij = s_ij / sqrt(s_ii s_jj), with s
    the inverse of the correlations, is the partial correlation given all other items, up to its sign. Of
    one item: the same with j only over the other items. Near 1 when what items share, they share with all.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 3 items, as with two the
        measure is 0.5 whatever the answers.

    Raises
    ------
    SingularItems
        If items determine each other: partial correlations do not exist. psych::KMO gives 0.5 there.
    UncorrelatedItems
        If all correlations are zero.
    UnusableItems
        If there are too few items, no more rows than items, a constant item or a value that is no number.

    Source: Kaiser & Rice (1974), Educational and Psychological Measurement 34. Agrees with psych::KMO in R.
    """
    complete, correlations = _regular(items, least_items=3)
    own, partial = _off_diagonal_squares(correlations, np.linalg.inv(correlations).astype("float64"))
    if own.sum() < _NO_CORRELATION:
        raise UncorrelatedItems(complete.columns)
    alone = own.sum(axis=0) < _NO_CORRELATION
    with np.errstate(invalid="ignore"):
        each = np.where(alone, np.nan, own.sum(axis=0) / (own + partial).sum(axis=0))
    overall = float(own.sum() / (own.sum() + partial.sum()))
    remarks = cautions.about_rows(len(items), len(complete))
    if overall < LEAST_ADEQUACY:
        remarks.append(cautions.low_adequacy(overall))
    if (each < LEAST_ADEQUACY).any():
        remarks.append(cautions.low_item_adequacy(list(complete.columns[each < LEAST_ADEQUACY])))
    if alone.any():
        remarks.append(cautions.no_item_adequacy(list(complete.columns[alone])))
    return SamplingAdequacy(
        n=len(complete),
        overall=overall,
        items=pd.Series(each, index=complete.columns, name="kmo"),
        remarks=tuple(remarks),
    )


def bartlett_sphericity(items: pd.DataFrame) -> Sphericity:
    """Bartlett's test of sphericity, on the rows without a missing answer.

    chi2 = -(n - 1 - (2 k + 5) / 6) log det R with k (k - 1) / 2 degrees of freedom: whether the
    correlations R of k items could come from items without any correlation. With a hundred respondents it
    nearly always says no.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items.

    Raises
    ------
    SingularItems
        If items determine each other: the determinant is zero and chi-square infinite.
    UnusableItems
        If there are too few items, no more rows than items, a constant item or a value that is no number.

    Source: Bartlett (1951), Biometrika 38. Agrees with psych::cortest.bartlett in R.
    """
    from scipy.special import chdtrc

    complete, correlations = _regular(items, least_items=2)
    n, k = complete.shape
    log_determinant = float(np.log(np.linalg.eigvalsh(correlations)).sum())
    chi2 = max(0.0, -(n - 1 - (2 * k + 5) / 6) * log_determinant)
    df = k * (k - 1) // 2
    remarks = cautions.about_rows(len(items), n)
    return Sphericity(n=n, chi2=chi2, df=df, p=float(chdtrc(df, chi2)), remarks=tuple(remarks))


def _regular(items: pd.DataFrame, *, least_items: int) -> tuple[pd.DataFrame, Matrix]:
    """The complete rows and their correlations, which have an inverse."""
    complete = complete_rows(items, least_items=least_items, least_rows=items.shape[1] + 1)
    correlations = correlation(complete)
    double = determined(correlations)
    if double:
        raise SingularItems(complete.columns[double], len(complete))
    return complete, correlations


def _off_diagonal_squares(correlations: Matrix, inverse: Matrix) -> tuple[Matrix, Matrix]:
    """Squared correlations and squared partial correlations, zero on the diagonal."""
    scale = np.sqrt(np.diag(inverse))
    own, partial = correlations**2, (inverse / np.outer(scale, scale)) ** 2
    np.fill_diagonal(own, 0.0)
    np.fill_diagonal(partial, 0.0)
    return own, partial
