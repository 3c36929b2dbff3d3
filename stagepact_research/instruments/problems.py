"""What can be wrong with an instrument that was read without error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "duplicate_id",
    "invalid_code",
    "wrong_parts",
    "empty_text",
    "unknown_response_scale",
    "unknown_collapse",
    "collapse_mismatch",
    "route_to_unknown",
    "route_to_later",
    "route_unknown_code",
    "unreachable",
    "numbering",
    "scale_item",
    "minimum_valid",
    "version_not_recorded",
    "silent_change",
    "text_not_kept",
    "translation_differs",
]


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the rule that is broken, where, what was found and what to do."""

    rule: Rule
    where: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.found}" + (f" {self.remedy}" if self.remedy else "")
