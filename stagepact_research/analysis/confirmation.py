"""The confirmatory check of the scales: one factor for each, and all scales in one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import pandas as pd

from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.scales import fit_cfa
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.result import NAN, CfaResult, Estimator

ALL_SCALES = "schalen"
EXPLORATORY = "verkennend"
_FIT = ("chi2", "df", "p", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
_EVIDENCE = ("cfi", "tli", "rmsea", "srmr")
"""The fit of a model that could have been contradicted; with df 0 it is perfect whatever the answers."""


@dataclass(frozen=True)
class _Wanted:
    """One model: what the rows call it, which items measure what, and by which estimator."""

    subject: str
    factors: Mapping[str, Sequence[str]]
    estimator: Estimator

    @property
    def method(self) -> str:
        return f"cfa_{self.estimator}"


def confirmation(
    answers: pd.DataFrame,
    scales: Sequence[Scale],
    *,
    minimum_n_per_parameter: float,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows of a one-factor model for every scale, and of all scales as correlated factors.

    Items with answers in steps are fitted by `ml`, `fiml` and `wlsmv`, yes-no items by `wlsmv` alone. All
    scales together are fitted by `wlsmv` on complete rows, and those with answers in steps by `fiml`, which
    also uses the rows with missing answers.

    Parameters
    ----------
    answers : respondents by the items of all scales, as `scale_answers` returns them.
    minimum_n_per_parameter : below this number of respondents for each free parameter the variant of all rows
        is "verkennend".

    Returns
    -------
    Rows with method cfa_ml, cfa_fiml or cfa_wlsmv and subject the scale, or "schalen" for all together:
    chi2, df, p, cfi, tli, rmsea (with its 90% interval), srmr, aic, bic, n_parameters, n_per_parameter,
    converged and admissible (1 or 0; the remarks of the fit are the note of the former); `loading` of
    every item (subject) on its scale (group) with its standard error; `residual_r` of every two items; and
    `factor_r` of every two scales. Where df is 0, cfi, tli, rmsea and srmr are empty.
    """
    rows: list[Row] = []
    for wanted in _models(answers, scales):
        key = {"subject": wanted.subject, "statistic": "converged", "method": wanted.method}
        rows += rows_or_reason(partial(_rows, answers, wanted, minimum_n_per_parameter), **key)
    return tidy(rows, **(constant or {}))


def yes_no(answers: pd.DataFrame, scale: Scale) -> bool:
    """Whether the items of a scale are yes-no items: nothing but 1 and 0."""
    values = answers[list(scale.items)]
    return bool((values.isna() | values.isin([0.0, 1.0])).all(axis=None))


def _models(answers: pd.DataFrame, scales: Sequence[Scale]) -> Iterator[_Wanted]:
    in_steps = [scale for scale in scales if not yes_no(answers, scale)]
    estimators: tuple[Estimator, ...]
    for scale in scales:
        estimators = ("ml", "fiml", "wlsmv") if scale in in_steps else ("wlsmv",)
        yield from (_Wanted(scale.id, {scale.id: scale.items}, estimator) for estimator in estimators)
    if len(scales) > 1:
        yield _Wanted(ALL_SCALES, {scale.id: scale.items for scale in scales}, "wlsmv")
    if len(in_steps) > 1:
        yield _Wanted(ALL_SCALES, {scale.id: scale.items for scale in in_steps}, "fiml")


def _rows(answers: pd.DataFrame, wanted: _Wanted, minimum_n_per_parameter: float) -> list[Row]:
    found = fit_cfa(answers, wanted.factors, estimator=wanted.estimator)
    # Means and thresholds are as many as the data give: they do not make a model harder to estimate.
    size = FactorModel.of(wanted.factors).n_parameters()
    variant = EXPLORATORY if found.n / size < minimum_n_per_parameter else ""
    rows = [*_fit_rows(found, wanted.subject, size), *_item_rows(found, wanted.subject)]
    if len(wanted.factors) > 1:
        for first, second in combinations(found.factor_correlations.columns, 2):
            value = found.factor_correlations.loc[first, second]
            rows.append({"subject": f"{first}~{second}", "statistic": "factor_r", "estimate": value})
    return [{**row, "method": wanted.method, "variant": variant, "n": found.n} for row in rows]


def _fit_rows(found: CfaResult, subject: str, size: int) -> list[Row]:
    values: dict[str, float] = {name: float(getattr(found, name)) for name in _FIT}
    low, high = found.rmsea_low, found.rmsea_high
    if found.df == 0:
        values |= dict.fromkeys(_EVIDENCE, NAN)
        low = high = NAN
    values |= {"n_parameters": size, "n_per_parameter": found.n / size}
    values |= {"admissible": float(found.admissible)}
    rows: list[Row] = [{"subject": subject, "statistic": s, "estimate": v} for s, v in values.items()]
    rows[_FIT.index("rmsea")] |= {"ci_low": low, "ci_high": high}
    verdict = {"subject": subject, "statistic": "converged", "estimate": float(found.converged)}
    return [*rows, {**verdict, "note": " ".join(found.remarks)}]


def _item_rows(found: CfaResult, subject: str) -> list[Row]:
    """Loadings, and what the model leaves of the correlations; of all scales together loadings alone."""
    model = "alle_schalen" if subject == ALL_SCALES else "schaal"
    loadings: list[Row] = [
        {
            "subject": row["item"],
            "statistic": "loading",
            "group_by": model,
            "group": row["factor"],
            "estimate": row["loading"],
            "se": row["se"],
        }
        for row in found.loadings.to_dict("records")
    ]
    if subject == ALL_SCALES:
        return loadings
    residual = found.residual_correlations
    return loadings + [
        {
            "subject": f"{first}~{second}",
            "statistic": "residual_r",
            "group_by": model,
            "group": subject,
            "estimate": residual.loc[first, second],
        }
        for first, second in combinations(residual.columns, 2)
    ]
