"""From a LimeSurvey export to a typed frame of answers and the reason of every missing one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses.columns import Column, columns_of
from stagepact_research.responses.errors import (
    DuplicateColumn,
    DuplicateId,
    LongResponses,
    MissingColumns,
    NotAnExport,
    OtherHeadings,
    WrongValue,
    shown,
)
from stagepact_research.responses.status import answer_status
from stagepact_research.responses.table import Table, read_table

REQUIRED = ("id", "submitdate", "lastpage")
OPTIONAL = ("startlanguage", "seed")
ABOUT = ("respondent", "startdate", "datestamp")
"""Columns of a snapshot that was pulled from a server; an export by hand may lack them."""
_ID = re.compile(r"[1-9][0-9]{0,15}")
_PAGE = re.compile(r"-1|[0-9]{1,4}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
# Database names, and the first headings of an export with question texts.
_OTHER_HEADING = re.compile(r"[0-9]+X[0-9]+X[0-9]+.*|Response?[- ]ID|Antwoord[- ]ID", re.IGNORECASE)
_LONG = {"ja", "nee", "n/a", "overige", "weet niet", "yes", "no", "other"}
_NOT_CLOSED = (
    "Het bestand eindigt niet met de lege regel die LimeSurvey schrijft: "
    "vergelijk het aantal responsen met dat in LimeSurvey."
)


@dataclass(frozen=True, eq=False)
class Responses:
    """What was answered, one row a response, the index its `id` in LimeSurvey."""

    frame: pd.DataFrame
    """submitdate, lastpage, startlanguage, seed, and every item: a number on its scale (ja 1, nee 0)
    with NaN for no answer on it; a code; a tick (boolean, missing when the question was not
    answered); or a text."""
    status: pd.DataFrame
    """Per item: answered, dont_know, not_applicable, not_answered, not_reached or not_shown."""
    ignored: tuple[str, ...]
    """Columns of the file that the questionnaire does not know; they were not read."""
    notes: tuple[str, ...] = ()
    """Dutch sentences for the research team about a file that could be read."""
    about: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Per response the pseudonym of the respondent, and when it was begun and last changed; no columns when
    the file has none of it."""


def read_export(path: Path | str, questionnaire: Questionnaire) -> Responses:
    """The responses in a CSV export of LimeSurvey 6 or 7 (headings as codes, answers as codes).

    Raises
    ------
    ResponseFileProblem
        If the file is not such an export, is damaged, or holds what the questionnaire does not
        allow; names the line and the column.
    """
    path = Path(path)
    columns = columns_of(questionnaire)
    table = read_table(path)
    cells, lines = _known_cells(table, columns, questionnaire.version, path)
    ids = _ids(cells, lines, path)
    _check_codes(cells, lines, columns, path)
    pages = [c.page for c in columns]
    frame = pd.DataFrame(
        {
            "submitdate": _dates(cells["submitdate"], lines, path),
            "lastpage": _pages(cells["lastpage"], lines, max(pages, default=0), path),
            **{name: cells[name] for name in OPTIONAL},
        }
    )
    status = answer_status(cells, frame["lastpage"], frame["submitdate"].notna(), columns)
    answers = {c.item: _typed(cells[c.name], status[c.item], c) for c in columns}
    frame = pd.concat([frame, pd.DataFrame(answers, index=cells.index)], axis=1)
    about = _about(cells, lines, path)
    frame.index = status.index = about.index = ids
    known = {*REQUIRED, *OPTIONAL, *ABOUT, *(c.name for c in columns)}
    ignored = tuple(dict.fromkeys(name for name in table.header if name not in known))
    notes = () if table.closed else (_NOT_CLOSED,)
    return Responses(_checked(frame, columns), status, ignored, notes, about)


def _known_cells(
    table: Table, columns: Sequence[Column], version: str, path: Path
) -> tuple[pd.DataFrame, list[int]]:
    """The text of the columns that the questionnaire knows, and the line of every row."""
    needed = [*REQUIRED, *(c.name for c in columns)]
    present = [name for name in ABOUT if name in table.header]
    wanted = [*REQUIRED, *OPTIONAL, *present, *(c.name for c in columns)]
    if not table.header:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in wanted}), []
    missing = [name for name in needed if name not in table.header]
    if missing:
        for heading in table.header:
            if _OTHER_HEADING.fullmatch(heading):
                raise OtherHeadings(path, heading)
        if len(missing) == len(needed):
            raise NotAnExport(path, f'een tekstbestand dat begint met "{shown(table.header[0])}"')
        raise MissingColumns(path, missing, version)
    for name in wanted:
        if table.header.count(name) > 1:
            raise DuplicateColumn(path, name)
    place = {name: table.header.index(name) for name in wanted if name in table.header}
    cells = {
        name: [row.cells[place[name]] for row in table.rows] if name in place else [""] * len(table.rows)
        for name in wanted
    }
    return pd.DataFrame(cells, dtype=object), [row.line for row in table.rows]


