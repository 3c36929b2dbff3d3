"""The measures of the Stagepact: what each strand shows, and whether the target is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from stagepact_research.protocol import Quantifier
from stagepact_research.synthesis.evidence import Found, find
from stagepact_research.synthesis.model import Indicator, Measure, Synthesis

Verdict = Literal["reached", "partly", "not_reached", "unknown"]


@dataclass(frozen=True)
class AssessedIndicator:
    """One strand's indicator of a measure, in one wave."""

    indicator: Indicator
    found: dict[str, Found]
    verdict: Verdict

    @property
    def synthetic(self) -> bool:
        return any(one.provenance == "synthetic" for one in self.found.values())


@dataclass(frozen=True)
class AssessedMeasure:
    """A measure with its indicators; `verdict` follows from those that are not made up."""

    measure: Measure
    indicators: tuple[AssessedIndicator, ...]
    verdict: Verdict


def assess_measures(
    synthesis: Synthesis, estimates: pd.DataFrame, table: Sequence[Quantifier], *, wave: int
) -> tuple[AssessedMeasure, ...]:
    """Every measure in one wave. Indicators of which the wave has no evidence are left out."""
    return tuple(_assess(measure, estimates, table, wave) for measure in synthesis.measures)


def _assess(
    measure: Measure, estimates: pd.DataFrame, table: Sequence[Quantifier], wave: int
) -> AssessedMeasure:
    found = [_indicator(one, estimates, table, wave) for one in measure.indicators]
    present = tuple(one for one in found if one is not None)
    return AssessedMeasure(measure, present, _together([i.verdict for i in present if not i.synthetic]))


def _indicator(
    indicator: Indicator, estimates: pd.DataFrame, table: Sequence[Quantifier], wave: int
) -> AssessedIndicator | None:
    if not indicator.evidence:
        return AssessedIndicator(indicator, {}, "unknown") if wave in indicator.waves else None
    known = {n: find(estimates, wave, indicator.strand, e, table) for n, e in indicator.evidence.items()}
    found = {name: one for name, one in known.items() if one is not None}
    if len(found) < len(known):
        return None
    return AssessedIndicator(indicator, found, _verdict(indicator, found["a"]))


def _verdict(indicator: Indicator, found: Found) -> Verdict:
    """Reached when the lowest that the evidence allows is enough; in part when it exceeds `partly`."""
    if indicator.reached is None:
        return "unknown"
    if found.low >= indicator.reached:
        return "reached"
    return "partly" if found.middle > indicator.partly else "not_reached"


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """The strands together: what all say; else, if they differ, in part."""
    known = {verdict for verdict in verdicts if verdict != "unknown"}
    if not known:
        return "unknown"
    return known.pop() if len(known) == 1 else "partly"
