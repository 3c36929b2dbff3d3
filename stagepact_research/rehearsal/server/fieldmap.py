"""The answer of `get_fieldmap`, and the columns that every response table starts with."""

from __future__ import annotations

from stagepact_research.rehearsal.server.fields import Field, fields_of
from stagepact_research.rehearsal.server.model import Column, Row, Survey
from stagepact_research.rehearsal.server.words import word

_TYPES = {"ipaddr": "ipaddress", "refurl": "url"}


def base_columns(survey: Survey) -> list[Column]:
    """The columns before those of the questions, as the settings want them."""
    columns = [
        Column("id", "int"),
        Column("submitdate", "datetime"),
        Column("lastpage", "int"),
        Column("startlanguage", "varchar", 20),
        Column("seed", "varchar", 31),
    ]
    if survey.participants is not None and not survey.on("anonymized"):
        columns.append(Column("token", "varchar", 35))
    if survey.on("datestamp"):
        columns += [Column("startdate", "datetime"), Column("datestamp", "datetime")]
    if survey.on("ipaddr"):
        columns.append(Column("ipaddr", "text"))
    if survey.on("refurl"):
        columns.append(Column("refurl", "text"))
    return columns


def fieldmap(survey: Survey, language: str | None = None) -> Row:
    """Every field by its column; only the last one of a question carries the question's own properties."""
    known = language if language in survey.languages else survey.language
    found: Row = {}
    for column in base_columns(survey):
        found[column.name] = {
            "fieldname": column.name,
            "sid": survey.sid,
            "type": _TYPES.get(column.name, column.name),
            **dict.fromkeys(("gid", "qid", "aid", "title"), ""),
            "question": word(column.name, "en"),
            "group_name": "",
        }
    groups = [group.gid for group in survey.sorted_groups()]
    fields = fields_of(survey, known)
    order = list(dict.fromkeys(field.question.qid for field in fields))
    for place, field in enumerate(fields):
        question = field.question
        found[field.name] = {
            **_described(survey, field, known),
            "questionSeq": order.index(question.qid),
            "groupSeq": groups.index(question.gid),
        }
        if field.sub:
            found[field.name]["SQrelevance"] = field.sub.relevance
        last = place + 1 == len(fields) or fields[place + 1].question is not question
        if last:
            group = survey.group(question.gid)
            found[field.name] |= {
                "relevance": question.relevance,
                "grelevance": group.grelevance if group else "",
                "preg": question.preg or "",
                "other": question.other,
                "help": question.text(known, "help"),
            }
    return found


def _described(survey: Survey, field: Field, language: str) -> Row:
    question = field.question
    group = survey.group(question.gid)
    name = group.texts.get(language, {}).get("group_name", "") if group else ""
    return {
        "fieldname": field.name,
        "type": question.type,
        "sid": survey.sid,
        "gid": question.gid,
        "qid": question.qid,
        "aid": field.aid,
        "title": question.title,
        "question": question.text(language),
        "group_name": name,
        "mandatory": question.mandatory,
        "encrypted": question.encrypted,
        "hasconditions": "N",
        "usedinconditions": "N",
        **field.extra,
    }
