"""What the answers say: distributions, scale construction, groups, phases and associations."""

from stagepact_research.analysis.background import background, breakdowns
from stagepact_research.analysis.change import compare_waves
from stagepact_research.analysis.consistency import scale_reliability
from stagepact_research.analysis.construction import dimensions, scale_loadings
from stagepact_research.analysis.correlations import correlations
from stagepact_research.analysis.descriptives import (
    item_distribution,
    procedure_distribution,
    scale_descriptives,
)
from stagepact_research.analysis.groups import compare_groups
from stagepact_research.analysis.multiplicity import adjust_p, holm
from stagepact_research.analysis.phases import PHASES, compare_phases
from stagepact_research.analysis.practices import item_set

__all__ = [
    "PHASES",
    "adjust_p",
    "background",
    "breakdowns",
    "compare_groups",
    "compare_phases",
    "compare_waves",
    "correlations",
    "dimensions",
    "holm",
    "item_distribution",
    "item_set",
    "procedure_distribution",
    "scale_descriptives",
    "scale_loadings",
    "scale_reliability",
]
