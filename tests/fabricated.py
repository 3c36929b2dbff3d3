"""A fabricated table of estimates with every row that the chapters look up; its numbers mean nothing."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from stagepact_research.estimates import tidy
from stagepact_research.instruments.loading import load_questionnaire, load_scales
from stagepact_research.report.distributions import categories
from stagepact_research.report.labels import GROUPINGS

ROOT = Path(__file__).parent.parent
QUESTIONNAIRE = load_questionnaire(ROOT / "instruments" / "questionnaire" / "2024.yml")
SCALES = load_scales(ROOT / "instruments" / "scales.yml").scales
PHASES = ("voorbereiding", "zoeken", "begeleiding", "contact")
PRACTICES = ("q09a", "q10c", "q10d")


def estimates(provenance: str = "synthetic", *, p: float = 0.2, drop: tuple[str, ...] = ()) -> pd.DataFrame:
    """All rows; `p` is every p-value, and rows of the subjects in `drop` are left out."""
    rows = [*_items(), *_scales(), *_pairs(p), *_groups(p), *_phases(p), *_background()]
    table = tidy(
        [row for row in rows if row["subject"] not in drop],
        wave=2024,
        source="survey",
        provenance=provenance,
        population="opleidingsteams",
    )
    table.attrs["chapter"] = "4-vragenlijst"
    return table


def _row(subject: str, statistic: str, estimate: float, **other: Any) -> dict[str, Any]:
    interval = {"ci_low": estimate - 0.1, "ci_high": estimate + 0.1, "n": 120}
    return {"subject": subject, "statistic": statistic, "estimate": estimate, **interval, **other}


def _items() -> list[dict[str, Any]]:
    rows = []
    for question in QUESTIONNAIRE.questions():
        if not question.response_scale:
            continue
        ids = [c.id for c in categories(QUESTIONNAIRE, question)]
        names = [*ids, *(f"{a}+{b}" for a, b in pairwise(ids))]
        for k, item in enumerate(question.item_ids()):
            shares = {
                name: (100 - 10 * k if i == 0 else 10 * k / (len(ids) - 1)) for i, name in enumerate(ids)
            }
            for name in names:
                share = sum(shares[part] for part in name.split("+"))
                rows.append(_row(item, "pct", share, category=name))
                rows.append(_row(item, "n", share, category=name))
    return rows


def _scales() -> list[dict[str, Any]]:
    rows = [_row("+".join(PRACTICES), "mean", 3.3)]
    for scale in SCALES:
        rows += [_row(scale.id, "mean", 3.5), _row(scale.id, "alpha", 0.8), _row(scale.id, "n_components", 1)]
        rows += [_row(scale.id, "n_items", len(scale.items)), _row(scale.id, "item_rest_r_min", 0.4)]
        rows += [_row(item, "loading", 0.7, group_by="schaal", group=scale.id) for item in scale.items]
        for i in range(len(scale.items)):
            for method, value in (("observed", 3.0 - i / 4), ("parallel", 1.5)):
                rows.append(_row(scale.id, "eigenvalue", value, category=str(i + 1), method=method))
    return rows


def _pairs(p: float) -> list[dict[str, Any]]:
    ids = [scale.id for scale in SCALES]
    together = "+".join(PRACTICES)
    pairs = [*combinations(ids, 2), *combinations(PRACTICES, 2), ("zoeken", together)]
    return [_row(f"{a}~{b}", s, v, method="pearson") for a, b in pairs for s, v in (("r", -0.25), ("p", p))]


def _groups(p: float) -> list[dict[str, Any]]:
    rows = []
    for group_by, (_, levels) in GROUPINGS.items():
        for scale in SCALES:
            shared = {"group_by": group_by, "method": "anova"}
            for statistic, value in (("f", 4.5), ("df1", 2), ("df2", 108), ("p", p), ("eta2", 0.08)):
                rows.append(_row(scale.id, statistic, value, **shared))
            rows.append(_row(scale.id, "p_adjusted", min(1, 8 * p), variant="holm", **shared))
            rows.append(_row(scale.id, "p", p, group_by=group_by, method="welch"))
            for i, level in enumerate(levels):
                rows.append(_row(scale.id, "mean", 4.0 + i / 4, group_by=group_by, group=level))
    return rows


def _phases(p: float) -> list[dict[str, Any]]:
    key = {"subject": "fasen", "method": "rm_anova"}
    corrected = {"variant": "greenhouse_geisser"}
    rows = [_row(statistic="f", estimate=10, **key), _row("fasen", "p", p, method="friedman")]
    for statistic, value in (("p", p), ("df1", 2.7), ("df2", 328.2)):
        rows.append(_row(statistic=statistic, estimate=value, **corrected, **key))
    for i, phase in enumerate(PHASES):
        rows.append(_row("fasen", "mean", 3 + i / 4, group_by="fase", group=phase))
    for a, b in combinations(PHASES, 2):
        pair = {"group_by": "fase", "group": f"{a}~{b}", "method": "paired"}
        rows += [_row("fasen", "difference", -0.5, **pair), _row("fasen", "p_adjusted", p, **pair)]
    return rows


def _background() -> list[dict[str, Any]]:
    rows = []
    flow = ("geopend", "geweigerd", "leeg", "deels", "compleet", "geanalyseerd")
    reasons = ("reden_geen_stagiairs", "reden_team_onbekend", "reden_onderwerp_leeft_niet")
    rows += [_row("respons", "n", 3, category=category) for category in (*flow, *reasons)]
    rows += [_row("procedures", "n", 40, category=category) for category in ("geen", "een", "meer")]
    levels = QUESTIONNAIRE.question("q16").item_ids()
    counted = [("leerweg", c) for c in ("bol", "bbl", "beide")] + [(item, "ja") for item in levels]
    counted += [("q15", option.code.lower()) for option in QUESTIONNAIRE.question("q15").options]
    counted += [("aantal_niveaus", str(i)) for i in range(1, 5)]
    for subject, category in counted:
        rows += [_row(subject, "n", 11, category=category), _row(subject, "pct", 9.9, category=category)]
    return rows
