"""Omega: how much of the variance of a sum of items the one factor behind them accounts for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stagepact_research.scales import cautions
from stagepact_research.scales.cfa.fitting import fit_cfa
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.matrix import numeric


@dataclass(frozen=True)
class Omega:
    """Omega total, from the one-factor model; NaN where that model gives none, and `remark` says why.

    Beside a number `remark` says what to read it with: items that run the other way, and few respondents.
    """

    value: float
    n: int
    remark: str = ""


def omega_total(items: pd.DataFrame) -> Omega:
    """McDonald's omega of the sum of the items, from the one-factor model by maximum likelihood.

    omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of residual variances), loadings in the items'
    own units; between 0 and 1. The rows without a missing answer.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing; three items or more.

    Raises
    ------
    UnusableItems
        As `fit_cfa`.

    Source: McDonald (1999), Test Theory, chapter 6. Agrees with omega of semTools::reliability in R.
    """
    found = fit_cfa(items, {"factor": list(items.columns)})
    if not found.converged or not found.admissible:
        return Omega(NAN, found.n, found.remarks[-1] if found.remarks else "")
    sd = numeric(items).dropna().std(ddof=0).to_numpy()
    loading = found.loadings["loading"].to_numpy()
    common = float(np.sum(loading * sd)) ** 2
    # In a fitted one-factor model the implied variance of every item is the observed one.
    own = float(np.sum((1 - loading**2) * sd**2))
    remarks = _about_respondents(len(items), found.n, len(sd))
    against = found.loadings.loc[loading < 0, "item"]
    if len(against):
        remarks.append(cautions.items_load_the_other_way(list(against), common / (common + own)))
    return Omega(common / (common + own), found.n, " ".join(remarks))


def _about_respondents(before: int, n: int, k: int) -> list[str]:
    """That most respondents are left out, and that few remain."""
    told = cautions.rows_left_out(before, n) if n < before / 2 else []
    return told + (cautions.few_rows(n) or cautions.few_for_each_item(n, k))
