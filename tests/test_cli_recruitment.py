"""`stagepact recruitment`: a log is begun once, checked, and its mistakes are told in a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.errors import InputProblem

ROOT = Path(__file__).resolve().parents[1]
TEN = "2026-09-01;instelling;25PW;25PW;brief;benaderd;\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    shutil.copytree(ROOT / "data" / "raw" / "frame", tmp_path / "data" / "raw" / "frame")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args):
    return CliRunner().invoke(app, ["recruitment", *args])


def test_a_log_is_begun_once_and_never_overwritten(project):
    assert run("template").exit_code == 0
    path = project / "data" / "raw" / "2026" / "recruitment.csv"
    path.write_text(path.read_text("utf-8") + TEN, encoding="utf-8")
    again = run("template")
    assert isinstance(again.exception, InputProblem)
    assert TEN in path.read_text("utf-8")


def test_a_checked_log_is_counted(project):
    run("template")
    path = project / "data" / "raw" / "2026" / "recruitment.csv"
    path.write_text(path.read_text("utf-8") + TEN, encoding="utf-8")
    found = run("check")
    assert found.exit_code == 0, found.output
    assert "Instelling: benaderd 1 (1 contacten)" in found.output


def test_an_institution_that_duo_does_not_know_is_refused(project):
    run("template")
    path = project / "data" / "raw" / "2026" / "recruitment.csv"
    path.write_text(path.read_text("utf-8") + TEN.replace("25PW", "99XX"), encoding="utf-8")
    found = run("check")
    assert isinstance(found.exception, InputProblem)
    assert "99XX" in str(found.exception)


def test_without_a_log_the_command_says_how_to_begin_one(project):
    found = run("check")
    assert isinstance(found.exception, InputProblem)
    assert "template" in str(found.exception)
