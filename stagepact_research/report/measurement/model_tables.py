"""The tables of the factor models and of the comparability of groups in Bijlage B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Measurement
from stagepact_research.report import nl
from stagepact_research.report.measurement.comparing import (
    ML,
    SHORT,
    WLSMV,
    smallest_power,
    verdict_by,
    verdict_of,
)
from stagepact_research.report.measurement.fitting import (
    ALWAYS,
    ESTIMATORS,
    IMPOSSIBLE,
    NOT_ESTIMATED,
    fit_verdict,
    is_exploratory,
)
from stagepact_research.report.measurement.reading import NAN, number
from stagepact_research.report.tables import Cells, find, p_cell, pipe_table, unbroken

DAGGER = "†"
"""Marks a model that did not converge or has an impossible solution: its numbers are not shown."""


def fit_table(estimates: pd.DataFrame, scales: Sequence[Scale], rules: Measurement) -> str:
    """Every model by every estimator: how well it fits, in numbers and in words."""
    rows: list[Cells] = []
    for subject, method, label in _models(estimates, scales):
        key = {"subject": subject, "method": method}
        chi2, df, p = (number(estimates, statistic=s, **key) for s in ("chi2", "df", "p"))
        row = find(estimates, statistic="converged", **key)
        verdict = fit_verdict(estimates, subject, method, rules)
        usable = verdict not in (NOT_ESTIMATED, IMPOSSIBLE)
        chi2, p = (chi2, p) if usable else (NAN, NAN)
        fit = [number(estimates, statistic=s, **key) if usable else NAN for s in ("cfi", "rmsea", "srmr")]
        verdict = verdict if verdict == ALWAYS else verdict.removeprefix("past ")
        if is_exploratory(estimates, subject, method):
            verdict = f"verkennend; {verdict}"
        rows.append(
            [
                label,
                ESTIMATORS[method],
                nl.MISSING if row is None else nl.base(row),
                unbroken(f"{nl.decimal(chi2, 1)} ({nl.count(df)})"),
                p_cell(p),
                *(nl.decimal(value, 2) for value in fit),
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
                unbroken(nl.interval(rmsea)) if rmsea is not None and known else nl.MISSING,
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
    """How the factors of all scales correlate, in the models that could be estimated."""
    methods = factor_methods(estimates)
    rows = []
    for i, scale in enumerate(scales):
        for other in scales[i + 1 :]:
            pair = f"{scale.id}~{other.id}"
            values = [
                nl.decimal(number(estimates, subject=pair, statistic="factor_r", method=m), 2)
                for m in methods
            ]
            r = number(estimates, subject=pair, statistic="r")
            rows.append(
                [f"{scale.label} en {other.label[0].lower()}{other.label[1:]}", *values, nl.decimal(r, 2)]
            )
    header = ["Schalen", *(ESTIMATORS[method] for method in methods), "Scores (r)"]
    return pipe_table(header, rows, f"l{'r' * len(methods)}r", [50, *[10] * len(methods), 12])


def factor_methods(estimates: pd.DataFrame) -> list[str]:
    """The methods by which the model of all scales gave correlations between factors."""
    known = select(estimates, statistic="factor_r").dropna(subset=["estimate"])["method"]
    return [method for method in ("cfa_wlsmv", "cfa_fiml") if method in set(known)]


def comparability_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Whether groups may be compared on each scale, and what could have been missed."""
    rows = []
    for scale in scales:
        verdict, method = verdict_of(estimates, scale, group_by)
        key = {"subject": scale.id, "group_by": group_by}
        row = find(estimates, statistic="invariance", method=method, **key)
        rows.append(
            [
                scale.label,
                nl.MISSING if row is None else nl.base(row),
                *(_verdict(verdict_by(estimates, scale, group_by, m)) for m in (ML, WLSMV)),
                nl.percent(100 * smallest_power(estimates, scale, group_by)),
                nl.decimal(number(estimates, statistic="detectable_shift", **key), 2),
                nl.decimal(number(estimates, statistic="hidden_bias", **key), 2),
                _largest_bias(estimates, scale, group_by) if verdict in _DIFFER else nl.MISSING,
            ]
        )
    header = ["Schaal", "n", "ML", "WLSMV", "Kans", "Vindbaar (sd)", "Gevolg", "Gevonden"]
    return pipe_table(header, rows, "lrllrrrr", [26, 7, 16, 16, 8, 11, 9, 12])


_DIFFER = ("gedeeltelijk", "geschonden")
"""Verdicts by which some item is not the same in the groups: with others no bias can be found."""


def levels_table(estimates: pd.DataFrame, scales: Sequence[Scale], group_by: str) -> str:
    """Every level of the ladder of every scale; no numbers of a level that cannot be used."""
    rows: list[Cells] = []
    for scale in scales:
        for method, levels in _LEVELS.items():
            key = {"subject": scale.id, "group_by": group_by, "method": method}
            before = True
            for level, says in levels.items():
                if find(estimates, statistic="chi2", category=level, **key) is None:
                    continue
                usable = number(estimates, statistic="admissible", category=level, **key) != 0
                step = usable and before
                before = usable
                cells = _level_cells(estimates, key | {"category": level}, usable, step)
                rows.append([scale.label, f"{says}{'' if usable else f' {DAGGER}'}", *cells])
    header = ["Schaal", "Trede", "χ² (df)", "CFI", "RMSEA", "SRMR", "Stap in CFI", "p van de stap"]
    return pipe_table(header, rows, "llrrrrrr", [23, 26, 14, 8, 9, 8, 10, 10])


def _level_cells(estimates: pd.DataFrame, key: dict[str, str], usable: bool, step: bool) -> list[str]:
    """The numbers of one level; what it changes only when the level before can be used as well."""

    def shown(statistic: str, when: bool) -> float:
        return number(estimates, statistic=statistic, **key) if when else NAN

    df = number(estimates, statistic="df", **key)
    # Without degrees of freedom a model fits always, so its fit is no finding.
    fit = [shown(statistic, usable and df > 0) for statistic in ("cfi", "rmsea", "srmr")]
    return [
        unbroken(f"{nl.decimal(shown('chi2', usable), 1)} ({nl.count(df)})"),
        *(nl.decimal(value, 3) for value in [*fit, shown("delta_cfi", step)]),
        p_cell(shown("p", step)),
    ]


_LEVELS = {
    ML: {
        "configural": "zelfde vorm (ML)",
        "metric": "gelijke ladingen (ML)",
        "scalar": "gelijke nulpunten (ML)",
    },
    WLSMV: {
        "configural": "zelfde vorm (WLSMV)",
        "thresholds_loadings": "gelijke drempels en ladingen (WLSMV)",
    },
}


def _largest_bias(estimates: pd.DataFrame, scale: Scale, group_by: str) -> str:
    """The bias that is farthest from zero, over the groups."""
    found = select(estimates, subject=scale.id, statistic="mean_bias", group_by=group_by)["estimate"].dropna()
    return nl.decimal(found.loc[found.abs().idxmax()], 2) if len(found) else nl.MISSING


def _verdict(verdict: str) -> str:
    return SHORT.get(verdict, nl.MISSING)
