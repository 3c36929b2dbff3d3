"""What can be wrong with a response file, one small class per kind, each with its Dutch sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stagepact_research.errors import InputProblem

_HOW = (
    "Exporteer opnieuw in LimeSurvey: Responsen > Exporteren, formaat CSV, "
    "koppen als vraagcode, antwoorden als antwoordcode."
)
_SHOWN = 40


def shown(value: str) -> str:
    """A cell as it can stand in a message: on one line, without control characters, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in value[: _SHOWN + 1])
    return printable[:_SHOWN] + "…" if len(value) > _SHOWN else printable


class ResponseFileProblem(InputProblem):
    """Something about a response file that the research team can mend."""


class UnreadableFile(ResponseFileProblem):
    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(str(path), why, remedy="Controleer het pad in protocol.yml.")


class EmptyFile(ResponseFileProblem):
    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path), "het bestand is leeg (0 bytes).", remedy=_HOW)


class FileTooLarge(ResponseFileProblem):
    def __init__(self, path: Path, size: int, limit: int) -> None:
        self.path, self.size, self.limit = path, size, limit
        megabytes = f"{size / 1e6:.0f} MB"
        super().__init__(
            str(path),
            f"het bestand is te groot ({megabytes}).",
            f"een export van hooguit {limit // 1_000_000} MB",
            _HOW,
        )


class NotAnExport(ResponseFileProblem):
    """The file is of another kind; `kind` says which, in Dutch."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind = path, kind
        super().__init__(str(path), f"dit is {kind}.", "een CSV-export van LimeSurvey", _HOW)


class WrongEncoding(ResponseFileProblem):
    def __init__(self, path: Path, encoding: str, line: int = 1) -> None:
        self.path, self.encoding, self.line = path, encoding, line
        super().__init__(
            f"{path}, regel {line}",
            f"de tekens zijn opgeslagen als {encoding}.",
            "UTF-8, zoals LimeSurvey schrijft",
            "Gebruik de export zelf, niet een kopie die in Excel of Kladblok is opgeslagen.",
        )


class NulBytes(ResponseFileProblem):
    def __init__(self, path: Path, line: int) -> None:
        self.path, self.line = path, line
        super().__init__(
            f"{path}, regel {line}", "het bestand bevat NUL-bytes en is beschadigd.", remedy=_HOW
        )


class WrongDelimiter(ResponseFileProblem):
    def __init__(self, path: Path, delimiter: str) -> None:
        self.path, self.delimiter = path, delimiter
        name = {",": "komma", "\t": "tab", "|": "verticale streep"}[delimiter]
        super().__init__(
            f"{path}, regel 1", f"de kolommen zijn gescheiden door een {name}.", "een puntkomma", _HOW
        )


class TruncatedExport(ResponseFileProblem):
    def __init__(self, path: Path, line: int) -> None:
        self.path, self.line = path, line
        super().__init__(
            f"{path}, regel {line}", "het bestand breekt halverwege een respons af.", remedy=_HOW
        )


class MalformedCell(ResponseFileProblem):
    def __init__(self, path: Path, line: int, number: int) -> None:
        self.path, self.line, self.number = path, line, number
        super().__init__(
            f"{path}, regel {line}, cel {number}",
            "de aanhalingstekens kloppen niet.",
            "een cel tussen aanhalingstekens, met een aanhalingsteken in de tekst verdubbeld",
            _HOW,
        )


class OversizedCell(ResponseFileProblem):
    def __init__(self, path: Path, line: int, number: int, limit: int) -> None:
        self.path, self.line, self.number, self.limit = path, line, number, limit
        super().__init__(
            f"{path}, regel {line}, cel {number}",
            f"de cel heeft meer dan {limit} tekens; het bestand is beschadigd of geen export.",
            remedy=_HOW,
        )


class TooManyCells(ResponseFileProblem):
    def __init__(self, path: Path, line: int, limit: int) -> None:
        self.path, self.line, self.limit = path, line, limit
        super().__init__(
            f"{path}, regel {line}",
            f"de regel heeft meer dan {limit} cellen; het bestand is beschadigd of geen export.",
            remedy=_HOW,
        )


class WrongCellCount(ResponseFileProblem):
    def __init__(self, path: Path, line: int, found: int, expected: int) -> None:
        self.path, self.line, self.found_cells, self.expected_cells = path, line, found, expected
        super().__init__(
            f"{path}, regel {line}",
            f"de regel heeft {found} cellen.",
            f"{expected}, evenveel als de kopregel",
            _HOW,
        )


class OtherHeadings(ResponseFileProblem):
    """The headings are question texts or database names instead of question codes."""

    def __init__(self, path: Path, heading: str) -> None:
        self.path, self.heading = path, heading
        super().__init__(
            f"{path}, regel 1",
            f'de kopregel bevat geen vraagcodes (wel bijvoorbeeld "{shown(heading)}").',
            "vraagcodes, zoals q02[a]",
            'Kies bij het exporteren onder Koppen: "Vraagcode".',
        )


class MissingColumns(ResponseFileProblem):
    def __init__(self, path: Path, columns: Sequence[str], version: str) -> None:
        self.path, self.columns = path, tuple(columns)
        named = ", ".join(columns[:8]) + (f" en nog {len(columns) - 8}" if len(columns) > 8 else "")
        super().__init__(
            f"{path}, regel 1",
            f"kolommen ontbreken: {named}.",
            f"alle kolommen van vragenlijst {version}",
            "Exporteer alle vragen, of controleer of dit de enquête van deze meting is.",
        )


class DuplicateColumn(ResponseFileProblem):
    def __init__(self, path: Path, column: str) -> None:
        self.path, self.column = path, column
        super().__init__(
            f"{path}, regel 1, kolom {column}",
            "de kolom staat er meer dan eens.",
            "elke vraagcode één keer",
            "Controleer of twee bestanden naast elkaar zijn geplakt, of een vraagcode dubbel is.",
        )


class DuplicateId(ResponseFileProblem):
    def __init__(self, path: Path, line: int, first: int, response_id: str) -> None:
        self.path, self.line, self.first, self.response_id = path, line, first, response_id
        super().__init__(
            f"{path}, regel {line}, kolom id",
            f"respons {response_id} staat ook op regel {first}.",
            "elke respons één keer",
            "Controleer of twee exports onder elkaar zijn geplakt; metingen worden nooit samengevoegd.",
        )


class WrongValue(ResponseFileProblem):
    def __init__(self, path: Path, line: int, column: str, value: str, expected: str) -> None:
        self.path, self.line, self.column, self.value = path, line, column, value
        super().__init__(
            f"{path}, regel {line}, kolom {column}",
            f'waarde "{shown(value)}" bestaat niet.',
            expected,
            "Controleer of de vragenlijst in LimeSurvey, of het bestand na de export, is gewijzigd.",
        )


class LongResponses(ResponseFileProblem):
    def __init__(self, path: Path, line: int, column: str, value: str) -> None:
        self.path, self.line, self.column, self.value = path, line, column, value
        super().__init__(
            f"{path}, regel {line}, kolom {column}",
            f'"{shown(value)}" is een antwoordtekst; in zo\'n export is niet getoond gelijk aan "Nee".',
            "antwoordcodes",
            'Kies bij het exporteren onder Antwoorden: "Antwoordcodes".',
        )


class InvalidReason(ResponseFileProblem):
    """A row of the coded reasons to decline that cannot be used."""

    def __init__(self, path: Path, row: int | None, found: str, expected: str) -> None:
        self.path, self.row = path, row
        where = str(path) if row is None else f"{path}, rij {row}"
        super().__init__(where, found, expected)
