"""May the means of a scale be compared between groups, or between waves? The ladder of invariance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.confirmation import yes_no
from stagepact_research.analysis.descriptives import Constant, Row
from stagepact_research.analysis.unavailable import rows_or_reason
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Comparability
from stagepact_research.scales.cfa.bias import hidden_bias, latent_difference, mean_bias
from stagepact_research.scales.cfa.ladder import (
    Ladder,
    Rules,
    Verdict,
    climb,
    difference_test,
    form_reason,
    step_reason,
)
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.ordinal import categorical_invariance, merge_sparse_categories

ML = "invariantie_ml"
ORDINAL = "invariantie_wlsmv"


def comparability(
    answers: pd.DataFrame,
    breakdowns: Mapping[str, pd.Series],
    scales: Sequence[Scale],
    rules: Comparability,
    *,
    minimum: int,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows of the ladder of invariance of every scale over every breakdown (group_by).

    By maximum likelihood (method invariantie_ml), but not of yes-no items; and for ordered answers
    (invariantie_wlsmv), after merging each category that a group does not use with its neighbour. Groups with
    fewer complete answers than `minimum` do not count.

    Returns
    -------
    Rows with subject the scale: chi2, df, p of the step, cfi, rmsea, srmr (these three empty where df is 0),
    delta_cfi and `admissible` (0 for a level that did not converge or cannot be) of each level
    (category configural, metric, scalar; or configural, thresholds_loadings); `invariance` with category the
    verdict, estimate the number of levels that hold, and as note why it stopped and what was merged;
    `compared` of each group (1, or 0 where it is too small), with n its complete answers;
    `detectable_shift`, `hidden_bias` in scale points and, for each group after the first (group), `mean_bias`
    in scale points and `latent_difference`. With subject the item: `power`, `modification_index`, and `freed`
    (1) for items that needed their own parameter.
    """
    rows: list[Row] = []
    for name, groups in breakdowns.items():
        for scale in scales:
            own = answers[list(scale.items)]
            complete = groups[own.notna().all(axis=1)]
            kept = large_enough(complete, minimum)
            rows += _compared(groups, complete, kept, {"subject": scale.id, "group_by": name})
            key = {"subject": scale.id, "statistic": "invariance", "group_by": name}
            ladders = {ORDINAL: _by_wlsmv} if yes_no(answers, scale) else {ML: _by_ml, ORDINAL: _by_wlsmv}
            for method, climbed in ladders.items():
                make = partial(climbed, own, kept, scale.id, Rules(**rules.model_dump()))
                found = rows_or_reason(make, **key)
                rows += [{"group_by": name, "method": method, **row} for row in found]
    return tidy(rows, **(constant or {}))


def _compared(groups: pd.Series, complete: pd.Series, kept: pd.Series, key: Row) -> list[Row]:
    """Which groups take part, and how many complete answers each has; also a group that has none."""
    counts = complete.dropna().astype(str).value_counts()
    return [
        {
            **key,
            "statistic": "compared",
            "group": group,
            "estimate": float(group in set(kept)),
            "n": float(counts.get(group, 0)),
        }
        for group in sorted(groups.dropna().astype(str).unique())
    ]


def _by_ml(own: pd.DataFrame, groups: pd.Series, scale: str, rules: Rules) -> list[Row]:
    ladder = climb(own, groups, {scale: list(own.columns)}, rules)
    rows = [*_levels(ladder, scale), *_verdict(ladder, scale), *_items(ladder, scale)]
    return [{"n": ladder.grouped.n, **row} for row in rows]


def _by_wlsmv(own: pd.DataFrame, groups: pd.Series, scale: str, rules: Rules) -> list[Row]:
    together, merged = merge_sparse_categories(own.loc[groups.index], groups)
    table = categorical_invariance(together, groups, {scale: list(own.columns)})
    form, equal = _against_form(*table.itertuples())
    verdict, reason = _ordinal_verdict(form, equal, rules)
    held = {"niet_te_bepalen": 0, "geschonden": 1, "niet_weerlegd": 2}[verdict]
    rows: list[Row] = [{"statistic": "invariance", "category": verdict, "estimate": held}]
    rows[0]["note"] = "; ".join(part for part in (reason, merged_in_words(merged)) if part)
    for level in (form, equal):
        for statistic in ("chi2", "df", "cfi", "rmsea", "srmr", "delta_cfi", "p", "admissible"):
            value = float(getattr(level, statistic))
            note = str(level.remark) if statistic == "chi2" else ""
            rows.append({"statistic": statistic, "category": level.level, "estimate": value, "note": note})
    return [{"subject": scale, "n": len(groups), **row} for row in rows]


