"""Files that are not, or no longer, an export: a Dutch sentence that helps, or a correct read."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import COMPLETE, HEADER, TINY, rows

from stagepact_research.errors import InputProblem
from stagepact_research.responses import errors as kinds
from stagepact_research.responses import format_export, read_export
from stagepact_research.responses.table import MAX_CELL_CHARACTERS

STOPPED = {"lastpage": "2", "q01": "J", "q02[a]": "3", "q04": "N"}
GOOD = format_export(HEADER, rows(COMPLETE, STOPPED, COMPLETE))
TEXT = GOOD.decode("utf-8-sig")
BOM = b"\xef\xbb\xbf"

HOSTILE: dict[str, tuple[Callable[[Path], object], type[InputProblem]]] = {}
READABLE: dict[str, tuple[Callable[[Path], object], int]] = {}

Build = Callable[[Path], object]


def refused(kind: type[InputProblem]) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        HOSTILE[build.__name__] = (build, kind)
        return build

    return register


def reads(number: int) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        READABLE[build.__name__] = (build, number)
        return build

    return register


def _with(**cells: str) -> bytes:
    """An export of one response with these cells changed; `_` and a letter stand for [letter]."""
    named = {re.sub(r"_(\w+)$", r"[\1]", name): value for name, value in cells.items()}
    return format_export(HEADER, rows({**COMPLETE, **named}))


def _zip(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<worksheet/>")
    return buffer.getvalue()


# Other kinds of file


@refused(kinds.NotAnExport)
def an_xlsx_renamed_to_csv(path: Path) -> None:
    path.write_bytes(_zip("xl/worksheets/sheet1.xml"))


@refused(kinds.NotAnExport)
def an_old_excel_file_renamed_to_csv(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


@refused(kinds.NotAnExport)
def the_log_in_page_of_the_server(path: Path) -> None:
    path.write_text('<!DOCTYPE html>\n<html lang="nl"><body><form>Inloggen</form></body></html>', "utf-8")


@refused(kinds.NotAnExport)
def a_page_with_a_byte_order_mark_and_empty_lines(path: Path) -> None:
    path.write_bytes(BOM + b"\r\n\r\n  <html><script>alert(1)</script></html>")


@refused(kinds.NotAnExport)
def the_json_export(path: Path) -> None:
    path.write_text('{"responses": [{"id": 1, "q01": "J"}]}', "utf-8")


@refused(kinds.NotAnExport)
def an_export_still_in_base64(path: Path) -> None:
    path.write_bytes(base64.b64encode(GOOD))


@refused(kinds.NotAnExport)
def a_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)))


@refused(kinds.NotAnExport)
def a_gzipped_export(path: Path) -> None:
    import gzip

    path.write_bytes(gzip.compress(GOOD))


@refused(kinds.NotAnExport)
def an_spss_file(path: Path) -> None:
    path.write_bytes(b"$FL2@(#) IBM SPSS STATISTICS" + bytes(200))


@refused(kinds.NotAnExport)
def the_error_text_of_the_remote_interface(path: Path) -> None:
    path.write_text("No Data, survey table does not exist.", "utf-8")


@refused(kinds.NotAnExport)
def the_manifest_of_the_snapshot(path: Path) -> None:
    path.write_text("provenance: synthetic\nseed: 1\n", "utf-8")


@refused(kinds.UnreadableFile)
def a_file_that_does_not_exist(path: Path) -> None:
    pass


@refused(kinds.UnreadableFile)
def a_folder(path: Path) -> None:
    path.mkdir()


@refused(kinds.EmptyFile)
def an_empty_file(path: Path) -> None:
    path.touch()


# Damaged bytes


@refused(kinds.WrongEncoding)
def windows_1252(path: Path) -> None:
    path.write_bytes(_with(q19="één café").decode("utf-8-sig").encode("cp1252"))


@refused(kinds.WrongEncoding)
def utf_16_with_a_byte_order_mark(path: Path) -> None:
    path.write_bytes(TEXT.encode("utf-16"))


@refused(kinds.WrongEncoding)
def utf_16_without_a_byte_order_mark(path: Path) -> None:
    path.write_bytes(TEXT.encode("utf-16-le"))


@refused(kinds.WrongEncoding)
def utf_32(path: Path) -> None:
    path.write_bytes(TEXT.encode("utf-32"))


@refused(kinds.WrongEncoding)
def utf_8_encoded_twice(path: Path) -> None:
    path.write_bytes(GOOD.decode("cp1252").encode("utf-8"))


@refused(kinds.NulBytes)
def a_nul_byte_in_an_answer(path: Path) -> None:
    path.write_bytes(GOOD.replace(b"niemand", b"nie\x00mand"))


@refused(kinds.NulBytes)
def nothing_but_nul_bytes(path: Path) -> None:
    path.write_bytes(bytes(5000))


@refused(kinds.NulBytes)
def a_tail_of_nul_bytes_after_a_full_disk(path: Path) -> None:
    path.write_bytes(GOOD + bytes(4096))


@refused(kinds.TruncatedExport)
def cut_off_inside_a_cell(path: Path) -> None:
    path.write_bytes(GOOD[: GOOD.rindex(b"niemand") + 3])


@refused(kinds.TruncatedExport)
def cut_off_between_two_cells(path: Path) -> None:
    path.write_bytes(GOOD[: GOOD.rindex(b';"niemand')])


@refused(kinds.TruncatedExport)
def cut_off_inside_a_letter(path: Path) -> None:
    data = _with(q19="wat één mens kan")
    path.write_bytes(data[: data.index("é".encode()) + 1])


@refused(kinds.TruncatedExport)
def cut_off_inside_the_header(path: Path) -> None:
    path.write_bytes(GOOD[:40])


@refused(kinds.FileTooLarge)
def a_line_of_one_gigabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(1_000_000_000)


@refused(kinds.OversizedCell)
def a_cell_of_twenty_megabytes(path: Path) -> None:
    path.write_bytes(_with(q19="a" * 20_000_000))


@refused(kinds.OversizedCell)
def a_line_of_twenty_megabytes_without_a_quote(path: Path) -> None:
    path.write_bytes(b"a" * 20_000_000)


@refused(kinds.TooManyCells)
def a_header_of_millions_of_cells(path: Path) -> None:
    path.write_bytes(b";" * 5_000_000)


@refused(kinds.TruncatedExport)
def twenty_megabytes_of_quotes(path: Path) -> None:
    path.write_bytes(b'"' * 20_000_001)


# Another form of CSV


@refused(kinds.WrongDelimiter)
def commas(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'";"', b'","'))


@refused(kinds.WrongDelimiter)
def tabs(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'";"', b'"\t"'))


@refused(kinds.WrongDelimiter)
def vertical_bars(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'";"', b'"|"').replace(b'"', b""))


@refused(kinds.MalformedCell)
def quotes_that_are_not_doubled(path: Path) -> None:
    path.write_bytes(GOOD.replace(b"niemand", b'nie"man"d'))


@refused(kinds.MalformedCell)
def a_quote_lost_halfway(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'"J";', b'"J;', 1))


@refused(kinds.WrongCellCount)
def a_row_with_a_cell_too_many(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'"1";', b'"1";"";', 1))


@refused(kinds.WrongCellCount)
def a_row_with_a_cell_too_few(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'"1";', b"", 1))


@refused(kinds.OtherHeadings)
def database_names_as_headings(path: Path) -> None:
    header = [*HEADER[:5], *(f"611111X{n}X{n}" for n in range(len(HEADER) - 5))]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


@refused(kinds.OtherHeadings)
def question_texts_as_headings(path: Path) -> None:
    header = ["Respons-ID", "Datum verzonden", "Laatste pagina", "Wilt u meedoen aan dit onderzoek?"]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


@refused(kinds.MissingColumns)
def an_export_of_some_of_the_questions(path: Path) -> None:
    header = [column for column in HEADER if column not in ("q04", "q14[bbl]")]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


@refused(kinds.MissingColumns)
def an_export_without_lastpage(path: Path) -> None:
    header = [column for column in HEADER if column != "lastpage"]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


@refused(kinds.DuplicateColumn)
def a_question_code_that_occurs_twice(path: Path) -> None:
    header = [*HEADER, "q04"]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


# Content that cannot be


@refused(kinds.DuplicateId)
def two_exports_pasted_together(path: Path) -> None:
    path.write_bytes(format_export(HEADER, rows(COMPLETE) + rows(COMPLETE)))


@refused(kinds.WrongValue)
def a_second_header_between_the_rows(path: Path) -> None:
    path.write_bytes(format_export(HEADER, [*rows(COMPLETE), HEADER]))


@refused(kinds.WrongValue)
def an_empty_id(path: Path) -> None:
    path.write_bytes(_with(id=""))


@refused(kinds.WrongValue)
def an_id_in_other_digits(path: Path) -> None:
    path.write_bytes(_with(id="١٢"))


@refused(kinds.WrongValue)
def an_id_that_excel_rounded(path: Path) -> None:
    path.write_bytes(_with(id="1,0E+5"))


@refused(kinds.WrongValue)
def an_answer_code_that_does_not_exist(path: Path) -> None:
    path.write_bytes(_with(q02_a="6"))


@refused(kinds.WrongValue)
def a_formula_in_a_closed_answer(path: Path) -> None:
    path.write_bytes(_with(q02_a="=1+1"))


@refused(kinds.WrongValue)
def a_script_in_a_closed_answer(path: Path) -> None:
    path.write_bytes(_with(q04="<script>alert(1)</script>"))


@refused(kinds.WrongValue)
def control_characters_in_a_closed_answer(path: Path) -> None:
    path.write_bytes(_with(q04="\x1b[2J\x1b[31mJ" + "x" * 500))


@refused(kinds.WrongValue)
def a_date_that_excel_rewrote(path: Path) -> None:
    path.write_bytes(_with(submitdate="5-11-2024 10:11"))


@refused(kinds.WrongValue)
def a_date_that_does_not_exist(path: Path) -> None:
    path.write_bytes(_with(submitdate="2024-02-30 10:11:12"))


@refused(kinds.WrongValue)
def a_date_before_the_calendar_of_the_computer(path: Path) -> None:
    path.write_bytes(_with(submitdate="0001-01-01 00:00:00"))


@refused(kinds.WrongValue)
def a_page_beyond_the_questionnaire(path: Path) -> None:
    path.write_bytes(_with(lastpage="12"))


@refused(kinds.LongResponses)
def answers_as_texts(path: Path) -> None:
    path.write_bytes(_with(q07_a="Nee"))


@refused(kinds.LongResponses)
def not_ticked_as_nee(path: Path) -> None:
    path.write_bytes(_with(q14_bbl="Nee"))


# Odd, and sound


@reads(3)
def without_a_byte_order_mark(path: Path) -> None:
    path.write_bytes(GOOD.removeprefix(BOM))


@reads(3)
def line_ends_of_linux(path: Path) -> None:
    path.write_bytes(GOOD.replace(b"\r\n", b"\n"))


@reads(3)
def line_ends_of_an_old_mac(path: Path) -> None:
    path.write_bytes(GOOD.replace(b"\r\n", b"\r"))


@reads(3)
def without_quotes(path: Path) -> None:
    path.write_bytes(GOOD.replace(b'"', b""))


@reads(3)
def empty_lines_in_between(path: Path) -> None:
    path.write_bytes(GOOD.replace(b"\r\n", b"\r\n\r\n"))


@reads(0)
def the_header_alone(path: Path) -> None:
    path.write_bytes(format_export(HEADER, []))


@reads(0)
def the_bare_line_end_of_a_range_without_responses(path: Path) -> None:
    path.write_bytes(b"\r\n")


@reads(1)
def formulas_and_scripts_in_an_open_answer(path: Path) -> None:
    path.write_bytes(_with(q19='=cmd|"/c calc"!A1\n<img src=x onerror=alert(1)>;";'))


@reads(1)
def an_open_answer_of_nearly_a_megabyte(path: Path) -> None:
    path.write_bytes(_with(q19="é\n" * (MAX_CELL_CHARACTERS // 2 - 10)))


@reads(1)
def every_line_end_that_unicode_knows(path: Path) -> None:
    path.write_bytes(_with(q19="a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"))


@reads(1)
def a_column_of_thousands_of_unknown_names(path: Path) -> None:
    header = [*HEADER, *(f"extra{n}" for n in range(3000))]
    path.write_bytes(format_export(header, rows(COMPLETE, header=header)))


def test_there_are_enough_hostile_files() -> None:
    assert len(HOSTILE) + len(READABLE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence(name: str, tmp_path: Path) -> None:
    build, kind = HOSTILE[name]
    path = tmp_path / "responses.csv"
    build(path)
    began = time.perf_counter()
    with pytest.raises(InputProblem) as problem:
        read_export(path, TINY)
    assert time.perf_counter() - began < 10
    said = str(problem.value)
    assert type(problem.value) is kind, said
    assert "responses.csv" in said
    assert len(said.splitlines()) <= 3, said
    assert len(said) < 700 + len(str(path))
    assert not re.search(r"Traceback|Error|Exception|codec|\bNone\b|\bnan\b", said), said
    assert all(c.isprintable() for c in said.replace("\n", ""))
    assert said.replace(str(path), "").endswith((".", "]", "leeg", ")")) or "stagepact " in said, said


@pytest.mark.parametrize("name", READABLE)
def test_an_odd_but_sound_file_is_read(name: str, tmp_path: Path) -> None:
    build, number = READABLE[name]
    path = tmp_path / "responses.csv"
    build(path)
    responses = read_export(path, TINY)
    assert len(responses.frame) == len(responses.status) == number
    if number:
        assert responses.frame.loc[1, "q02a"] == 4
        assert responses.status.loc[1, "q02b"] == "not_applicable"


def test_the_message_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    answers = rows({**COMPLETE, "q19": "twee\nregels"}, {**COMPLETE, "q02[b]": "9"})
    path.write_bytes(format_export(HEADER, answers))
    with pytest.raises(kinds.WrongValue) as problem:
        read_export(path, TINY)
    assert (problem.value.line, problem.value.column, problem.value.value) == (4, "q02[b]", "9")
    assert f"{path}, regel 4, kolom q02[b]" in str(problem.value)
    assert "NVT (niet van toepassing)" in str(problem.value)


def test_a_message_shows_no_control_characters_and_not_everything() -> None:
    assert kinds.shown("\x1b[31m" + "x" * 90) == " [31m" + "x" * 35 + "…"


@settings(max_examples=300, deadline=None)
@given(
    start=st.integers(0, len(GOOD)),
    removed=st.integers(0, 60),
    inserted=st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b";", b"\r", b"\n", b'""', b'"\r\n"'])),
)
def test_any_damage_is_read_or_explained(
    start: int, removed: int, inserted: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(GOOD[:start] + inserted + GOOD[start + removed :])
    with contextlib.suppress(InputProblem):
        assert len(read_export(path, TINY).frame) <= 3 + inserted.count(b"\n")
