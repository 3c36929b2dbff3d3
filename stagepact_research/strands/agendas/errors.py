"""What can be wrong with a coding of the kwaliteitsagenda's, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from stagepact_research.errors import InputProblem

_SHOWN = 5


def _few(names: Sequence[str]) -> str:
    more = f" en nog {len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


class CodingProblem(InputProblem):
    """Something about a coding file that the research team can mend."""


class UnreadableCoding(CodingProblem):
    def __init__(self, path: Path, found: str) -> None:
        super().__init__(str(path), found, "een CSV-bestand in UTF-8 met puntkomma's")


class WrongCodingColumns(CodingProblem):
    def __init__(self, path: Path, found: Iterable[str], expected: Iterable[str]) -> None:
        self.found_columns = tuple(found)
        super().__init__(
            f"{path}, regel 1",
            f"de kolommen zijn {';'.join(self.found_columns) or 'leeg'}.",
            ";".join(expected),
            "Maak een leeg bestand met: stagepact agendas template <jaar> --out BESTAND",
        )


class WrongCodingCell(CodingProblem):
    """A value that the column cannot have."""

    def __init__(self, path: Path, line: int, column: str, value: str, expected: str) -> None:
        self.line, self.column, self.value = line, column, value
        super().__init__(
            f"{path}, regel {line}, kolom {column}",
            f'waarde "{value[:40]}" bestaat niet.' if value else "de cel is leeg.",
            expected,
            "De codes en wanneer u welke kiest, staan in instruments/agendas/analysekader.yml.",
        )


class UnknownInstitution(WrongCodingCell):
    pass


class UnknownQuestion(WrongCodingCell):
    pass


class UnknownCode(WrongCodingCell):
    pass


class NotGivenByReader(CodingProblem):
    """Who reads the agenda itself knows what it says."""

    def __init__(self, path: Path, line: int) -> None:
        self.line = line
        super().__init__(
            f"{path}, regel {line}, kolom code",
            "niet_gegeven kan niet in een codering van de agenda's zelf.",
            "een code van de vraag, of niet_vermeld als de agenda er niets over zegt",
        )


class WrongApplicability(CodingProblem):
    """`niet_van_toepassing` where the question applies, or another code where it does not."""

    def __init__(self, path: Path, line: int, code: str, condition: str) -> None:
        self.line, self.code = line, code
        super().__init__(
            f"{path}, regel {line}, kolom code",
            f"{code} past niet bij het antwoord op een eerdere vraag.",
            condition,
            "Verander een van beide regels.",
        )


class MissingLocator(CodingProblem):
    def __init__(self, path: Path, line: int, why: str) -> None:
        self.line = line
        super().__init__(
            f"{path}, regel {line}, kolom locator",
            "de vindplaats ontbreekt.",
            f"de bladzijde of paragraaf: {why}",
        )


class UnmarkedQuote(CodingProblem):
    def __init__(self, path: Path, line: int) -> None:
        self.line = line
        super().__init__(
            f"{path}, regel {line}, kolom quote",
            "er staat tekst buiten de aanhalingstekens.",
            "elk citaat letterlijk tussen “ en ”; eigen woorden horen in de kolom note",
        )


class DoubleCell(CodingProblem):
    def __init__(self, path: Path, line: int, first: int, institution: str, question: str) -> None:
        self.line, self.first = line, first
        super().__init__(
            f"{path}, regel {line}",
            f"instelling {institution} en vraag {question} staan al op regel {first}.",
            "elke combinatie één keer",
        )


class MissingCells(CodingProblem):
    def __init__(self, path: Path, cells: Sequence[tuple[str, str]]) -> None:
        self.cells = tuple(cells)
        names = [f"instelling {institution}: {question}" for institution, question in self.cells]
        super().__init__(
            str(path),
            f"{len(names)} cellen ontbreken ({_few(names)}).",
            "een regel voor elke instelling en elke vraag",
            "Zegt de agenda niets, dan is de code niet_vermeld.",
        )


class SeveralCoders(CodingProblem):
    def __init__(self, path: Path, coders: Sequence[str]) -> None:
        self.coders = tuple(coders)
        super().__init__(
            f"{path}, kolom coder",
            f"er staan meer codeurs in één bestand ({_few(self.coders)}).",
            "één bestand per codeur",
        )


class DoubleCoder(CodingProblem):
    def __init__(self, folder: Path, coder: str) -> None:
        self.coder = coder
        super().__init__(str(folder), f"codeur {coder} heeft meer dan één bestand.", "één bestand per codeur")


class MixedSources(CodingProblem):
    """A coding read from a report beside one of the agendas themselves."""

    def __init__(self, folder: Path, kinds: Iterable[str]) -> None:
        self.kinds = tuple(kinds)
        super().__init__(
            str(folder),
            f"de bestanden zijn van verschillende herkomst ({', '.join(self.kinds)}).",
            "alle bestanden van een meting van één herkomst, zoals manifest.json die noemt",
        )


class UnknownCodingWave(CodingProblem):
    def __init__(self, where: str, wave: int, known: Iterable[int]) -> None:
        self.wave = wave
        super().__init__(
            where,
            f"het analysekader noemt geen instellingen voor {wave}.",
            ", ".join(map(str, known)),
            "Zet het aantal bij institutions in instruments/agendas/analysekader.yml.",
        )


class NoCoding(CodingProblem):
    def __init__(self, folder: Path, wave: int) -> None:
        super().__init__(
            str(folder),
            "hier staat geen codering (*.csv).",
            remedy=f"Begin met: stagepact agendas template {wave} --out {folder.name}-A.csv --coder A",
        )


class WouldReplace(CodingProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            str(path), "het bestand bestaat al; er is niets geschreven.", remedy="Geef een andere naam."
        )


class NoSuchFolder(CodingProblem):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            str(folder), "deze map bestaat niet.", remedy="Maak de map, of geef een andere naam."
        )


class InvalidCoder(CodingProblem):
    def __init__(self, coder: str) -> None:
        self.coder = coder
        super().__init__(
            "stagepact agendas template --coder",
            f'"{coder[:40]}" is geen code.',
            "letters, cijfers en streepjes, hooguit 20, zoals A; geen naam",
        )
