"""How large a wave must be for a change to be found: power and the smallest change, by simulation."""

from stagepact_research.analysis.planning.approximation import approximate_power
from stagepact_research.analysis.planning.grid import plan_grid
from stagepact_research.analysis.planning.power import (
    Power,
    highest_power,
    power_of_change,
    smallest_detectable_change,
)

__all__ = [
    "Power",
    "approximate_power",
    "highest_power",
    "plan_grid",
    "power_of_change",
    "smallest_detectable_change",
]
