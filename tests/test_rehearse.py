"""`stagepact rehearse`: a whole wave through the practice server, to the files that the analysis reads."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from project import PROJECT, copy_of_project
from rehearsed import SETTINGS, small_rehearsal
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.errors import InputProblem
from stagepact_research.estimates import tidy, write_estimates
from stagepact_research.instruments import content_hash, load_questionnaire
from stagepact_research.pipeline.rehearsal import read_truth, rehearse
from stagepact_research.pipeline.rehearsal.writing import AlreadyRehearsed
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.responses import Responses, dispositions, read_export
from stagepact_research.responses.fieldwork import read_participation
from stagepact_research.responses.recruitment import person_outcomes, read_contact_log

QUESTIONNAIRE = load_questionnaire(PROJECT.any_questionnaire(2026))
COMMITTED = PROJECT.raw / "2026" / "survey" / "2026-synthetisch"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return small_rehearsal(tmp_path_factory.mktemp("oefening") / "project", refusal__people__answers__base=20)


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def folder(project: Project, said: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rehearse(project, 2026, said.append, out=tmp_path_factory.mktemp("een"))


@pytest.fixture(scope="module")
def responses(folder: Path) -> Responses:
    return read_export(folder / "responses.csv", QUESTIONNAIRE)


def _contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_the_same_rehearsal_gives_the_same_bytes(project: Project, folder: Path, tmp_path: Path) -> None:
    rehearse(project, 2026, lambda _: None, out=tmp_path)
    first, second = _contents(folder.parents[4]), _contents(tmp_path)
    assert list(first) == [
        "data/raw/2026/manifest.json",
        "data/raw/2026/recruitment-synthetisch.csv",
        *(
            f"data/raw/2026/survey/2026-synthetisch/{name}"
            for name in ("README.md", "deelname.csv", "manifest.json", "responses.csv", "waarheid.json")
        ),
    ]
    assert first == second


def test_the_steps_are_those_of_the_fieldwork(folder: Path, said: list[str]) -> None:
    steps = [found[1] for line in said if (found := re.search(r"stagepact survey (\w+)", line))]
    assert steps == [
        "publish",
        "open",
        "participants",
        "invite",
        "remind",
        "remind",
        "status",
        "verify",
        "pull",
    ]


def test_everything_says_that_it_is_synthetic(project: Project, folder: Path) -> None:
    assert provenance(folder) == "synthetic"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    truth = json.loads((folder / "waarheid.json").read_text("utf-8"))
    assert "geen antwoorden van mensen" in manifest["statement"]
    assert manifest["server"]["host"] == "oefenserver"
    for name in ("responses.csv", "deelname.csv", "waarheid.json"):
        content = (folder / name).read_bytes()
        assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert b"@" not in content
    assert (truth["provenance"], truth["seed"]) == ("synthetic", manifest["rehearsal"]["seed"])
    assert "nothing in it is about a real institution" in (folder / "README.md").read_text("utf-8")
    copied = Project(folder.parents[4])
    log = copied.raw / "2026" / "recruitment-synthetisch.csv"
    entry = json.loads((log.parent / "manifest.json").read_text("utf-8"))["files"][log.name]
    assert (entry["provenance"], entry["sha256"]) == (
        "synthetic",
        hashlib.sha256(log.read_bytes()).hexdigest(),
    )


def test_what_was_pulled_is_what_the_invented_people_did(folder: Path, responses: Responses) -> None:
    found = dispositions(responses, QUESTIONNAIRE)
    told = json.loads((folder / "waarheid.json").read_text("utf-8"))["participation"]["people"]
    assert found.value_counts().to_dict() == {
        name: told[name] for name in ("compleet", "deels", "geweigerd", "leeg") if told[name]
    }
    refused = responses.frame.loc[found == "geweigerd", "q01reden"]
    assert len(refused)
    assert refused.notna().all()
    invited = read_participation(folder / "deelname.csv")
    invited = invited[invited["uitgenodigd"] != ""]
    assert len(invited) == told["uitgenodigd"]
    counts = person_outcomes(invited, found, responses.about["respondent"])
    assert counts.invited == told["uitgenodigd"]
    assert set(responses.about["respondent"]) <= set(invited["respondent"])
    done = responses.frame.loc[found == "compleet"]
    place = invited.set_index("respondent")["instelling"]
    home = responses.about.loc[done.index, "respondent"].map(place)
    named = done["q18instelling"] != "GEEN"
    assert (done.loc[named, "q18instelling"] == home[named]).all()


def test_the_fieldwork_has_the_dates_of_the_rehearsal(folder: Path, responses: Responses) -> None:
    participation = read_participation(folder / "deelname.csv")
    assert set(participation["uitgenodigd"]) <= {"2026-10-05 10:00", ""}
    assert set(participation["laatste_herinnering"]) <= {"2026-10-15 10:00", "2026-10-25 10:00", ""}
    begun = responses.about["startdate"]
    assert begun.between(pd.Timestamp("2026-10-05 10:00"), pd.Timestamp("2026-11-04")).all()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["started"] == "2026-11-04T09:00:00+00:00"


def test_the_truth_is_of_all_teams_and_not_of_those_who_answered(folder: Path, responses: Responses) -> None:
    content = json.loads((folder / "waarheid.json").read_text("utf-8"))
    truth = read_truth(folder).set_index(["subject", "statistic", "category"])
    belemmerend = truth.loc[("q05b", "mean", "")]
    assert belemmerend["n"] == content["population"]["teams"]
    done = responses.frame.loc[dispositions(responses, QUESTIONNAIRE) == "compleet", "q05b"]
    assert belemmerend["complete"] == pytest.approx(done.mean(), abs=1e-6)
    assert belemmerend["n_complete"] == len(done)
    whole = (
        belemmerend["n_complete"] * belemmerend["complete"]
        + (belemmerend["n"] - belemmerend["n_complete"]) * belemmerend["missing"]
    )
    assert whole / belemmerend["n"] == pytest.approx(belemmerend["truth"], abs=1e-5)
    assert belemmerend["delta"] == pytest.approx(belemmerend["missing"] - belemmerend["complete"], abs=1e-5)
    assert belemmerend["change"] == pytest.approx(belemmerend["truth"] - belemmerend["pattern"], abs=1e-5)
    shares = truth.loc[("q05b", "pct", list("12345")), "truth"]
    assert shares.sum() == pytest.approx(100, abs=1e-4)


def test_an_item_that_2024_did_not_have_has_no_change(folder: Path) -> None:
    truth = read_truth(folder)
    new = truth[(truth["subject"] == "q05toetsa") & (truth["statistic"] == "pct")]
    assert len(new) == 8
    assert new["change"].isna().all()
    assert new["truth"].notna().all()


def test_nothing_is_ever_replaced(project: Project, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRehearsed):
        rehearse(project, 2026, lambda _: None, out=folder.parents[4])
    log = tmp_path / "data" / "raw" / "2026" / "recruitment-synthetisch.csv"
    log.parent.mkdir(parents=True)
    log.write_text("van een ander", encoding="utf-8")
    with pytest.raises(AlreadyRehearsed):
        rehearse(project, 2026, lambda _: None, out=tmp_path)
    assert log.read_text("utf-8") == "van een ander"
    assert not (log.parent / "survey").exists()


def test_of_a_real_snapshot_there_is_no_truth(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="Alleen van een oefenronde"):
        read_truth(tmp_path)


def test_the_stored_rehearsal_is_that_of_the_present_settings_and_instrument() -> None:
    truth = json.loads((COMMITTED / "waarheid.json").read_text("utf-8"))
    assert truth["settings_sha256"] == hashlib.sha256(SETTINGS.read_bytes()).hexdigest()
    assert truth["instrument"]["sha256"] == content_hash(QUESTIONNAIRE)
    assert provenance(COMMITTED) == "synthetic"
    people = truth["participation"]["people"]
    assert people["uitgenodigd"] > people["geopend"] > people["compleet"] > 100


def test_the_stored_log_is_the_one_of_its_manifest_and_names_no_institution() -> None:
    path = PROJECT.raw / "2026" / "recruitment-synthetisch.csv"
    entry = json.loads((path.parent / "manifest.json").read_text("utf-8"))["files"][path.name]
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    log = read_contact_log(path)
    assert len(log) == entry["rows"]
    assert log.loc[log["stadium"] != "oproep", "instelling"].str.fullmatch("SYN[0-9]+").all()


def test_the_command_line_keeps_another_seed_out_of_the_project(project: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stagepact_research.cli", "rehearse", "2026", "--seed", "3"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--out" in done.stderr
    (project.raw / "2026" / "survey" / "2026-synthetisch").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "stagepact_research.cli", "rehearse", "2026"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "hier staat al een oefenronde" in done.stderr


def test_the_estimates_of_the_rehearsal_are_scored_against_its_truth(tmp_path, monkeypatch):
    project = copy_of_project(tmp_path, both_waves=True)
    monkeypatch.chdir(tmp_path)
    truth = read_truth(project.snapshot(2026)).set_index(["subject", "statistic", "category"])
    kennis = float(truth.loc[("kennis", "mean", ""), "truth"])
    near = {"subject": "kennis", "statistic": "mean", "estimate": kennis}
    rows = [
        {**near, "ci_low": kennis - 0.1, "ci_high": kennis + 0.1},
        {**near, "ci_low": kennis + 0.1, "ci_high": kennis + 0.2, "weighting": "trimmed"},
    ]
    common = {"wave": 2026, "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}
    write_estimates(tidy(rows, **common), project.estimates)
    found = CliRunner().invoke(app, ["rehearse", "2026", "--score"])
    assert "none: 1 van 1 intervallen bevatten de waarheid (100%)" in found.output
    assert "trimmed: 0 van 1 intervallen bevatten de waarheid (0%)" in found.output
