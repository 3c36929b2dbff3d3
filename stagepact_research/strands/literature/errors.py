"""What can be wrong with the literature, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from stagepact_research.errors import InputProblem

CHECK = "Controleer daarna met: stagepact literature check"


class LiteratureProblem(InputProblem):
    """Something about the literature that the research team can mend."""


class InvalidEvidenceScheme(LiteratureProblem):
    """instruments/literature/evidence.yml is missing, is no YAML or breaks the schema."""


class UnreadableEvidence(LiteratureProblem):
    """evidence.csv is missing or is no table in UTF-8."""


class WrongEvidenceColumns(LiteratureProblem):
    def __init__(self, where: str, columns: Iterable[str], expected: Sequence[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(
            f"{where}, regel 1",
            f"kolommen ontbreken of zijn onbekend: {', '.join(self.columns)}.",
            ", ".join(expected),
        )


class WrongEvidenceRow(LiteratureProblem):
    def __init__(self, where: str, line: int, cells: int, expected: int) -> None:
        self.line = line
        super().__init__(
            f"{where}, regel {line}",
            f"de regel heeft {cells} cellen.",
            f"{expected} cellen",
            "Zet een cel met een komma tussen aanhalingstekens.",
        )


class WrongEvidenceCell(LiteratureProblem):
    def __init__(self, where: str, line: int, column: str, value: str, expected: str) -> None:
        self.line, self.column, self.value = line, column, value
        found = f'waarde "{value[:60]}" kan niet.' if value else "de cel is leeg."
        super().__init__(f"{where}, regel {line}, kolom {column}", found, expected, CHECK)


class DoubleClaim(LiteratureProblem):
    def __init__(self, where: str, line: int, first: int, identifier: str) -> None:
        self.line, self.first, self.identifier = line, first, identifier
        super().__init__(
            f"{where}, regel {line}, kolom id",
            f'"{identifier}" staat al op regel {first}.',
            "een eigen id voor elke uitspraak",
        )


class UnknownNumber(LiteratureProblem):
    """A number that a claim asks for stands in no published row of its section, or in more than one."""

    def __init__(self, where: str, asked: str, locator: str, found: int) -> None:
        self.asked = asked
        super().__init__(
            where,
            f"bij {{{asked}}} horen {found} rijen in published.csv (source literature, locator {locator}).",
            "precies één rij; schrijf {subject/category/statistic}",
        )


class UnreadableBibliography(LiteratureProblem):
    """The file with references is missing or is no BibTeX."""


class DoubleWork(LiteratureProblem):
    def __init__(self, where: str, key: str, lines: Sequence[int]) -> None:
        self.key, self.lines = key, tuple(lines)
        super().__init__(
            f"{where}, regel {lines[1]}",
            f'de sleutel "{key}" staat er al, op regel {lines[0]}.',
            "elke sleutel één keer",
        )


class UnknownWork(LiteratureProblem):
    def __init__(self, where: str, key: str, known: Iterable[str]) -> None:
        self.key = key
        near = get_close_matches(key, sorted(known), n=3, cutoff=0.5)
        super().__init__(
            where,
            f'verwijst naar "{key}", en dat werk staat niet in references.bib.',
            " of ".join(near) if near else "een sleutel uit references.bib",
            CHECK,
        )


class UnusedWork(LiteratureProblem):
    def __init__(self, where: str, line: int, key: str) -> None:
        self.key, self.line = key, line
        super().__init__(
            f"{where}, regel {line}",
            f'naar het werk "{key}" verwijst geen hoofdstuk en geen uitspraak.',
            "een werk dat ergens wordt genoemd",
            "Noem het waar het hoort, of haal het weg.",
        )
