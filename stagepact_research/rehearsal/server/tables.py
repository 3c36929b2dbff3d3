"""The response table of a survey: its columns, and which values the database takes."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from stagepact_research.rehearsal.server.errors import no_datetime, too_long, truncated
from stagepact_research.rehearsal.server.fieldmap import base_columns
from stagepact_research.rehearsal.server.fields import fields_of
from stagepact_research.rehearsal.server.model import Column, ResponseTable, Row, Survey

_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?Z?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMALS = Decimal("0.0000000001")


_TOKEN = Column("token", "varchar", 36)


def new_table(survey: Survey) -> ResponseTable:
    """A table for an activated survey; unless it is anonymous there is a place for a token to come."""
    base = [column for column in base_columns(survey) if column.name != "token"]
    token = [] if survey.on("anonymized") else [_TOKEN]
    return ResponseTable((*base, *token, *(field.column for field in fields_of(survey))))


def table_name(survey: Survey) -> str:
    return f"lime_survey_{survey.sid}"


def stored(survey: Survey, table: ResponseTable, values: Row) -> Row:
    """A full row as the database keeps it; columns without a value are null.

    Raises
    ------
    SqlError
        For a value that does not fit its column; the message holds the value.
    """
    return {
        column.name: cell(column, values.get(column.name), table_name(survey)) for column in table.columns
    }


def cell(column: Column, value: Any, table: str) -> str | int | None:
    """One value in the type of its column."""
    if value is None:
        return None
    if isinstance(value, bool):
        value = int(value)
    text = str(value)
    if column.kind == "datetime":
        return _datetime(column, text, table)
    if column.kind == "decimal":
        return _decimal(column, text)
    if column.kind == "int":
        if not _INTEGER.fullmatch(text):
            raise truncated(column.name)
        return int(text)
    if column.size and len(text) > column.size:
        raise too_long(column.name)
    return text


def _datetime(column: Column, text: str, table: str) -> str | None:
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        moment = datetime.fromisoformat(f"{found[1]} {found[2] or '00:00:00'}") if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise no_datetime(text, table, column.name)
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _decimal(column: Column, text: str) -> str | None:
    if not text:
        return None
    try:
        return f"{Decimal(text).quantize(_DECIMALS):f}"
    except InvalidOperation:
        raise truncated(column.name) from None
