"""`stagepact frame`: checked, shown and renewed, and nothing half written."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from project import ROOT
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import NotWritten
from stagepact_research.pipeline.frame import (
    UnfitFrame,
    add_figures,
    check_frames,
    read_frame,
    record_successors,
)
from stagepact_research.protocol import Project
from stagepact_research.weighting.frame.errors import UnfitSuccession, UnknownHeader, WrongCell

TODAY = date(2021, 12, 31)
INSTITUTIONS = """\
"JAAR","PROVINCIE INSTELLING","BEVOEGD GEZAG NUMMER","INSTELLINGSCODE",\
"INSTELLINGSNAAM","BBL","BOLDT","BOLVT","EX"
"2024","Groningen","10001","01AA","Een",100,0,300,5
"2024","Utrecht","10002","02BB","Twee",200,0,400,-1
"2025","Groningen","10001","01AA","Een",110,0,310,5
"2025","Utrecht","10002","02BB","Twee",210,0,410,-1
"""
SECTORS = """\
sectorkamer,hoofdgroep,leerweg,niveau,woonprovincie,n_2024,n_2025
Handel,Handel en ondernemerschap,BOLVT,4,Utrecht,698,716
Handel,Handel en ondernemerschap,BOLVT,3,Utrecht,-1,-1
Entree,Entree,BBL,1,Utrecht,300,320
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with an empty frame, in which the command line is."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "instruments", root / "instruments")
    top = root / "data" / "raw" / "frame"
    top.mkdir(parents=True)
    for name in ("opvolgers.csv", "manifest.json"):
        shutil.copy(ROOT / "data" / "raw" / "frame" / name, top / name)
    monkeypatch.chdir(root)
    return Project(root)


def files(
    project: Project, institutions: str = INSTITUTIONS, sectors: str = SECTORS, encoding: str = "utf-8"
) -> tuple[Path, Path]:
    paths = project.root.parent / "instellingen-duo.csv", project.root.parent / "sectoren-duo.csv"
    for path, text in zip(paths, (institutions, sectors), strict=True):
        path.write_bytes(text.encode(encoding))
    return paths


def add(project: Project, day: str = "2021-02-01", **changed: str) -> Path:
    return add_figures(project, *files(project, **changed), date.fromisoformat(day), today=TODAY).folder


def snapshot(project: Project) -> dict[str, bytes]:
    top = project.raw / "frame"
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def run(*words: str) -> tuple[int, str]:
    """The exit code and the sentence, as `stagepact` gives them."""
    outcome = CliRunner().invoke(app, ["frame", *words])
    if isinstance(outcome.exception, InputProblem):
        return 2, outcome.exception.sentence()
    return outcome.exit_code, outcome.output


def test_the_projects_own_frame_is_in_order_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code, text = run()
    assert code == 0
    assert "55 codes van 51 besturen" in text
    assert "24ZW" in text
    assert "157.577  (157.553 tot 157.625)" in text
    assert "grote verschuiving: 30RM ROC TOP van 1.038 naar 350 studenten" in text
    assert "20.149" in text
    assert "voorlopig" in text


def test_new_figures_get_a_folder_by_date_with_a_manifest(project: Project) -> None:
    folder = add(project)
    assert folder.name == "2021-02-01"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name in ("instellingen.csv", "studenten.csv"):
        assert manifest["files"][name]["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    original = manifest["originals"]["Mbo-studenten per instelling"]["sha256"]
    assert original == hashlib.sha256(files(project)[0].read_bytes()).hexdigest()
    assert manifest["reference_dates"] == ["2024-10-01", "2025-10-01"]
    assert "DUO" in manifest["licence"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "instellingen.csv",
        "manifest.json",
        "studenten.csv",
    ]


def test_the_command_line_adds_shows_and_finds_nothing_new_the_second_time(project: Project) -> None:
    one, two = map(str, files(project, encoding="cp1252"))
    words = ("--instellingen", one, "--sectorkamers", two, "--bron-datum", "2021-02-01")
    code, text = run(*words)
    assert code == 0, text
    assert "Geschreven:" in text
    assert "2 codes van 2 besturen" in text
    before = snapshot(project)
    code, text = run(*words)
    assert code == 0
    assert "er is niets geschreven" in text
    assert snapshot(project) == before


def test_the_newest_folder_is_used_and_the_older_one_stays_to_the_byte(project: Project) -> None:
    add(project)
    before = snapshot(project)
    newer = add(project, "2021-03-01", institutions=INSTITUTIONS.replace(",310,", ",311,"))
    assert read_frame(project).folder == newer
    assert {name: content for name, content in snapshot(project).items() if name in before} == before


def test_an_older_year_is_read_from_the_newest_folder_that_has_it(project: Project) -> None:
    old = add(project)
    new = add(
        project,
        "2021-03-01",
        institutions=INSTITUTIONS.replace('"2024"', '"2026"'),
        sectors=SECTORS.replace("n_2024", "n_2026"),
    )
    assert read_frame(project, 2024).folder == old
    assert read_frame(project, 2026).folder == new
    with pytest.raises(UnfitFrame, match="2030"):
        read_frame(project, 2030)


def test_codes_that_went_ask_for_a_line_and_large_shifts_are_named(project: Project) -> None:
    add(project)
    text = INSTITUTIONS.replace(
        '"2025","Groningen","10001","01AA","Een",110', '"2025","Groningen","10001","03CC","Drie",110'
    )
    one, two = files(project, institutions=text)
    code, shown = run("--instellingen", str(one), "--sectorkamers", str(two), "--bron-datum", "2021-03-01")
    assert code == 0, shown
    assert "nieuw: 03CC Drie (420 studenten)" in shown
    assert "verdwenen: 01AA Een (420 studenten)" in shown
    assert "01AA;NIEUWE CODE;DATUM;BRON" in shown


def test_a_large_shift_is_named_as_a_possible_merger(project: Project) -> None:
    add(project)
    moved = INSTITUTIONS.replace(",110,0,310,", ",50,0,100,").replace(",210,0,410,", ",270,0,620,")
    changes = add_figures(project, *files(project, moved), date(2021, 3, 1), today=TODAY).changes
    assert changes is not None
    assert changes.shifts["after"].to_dict() == {"01AA": 150.0}


@pytest.mark.parametrize(
    ("day", "found"), [("2021-02-01", "even nieuw"), ("2021-01-31", "even nieuw"), ("2022-01-01", "toekomst")]
)
def test_a_date_that_would_overwrite_or_never_be_used_is_refused(
    project: Project, day: str, found: str
) -> None:
    add(project)
    before = snapshot(project)
    with pytest.raises(UnfitFrame, match=found):
        add(project, day, institutions=INSTITUTIONS.replace(",310,", ",311,"))
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"institutions": INSTITUTIONS.replace('"BBL"', '"bbl totaal"')}, UnknownHeader),
        ({"sectors": SECTORS.replace("hoofdgroep", "groep")}, UnknownHeader),
        ({"sectors": SECTORS.replace("698", "<5")}, WrongCell),
        ({"sectors": SECTORS.replace("n_2025", "n_2026")}, UnfitFrame),
        ({"sectors": SECTORS.replace("698", "598")}, UnfitFrame),
    ],
)
def test_a_wrong_file_is_one_sentence_exit_code_2_and_nothing_written(
    project: Project, changed: dict[str, str], error: type[InputProblem]
) -> None:
    before = snapshot(project)
    with pytest.raises(error):
        add(project, **changed)
    one, two = files(project, **changed)
    code, text = run("--instellingen", str(one), "--sectorkamers", str(two))
    assert code == 2
    assert text
    assert snapshot(project) == before
    assert [path.name for path in (project.raw / "frame").iterdir() if path.is_dir()] == []


