"""What was measured: scoring, reliability and dimensionality of the scales."""

from stagepact_research.scales.adequacy import (
    SamplingAdequacy,
    Sphericity,
    bartlett_sphericity,
    kaiser_meyer_olkin,
)
from stagepact_research.scales.average_partial import AveragePartial, minimum_average_partial
from stagepact_research.scales.cfa.fitting import fit_cfa
from stagepact_research.scales.cfa.invariance import measurement_invariance
from stagepact_research.scales.dimensionality import (
    ParallelAnalysis,
    parallel_analysis,
    principal_components,
)
from stagepact_research.scales.item_analysis import ItemStatistics, item_statistics
from stagepact_research.scales.omega import Omega, omega_total
from stagepact_research.scales.reliability import alpha_interval, cronbach_alpha, item_rest_correlations
from stagepact_research.scales.rotation import RotatedComponents, rotated_components
from stagepact_research.scales.scoring import answers_as_numbers, procedure_counts, score, scores

__all__ = [
    "AveragePartial",
    "ItemStatistics",
    "Omega",
    "ParallelAnalysis",
    "RotatedComponents",
    "SamplingAdequacy",
    "Sphericity",
    "alpha_interval",
    "answers_as_numbers",
    "bartlett_sphericity",
    "cronbach_alpha",
    "fit_cfa",
    "item_rest_correlations",
    "item_statistics",
    "kaiser_meyer_olkin",
    "measurement_invariance",
    "minimum_average_partial",
    "omega_total",
    "parallel_analysis",
    "principal_components",
    "procedure_counts",
    "rotated_components",
    "score",
    "scores",
]
