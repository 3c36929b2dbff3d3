"""What can be wrong with the frame's files, and with what is asked of them, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stagepact_research.errors import InputProblem

_SHOWN = 6


def listed(names: Iterable[object]) -> str:
    """The first names, and how many more there are."""
    texts = [str(name) for name in names]
    more = f" en nog {len(texts) - _SHOWN}" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + more


class FrameFileProblem(InputProblem):
    """Something about a file of the frame that a person can mend."""


class NotATable(FrameFileProblem):
    """The file is no CSV text; `found` says what it is."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            where, found, "een CSV-bestand in UTF-8 of Windows-1252", "Haal het bestand opnieuw bij DUO op."
        )


class UnknownHeader(FrameFileProblem):
    """Columns that are needed are missing, or stand twice."""

    def __init__(self, where: str, found: Sequence[str], expected: Sequence[str]) -> None:
        self.found_columns, self.expected_columns = tuple(found), tuple(expected)
        super().__init__(
            f"{where}, regel 1",
            f"de kolommen zijn {', '.join(name[:40] for name in found[:20]) or '(geen)'}.",
            ", ".join(expected),
            "Controleer of dit het bedoelde bestand is, en of DUO de indeling heeft gewijzigd.",
        )


class WrongCellCount(FrameFileProblem):
    """A row is shorter or longer than the header."""

    def __init__(self, where: str, line: int, found: int, expected: int) -> None:
        self.line = line
        super().__init__(
            f"{where}, regel {line}",
            f"de regel heeft {found} cellen.",
            f"{expected}, evenveel als de kopregel",
            "Is het bestand afgebroken of bewerkt? Haal het opnieuw op.",
        )


class WrongCell(FrameFileProblem):
    """A cell holds something that its column does not allow; `others` counts further ones in the column."""

    def __init__(
        self, where: str, line: int, column: str, value: str, expected: str, others: int = 0
    ) -> None:
        self.line, self.column, self.value, self.others = line, column, value, others
        more = f" Nog {others} cellen in deze kolom zijn fout." if others else ""
        shown = "".join(c if c.isprintable() else " " for c in value[:40])
        super().__init__(
            f"{where}, regel {line}, kolom {column}", f'waarde "{shown}" kan niet.{more}', expected
        )


class DoubleRow(FrameFileProblem):
    """Two rows have the same key."""

    def __init__(
        self, where: str, line: int, first: int, key: Sequence[str], values: Sequence[object]
    ) -> None:
        self.line, self.first = line, first
        named = ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
        super().__init__(
            f"{where}, regel {line}", f"{named} staat ook op regel {first}.", "elke combinatie één keer"
        )


class EmptyTable(FrameFileProblem):
    """There is a header, and nothing under it that can be used."""

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(where, "er zijn geen bruikbare regels.", expected)


class UnfitSuccession(FrameFileProblem):
    """The lines of opvolgers.csv contradict each other."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(
            "opvolgers.csv",
            f"de opvolging loopt in een kring: {' → '.join(codes)}.",
            "elke oude code leidt naar een code die nog bestaat",
        )


class UnknownYear(InputProblem):
    """The frame has no figures of this year."""

    def __init__(self, year: int, years: Iterable[int]) -> None:
        self.year, self.years = year, tuple(sorted(years))
        super().__init__(
            "steekproefkader",
            f"er zijn geen cijfers van {year}.",
            f"een van {', '.join(map(str, self.years)) or '(geen)'}",
            "Voeg nieuwere DUO-bestanden toe met: stagepact frame --instellingen ... --sectorkamers ...",
        )


class UnknownSectorkamer(InputProblem):
    """DUO names a sectorkamer that is neither an answer of question 15 nor known to have none."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            "steekproefkader, kolom sectorkamer",
            f"onbekend: {listed(self.names)}.",
            "de acht sectorkamers van vraag 15, Entree, Bovensectoraal of niet gespecificeerd naar sector",
            "Leg in weighting/frame/sectors.py vast bij welk antwoord van vraag 15 deze sectorkamer hoort.",
        )


class UnknownVariable(InputProblem):
    """A margin is asked of something that the table does not have."""

    def __init__(self, names: Iterable[str], known: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            "marge", f"onbekend: {', '.join(self.names)}.", f"{', '.join(known)}, of twee met ' x ' ertussen"
        )


class InvalidSuppressed(InputProblem):
    """A suppressed cell holds 1 to 4 students."""

    def __init__(self, value: float) -> None:
        self.value = value
        super().__init__(
            "steekproefkader", f"een onderdrukte cel kan niet {value:g} studenten tellen.", "1 tot en met 4"
        )


class UnknownInstitution(InputProblem):
    """Respondents have an institution code that the frame does not know."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(
            "antwoorden, kolom q18instelling",
            f"deze codes staan niet in het steekproefkader: {listed(self.codes)}.",
            "een instellingscode van DUO",
            "Is een instelling gefuseerd, zet dan een regel in data/raw/frame/opvolgers.csv.",
        )


class NoPlace(InputProblem):
    """Respondents lack a sector, a leerweg or a level, so that no margin applies to them."""

    def __init__(self, missing: dict[str, list[object]]) -> None:
        self.missing = missing
        told = "; ".join(f"geen {what}: respondent {listed(who)}" for what, who in missing.items())
        super().__init__(
            "antwoorden, vraag 14, 15 en 16",
            f"{told}.",
            "van elk team ten minste één leerweg, één niveau en een sector",
            "Weeg alleen wie deze vragen beantwoordde.",
        )


class UnknownMapping(InputProblem):
    """There is no such way to give a team its places."""

    def __init__(self, mapping: str, known: Iterable[str]) -> None:
        self.mapping = mapping
        super().__init__("toedeling van teams", f'"{mapping}" bestaat niet.', ", ".join(known))


class UnfitTicks(InputProblem):
    """A tick of question 14 or 16 is neither ticked nor unticked, or its column is missing."""

    def __init__(self, column: str, found: str) -> None:
        self.column = column
        super().__init__(
            f"antwoorden, kolom {column}",
            found,
            "waar of onwaar, zoals read_export een aangekruist antwoord geeft",
            "Lees het bestand met read_export.",
        )


class DoubleRespondent(InputProblem):
    """A respondent stands twice in the index."""

    def __init__(self, names: Iterable[object]) -> None:
        self.names = tuple(names)
        super().__init__("antwoorden", f"respondent {listed(self.names)} komt dubbel voor.", "elk één keer")


class UnfitWeights(InputProblem):
    """Weights or team sizes that cannot be; `found` says why."""

    def __init__(self, what: str, found: str, expected: str) -> None:
        self.what = what
        super().__init__(what, found, expected)