def test_a_missing_file_and_half_an_order_are_sentences(project: Project) -> None:
    assert run("--instellingen", "nergens.csv")[0] == 2
    code, text = run("--instellingen", "nergens.csv", "--sectorkamers", "ook-niet.csv")
    assert code == 2
    assert "nergens.csv" in text
    assert run("--bron-datum", "2021-01-01")[0] == 2
    one, two = map(str, files(project))
    code, text = run("--instellingen", one, "--sectorkamers", two, "--bron-datum", "2021-13-01")
    assert code == 2
    assert '"2021-13-01" is geen datum' in text


def test_without_a_frame_the_way_to_one_is_told(project: Project) -> None:
    code, text = run()
    assert code == 2
    assert "--instellingen" in text


def test_a_full_disk_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    before = snapshot(project)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        with pytest.raises(NotWritten):
            add(project)
    assert snapshot(project) == before
    assert [path for path in (project.raw / "frame").iterdir() if path.is_dir()] == []


def _change(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(
        (folder / name).read_bytes().replace(b"2024", b"2023", 1)
    )


@pytest.mark.parametrize(
    "damage",
    [
        _change("instellingen.csv"),
        _change("studenten.csv"),
        lambda folder: (folder / "studenten.csv").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{}", "utf-8"),
        lambda folder: (folder / "manifest.json").write_text("nee", "utf-8"),
    ],
)
@pytest.mark.parametrize("day", ["2021-02-01", "2021-03-01"])
def test_a_changed_or_missing_file_is_refused_in_every_folder(
    project: Project, damage: Callable[[Path], object], day: str
) -> None:
    add(project)
    add(project, "2021-03-01", institutions=INSTITUTIONS.replace(",310,", ",311,"))
    check_frames(project)
    damage(project.raw / "frame" / day)
    with pytest.raises(InputProblem):
        check_frames(project)
    code, text = run()
    assert code == 2
    assert day in text


def _opvolgers(project: Project) -> Path:
    return project.raw / "frame" / "opvolgers.csv"


def test_a_line_of_opvolgers_counts_once_it_is_recorded(project: Project) -> None:
    add(project)
    with _opvolgers(project).open("a", encoding="utf-8") as file:
        file.write("01AA;02BB;2026-08-01;Staatscourant\n")
    code, text = run()
    assert code == 2
    assert "stagepact frame --opvolgers" in text
    code, text = run("--opvolgers")
    assert code == 0, text
    assert "vastgelegde regels van opvolgers.csv: 1" in text
    assert "1 codes van 1 besturen" in text
    assert check_frames(project).successors["nieuw"].tolist() == ["02BB"]


def test_a_recorded_line_is_never_changed_or_removed(project: Project) -> None:
    path = _opvolgers(project)
    path.write_text(path.read_text("utf-8") + "01AA;02BB;2026-08-01;Staatscourant\n", "utf-8")
    assert record_successors(project) == 1
    path.write_text(path.read_text("utf-8").replace("02BB", "03CC"), "utf-8")
    with pytest.raises(UnfitFrame, match="al was vastgelegd"):
        record_successors(project)


def test_lines_that_contradict_each_other_are_not_recorded(project: Project) -> None:
    path = _opvolgers(project)
    manifest = (project.raw / "frame" / "manifest.json").read_bytes()
    path.write_text(path.read_text("utf-8") + "01AA;02BB;2026-08-01;x\n02BB;01AA;2026-08-01;x\n", "utf-8")
    with pytest.raises(UnfitSuccession):
        record_successors(project)
    assert (project.raw / "frame" / "manifest.json").read_bytes() == manifest
