"""Where figures, tables and products come from, and whether that still holds."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from fabricated import estimates
from project import PROJECT, ROOT, copy_of_project
from small_book import ONE, TWO, Rendered, render_book, write_book
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.errors import InputProblem
from stagepact_research.estimates import canonical_csv, write_estimates
from stagepact_research.pipeline.provenance import (
    Differs,
    InHand,
    all_differences,
    make_record,
    output_hashes,
    remedy_of,
    verify,
)
from stagepact_research.pipeline.provenance.comparing import output_differences
from stagepact_research.pipeline.provenance.data import data_of
from stagepact_research.pipeline.provenance.floats import INSTRUMENTS, Float, floats_of
from stagepact_research.pipeline.provenance.hashing import commit
from stagepact_research.pipeline.provenance.recording import OUTPUTS, RECORD, write_record
from stagepact_research.pipeline.steps import PACKAGE, Step
from stagepact_research.protocol import Project
from stagepact_research.report import style
from stagepact_research.report.engine import ORIGIN, build_site, load_book, write_origin
from stagepact_research.report.provenance import show

CHAPTER = "notebooks/4-vragenlijst"
CELLS = (
    ('estimates = show.open_chapter("4-vragenlijst")\nchanges = changed.open_change("4")', ""),
    ("show.item(estimates)", "![x](a.svg){#fig-kennis}"),
    ("shown = show.both(estimates, changes)\nshow.table(shown)", "::: {#tbl-een}\n::: {#tbl-twee}"),
    ('show.fieldwork("d-verantwoording")', "::: {#tbl-veldwerk}"),
    ("show.left_out()", "::: {#tbl-weggelaten}"),
)


def notebook(cells: tuple[tuple[str, str], ...] = CELLS) -> dict[str, object]:
    return {
        "cells": [
            {"cell_type": "code", "source": code, "metadata": {}, "outputs": [{"text": printed}]}
            for code, printed in cells
        ]
    }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy = copy_of_project(tmp_path)
    write_estimates(estimates(), copy.estimates)
    return copy


def steps(project: Project) -> tuple[list[Step], list[Step]]:
    """A product and a chapter in place of the real ones, so that no test waits for an analysis."""
    book = project.processed / "book"
    book.mkdir(exist_ok=True)
    (book / "4-vragenlijst.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    answers = project.snapshot(2024) / "responses.csv"
    wave = project.processed / "2024" / "estimates.parquet"
    wave.parent.mkdir(exist_ok=True)
    wave.write_bytes(b"schattingen")
    code = (PACKAGE / "estimates.py",)
    protocol = project.instruments / "protocol.yml"
    product = Step("2024: schattingen", (answers, protocol), code, (wave, project.estimates), lambda: None)
    source = project.root / f"{CHAPTER}.qmd"
    executed = (book / "4-vragenlijst.ipynb",)
    chapter = Step("4-vragenlijst", (source, project.estimates), code, executed, lambda: None)
    return [product, chapter], [chapter]


@pytest.fixture
def differences(project: Project) -> Callable[[], tuple[str, ...]]:
    """What differs from a record and a site that were made of the project as it is now."""
    listed, chapters = steps(project)
    write_record(project, listed, chapters)
    project.site.mkdir()
    (project.site / "index.html").write_text("De site", encoding="utf-8")
    write_origin(project.site, json.loads((project.processed / RECORD).read_text("utf-8")))

    def in_hand() -> InHand:
        return InHand(make_record(project, listed, chapters), output_hashes(project, listed))

    def found() -> tuple[str, ...]:
        return all_differences(verify(project, in_hand(), project.site))

    return found


def test_a_figure_comes_from_what_the_variables_of_its_cell_opened() -> None:
    assert floats_of(notebook(), {"fieldwork"}) == (
        Float("fig-kennis", ("open_chapter",)),
        Float("tbl-een", ("open_chapter", "open_change")),
        Float("tbl-twee", ("open_chapter", "open_change")),
        Float("tbl-veldwerk", ("fieldwork",)),
        Float("tbl-weggelaten", (INSTRUMENTS,)),
    )


def test_every_function_that_opens_data_for_a_chapter_has_a_name_for_the_reader() -> None:
    named = data_of(PROJECT)
    for chapter in load_book(ROOT).chapters:
        text = (ROOT / chapter.source).read_text("utf-8")
        opened = set(re.findall(r"\b(open_\w+)\(", text)) - {"open_origin"}
        assert opened <= named.keys(), chapter.source


def test_the_record_names_the_raw_files_behind_a_figure_and_that_they_are_synthetic(
    project: Project,
) -> None:
    record = make_record(project, *steps(project))
    figure = record["chapters"][0]["floats"][0]
    assert figure == {"label": "fig-kennis", "data": ["vragenlijst 2024"]}
    behind = record["data"]["vragenlijst 2024"]
    assert behind["raw"] == ["data/raw/2024/survey/2024-synthetisch/responses.csv"]
    assert behind["provenance"] == ["synthetic"]
    assert record["chapters"][0]["title"] == "Vragenlijstonderzoek"
    assert record["snapshots"]["2024"]["seed"] == 20241


def test_the_record_is_the_same_when_nothing_changed_and_holds_no_place(project: Project) -> None:
    listed, chapters = steps(project)
    write_record(project, listed, chapters)
    first = (project.processed / RECORD).read_bytes()
    write_record(project, listed, chapters)
    assert (project.processed / RECORD).read_bytes() == first
    assert str(project.root).encode() not in first


def test_what_is_published_holds_no_hash_of_a_product_that_may_hold_small_cells(project: Project) -> None:
    listed, chapters = steps(project)
    write_record(project, listed, chapters)
    published = (project.processed / RECORD).read_text("utf-8")
    hashes = [sha256 for files in output_hashes(project, listed).values() for sha256 in files.values()]
    assert len(hashes) == 3
    assert [one for one in hashes if one in published] == []


def test_what_belongs_together_has_no_differences(differences: Callable[[], tuple[str, ...]]) -> None:
    assert differences() == ()


def _edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "data/raw/2024/survey/2024-synthetisch/responses.csv",
            "is niet meer het bestand van zijn manifest.",
        ),
        ("data/raw/literature/evidence.csv", "is niet meer het bestand van zijn manifest."),
        ("instruments/protocol.yml", "is veranderd sinds de producten zijn gemaakt."),
        (f"{CHAPTER}.qmd", "is veranderd sinds de site is gemaakt."),
        ("data/processed/2024/estimates.parquet", 'is niet meer het bestand dat "2024: schattingen" heeft'),
        ("_site/index.html", "index.html van de site is veranderd nadat de site is gemaakt."),
    ],
)
def test_a_changed_file_is_named(
    project: Project, differences: Callable[[], tuple[str, ...]], path: str, says: str
) -> None:
    _edit(project.root / path)
    found = [one for one in differences() if says in one]
    assert len(found) == 1
    assert Path(path).name in found[0]


def test_a_missing_and_an_extra_file_of_the_site_are_named(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    (project.site / "index.html").rename(project.site / "ander.html")
    assert [one.partition(" ")[0] for one in differences()] == ["index.html", "ander.html"]


def test_another_table_of_estimates_is_told_of_the_site_by_its_numbers_and_not_by_its_bytes(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    write_estimates(estimates(p=0.3), project.estimates)
    assert any("een andere tabel met schattingen" in one for one in differences())


def test_without_a_record_the_rest_is_still_checked(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    (project.processed / RECORD).unlink()
    (project.site / ORIGIN).write_text("{", encoding="utf-8")
    assert [one.partition(":")[0] for one in differences()] == [RECORD, "herkomst.json"]


@pytest.mark.parametrize("content", ["[]", '{"site": 1}', "1"])
def test_a_record_that_is_none_of_ours_is_one_sentence(
    project: Project, differences: Callable[[], tuple[str, ...]], content: str
) -> None:
    (project.site / ORIGIN).write_text(content, encoding="utf-8")
    assert len(differences()) == 1


def test_an_input_that_cannot_be_read_is_one_difference_among_others(project: Project) -> None:
    problem = InputProblem("protocol.yml", "dit is geen geldige YAML.")
    assert all_differences(verify(project, problem, None)) == ("protocol.yml: dit is geen geldige YAML.",)
    _edit(project.published(2024))
    found = all_differences(verify(project, problem, None))
    assert found[0].startswith("data/raw/2024/published.csv is niet meer")
    assert "niet na te gaan" in found[1]


def test_a_product_that_the_record_does_not_name_is_told(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    (project.processed / OUTPUTS).write_text("{}", encoding="utf-8")
    _edit(project.processed / "2024" / "estimates.parquet")
    assert differences() == (
        'van "2024: schattingen" is niet vastgelegd welke bestanden het heeft gemaakt; niet na te gaan: '
        "data/processed/2024/estimates.parquet, data/processed/estimates.parquet.",
        'van "4-vragenlijst" is niet vastgelegd welke bestanden het heeft gemaakt; niet na te gaan: '
        "data/processed/book/4-vragenlijst.ipynb.",
    )


def test_a_file_of_a_step_that_the_record_does_not_name_is_told() -> None:
    now = {"a": {"een": "1", "twee": "2"}, "b": {}}
    assert output_differences({"a": {"een": "1"}}, now) == [
        'van twee is niet vastgelegd dat "a" het heeft gemaakt.',
        'van "b" is niet vastgelegd welke bestanden het heeft gemaakt.',
    ]


@pytest.mark.parametrize("content", ["[]", '{"2024: schattingen": 1}', ""])
def test_hashes_of_products_that_cannot_be_read_are_told_by_their_own_name(
    project: Project, differences: Callable[[], tuple[str, ...]], content: str
) -> None:
    (project.processed / OUTPUTS).write_text(content, encoding="utf-8")
    found = differences()
    assert len(found) == 1
    assert found[0].startswith(OUTPUTS)


_NO_FILES = ["", "[]", '{"files": []}', '{"files": {"published.csv": 1}}', "[" * 100_000]


@pytest.mark.parametrize("content", _NO_FILES)
def test_a_damaged_manifest_is_one_sentence(project: Project, content: str) -> None:
    listed, chapters = steps(project)
    (project.raw / "2024" / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputProblem, match="het manifest is niet te lezen"):
        make_record(project, listed, chapters)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"cells": [1]}',
        '{"cells": [{"cell_type": "code", "source": "def (", "metadata": {}}]}',
    ],
)
def test_a_damaged_chapter_is_one_sentence(project: Project, content: str) -> None:
    listed, chapters = steps(project)
    (project.processed / "book" / "4-vragenlijst.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        make_record(project, listed, chapters)
    assert problem.value.sentence().startswith(
        "data/processed/book/4-vragenlijst.ipynb: het uitgevoerde hoofdstuk is niet te lezen."
    )


@pytest.mark.parametrize("content", [b"", b"PAR1 beschadigd PAR1"])
def test_a_damaged_table_of_estimates_is_one_sentence(project: Project, content: bytes) -> None:
    listed, chapters = steps(project)
    project.estimates.write_bytes(content)
    with pytest.raises(InputProblem, match="de tabel met schattingen is niet te lezen"):
        make_record(project, listed, chapters)


@pytest.mark.parametrize("damaged", ["data/processed/book/index.ipynb", "data/raw/2024/manifest.json"])
def test_the_command_says_of_a_damaged_file_what_is_wrong(
    project: Project, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    path = project.root / damaged
    path.parent.mkdir(exist_ok=True)
    path.write_text("[]", encoding="utf-8")
    monkeypatch.chdir(project.root)
    outcome = CliRunner().invoke(app, ["verify"])
    assert isinstance(outcome.exception, Differs)
    assert damaged in outcome.exception.sentence()
    assert "niet te lezen" in outcome.exception.sentence()


def _change_origin(project: Project, *place: str) -> None:
    path = project.site / ORIGIN
    content = json.loads(path.read_text("utf-8"))
    part = content
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = "anders"
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    "place",
    [
        ("packages", "numpy"),
        ("packages", "nieuw"),
        ("code", "commit"),
        ("code", "version"),
        ("protocol", "version"),
        ("protocol",),
        ("estimates", "rows"),
        ("snapshots", "2024"),
        ("chapters",),
        ("format",),
        ("nieuw",),
    ],
)
def test_the_record_in_the_site_is_the_one_that_was_stored(
    project: Project, differences: Callable[[], tuple[str, ...]], place: tuple[str, ...]
) -> None:
    _change_origin(project, *place)
    assert differences() == (
        f"{' > '.join(place)} is in de herkomst van de site anders dan bij de producten is vastgelegd.",
    )


def test_what_is_told_against_the_files_in_hand_is_not_told_twice(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    _change_origin(project, "code", "sha256")
    _change_origin(project, "seeds")
    assert len(differences()) == 2


def test_a_site_from_elsewhere_may_tell_of_another_commit(
    project: Project, differences: Callable[[], tuple[str, ...]], tmp_path: Path
) -> None:
    assert differences() == ()
    _change_origin(project, "code", "commit")
    elsewhere = project.site.rename(tmp_path / "kopie")
    listed, chapters = steps(project)
    now = InHand(make_record(project, listed, chapters), output_hashes(project, listed))
    assert all_differences(verify(project, now, elsewhere)) == ()


def test_without_the_raw_data_the_site_is_still_held_against_its_own_list(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    assert differences() == ()
    _edit(project.site / "index.html")
    _edit(project.published(2024))
    problem = InputProblem("published.csv", "het bestand is niet meer dat van zijn manifest.")
    checks = verify(project, problem, project.site)
    assert all_differences(checks) == (
        "data/raw/2024/published.csv is niet meer het bestand van zijn manifest.",
        "of de producten hierbij horen, is niet na te gaan zolang de ruwe gegevens niet kloppen.",
        "of de site bij de producten hoort, is niet na te gaan zolang de ruwe gegevens niet kloppen.",
        "index.html van de site is veranderd nadat de site is gemaakt.",
    )
    assert remedy_of(checks).startswith("Zet de ruwe bestanden en hun manifest terug")
    assert "stagepact report" not in remedy_of(checks)


def test_the_remedy_is_that_of_the_first_check_that_differs(
    project: Project, differences: Callable[[], tuple[str, ...]]
) -> None:
    assert differences() == ()
    problem = InputProblem("protocol.yml", "dit is geen geldige YAML.")
    checks = verify(project, problem, project.site)
    assert "zolang het bovenstaande niet klopt" in all_differences(checks)[1]
    assert remedy_of(checks).startswith("Verhelp dit eerst")
    assert remedy_of(()) == ""


def test_the_first_difference_comes_first_and_all_others_follow() -> None:
    sentence = Differs(["a.csv is veranderd.", "b ontbreekt.", "c ontbreekt."], "Doe iets.").sentence()
    assert sentence.splitlines() == [
        "stagepact verify: a.csv is veranderd.",
        "Er zijn nog 2 punten:",
        "- b ontbreekt.",
        "- c ontbreekt.",
        "Doe iets.",
    ]


def test_a_site_that_is_nowhere_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    outcome = CliRunner().invoke(app, ["verify", "--site", "nergens"])
    assert isinstance(outcome.exception, InputProblem)
    assert "nergens: deze map bestaat niet." in outcome.exception.sentence()


def test_the_commit_is_told_only_when_it_holds_what_is_in_hand(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
    git = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "index.qmd").write_text("# Een\n", encoding="utf-8")
    git(["git", "init", "-q"])
    git(["git", "add", "."])
    git(["git", "-c", "user.name=x", "-c", "user.email=x@example.nl", "commit", "-qm", "Een"])
    assert re.fullmatch(r"[0-9a-f]{40}", commit(tmp_path) or "")
    _edit(tmp_path / "index.qmd")
    assert commit(tmp_path) is None


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    two = TWO.replace("## Ongenummerd {.unnumbered}", "## Een {#sec-herkomst-1-een}")
    return render_book(write_book(tmp_path_factory.mktemp("boek"), one=ONE, two=two))


def test_every_numbered_figure_and_table_leads_to_where_it_comes_from(rendered: Rendered) -> None:
    page = (rendered.build() / "notebooks" / "1-een.html").read_text("utf-8")
    links = re.findall(r'<a href="([^"]+)">(Herkomst[^<]+)</a>', page)
    assert links == [
        ("b-twee.html#sec-herkomst-1-een", "Herkomst van Figuur\xa01.1"),
        ("b-twee.html#sec-herkomst-1-een", "Herkomst van Tabel\xa01.1"),
    ]
    other = (rendered.root / "_site" / "notebooks" / "b-twee.html").read_text("utf-8")
    assert "Herkomst" not in other


def test_two_sites_of_the_same_book_are_the_same_with_their_record(
    rendered: Rendered, tmp_path: Path
) -> None:
    again = render_book(rendered.root)
    record = {"format": "stagepact-provenance 1"}
    sites = [
        build_site(one.book, one.documents, one.notebooks, one.root, output=tmp_path / name, record=record)
        for name, one in (("een", rendered), ("twee", again))
    ]
    first, second = ({p.relative_to(s): p.read_bytes() for p in s.rglob("*") if p.is_file()} for s in sites)
    assert first == second
    listed = json.loads(first[Path(ORIGIN)])
    assert set(listed["site"]) == {path.as_posix() for path in first} - {ORIGIN}
    assert listed["format"] == record["format"]


def test_a_drawing_tells_its_source_in_dublin_core() -> None:
    figure, _ = style.canvas(2)
    drawing = style.described(style.to_svg(figure), {"title": "Kennis & <houding>", "source": "sha256:ab"})
    assert "<dc:title>Kennis &amp; &lt;houding&gt;</dc:title>" in drawing
    assert drawing.index("<dc:source>sha256:ab</dc:source>") < drawing.index("</metadata>")


def test_a_figure_carries_the_hash_of_the_estimates_and_what_they_are(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    from stagepact_research.estimates import read_estimates
    from stagepact_research.report.show import item_distribution, open_chapter

    monkeypatch.chdir(project.root)
    item_distribution(open_chapter("4-vragenlijst"), "kennis")
    drawing = (project.notebooks / "4-vragenlijst_files" / "kennis.svg").read_text("utf-8")
    whole = canonical_csv(read_estimates(project.estimates)).encode()
    assert f"sha256:{hashlib.sha256(whole).hexdigest()}" in drawing
    assert "<dc:description>Gegevens: synthetisch.</dc:description>" in drawing


def test_the_chapter_lists_every_figure_with_its_data(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, chapters = steps(project)
    write_record(project, listed, chapters)
    monkeypatch.chdir(project.root)
    origin = show.open_origin()
    show.edition_table(origin)
    show.data_table(origin)
    show.files_table(origin)
    show.chapters(origin)
    text = capsys.readouterr().out
    assert "| @fig-kennis | vragenlijst 2024 | synthetisch |" in text
    assert "| @tbl-weggelaten | instrumenten en beschrijvingen van bestanden | instrument |" in text
    assert "### Vragenlijstonderzoek {#sec-herkomst-4-vragenlijst}" in text
    assert "synthetisch, beginpunt 20241" in text


def test_a_chapter_without_a_record_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.root)
    origin = show.open_origin()
    show.edition_table(origin)
    show.chapters(origin)
    assert capsys.readouterr().out.startswith("De herkomst is nog niet vastgelegd")
