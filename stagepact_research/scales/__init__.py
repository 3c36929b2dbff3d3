"""What was measured: scoring, reliability and dimensionality of the scales."""

from stagepact_research.scales.dimensionality import (
    ParallelAnalysis,
    parallel_analysis,
    principal_components,
)
from stagepact_research.scales.reliability import alpha_interval, cronbach_alpha, item_rest_correlations
from stagepact_research.scales.scoring import answers_as_numbers, procedure_counts, score, scores

__all__ = [
    "ParallelAnalysis",
    "alpha_interval",
    "answers_as_numbers",
    "cronbach_alpha",
    "item_rest_correlations",
    "parallel_analysis",
    "principal_components",
    "procedure_counts",
    "score",
    "scores",
]
