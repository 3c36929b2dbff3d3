"""The report of both waves from end to end: what an edit reruns, and what a mistake leaves in place.

What another answer changes is tested in test_pipeline_changes.py, which runs beside this file.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from accessible import CHROMIUM, LIMIT, browsing, examine, weights
from project import copy_of_project, uncounted

from stagepact_research.errors import InputProblem
from stagepact_research.estimates import read_estimates
from stagepact_research.pipeline import report as pipeline_report
from stagepact_research.pipeline.build import BANNER, BuildFailed
from stagepact_research.pipeline.provenance import all_differences
from stagepact_research.pipeline.report import NoSuchEngine, build_report, choose_engine
from stagepact_research.pipeline.verify import verify_project
from stagepact_research.protocol import InvalidProtocol, Project, find_project, load_protocol
from stagepact_research.report.engine import load_book


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project with its site built; the tests of this module change it one after another."""
    copy = copy_of_project(tmp_path_factory.mktemp("project"), both_waves=True)
    # Counted in test_pipeline_changes.py and, for the site, in test_engine.py.
    with uncounted():
        _build(copy)
    return copy


def _build(project: Project) -> list[str]:
    """What was run, in order."""
    said: list[str] = []
    build_report(project, "embedded", said.append)
    return [line.rpartition(": klaar")[0] for line in said if ": klaar" in line]


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_site_has_every_chapter_its_notebook_and_the_pdf(project: Project) -> None:
    for stem in ("1-inleiding", "4-vragenlijst", "d-verantwoording"):
        assert (project.site / "notebooks" / f"{stem}.html").exists()
        assert (project.site / "notebooks" / f"{stem}.ipynb").exists()
    assert (project.site / "stagediscriminatie-mbo.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.no_cover
@pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed")
def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways(project: Project) -> None:
    with browsing() as browser:
        found = examine(project.site, browser)
    assert set(found) == {chapter.page for chapter in load_book(project.root).chapters}
    for page, settings in found.items():
        for setting, one in settings.items():
            assert one["violations"] == [], (page, setting, one["where"])
            assert one["sideways"] <= 0, (page, setting)


def test_no_page_weighs_more_than_it_may(project: Project) -> None:
    assert max(weights(project.site).values()) < LIMIT


def test_every_figure_has_its_data_and_every_figure_and_table_its_links(project: Project) -> None:
    for path in project.site.rglob("*.html"):
        page = path.read_text("utf-8")
        figures = re.findall(r'<figure id="(fig-[\w-]+)"', page)
        tables = re.findall(r'<table id="(tbl-[\w-]+)"', page)
        for label in figures:
            assert f'<table id="{label}-gegevens"' in page
        for label in (*figures, *tables):
            assert f'<a href="#{label}">Link naar ' in page
            rows = (path.parent / f"{path.stem}_files" / f"{label}.csv").read_text("utf-8-sig").splitlines()
            assert len(rows) > 3


def test_every_page_says_what_is_synthetic_and_leads_to_it(project: Project) -> None:
    for path in project.site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert BANNER in page
        assert 'e-synthetisch.html#sec-synthetisch">Wat is synthetisch?</a>' in page


def test_two_waves_are_compared(project: Project) -> None:
    estimates = read_estimates(project.estimates)
    assert set(estimates["wave"]) == {"2024", "2026"}
    assert set(estimates.loc[estimates["wave"] == "2026", "provenance"]) == {"synthetic", "observed"}
    changed = estimates[(estimates["contrast"] == "2024") & (estimates["statistic"] == "verdict")]
    assert {"kennis", "contact"} <= set(changed["subject"])
    page = (project.site / "notebooks" / "4-vragenlijst.html").read_text("utf-8")
    assert "Een oefenronde" in page


def test_nothing_is_run_when_nothing_changed(project: Project) -> None:
    assert _build(project) == []


def test_quarto_renders_after_the_products_and_offers_the_notebooks(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for Quarto's program alone: what is checked is when and where it is called."""
    calls, codes = [], [0, 1]
    others = subprocess.run

    def stand_in(command: list[str], **options: Any) -> subprocess.CompletedProcess[Any]:
        if command[0] != "quarto":
            return others(command, **options)
        assert project.estimates.exists()
        calls.append((command, options["cwd"]))
        return subprocess.CompletedProcess(command, codes.pop(0))

    monkeypatch.setattr(pipeline_report.shutil, "which", lambda _: "/usr/bin/quarto")
    monkeypatch.setattr(subprocess, "run", stand_in)
    notebook = project.site / "notebooks" / "4-vragenlijst.ipynb"
    notebook.unlink()
    build_report(Project(project.root), "auto", lambda _: None)
    assert calls == [(["quarto", "render"], project.root)]
    assert json.loads(notebook.read_text("utf-8"))["cells"]
    with pytest.raises(BuildFailed, match="code 1"):
        build_report(Project(project.root), "quarto", lambda _: None)


def test_what_was_built_belongs_together_until_a_page_is_changed(project: Project) -> None:
    assert all_differences(verify_project(project)) == ()
    page = project.site / "notebooks" / "4-vragenlijst.html"
    content = page.read_bytes()
    page.write_bytes(content.replace(b"2024", b"2025", 1))
    found = all_differences(verify_project(project))
    assert found == ("notebooks/4-vragenlijst.html van de site is veranderd nadat de site is gemaakt.",)
    page.write_bytes(content)


@pytest.mark.no_cover
def test_an_edited_chapter_reruns_itself_and_the_site(project: Project) -> None:
    chapter = project.notebooks / "2-literatuur.qmd"
    chapter.write_text(chapter.read_text("utf-8") + "\nEen zin erbij.\n", encoding="utf-8")
    assert _build(project) == ["2-literatuur", "herkomst vastleggen", "k-herkomst", "site en PDF"]
    assert "Een zin erbij." in (project.site / "notebooks" / "2-literatuur.html").read_text("utf-8")


def test_a_failing_cell_names_chapter_and_exception_and_leaves_the_site(project: Project) -> None:
    chapter = project.notebooks / "4-vragenlijst.qmd"
    good = chapter.read_text("utf-8")
    page = (project.site / "notebooks" / "4-vragenlijst.html").read_bytes()
    chapter.write_text(good + "\n```{python}\n1 / 0\n```\n", encoding="utf-8")
    with pytest.raises(BuildFailed) as failure:
        _build(project)
    sentence = failure.value.sentence()
    assert "4-vragenlijst.qmd" in sentence
    assert f"regel {good.count(chr(10)) + 3}" in sentence
    assert "ZeroDivisionError" in sentence
    assert (project.site / "notebooks" / "4-vragenlijst.html").read_bytes() == page
    chapter.write_text(good, encoding="utf-8")


def test_a_broken_export_is_one_dutch_sentence_and_leaves_the_answers(project: Project) -> None:
    export, answers = project.snapshot(2024) / "responses.csv", project.processed / "2024/responses.parquet"
    content, before = export.read_bytes(), answers.read_bytes()
    export.write_bytes(b"<!DOCTYPE html><html><body>Inloggen</body></html>")
    manifest = export.with_name("manifest.json")
    signed = manifest.read_bytes()
    manifest.unlink()
    with pytest.raises(BuildFailed, match=r"responses\.csv"):
        _build(project)
    assert answers.read_bytes() == before
    export.write_bytes(content)
    manifest.write_bytes(signed)


def test_quarto_is_taken_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline_report.shutil, "which", lambda _: "/usr/bin/quarto")
    assert [choose_engine(e) for e in ("auto", "quarto", "embedded")] == ["quarto", "quarto", "embedded"]
    monkeypatch.setattr(pipeline_report.shutil, "which", lambda _: None)
    assert choose_engine("auto") == "embedded"
    with pytest.raises(NoSuchEngine, match="Quarto is niet"):
        choose_engine("quarto")
    with pytest.raises(NoSuchEngine, match="bestaat niet"):
        choose_engine("word")


def test_a_protocol_with_a_mistake_names_the_entry(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path)
    path = project.instruments / "protocol.yml"
    _edit(path, "minimum_group: 25", "minimum_group: veel")
    with pytest.raises(InvalidProtocol, match="statistics > minimum_group"):
        load_protocol(path)
    path.write_text("waves: [", encoding="utf-8")
    with pytest.raises(InvalidProtocol, match="geen geldige YAML"):
        load_protocol(path)
    with pytest.raises(InvalidProtocol, match="niet te lezen"):
        load_protocol(tmp_path / "nergens.yml")


def test_a_folder_outside_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidProtocol, match="geen stagepact-project"):
        find_project(tmp_path)


