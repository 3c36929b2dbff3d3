"""What can go wrong between a chapter and a page, each kind with its one Dutch sentence."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from stagepact_research.errors import InputProblem


def place(source: str, line: int | None) -> str:
    return f"{source}, regel {line}" if line else source


class RenderProblem(InputProblem):
    """Anything that keeps a chapter from becoming a page; the last good site stays where it is."""


class InvalidBook(RenderProblem):
    """The book file `_quarto.yml` lacks something, or says something that the engine does not know."""

    def __init__(self, found: str, expected: str = "", remedy: str = "") -> None:
        super().__init__("_quarto.yml", found, expected, remedy)


class UnknownConstruct(RenderProblem):
    """A chapter uses a construct that the embedded engine does not render."""

    def __init__(self, source: str, line: int | None, construct: str, expected: str = "") -> None:
        self.source, self.line, self.construct = source, line, construct
        super().__init__(
            place(source, line),
            f"{construct} kan de ingebouwde weergave niet verwerken.",
            expected,
            "De lijst met mogelijke constructies staat in CONTRIBUTING.md.",
        )


class FailingCell(RenderProblem):
    """A code cell or an inline expression of a chapter raised an exception."""

    def __init__(self, source: str, line: int, exception: str, message: str) -> None:
        self.source, self.line, self.exception, self.message = source, line, exception, message
        super().__init__(
            place(source, line),
            f"de berekening stopt met {exception}: {message}",
            remedy="Herstel het hoofdstuk of de gegevens en draai opnieuw; de vorige site blijft staan.",
        )


class UnresolvedReference(RenderProblem):
    """A reference to a figure, table, section or source that is not in the book."""

    def __init__(self, source: str, line: int | None, label: str, known: Sequence[str]) -> None:
        self.source, self.line, self.label = source, line, label
        near = get_close_matches(label, known, n=3)
        super().__init__(
            place(source, line),
            f"de verwijzing @{label} wijst nergens naar.",
            f"een label dat in het rapport voorkomt{', bijvoorbeeld ' + ', '.join(near) if near else ''}.",
        )


class DuplicateLabel(RenderProblem):
    """Two figures, tables or sections carry the same label."""

    def __init__(self, source: str, label: str, first: str) -> None:
        self.source, self.label, self.first = source, label, first
        super().__init__(
            source, f"het label {label} bestaat al in {first}.", "een uniek label in het hele rapport."
        )


class InvalidFigure(RenderProblem):
    """A figure that is missing, unsafe, from another host, or without an alternative text."""

    def __init__(self, source: str, figure: str, found: str, expected: str) -> None:
        self.source, self.figure = source, figure
        super().__init__(f"{source}, figuur {figure}", found, expected)


class ConversionFailed(RenderProblem):
    """Pandoc or Typst refused what the engine gave it."""

    def __init__(self, program: str, where: str, message: str) -> None:
        self.program, self.message = program, message
        super().__init__(where, f"{program} kan dit niet omzetten: {message.strip()}")
