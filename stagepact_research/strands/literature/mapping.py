"""What works where, and how well that is supported: the claims gathered by approach and phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagepact_research.strands.literature.claims import Claim
from stagepact_research.strands.literature.scheme import Scheme


@dataclass(frozen=True)
class Cell:
    """An approach in one phase of the internship."""

    intervention: str
    phase: str
    direction: str
    """What the best supported claim says that it does; empty where there are only limits."""
    strength: str
    limits: tuple[str, ...]
    """The directions of the claims that set a limit, in the order of the scheme."""
    actors: tuple[str, ...]


def evidence_map(claims: Sequence[Claim], scheme: Scheme) -> tuple[Cell, ...]:
    """A cell for every approach and phase of which a claim says whether it works.

    The strongest claim counts; of two that are equally strong, the first. A phase `alle` stays a phase of its
    own. The order is that of the scheme.
    """
    cells = []
    for intervention in scheme.interventions:
        for phase in scheme.phases:
            own = [c for c in claims if c.intervention == intervention and c.phase == phase]
            cells += _cell(own, scheme)
    return tuple(cells)


def _cell(own: Sequence[Claim], scheme: Scheme) -> list[Cell]:
    working = [c for c in own if scheme.directions[c.direction].works]
    limits = {c.direction for c in own if scheme.directions[c.direction].limits}
    if not working and not limits:
        return []
    best = max(working, key=lambda c: scheme.rank(c.strength), default=None)
    said = {c.actor for c in working or own if c.strength}
    if "beide" in said:
        said -= {"school", "leerbedrijf"}
    return [
        Cell(
            own[0].intervention,
            own[0].phase,
            "" if best is None else best.direction,
            "" if best is None else best.strength,
            tuple(d for d in scheme.directions if d in limits),
            tuple(actor for actor in scheme.actors if actor in said),
        )
    ]


def strongest(cells: Sequence[Cell], intervention: str, scheme: Scheme) -> str:
    """The strength of an approach over all phases; empty where no claim says that it works."""
    own = [cell.strength for cell in cells if cell.intervention == intervention]
    return max(own, key=scheme.rank, default="")
