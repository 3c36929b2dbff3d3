"""What of a response may be kept: contact details are taken out, the token becomes a pseudonym, open answers
are masked, and a column that the questionnaire does not know is left where it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stagepact_research.errors import InputProblem
from stagepact_research.instruments.lss_texts import MARK_CODE, text_code
from stagepact_research.instruments.questionnaire import Question, Questionnaire
from stagepact_research.limesurvey.masking import mask

ABOUT = ("id", "submitdate", "lastpage", "startlanguage", "seed")
DATES = ("startdate", "datestamp")
RESPONDENT = "respondent"
"""The column that holds the pseudonym of the access token; empty for who came without one."""
LEFT_CONTACT = "[contactgegeven]"
"""Stands where somebody left a contact detail; the detail itself went to the contact store."""

Pseudonym = Callable[[str], str]


_DATE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?")
_FORMS = {
    "submitdate": _DATE,
    "startdate": _DATE,
    "datestamp": _DATE,
    "lastpage": re.compile(r"(-?\d{1,4})?"),
    "startlanguage": re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8}){0,2}"),
    # The seed of a random order, which these questionnaires do not have.
    "seed": re.compile(""),
}


class DoubleColumns(InputProblem):
    def __init__(self, host: str, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(
            host,
            f"kolommen staan er meer dan eens: {', '.join(columns[:6])}.",
            "elke vraagcode één keer",
            "Zie wat er is veranderd met: stagepact survey verify",
        )


class ColumnsMissing(InputProblem):
    """The survey on the server has not all columns of the questionnaire."""

    def __init__(self, host: str, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        more = f" en nog {len(columns) - 6}" if len(columns) > 6 else ""
        super().__init__(
            host,
            f"in de vragenlijst op de server ontbreken kolommen: {', '.join(columns[:6])}{more}.",
            "alle vragen van het instrument",
            "Zie wat er is veranderd met: stagepact survey verify",
        )


@dataclass(frozen=True)
class Selected:
    """What is kept of one response, and the contact detail that is not."""

    cells: list[str]
    contact: str


class Selection:
    """How the columns of one export become those of a snapshot, and how often something was masked."""

    def __init__(self, questionnaire: Questionnaire, pseudonym: Pseudonym) -> None:
        self.pseudonym = pseudonym
        self.header = (*ABOUT, RESPONDENT, *DATES, *questionnaire.columns())
        self.masked: Counter[str] = Counter()
        self.ignored: set[str] = set()
        """Columns that the questionnaire does not know; they were not read."""
        contacts = {name for q in questionnaire.questions() if q.contact for name in q.columns()}
        typed = {name for q in questionnaire.questions() for name in _open(q)} - contacts
        self._needed = (*ABOUT[:3], *questionnaire.columns())
        self._known = {*self.header, "token", *_silent(questionnaire)}
        self._contacts = [self.header.index(name) for name in self.header if name in contacts]
        self._typed = [self.header.index(name) for name in self.header if name in typed]
        self._respondent = self.header.index(RESPONDENT)
        self._forms = [(self.header.index(name), form) for name, form in _FORMS.items()]

    def select(self, host: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Selected]:
        """The rows of an export as those of a snapshot.

        Raises
        ------
        ColumnsMissing
            When the export lacks a column of the questionnaire.
        """
        place = {name: number for number, name in enumerate(header)}
        missing = [name for name in self._needed if name not in place]
        if missing:
            raise ColumnsMissing(host, missing)
        self.ignored |= set(header) - self._known
        # A column that the export lacks is read from beyond the row's end, where an empty cell is put.
        if len(place) != len(header):
            raise DoubleColumns(host, [name for name in place if list(header).count(name) > 1])
        order = [place.get(name, len(header)) for name in self.header]
        token = place.get("token", len(header))
        return [self._row([*row, ""], order, token) for row in rows]

    def _row(self, row: Sequence[str], order: Sequence[int], token: int) -> Selected:
        cells = [row[number] for number in order]
        if row[token]:
            cells[self._respondent] = self.pseudonym(row[token])
        for column, form in self._forms:
            # Through the interface anything can be put in these columns, also somebody's address.
            if not form.fullmatch(cells[column]):
                cells[column] = ""
        left = []
        for place in self._contacts:
            if cells[place].strip():
                left.append(cells[place].strip())
                cells[place] = LEFT_CONTACT
        for place in self._typed:
            if cells[place]:
                # A browser posts CRLF; inside a cell the export has LF.
                plain = cells[place].replace("\r\n", "\n").replace("\r", "\n")
                cells[place], found = mask(plain)
                self.masked += found
        return Selected(cells, " ".join(left))


def _open(question: Question) -> list[str]:
    """The columns in which a respondent types."""
    if question.type == "text":
        return list(question.columns())
    return [name for name in question.columns() if name.endswith("[other]")]


def _silent(questionnaire: Questionnaire) -> set[str]:
    """The columns of the texts between the questions: LimeSurvey exports them, always empty."""
    return {MARK_CODE} | {
        text_code(question.id, number)
        for question in questionnaire.questions()
        for number, _ in enumerate(question.conditional_texts, start=1)
    }
