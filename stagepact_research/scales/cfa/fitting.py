"""Fit a factor model: estimates, standard errors, how well it fits and whether it may be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stagepact_research.scales.cautions import rows_left_out
from stagepact_research.scales.cfa.fit_measures import fit_of, no_fit, srmr
from stagepact_research.scales.cfa.likelihood import (
    Pattern,
    complete_pattern,
    log_likelihood,
    observed_information,
    patterns,
)
from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.cfa.optimise import Found, maximise
from stagepact_research.scales.cfa.remarks import (
    JUST_IDENTIFIED,
    NOT_CONVERGED,
    NOT_SHARP,
    UNDER_IDENTIFIED,
    fewer_rows_than_parameters,
    never_together,
    rarely_together,
    two_answers,
)
from stagepact_research.scales.cfa.result import CfaResult, Estimator
from stagepact_research.scales.cfa.saturated import (
    independence_discrepancy,
    saturated_discrepancy,
    saturated_moments,
)
from stagepact_research.scales.cfa.semopy_fit import semopy_values
from stagepact_research.scales.cfa.solution import about_information, admissibility, standardised
from stagepact_research.scales.cfa.starting import start_values
from stagepact_research.scales.cfa.structure import Floats, Layout, implied, single_group
from stagepact_research.scales.errors import (
    ConstantItem,
    MissingItems,
    SingularItems,
    TooFewRows,
    UnfitModel,
)
from stagepact_research.scales.matrix import numeric

_SINGULAR = 1e-9
_RARE = 0.10
"""The share of respondents with both answers below which two items hardly tell how they hang together."""
_Pair = tuple[str, str]


def fit_cfa(
    items: pd.DataFrame, factors: Mapping[str, Sequence[str]], *, estimator: Estimator = "ml"
) -> CfaResult:
    """A confirmatory factor analysis of one group.

    ml : maximum likelihood on the rows with an answer on every item; semopy finds the place, and the search
        goes on from there until the slope is zero. Expected information.
    fiml : maximum likelihood on every row with an answer on any item, taking answers as missing at random.
        Observed information.
    wlsmv : for ordered answers: polychoric correlations, diagonally weighted least squares, robust standard
        errors, and a chi-square that is scaled and shifted; complete rows. See `scales.ordinal`.

    Parameters
    ----------
    items : respondents by items, numbers with NaN for missing.
    factors : factor to its items; every item measures one factor, and factors correlate.

    Returns
    -------
    CfaResult; what does not exist in it is NaN and said in its remarks.

    Raises
    ------
    UnusableItems
        If an item is missing or constant, if items determine each other, or if there are too few rows.
    UnfitModel
        If the model itself cannot be.

    Source: Jöreskog (1969), Psychometrika 34; Arbuckle (1996) for FIML. Agrees with lavaan's cfa.
    """
    model = FactorModel.of(factors)
    absent = [item for item in model.items if item not in items.columns]
    if absent:
        raise MissingItems(absent)
    chosen = items[list(model.items)]
    if estimator == "wlsmv":
        from stagepact_research.scales.ordinal import fit_wlsmv

        return fit_wlsmv(chosen, model)
    if estimator not in ("ml", "fiml"):
        raise UnfitModel(f'de schatter "{estimator}" bestaat niet.', "ml, fiml of wlsmv")
    table = numeric(chosen)
    rows = table.dropna() if estimator == "ml" else table.dropna(how="all")
    remarks = _about_rows(len(table), rows, estimator) + _about_answers(rows)
    if model.identification() == "under":
        return _under_identified(model, len(rows), estimator, remarks)
    values = rows.to_numpy(dtype=float)
    refuse_unusable(values, model.items)
    told = []
    if estimator == "fiml":
        never, rarely = _answered_together(values, model.items)
        told += [never_together(never)] if never else []
        remarks += [rarely_together(rarely, _RARE)] if rarely else []
    sd = np.nanstd(values, axis=0)
    # In standard units neither a large mean nor a small unit costs digits.
    standard = (values - np.nanmean(values, axis=0)) / sd
    own = complete_pattern(standard) if estimator == "ml" else patterns(standard)
    layout = single_group(model, means=estimator == "fiml")
    mean, cov, known = saturated_moments(own, len(model.items))
    _refuse_singular(cov, model.items, len(values))
    found = _search(standard, model, layout, own, (mean, cov), estimator)
    if not known:
        remarks.append(NOT_SHARP)
    logl = log_likelihood([own], found.f) - float(np.log(sd) @ (~np.isnan(values)).sum(axis=0))
    return _result(model, layout, own, (mean, cov), found, logl, estimator, (remarks, told))


def refuse_unusable(values: Floats, items: Sequence[str]) -> None:
    """Refuse too few rows and items without variance.

    Raises
    ------
    TooFewRows, ConstantItem
    """
    if len(values) < 3:
        raise TooFewRows(items, len(values), 3)
    for place, item in enumerate(items):
        column = values[:, place][~np.isnan(values[:, place])]
        if len(column) < 3:
            raise TooFewRows([item], len(column), 3)
        if column.max() == column.min():
            raise ConstantItem(item, float(column[0]))


def _refuse_singular(cov: Floats, items: Sequence[str], n: int) -> None:
    sd = np.sqrt(np.diag(cov))
    roots, vectors = np.linalg.eigh(cov / np.outer(sd, sd))
    if roots[0] < _SINGULAR:
        guilty = [items[int(place)] for place in np.flatnonzero(np.abs(vectors[:, 0]) > 1e-3)]
        raise SingularItems(guilty, n)


def _search(
    values: Floats,
    model: FactorModel,
    layout: Layout,
    own: list[Pattern],
    moments: tuple[Floats, Floats],
    estimator: Estimator,
) -> Found:
    """The best of what the starting places lead to."""
    starts = [start_values(layout, [moments])]
    if estimator == "ml":
        theirs = semopy_values(values, model, layout)
        if theirs is not None:
            found = maximise(layout, [own], theirs)
            if found.converged:
                return found
            starts.append(found.values)
    tried = [maximise(layout, [own], start) for start in starts]
    return min(tried, key=lambda one: (not one.converged, one.f))


def _result(
    model: FactorModel,
    layout: Layout,
    own: list[Pattern],
    moments: tuple[Floats, Floats],
    found: Found,
    logl: float,
    estimator: Estimator,
    told: tuple[list[str], list[str]],
) -> CfaResult:
    """The result; `told` are the remarks so far, and those that make it inadmissible."""
    n = sum(pattern.n for pattern in own)
    p = len(model.items)
    mean, cov = moments
    at = implied(layout, 0, found.values, derivatives=False)
    mu = at.mu if layout.means else mean
    saturated = saturated_discrepancy(own, mean, cov)
    chi2 = n * found.f - saturated
    df = model.degrees_of_freedom()
    base = (independence_discrepancy(own, p) - saturated, p * (p - 1) // 2)
    fit = fit_of(chi2, df, base, n) if df > 0 or found.converged else no_fit(df)
    # Without means among its parameters the model leaves them as they are: they are no parameters of it.
    size = layout.size
    information = found.information
    if len(own) > 1 or layout.means:
        information = observed_information(layout, [own], found.values, found.information)
    loadings, correlations = standardised(model, layout, found, information, n)
    remarks = told[0]
    impossible = [
        *told[1],
        *admissibility(model, layout, found),
        *about_information(found, information),
    ]
    remarks += fewer_rows_than_parameters(n, size)
    if df == 0:
        remarks.append(JUST_IDENTIFIED)
    if not found.converged:
        remarks.append(NOT_CONVERGED)
    return CfaResult(
        estimator=estimator,
        n=n,
        n_parameters=size,
        loadings=loadings,
        factor_correlations=correlations,
        residual_correlations=_residuals(cov, at.sigma, model.items),
        chi2=fit.chi2,
        df=df,
        p=fit.p,
        cfi=fit.cfi,
        tli=fit.tli,
        rmsea=fit.rmsea,
        rmsea_low=fit.rmsea_low,
        rmsea_high=fit.rmsea_high,
        srmr=srmr([(n, mean, cov)], [(mu, at.sigma)], means=layout.means),
        log_likelihood=logl,
        aic=2 * size - 2 * logl,
        bic=size * float(np.log(n)) - 2 * logl,
        converged=found.converged,
        admissible=not impossible,
        remarks=(*remarks, *impossible),
    )


def _residuals(cov: Floats, sigma: Floats, items: Sequence[str]) -> pd.DataFrame:
    """Observed minus implied correlations, each standardised by its own variances."""
    ours, theirs = (m / np.sqrt(np.outer(np.diag(m), np.diag(m))) for m in (cov, sigma))
    return pd.DataFrame(ours - theirs, index=list(items), columns=list(items))


def _answered_together(values: Floats, items: Sequence[str]) -> tuple[list[_Pair], list[_Pair]]:
    """The pairs of items that nobody answered both, and those that few of the respondents did."""
    there = (~np.isnan(values)).astype(float)
    both = there.T @ there
    pairs = [(i, j) for i in range(len(items)) for j in range(i + 1, len(items))]
    never = [(items[i], items[j]) for i, j in pairs if both[i, j] == 0]
    rarely = [(items[i], items[j]) for i, j in pairs if 0 < both[i, j] < _RARE * len(values)]
    return never, rarely


def _about_rows(before: int, rows: pd.DataFrame, estimator: Estimator) -> list[str]:
    if estimator == "ml":
        return rows_left_out(before, len(rows))
    return rows_left_out(before, len(rows), why="geen enkel item heeft een antwoord")


def _about_answers(rows: pd.DataFrame) -> list[str]:
    binary = [str(item) for item in rows.columns if rows[item].nunique() == 2]
    return [two_answers(binary)] if binary else []


def _under_identified(model: FactorModel, n: int, estimator: Estimator, remarks: list[str]) -> CfaResult:
    """Nothing can be estimated, and no number is given."""
    items, names = list(model.items), list(model.names)
    empty = pd.DataFrame(
        {
            "factor": [names[f] for f in model.factor_of()],
            "item": items,
            "loading": np.nan,
            "se": np.nan,
        }
    )
    return CfaResult(
        estimator=estimator,
        n=n,
        n_parameters=model.n_parameters(),
        loadings=empty,
        factor_correlations=pd.DataFrame(np.nan, index=names, columns=names),
        residual_correlations=pd.DataFrame(np.nan, index=items, columns=items),
        df=model.degrees_of_freedom(),
        converged=False,
        admissible=False,
        remarks=(*remarks, UNDER_IDENTIFIED),
    )
