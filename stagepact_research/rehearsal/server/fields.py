"""The fields of a survey: one for every column that a question has in the response table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.model import Column, Question, Row, Survey
from stagepact_research.rehearsal.server.question_types import TYPES
from stagepact_research.rehearsal.server.words import word


@dataclass(frozen=True)
class Field:
    """A column of a question.

    Parameters
    ----------
    name : the column, `<survey>X<group>X<question>` and the part.
    code : the heading of an export with codes, such as `ERV[SQ001]`.
    variable : the name in a relevance equation, such as `ERV_SQ001`.
    role : answer, other, comment, rank, cell or files.
    sub : the subquestion of which this is the (first) column.
    parts : what stands in brackets after the text of the question.
    extra : what only the fieldmap tells.
    """

    name: str
    question: Question
    code: str
    variable: str
    column: Column
    role: str = "answer"
    sub: Question | None = None
    scale: int = 0
    parts: tuple[str, ...] = ()
    aid: str | int = ""
    extra: Row = field(default_factory=dict)


def fields_of(survey: Survey, language: str | None = None) -> list[Field]:
    """All fields in the order of the form, with the words of one language."""
    known = language if language in survey.languages else survey.language
    return [found for question in survey.parents() for found in question_fields(survey, question, known)]


def question_fields(survey: Survey, question: Question, language: str) -> Iterator[Field]:
    make = _Maker(survey, question, language)
    layout = TYPES[question.type].layout
    if layout == "rows":
        yield from make.rows()
    elif layout == "dual":
        yield from make.dual()
    elif layout == "matrix":
        yield from make.matrix()
    elif layout == "rank":
        yield from make.ranks()
    elif layout == "file":
        yield make.field("", extra={"max_files": question.attribute("max_num_of_files") or "1"})
        yield make.files()
    else:
        yield make.field("")
        if question.type == "O":
            comment = word("Comment", language)
            yield make.text("comment", "comment", (comment,), {"subquestion": comment})
    if question.other == "Y" and layout in ("rows", "single"):
        yield from make.other()


@dataclass(frozen=True)
class _Maker:
    survey: Survey
    question: Question
    language: str

    def field(
        self,
        part: str,
        *,
        code: str = "",
        role: str = "answer",
        sub: Question | None = None,
        scale: int = 0,
        parts: tuple[str, ...] = (),
        kind: str = "",
        suffix: str = "",
        aid: str | int | None = None,
        extra: Row | None = None,
    ) -> Field:
        question, type_ = self.question, TYPES[self.question.type]
        name = f"{self.survey.sid}X{question.gid}X{question.qid}{part}{suffix}"
        column = Column(name, kind or type_.kind, 0 if kind else type_.size)
        heading = question.title + (code or (f"[{part}]" if part else ""))
        variable = question.title + (f"_{part}" if part else "") + (f"_{scale}" if suffix else "")
        aid = part if aid is None else aid
        return Field(name, question, heading, variable, column, role, sub, scale, parts, aid, extra or {})

    def text(self, part: str, role: str, parts: tuple[str, ...], extra: Row) -> Field:
        return self.field(part, role=role, parts=parts, kind="text", extra=extra)

    def rows(self) -> Iterator[Field]:
        for sub in self.survey.subquestions(self.question, 0):
            text = sub.text(self.language)
            extra = {"sqid": sub.qid, "subquestion": text, "preg": self.question.preg or ""}
            yield self.field(sub.title, sub=sub, parts=(text,), extra=extra)
            if self.question.type == "P":
                comment = word("Comment", self.language)
                more: Row = {"subquestion1": comment, "subquestion": text}
                yield self.text(f"{sub.title}comment", "comment", (text, comment), more)

    def dual(self) -> Iterator[Field]:
        for sub in self.survey.subquestions(self.question, 0):
            for scale in (0, 1):
                header = f"{word('Scale', self.language)} {scale + 1}"
                text = sub.text(self.language)
                yield self.field(
                    sub.title,
                    code=f"[{sub.title}][{scale + 1}]",
                    suffix=f"#{scale}",
                    sub=sub if scale == 0 else None,
                    scale=scale,
                    parts=(text, header),
                    extra={"scale_id": scale, "subquestion": text, "scale": header},
                )

    def matrix(self) -> Iterator[Field]:
        columns = self.survey.subquestions(self.question, 1)
        listed = [{"code": sub.title, "answer": sub.text(self.language)} for sub in columns]
        for sub in self.survey.subquestions(self.question, 0):
            for column in columns:
                parts = (sub.text(self.language), column.text(self.language))
                extra: Row = {"sqid": sub.qid, "subquestion1": parts[0], "subquestion2": parts[1]}
                extra |= {"preg": self.question.preg or "", "answerList": listed}
                part = f"{sub.title}_{column.title}"
                yield self.field(part, role="cell", sub=sub, parts=parts, extra=extra)

    def ranks(self) -> Iterator[Field]:
        count = len(self.question.answers)
        most = php.to_int(self.question.attribute("max_subquestions"))
        for rank in range(1, min(most or count, count) + 1):
            text = f"{word('Rank', self.language)} {rank}"
            extra = {"subquestion": text}
            yield self.field(str(rank), role="rank", parts=(text,), aid=rank, extra=extra)

    def files(self) -> Field:
        text = f"filecount - {self.question.text(self.language)}"
        extra = {"question": text}
        return self.field(
            "",
            suffix="_filecount",
            code="[filecount]",
            role="files",
            kind="int",
            aid="filecount",
            extra=extra,
        )

    def other(self) -> Iterator[Field]:
        own = {"other": "Y"} if self.question.type in "MP" else {}
        text = word("Other", self.language)
        yield self.text("other", "other", (text,), {**own, "subquestion": text})
        if self.question.type == "P":
            text = word("Other comment", self.language)
            yield self.text("othercomment", "comment", (text,), {**own, "subquestion": text})