def merged_in_words(merged: pd.DataFrame) -> str:
    """Which answers count as which: "samengevoegd: q02a (1 en 3 bij 2), q02b (1 bij 2)"; empty for none."""
    items = []
    for item, rows in merged.groupby("item", sort=False):
        into = [
            f"{' en '.join(f'{category:g}' for category in same['category'])} bij {target:g}"
            for target, same in rows.groupby("into", sort=False)
        ]
        items.append(f"{item} ({' en '.join(into)})")
    return f"samengevoegd: {', '.join(items)}" if items else ""


def _against_form(form: Any, equal: Any) -> tuple[Any, Any]:
    """Both levels; beside a form that cannot be contradicted (df 0) the CFI of the next falls from 1."""
    if form.df > 0 or np.isnan(equal.cfi):
        return form, equal
    return form, equal._replace(delta_cfi=equal.cfi - 1.0)


def _ordinal_verdict(form: Any, equal: Any, rules: Rules) -> tuple[Verdict, str]:
    """The verdict by the same rules; without a computed power it is never more than not contradicted."""
    # A form that cannot be contradicted fits perfectly, whatever the answers.
    before = form._replace(cfi=1.0, rmsea=0.0) if form.df == 0 else form
    if np.isnan(before.cfi) or np.isnan(equal.cfi):
        return "niet_te_bepalen", "het model is niet te schatten"
    if not (form.admissible and equal.admissible):
        return "niet_te_bepalen", "de oplossing is onmogelijk in ten minste één groep"
    if reason := form_reason(before, rules):
        return "niet_te_bepalen", reason
    reason = step_reason(before, equal, rules)
    return ("geschonden", reason) if reason else ("niet_weerlegd", "")


def large_enough(groups: pd.Series, minimum: int) -> pd.Series:
    """The groups with at least `minimum` members, as text; the members of other groups are left out."""
    known = groups.dropna().astype(str)
    counts = known.value_counts()
    return known[known.isin(counts.index[counts >= minimum])]


def _levels(ladder: Ladder, scale: str) -> list[Row]:
    rows: list[Row] = []
    before = None
    for level, rung in ladder.rungs.items():
        values = {"chi2": rung.fit.chi2, "df": rung.fit.df, "cfi": rung.fit.cfi, "rmsea": rung.fit.rmsea}
        values |= {"srmr": rung.srmr}
        if rung.fit.df == 0:
            # A level that cannot be contradicted fits perfectly, whatever the answers: that is no evidence.
            values |= dict.fromkeys(("cfi", "rmsea", "srmr"), NAN)
        values |= {"holds": float(ladder.holds[level]), "admissible": float(rung.sound)}
        if before is not None:
            values["p"] = difference_test(before, rung)[2]
            values["delta_cfi"] = rung.fit.cfi - before.fit.cfi
            values["delta_rmsea"] = rung.fit.rmsea - before.fit.rmsea
        rows += [
            {"subject": scale, "statistic": statistic, "category": level, "estimate": value}
            for statistic, value in values.items()
        ]
        before = rung
    return rows


def _verdict(ladder: Ladder, scale: str) -> list[Row]:
    held = sum(ladder.holds.values())
    names = ladder.grouped.names
    rows: list[Row] = [
        {"statistic": "invariance", "category": ladder.verdict, "estimate": held, "note": ladder.reason},
        {"statistic": "detectable_shift", "estimate": ladder.detectable},
        {"statistic": "hidden_bias", "estimate": hidden_bias(ladder)},
    ]
    for place, group in enumerate(names[1:], start=1):
        rows += [
            {"statistic": "mean_bias", "group": group, "estimate": mean_bias(ladder, place)},
            {"statistic": "latent_difference", "group": group, "estimate": latent_difference(ladder, place)},
        ]
    return [{"subject": scale, **row} for row in rows]


def _items(ladder: Ladder, scale: str) -> list[Row]:
    level = ladder.stopped_at or "scalar"
    found: list[Row] = [
        {"subject": item, "statistic": "modification_index", "category": level, "estimate": value}
        for item, value in ladder.indices.items()
    ]
    found += [{"subject": i, "statistic": "power", "estimate": value} for i, value in ladder.power.items()]
    found += [{"subject": i, "statistic": "freed", "category": level, "estimate": 1} for i in ladder.freed]
    return [{"group": scale, **row} for row in found]
