"""How the names of a coding program lead to those of this study, when they are not the same."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from stagepact_research.strands.interviews.refi.positions import Counting, LineEnd, Unit
from stagepact_research.strands.interviews.refi.study import folded

GROUPS = ("stagebegeleiders", "praktijkopleiders")
NO_INTERVIEW = "geen interview"
CLEARED = "citaat_vrijgegeven"
NOT_COUNTED = "niet"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Positions(_Part):
    """How the program counts signs, where the import would take it wrongly."""

    unit: Unit = "codepoint"
    line_end: LineEnd = "stored"
    bom: bool = False

    def counting(self) -> Counting:
        return Counting(self.unit, self.line_end, self.bom)


class Mapping(_Part):
    """The mapping file of an import. Every part may be left out."""

    group: tuple[str, ...] = ("groep", "group")
    """Names of the variable or column that holds the group."""
    groups: dict[str, str] = {}
    """What stands in it, or the name of a set of documents, to a group."""
    attributes: dict[str, tuple[str, ...]] = {}
    """Which other variables are taken over, each with the values that it may have; nothing else is."""
    codes: dict[str, str] = {}
    """Name of a code in the program to a code of the codebook, or to `niet` when it is not counted."""
    questions: dict[str, str] = {}
    """Name of a variable to the id of a closed question."""
    answers: dict[str, dict[str, str]] = {}
    """Closed question or attribute, to what stands in the program, to the code of the answer."""
    cleared: str = CLEARED
    """The code that marks text that may be quoted."""
    positions: Positions | None = None
    skip_other_sources: bool = False
    """Leave codings in pictures, sound, video and PDF out; without this they are an error."""


def group_of(value: str, mapping: Mapping) -> str | None:
    """The group that a value or the name of a set stands for; `geen interview` is one of them; None if no."""
    own = {folded(key): group for key, group in mapping.groups.items()}
    found = folded(own.get(folded(value), value))
    for group in (*GROUPS, NO_INTERVIEW):
        if found in (group, group.removesuffix("s")):
            return group
    return None
