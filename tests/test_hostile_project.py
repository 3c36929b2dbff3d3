"""A project that someone damaged, or that carries what must not come out: one sentence, and no leak."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from project import PROJECT, copy_of_project

from stagepact_research.errors import InputProblem
from stagepact_research.instruments import load_questionnaire
from stagepact_research.pipeline.build import run
from stagepact_research.pipeline.products import make_responses, without_open_answers
from stagepact_research.pipeline.steps import Step, product_steps
from stagepact_research.protocol import InvalidProtocol, Project, load_protocol
from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import load_book
from stagepact_research.report.engine.checking import check_tree
from stagepact_research.report.engine.errors import InvalidBook, InvalidFigure, UnknownConstruct
from stagepact_research.report.engine.images import check_image

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="http://www.w3.org/2000/svg" '
    'xmlns:h="http://www.w3.org/1999/xhtml">{}</svg>'
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_of_project(tmp_path)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 100_000_000_000)


@pytest.mark.parametrize("build", [_pipe, _device, _huge, Path.mkdir])
def test_an_export_that_never_ends_is_refused_before_it_is_hashed(
    project: Project, build: Callable[[Path], None]
) -> None:
    export = project.snapshot(2024) / "responses.csv"
    export.unlink()
    build(export)
    with pytest.raises(InputProblem, match=r"geen bestand|te groot"):
        product_steps(project)


def test_a_note_about_an_export_is_said(project: Project) -> None:
    said: list[str] = []
    step = Step("lezen", (), (), (), lambda: ("Het bestand eindigt niet met de lege regel.",))
    run(project, [step], said.append)
    assert said[-1] == "lezen: let op: Het bestand eindigt niet met de lege regel."


def test_what_people_typed_stays_in_the_raw_export(project: Project, tmp_path: Path) -> None:
    export = project.snapshot(2024) / "responses.csv"
    text = export.read_bytes().decode("utf-8-sig")
    reason = "het onderwerp leeft onvoldoende in ons team"
    assert reason in text
    text = text.replace(reason, "Bel Jan de Vries, 06-12345678")
    end = text.index("\r\n", text.index("\r\n") + 2)
    assert text[:end].endswith(';""')
    text = text[: end - 2] + '"jan@school.example"' + text[end:]
    export.write_text(text, encoding="utf-8", newline="")
    answers, status = tmp_path / "a.parquet", tmp_path / "s.parquet"
    make_responses(project, 2024, answers, status, answers.with_name("about.parquet"))
    shown = pd.read_parquet(answers).to_csv() + pd.read_parquet(status).to_csv()
    assert "Jan de Vries" not in shown
    assert "jan@school" not in shown
    assert "reden_geen_stagiairs" in shown


def test_uncoded_reasons_are_still_counted_as_uncoded() -> None:
    questionnaire = load_questionnaire(PROJECT.questionnaire(2024))
    reasons = {"geen tijd": "reden_tijd"}
    frame = pd.DataFrame({"q01": ["x", "x"], "q01other": ["Geen tijd.", "Jan"], "q19": ["a@b", ""]})
    kept = without_open_answers(frame, questionnaire, reasons)
    assert list(kept) == ["q01", "q01other"]
    assert list(kept["q01other"]) == ["reden_tijd", ""]


@pytest.mark.parametrize("content", [b"version: '\xe9'", b"version: 2024-13-45", b"[" * 5000, b"", b"- a"])
def test_a_damaged_protocol_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "protocol.yml"
    path.write_bytes(content)
    with pytest.raises(InvalidProtocol):
        load_protocol(path)


@pytest.mark.parametrize(
    "config",
    [
        b"\xe9",
        b"book: 2024-13-45",
        b"[" * 5000,
        b"chapters: 5",
        b"chapters: index.qmd",
        b"chapters: [index.qmd, index.qmd]",
        b"chapters: [../index.qmd]",
        b"output-file: ../../x",
    ],
)
def test_a_damaged_book_is_one_sentence(tmp_path: Path, config: bytes) -> None:
    root = tmp_path / "boek"
    root.mkdir()
    for folder in (root, tmp_path):
        (folder / "index.qmd").write_text("# Een\n", "utf-8")
    if b"file" in config or b"chapters" in config:
        chapters = b"" if b"chapters" in config else b", chapters: [index.qmd]"
        config = (
            b"project: {execute-dir: project, output-dir: _site}\n"
            b"book: {title: a, author: b, " + config + chapters + b"}\n"
        )
    (root / "_quarto.yml").write_bytes(config)
    with pytest.raises(InvalidBook):
        load_book(root)


@pytest.mark.parametrize("folder", [".", "..", "data", "/tmp/x", "_site/../data"])
def test_the_site_never_takes_the_place_of_a_folder_with_data(project: Project, folder: str) -> None:
    path = project.root / "_quarto.yml"
    path.write_text(path.read_text("utf-8").replace("output-dir: _site", f"output-dir: {folder}"), "utf-8")
    with pytest.raises(InvalidBook, match="output-dir"):
        load_book(project.root)


@pytest.mark.parametrize(
    "content",
    [
        SVG.format("<s:script>alert(1)</s:script>").encode(),
        SVG.format("<h:script>alert(1)</h:script>").encode(),
        SVG.format('<h:iframe srcdoc="x"/>').encode(),
        SVG.format('<a><set attributeName="href" to="javascript:alert(1)"/></a>').encode(),
        SVG.format("<script>alert(1)</script>").encode("utf-16"),
        b"<svg",
        b"geen tekening",
    ],
)
def test_a_drawing_that_runs_or_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidFigure):
        check_image(content, "een.qmd", "x.svg")


@pytest.mark.parametrize("address", ["\x01javascript:alert(1)", "java\tscript:alert(1)"])
def test_a_script_address_hidden_by_control_characters_is_refused(address: str) -> None:
    with pytest.raises(UnknownConstruct):
        check_tree([tree.link([tree.string("klik")], address)], "een.qmd", "")


def test_a_page_named_png_is_refused_and_a_plain_drawing_is_not() -> None:
    with pytest.raises(InvalidFigure):
        check_image(b"<html><script>", "een.qmd", "x.png")
    check_image(SVG.format('<rect width="5" height="5"/>').encode(), "een.qmd", "x.svg")


def test_the_command_line_answers_with_code_2_and_no_traceback(project: Project) -> None:
    (project.notebooks / "2-literatuur.qmd").write_bytes(b"# Literatuur\n\xe9")
    (project.root / "_quarto.yml").write_bytes(b"\xe9")
    done = subprocess.run(
        [sys.executable, "-m", "stagepact_research.cli", "report", "--engine", "embedded"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "_quarto.yml" in done.stderr
