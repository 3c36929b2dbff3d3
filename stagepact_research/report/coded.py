"""Printed numbers beside the counts of a coding: of some cells it is not known what they hold."""

from __future__ import annotations

from stagepact_research.strands.agendas.counts import AT_MOST as AT_MOST
from stagepact_research.strands.agendas.counts import METHOD as METHOD

# Wider than the noise of floating point, far narrower than one institution.
_TOLERANCE = 1e-9


def settled(low: float, high: float, wanted: tuple[float, float]) -> bool:
    """Whether it does not matter where between `low` and `high` the count lies.

    True when all of that range lies within `wanted`, or none of it.
    """
    within = wanted[0] - _TOLERANCE <= low and high <= wanted[1] + _TOLERANCE
    apart = high < wanted[0] - _TOLERANCE or wanted[1] + _TOLERANCE < low
    return within or apart
