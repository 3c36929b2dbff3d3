"""How much wider an interval is when answers from one institution resemble each other."""

from __future__ import annotations

from stagepact_research.weighting.sensitivity.errors import ImpossibleAssumption


def clustering_factor(correlation: float, size: float) -> float:
    """The factor by which a standard error grows: sqrt(1 + (size - 1) * correlation).

    Parameters
    ----------
    correlation : the assumed correlation between two answers from one institution, from 0 to 1.
    size : the assumed number of respondents of an institution, at least 1.

    Source: Kish (1965), section 5.4.
    """
    if not 0 <= correlation <= 1:
        raise ImpossibleAssumption(
            "samenhang binnen een instelling", correlation, "een getal van 0 tot en met 1"
        )
    if size < 1:
        raise ImpossibleAssumption("aantal per instelling", size, "ten minste 1")
    return float((1 + (size - 1) * correlation) ** 0.5)
