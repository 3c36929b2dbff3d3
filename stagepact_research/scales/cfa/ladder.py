"""How far up the ladder of invariance one may go, what stops it, and what the answer is worth.

The rules are named and come from the protocol: a level holds when the CFI does not fall and the RMSEA does
not rise by more than the protocol allows (Chen 2007), and the level below held. Whether a level that holds
may be called invariant depends on the power with which a relevant difference would have been found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from stagepact_research.scales.cfa.fitting import admissibility
from stagepact_research.scales.cfa.invariance import (
    LEVELS,
    Grouped,
    Rung,
    by_group,
    factor_means,
    fit_level,
    modification_indices,
)
from stagepact_research.scales.cfa.invariance_power import detectable_shift, shift_power
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.structure import Level

Verdict = Literal["invariant", "niet_weerlegd", "gedeeltelijk", "geschonden", "niet_te_bepalen"]


@dataclass(frozen=True)
class Rules:
    """What the protocol asks of each level."""

    minimum_cfi: float = 0.90
    """Of the configural model: below it the items do not have this form in the groups."""
    delta_cfi: float = 0.010
    delta_rmsea: float = 0.015
    relevant_shift: float = 0.3
    """The smallest difference in one intercept that matters, in standard deviations of the item."""
    needed_power: float = 0.80
    alpha: float = 0.05


@dataclass(frozen=True, eq=False)
class Ladder:
    """The rungs, and the verdict on each."""

    grouped: Grouped
    rungs: dict[Level, Rung]
    holds: dict[Level, bool]
    verdict: Verdict
    """Of the scalar level, which a comparison of means needs."""
    stopped_at: str
    """The first level that does not hold; empty when all do."""
    reason: str
    """Why it stopped, in Dutch; empty when it did not."""
    indices: pd.Series
    """Modification indices of the level that stopped it, or of the scalar level."""
    freed: tuple[str, ...]
    """Items whose own loading or intercept was needed for the level to hold after all."""
    partial: Rung | None
    """The level with those items freed; None when none were needed or none helped."""
    power: pd.Series
    """Per item the chance that its intercept's being off by the relevant shift would have been found."""
    detectable: float
    """The shift in the middle item that is found with the needed power, in standard deviations."""


def climb(
    items: pd.DataFrame, groups: pd.Series, factors: Mapping[str, Sequence[str]], rules: Rules | None = None
) -> Ladder:
    """Climb the ladder until a level does not hold, and try which items stand in the way.

    Parameters
    ----------
    items, groups, factors : as for `measurement_invariance`.

    Sources: Chen (2007), Structural Equation Modeling 14, for the rules; Byrne, Shavelson & Muthén (1989),
    Psychological Bulletin 105, for partial invariance.
    """
    rules = rules or Rules()
    grouped = by_group(items, groups, factors)
    rungs = {level: fit_level(grouped, level) for level in LEVELS}
    reasons = _reasons(rungs, grouped, rules)
    stopped: Level | None = next((level for level in LEVELS if reasons[level]), None)
    order = list(LEVELS)
    holds = {level: stopped is None or order.index(level) < order.index(stopped) for level in LEVELS}
    indices = pd.Series(dtype=float)
    freed: tuple[str, ...] = ()
    partial = None
    if stopped != "configural":
        level: Level = stopped or "scalar"
        indices = modification_indices(grouped, rungs[level], level, ())
        if stopped is not None:
            freed, partial = _free_one_by_one(grouped, rungs, stopped, rules)
    usable = rungs["metric"].converged and rungs["scalar"].converged
    power = shift_power(grouped, rungs["scalar"], rules.relevant_shift, rules.alpha) if usable else _none()
    found = detectable_shift(grouped, rungs["scalar"], rules.needed_power, rules.alpha) if usable else NAN
    return Ladder(
        grouped,
        rungs,
        holds,
        _verdict(stopped, partial, power, rules, usable),
        stopped or "",
        reasons[stopped] if stopped else "",
        indices,
        freed,
        partial,
        power,
        found,
    )


