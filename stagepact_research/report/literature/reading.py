"""Where chapter 2 comes from: the coded claims, their codes, and the published numbers in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stagepact_research.quantifiers import quantifier
from stagepact_research.report import nl
from stagepact_research.report.sources import open_published, project
from stagepact_research.strands.literature import (
    Cell,
    Claim,
    Scheme,
    claims_of,
    evidence_map,
    read_claims,
    read_scheme,
    scheme_of,
)


@dataclass(frozen=True)
class Evidence:
    """The claims of all waves, ready to be shown."""

    chapter: str
    scheme: Scheme
    claims: tuple[Claim, ...]
    published: dict[int, pd.DataFrame] = field(repr=False)
    """The published rows of every wave that has a report."""

    @property
    def map(self) -> tuple[Cell, ...]:
        return evidence_map(self.claims, self.scheme)

    def numbers(self, claim: Claim) -> pd.DataFrame | None:
        """The published rows in which the numbers of a claim stand; None where its wave has no report."""
        return self.published.get(claim.wave)

    def words(self, row: pd.Series[Any], statistic: str) -> str:
        """A number as it stands in running text; printed in words, it comes back in words."""
        if statistic == "n" and row["statistic"] != "n":
            return nl.count(float(row["n"]))
        if statistic == "n":
            return nl.count(row)
        if statistic != "pct":
            return nl.words(row)
        if row["variant"] == "verbal":
            return share(row)
        return nl.percent(row, int(row["decimals"]))


def open_evidence(chapter: str) -> Evidence:
    """The claims for the chapter with this file name."""
    here = project()
    scheme = read_scheme(scheme_of(here))
    printed = [wave for wave, one in here.protocol.waves.items() if one.published]
    return Evidence(
        chapter,
        scheme,
        read_claims(claims_of(here), scheme),
        {wave: open_published(wave=wave) for wave in printed},
    )


def share(row: pd.Series[Any]) -> str:
    """The words for a share that was printed in words."""
    return quantifier(float(row["estimate"]), project().protocol.quantifiers)
