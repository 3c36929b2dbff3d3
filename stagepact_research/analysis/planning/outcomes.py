"""What is measured: a share of the teams or a mean, with the same margin and similarity in every wave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, owens_t

from stagepact_research.analysis.planning.errors import ImpossibleOutcome
from stagepact_research.analysis.planning.samples import Deviates, Matrix

Kind = Literal["pct", "mean"]


@dataclass(frozen=True)
class Outcome:
    """A percentage (0-100) or a mean in the wave before, with its standard deviation between teams.

    Raises
    ------
    ImpossibleOutcome
        If a percentage is not between 0 and 100 or is given an sd, or a mean has no positive sd.
    """

    kind: Kind
    baseline: float
    sd: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ImpossibleOutcome("uitkomst", self.kind, "pct of mean")
        if not math.isfinite(self.baseline):
            raise ImpossibleOutcome("uitgangspunt", self.baseline, "een getal")
        if self.kind == "mean" and not (self.sd is not None and math.isfinite(self.sd) and self.sd > 0):
            raise ImpossibleOutcome("standaardafwijking", self.sd, "een getal boven 0")
        if self.kind == "pct" and self.sd is not None:
            raise ImpossibleOutcome("standaardafwijking", self.sd, "geen: die volgt uit het percentage")
        self.variance(self.baseline)

    def variance(self, level: float) -> float:
        """The variance between teams where the outcome is at `level`."""
        if self.kind == "mean":
            return float(self.sd or 0) ** 2
        if not 0 < level < 100:
            raise ImpossibleOutcome("percentage", f"{level:g}", "boven 0 en onder 100")
        return level * (100 - level)

    def answers(self, deviates: Deviates, level: float, icc: float) -> Matrix:
        """The teams' answers where the outcome is at `level`: simulations by teams.

        A share: 100 where a normal variable lies below the point under which that share lies, else 0, so
        that the share is exact; that variable correlates within institutions so that the answers have
        correlation `icc`.
        """
        if self.kind == "mean":
            return level + float(self.sd or 0) * deviates.latent(icc)
        share = level / 100
        below = deviates.latent(latent_correlation(share, icc)) < ndtri(share)
        return np.where(below, 100.0, 0.0)


@lru_cache(maxsize=4096)
def latent_correlation(share: float, icc: float) -> float:
    """The correlation r of two normal variables whose answers, 1 below a point and else 0, correlate icc.

    Both answers are 1 with chance Phi(z) - 2 T(z, sqrt((1 - r) / (1 + r))), T being Owen's function and z
    the point, and with correlation icc that is share^2 + icc * share * (1 - share).
    """
    z = float(ndtri(share))
    both = share**2 + icc * share * (1 - share)

    def excess(r: float) -> float:
        return float(ndtr(z) - 2 * owens_t(z, math.sqrt((1 - r) / (1 + r)))) - both

    # Also where icc is so small that it drowns in rounding.
    if icc == 0 or excess(0.0) >= 0:
        return 0.0
    return float(brentq(excess, 0.0, 1.0, xtol=1e-12))
