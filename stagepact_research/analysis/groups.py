"""Do teams of different kinds score differently? One-way comparisons with their effect sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.distributions import (
    eta_squared_interval,
    f_tail,
    studentized_range_quantile,
    studentized_range_tail,
    t_quantile,
    t_tail,
)
from stagepact_research.analysis.errors import (
    ConstantScores,
    DifferentRespondents,
    DoubleRespondent,
    TooFewGroups,
)
from stagepact_research.estimates import tidy

Row = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """One group's scores, summarised: size, mean, and variance with n - 1."""

    name: str
    n: int
    mean: float
    variance: float


def compare_groups(
    scores: pd.DataFrame | pd.Series,
    groups: pd.DataFrame | pd.Series,
    *,
    minimum: int = 2,
    level: float = 0.95,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """One-way comparisons of every score over every breakdown, as rows of the estimates.

    Parameters
    ----------
    scores : respondents by scales, numbers with NaN for missing; or one scale.
    groups : respondents by breakdowns, labels with missing where unknown; or one breakdown. The
        groups of a categorical come in its order, others alphabetically.
    minimum : groups with fewer scores (at least 2) keep their n and mean and are left out of the
        tests; the notes name them.
    level : of the confidence intervals.
    constant : the columns that all rows share (wave, provenance, ...).

    Returns
    -------
    Rows with subject the scale and group_by the breakdown:

    - by `group`: `n`, `mean` (interval by t with the group's own deviation) and `sd`;
    - method "anova": `f`, `df1`, `df2`, `p`, and `eta2` (between / total sum of squares; interval by
      the noncentral F);
    - method "welch": `f`, `df1`, `df2`, `p`, which do not assume equal variances;
    - method "games_howell": `difference` and `p` of every pair of groups "a~b" (mean of a minus mean
      of b), simultaneous over the pairs and without equal variances. With two groups this is
      Welch's t-test.

    With fewer than two groups of the minimum size the tests are NaN and a note says so. "welch" and
    "games_howell" are left out when the scores of one group are all equal.

    Raises
    ------
    TooFewGroups
        If a breakdown has no two groups at all.
    ConstantScores
        If the scores do not vary within the groups.

    Source: Welch (1951), Biometrika 38; Games and Howell (1976), Journal of Educational Statistics 1.
    Agrees with R's aov, oneway.test and ptukey.
    """
    score_frame, group_frame = _as_frame(scores, "schaal"), _as_frame(groups, "groep")
    _same_respondents(score_frame, group_frame)
    rows: list[Row] = []
    for group_by in group_frame.columns:
        labels = group_frame[group_by].reindex(score_frame.index)
        names = _names(labels)
        if len(names) < 2:
            raise TooFewGroups(str(group_by), names)
        for scale in score_frame.columns:
            found = [_group(name, score_frame[scale][labels == name]) for name in names]
            common = {"subject": str(scale), "group_by": str(group_by)}
            rows += [{**common, **row} for row in _rows(found, str(scale), max(minimum, 2), level)]
    return tidy(rows, **(constant or {}))


def anova(groups: list[Group]) -> dict[str, float]:
    """Fisher's one-way analysis of variance: f, df1, df2, p and eta2.

    eta2 = SS_between / (SS_between + SS_within), 0 to 1.
    """
    n = sum(group.n for group in groups)
    grand = sum(group.n * group.mean for group in groups) / n
    between = sum(group.n * (group.mean - grand) ** 2 for group in groups)
    within = sum((group.n - 1) * group.variance for group in groups)
    df1, df2 = len(groups) - 1, n - len(groups)
    f = between / df1 / (within / df2)
    return {"f": f, "df1": df1, "df2": df2, "p": f_tail(f, df1, df2), "eta2": between / (between + within)}


def welch(groups: list[Group]) -> dict[str, float]:
    """Welch's analysis of variance with unequal variances: f, df1, df2 and p."""
    k = len(groups)
    weights = [group.n / group.variance for group in groups]
    total = sum(weights)
    centre = sum(w * group.mean for w, group in zip(weights, groups, strict=True)) / total
    lack = sum((1 - w / total) ** 2 / (group.n - 1) for w, group in zip(weights, groups, strict=True)) / (
        k * k - 1
    )
    between = sum(w * (group.mean - centre) ** 2 for w, group in zip(weights, groups, strict=True))
    f = between / (k - 1) / (1 + 2 * (k - 2) * lack)
    df2 = 1 / (3 * lack)
    return {"f": f, "df1": k - 1, "df2": df2, "p": f_tail(f, k - 1, df2)}


def _rows(found: list[Group], scale: str, minimum: int, level: float) -> list[Row]:
    rows = [row for group in found for row in _group_rows(group, level)]
    tested = [group for group in found if group.n >= minimum]
    left_out = [group.name for group in found if group.n < minimum]
    note = f"zonder {', '.join(left_out)}: minder dan {minimum} scores" if left_out else ""
    n = sum(group.n for group in tested)
    if len(tested) < 2:
        nothing = f"geen twee groepen van ten minste {minimum}"
        names = [("anova", s) for s in ("f", "df1", "df2", "p", "eta2")]
        names += [("welch", s) for s in ("f", "df1", "df2", "p")]
        return rows + [{"method": m, "statistic": s, "estimate": np.nan, "note": nothing} for m, s in names]
    _require_variance(tested, scale)
    table = anova(tested)
    low, high = eta_squared_interval(table["f"], table["df1"], table["df2"], level)
    for statistic, value in table.items():
        interval = {"ci_low": low, "ci_high": high} if statistic == "eta2" else {}
        rows.append(
            {"method": "anova", "statistic": statistic, "estimate": value, "n": n, "note": note, **interval}
        )
    if all(group.variance > 0 for group in tested):
        for statistic, value in welch(tested).items():
            rows.append({"method": "welch", "statistic": statistic, "estimate": value, "n": n, "note": note})
        rows += [row for a, b in combinations(tested, 2) for row in _pair_rows(a, b, len(tested), level)]
    return rows


def _group_rows(group: Group, level: float) -> list[Row]:
    rows: list[Row] = [{"group": group.name, "statistic": "n", "estimate": group.n, "n": group.n}]
    mean: Row = {"group": group.name, "statistic": "mean", "estimate": group.mean, "n": group.n}
    if group.n >= 2:
        mean["se"] = float(np.sqrt(group.variance / group.n))
        half = t_quantile(level, group.n - 1) * mean["se"]
        mean |= {"ci_low": group.mean - half, "ci_high": group.mean + half}
    sd = {"group": group.name, "statistic": "sd", "estimate": float(np.sqrt(group.variance)), "n": group.n}
    return [*rows, mean, sd]


def _pair_rows(a: Group, b: Group, k: int, level: float) -> list[Row]:
    """Games and Howell's comparison of one pair among k groups; with k = 2 the tails are those of t."""
    parts = a.variance / a.n, b.variance / b.n
    se = float(np.sqrt(sum(parts)))
    df = sum(parts) ** 2 / (parts[0] ** 2 / (a.n - 1) + parts[1] ** 2 / (b.n - 1))
    difference = a.mean - b.mean
    if k == 2:
        p, critical = t_tail(difference / se, df), t_quantile(level, df)
    else:
        p = studentized_range_tail(abs(difference) / se * np.sqrt(2), k, df)
        critical = studentized_range_quantile(level, k, df) / np.sqrt(2)
    pair = {"group": f"{a.name}~{b.name}", "method": "games_howell", "n": a.n + b.n}
    interval = {"se": se, "ci_low": difference - critical * se, "ci_high": difference + critical * se}
    return [
        {**pair, "statistic": "difference", "estimate": difference, **interval},
        {**pair, "statistic": "p", "estimate": p},
    ]


def _group(name: object, scores: pd.Series) -> Group:
    values = scores.dropna().to_numpy(dtype="float64")
    if len(values) == 0:
        return Group(str(name), 0, np.nan, np.nan)
    mean = values.sum() / len(values)
    variance = ((values - mean) ** 2).sum() / (len(values) - 1) if len(values) > 1 else np.nan
    # Equal scores such as 3.4 may leave rounding noise around their mean.
    return Group(str(name), len(values), float(mean), 0.0 if np.ptp(values) == 0 else float(variance))


def _names(labels: pd.Series) -> list[object]:
    present = labels.dropna()
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return [name for name in labels.cat.categories if (present == name).any()]
    return sorted(present.unique(), key=str)


def _require_variance(groups: list[Group], scale: str) -> None:
    if not any(group.variance > 0 for group in groups):
        raise ConstantScores(scale)


def _as_frame(values: pd.DataFrame | pd.Series, name: str) -> pd.DataFrame:
    if isinstance(values, pd.Series):
        return values.to_frame(name if values.name is None else str(values.name))
    return values


def _same_respondents(scores: pd.DataFrame, groups: pd.DataFrame) -> None:
    for what, frame in (("scores", scores), ("groepen", groups)):
        if not frame.index.is_unique:
            raise DoubleRespondent(what, frame.index[frame.index.duplicated()][0])
    different = scores.index.difference(groups.index)
    if len(different):
        raise DifferentRespondents("scores en groepen", different)
