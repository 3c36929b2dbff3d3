"""What can be wrong with a reporting checklist: one class for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from stagepact_research.errors import InputProblem


class WrongNumberOfItems(InputProblem):
    """The checklist has more or fewer items than it says."""

    def __init__(self, where: str, found: int, count: int) -> None:
        self.found_items, self.count = found, count
        super().__init__(where, f"er zijn {found} onderdelen.", f"{count}, zoals count zegt")


class TwiceNumbered(InputProblem):
    """Two items have the same number."""

    def __init__(self, where: str, number: str) -> None:
        self.number = number
        super().__init__(where, f'nummer "{number}" staat er twee keer.', "elk nummer één keer")


class UnknownNumber(InputProblem):
    """An answer asks for a number that is not looked up, or one is looked up that no answer shows."""

    def __init__(self, where: str, name: str, known: Sequence[str]) -> None:
        self.name = name
        super().__init__(
            where,
            f"{{{name}}} staat niet zowel in het antwoord als bij values.",
            ", ".join(f"{{{one}}}" for one in known) or "een antwoord zonder getallen",
        )


class NoSource(InputProblem):
    """A number does not say where it is looked up, or says it more than once."""

    def __init__(self, where: str, name: str) -> None:
        self.name = name
        super().__init__(where, f'"{name}" heeft niet één bron.', "lookup, protocol of asked")


class NoPlace(InputProblem):
    """An item is told, and nothing says where."""

    def __init__(self, where: str, number: str) -> None:
        self.number = number
        super().__init__(
            where,
            f"onderdeel {number} is gerapporteerd, maar er staat niet bij waar.",
            "sections met ten minste één paragraaf",
        )
