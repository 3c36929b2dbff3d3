"""A range of responses is read to the letter, and anything that is no such range is refused."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice import QUESTIONNAIRE

from stagepact_research.limesurvey.errors import UnexpectedAnswer
from stagepact_research.limesurvey.exporting import _parse
from stagepact_research.limesurvey.selection import LEFT_CONTACT, ColumnsMissing, Selection
from stagepact_research.limesurvey.server import Server
from stagepact_research.limesurvey.settings import Settings
from stagepact_research.pipeline.fieldwork.snapshot import in_ranges, table
from stagepact_research.responses import format_export

SERVER = Server(Settings("http://127.0.0.1:1/admin/remotecontrol", "a", "b"))
# What a browser posts and a database keeps: no lone surrogates and no NUL; CRLF becomes LF on the way out.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_what_limesurvey_writes_is_read_to_the_letter(cells: list[tuple[str, str]]) -> None:
    rows = [[str(number), *pair] for number, pair in enumerate(cells, start=1)]
    header, found = _parse(SERVER, _encoded(format_export(("id", "a", "b"), rows)), 1, 1000)
    assert found == rows
    assert header == ("id", "a", "b")


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_a_snapshot_has_the_bytes_that_limesurvey_would_write(cells: list[tuple[str, str]]) -> None:
    rows = [[str(number), *pair] for number, pair in enumerate(cells, start=1)]
    assert table(("id", "a", "b"), rows) + b"\r\n" == format_export(("id", "a", "b"), rows)


@given(st.binary(max_size=80))
def test_other_bytes_are_refused_and_never_half_read(content: bytes) -> None:
    with suppress(UnexpectedAnswer):
        _, rows = _parse(SERVER, _encoded(content), 1, 1000)
        assert all(row[0].isdecimal() for row in rows)


@pytest.mark.parametrize(
    "rows",
    [[["0", "x"]], [["1001", "x"]], [["1", "x"], ["1", "y"]], [["x", "x"]], [["²", "x"]], [["-1", "x"]]],
)
def test_an_id_outside_the_range_or_twice_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(UnexpectedAnswer):
        _parse(SERVER, _encoded(format_export(("id", "a"), rows)), 1, 1000)


def test_an_answer_cut_off_anywhere_is_refused() -> None:
    rows = [["1", "een\ntwee"], ["2", 'met "aanhaling"; en punt']]
    content = format_export(("id", "a"), rows)
    for end in range(4, len(content)):
        with suppress(UnexpectedAnswer):
            _, found = _parse(SERVER, _encoded(content[:end]), 1, 1000)
            assert found == []


def _selected(**cells: str) -> tuple[Selection, dict[str, str], str]:
    selection = Selection(QUESTIONNAIRE, lambda token: f"p-{token}")
    header = ("id", "submitdate", "lastpage", "token", "ipaddr", "extra", *QUESTIONNAIRE.columns())
    row = [cells.get(name.replace("[", "_").replace("]", ""), "") for name in header]
    row[0] = "1"
    (kept,) = selection.select("server", header, [row])
    return selection, dict(zip(selection.header, kept.cells, strict=True)), kept.contact


def test_contact_token_and_unknown_columns_stay_behind() -> None:
    selection, kept, contact = _selected(
        q19=" bel 06-12345678 ",
        token="tok",
        ipaddr="10.0.0.1",
        extra="geheim",
        q01_other="mail a@example.org",
    )
    assert contact == "bel 06-12345678"
    assert kept["q19"] == LEFT_CONTACT
    assert kept["respondent"] == "p-tok"
    assert kept["q01[other]"] == "mail [e-mailadres]"
    assert selection.ignored == {"ipaddr", "extra"}
    assert not {"10.0.0.1", "geheim", "tok"} & set(kept.values())


def test_a_survey_without_a_column_of_the_questionnaire_is_refused() -> None:
    selection = Selection(QUESTIONNAIRE, str)
    with pytest.raises(ColumnsMissing, match="submitdate"):
        selection.select("server", ("id", "q01"), [["1", "J"]])


def test_ids_are_told_as_ranges() -> None:
    assert in_ranges([]) == ""
    assert in_ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
