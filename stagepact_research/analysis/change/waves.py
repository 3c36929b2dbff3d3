"""What changed between two waves: every outcome's difference, tests and verdict, as rows of the estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pandas as pd

from stagepact_research.analysis.change.effects import (
    Effect,
    cohen_d,
    cohen_h,
    design_d,
    design_h,
    pooled_sd,
)
from stagepact_research.analysis.change.proportions import two_proportions
from stagepact_research.analysis.change.summaries import require_same, summarise_wave
from stagepact_research.analysis.change.testing import Change, change_of_estimates, verdict
from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.distributions import t_quantile
from stagepact_research.analysis.errors import NoSmallestDifference, UnknownOutcomes
from stagepact_research.analysis.multiplicity import Adjustment, adjust
from stagepact_research.estimates import tidy

Pair = tuple[pd.Series | None, pd.Series | None]
Outcome = str | tuple[str, str, str]


def compare_waves(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    *,
    weights: Pair = (None, None),
    clusters: Pair = (None, None),
    margins: tuple[pd.DataFrame | None, pd.DataFrame | None] = (None, None),
    smallest: Mapping[str, float],
    level: float = 0.95,
    family: Sequence[Outcome] | None = None,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The change of every outcome between two independent waves, as rows of the estimates.

    Parameters
    ----------
    earlier, later : respondents by outcomes, the same outcomes in both, NaN for missing. The columns are
        names (subjects with statistic mean) or (subject, statistic, category) with statistic mean or pct
        (0 or 100 for each respondent), as `nonresponse.outcomes` makes them.
    weights, clusters : of the earlier and of the later wave; None where a wave has none. The waves count as
        independent, also where an institution is in both.
    margins : of both waves, the categories that the weights were raked to; see `summarise_wave`.
    smallest : the smallest relevant difference by statistic: of `mean` in standard deviations (times the
        pooled one of both waves, which counts as known), of `pct` in percentage points.
    level : of the intervals; tests are at alpha = 1 - level.
    family : the outcomes over which p is adjusted; all when None. Call once for each declared family.
    constant : the columns that all rows share (wave, contrast, provenance, weighting, ...).

    Returns
    -------
    Rows with subject and category of the outcome and method "welch" (no weights, no clusters: R's t.test),
    or "taylor" (design-based in at least one wave, df by Welch and Satterthwaite from each wave's design):

    - `before`, `after`: the means (0-100 of a share) with n and interval;
    - `change`: later minus earlier, se, interval, n of the later wave; the note says what limits it;
    - `effect`, variant "d" (Cohen's d by the pooled sd) or "h" (Cohen's h, of shares), with interval;
    - `t`, `df`, `p`; `p_adjusted`, variants "holm" and "bh", of the outcomes in the family;
    - `smallest`: the smallest relevant difference in the outcome's unit; `p_equivalent`: the larger p of
      two one-sided tests that the change is within it, not adjusted;
    - `verdict`, with as variant the verdict (category is the outcome's) and as estimate the change:
      `toename` or `afname` when p_adjusted (holm) < alpha and p_equivalent is not; `gelijk` when only
      p_equivalent < alpha; `klein_maar_aantoonbaar` when both; `onbeslist` when neither, or when there is
      no test. Outcomes outside the family are judged on p itself, and the note says so.

    Shares of a wave pair without weights and clusters also have rows by method "newcombe": `change` with
    Newcombe's interval, which holds near 0 and 100 too, and `p` of the z-test of two proportions.

    Raises
    ------
    DifferentOutcomes, DoubleOutcome, UnknownOutcomes, NotAShare, NoSmallestDifference, InvalidLevel
    NotNumeric, InvalidWeight, NotAligned of weighting

    Source: see `change_of_estimates`, `equivalence_test`, `cohen_d`, `cohen_h` and `two_proportions`.
    """
    before = summarise_wave(earlier, weights[0], clusters[0], margins[0])
    after = summarise_wave(later, weights[1], clusters[1], margins[1])
    return compare_summaries(before, after, smallest=smallest, level=level, family=family, constant=constant)


