"""How far coders agree: Cohen's kappa for two, Fleiss' kappa for more, and the percentage of agreement."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.estimates import tidy
from stagepact_research.strands.agendas.cells import CONSENSUS
from stagepact_research.strands.agendas.counts import METHOD

EVERYTHING = "agenda_alle_vragen"
Codes = NDArray[np.object_]
"""Units by coders: the code that each coder gave each unit."""


@dataclass(frozen=True)
class Agreement:
    """Kappa with its interval, and the mean share of pairs of coders that agree on a unit."""

    kappa: float
    """From -1 to 1; NaN where all codes are the same, for then chance would agree too."""
    se: float
    low: float
    high: float
    share: float
    """0 to 1."""
    units: int


def agreement(codes: Codes, *, clusters: Sequence[str] | None = None, confidence: float = 0.95) -> Agreement:
    """The agreement of two or more coders over nominal codes.

    Two coders: Cohen's kappa with its large-sample standard error (Fleiss, Cohen & Everitt, 1969). More:
    Fleiss' kappa (Fleiss, 1971). With `clusters`, and always for Fleiss' kappa, the standard error is that of
    the jackknife, leaving out one cluster (or unit) at a time: units of one institution are not independent.
    The interval is normal and cut off at -1 and 1.

    Parameters
    ----------
    codes : array (units, coders), at least two coders and one unit.
    clusters : the cluster of each unit.

    Source: Cohen (1960); Fleiss (1971); Efron & Tibshirani (1993), chapter 11, for the jackknife.
    """
    statistic = cohen if codes.shape[1] == 2 else fleiss
    kappa = statistic(codes)
    if codes.shape[1] == 2 and clusters is None:
        se = _cohen_se(codes)
    else:
        se = jackknife_se(codes, list(range(len(codes))) if clusters is None else clusters, statistic)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * se
    low, high = (float(end) for end in np.clip((kappa - half, kappa + half), -1.0, 1.0))
    return Agreement(kappa, se, low, high, share_of_agreement(codes), len(codes))


def cohen(codes: Codes) -> float:
    """Cohen's kappa of two coders; NaN where both gave all units one and the same code."""
    from statsmodels.stats.inter_rater import cohens_kappa

    table = _table(codes)
    return math.nan if len(table) < 2 else float(cohens_kappa(table, return_results=False))  # type: ignore[no-untyped-call]


def fleiss(codes: Codes) -> float:
    """Fleiss' kappa; NaN where all units got one and the same code."""
    from statsmodels.stats.inter_rater import fleiss_kappa

    names = _names(codes)
    counts = np.column_stack([(codes == name).sum(axis=1) for name in names])
    return math.nan if len(names) < 2 else float(fleiss_kappa(counts))  # type: ignore[no-untyped-call]


def jackknife_se(codes: Codes, clusters: Sequence[object], statistic: Callable[[Codes], float]) -> float:
    """sqrt((k - 1) / k * sum of squared deviations) of the statistic without each of the k clusters in turn.

    NaN with one cluster, or where the statistic does not exist without one of them.
    """
    of = np.array([str(cluster) for cluster in clusters])
    names = np.unique(of)
    if len(names) < 2:
        return math.nan
    without = np.array([statistic(codes[of != name]) for name in names])
    scale = (len(names) - 1) / len(names)
    return float(np.sqrt(scale * ((without - without.mean()) ** 2).sum()))


def share_of_agreement(codes: Codes) -> float:
    """The share of pairs of coders that agree, over all units: 0 to 1."""
    pairs = list(combinations(range(codes.shape[1]), 2))
    return float(np.mean([(codes[:, a] == codes[:, b]).mean() for a, b in pairs]))


def agreement_estimates(
    codings: Sequence[pd.DataFrame], *, wave: int, provenance: str, confidence: float
) -> pd.DataFrame:
    """Rows for every question and for all questions together; none with fewer than two coders.

    `codings` are those of each coder, with the same cells in the same order; the consensus is no coder.
    """
    own = [coding for coding in codings if coding["coder"].iloc[0] != CONSENSUS]
    if len(own) < 2:
        return tidy([])
    codes = np.column_stack([coding["code"].to_numpy(dtype=object) for coding in own])
    place = own[0]
    rows: list[dict[str, Any]] = [
        {"subject": "agenda_codeurs", "statistic": "n", "estimate": len(own), "method": METHOD}
    ]
    kind = "cohen" if len(own) == 2 else "fleiss"
    for question in place["question"].drop_duplicates():
        found = agreement(codes[(place["question"] == question).to_numpy()], confidence=confidence)
        rows += _rows(str(question), found, kind)
    # A code such as "ja" means another thing in another question.
    named = place["question"].to_numpy(dtype=object)[:, None] + "=" + codes
    whole = agreement(named, clusters=place["institution"].tolist(), confidence=confidence)
    rows += _rows(EVERYTHING, whole, kind)
    return tidy(rows, wave=wave, source="agendas", provenance=provenance, population="instellingen")


def _rows(subject: str, found: Agreement, kind: str) -> list[dict[str, Any]]:
    kappa = {"estimate": found.kappa, "se": found.se, "ci_low": found.low, "ci_high": found.high}
    same = "" if not math.isnan(found.kappa) else "alle codes zijn gelijk"
    return [
        {"subject": subject, "statistic": "kappa", "method": kind, **kappa, "n": found.units, "note": same},
        {
            "subject": subject,
            "statistic": "pct_overeenstemming",
            "method": METHOD,
            "estimate": 100 * found.share,
            "n": found.units,
        },
    ]


def _cohen_se(codes: Codes) -> float:
    from statsmodels.stats.inter_rater import cohens_kappa

    table = _table(codes)
    # Its test against chance divides by zero where one coder gave a single code; the test is not used.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = cohens_kappa(table) if len(table) > 1 else None  # type: ignore[no-untyped-call]
    return math.nan if found is None else float(found.std_kappa)


def _table(codes: Codes) -> NDArray[np.float64]:
    """Two coders crossed: rows for the first, columns for the second."""
    names = _names(codes)
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for first, second in codes:
        table[place[first], place[second]] += 1
    return table


def _names(codes: Codes) -> list[Any]:
    return sorted(set(codes.ravel().tolist()))
