"""Delta-adjusted pattern mixture: those who took part as they are, those who did not `delta` away from them.

Weights repair what the frame explains. What it does not explain is not in the data, so it is assumed, in the
open: the share of the population that did not take part, and how far from the others they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from stagepact_research.weighting.sensitivity.errors import ImpossibleAssumption


@dataclass(frozen=True)
class TippingPoint:
    """How far those who did not take part must be from the others for one conclusion to fall."""

    delta: float
    """In the units of the estimate: below zero is lower. Zero where the estimate itself is past the limit."""
    delta_sd: float
    """The same in standard deviations between respondents; NaN where these do not differ."""
    missing_mean: float
    """What they would then have on average."""
    possible: bool
    """Whether that lies within the range of answers; if not, the conclusion cannot fall."""
    holds: bool
    """Whether the conclusion holds without any difference (delta = 0)."""


def adjusted(estimate: float, share: float, delta: float) -> float:
    """The mean of the population if those missing differ by `delta` on average.

    estimate + share * delta, in the units of the estimate.

    Parameters
    ----------
    estimate : the (weighted) mean of those who took part.
    share : the part of the population that did not take part, from 0 up to 1.
    delta : the mean of those missing minus that of those who took part.

    Source: Rubin (1987), chapter 6, on mixture models for nonignorable nonresponse.
    """
    _require_share(share)
    return estimate + share * delta


def tipping_point(
    estimate: float, *, limit: float, above: bool, share: float, low: float, high: float, sd: float
) -> TippingPoint:
    """The difference at which the mean of the population reaches the limit of a conclusion.

    delta = (limit - estimate) / share: the smaller the part that is missing, the more different they have
    to be.

    Parameters
    ----------
    estimate : the (weighted) mean of those who took part; or an end of its interval, for the point at
        which the conclusion is no longer certain.
    limit : the conclusion is that the mean lies on one side of it.
    above : whether it says above (True) or below.
    share : the part of the population that did not take part, over 0 up to 1.
    low, high : the lowest and highest mean that there can be.
    sd : the standard deviation between respondents, at least 0.
    """
    _require_share(share)
    if share == 0:
        raise ImpossibleAssumption("aandeel", share, "groter dan 0: anders ontbreekt er niemand")
    if not low < high:
        raise ImpossibleAssumption("bereik", f"{low} tot {high}", "een laagste waarde onder de hoogste")
    holds = estimate > limit if above else estimate < limit
    delta = (limit - estimate) / share if holds else 0.0
    missing = estimate + delta
    return TippingPoint(
        delta=delta,
        delta_sd=delta / sd if sd > 0 else float("nan"),
        missing_mean=missing,
        possible=low <= missing <= high,
        holds=holds,
    )


def worst_case(estimate: float, share: float, low: float, high: float) -> tuple[float, float]:
    """The lowest and highest mean of the population that the answers allow, whatever those missing are like.

    (1 - share) * estimate + share * low, and the same with high.

    Source: Manski (1995), chapter 2.
    """
    _require_share(share)
    return (1 - share) * estimate + share * low, (1 - share) * estimate + share * high


def _require_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ImpossibleAssumption("aandeel", share, "een aandeel van 0 tot en met 1")
