"""Who is missing: propensities, weights, design-based intervals and representativity."""

from stagepact_research.weighting.balance import balance
from stagepact_research.weighting.calibration import calibrate
from stagepact_research.weighting.collapsing import Collapse, collapse, collapse_margin
from stagepact_research.weighting.design_based import DesignEstimate, weighted_mean, weighted_means
from stagepact_research.weighting.indicators import partial_r, r_indicator
from stagepact_research.weighting.precision import design_effect, effective_size
from stagepact_research.weighting.propensity import Propensity, fit_propensity, response_propensity
from stagepact_research.weighting.raking import rake
from stagepact_research.weighting.replication import (
    bootstrap_weights,
    jackknife_weights,
    replicate_variance,
    replicated,
)
from stagepact_research.weighting.representativity import Representativity, representativity
from stagepact_research.weighting.trimming import trim_weights

__all__ = [
    "Collapse",
    "DesignEstimate",
    "Propensity",
    "Representativity",
    "balance",
    "bootstrap_weights",
    "calibrate",
    "collapse",
    "collapse_margin",
    "design_effect",
    "effective_size",
    "fit_propensity",
    "jackknife_weights",
    "partial_r",
    "r_indicator",
    "rake",
    "replicate_variance",
    "replicated",
    "representativity",
    "response_propensity",
    "trim_weights",
    "weighted_mean",
    "weighted_means",
]
