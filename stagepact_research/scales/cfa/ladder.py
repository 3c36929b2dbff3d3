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
from stagepact_research.scales.groups import Groups


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
    """Items whose own loading or intercept was needed for the scalar level to hold after all."""
    partial: Rung | None
    """The level that stopped it with the items freed that it needed; None when none were needed or none
    helped, up to the scalar level."""
    comparable: Rung | None
    """The scalar level, holding, with those items' loadings and intercepts free, in which means may be
    compared."""
    power: pd.Series
    """Per item the chance that its intercept's being off by the relevant shift would have been found."""
    detectable: float
    """The shift in the middle item that is found with the needed power, in standard deviations."""


@dataclass(frozen=True, eq=False)
class _Mended:
    """What it took for the levels to hold after all; nothing where they could not be made to."""

    freed: tuple[str, ...] = ()
    partial: Rung | None = None
    comparable: Rung | None = None
    reason: str = ""
    """Why the scalar level did not hold where the metric level did after all."""


def climb(
    items: pd.DataFrame, groups: Groups, factors: Mapping[str, Sequence[str]], rules: Rules | None = None
) -> Ladder:
    """Climb the ladder until a level does not hold, and try which items stand in the way.

    Items are freed one by one, at most half of them in all. Where the metric level needed items with their
    own loadings, the scalar level must hold beside it with those items free, and may need more with their own
    intercepts. Every level that counts must have been found, with estimates that can be those of real
    variables and that the data determine; where the level that stops the climb was not, nothing can be said.

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
    reason = reasons[stopped] if stopped else ""
    sound = stopped != "configural" and (stopped is None or rungs[stopped].sound)
    indices = (
        modification_indices(grouped, rungs[stopped or "scalar"], stopped or "scalar", ())
        if sound
        else _none()
    )
    mended = _Mended()
    if sound and stopped is not None:
        mended = _mend(grouped, rungs, stopped, rules)
        reason = "; ".join(part for part in (reason, mended.reason) if part)
    usable = rungs["metric"].sound and rungs["scalar"].sound
    power = shift_power(grouped, rungs["scalar"], rules.relevant_shift, rules.alpha) if usable else _none()
    found = detectable_shift(grouped, rungs["scalar"], rules.needed_power, rules.alpha) if usable else NAN
    return Ladder(
        grouped,
        rungs,
        holds,
        _verdict(stopped, mended, power, rules, sound),
        stopped or "",
        reason,
        indices,
        mended.freed,
        mended.partial,
        mended.comparable,
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
        elif rung.impossible:
            first = rung.impossible[0].rstrip(".")
            told[level] = f"{first[0].lower()}{first[1:]}"
        elif before is None:
            told[level] = form_reason(rung.fit, rules)
        else:
            told[level] = step_reason(before.fit, rung.fit, rules)
        before = rung
    return told


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


def _mend(grouped: Grouped, rungs: dict[Level, Rung], stopped: Level, rules: Rules) -> _Mended:
    """Free items until the level that stopped the climb holds after all, and then the scalar level too."""
    most = len(grouped.model.items) // 2
    if stopped == "scalar":
        freed, comparable = _free_intercepts(grouped, rungs["metric"], rungs["scalar"], (), most, rules)
        return _Mended(freed, comparable, comparable)
    loadings: list[str] = []
    metric = rungs["metric"]
    while step_reason(rungs["configural"].fit, metric.fit, rules):
        if len(loadings) == most:
            return _Mended()
        loadings.append(modification_indices(grouped, metric, "metric", loadings).index[0])
        metric = fit_level(grouped, "metric", loadings)
        if not metric.sound:
            return _Mended()
    scalar = fit_own(grouped, loadings)
    intercepts, comparable = _free_intercepts(grouped, metric, scalar, loadings, most - len(loadings), rules)
    if comparable is None:
        return _Mended(reason="ook met eigen ladingen waar dat nodig is, zijn de nulpunten niet gelijk")
    return _Mended((*loadings, *intercepts), metric, comparable)


def _free_intercepts(
    grouped: Grouped, metric: Rung, scalar: Rung, loadings: Sequence[str], most: int, rules: Rules
) -> tuple[tuple[str, ...], Rung | None]:
    """Free the intercept that stands most in the way until the scalar level holds beside the metric one."""
    freed: list[str] = []
    while scalar.sound and step_reason(metric.fit, scalar.fit, rules):
        if len(freed) == most:
            return (), None
        freed.append(modification_indices(grouped, scalar, "scalar", freed, loadings).index[0])
        scalar = fit_own(grouped, loadings, freed)
    return (tuple(freed), scalar) if scalar.sound else ((), None)


def _verdict(stopped: str | None, mended: _Mended, power: pd.Series, rules: Rules, sound: bool) -> Verdict:
    if not sound:
        return "niet_te_bepalen"
    if stopped is not None:
        return "gedeeltelijk" if mended.comparable is not None else "geschonden"
    return "invariant" if float(power.min()) >= rules.needed_power else "niet_weerlegd"


def _none() -> pd.Series:
    return pd.Series(dtype=float)


def _two(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _three(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