def difference_test(lower: Rung, higher: Rung) -> tuple[float, int, float]:
    """Chi-square, degrees of freedom and p of the restrictions that the higher level adds."""
    from scipy.stats import chi2

    difference = max(higher.fit.chi2 - lower.fit.chi2, 0.0)
    df = higher.fit.df - lower.fit.df
    return difference, df, float(chi2.sf(difference, df))


def mean_bias(ladder: Ladder, group: int = 1) -> float:
    """How much of the difference in scale means comes from items that are off, in scale points.

    The scale mean of a later group minus that of the first is mean(lambda) (alpha_2 - alpha_1) plus the
    mean of the differences in intercepts; the latter is the bias. It is that of the partial model, in which
    the items that stood in the way have their own intercepts; 0 when none did.

    Parameters
    ----------
    group : position of the later group.
    """
    if ladder.partial is None or not ladder.partial.layout.means:
        return 0.0
    layout, values = ladder.partial.layout, ladder.partial.found.values
    first, later = (values[layout.groups[g].intercepts] for g in (0, group))
    return float((later - first).mean()) if ladder.partial.level == "scalar" else NAN


def latent_difference(ladder: Ladder, group: int = 1) -> float:
    """The difference in factor means of a one-factor model, in standard deviations of the first group."""
    rung = ladder.partial if ladder.partial is not None else ladder.rungs["scalar"]
    return float(factor_means(rung, group)[0]) if rung.level == "scalar" else NAN


def _reasons(rungs: dict[Level, Rung], grouped: Grouped, rules: Rules) -> dict[Level, str]:
    """Why each level does not hold; empty where it does."""
    told: dict[Level, str] = {}
    before: Rung | None = None
    for level in LEVELS:
        rung = rungs[level]
        told[level] = ""
        if not rung.converged:
            told[level] = "het model is niet geconvergeerd"
        elif before is None:
            told[level] = _configural_reason(rung, grouped, rules)
        else:
            told[level] = _step_reason(before, rung, rules)
        before = rung
    return told


def _configural_reason(rung: Rung, grouped: Grouped, rules: Rules) -> str:
    impossible = admissibility(grouped.model, rung.layout, rung.found)
    if impossible:
        return impossible[0].rstrip(".").lower()
    if rung.fit.df > 0 and rung.fit.cfi < rules.minimum_cfi:
        return (
            f"het model past niet in de groepen (CFI {_two(rung.fit.cfi)}, nodig {_two(rules.minimum_cfi)})"
        )
    return ""


def _step_reason(before: Rung, rung: Rung, rules: Rules) -> str:
    fall, rise = before.fit.cfi - rung.fit.cfi, rung.fit.rmsea - before.fit.rmsea
    if fall > rules.delta_cfi:
        return f"de CFI daalt met {_three(fall)}, en {_three(rules.delta_cfi)} mag"
    # A just-identified model has no RMSEA to rise from.
    if before.fit.df > 0 and rise > rules.delta_rmsea:
        return f"de RMSEA stijgt met {_three(rise)}, en {_three(rules.delta_rmsea)} mag"
    return ""


def _free_one_by_one(
    grouped: Grouped, rungs: dict[Level, Rung], level: Level, rules: Rules
) -> tuple[tuple[str, ...], Rung | None]:
    """Free the item that stands most in the way until the level holds, at most half of the items."""
    before = rungs["configural" if level == "metric" else "metric"]
    rung = rungs[level]
    freed: list[str] = []
    for _ in range(len(grouped.model.items) // 2):
        freed.append(str(modification_indices(grouped, rung, level, freed).index[0]))
        rung = fit_level(grouped, level, freed)
        if rung.converged and not _step_reason(before, rung, rules):
            return tuple(freed), rung
    return (), None


def _verdict(
    stopped: str | None, partial: Rung | None, power: pd.Series, rules: Rules, usable: bool
) -> Verdict:
    if stopped == "configural" or not usable:
        return "niet_te_bepalen"
    if stopped is not None:
        return "gedeeltelijk" if partial is not None else "geschonden"
    return "invariant" if float(power.min()) >= rules.needed_power else "niet_weerlegd"


def _none() -> pd.Series:
    return pd.Series(dtype=float)


def _two(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _three(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