def _ids(cells: pd.DataFrame, lines: Sequence[int], path: Path) -> pd.Index[int]:
    seen: dict[str, int] = {}
    for text, line in zip(cells["id"], lines, strict=True):
        if not _ID.fullmatch(text):
            raise WrongValue(path, line, "id", text, "een positief geheel getal")
        if text in seen:
            raise DuplicateId(path, line, seen[text], text)
        seen[text] = line
    return pd.Index([int(text) for text in seen], dtype="int64", name="id")


def _about(cells: pd.DataFrame, lines: Sequence[int], path: Path) -> pd.DataFrame:
    found = {}
    for name in ABOUT:
        if name in cells:
            found[name] = cells[name] if name == "respondent" else _dates(cells[name], lines, path)
    return pd.DataFrame(found, index=cells.index)


def _dates(texts: pd.Series, lines: Sequence[int], path: Path) -> pd.Series:
    expected = "jjjj-mm-dd uu:mm:ss, of leeg bij een respons die niet is verzonden"
    dates: list[datetime | None] = []
    for text, line in zip(texts, lines, strict=True):
        date = None
        if text:
            try:
                if not _DATE.fullmatch(text):
                    raise ValueError
                date = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
                pd.Timestamp(date).as_unit("ns")
            except (ValueError, OverflowError):
                raise WrongValue(path, line, str(texts.name), text, expected) from None
        dates.append(date)
    return pd.Series(pd.to_datetime(pd.Series(dates, dtype="datetime64[ns]")), index=texts.index)


def _pages(texts: pd.Series, lines: Sequence[int], last: int, path: Path) -> pd.Series:
    """The number of pages submitted: LimeSurvey's empty and -1 mean, as 0, that there were none."""
    for text, line in zip(texts, lines, strict=True):
        if text and not (_PAGE.fullmatch(text) and int(text) <= last):
            expected = f"een paginanummer van 0 tot en met {last}, of leeg"
            raise WrongValue(path, line, str(texts.name), text, expected)
    return pd.Series([max(int(text or 0), 0) for text in texts], index=texts.index, dtype="int64")


def _check_codes(cells: pd.DataFrame, lines: Sequence[int], columns: Sequence[Column], path: Path) -> None:
    for column in columns:
        if column.kind == "text":
            continue
        texts = cells[column.name]
        wrong = texts[~texts.isin([*column.labels, ""])]
        if len(wrong):
            line, value = lines[int(wrong.index[0])], str(wrong.iloc[0])
            words = {label.casefold() for label in column.labels.values()} | _LONG
            words |= {option.label.casefold() for option in column.question.options}
            if value.casefold() in words:
                raise LongResponses(path, line, column.name, value)
            raise WrongValue(path, line, column.name, value, column.expected())


def _typed(texts: pd.Series, status: pd.Series, column: Column) -> pd.Series:
    if column.kind == "number":
        return texts.map(dict(column.numbers)).astype("float64")
    if column.kind == "tick":
        return (texts != "").astype("boolean").mask(status != "answered")
    if column.kind == "code":
        return texts.mask(texts == "")
    return texts


def _checked(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The frame itself, after the schema has held every column against its type and its values."""
    import pandera.pandas as pa

    def item(column: Column) -> Any:
        if column.kind == "number":
            return pa.Column(float, pa.Check.isin(sorted(set(column.numbers.values()))), nullable=True)
        if column.kind == "tick":
            return pa.Column("boolean", nullable=True)
        if column.kind == "code":
            return pa.Column(object, pa.Check.isin(list(column.labels)), nullable=True)
        return pa.Column(object)

    schema = pa.DataFrameSchema(
        {
            "submitdate": pa.Column("datetime64[ns]", nullable=True),
            "lastpage": pa.Column("int64", pa.Check.ge(0)),
            **{name: pa.Column(object) for name in OPTIONAL},
            **{column.item: item(column) for column in columns},
        },
        index=pa.Index("int64", unique=True, name="id"),
        strict=True,
        ordered=True,
    )
    return schema.validate(frame)
