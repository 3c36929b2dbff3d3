"""Why a synthetic wave cannot be made."""

from collections.abc import Mapping

from stagepact_research.errors import InputProblem


class ImpossibleTarget(InputProblem):
    """The targets of one item cannot hold together at this number of answers."""

    def __init__(self, item: str, base: int, bounds: Mapping[str, tuple[int, int]]) -> None:
        self.item, self.base = item, base
        super().__init__(
            "instruments/synthetic",
            f"voor {item} is er bij {base} antwoorden geen verdeling met {dict(bounds)}.",
            remedy="Verruim de grenzen of kies een ander aantal respondenten.",
        )


class NotReached(InputProblem):
    """The search ended before every target was met."""

    def __init__(self, what: str, misses: list[str]) -> None:
        self.what, self.misses = what, misses
        super().__init__(
            "stagepact synthesise",
            f"de zoektocht naar {what} haalt niet alle doelen: {'; '.join(misses[:5])}.",
            remedy="Kies een ander beginpunt (seed) in instruments/protocol.yml.",
        )


class UnclearTarget(InputProblem):
    """Chapter 4 prints a count not at all, or differently in two places."""

    def __init__(self, subject: str, category: str, printed: list[float]) -> None:
        self.subject, self.category, self.printed = subject, category, printed
        super().__init__(
            "published.csv",
            f"voor {subject} ({category}) staan in hoofdstuk 4 de aantallen {printed}.",
            "precies één aantal",
        )