def test_an_unknown_wave_names_the_known_ones(project: Project) -> None:
    with pytest.raises(InvalidProtocol, match="2024"):
        project.questionnaire(1999)


def test_the_manifest_decides_the_provenance(tmp_path: Path) -> None:
    from stagepact_research.pipeline.snapshots import provenance

    (tmp_path / "manifest.json").write_text(json.dumps({"provenance": "echt"}), encoding="utf-8")
    with pytest.raises(InputProblem, match="bestaat niet"):
        provenance(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputProblem, match="niet te lezen"):
        provenance(tmp_path)


@pytest.mark.parametrize("files", [None, {}, {"deelname.csv": {"sha256": "0"}}])
def test_answers_that_a_synthetic_manifest_does_not_name_are_not_taken_for_synthetic(
    tmp_path: Path, files: dict[str, dict[str, str]] | None
) -> None:
    from stagepact_research.pipeline.snapshots import provenance

    (tmp_path / "responses.csv").write_text("id;q13\n1;een echt antwoord\n", encoding="utf-8")
    content = {"provenance": "synthetic"} | ({} if files is None else {"files": files})
    (tmp_path / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputProblem, match="noemt dit bestand niet"):
        provenance(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"provenance": "observed"}), encoding="utf-8")
    assert provenance(tmp_path) == "observed"
