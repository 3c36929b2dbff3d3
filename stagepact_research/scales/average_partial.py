"""Velicer's minimum average partial: the number of components after which items share least."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.matrix import NIL, Matrix, complete_rows, correlation, determined


@dataclass(frozen=True, eq=False)
class AveragePartial:
    """The average partial correlation, raised to a power, after taking out 0, 1, 2, ... components."""

    n: int
    squared: pd.Series
    """Index the number of components, 0 to the number of items less 1; Velicer's 1976 criterion, between 0
    and 1. NaN from where nothing of an item is left."""
    fourth: pd.Series
    """The same with fourth powers: the 2000 revision."""
    n_components: int
    """Where `squared` is least, 0 or more."""
    n_components_fourth: int
    """Where `fourth` is least, 0 or more."""
    remarks: tuple[str, ...] = field(default=())


def minimum_average_partial(items: pd.DataFrame) -> AveragePartial:
    """Velicer's minimum average partial test, on the rows without a missing answer.

    C_m = R - A_m A_m', in which A_m are the loadings on the first m principal components; r*_ij = c_ij /
    sqrt(c_ii c_jj); the criterion is the mean of r*_ij^2 over i != j, or of r*_ij^4, and for m = 0 that of
    the correlations themselves. It falls as long as components take out what items share, and rises when
    they take out single items.

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 3 items, as with two
        nothing remains to be averaged after the first component.

    Raises
    ------
    UnusableItems
        If there are too few items, no more rows than items, a constant item or a value that is no number.

    Source: Velicer (1976), Psychometrika 41; the fourth power: Velicer, Eaton & Fava (2000). `squared` from
    one component on agrees with `map` of psych::vss in R, which leaves out m = 0.
    """
    complete = complete_rows(items, least_items=3, least_rows=items.shape[1] + 1)
    correlations = correlation(complete)
    remarks = cautions.about_rows(len(items), len(complete))
    double = list(complete.columns[determined(correlations)])
    remarks += cautions.about_determined(double, *complete.shape)
    partials = _partials(correlations)
    k = len(correlations)
    if len(partials) < k:
        remarks.append(cautions.partials_end(len(partials)))
    squared, fourth = (_averages(partials, power, k) for power in (2, 4))
    return AveragePartial(
        n=len(complete),
        squared=squared,
        fourth=fourth,
        n_components=int(squared.idxmin()),
        n_components_fourth=int(fourth.idxmin()),
        remarks=tuple(remarks),
    )


def _partials(correlations: Matrix) -> list[Matrix]:
    """The partial correlations after 0, 1, ... components, as long as something of every item is left."""
    values, vectors = np.linalg.eigh(correlations)
    found, left = [correlations], correlations
    for place in range(len(values) - 1, 0, -1):
        left = left - values[place] * np.outer(vectors[:, place], vectors[:, place])
        variance = np.diag(left)
        if variance.min() < NIL:
            break
        found.append(left / np.sqrt(np.outer(variance, variance)))
    return found


def _averages(partials: list[Matrix], power: int, k: int) -> pd.Series:
    """The mean of the off-diagonal partial correlations to an even power, by number of components."""
    means = [float(((matrix**power).sum() - k) / (k * (k - 1))) for matrix in partials]
    padded = means + [float("nan")] * (k - len(means))
    return pd.Series(padded, index=pd.RangeIndex(k, name="n_components"), dtype="float64")
