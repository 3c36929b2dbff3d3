"""What each item adds to its scale: alpha, item-rest correlations and alpha without the item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.errors import (
    ConstantItem,
    InvalidSetting,
    NotPositiveDefinite,
    SingularItems,
    TooFewItems,
    TooFewRows,
)
from stagepact_research.scales.matrix import (
    NIL,
    Matrix,
    as_correlation,
    complete_rows,
    covariance,
    determined,
    numeric,
    pairwise_covariance,
)
from stagepact_research.scales.reliability import (
    alpha_of,
    alpha_without_each,
    feldt_interval,
    item_rest_of,
    require_level,
)

Missing = Literal["complete", "pairwise"]
# A correlation that is nearer to zero than this is rounding noise, not an item that runs the other way.
_NEGATIVE = -1e-9


@dataclass(frozen=True, eq=False)
class ItemStatistics:
    """Alpha of a scale and what each item does to it; what does not exist is NaN, and `remarks` says why."""

    missing: Missing
    """Which rows count: those with an answer on every item, or for each covariance those with both."""
    n_complete: int
    """Respondents with an answer on every item."""
    n_pairwise: tuple[int, int]
    """The smallest and the largest number of rows behind a covariance; both `n_complete` when complete."""
    alpha: float
    alpha_low: float
    """Ends of the confidence interval, see `interval_method`."""
    alpha_high: float
    level: float
    interval_method: str
    """Dutch, with the number of respondents that it takes."""
    mean_inter_item_r: float
    """The mean of the correlations between different items."""
    spearman_brown: float
    """2 r / (1 + r) for two items that correlate positively, else NaN."""
    items: pd.DataFrame
    """Index the items in the order given; n, mean, sd, item_rest_r, alpha_if_dropped."""
    remarks: tuple[str, ...] = field(default=())
    """Dutch sentences about what limits the result."""


def item_statistics(
    items: pd.DataFrame, *, missing: Missing = "complete", level: float = 0.95
) -> ItemStatistics:
    """Cronbach's alpha with its interval, and for each item what it contributes.

    Everything follows from one matrix of covariances, with S the sum of all its elements and T of its
    diagonal: alpha = k / (k - 1) (1 - T / S); item-rest r = (cov(item, sum) - var(item)) / (sd(item) sd(sum
    - item)); alpha if dropped is alpha of the matrix without the item; correlations are cov_ij /
    sqrt(cov_ii cov_jj).

    Parameters
    ----------
    items : DataFrame, respondents by items, numbers with NaN for missing; at least 2 items.
    missing : "complete" takes the rows without a missing answer; "pairwise" takes for each covariance the
        rows with both answers, and for the interval the smallest of those numbers of rows.
    level : of Feldt's interval, between 0 and 1.

    Raises
    ------
    UnusableItems
        If there are fewer than 2 items, fewer rows (for pairwise: behind any covariance) than items, an
        item, the sum or the sum of the other items without variance, a value that is no number, or pairwise
        covariances that are not positive definite; pairwise also if items determine each other, which
        complete rows remark on.

    Source: Cronbach (1951), Psychometrika 16; Feldt (1965), Psychometrika 30. Agrees with psych::alpha in R
    (which works pairwise; give it na.omit(items) for complete rows), except that psych takes all rows for
    the interval.
    """
    require_level(level)
    if missing not in get_args(Missing):
        raise InvalidSetting("missing", missing, "complete of pairwise")
    if missing == "complete":
        used = complete_rows(items, least_items=2, least_rows=items.shape[1])
        n_complete, before = len(used), len(items)
        cov, least, most = covariance(used), n_complete, n_complete
        remarks = cautions.about_rows(before, n_complete)
    else:
        used, cov, rows = _pairwise(items)
        n_complete, least, most = int(used.notna().all(axis=1).sum()), int(rows.min()), int(rows.max())
        remarks = [cautions.pairwise_rows(least, most), *cautions.few_rows(least)]
    return _from_covariances(used, cov, (missing, n_complete, least, most), level, remarks)


def _pairwise(items: pd.DataFrame) -> tuple[pd.DataFrame, Matrix, Matrix]:
    """The answers, their pairwise covariances and the rows behind each, checked to be of use."""
    k = items.shape[1]
    if k < 2:
        raise TooFewItems(items.columns, 2)
    answers = numeric(items)
    cov, rows = pairwise_covariance(answers)
    for place, item in enumerate(answers.columns):
        if rows[place, place] < k:
            raise TooFewRows([item], int(rows[place, place]), k)
        if answers[item].min() == answers[item].max():
            raise ConstantItem(str(item), float(answers[item].min()))
    first, second = (int(place) for place in np.unravel_index(int(rows.argmin()), rows.shape))
    if rows[first, second] < k:
        raise TooFewRows(answers.columns[[first, second]], int(rows[first, second]), k)
    correlations = as_correlation(cov)
    smallest = float(np.linalg.eigvalsh(correlations)[0])
    if smallest < -NIL:
        raise NotPositiveDefinite(answers.columns, smallest)
    if smallest < NIL:
        raise SingularItems(answers.columns[determined(correlations)], int(rows.min()))
    return answers, cov, rows


def _from_covariances(
    used: pd.DataFrame,
    cov: Matrix,
    rows: tuple[Missing, int, int, int],
    level: float,
    remarks: list[str],
) -> ItemStatistics:
    missing, n_complete, least, most = rows
    k, names = len(cov), used.columns
    rest, alpha = item_rest_of(cov, names), alpha_of(cov, names)
    low, high = feldt_interval(alpha, least, k, level)
    correlations = as_correlation(cov)
    mean_r = float((correlations.sum() - k) / (k * (k - 1)))
    spearman_brown = 2 * mean_r / (1 + mean_r) if k == 2 and mean_r > 0 else float("nan")
    table = pd.DataFrame(
        {
            "n": used.notna().sum().to_numpy(),
            "mean": np.nanmean(used.to_numpy(), axis=0),
            "sd": np.sqrt(np.diag(cov)),
            "item_rest_r": rest,
            "alpha_if_dropped": alpha_without_each(cov),
        },
        index=names,
    )
    return ItemStatistics(
        missing=missing,
        n_complete=n_complete,
        n_pairwise=(least, most),
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        level=level,
        interval_method=_interval_method(missing, least),
        mean_inter_item_r=mean_r,
        spearman_brown=spearman_brown,
        items=table,
        remarks=(*remarks, *_about_items(table, least, alpha, correlations, spearman_brown)),
    )


def _interval_method(missing: Missing, n: int) -> str:
    which = "het kleinste paarsgewijze aantal" if missing == "pairwise" else "de complete antwoorden"
    return f"Feldt (1965), op {which} (n = {n})"


def _about_items(
    table: pd.DataFrame, n: int, alpha: float, correlations: Matrix, spearman_brown: float
) -> list[str]:
    found = cautions.about_determined(list(table.index[determined(correlations)]), n, len(table))
    if alpha < 0:
        found.append(cautions.negative_alpha(alpha))
    for item, r in table["item_rest_r"].items():
        if r < _NEGATIVE:
            found.append(cautions.item_runs_the_other_way(item, float(r), alpha))
    if len(table) == 2:
        found.append(cautions.two_items(spearman_brown, bool(spearman_brown > 0)))
    return found
