"""What cannot be planned, and the sentence for each."""

from __future__ import annotations

from stagepact_research.analysis.errors import ImpossibleAnalysis


class ImpossibleSample(ImpossibleAnalysis):
    """A wave of this size, with these institutions, similarity or weights, does not exist."""

    def __init__(self, what: str, found: object, expected: str) -> None:
        self.what, self.value = what, found
        super().__init__(f"planning, {what}", f"de waarde {found} kan niet.", expected)


class ImpossibleOutcome(ImpossibleAnalysis):
    """No wave can have this share, mean or change."""

    def __init__(self, what: str, found: object, expected: str) -> None:
        self.what, self.value = what, found
        super().__init__(f"planning, {what}", f"de waarde {found} kan niet.", expected)


class ImpossibleRule(ImpossibleAnalysis):
    """A level, a number of tests or a number of simulations that cannot be."""

    def __init__(self, what: str, found: object, expected: str) -> None:
        self.what, self.value = what, found
        super().__init__(f"planning, {what}", f"de waarde {found} kan niet.", expected)
