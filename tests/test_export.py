from __future__ import annotations

import string
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import COMPLETE, DONE, HEADER, TINY, rows, write

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses import Responses, format_export, read_export, read_table
from stagepact_research.responses.columns import columns_of

STOPPED = {"lastpage": "2", "q01": "J", "q02[a]": "3", "q04": "N"}
REFUSED = {"lastpage": "1", "q01": "-oth-", "q01[other]": "geen stagiairs"}


def _read(tmp_path: Path, *answers: dict[str, str]) -> Responses:
    return read_export(write(tmp_path / "responses.csv", *answers), TINY)


def test_answers_on_a_scale_are_numbers_and_ja_is_one(tmp_path: Path) -> None:
    frame = _read(tmp_path, COMPLETE, {**COMPLETE, "q07[a]": "J"}, {**COMPLETE, "q07[a]": "W"}).frame
    assert frame["q02a"].tolist() == [4.0, 4.0, 4.0]
    assert frame["q07a"].tolist()[:2] == [0.0, 1.0]
    assert frame["q07a"].isna().tolist() == [False, False, True]


def test_the_types_do_not_depend_on_what_was_answered(tmp_path: Path) -> None:
    full, empty = _read(tmp_path, COMPLETE).frame, _read(tmp_path).frame
    assert len(empty) == 0
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert full.index.name == empty.index.name == "id"


def test_weet_ik_niet_and_niet_van_toepassing_are_no_answers_on_the_scale(tmp_path: Path) -> None:
    responses = _read(tmp_path, {**COMPLETE, "q07[a]": "W"})
    assert responses.frame.loc[1, ["q02b", "q07a"]].isna().all()
    assert responses.status.loc[1, "q02b"] == "not_applicable"
    assert responses.status.loc[1, "q07a"] == "dont_know"
    assert responses.status.loc[1, "q04"] == "dont_know"
    assert responses.frame.loc[1, "q04"] == "W"


def test_shown_without_an_answer_is_not_the_same_as_not_reached(tmp_path: Path) -> None:
    status = _read(tmp_path, STOPPED).status.loc[1]
    assert status["q02b"] == "not_answered"
    assert status["q14bol"] == "not_reached"
    assert status["q19"] == "not_reached"


def test_a_question_whose_condition_fails_was_not_shown(tmp_path: Path) -> None:
    status = _read(tmp_path, {**COMPLETE, "q04": "N", "q07[a]": ""}, STOPPED, REFUSED).status
    assert status.loc[1, "q07a"] == "not_shown"
    assert status.loc[2, "q07a"] == "not_shown", "nee bij q04 beslist, ook zonder de volgende pagina"
    assert (status.loc[3].drop(["q01", "q01other"]) == "not_shown").all()
    assert status.loc[1, "q01other"] == "not_shown"
    assert status.loc[3, "q01other"] == "answered"


def test_whoever_left_before_the_first_next_reached_nothing(tmp_path: Path) -> None:
    for lastpage in ("", "0", "-1"):
        responses = _read(tmp_path, {"lastpage": lastpage})
        assert (responses.status.loc[1] == "not_reached").all()
        assert responses.frame.loc[1, "lastpage"] == 0


def test_a_submitted_response_reached_every_page_even_without_lastpage(tmp_path: Path) -> None:
    status = _read(tmp_path, {"submitdate": DONE, "q01": "J", "q04": "J"}).status.loc[1]
    assert status["q19"] == status["q07a"] == "not_answered"


def test_an_answer_beyond_lastpage_shows_that_its_page_was_seen(tmp_path: Path) -> None:
    """Who saves halfway a page has answers on it although it was never submitted."""
    status = _read(tmp_path, {"lastpage": "1", "q01": "J", "q02[a]": "2"}).status.loc[1]
    assert status["q02a"] == "answered"
    assert status["q02b"] == "not_answered"
    assert status["q14bol"] == "not_reached"


def test_a_multiple_choice_question_is_answered_as_a_whole(tmp_path: Path) -> None:
    responses = _read(tmp_path, COMPLETE, {**COMPLETE, "q14[bol]": ""}, STOPPED)
    assert responses.frame.loc[1, ["q14bol", "q14bbl"]].tolist() == [True, False]
    assert responses.frame.loc[[2, 3], ["q14bol", "q14bbl"]].isna().all(axis=None)
    assert responses.status.loc[2, ["q14bol", "q14bbl"]].tolist() == ["not_answered"] * 2


