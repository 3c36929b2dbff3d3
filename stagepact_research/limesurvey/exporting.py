"""The responses of a survey, a range of ids at a time.

One export of everything takes the server a time that grows with the square of the number of responses; a
range of some hundreds does not. Nothing of an answer is kept here longer than its range.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stagepact_research.limesurvey import shapes
from stagepact_research.limesurvey.errors import NotActive, Status, UnexpectedAnswer
from stagepact_research.limesurvey.server import Server

RANGE = 500
_METHOD = "export_responses"
_NOTHING = {"No Data, could not get max id."}
# An open answer may be longer than csv takes for a mistake.
csv.field_size_limit(16_000_000)


@dataclass(frozen=True)
class Batch:
    """The responses with an id of `first` or more and less than `next_id`."""

    first: int
    next_id: int
    header: tuple[str, ...]
    """Column headings as question codes; empty when no response is in the range."""
    rows: list[list[str]]


def count_responses(server: Server, survey_id: int) -> tuple[int, int]:
    """How many responses are complete, and how many are not."""
    found = server.read(shapes.SUMMARY, "get_summary", survey_id, "all")
    if isinstance(found, list):  # the empty list of a survey without responses table
        raise NotActive(server.host, survey_id)
    return found["completed_responses"], found["incomplete_responses"]


def response_batches(
    server: Server, survey_id: int, language: str, *, first: int = 1, size: int = RANGE
) -> Iterator[Batch]:
    """Every response from id `first` on, in ranges of `size` ids; a gap of any length is stepped over.

    While a range is being used, the server is asked for the next: whoever takes the ranges leaves the server
    alone until there are no more.
    """
    with ThreadPoolExecutor(max_workers=1) as ahead:
        coming = ahead.submit(_range, server, survey_id, language, first, first + size - 1)
        while True:
            header, rows = coming.result()
            if rows:
                used, first = first, first + size
                coming = ahead.submit(_range, server, survey_id, language, first, first + size - 1)
                yield Batch(used, first, header, rows)
                continue
            # Responses may have been deleted: ask for the first id beyond, and for nothing else.
            _, rows = _range(server, survey_id, language, first + size, None, ("id",))
            if not rows:
                return
            first = min(_id(server, row[0]) for row in rows)
            coming = ahead.submit(_range, server, survey_id, language, first, first + size - 1)


def _range(
    server: Server, survey_id: int, language: str, first: int, last: int | None, fields: Sequence[str] = ()
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and rows of one range. Response type short: `long` fills in answers that nobody gave."""
    ask = [survey_id, "csv", language, "all", "code", "short", first, last]
    try:
        encoded = server.read(shapes.EXPORT, _METHOD, *ask, *([list(fields)] if fields else []))
    except Status as status:
        if status.text in _NOTHING:
            return (), []
        raise UnexpectedAnswer(server.host, _METHOD) from None
    return _parse(server, encoded, first, last)


def _parse(
    server: Server, encoded: str, first: int, last: int | None
) -> tuple[tuple[str, ...], list[list[str]]]:
    try:
        content = base64.b64decode(encoded, validate=True)
        text = content.decode("utf-8-sig")
        found = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True) if row]
    except (binascii.Error, UnicodeDecodeError, csv.Error, ValueError):
        raise UnexpectedAnswer(server.host, _METHOD) from None
    if not found:
        return (), []
    header, rows = tuple(found[0]), found[1:]
    # The server closes with an empty line; without it the end may be missing.
    whole = content.endswith(b"\r\n\r\n") and all(len(row) == len(header) for row in rows)
    if not header or header[0] != "id" or not whole:
        raise UnexpectedAnswer(server.host, _METHOD)
    ids = [_id(server, row[0]) for row in rows]
    inside = all(number >= first and (last is None or number <= last) for number in ids)
    if not inside or len(set(ids)) != len(ids):
        raise UnexpectedAnswer(server.host, _METHOD)
    return header, rows


def _id(server: Server, text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise UnexpectedAnswer(server.host, _METHOD)
    return int(text)
