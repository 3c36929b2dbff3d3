"""Ordered answers as such: polychoric correlations, WLSMV, invariance and ordinal alpha.

Everything agrees with lavaan 0.6-14 in R.
"""

from stagepact_research.scales.ordinal.alpha import ordinal_alpha
from stagepact_research.scales.ordinal.grouped import merge_sparse_categories
from stagepact_research.scales.ordinal.invariance import categorical_invariance
from stagepact_research.scales.ordinal.moments import asymptotic_covariance
from stagepact_research.scales.ordinal.polychoric import polychoric_correlations, thresholds
from stagepact_research.scales.ordinal.wlsmv import fit_wlsmv

__all__ = [
    "asymptotic_covariance",
    "categorical_invariance",
    "fit_wlsmv",
    "merge_sparse_categories",
    "ordinal_alpha",
    "polychoric_correlations",
    "thresholds",
]
