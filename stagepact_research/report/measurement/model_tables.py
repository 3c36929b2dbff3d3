"""The tables of the factor models and of the comparability of groups in Bijlage B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Measurement
from stagepact_research.report import nl
from stagepact_research.report.measurement.prose import (
    ESTIMATORS,
    SHORT,
    fit_verdict,
    is_exploratory,
    verdict_of,
)
from stagepact_research.report.measurement.reading import number
from stagepact_research.report.measurement.tables import p_cell
from stagepact_research.report.tables import Cells, find, pipe_table


def fit_table(estimates: pd.DataFrame, scales: Sequence[Scale], rules: Measurement) -> str:
    """Every model by every estimator: how well it fits, in numbers and in words."""
    rows: list[Cells] = []
    for subject, method, label in _models(estimates, scales):
        key = {"subject": subject, "method": method}
        chi2, df, p = (number(estimates, statistic=s, **key) for s in ("chi2", "df", "p"))
        row = find(estimates, statistic="converged", **key)
        verdict = fit_verdict(estimates, subject, method, rules).removeprefix("past ")
        if is_exploratory(estimates, subject, method):
            verdict = f"verkennend; {verdict}"
        rows.append(
            [
                label,
                ESTIMATORS[method],
                nl.MISSING if row is None else nl.base(row),
                f"{nl.decimal(chi2, 1)} ({nl.count(df)})",
                p_cell(p),
                *(nl.decimal(number(estimates, statistic=s, **key), 2) for s in ("cfi", "rmsea", "srmr")),
                verdict,
            ]
        )
    header = ["Schaal", "Schatter", "n", "χ² (df)", "p", "CFI", "RMSEA", "SRMR", "Oordeel"]
    return pipe_table(header, rows, "llrrrrrrl", [20, 9, 6, 15, 9, 7, 8, 7, 19])


def information_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """Parameters, respondents for each, TLI, the interval of the RMSEA, AIC and BIC."""
    rows: list[Cells] = []
    for subject, method, label in _models(estimates, scales):
        key = {"subject": subject, "method": method}
        rmsea = find(estimates, statistic="rmsea", **key)
        known = rmsea is not None and not pd.isna(rmsea["ci_low"])
        rows.append(
            [
                label,
                ESTIMATORS[method],
                nl.count(number(estimates, statistic="n_parameters", **key)),
                nl.decimal(number(estimates, statistic="n_per_parameter", **key), 1),
                nl.decimal(number(estimates, statistic="tli", **key), 2),
                nl.interval(rmsea) if rmsea is not None and known else nl.MISSING,
                *(nl.decimal(number(estimates, statistic=s, **key), 0) for s in ("aic", "bic")),
            ]
        )
    header = ["Schaal", "Schatter", "Parameters", "n per parameter", "TLI", "RMSEA (90%-BI)", "AIC", "BIC"]
    return pipe_table(header, rows, "llrrrrrr", [22, 9, 11, 11, 7, 18, 9, 9])


def _models(estimates: pd.DataFrame, scales: Sequence[Scale]) -> Iterator[tuple[str, str, str]]:
    """Subject, method and label of every model that was fitted; the label once for each subject."""
    for subject, label in [*((s.id, s.label) for s in scales), ("schalen", "Alle schalen samen")]:
        said = label
        for method in ESTIMATORS:
            if len(select(estimates, subject=subject, statistic="converged", method=method)):
                yield subject, method, said
                said = ""


def factors_table(estimates: pd.DataFrame, scales: Sequence[Scale]) -> str:
    """How the factors of all scales correlate, in both models."""
    rows = []
    for i, scale in enumerate(scales):
        for other in scales[i + 1 :]:
            pair = f"{scale.id}~{other.id}"
            values = [
                nl.decimal(number(estimates, subject=pair, statistic="factor_r", method=m), 2)
                for m in ("cfa_wlsmv", "cfa_fiml")
            ]
            r = number(estimates, subject=pair, statistic="r")
            rows.append(
                [f"{scale.label} en {other.label[0].lower()}{other.label[1:]}", *values, nl.decimal(r, 2)]
            )
    header = ["Schalen", "WLSMV", "FIML", "Scores (r)"]
    return pipe_table(header, rows, "lrrr", [50, 10, 10, 12])


def comparability_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Whether groups may be compared on each scale, and what could have been missed."""
    rows = []
    for scale in scales:
        verdict, method = verdict_of(estimates, scale, group_by)
        key = {"subject": scale.id, "group_by": group_by}
        row = find(estimates, statistic="invariance", method=method, **key)
        power = select(estimates, statistic="power", group=scale.id, group_by=group_by)["estimate"]
        rows.append(
            [
                scale.label,
                nl.MISSING if row is None else nl.base(row),
                SHORT[verdict] if method == "invariantie_ml" else nl.MISSING,
                _ordinal_verdict(estimates, scale, group_by),
                nl.percent(100 * power.min()) if len(power) else nl.MISSING,
                nl.decimal(number(estimates, statistic="detectable_shift", **key), 2),
                nl.decimal(number(estimates, statistic="hidden_bias", **key), 2),
                _largest_bias(estimates, scale, group_by),
            ]
        )
    header = ["Schaal", "n", "ML", "WLSMV", "Kans", "Vindbaar", "Verborgen", "Gevonden"]
    return pipe_table(header, rows, "lrllrrrr", [26, 6, 13, 13, 8, 10, 10, 10])


def levels_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Every level of the ladder of every scale."""
    rows: list[Cells] = []
    for scale in scales:
        label = scale.label
        for method, levels in _LEVELS.items():
            for level, says in levels.items():
                key = {"subject": scale.id, "group_by": group_by, "method": method, "category": level}
                if find(estimates, statistic="chi2", **key) is None:
                    continue
                chi2, df = (number(estimates, statistic=s, **key) for s in ("chi2", "df"))
                cells = [
                    nl.decimal(number(estimates, statistic=s, **key), 3)
                    for s in ("cfi", "rmsea", "srmr", "delta_cfi")
                ]
                rows.append(
                    [
                        label,
                        says,
                        f"{nl.decimal(chi2, 1)} ({nl.count(df)})",
                        *cells,
                        p_cell(number(estimates, statistic="p", **key)),
                    ]
                )
                label = ""
    header = ["Schaal", "Trede", "χ² (df)", "CFI", "RMSEA", "SRMR", "Verandering CFI", "p van de stap"]
    return pipe_table(header, rows, "llrrrrrr", [20, 26, 14, 8, 8, 8, 12, 10])


_LEVELS = {
    "invariantie_ml": {
        "configural": "zelfde vorm (ML)",
        "metric": "gelijke ladingen (ML)",
        "scalar": "gelijke nulpunten (ML)",
    },
    "invariantie_wlsmv": {
        "configural": "zelfde vorm (WLSMV)",
        "thresholds_loadings": "gelijke drempels en ladingen (WLSMV)",
    },
}


def _largest_bias(estimates: pd.DataFrame, scale: Scale, group_by: str) -> str:
    """The bias that is farthest from zero, over the groups."""
    found = select(estimates, subject=scale.id, statistic="mean_bias", group_by=group_by)["estimate"].dropna()
    return nl.decimal(found.loc[found.abs().idxmax()], 2) if len(found) else nl.MISSING


def _ordinal_verdict(estimates: pd.DataFrame, scale: Scale, group_by: str) -> str:
    row = find(
        estimates, subject=scale.id, statistic="invariance", group_by=group_by, method="invariantie_wlsmv"
    )
    return nl.MISSING if row is None else SHORT[str(row["category"]) or "niet_te_bepalen"]