def test_unknown_columns_are_named_and_never_read(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    header = [*HEADER, "ipaddr", "nieuw[a]"]
    answers = {**COMPLETE, "ipaddr": "192.0.2.1", "nieuw[a]": "9"}
    path.write_bytes(format_export(header, rows(answers, header=header)))
    responses = read_export(path, TINY)
    assert responses.ignored == ("ipaddr", "nieuw[a]")
    assert "192.0.2.1" not in responses.frame.to_string()


def test_the_order_of_the_columns_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    header = HEADER[::-1]
    path.write_bytes(format_export(header, rows(COMPLETE, STOPPED, header=header)))
    pd.testing.assert_frame_equal(read_export(path, TINY).frame, _read(tmp_path, COMPLETE, STOPPED).frame)


def test_open_answers_are_kept_to_the_letter(tmp_path: Path) -> None:
    said = '=HYPERLINK("x")\n<script>alert(1)</script>; é 👍 "ja"'
    assert _read(tmp_path, {**COMPLETE, "q19": said}).frame.loc[1, "q19"] == said


def test_a_file_that_lost_its_last_line_is_read_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "responses.csv", COMPLETE, STOPPED)
    assert read_export(path, TINY).notes == ()
    path.write_bytes(path.read_bytes()[:-2])
    responses = read_export(path, TINY)
    assert len(responses.frame) == 2
    assert "vergelijk het aantal responsen" in responses.notes[0]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1)))
def test_whatever_is_written_is_read_back(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "responses.csv"
        path.write_bytes(format_export(table[0], table[1:]))
        read = read_table(path)
    assert [list(read.header), *(list(row.cells) for row in read.rows)] == table


def _answers() -> st.SearchStrategy[dict[str, str]]:
    choices = {c.name: st.sampled_from([*c.labels, ""]) for c in columns_of(TINY) if c.kind != "text"}
    system = {"submitdate": st.sampled_from([DONE, ""]), "lastpage": st.sampled_from(["", "-1", *"01234"])}
    text = {"q19": st.text(string.printable.replace("\r", ""), max_size=20)}
    return st.fixed_dictionaries(choices | system | text)


@settings(max_examples=60, deadline=None)
@given(st.lists(_answers(), max_size=6))
def test_every_answer_comes_back_and_every_gap_has_a_reason(answers: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        responses = read_export(write(Path(folder) / "responses.csv", *answers), TINY)
    assert responses.frame.index.tolist() == list(range(1, len(answers) + 1))
    for column in columns_of(TINY):
        for number, answer in enumerate(answers, start=1):
            said, value = answer.get(column.name, ""), responses.frame.loc[number, column.item]
            status = responses.status.loc[number, column.item]
            if column.kind == "number":
                assert (status == "answered") == (said in column.numbers) == (not pd.isna(value))
                assert said not in column.numbers or value == column.numbers[said]
            elif column.kind == "tick":
                assert (status == "answered") == (not pd.isna(value))
                assert said == "" or bool(value)
            else:
                assert said == ("" if pd.isna(value) else value)
                assert (status in ("answered", "dont_know")) == (said != "")


def test_a_condition_on_a_multiple_choice_question_asks_what_was_ticked(tmp_path: Path) -> None:
    free = TINY.model_dump()
    free["pages"][3]["questions"][1]["relevance"] = [{"question": "q14", "codes": ["bbl"]}]
    questionnaire = Questionnaire.model_validate(free)
    path = write(
        tmp_path / "responses.csv",
        {**COMPLETE, "q19": ""},
        {**COMPLETE, "q19": "", "q14[bbl]": "Y"},
        {**STOPPED},
    )
    status = read_export(path, questionnaire).status["q19"]
    assert status.tolist() == ["not_shown", "not_answered", "not_reached"]


def test_the_writer_refuses_a_row_of_another_width() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells, the header has 2"):
        format_export(["id", "q01"], [["1", "J"], ["2"]])
