"""What a confirmatory factor analysis found, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Estimator = Literal["ml", "fiml", "wlsmv"]
NAN = float("nan")


@dataclass(frozen=True, eq=False)
class CfaResult:
    """A fitted factor model.

    Statistics that do not exist are NaN; `remarks` says why. A just-identified model (df 0) reproduces any
    data: its CFI and TLI are 1 and its RMSEA and SRMR 0, which is no evidence for it, and `remarks` says so.
    """

    estimator: Estimator
    n: int
    """Respondents used."""
    n_parameters: int
    loadings: pd.DataFrame
    """factor, item, loading (standardised, between -1 and 1 unless the solution is improper), se; in the
    model's order."""
    factor_correlations: pd.DataFrame
    residual_correlations: pd.DataFrame
    """Observed minus implied correlation, items by items."""
    chi2: float = NAN
    """With `wlsmv` the scaled and shifted statistic (Asparouhov & Muthén 2010)."""
    df: int = 0
    p: float = NAN
    cfi: float = NAN
    """With `wlsmv` from the scaled statistics, as are TLI and RMSEA."""
    tli: float = NAN
    rmsea: float = NAN
    rmsea_low: float = NAN
    """Ends of the 90% confidence interval."""
    rmsea_high: float = NAN
    srmr: float = NAN
    log_likelihood: float = NAN
    aic: float = NAN
    bic: float = NAN
    converged: bool = True
    admissible: bool = True
    """No negative variance, no correlation outside -1 and 1, and the data determine the estimates."""
    remarks: tuple[str, ...] = field(default=())
    """Dutch sentences about what limits the result."""

    @property
    def scaled(self) -> bool:
        """Whether chi-square, CFI, TLI and RMSEA are scaled."""
        return self.estimator == "wlsmv"
