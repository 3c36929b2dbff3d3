"""What was measured: scoring, reliability and dimensionality of the scales."""

from stagepact_research.scales.cfa.fitting import fit_cfa
from stagepact_research.scales.cfa.invariance import measurement_invariance
from stagepact_research.scales.dimensionality import (
    ParallelAnalysis,
    parallel_analysis,
    principal_components,
)
from stagepact_research.scales.omega import Omega, omega_total
from stagepact_research.scales.reliability import alpha_interval, cronbach_alpha, item_rest_correlations
from stagepact_research.scales.scoring import answers_as_numbers, procedure_counts, score, scores

__all__ = [
    "Omega",
    "ParallelAnalysis",
    "alpha_interval",
    "answers_as_numbers",
    "cronbach_alpha",
    "fit_cfa",
    "item_rest_correlations",
    "measurement_invariance",
    "omega_total",
    "parallel_analysis",
    "principal_components",
    "procedure_counts",
    "score",
    "scores",
]
