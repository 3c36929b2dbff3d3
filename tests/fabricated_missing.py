"""Fabricated rows about who is missing, for the chapters; their numbers mean nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.nonresponse.conclusions import conclusion_rows, resistance_rows
from stagepact_research.analysis.nonresponse.diagnostics import NO_SAMPLE
from stagepact_research.analysis.nonresponse.stages import outcome_rows, recruitment_rows
from stagepact_research.estimates import conform, tidy
from stagepact_research.protocol import NonResponse
from stagepact_research.responses.recruitment import Recruitment
from stagepact_research.responses.recruitment.contact_log import OUTCOMES, REASONS

SCALES = (
    *("kennis", "bevorderend", "belemmerend", "preventie"),
    *("voorbereiding", "zoeken", "begeleiding", "contact"),
)


def missing(rules: NonResponse, provenance: str, wave: int = 2024) -> pd.DataFrame:
    """Every row that chapter 4, the summary and Bijlage D look up about who is missing."""
    common = {"wave": wave, "provenance": provenance, "population": "opleidingsteams"}
    weighted = tidy(_weighted(rules), **common, source="survey")
    measured = _measured(rules)
    rows = [
        *outcome_rows(None),
        *conclusion_rows(rules.key_findings, rules.missing_shares, weighted, measured),
        *resistance_rows(rules.key_findings, measured, None, rules.minimum_cell),
        *_diagnostics(),
    ]
    parts = [
        weighted,
        tidy(rows, **common, source="survey"),
        recruitment_rows(_recruited(), rules.minimum_cell, wave=wave, provenance=provenance),
        tidy(_population(), wave=wave, source="frame", provenance="observed", population="studenten"),
    ]
    return conform(pd.concat(parts))


def _interval(value: float, spread: float = 0.1) -> dict[str, float]:
    ends = {"ci_low": value - spread, "ci_high": value + spread}
    return {"estimate": value, "se": spread / 2, **ends, "n": 111}


def _weighted(rules: NonResponse) -> list[dict[str, Any]]:
    rows = []
    for step in ("completion", "raked", "trimmed"):
        for place, scale in enumerate(SCALES):
            key = {"subject": scale, "weighting": step}
            rows.append({**key, "statistic": "mean", **_interval(3.2 + place / 10)})
            rows.append({**key, "statistic": "shift", **_interval(0.02 * place, 0.05)})
            if step == "raked":
                other = {**key, "variant": "plaats=hoogste", "statistic": "mean", "n": 111}
                rows.append({**other, "estimate": 3.25 + place / 10})
        for finding in rules.key_findings:
            if finding.statistic == "pct":
                key = {"subject": finding.subject, "category": finding.category, "weighting": step}
                rows.append({**key, "statistic": "pct", **_interval(40.0, 8.0)})
    return rows


def _measured(rules: NonResponse) -> pd.DataFrame:
    names = [(one.subject, one.statistic, one.category) for one in rules.key_findings]
    values = np.tile(np.array([[1.0], [3.0], [4.0], [5.0]]), (5, len(names)))
    found = pd.DataFrame(values)
    found.columns = pd.MultiIndex.from_tuples(names, names=["subject", "statistic", "category"])
    return found


def _diagnostics() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for step in ("completion", "raked", "trimmed"):
        key = {"subject": "weging", "weighting": step, "n": 111}
        spread = {"weight_min": 0.5, "weight_median": 0.9, "weight_max": 2.1, "deff": 1.1, "effective_n": 101}
        rows += [{**key, "statistic": name, "estimate": value} for name, value in spread.items()]
    rows.append({"subject": "weging", "statistic": "n_replicates", "estimate": 400, "n": 139})
    rows.append(
        {"subject": "weging", "statistic": "opmerking", "category": "1", "note": "Iets samengevoegd."}
    )
    rows.append(
        {"subject": "weging", "statistic": "clustering_factor", "variant": "samenhang=0.05;aantal=10"}
        | {"estimate": 1.2}
    )
    for variable, names in (
        ("sector", ("mtlm+sv", "zws")),
        ("leerweg", ("bol", "bbl")),
        ("niveau", ("niv4",)),
    ):
        for name in names:
            key = {"subject": "teams", "group_by": variable, "group": name, "statistic": "difference"}
            rows.append({**key, "estimate": 0.2})
            rows.append({**key, "estimate": 0.0, "weighting": "trimmed"})
    rows += [{"subject": scale, "statistic": "sd", "estimate": 0.7, "n": 123} for scale in SCALES]
    none = {"subject": "procedures", "category": "geen", "n": 138}
    rows += [{**none, "statistic": "pct", "estimate": 39.9}]
    for term in ("(intercept)", "kennis", "meldingen[N]"):
        key = {"subject": "voltooien", "category": term}
        rows.append({**key, "statistic": "log_odds", "estimate": 0.4, "se": 0.2})
        rows.append({**key, "statistic": "p", "estimate": 0.04})
    for end, value in (("min", 0.6), ("max", 0.9)):
        rows.append({"subject": "voltooien", "statistic": f"propensity_{end}", "estimate": value})
    absent = {"subject": "representativiteit", "statistic": "r_adjusted", "note": NO_SAMPLE}
    page = {"subject": "respons", "statistic": "n", "category": "gestopt", "group_by": "pagina"}
    total = {**page, "group_by": "", "estimate": 28}
    return [
        *rows,
        absent,
        total,
        {**page, "group": "5", "estimate": 20},
        {**page, "group": "9", "estimate": 8},
    ]


def _population() -> list[dict[str, Any]]:
    names = {"sector": ("zws", "h"), "leerweg": ("bol", "bbl"), "niveau": ("niv4",), "buiten": ("Entree",)}
    key = {"subject": "studenten", "statistic": "n", "variant": "1 oktober 2024"}
    ends = {"estimate": 1000, "ci_low": 990, "ci_high": 1020}
    return [
        {**key, **ends, "group_by": by, "group": group} for by, groups in names.items() for group in groups
    ]


def _recruited() -> Recruitment:
    stages = ["instelling", "team"]
    outcomes = pd.DataFrame(0, index=stages, columns=list(OUTCOMES))
    outcomes.loc["instelling", ["toegezegd", "geweigerd"]] = [4, 4]
    reasons = pd.DataFrame(0, index=stages, columns=list(REASONS))
    reasons.loc["instelling", ["geen_tijd", "anders"]] = [3, 1]
    return Recruitment(outcomes, reasons, pd.Series(2, index=stages), ("mbo_raad",))
