"""Exporting responses: which rows, which columns, under which headings, in which kind of file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.calls import NO_PERMISSION, Context, rpc
from stagepact_research.rehearsal.server.cells import Cell, YesNo, full, short
from stagepact_research.rehearsal.server.errors import PlainText, RpcError
from stagepact_research.rehearsal.server.fieldmap import base_columns
from stagepact_research.rehearsal.server.fields import Field, fields_of
from stagepact_research.rehearsal.server.headings import heading
from stagepact_research.rehearsal.server.model import ResponseTable, Row, Survey
from stagepact_research.rehearsal.server.writers import write_csv, write_json

_WRITERS: dict[str, Callable[[Sequence[str], Sequence[Sequence[Cell]]], str]] = {
    "csv": write_csv,
    "json": write_json,
}
# The real server writes these too; the practice server says that it does not.
_NOT_HERE = ("xls", "pdf", "html", "doc", "rdata", "stataxml")
_NUMBERS = ("id", "lastpage")
_NO_TABLE: Row = {"status": "No Data, survey table does not exist."}
_NO_ROWS: Row = {"status": "No Data, could not get max id."}
_NO_LANGUAGE: Row = {"status": "Language code not found for this survey."}
_NO_COLUMN = "At least one column must be selected for export."


@dataclass(frozen=True)
class _Wanted:
    """The parameters that both calls share, after the document type."""

    kind: Any
    language: Any
    completion: Any
    headings: Any
    answers: Any
    fields: Any
    more: Any


@rpc(
    "iSurveyID sDocumentType sLanguageCode sCompletionStatus sHeadingType sResponseType"
    " iFromResponseID iToResponseID aFields aAdditionalOptions"
)
def export_responses(
    context: Context,
    survey_id: Any,
    kind: Any,
    language: Any = None,
    completion: Any = "all",
    headings: Any = "code",
    answers: Any = "short",
    first: Any = None,
    last: Any = None,
    fields: Any = None,
    more: Any = None,
) -> Any:
    place = _found(context, survey_id)
    if isinstance(place, dict):
        return place
    _, table = place
    lowest = 1 if php.is_empty(first) else php.to_int(first)
    highest = max(table.rows) if php.is_empty(last) else php.to_int(last)
    rows = [row for number, row in sorted(table.rows.items()) if lowest <= number <= highest]
    return _exported(
        context, place, rows, _Wanted(kind, language, completion, headings, answers, fields, more)
    )


@rpc(
    "iSurveyID sDocumentType sToken sLanguageCode sCompletionStatus sHeadingType sResponseType"
    " aFields aAdditionalOptions"
)
def export_responses_by_token(
    context: Context,
    survey_id: Any,
    kind: Any,
    tokens: Any,
    language: Any = None,
    completion: Any = "all",
    headings: Any = "code",
    answers: Any = "short",
    fields: Any = None,
    more: Any = None,
) -> Any:
    place = _found(context, survey_id)
    if isinstance(place, dict):
        return place
    if tokens == []:
        return {"status": "No Data, empty tokens array parameter"}
    wanted = tokens if isinstance(tokens, list) else [tokens]
    rows = [row for _, row in sorted(place[1].rows.items()) if row.get("token") in wanted]
    if not rows and not isinstance(tokens, list):
        return {"status": "No Response found for Token"}
    return _exported(
        context, place, rows, _Wanted(kind, language, completion, headings, answers, fields, more)
    )


def _found(context: Context, survey_id: Any) -> tuple[Survey, ResponseTable] | Row:
    sid = php.to_int(survey_id)
    if not context.may(sid, "responses", "export"):
        return NO_PERMISSION
    survey = context.database.surveys[sid]
    if survey.responses is None:
        return _NO_TABLE
    return (survey, survey.responses) if survey.responses.rows else _NO_ROWS


def _exported(
    context: Context, place: tuple[Survey, ResponseTable], rows: list[Row], wanted: _Wanted
) -> str | Row | PlainText:
    survey, table = place
    language = wanted.language or survey.language
    if language not in survey.languages:
        return _NO_LANGUAGE
    if wanted.fields == []:
        return PlainText(_NO_COLUMN)
    if wanted.kind in _NOT_HERE:
        raise RpcError(f"The practice server writes csv and json, not {wanted.kind}")
    if wanted.kind not in _WRITERS:
        raise RpcError(f"Writer for {wanted.kind} should implement IWriter")
    if context.backend.cost:
        context.backend.owed += context.backend.cost(len(table.rows), len(rows))
    if wanted.completion in ("complete", "incomplete"):
        complete = wanted.completion == "complete"
        rows = [row for row in rows if (row["submitdate"] is not None) == complete]
    fields = {field.name: field for field in fields_of(survey, language)}
    base = [column.name for column in base_columns(survey) if column.name in table.names()]
    columns = wanted.fields if isinstance(wanted.fields, list) else [*base, *fields]
    headings = [heading(str(name), fields.get(name), str(wanted.headings), language) for name in columns]
    value = _reader(survey, wanted, fields, base, language)
    cells = [[value(row, str(name)) for name in columns] for row in rows]
    text = _WRITERS[wanted.kind](headings, cells)
    return base64.b64encode(text.encode()).decode("ascii")


def _reader(
    survey: Survey, wanted: _Wanted, fields: dict[str, Field], base: list[str], language: str
) -> Callable[[Row, str], Cell]:
    """How a cell is found: in the response, in the participant, or as null where nothing is known."""
    in_words = wanted.answers == "long"
    yes_no = YesNo.of(wanted.more)
    people: dict[str, Row] = {}
    if survey.participants is not None and not survey.on("anonymized"):
        people = {str(row["token"]): row for row in survey.participants.rows.values() if row["token"]}

    def value(row: Row, name: str) -> Cell:
        if name in fields:
            stored = row.get(name)
            return full(fields[name], stored, language) if in_words else short(fields[name], stored, yes_no)
        if name in base:
            stored = row.get(name)
            if stored is None:
                return ""
            return int(stored) if name in _NUMBERS and not in_words else str(stored)
        found = people.get(str(row.get("token") or ""), {}).get(name)
        return None if found is None else str(found)

    return value
