"""From the tables of a structure to a survey, with everything that the server changes, drops or half does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stagepact_research.rehearsal.server import php, settings
from stagepact_research.rehearsal.server.codes import Renaming, is_answer_code
from stagepact_research.rehearsal.server.errors import RpcError, no_default, too_long
from stagepact_research.rehearsal.server.lss import Table
from stagepact_research.rehearsal.server.model import Answer, Database, Group, Question, Row, Survey, User
from stagepact_research.rehearsal.server.permissions import give_all
from stagepact_research.rehearsal.server.question_types import TYPES, WITH_OTHER

_TITLE_LENGTH = 20
_NOT_IN_LIST = """Error while saving: Array
(
    [mandatory] => Array
        (
            [0] => Mandatory is not in the list.
        )

)
"""


def import_tables(
    database: Database,
    owner: User,
    languages: list[str],
    tables: dict[str, Table],
    *,
    name: str | None = None,
    wanted: int | None = None,
) -> int:
    """Store a survey and return its id; what was stored before an error stays.

    Parameters
    ----------
    name : replaces the title in every language.
    wanted : the id to have, where it is free; else the structure's own, where that is.

    Raises
    ------
    RpcError
        Where the database or the model refuses a row.
    """
    importing = _Import(database, languages, tables)
    survey = importing.survey(owner, wanted)
    importing.texts(name)
    importing.groups()
    importing.questions()
    importing.subquestions()
    importing.question_texts()
    importing.answers()
    importing.attributes()
    survey.texts = {code: row for code, row in survey.texts.items() if code in survey.languages}
    give_all(database, owner, survey.sid)
    importing.renaming.rewrite(survey)
    for question in survey.questions:
        if question.type not in TYPES:
            raise RpcError(f"The Database definition for Questiontype: {question.type} is missing")
    return survey.sid


@dataclass
class _Import:
    """One import under way: the old ids on the left of each mapping."""

    database: Database
    languages: list[str]
    tables: dict[str, Table]
    gids: dict[str, int] = field(default_factory=dict)
    qids: dict[str, Question] = field(default_factory=dict)
    new: Survey = field(init=False)
    renaming: Renaming = field(init=False)

    def __post_init__(self) -> None:
        self.renaming = Renaming(self.database.random)

    def _rows(self, table: str) -> Table:
        return self.tables.get(table, [])

    def survey(self, owner: User, wanted: int | None) -> Survey:
        row = self._rows("surveys")[-1]
        own = {key: row[key] for key in settings.SURVEY if key in row}
        values: Row = {**settings.SURVEY, "admin": owner.full_name, "adminemail": owner.email}
        for key, text in own.items():
            empty = key in settings.SURVEY_DATES and not text
            values[key] = None if empty else php.to_int(text) if key in settings.SURVEY_NUMBERS else text
        values |= {"active": "N", "owner_id": owner.uid, "gsid": 1, "datecreated": self.database.now()}
        sid = self.database.free_sid(php.to_int(row.get("sid")) if wanted is None else wanted)
        self.new = self.database.surveys[sid] = Survey(sid, values)
        return self.new

    def texts(self, name: str | None) -> None:
        for row in self._rows("surveys_languagesettings"):
            language = row.get("surveyls_language", "")
            if language not in self.languages:
                continue
            own: Row = {key: value for key, value in row.items() if key in settings.TEXTS}
            if name is not None:
                own["surveyls_title"] = name
            if "surveyls_title" not in own:
                raise RpcError("Error: Failed to import survey language settings - data is invalid.")
            for key in settings.TEXT_NUMBERS & own.keys():
                own[key] = php.to_int(own[key])
            mails = {key: text for key, text in settings.mail_texts(language).items() if not own.get(key)}
            own = {**settings.TEXTS, **own, **mails, "surveyls_survey_id": self.new.sid}
            self.new.texts[language] = own

    def groups(self) -> None:
        separate = bool(self._rows("group_l10ns"))
        for row in self._rows("groups"):
            if not separate and row.get("language") not in self.languages:
                continue
            old = row.get("gid", "")
            if old not in self.gids:
                group = Group(
                    self.database.counters.take("gid"),
                    self.new.sid,
                    php.to_int(row.get("group_order")),
                    row.get("randomization_group", ""),
                    row.get("grelevance", ""),
                )
                self.gids[old] = group.gid
                self.new.groups.append(group)
            if not separate:
                self._group_text(row)
        for row in self._rows("group_l10ns"):
            if row.get("language") in self.languages:
                self._group_text(row)

    def _group_text(self, row: dict[str, str]) -> None:
        group = self.new.group(self.gids.get(row.get("gid", ""), 0))
        if group and row["language"] not in group.texts:
            texts: Row = {key: row.get(key, "") for key in ("group_name", "description")}
            group.texts[row["language"]] = texts

    def questions(self) -> None:
        for row in self._kept("questions"):
            if row.get("qid", "") not in self.qids:
                title = self.renaming.question(self.new, row.get("title", ""))
                self._store(row, title, parent=0)
            self._own_text(row)

    def subquestions(self) -> None:
        for row in self._kept("subquestions"):
            if row.get("qid", "") not in self.qids:
                parent = self.qids.get(row.get("parent_qid", ""))
                scale = php.to_int(row.get("scale_id"))
                title = self.renaming.subquestion(self.new, parent, scale, row.get("title", ""))
                self._store(row, title, parent=parent.qid if parent else 0)
            self._own_text(row)

    def _kept(self, table: str) -> Iterator[dict[str, str]]:
        """The rows that belong to a group and, where texts stand in the row, to a language."""
        separate = bool(self._rows("question_l10ns"))
        for row in self._rows(table):
            known = separate or row.get("language") in self.languages
            if known and php.to_int(row.get("gid")):
                yield row

    def _store(self, row: dict[str, str], title: str, parent: int) -> None:
        mandatory = row.get("mandatory", "").strip() or "N"
        type_ = row.get("type", "T")
        if mandatory not in ("Y", "N", "S"):
            raise RpcError(_NOT_IN_LIST)
        if len(title) > _TITLE_LENGTH:
            raise too_long("title")
        if "question_order" not in row:
            raise no_default("question_order")
        theme = row.get("question_theme_name") or (TYPES[type_].theme if type_ in TYPES else None)
        question = Question(
            qid=self.database.counters.take("qid"),
            sid=self.new.sid,
            gid=self.gids.get(row.get("gid", ""), 0),
            parent_qid=parent,
            type=type_,
            title=title,
            preg=row.get("preg"),
            other=row.get("other", "N") if type_ in WITH_OTHER else "N",
            mandatory=mandatory,
            encrypted=row.get("encrypted", "N"),
            question_order=php.to_int(row["question_order"]),
            scale_id=php.to_int(row.get("scale_id")),
            same_default=php.to_int(row.get("same_default")),
            relevance=row.get("relevance", ""),
            question_theme_name=None if parent else theme,
            same_script=php.to_int(row.get("same_script")),
        )
        self.qids[row.get("qid", "")] = question
        self.new.questions.append(question)

    def _own_text(self, row: dict[str, str]) -> None:
        if not self._rows("question_l10ns"):
            self._text(row)

    def question_texts(self) -> None:
        for row in self._rows("question_l10ns"):
            self._text(row)

    def _text(self, row: dict[str, str]) -> None:
        question = self.qids.get(row.get("qid", ""))
        language = row.get("language", "")
        if question and language not in question.texts:
            texts: Row = {key: row.get(key, "") for key in ("question", "help", "script")}
            question.texts[language] = texts

    def answers(self) -> None:
        separate = self._rows("answer_l10ns")
        aids: dict[str, Answer] = {}
        for row in self._rows("answers"):
            question = self.qids.get(row.get("qid", ""))
            if question is None or (not separate and row.get("language") not in self.languages):
                continue
            answer = self._answer(question, row)
            if separate and answer and row.get("aid"):
                aids[row["aid"]] = answer
            elif not separate:
                same = (row.get("code"), php.to_int(row.get("scale_id")))
                for stored in question.answers:
                    if (stored.code, stored.scale_id) == same:
                        stored.texts.setdefault(row["language"], row.get("answer", ""))
        for row in separate:
            if row.get("aid") in aids:
                aids[row["aid"]].texts.setdefault(row.get("language", ""), row.get("answer", ""))

    def _answer(self, question: Question, row: dict[str, str]) -> Answer | None:
        scale = php.to_int(row.get("scale_id"))
        if not is_answer_code(row.get("code", ""), question.answers, scale):
            return None
        if "sortorder" not in row:
            raise no_default("sortorder")
        order, value = php.to_int(row["sortorder"]), php.to_int(row.get("assessment_value"))
        answer = Answer(self.database.counters.take("aid"), question.qid, row["code"], order, value, scale)
        question.answers.append(answer)
        return answer

    def attributes(self) -> None:
        for row in self._rows("question_attributes"):
            question = self.qids.get(row.get("qid", ""))
            if question:
                own: Row = {key: row.get(key, "") for key in ("attribute", "value", "language")}
                question.attributes.append(own)
