"""Why a value is missing, as a code: negative numbers, which SPSS takes as user-missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """One reason for a missing value."""

    code: int
    label: str
    status: str = ""
    """The status of the answer that has this code (responses.status), where it is one."""


STOPPED = Missing(-1, "eerder gestopt met de vragenlijst", "not_reached")
NOT_ASKED = Missing(-2, "niet gevraagd (door een eerder antwoord)", "not_shown")
SKIPPED = Missing(-3, "gezien, niet beantwoord", "not_answered")
DONT_KNOW = Missing(-4, "weet ik niet", "dont_know")
NOT_APPLICABLE = Missing(-5, "niet van toepassing", "not_applicable")
REFUSED = Missing(-6, "deed niet mee")
PROTECTED = Missing(-7, "afgeschermd: te weinig teams met deze kenmerken")
TOO_FEW = Missing(-8, "te weinig geldige antwoorden voor een score")

REASONS = (STOPPED, NOT_ASKED, SKIPPED, DONT_KNOW, NOT_APPLICABLE, REFUSED, PROTECTED, TOO_FEW)
LOWEST, HIGHEST = min(m.code for m in REASONS), max(m.code for m in REASONS)
"""The range that a file declares missing."""
