"""What another answer, wording or export changes in the products and in the chapters that show them.

Of one wave, and without the site. Beside test_pipeline.py, for `make test` gives a file to one process.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest
from project import copy_of_project

from stagepact_research.errors import InputProblem
from stagepact_research.estimates import lookup, read_estimates
from stagepact_research.pipeline.build import chapter_steps, run
from stagepact_research.pipeline.report import build_report
from stagepact_research.pipeline.steps import product_steps
from stagepact_research.protocol import Project

CANARIES = ("Kanarie bij Bakkerij Voorbeeld", "kanarie.jansen@voorbeeld.example")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project with its first wave; the tests of this module change it one after another."""
    return copy_of_project(tmp_path_factory.mktemp("project"))


def _make(project: Project, *chapters: str) -> list[str]:
    """What was run, in order, of a build of the products and of these chapters alone, without the site."""
    said: list[str] = []
    wanted = [step for step in chapter_steps(project) if step.name in chapters]
    run(project, [*product_steps(project), *wanted], said.append)
    return [line.rpartition(": klaar")[0] for line in said if ": klaar" in line]


def _text(project: Project, chapter: str) -> str:
    """The words of a chapter as it was kept."""
    kept = (project.processed / "book" / f"{chapter}.json").read_text("utf-8")
    return " ".join(re.findall(r'"c": "([^"]+)"', kept))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_one_wave_is_compared_with_nothing(project: Project) -> None:
    _make(project, "4-vragenlijst")
    assert set(read_estimates(project.estimates)["contrast"]) == {""}
    assert "Er is nog één meting." in _text(project, "4-vragenlijst")


@pytest.mark.no_cover
def test_a_changed_wording_reaches_the_appendix_and_leaves_the_estimates(project: Project) -> None:
    estimates = project.estimates.read_bytes()
    _edit(project.questionnaire(2024), "weten we wat stagediscriminatie is", "weten we heel goed wat dat is")
    assert "a-vragenlijst" in _make(project, "a-vragenlijst")
    assert project.estimates.read_bytes() == estimates
    assert "weten we heel goed wat dat is" in _text(project, "a-vragenlijst")
    _edit(project.questionnaire(2024), "weten we heel goed wat dat is", "weten we wat stagediscriminatie is")


@pytest.mark.no_cover
def test_a_changed_answer_changes_the_estimates(project: Project) -> None:
    export = project.snapshot(2024) / "responses.csv"
    before = read_estimates(project.estimates)
    content = export.read_bytes()
    at = content.index(b'"1980-01-01 00:00:00";"12";"nl"')
    row_end = content.index(b"\r\n", at)
    row = content[at:row_end]
    export.write_bytes(content[:at] + row.replace(b'"4"', b'"5"', 3) + content[row_end:])
    with pytest.raises(InputProblem, match="niet meer dat van zijn manifest"):
        _make(project)
    manifest = export.with_name("manifest.json")
    signed = manifest.read_text("utf-8")
    old, new = (hashlib.sha256(c).hexdigest() for c in (content, export.read_bytes()))
    _edit(manifest, old, new)
    done = _make(project)
    assert done[:2] == ["2024: antwoorden lezen", "2024: schattingen"]
    assert not before.equals(read_estimates(project.estimates))
    export.write_bytes(content)
    manifest.write_text(signed, encoding="utf-8")


@pytest.mark.no_cover
def test_a_real_export_runs_through_as_observed(project: Project) -> None:
    """The same rows without a synthetic manifest stand for a real export in its own folder.

    What somebody typed in it reaches nothing that is made of it.
    """
    synthetic = project.snapshot(2024)
    real = synthetic.with_name("2024-06-01")
    real.mkdir()
    answers = (synthetic / "responses.csv").read_text("utf-8-sig")
    typed, left = "ik begeleid geen stagiairs, of pas erg kort", ';""\n'
    assert typed in answers
    answers = answers.replace(typed, CANARIES[0], 1).replace(left, f';"{CANARIES[1]}"\n', 1)
    assert all(canary in answers for canary in CANARIES)
    (real / "responses.csv").write_text(answers, encoding="utf-8-sig")
    coded = f"tekst;categorie\n{CANARIES[0]};reden_geen_stagiairs\n"
    (real / "redenen.csv").write_text(coded, encoding="utf-8")
    _edit(project.instruments / "protocol.yml", "snapshot: 2024-synthetisch", "snapshot: 2024-06-01")
    fresh = Project(project.root)
    _make(fresh, "4-vragenlijst", "d-verantwoording")
    estimates = read_estimates(fresh.estimates)
    assert set(estimates["provenance"]) == {"observed", "published"}
    counted = lookup(estimates, subject="respons", category="reden_geen_stagiairs", provenance="observed")
    assert counted["estimate"] == 6
    assert "ynthetische" not in _text(fresh, "4-vragenlijst")
    assert "gereproduceerd" in _text(fresh, "d-verantwoording")
    for path in (one for one in fresh.processed.rglob("*") if one.is_file()):
        kept = path.read_bytes()
        if path.suffix == ".parquet":
            kept = pd.read_parquet(path).to_csv().encode()
        assert not any(canary.encode() in kept for canary in CANARIES), path


def test_an_absent_snapshot_says_where_the_export_belongs(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path)
    _edit(project.instruments / "protocol.yml", "snapshot: 2024-synthetisch", "snapshot: nergens")
    with pytest.raises(InputProblem, match=r"responses\.csv"):
        build_report(project, "embedded", lambda _: None)
