"""Calls that write, change and remove responses, or find their ids."""

from __future__ import annotations

from typing import Any

from stagepact_research.rehearsal.server import php
from stagepact_research.rehearsal.server.calls import INVALID_SURVEY, NO_PERMISSION, Context, rpc
from stagepact_research.rehearsal.server.errors import RpcError, ServerCrash, duplicate_key
from stagepact_research.rehearsal.server.model import ResponseTable, Row
from stagepact_research.rehearsal.server.tables import stored

_NO_TABLE: Row = {"status": "No survey response table"}
_NO_MODEL = (
    'The table "{{survey_0}}" for active record class "SurveyDynamic" cannot be found in the database.'
)


@rpc("iSurveyID aResponseData")
def add_response(context: Context, survey_id: Any, data: Any) -> Any:
    """Keys are column names and anything else is dropped, so that an empty response may be stored."""
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "responses", "create"):
        return NO_PERMISSION
    if survey.responses is None:
        return _NO_TABLE
    if isinstance(data, str):
        raise ServerCrash("Cannot access offset of type string on string")
    values = dict(data) if isinstance(data, dict) else {}
    now = context.database.now()
    if "submitdate" not in values:
        values["submitdate"] = now
    values["submitdate"] = values["submitdate"] or None
    for moment in ("startdate", "datestamp"):
        values[moment] = values.get(moment) or now
    values["startlanguage"] = values.get("startlanguage") or survey.language
    wanted = php.to_int(values.pop("id", None))
    row = stored(survey, survey.responses, values)
    return str(insert(survey.responses, row, wanted))


def insert(table: ResponseTable, row: Row, wanted: int = 0) -> int:
    number = wanted or table.next_id
    if number in table.rows:
        raise duplicate_key(str(number))
    table.rows[number] = {**row, "id": number}
    table.next_id = max(table.next_id, number + 1)
    return number


@rpc("iSurveyID aResponseData")
def update_response(context: Context, survey_id: Any, data: Any) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "responses", "update"):
        return NO_PERMISSION
    if survey.responses is None:
        return _NO_TABLE
    values = dict(data) if isinstance(data, dict) else {}
    if not survey.on("alloweditaftercompletion"):
        return {"status": "Survey does not allow edit after completion"}
    number = php.to_int(values.pop("id", None))
    if not number and not values.get("token"):
        return {"status": "Missing response identifier (id|token)."}
    unknown = [name for name in values if name not in survey.responses.names()]
    if unknown:
        return {"status": f"Invalid Column names supplied: {', '.join(unknown)}"}
    if not number:
        same = [i for i, row in survey.responses.rows.items() if row.get("token") == values["token"]]
        if len(same) > 1:
            return {"status": "More then one matching response, updateing will fail"}
        number = same[0] if same else 0
    if number not in survey.responses.rows:
        return {"status": "No matching Response"}
    row = survey.responses.rows[number]
    changed = {name: values[name] for name in values if name != "token"}
    row |= {
        name: value for name, value in stored(survey, survey.responses, changed).items() if name in changed
    }
    return True


@rpc("iSurveyID iResponseID")
def delete_response(context: Context, survey_id: Any, response_id: Any) -> Any:
    survey = context.database.survey(survey_id)
    if survey is None:
        return INVALID_SURVEY
    if not context.may(survey.sid, "responses", "delete"):
        return NO_PERMISSION
    if survey.responses is None:
        return _NO_TABLE
    number = php.to_int(response_id)
    if number not in survey.responses.rows:
        return {"status": "Response Id not found"}
    del survey.responses.rows[number]
    return {str(number): "deleted"}


@rpc("iSurveyID sToken")
def get_response_ids(context: Context, survey_id: Any, token: Any) -> Any:
    """The ids of a token, none of them without permission; without a table the model itself fails."""
    survey = context.database.survey(survey_id)
    if survey is None or survey.responses is None:
        raise RpcError(_NO_MODEL.replace("_0", f"_{survey.sid if survey else 0}"))
    if not context.may(survey.sid, "responses", "read"):
        return []
    return [number for number, row in sorted(survey.responses.rows.items()) if row.get("token") == token]
