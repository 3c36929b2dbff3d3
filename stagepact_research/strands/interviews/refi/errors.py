"""What can be wrong with coded interviews that come from another program.

No message holds a word of an interview, the name of a source, of a case or of a coder: these are numbered in
the order in which the file gives them. The name of a code is told, unless its words stand in an interview.
"""

from __future__ import annotations

from stagepact_research.errors import InputProblem

_EXPORT_AGAIN = "Exporteer het project opnieuw uit uw programma (REFI-QDA, .qdpx)."


class CodedInterviewsProblem(InputProblem):
    """Any problem with a file of coded interviews."""


class NotAnArchive(CodedInterviewsProblem):
    """The file is no zip file, or a damaged one."""

    def __init__(self, file: str, reason: str = "dit is geen zipbestand, of het is beschadigd.") -> None:
        super().__init__(file, reason, "een REFI-QDA-project (.qdpx)", _EXPORT_AGAIN)


class UnsafeMember(CodedInterviewsProblem):
    """A file in the archive has a name or a kind that no export has."""

    def __init__(self, file: str, number: int, reason: str) -> None:
        self.number, self.reason = number, reason
        super().__init__(
            f"{file}, bestand {number} in het archief",
            reason,
            "gewone bestanden met een naam binnen het archief",
            f"Vertrouw dit archief niet. {_EXPORT_AGAIN}",
        )


class EncryptedMember(UnsafeMember):
    """A file in the archive is locked with a password."""

    def __init__(self, file: str, number: int) -> None:
        super().__init__(file, number, "dit bestand is met een wachtwoord versleuteld.")


class NestedArchive(UnsafeMember):
    """An archive within the archive."""

    def __init__(self, file: str, number: int) -> None:
        super().__init__(file, number, "dit is zelf weer een archief.")


class TooLarge(CodedInterviewsProblem):
    """More files, more bytes or a stronger compression than an export of interviews has."""

    def __init__(self, file: str, found: str, expected: str) -> None:
        super().__init__(file, found, expected, "Exporteer alleen de interviews, zonder beeld en geluid.")


class MissingMember(CodedInterviewsProblem):
    """A file that the project names is not in the archive."""

    def __init__(self, file: str, where: str) -> None:
        super().__init__(
            f"{file}, {where}",
            "het bestand dat hier wordt genoemd, zit niet in het archief.",
            "een tekstbestand in de map Sources",
            _EXPORT_AGAIN,
        )


class OutsideArchive(CodedInterviewsProblem):
    """A path that leads out of the archive."""

    def __init__(self, file: str, where: str) -> None:
        super().__init__(
            f"{file}, {where}",
            "de tekst staat buiten het archief.",
            "een pad dat begint met internal:// en binnen het archief blijft",
            "Exporteer het project met de bronnen erin.",
        )


class NotUtf8(CodedInterviewsProblem):
    """A text that is not UTF-8."""

    def __init__(self, file: str, where: str, byte: int) -> None:
        super().__init__(
            f"{file}, {where}" if where else file,
            f"byte {byte} is geen UTF-8.",
            "tekst in UTF-8",
            "Bewaar het bestand als UTF-8.",
        )


class UnreadableXml(CodedInterviewsProblem):
    """The XML is broken, too deep or has another root."""

    def __init__(self, where: str, found: str, expected: str = "XML volgens REFI-QDA 1.0") -> None:
        super().__init__(where, found, expected, _EXPORT_AGAIN)


class UnsafeXml(CodedInterviewsProblem):
    """A document type, an entity or a reference to another file: nothing that an export has."""

    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "het XML-bestand heeft een DTD of entiteiten, of verwijst naar een ander bestand.",
            "XML zonder DTD en zonder entiteiten",
            f"Vertrouw dit bestand niet. {_EXPORT_AGAIN}",
        )


class MalformedGuid(CodedInterviewsProblem):
    """A GUID that has not the form of one."""

    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "de GUID ontbreekt of heeft niet de vorm van een GUID.",
            "8-4-4-4-12 hexadecimale tekens",
            _EXPORT_AGAIN,
        )


class DuplicateGuid(CodedInterviewsProblem):
    """A GUID that two things have."""

    def __init__(self, where: str, other: str) -> None:
        super().__init__(where, f"de GUID is ook die van {other}.", "elke GUID één keer", _EXPORT_AGAIN)


