"""The shape of every answer that is used: what does not have it is refused before anything reads it."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal, NotRequired

from pydantic import BeforeValidator, Field, TypeAdapter

if sys.version_info >= (3, 12):
    from typing import TypedDict
else:  # pydantic asks for this one there
    from typing_extensions import TypedDict

Text = Annotated[str, BeforeValidator(lambda v: v if isinstance(v, str) else "" if v is None else str(v))]
"""Text; LimeSurvey gives null for an empty field, and a number where the text is one."""
Number = Annotated[int, Field(strict=False)]


class Group(TypedDict):
    gid: Number
    group_order: Number
    group_name: Text
    description: Text
    grelevance: Text
    randomization_group: Text


class ListedQuestion(TypedDict):
    qid: Number
    parent_qid: Number
    gid: Number
    type: Text
    title: Text
    question: Text
    other: Text
    mandatory: Text
    question_order: Number
    relevance: Text
    help: Text
    preg: Text
    encrypted: Text


class ListedAnswer(TypedDict):
    answer: Text
    order: Number


class QuestionProperties(TypedDict):
    answeroptions: dict[str, ListedAnswer] | list[ListedAnswer] | str
    attributes_lang: NotRequired[dict[str, Any] | list[Any]]
    attributes: NotRequired[dict[str, Any] | list[Any]]


class ParticipantInfo(TypedDict):
    email: Text


class Participant(TypedDict):
    tid: Number
    token: Text
    participant_info: ParticipantInfo
    sent: Text
    remindersent: Text
    remindercount: Annotated[int, BeforeValidator(lambda v: 0 if v is None else v)]
    completed: Text
    emailstatus: Text


class Added(TypedDict):
    email: Text
    token: NotRequired[Text]
    errors: NotRequired[dict[str, list[Text]] | list[Any] | Text]


class Done(TypedDict):
    status: Literal["OK"]


class ListedSurvey(TypedDict):
    sid: Number
    surveyls_title: NotRequired[Text]
    active: NotRequired[Text]


class Summary(TypedDict):
    completed_responses: Number
    incomplete_responses: Number


SURVEY_ID: TypeAdapter[int] = TypeAdapter(int)
DONE: TypeAdapter[Done] = TypeAdapter(Done)
MAILED: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
LIST: TypeAdapter[list[Any]] = TypeAdapter(list[Any])
GROUPS: TypeAdapter[list[Group]] = TypeAdapter(list[Group])
QUESTIONS: TypeAdapter[list[ListedQuestion]] = TypeAdapter(list[ListedQuestion])
PROPERTIES: TypeAdapter[QuestionProperties] = TypeAdapter(QuestionProperties)
SETTINGS: TypeAdapter[dict[str, Text]] = TypeAdapter(dict[str, Text])
PARTICIPANTS: TypeAdapter[list[Participant]] = TypeAdapter(list[Participant])
ADDED: TypeAdapter[list[Added]] = TypeAdapter(list[Added])
SURVEYS: TypeAdapter[list[ListedSurvey]] = TypeAdapter(list[ListedSurvey])
SUMMARY: TypeAdapter[Summary | list[Any]] = TypeAdapter(Summary | list[Any])
EXPORT: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(strict=True)])