def compare_summaries(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    smallest: Mapping[str, float],
    level: float = 0.95,
    family: Sequence[Outcome] | None = None,
    constant: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """`compare_waves` of waves that are already summarised, each in its own way.

    Parameters
    ----------
    before, after : as `summarise_wave`, `summarise_replicated` or `with_assumed_clustering` give them, with
        the same outcomes. The method of the rows is that of both, or the one that is not "welch"; two
        others are joined with "+".
    """
    require_same(before.index, after.index)
    members = _members(before.index, family)
    changes = {key: _change(key, before.loc[key], after.loc[key], smallest, level) for key in before.index}
    p = pd.Series({key: change.p for key, change in changes.items() if key in members}, dtype="float64")
    kinds: tuple[Adjustment, ...] = get_args(Adjustment)
    adjusted = {kind: adjust(p, kind) for kind in kinds}
    size = int(p.notna().sum())
    rows: list[Row] = []
    for key, change in changes.items():
        first, last = before.loc[key], after.loc[key]
        own = [*_means(first, last, level), *_tests(key, change, first, last, level)]
        if key in members:
            own += [
                {"statistic": "p_adjusted", "variant": kind, "estimate": adjusted[kind][key]}
                | {"note": f"{_NAMES[kind]} over {size} toetsen"}
                for kind in kinds
            ]
        decisive = float(adjusted["holm"][key]) if key in members else change.p
        found = verdict(change.estimate, decisive, change.p_equivalent, 1 - level)
        own.append({"statistic": "verdict", "variant": found, "estimate": change.estimate})
        own[-1]["note"] = _about_verdict(change, first, last, key in members)
        common = {"subject": key[0], "category": key[2], "n": float(last["n"])}
        method = _method(str(first["method"]), str(last["method"]))
        rows += [{**common, "method": method, **row} for row in own]
        if method == "welch" and key[1] == "pct" and first["n"] > 0 and last["n"] > 0:
            rows += [{**common, "method": "newcombe", **row} for row in _shares(first, last, level)]
    return tidy(rows, **(constant or {}))


def verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    """The verdict rows in a form that is easy to read: their key with `verdict`, `change` and `note`."""
    found = rows[rows["statistic"] == "verdict"]
    shown = found[["wave", "contrast", "weighting", "method", "subject", "category"]].reset_index(drop=True)
    own = found.reset_index(drop=True)
    return shown.assign(verdict=own["variant"], change=own["estimate"], note=own["note"])


_NAMES: Mapping[Adjustment, str] = {"holm": "Holm", "bh": "Benjamini-Hochberg"}


def _members(index: pd.Index, family: Sequence[Outcome] | None) -> set[Any]:
    if family is None:
        return set(index)
    wanted = [(one, "mean", "") if isinstance(one, str) else tuple(map(str, one)) for one in family]
    unknown = [one for one in wanted if one not in index]
    if unknown:
        raise UnknownOutcomes(unknown)
    return set(wanted)


def _change(key: Any, first: Any, last: Any, smallest: Mapping[str, float], level: float) -> Change:
    statistic = key[1]
    if statistic not in ("mean", "pct") or statistic not in smallest:
        raise NoSmallestDifference(statistic)
    if not smallest[statistic] > 0:
        raise NoSmallestDifference(statistic, smallest[statistic])
    margin = float(smallest[statistic])
    if statistic == "mean":
        margin *= pooled_sd(first["sd"], first["n"], last["sd"], last["n"])
    estimates = [(float(one["estimate"]), float(one["se"]), float(one["df"])) for one in (first, last)]
    # Without any spread there is no unit for a margin, and no test either.
    usable = margin if margin > 0 else 1.0
    found = change_of_estimates(estimates[0], estimates[1], smallest=usable, level=level)
    return found if usable == margin else replace(found, margin=np.nan, p_equivalent=np.nan)


def _means(first: Any, last: Any, level: float) -> Iterable[Row]:
    for name, own in (("before", first), ("after", last)):
        row: Row = {"statistic": name, "estimate": own["estimate"], "n": own["n"], "note": own["remark"]}
        if own["se"] > 0 and own["df"] > 0:
            half = t_quantile(level, own["df"]) * own["se"]
            row |= {"se": own["se"], "ci_low": own["estimate"] - half, "ci_high": own["estimate"] + half}
        yield row


def _tests(key: Any, change: Change, first: Any, last: Any, level: float) -> list[Row]:
    effect = _effect(key, change, first, last, level)
    return [
        {"statistic": "change", "note": _about_change(first, last), **_spread(change)},
        {"statistic": "effect", "variant": "d" if key[1] == "mean" else "h", **_spread(effect)},
        *({"statistic": name, "estimate": getattr(change, name)} for name in ("t", "df", "p")),
        {"statistic": "smallest", "estimate": change.margin},
        {"statistic": "p_equivalent", "estimate": change.p_equivalent},
    ]


def _spread(found: Change | Effect) -> Row:
    return {name: getattr(found, name) for name in ("estimate", "se", "ci_low", "ci_high")}


def _effect(key: Any, change: Change, first: Any, last: Any, level: float) -> Effect:
    plain = first["method"] == last["method"] == "welch"
    n1, n2 = float(first["n"]), float(last["n"])
    if n1 < 2 or n2 < 2:
        return Effect(*[np.nan] * 4)
    if key[1] == "pct":
        shares = first["estimate"] / 100, last["estimate"] / 100
        if plain:
            return cohen_h(shares[0], n1, shares[1], n2, level)
        ends = (shares[0], first["se"] / 100, n1), (shares[1], last["se"] / 100, n2)
        return design_h(*ends, change.df, level)
    sd = pooled_sd(first["sd"], n1, last["sd"], n2)
    if plain:
        return cohen_d(change.estimate, sd, n1, n2, level)
    return design_d(change.estimate, change.se, change.df, sd, n1, n2, level)


def _shares(first: Any, last: Any, level: float) -> list[Row]:
    counts = [(round(one["estimate"] / 100 * one["n"]), int(one["n"])) for one in (first, last)]
    found = two_proportions(*counts[0], *counts[1], level)
    return [
        {"statistic": "change", "estimate": found.estimate, "ci_low": found.ci_low, "ci_high": found.ci_high},
        {"statistic": "p", "estimate": found.p},
    ]


def _about_change(first: Any, last: Any) -> str:
    return "; ".join(
        f"{wave}: {one['remark']}" for wave, one in (("eerder", first), ("later", last)) if one["remark"]
    )


def _about_verdict(change: Change, first: Any, last: Any, adjusted: bool) -> str:
    if np.isnan(change.p):
        return f"niet te toetsen ({_about_change(first, last) or 'geen spreiding'})"
    return "" if adjusted else "buiten de familie: de p-waarde is niet gecorrigeerd"


def _method(first: str, last: str) -> str:
    named = [one for one in dict.fromkeys((first, last)) if one != "welch"]
    return "+".join(named) or "welch"
