"""The variance of any smooth statistic from every respondent's influence on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.weighting.checks import Codes, Vector, aligned, checked_weights, group_codes
from stagepact_research.weighting.errors import MissingFrameValue, SingleCluster

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class WaveDesign:
    """How the respondents of one wave were drawn: a weight each, and the cluster that each is in."""

    weights: Vector
    clusters: Codes
    """Whole numbers from 0; without clusters every respondent is one."""

    @classmethod
    def of(cls, index: pd.Index, weights: pd.Series | None, clusters: pd.Series | None) -> WaveDesign:
        """The design of the respondents in `index`; weights of 0 stay in it, as a domain."""
        weight = np.ones(len(index))
        if weights is not None:
            weight = checked_weights(aligned(weights, index, "gewichten"), zero=True)
        return cls(weight, group_codes(clusters, index, "clusters"))

    def degrees(self, counted: NDArray[np.bool_]) -> int:
        """Clusters with somebody who counts, minus one; at least 1."""
        found = len(np.unique(self.clusters[counted])) - 1
        if found < 1:
            raise SingleCluster("clusters")
        return found

    def covariance(self, influence: Matrix) -> Matrix:
        """The covariance of totals, from every respondent's part in them.

        C / (C - 1) times the sum, over the C clusters, of (total - mean total)(...)'. As svyrecvar of R's
        survey, with clusters drawn with replacement in one stratum.

        Parameters
        ----------
        influence : respondents by totals, 0 for who does not count.
        """
        count = int(self.clusters.max()) + 1
        if count < 2:
            raise SingleCluster("clusters")
        totals = np.zeros((count, influence.shape[1]))
        np.add.at(totals, self.clusters, influence)
        centred = totals - totals.mean(axis=0)
        return np.asarray(count / (count - 1) * centred.T @ centred, dtype="float64")


def residuals(influence: Vector, weights: Vector, categories: pd.DataFrame) -> Vector:
    """What of every respondent's influence the margins of the weights do not fix.

    The weighted least-squares residual on the categories that the weights were raked to: totals of these
    are known, so that only the residual varies. Without it, intervals under raked weights are too wide.

    Parameters
    ----------
    influence : per respondent, 0 for who does not count. weights : at least 0, after raking.
    categories : respondents by margins, known for everybody with a weight.

    Raises
    ------
    MissingFrameValue

    Source: Deville and Sarndal (1992), Journal of the American Statistical Association 87. Agrees with
    svymean after postStratify in R's survey.
    """
    used = weights > 0
    columns = []
    for name in categories.columns:
        own = categories[name]
        if (used & own.isna().to_numpy()).any():
            raise MissingFrameValue(own.index[int((used & own.isna().to_numpy()).argmax())], name)
        codes, levels = pd.factorize(own)
        columns.append(codes[:, None] == np.arange(len(levels)))
    root = np.sqrt(weights)
    x = np.hstack(columns) * root[:, None]
    fitted = np.hstack(columns) @ np.linalg.lstsq(x, influence * root, rcond=None)[0]
    return np.asarray(np.where(used, influence - fitted, 0.0), dtype="float64")


def variance(design: WaveDesign, influence: Vector) -> float:
    """The variance of one total; see `WaveDesign.covariance`."""
    return float(design.covariance(influence[:, None])[0, 0])
