"""The rows of groups, questions and answers that the lines of a txt structure stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from stagepact_research.rehearsal.server.attributes import has_language
from stagepact_research.rehearsal.server.lss import Table

Line = dict[str, str]
_NO_ATTRIBUTES = {
    "class",
    "type/scale",
    "name",
    "text",
    "validation",
    "relevance",
    "help",
    "language",
    "mandatory",
    "other",
    "same_default",
    "question_theme_name",
    "same_script",
    "default",
}
_ONLY_NAMES = "O|"


@dataclass
class Rows:
    """The tables so far, and where the last line stood.

    A line that repeats the id of a group, or within a group the code of a question, stands for
    another language of the same; so a second question with that code is lost.
    """

    language: str = "en"
    tables: dict[str, Table] = field(default_factory=dict)
    _groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    _questions: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    _subquestions: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)
    _ids: dict[str, set[str]] = field(default_factory=lambda: {"group": set(), "question": set()})
    _last: dict[str, int] = field(default_factory=lambda: {"group": 0, "question": 0})
    _gid: str = "0"
    _qid: str = "1"
    _type: str = "T"
    _other: str = "N"
    _place: int = 1
    _answer: int = 0
    _unnamed: int = 0
    _group_language: str = ""

    def add(self, line: Line) -> None:
        kinds = {"G": self._group, "Q": self._question, "SQ": self._subquestion, "A": self._answer_option}
        kind = kinds.get(line.get("class", ""))
        if kind:
            kind(line)

    def _put(self, table: str, row: Line) -> None:
        self.tables.setdefault(table, []).append(row)

    def _number(self, kind: str, line: Line) -> str:
        """The line's own id where it is free, else the next number."""
        own = line.get("id", "0")
        if own != "0" and own.isascii() and own.isdigit() and own not in self._ids[kind]:
            number = own
        else:
            self._last[kind] += 1
            number = str(self._last[kind])
        self._ids[kind].add(number)
        return number

    def _group(self, line: Line) -> None:
        language = line.get("language", self.language)
        if language != self._group_language:
            self._unnamed = 0
        self._group_language = language
        key = line.get("type/scale", "0")
        if key == "0":
            key = f"G{self._unnamed}"
            self._unnamed += 1
        order = str(len(self._groups) + 1)
        if key not in self._groups:
            self._groups[key] = (self._number("group", line), order)
        self._gid, order = self._groups[key]
        row = {"gid": self._gid, "group_order": order, "language": language}
        row |= {"group_name": line.get("name", f"G{order}"), "description": line.get("text", "")}
        row |= {"grelevance": line.get("relevance", ""), "randomization_group": line.get("random_group", "")}
        self._put("groups", row)
        self._place = 0

    def _question(self, line: Line) -> None:
        self._type = line.get("type/scale", "T")
        self._other = line.get("other", "N")
        code = line.get("name", f"Q{self._place}")
        key = (self._gid, code)
        new = key not in self._questions
        if new:
            self._questions[key] = (self._number("question", line), self._place)
        self._qid, self._place = self._questions[key]
        self._put("questions", {**self._common(line, code, self._qid), **self._settings(line)})
        self._place += new
        self._answer = 0
        for name, value in line.items():
            if name and name not in _NO_ATTRIBUTES:
                language = line.get("language", self.language) if has_language(self._type, name) else ""
                row = {"qid": self._qid, "attribute": name, "value": value, "language": language}
                self._put("question_attributes", row)

    def _common(self, line: Line, code: str, qid: str) -> Line:
        return {
            "qid": qid,
            "gid": self._gid,
            "type": self._type,
            "title": code,
            "question": line.get("text", ""),
            "help": line.get("help", ""),
            "language": line.get("language", self.language),
            "relevance": line.get("relevance", ""),
            "preg": line.get("validation", ""),
            "mandatory": line.get("mandatory", ""),
            "question_order": str(self._place),
        }

    def _settings(self, line: Line) -> Line:
        return {
            "parent_qid": "0",
            "other": self._other,
            "encrypted": line.get("encrypted", "N"),
            "same_default": line.get("same_default", "0"),
            "question_theme_name": line.get("question_theme_name", ""),
            "same_script": line.get("same_script", "0"),
        }

    def _subquestion(self, line: Line) -> None:
        code = line.get("name", "SQ0")
        # These lines only name the columns of a comment, a file count or an open answer.
        if self._type in _ONLY_NAMES or (code == "other" and self._other == "Y"):
            return
        scale = line.get("type/scale", "0")
        key = (self._qid, scale, code)
        if key not in self._subquestions:
            self._subquestions[key] = (self._number("question", line), self._place)
            self._place += 1
        qid, order = self._subquestions[key]
        row = self._common(line, code, qid)
        row |= {"parent_qid": self._qid, "scale_id": scale, "question_order": str(order)}
        self._put("subquestions", row)

    def _answer_option(self, line: Line) -> None:
        self._answer += 1
        row = {"qid": self._qid, "code": line.get("name", f"A{self._answer - 1}")}
        row |= {"answer": line.get("text", ""), "language": line.get("language", self.language)}
        row |= {"scale_id": line.get("type/scale", "0"), "sortorder": str(self._answer)}
        row["assessment_value"] = line.get("assessment_value", "0")
        self._put("answers", row)
