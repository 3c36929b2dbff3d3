"""Every claim with what its evidence amounts to in a wave, and what it says of its topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from stagepact_research.protocol import Quantifier
from stagepact_research.quantifiers import interval_of
from stagepact_research.synthesis.evidence import Found, find
from stagepact_research.synthesis.model import Claim, Stance, Synthesis

Status = Literal["finding", "synthetic", "qualitative", "absent"]
_HALF = "ongeveer de helft"
"""A share within the interval of these words speaks neither for nor against."""


@dataclass(frozen=True)
class Assessed:
    """A claim in one wave.

    `status` is "finding" when every number was observed or printed, "synthetic" when one was made up (then it
    is no finding), "qualitative" without numbers, and "absent" when the wave has no evidence for it.
    """

    claim: Claim
    wave: int
    status: Status
    stance: Stance | None
    found: dict[str, Found]

    @property
    def speaks(self) -> bool:
        """Whether it may be used as a finding."""
        return self.status in ("finding", "qualitative")


def assess(
    synthesis: Synthesis, estimates: pd.DataFrame, table: Sequence[Quantifier], *, wave: int
) -> tuple[Assessed, ...]:
    """All claims of the synthesis in one wave, in the order of the file.

    Parameters
    ----------
    estimates : the table of estimates, with the printed rows.
    table : the protocol's words for shares.
    """
    return tuple(_assess(claim, estimates, table, wave) for claim in synthesis.claims)


def _assess(claim: Claim, estimates: pd.DataFrame, table: Sequence[Quantifier], wave: int) -> Assessed:
    if not claim.evidence:
        # What the literature or the interviews of 2024 say has no numbers, and was not gathered again.
        status: Status = "qualitative" if wave in claim.waves else "absent"
        return Assessed(claim, wave, status, claim.stance if status == "qualitative" else None, {})
    found = {name: find(estimates, wave, claim.strand, e, table) for name, e in claim.evidence.items()}
    known = {name: one for name, one in found.items() if one is not None}
    if len(known) < len(found):
        return Assessed(claim, wave, "absent", None, {})
    made_up = any(one.provenance == "synthetic" for one in known.values())
    stance = claim.stance or _stance(claim, known, table)
    return Assessed(claim, wave, "synthetic" if made_up else "finding", stance, known)


def _stance(claim: Claim, found: Mapping[str, Found], table: Sequence[Quantifier]) -> Stance | None:
    """What the share says of the proposition: clearly more than half is yes, clearly less is no."""
    if claim.spread is not None:
        means = [one.middle for one in found.values()]
        return "yes" if max(means) - min(means) >= claim.spread else "no"
    share = found["a"]
    if share.kind != "share":
        return None
    low, high = interval_of(_HALF, table) or (50.0, 50.0)
    if low <= share.middle <= high:
        return "partly"
    return "yes" if (share.middle > high) != claim.against else "no"
