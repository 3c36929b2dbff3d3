"""How far up the ladder of invariance one may go, what stops it, and what the answer is worth.

The rules are named and come from the protocol: a level holds when the CFI does not fall and the RMSEA does
not rise by more than the protocol allows (Chen 2007), and the level below held. Whether a level that holds
may be called invariant depends on the power with which a relevant difference would have been found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import pandas as pd

from stagepact_research.scales.cfa.fitting import admissibility
from stagepact_research.scales.cfa.invariance import (
    LEVELS,
    Grouped,
    Rung,
    by_group,
    fit_level,
    fit_own,
    modification_indices,
)
from stagepact_research.scales.cfa.invariance_power import detectable_shift, shift_power
from stagepact_research.scales.cfa.result import NAN
from stagepact_research.scales.cfa.structure import Level


class HasFit(Protocol):
    """What the rules look at."""

    @property
    def df(self) -> int: ...
    @property
    def cfi(self) -> float: ...
    @property
    def rmsea(self) -> float: ...


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
    comparable: Rung | None
    """The scalar level with those items' loadings and intercepts free, in which means may be compared."""
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
    partial = comparable = None
    if stopped != "configural":
        level: Level = stopped or "scalar"
        indices = modification_indices(grouped, rungs[level], level, ())
        if stopped is not None:
            freed, partial = _free_one_by_one(grouped, rungs, stopped, rules)
            comparable = partial
            if stopped == "metric" and partial is not None:
                comparable = fit_own(grouped, freed)
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
        comparable,
        power,
        found,
    )


def difference_test(lower: Rung, higher: Rung) -> tuple[float, int, float]:
    """Chi-square, degrees of freedom and p of the restrictions that the higher level adds."""
    from scipy.stats import chi2

    difference = max(higher.fit.chi2 - lower.fit.chi2, 0.0)
    df = higher.fit.df - lower.fit.df
    return difference, df, float(chi2.sf(difference, df))


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
            told[level] = step_reason(before.fit, rung.fit, rules)
        before = rung
    return told


def _configural_reason(rung: Rung, grouped: Grouped, rules: Rules) -> str:
    impossible = admissibility(grouped.model, rung.layout, rung.found)
    if impossible:
        return f"{impossible[0][0].lower()}{impossible[0][1:].rstrip('.')}"
    return form_reason(rung.fit, rules)


def form_reason(fit: HasFit, rules: Rules) -> str:
    """Why the form itself does not hold; empty where it does, or where it cannot be contradicted (df 0)."""
    if fit.df > 0 and not fit.cfi >= rules.minimum_cfi:
        return f"het model past niet in de groepen (CFI {_two(fit.cfi)}, nodig {_two(rules.minimum_cfi)})"
    return ""


def step_reason(before: HasFit, after: HasFit, rules: Rules) -> str:
    """Why a level does not hold beside the one below it; empty where it does."""
    fall, rise = before.cfi - after.cfi, after.rmsea - before.rmsea
    if fall > rules.delta_cfi:
        return f"de CFI daalt met {_three(fall)}, en {_three(rules.delta_cfi)} mag"
    # A just-identified model has no RMSEA to rise from.
    if before.df > 0 and rise > rules.delta_rmsea:
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
        if rung.converged and not step_reason(before.fit, rung.fit, rules):
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
