"""Breakdowns by group: counts of too few, and means from which those of a few others would follow."""

from __future__ import annotations

import math

import pandas as pd

from stagepact_research.analysis.suppression import suppress
from stagepact_research.archive.disclosure.audit import CELL, REST, ROUNDED, Audit, cell_reason, rest_reason
from stagepact_research.estimates import HIDDEN
from stagepact_research.protocol import Disclosure

_TABLE = [
    "wave",
    "source",
    "provenance",
    "population",
    "subject",
    "category",
    "group_by",
    "method",
    "variant",
]
_DESCRIBES = ("mean", "sd", "pct", "median", "min", "max", "difference", "compared")
_DAYS = "dag"
_LIMITS = (0.05, 0.01, 0.001)


def hide_small_groups(rows: pd.DataFrame, rules: Disclosure, audit: Audit) -> None:
    """Note the groups of too few respondents, and with them those from which they would follow.

    Counts of groups that make up one table are hidden as `analysis.suppression.suppress` does it; then every
    row that describes a hidden group goes too.

    Parameters
    ----------
    rows : the computed, unweighted rows of the survey and the recruitment that no exception covers.
    """
    counts = rows[(rows["statistic"] == "n") & (rows["group_by"] != "") & (rows["group_by"] != _DAYS)]
    counts = counts[(counts["group"] != HIDDEN) & counts["estimate"].notna()]
    for key, table in counts.groupby(_TABLE, sort=False):
        shown = suppress(table["estimate"], rules.minimum_cell)
        hidden = set(table.loc[shown.isna(), "group"])
        if not hidden:
            continue
        wave, source, _, _, subject, _, group_by, *_ = key if isinstance(key, tuple) else (key,)
        same = (rows["wave"] == wave) & (rows["source"] == source) & (rows["subject"] == subject)
        same &= (rows["group_by"] == group_by) & rows["statistic"].isin(["n", *_DESCRIBES])
        about = [bool(hidden & set(str(group).split("~"))) for group in rows["group"]]
        for place in rows.index[same & pd.Series(about, rows.index)]:
            audit.note(CELL, place, cell_reason(rules))
    groups = rows["group_by"].isin(rules.groups) & (rows["group"] != "") & rows["statistic"].isin(_DESCRIBES)
    for place in rows.index[groups & (rows["n"] > 0) & (rows["n"] < rules.minimum_cell)]:
        audit.note(CELL, place, cell_reason(rules))


def hide_rests(rows: pd.DataFrame, rules: Disclosure, audit: Audit) -> None:
    """Note the means of groups beside which the mean of all gives those of the few who are in no group.

    With N respondents in all and n in the groups, the scores of the N - n others add up to the difference of
    two sums. Where they are fewer than the smallest base, rounding has to leave their sum unknown by at least
    `minimum_score_width`: the groups' sum is known to within n times the last decimal.
    """
    means = rows[(rows["statistic"] == "mean") & rows["estimate"].notna() & (rows["variant"] == "")]
    everybody = means[means["group_by"] == ""]
    whole = {
        (wave, subject): n
        for wave, subject, n in zip(everybody["wave"], everybody["subject"], everybody["n"], strict=True)
    }
    parts = means[means["group_by"].isin(rules.groups)]
    for (wave, subject, group_by), own in parts.groupby(["wave", "subject", "group_by"], sort=False):
        if (wave, subject) not in whole:
            continue
        total, inside = float(whole[wave, subject]), float(own["n"].sum())
        unknown = inside * 10.0 ** -rules.rounding["mean"] if "mean" in rules.rounding else 0.0
        if 0 < total - inside < rules.minimum_base and unknown < rules.minimum_score_width:
            same = (rows["wave"] == wave) & (rows["subject"] == subject) & (rows["group_by"] == group_by)
            for place in rows.index[same & rows["statistic"].isin(["mean", "sd", "difference", "f", "eta2"])]:
                audit.note(REST, place, rest_reason())


def round_groups(rows: pd.DataFrame, which: pd.Series, rules: Disclosure, audit: Audit) -> pd.DataFrame:
    """The rows of breakdowns with as many decimals as the protocol allows, and a note in the audit.

    The interval and the standard error are rounded with the estimate: the middle of an exact interval is the
    exact mean.

    Parameters
    ----------
    which : by row whether it is one that may be rounded; printed numbers are not.
    """
    done = rows.copy()
    for statistic, decimals in rules.rounding.items():
        mine = which & rows["group_by"].isin(rules.groups) & (rows["statistic"] == statistic)
        mine &= rows["estimate"].notna()
        for column in ("estimate", "se", "ci_low", "ci_high"):
            done.loc[mine, column] = [
                value if math.isnan(value) else _round(value, decimals, statistic)
                for value in rows.loc[mine, column]
            ]
        for place in rows.index[mine]:
            audit.note(ROUNDED, place, f"afgerond op {decimals} decimalen")
    return done


def _round(value: float, decimals: int, statistic: str) -> float:
    rounded = round_once(value, decimals)
    if statistic.startswith("p"):
        # A p-value does not become significant, or stop being it, by being rounded.
        for limit in _LIMITS:
            if value < limit <= rounded:
                return round(limit - 10.0**-decimals, decimals)
    return rounded


def round_once(value: float, decimals: int) -> float:
    """The value with so many decimals, such that rounding it to one fewer gives what it would have given.

    3.4467 becomes 3.44 and not 3.45, for 3.45 would be printed as 3.5 where 3.4467 is 3.4.
    """
    rounded = _half_up(value, decimals)
    coarse = _half_up(value, decimals - 1)
    if decimals and abs(_half_up(rounded, decimals - 1) - coarse) > 10.0**-decimals / 2:
        step = 10.0**-decimals
        rounded = round(rounded - math.copysign(step, rounded - value), decimals)
    return rounded


def _half_up(value: float, decimals: int) -> float:
    scaled = math.floor(abs(round(value, 9)) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return math.copysign(round(scaled, max(decimals, 0)), value)
