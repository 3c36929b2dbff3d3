"""The plan as a command and in the report: kept once, named in a manifest, and shown from what was kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import types

import pytest
from project import PROJECT, ROOT
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.estimates import read_estimates, validate
from stagepact_research.pipeline.planning import on_cluster
from stagepact_research.pipeline.planning.errors import AlreadyStored, ClusterFailed, NoCluster, NoDask
from stagepact_research.protocol import InvalidProtocol, Project
from stagepact_research.report import output, sources
from stagepact_research.report.planning import figures, prose, reading, show, tables

STORED = read_estimates(ROOT / "data" / "raw" / "2026" / "planning.csv")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a small plan, in whose folder the test runs."""
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    path = tmp_path / "instruments" / "protocol.yml"
    text = path.read_text("utf-8").replace("teams: [60, 100, 150, 200, 300, 400]", "teams: [60, 100]")
    text = text.replace("institutions: [5, 10, 20, 40]", "institutions: [5, 20]")
    path.write_text(text.replace("simulations: 2000", "simulations: 40"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def run(*words):
    return CliRunner().invoke(app, ["plan", *words])


def test_the_plan_is_kept_with_its_manifest_and_a_second_run_gives_the_same(project):
    outcome = run()
    assert outcome.exit_code == 0, outcome.output
    path = project.raw / "2026" / "planning.csv"
    entry = json.loads((path.parent / "manifest.json").read_text("utf-8"))["files"]["planning.csv"]
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry["provenance"] == "synthetic"
    assert (entry["seed"], entry["simulations"]) == (project.protocol.seeds.planning, 40)
    assert len(validate(read_estimates(path))) == entry["rows"]
    again = run()
    assert again.exit_code == 0, again.output
    assert "Dezelfde uitkomst" in again.output


def test_another_outcome_never_replaces_what_is_kept(project):
    assert run().exit_code == 0
    path = project.raw / "2026" / "planning.csv"
    kept = path.read_bytes()
    refused = run("--simulations", "41")
    assert isinstance(refused.exception, AlreadyStored)
    assert "--out" in str(refused.exception)
    assert path.read_bytes() == kept
    other = project.raw / "2026" / "planning-2.csv"
    assert run("--simulations", "41", "--out", str(other)).exit_code == 0
    files = json.loads((path.parent / "manifest.json").read_text("utf-8"))["files"]
    assert sorted(files) == ["planning-2.csv", "planning.csv"]


def test_a_kept_result_that_was_lost_cannot_come_back_as_another(project):
    assert run().exit_code == 0
    (project.raw / "2026" / "planning.csv").unlink()
    assert isinstance(run("--simulations", "41").exception, AlreadyStored)
    assert run().exit_code == 0


def test_a_protocol_without_a_plan_is_told(project):
    path = project.instruments / "protocol.yml"
    path.write_text(path.read_text("utf-8").replace("  planning: 20261\n", ""), encoding="utf-8")
    assert isinstance(run().exception, InvalidProtocol)


def test_institutions_that_outnumber_the_teams_are_refused_in_the_protocol(project):
    path = project.instruments / "protocol.yml"
    text = path.read_text("utf-8").replace("institutions: [5, 20]", "institutions: [5, 80]")
    path.write_text(text, encoding="utf-8")
    found = run().exception
    assert isinstance(found, InvalidProtocol)
    assert "meer instellingen dan teams" in str(found)


def test_without_dask_a_sentence_says_what_to_install(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    found = run("--dask", "tcp://scheduler:8786").exception
    assert isinstance(found, NoDask)
    assert "pip install" in str(found)


class FakeClient:
    """Dask's client as far as it is used here: the work is done at once, or fails as a worker would."""

    unreachable = False

    def __init__(self, address, timeout):
        if self.unreachable:
            raise OSError("Timed out trying to connect")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def map(self, work, cells, pure):
        return [(work, cell) for cell in cells]

    def gather(self, futures):
        return [work(cell) for work, cell in futures]


@pytest.fixture
def dask(monkeypatch):
    client = type("Client", (FakeClient,), {})
    monkeypatch.setitem(sys.modules, "distributed", types.SimpleNamespace(Client=client))
    return client


def test_a_cluster_gives_what_the_cores_give(project, dask):
    assert run().exit_code == 0
    outcome = run("--dask", "tcp://scheduler:8786")
    assert outcome.exit_code == 0, outcome.output
    assert "Dezelfde uitkomst" in outcome.output


def test_a_cluster_that_does_not_answer_or_cannot_work_is_told(dask):
    def fails(cell):
        raise ModuleNotFoundError("No module named 'stagepact_research'")

    with pytest.raises(ClusterFailed, match="werkers met dezelfde versie"):
        on_cluster(fails, [None], address="tcp://scheduler:8786")
    dask.unreachable = True
    with pytest.raises(NoCluster, match="antwoordt niet"):
        on_cluster(fails, [None], address="tcp://scheduler:8786")


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """The stored rows, for a chapter that writes its figures in a folder of the test."""
    monkeypatch.setattr(output, "chapter_folder", lambda name: tmp_path / "plan_files")
    rows = STORED.copy()
    rows.attrs |= {"chapter": "plan", "planned": 2026}
    return rows


def test_the_stored_result_is_that_of_the_protocol():
    found = reading.designs(STORED)
    planning = PROJECT.planning
    assert tuple(sorted(found["teams"].dropna().unique())) == planning.teams
    assert tuple(sorted(found["instellingen"].dropna().unique())) == planning.institutions
    assert tuple(sorted(found["icc"].dropna().unique())) == planning.correlations
    assert reading.assumed(found, "n_before") == planning.n_before
    assert found.loc[found["statistic"] == "power", "simulations"].unique() == [planning.simulations]


def test_what_a_chapter_shows_is_the_stored_number(planned, capsys):
    show.smallest_table(planned)
    own = "n=200;instellingen=20;icc=0.05;van=50"
    row = STORED[(STORED["variant"] == own) & (STORED["group"] == "2024")].iloc[0]
    line = next(
        line
        for line in capsys.readouterr().out.partition("Vanaf 50%")[2].splitlines()
        if line.startswith("| 20 instellingen")
    )
    assert line.split("|")[5].strip() == f"{row['estimate']:.0f}"


def test_the_text_tells_the_limit_of_the_wave_before_and_what_was_assumed(planned, capsys):
    show.text(planned)
    told = capsys.readouterr().out
    assert "Uit 2024 tellen 111 teams in elke gewogen analyse mee" in told
    limit = STORED[
        (STORED["statistic"] == "power_limit") & (STORED["variant"] == "van=50;verandering=10;toetsen=1")
    ]
    assert f"{100 * limit['estimate'].iloc[0]:.0f}% (van 50% naar 60%)" in told
    assert "nagebootst met verzonnen teams" in told


@pytest.mark.parametrize("compared", ["", "volgende"])
def test_the_figure_has_a_line_for_every_number_of_institutions_and_is_marked(planned, capsys, compared):
    show.power(planned, compared=compared)
    printed = capsys.readouterr().out
    assert "{#fig-planning" in printed
    assert "Synthetische gegevens." in printed
    found = reading.designs(STORED)
    change = reading.changes(found)[0]
    lines = tuple(reading.lines(found, compared or "2024", change))
    panel = figures.Panel(change.words, lines, 0.5)
    texts = [t.get_text() for t in figures.power_panels([panel], target=0.8, synthetic=True).axes[0].texts]
    assert {f"{n} instellingen" for n in PROJECT.planning.institutions} <= set(texts)
    assert {"synthetische gegevens", "hoogst haalbaar: 50%", "gevraagd"} <= set(texts)


def test_the_tables_have_every_change_and_every_number_of_institutions(planned, capsys):
    show.needed_table(planned)
    show.similarity_table(planned)
    printed = capsys.readouterr().out
    for change in ("Van 10% naar 20%", "Van 50% naar 60%", "Schaal: 0,3 standaardafwijking"):
        assert printed.count(change) == 3
    assert printed.count("40\N{NO-BREAK SPACE}instellingen") == 2


def test_teams_needed_follow_the_note():
    own = STORED[STORED["statistic"] == "teams_needed"]
    words = {note: tables.needed_words(rows.iloc[0]) for note, rows in own.groupby("note")}
    tight = "\N{NO-BREAK SPACE}"
    assert words["niet_haalbaar"] == f"niet{tight}haalbaar"
    assert words["meer_dan 400"] == f"meer{tight}dan{tight}400"
    found = own.iloc[0].copy()
    found["estimate"], found["note"] = 60.0, "hooguit"
    assert tables.needed_words(found) == f"60{tight}of{tight}minder"


def test_the_wording_follows_the_numbers():
    found = reading.designs(STORED)
    assert "In dit voorbeeld helpen meer instellingen meer" in prose.institutions_or_teams(found)
    alike = found.assign(estimate=found["estimate"].where(found["statistic"] != "power", 0.5))
    assert "ongeveer evenveel" in prose.institutions_or_teams(alike)
    narrow = found.assign(estimate=found["estimate"].where(found["statistic"] != "coverage", 0.91))
    assert "te smal" in prose.few_institutions(narrow)
    right = found.assign(estimate=found["estimate"].where(found["statistic"] != "coverage", 0.95))
    assert "houden de betrouwbaarheidsintervallen" in prose.few_institutions(right)


def test_labels_of_lines_stay_apart_and_in_order():
    placed = figures.spread([3.0, 1.0, 1.1, 1.05], 0.4)
    assert placed[0] == 3.0
    assert placed[1] < placed[3] < placed[2]
    assert min(b - a for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False)) >= 0.4 - 1e-9


def test_without_a_stored_result_the_report_says_how_to_make_one(project, monkeypatch, capsys):
    monkeypatch.setattr(show, "project", lambda: project)
    rows = show.open_planning("plan")
    for cell in (show.power, show.needed_table, show.smallest_table, show.similarity_table):
        cell(rows)
    assert capsys.readouterr().out == ""
    show.text(rows)
    assert "stagepact plan --wave 2026" in capsys.readouterr().out


def test_the_report_reads_what_the_protocol_names(monkeypatch):
    monkeypatch.setattr(show, "project", lambda: PROJECT)
    rows = show.open_planning("plan")
    assert len(rows) == len(STORED)
    assert sources.is_synthetic(rows)