class EmptyProject(CodedInterviewsProblem):
    """No interview, or no coding."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(
            file, f"er staat geen enkele {what} in.", "gecodeerde interviews", "Kies een ander bestand."
        )


class MissingCode(CodedInterviewsProblem):
    """A coding refers to a code that the file does not have."""

    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "deze codering verwijst naar een code die niet in het bestand staat.",
            "een code uit de codelijst van het bestand",
            _EXPORT_AGAIN,
        )


class UnknownCode(CodedInterviewsProblem):
    """A code that was used and that the codebook does not have."""

    def __init__(self, file: str, names: list[str], codebook: str) -> None:
        self.names = names
        many = "deze codes staan" if len(names) > 1 else "deze code staat"
        super().__init__(
            file,
            f"{many} niet in het codeboek: {'; '.join(names)}.",
            f"codes uit {codebook}",
            "Geef in het koppelbestand (--mapping) onder codes aan welke code bedoeld is; zet er niet bij "
            "een code die niet meetelt.",
        )


class AmbiguousCode(CodedInterviewsProblem):
    """A code that may be more than one of the codebook."""

    def __init__(self, file: str, name: str, codes: list[str]) -> None:
        self.codes = codes
        super().__init__(
            f"{file}, {name}",
            f"kan meer dan één code van het codeboek zijn: {', '.join(codes)}.",
            "één code",
            "Geef in het koppelbestand (--mapping) onder codes aan welke bedoeld is.",
        )


class SelectionOutsideText(CodedInterviewsProblem):
    """A selection that begins or ends where the text has no sign."""

    def __init__(self, where: str, found: str, length: int) -> None:
        self.length = length
        super().__init__(
            where,
            f"de selectie {found}.",
            f"een begin en een einde van 0 tot en met {length}, en het einde na het begin",
            "Klopt de export? Geef dan in het koppelbestand (--mapping) onder positions op hoe er is geteld.",
        )


class UnsupportedSource(CodedInterviewsProblem):
    """Codings in a source that is no text."""

    def __init__(self, file: str, kinds: dict[str, int], codings: int) -> None:
        self.kinds, self.codings = kinds, codings
        listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        super().__init__(
            file,
            f"{codings} coderingen staan in bronnen die geen tekst zijn ({listed}).",
            "coderingen in tekst",
            "Zet het transcript als tekstdocument in het project. Tellen deze coderingen niet mee, zet dan "
            "skip_other_sources: true in het koppelbestand (--mapping).",
        )


class MissingGroup(CodedInterviewsProblem):
    """An interview of which the group is not known."""

    def __init__(self, file: str, sources: list[int], total: int, groups: tuple[str, ...]) -> None:
        self.sources = sources
        listed = ", ".join(map(str, sources))
        super().__init__(
            f"{file}, bron {listed} van {total}",
            "de groep van het interview ontbreekt of bestaat niet.",
            f"{' of '.join(groups)}, of: geen interview",
            "Geef het document of de casus een variabele groep, of geef de groep in een bestand (--cases).",
        )


class ConflictingValue(CodedInterviewsProblem):
    """Two values for what can have one."""

    def __init__(self, file: str, source: int, variable: str) -> None:
        self.source, self.variable = source, variable
        super().__init__(
            f"{file}, bron {source}",
            f'"{variable}" heeft twee verschillende waarden.',
            "één waarde voor elk interview",
            "Kijk naar de variabelen van het document en van de casussen waarin het zit.",
        )


class UnknownAnswer(CodedInterviewsProblem):
    """An answer or attribute that is not one of those that may be given."""

    def __init__(self, where: str, question: str, codes: tuple[str, ...]) -> None:
        self.question = question
        super().__init__(
            where,
            f'de waarde van "{question}" bestaat niet.',
            ", ".join(codes),
            "Verbeter de waarde, of geef in het koppelbestand (--mapping) aan wat bedoeld is.",
        )


class OtherGroup(CodedInterviewsProblem):
    """A code or a question that belongs to the interviews of the other group."""

    def __init__(self, file: str, source: int, code: str, groups: tuple[str, ...]) -> None:
        self.source, self.code = source, code
        super().__init__(
            f"{file}, bron {source}",
            f'"{code}" hoort niet bij de groep van dit interview.',
            f"een interview met {' of '.join(groups)}",
            "Controleer de groep van het interview, en of de goede code is gebruikt.",
        )


class InvalidTable(CodedInterviewsProblem):
    """A CSV file that has not the columns or cells of coded interviews."""


class InvalidMapping(CodedInterviewsProblem):
    """A mapping file that has not the form of one."""


class UnfitCodebook(CodedInterviewsProblem):
    """A codebook file that cannot be read, or a codebook that cannot be exported."""
