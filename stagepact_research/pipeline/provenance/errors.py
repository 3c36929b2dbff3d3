"""What `stagepact verify` tells when something does not belong together: one class for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stagepact_research.errors import InputProblem


class Differs(InputProblem):
    """Something is no longer what it was made from; the first difference, and then all others."""

    def __init__(self, differences: Sequence[str], remedy: str) -> None:
        self.differences = tuple(differences)
        first, *others = self.differences
        count = f"Er zijn nog {len(others)} punten:" if len(others) > 1 else "Er is nog een punt:"
        more = "".join(f"\n- {one}" for one in others)
        super().__init__("stagepact verify", first, remedy=f"{count}{more}\n{remedy}" if others else remedy)


class NoRecord(InputProblem):
    """There is no record of provenance, or it cannot be read."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            where,
            found,
            "JSON zoals stagepact report haar schrijft",
            "Maak alles opnieuw met: stagepact report",
        )

    def found_where(self) -> str:
        """As one difference among others."""
        return f"{self.where}: {self.found}"


class Unreadable(InputProblem):
    """A file that the record is made from is damaged."""

    def __init__(self, where: str, what: str, expected: str, remedy: str) -> None:
        super().__init__(where, f"{what} is niet te lezen.", expected, remedy)


class NoSite(InputProblem):
    """The folder of the site does not exist."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), "deze map bestaat niet.", "de map van de site, met index.html")
