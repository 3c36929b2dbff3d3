"""What may be coded in the study: the codes and closed questions of its codebook, for the exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

NOT_ASKED = ("niet_gevraagd", "niet gevraagd")
"""The answer to a closed question that an interview skipped, and how it is written."""
_SEPARATOR = ":"


class CodebookCode(Protocol):
    """A code of the codebook.

    Beside these it may have `theme`, `groups`, `kind` (theme, closed, number or study), `multiple`, and
    `categories` with a `code` and a `label`; a code without a kind is one for text.
    """

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def definition(self) -> str: ...


@dataclass(frozen=True)
class StudyCode:
    """A code for text, or an answer to a closed question (`question:answer`) that a code may stand for."""

    id: str
    label: str
    definition: str = ""
    headings: tuple[str, ...] = ()
    """What it stands below, the highest first."""


@dataclass(frozen=True)
class Question:
    """A closed question."""

    id: str
    label: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    """(code, label)."""
    number: bool = False
    """Answered with a number."""
    multiple: bool = True
    """More than one answer may be given."""

    def answer(self, written: str) -> str | None:
        """The code of an answer as it is written (its code, its label or a number); None when it is none."""
        if self.number and (number := _number(written)) is not None:
            return number
        told = _YES_NO.get(folded(written), folded(written))
        found = [code for code, label in (*self.answers, NOT_ASKED) if told in (folded(code), folded(label))]
        return found[0] if found else None


@dataclass(frozen=True)
class Study:
    """The codes for text, the closed questions, and in which groups each of them may be used."""

    codes: tuple[StudyCode, ...]
    questions: Mapping[str, Question] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Code or question to groups; one that is not here may be used in all."""

    def exchanged(self) -> tuple[StudyCode, ...]:
        """The codes for text, and the answers as codes below their question."""
        return (*self.codes, *(code for question in self.questions.values() for code in _answers(question)))


def study_of(codes: Iterable[CodebookCode], titles: Mapping[str, str] | None = None) -> Study:
    """The study of a codebook.

    Parameters
    ----------
    codes : its codes, in its order. Those about the study itself (kind `study`) are left out.
    titles : theme to its title.
    """
    text, questions, groups = [], {}, {}
    for code in codes:
        # The codebook may be richer or poorer than this exchange needs.
        more: Any = code
        kind = getattr(more, "kind", "theme")
        if kind == "study":
            continue
        groups[code.id] = tuple(getattr(more, "groups", ()))
        theme = str(getattr(more, "theme", "") or "")
        if kind == "theme":
            headings = ((titles or {}).get(theme, theme),) if theme else ()
            text.append(StudyCode(code.id, code.label, code.definition, headings))
        else:
            answers = tuple((one.code, one.label) for one in getattr(more, "categories", ()))
            # The classes of a number are for counting; what is said is the number.
            number = kind == "number"
            multiple = bool(getattr(more, "multiple", False))
            questions[code.id] = Question(code.id, code.label, () if number else answers, number, multiple)
    return Study(tuple(text), questions, {key: value for key, value in groups.items() if value})


def folded(name: str) -> str:
    """A name as it is compared: without the difference between upper and lower case, and outer spaces."""
    return " ".join(name.split()).casefold()


_YES_NO = {"true": "ja", "false": "nee"}
"""How programs write a variable that can be ticked."""


def _answers(question: Question) -> Iterable[StudyCode]:
    for code, label in question.answers:
        yield StudyCode(
            f"{question.id}{_SEPARATOR}{code}",
            label,
            headings=("Gesloten vragen", question.label or question.id),
        )


def _number(written: str) -> str | None:
    """A number of 0 or more, with a point; Dutch programs write a comma."""
    plain = written.strip().replace(",", ".")
    whole, _, part = plain.partition(".")
    digits = whole + part
    if not digits.isascii() or not digits.isdigit() or not whole or len(digits) > 9:
        return None
    return plain.rstrip(".")
