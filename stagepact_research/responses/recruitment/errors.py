"""What can be wrong with a contact log, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.responses.errors import shown

_HEADER = "datum;stadium;eenheid;instelling;wijze;uitkomst;reden"


class ContactLogProblem(InputProblem):
    """Something about recruitment.csv that the research team can mend."""


class EmptyContactLog(ContactLogProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            str(path),
            "het contactlogboek is leeg.",
            f"een eerste regel met {_HEADER}",
            "Maak een leeg logboek met: stagepact recruitment template --wave <jaar>",
        )


class MissingLogColumns(ContactLogProblem):
    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(f"{path}, regel 1", f"kolommen ontbreken: {', '.join(self.columns)}.", _HEADER)


class UnknownLogColumns(ContactLogProblem):
    """A column that the log does not have: perhaps a name or an address."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(
            f"{path}, regel 1",
            f"onbekende of dubbele kolommen: {', '.join(shown(name) for name in self.columns)}.",
            _HEADER,
            "Namen, adressen en opmerkingen horen niet in het contactlogboek.",
        )


class UnreadableContactLog(ContactLogProblem):
    def __init__(self, path: Path, line: int, found: int, expected: int) -> None:
        self.line = line
        super().__init__(f"{path}, regel {line}", f"de regel heeft {found} cellen.", f"{expected} cellen")


class WrongLogCell(ContactLogProblem):
    def __init__(self, path: Path, line: int, column: str, value: str, expected: str) -> None:
        self.line, self.column, self.value = line, column, value
        # What stands where a code should is perhaps a name or an address: it is not repeated.
        said = (
            f'"{shown(value)}" kan niet.' if column not in ("eenheid", "instelling") else "dit is geen code."
        )
        super().__init__(f"{path}, regel {line}, kolom {column}", said, expected)


class DoubleContact(ContactLogProblem):
    def __init__(self, path: Path, line: int, first: int) -> None:
        self.line, self.first = line, first
        super().__init__(
            f"{path}, regel {line}",
            f"hetzelfde contact staat al op regel {first}.",
            "elk contact één keer",
        )


class WrongCount(InputProblem):
    """A number of people that cannot be, of which no rate can be taken."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"aantal {name}", f"de waarde {value} kan niet.", expected)
