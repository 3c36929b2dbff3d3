"""What was asked: the questionnaire of one wave as immutable data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

QuestionType = Literal["single", "multiple", "array", "text"]


class Model(BaseModel):
    """Frozen, and strict about unknown keys: a typing error in a YAML file is found when it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Model):
    """One answer of a response scale. `kind` tells an answer on the scale from one beside it."""

    code: str
    label: str
    category: str
    """The name of the answer in the estimates ("1" ... "5", "ja", "weet_ik_niet")."""
    kind: Literal["valid", "dont_know", "not_applicable"] = "valid"


class ResponseScale(Model):
    id: str
    answers: tuple[Answer, ...]


class Collapse(Model):
    """Answers taken together, in order: category id, label and the codes that it covers."""

    id: str
    label: str
    codes: tuple[str, ...]


class Option(Model):
    """An answer option of a single or multiple choice question; `other` invites an open text."""

    code: str
    label: str
    other: bool = False


class Item(Model):
    """One statement of an array question; `id` is the question's id and the code together (q02a)."""

    code: str
    text: str
    new_because: str = ""
    """Why this wave asks it and the wave before did not; no respondent sees it."""


class ConditionalText(Model):
    """A text shown before a question only when an earlier answer is one of `codes`."""

    question: str
    codes: tuple[str, ...]
    text: str


class Condition(Model):
    """A question is asked only when `question` was answered with one of `codes`."""

    question: str
    codes: tuple[str, ...]


class Question(Model):
    id: str
    number: int
    letter: str = ""
    """Behind the number of a question that a later wave put between two numbers (1a)."""
    text: str
    type: QuestionType
    mandatory: bool = False
    response_scale: str = ""
    collapse: str = ""
    """The id of the collapsing under which the report shows this question, in response_scales.yml."""
    stem: str = ""
    """The words before every statement ("In mijn team ..."), as printed."""
    items: tuple[Item, ...] = ()
    options: tuple[Option, ...] = ()
    conditional_texts: tuple[ConditionalText, ...] = ()
    relevance: tuple[Condition, ...] = ()
    """All must hold."""
    new_because: str = ""
    """Why this wave asks it and the wave before did not; no respondent sees it."""
    contact: bool = False
    """The answer is a contact detail: it goes to the contact store and never travels with the answers."""
    note: str = ""

    @property
    def shown_number(self) -> str:
        return f"{self.number}{self.letter}"

    def columns(self) -> tuple[str, ...]:
        """The columns of this question in LimeSurvey's export, headings as question codes."""
        if self.type == "array":
            return tuple(f"{self.id}[{item.code}]" for item in self.items)
        if self.type == "multiple":
            return tuple(f"{self.id}[{option.code}]" for option in self.options)
        other = any(option.other for option in self.options)
        return (self.id, f"{self.id}[other]") if other else (self.id,)

    def item_ids(self) -> tuple[str, ...]:
        """The project's own names of those columns: q02[a] is q02a, q01[other] is q01other."""
        return tuple(column.replace("[", "").replace("]", "") for column in self.columns())


class Page(Model):
    """Questions shown together: LimeSurvey's question group. The headings were hidden from respondents."""

    id: str
    hidden_section: str = ""
    """The heading above the hidden heading, where one covers several pages."""
    hidden_heading: str = ""
    text: str = ""
    """What respondents read at the top of the page."""
    questions: tuple[Question, ...]


class Information(Model):
    """One paragraph of what a respondent reads about the study before consenting."""

    heading: str
    text: str


class NumberingGap(Model):
    number: int
    explanation: str


class Questionnaire(Model):
    wave: int
    version: str
    title: str
    language: str
    source: str
    welcome: str
    information: tuple[Information, ...] = ()
    """Purpose, legal basis, retention, rights and contact (AVG), shown below the welcome."""
    closing: str
    pages: tuple[Page, ...]
    ends_unless: tuple[Condition, ...] = ()
    """Who does not answer so is done; the loader adds it to the relevance of all later questions, save
    those with a condition of their own on that question (why one does not take part)."""
    numbering_gaps: tuple[NumberingGap, ...] = ()
    notes: tuple[str, ...] = ()
    """What the source does not say, and what was decided about it."""
    response_scales: dict[str, ResponseScale]
    collapses: dict[str, tuple[Collapse, ...]]

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    def question(self, question_id: str) -> Question:
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def asked_after_ending(self, ending: Condition) -> tuple[Question, ...]:
        """What is still asked of those whose answer to `ending.question` is not one of its codes."""
        return tuple(
            question
            for question in self.questions()
            if any(
                c.question == ending.question and set(c.codes) - set(ending.codes) for c in question.relevance
            )
        )

    def page_number(self, question_id: str) -> int:
        """The page, from 1, that shows the question; a respondent's `lastpage` is compared with it."""
        for number, page in enumerate(self.pages, start=1):
            if any(question.id == question_id for question in page.questions):
                return number
        raise KeyError(question_id)

    def columns(self) -> dict[str, str]:
        """Column in the export to item id, in the order of the questionnaire."""
        return {c: i for q in self.questions() for c, i in zip(q.columns(), q.item_ids(), strict=True)}


class Scale(Model):
    """A set of items that together measure one thing (Bijlage 2)."""

    id: str
    label: str
    concept: str
    """What the scale measures: the column Construct of Tabel 4.1."""
    direction: Literal["bevorderend", "belemmerend"]
    items: tuple[str, ...]
    minimum_valid: int
    phase: str = ""
    """The phase of the internship, where the scale is about one (research question 4b)."""
    note: str = ""


class LeftOut(Model):
    """Items that were asked and belong to no scale, with the report's reason."""

    items: tuple[str, ...]
    reason: str
    meant_for: tuple[str, ...] = ()
    """The scales of the same set of questions: each item was tried in these, and did not fit."""


class Scales(Model):
    wave: int
    scales: tuple[Scale, ...]
    left_out: tuple[LeftOut, ...]
    single_items: tuple[str, ...] = ()
    """Items reported beside the scales as one set without a scale (the belemmerende werkwijzen)."""

    def scale(self, scale_id: str) -> Scale:
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)
