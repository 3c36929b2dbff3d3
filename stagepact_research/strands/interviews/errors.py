"""What can be wrong with guides, codebook, findings or coded interviews: one class per kind of error."""

from __future__ import annotations

from collections.abc import Iterable

from stagepact_research.errors import InputProblem

_GUIDES = "instruments/interviews"


def _some(names: Iterable[str]) -> str:
    listed = sorted(set(names))
    return ", ".join(listed[:8]) + (" ..." if len(listed) > 8 else "")


class InterviewProblem(InputProblem):
    """Something about the interviews that the research team can mend."""


class MissingColumns(InterviewProblem):
    """A table lacks columns."""

    def __init__(self, table: str, missing: Iterable[str], expected: Iterable[str]) -> None:
        self.table, self.missing = table, tuple(missing)
        super().__init__(
            table,
            f"kolommen ontbreken: {_some(self.missing)}.",
            ", ".join(expected),
            "Controleer de eerste regel van het bestand.",
        )


class UnreadableTable(InterviewProblem):
    """A file is absent or is no CSV."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(path, why, "kolommen met komma's ertussen, in UTF-8", "Controleer het bestand.")


class UnknownGroup(InterviewProblem):
    """An interview belongs to no group of the study."""

    def __init__(self, interview: str, group: str, groups: Iterable[str]) -> None:
        self.interview, self.group = interview, group
        super().__init__(
            f"interviews.csv, interview {interview}",
            f'groep "{group}" bestaat niet.',
            _some(groups),
            "Verbeter de groep in het bestand met interviews.",
        )


class DoubleInterview(InterviewProblem):
    """An interview stands twice in the list."""

    def __init__(self, interview: str) -> None:
        self.interview = interview
        super().__init__(
            f"interviews.csv, interview {interview}",
            "het interview staat er meer dan eens.",
            "elk interview één keer",
            "Verwijder de dubbele regel.",
        )


class UnknownInterview(InterviewProblem):
    """An answer or a coding belongs to an interview that is not in the list."""

    def __init__(self, table: str, interview: str) -> None:
        self.table, self.interview = table, interview
        super().__init__(
            table,
            f'interview "{interview}" staat niet in interviews.csv.',
            remedy="Voeg het interview toe, of verbeter de naam.",
        )


class UnknownQuestion(InterviewProblem):
    """An answer to a question that the group's guide does not ask as a closed one."""

    def __init__(self, interview: str, question: str, group: str) -> None:
        self.interview, self.question, self.group = interview, question, group
        super().__init__(
            f"answers.csv, interview {interview}",
            f'"{question}" is geen gesloten vraag aan {group}.',
            f"een gesloten vraag van de leidraad in {_GUIDES}",
            "Verbeter de naam van de vraag.",
        )


class UnknownAnswer(InterviewProblem):
    """An answer that the question does not have."""

    def __init__(self, interview: str, question: str, code: str, known: Iterable[str]) -> None:
        self.interview, self.question, self.code = interview, question, code
        super().__init__(
            f"answers.csv, interview {interview}, vraag {question}",
            f'antwoord "{code}" bestaat niet.',
            _some(known),
            f"Verbeter het antwoord, of voeg het toe aan {_GUIDES}/codebook.yml.",
        )


class NotANumber(InterviewProblem):
    """The answer to a question about a number is none, or is negative."""

    def __init__(self, interview: str, question: str, code: str) -> None:
        self.interview, self.question, self.code = interview, question, code
        super().__init__(
            f"answers.csv, interview {interview}, vraag {question}",
            f'"{code}" is geen aantal.',
            "een getal van 0 of meer, met een decimale punt",
            "Verbeter het antwoord.",
        )


class DoubleAnswer(InterviewProblem):
    """Two answers to a question that takes one."""

    def __init__(self, interview: str, question: str, codes: Iterable[str]) -> None:
        self.interview, self.question = interview, question
        super().__init__(
            f"answers.csv, interview {interview}, vraag {question}",
            f"er staan meer antwoorden: {_some(codes)}.",
            "één antwoord",
            "Kies er een.",
        )


class UnknownCode(InterviewProblem):
    """A coding with a code that the codebook does not have for this group."""

    def __init__(self, table: str, interview: str, code: str) -> None:
        self.interview, self.code = interview, code
        super().__init__(
            f"{table}, interview {interview}",
            f'code "{code}" staat niet in het codeboek, of niet voor deze groep.',
            f"een code met kind: theme in {_GUIDES}/codebook.yml",
            "Verbeter de code, of voeg haar toe aan het codeboek.",
        )


class InvalidFinding(InterviewProblem):
    """A row of the findings does not fit the codebook or the other rows; `rule` says which rule is broken."""

    def __init__(self, path: str, line: int, rule: str, found: str, expected: str = "") -> None:
        self.line, self.rule = line, rule
        super().__init__(f"{path}, regel {line}", found, expected, "Verbeter de regel.")


class UnknownFinding(InterviewProblem):
    """A finding is asked for that does not exist."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__("bevindingen.csv", f'bevinding "{name}" bestaat niet.', remedy="Controleer de naam.")
