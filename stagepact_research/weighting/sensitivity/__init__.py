"""What those who are missing would have to be like before a conclusion falls."""

from stagepact_research.weighting.sensitivity.clustering import clustering_factor
from stagepact_research.weighting.sensitivity.pattern_mixture import (
    TippingPoint,
    adjusted,
    tipping_point,
    worst_case,
)
from stagepact_research.weighting.sensitivity.resistance import Resistance, resistance

__all__ = [
    "Resistance",
    "TippingPoint",
    "adjusted",
    "clustering_factor",
    "resistance",
    "tipping_point",
    "worst_case",
]
