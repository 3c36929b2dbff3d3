"""The command line: Dutch sentences, exit code 2 for what a person can mend, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, copy_of_project


def _stagepact(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stagepact_research.cli", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, stagepact_research.cli; "
        "print(sorted({'pandas', 'numpy', 'pytask', 'matplotlib', 'pydantic'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_instruments_are_in_order() -> None:
    outcome = _stagepact("instrument", "check")
    assert outcome.returncode == 0, outcome.stderr
    assert "in orde" in outcome.stdout


def test_the_questionnaire_is_shown_as_asked() -> None:
    outcome = _stagepact("instrument", "show", "2024")
    assert outcome.returncode == 0
    assert "stagediscriminatie" in outcome.stdout
    assert "helemaal niet mee eens" in outcome.stdout


def test_a_version_compared_with_itself_has_no_changes() -> None:
    outcome = _stagepact("instrument", "diff", "2024", "2024")
    assert outcome.returncode == 0
    assert "gewijzigd: 0" in outcome.stdout.lower() or "gelijk" in outcome.stdout.lower()


def test_a_changed_wording_is_found_by_check(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path)
    path = project.questionnaire(2024)
    text = path.read_text("utf-8").replace("weten we wat stagediscriminatie is", "weten we dat", 1)
    path.write_text(text, encoding="utf-8")
    outcome = _stagepact("instrument", "check", cwd=tmp_path)
    assert outcome.returncode == 2
    assert "2024" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("instrument", "show", "1999"), "ronde 1999 bestaat niet"),
        (("report", "--engine", "word"), "bestaat niet"),
        (("synthesise", "2024", "--seed", "3"), "--out"),
    ],
)
def test_a_mistake_is_a_dutch_sentence_and_exit_code_2(words: tuple[str, ...], expected: str) -> None:
    outcome = _stagepact(*words)
    assert outcome.returncode == 2
    assert expected in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_outside_a_project_the_way_in_is_told(tmp_path: Path) -> None:
    outcome = _stagepact("report", cwd=tmp_path)
    assert outcome.returncode == 2
    assert "instruments/protocol.yml" in outcome.stderr


def test_another_seed_goes_to_another_folder(tmp_path: Path) -> None:
    outcome = _stagepact("synthesise", "2024", "--seed", "3", "--out", str(tmp_path / "ronde"))
    assert outcome.returncode == 0, outcome.stderr
    assert (tmp_path / "ronde" / "responses.csv").exists()


def test_the_estimates_are_exported_with_their_digest(tmp_path: Path) -> None:
    import hashlib

    from stagepact_research.estimates import tidy, write_estimates

    project = copy_of_project(tmp_path)
    row = {"subject": "kennis", "statistic": "mean", "estimate": 3.5, "wave": 2024, "source": "survey"}
    table = tidy([row], provenance="synthetic", population="opleidingsteams")
    write_estimates(table, project.estimates)
    outcome = _stagepact("estimates", "uit.csv", cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert hashlib.sha256((tmp_path / "uit.csv").read_bytes()).hexdigest() in outcome.stdout
