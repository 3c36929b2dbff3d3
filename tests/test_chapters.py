"""The chapters: they look up and show, whatever the numbers are."""

import ast
import io
import re
import shutil
from contextlib import chdir, redirect_stdout
from functools import cache

import pandas as pd
import pytest
from fabricated import ROOT, estimates
from fabricated_agendas import agendas, keep
from fabricated_missing import missing

from stagepact_research.archive.disclosure import printed_now, protect
from stagepact_research.estimates import read_estimates, write_estimates
from stagepact_research.protocol import Project
from stagepact_research.report.verification import verify

CHAPTERS = [
    "index",
    "1-inleiding",
    "2-literatuur",
    "3-kwaliteitsagendas",
    "4-vragenlijst",
    "5-interviews",
    "6-synthese",
    "a-vragenlijst",
    "b-schalen",
    "c-synthese",
    "d-verantwoording",
    "e-synthetisch",
    "f-codeboek",
    "g-bescherming",
    "h-rapportagelijsten",
    "i-toegankelijkheid",
    "j-wijzigingen",
    "k-herkomst",
]
WITH_NUMBERS = ["index", "4-vragenlijst", "b-schalen", "d-verantwoording", "f-codeboek"]
CELL = re.compile(r"```\{python\}\n(.*?)```", re.S)
INLINE = re.compile(r"`\{python\} ([^`]+)`")


def source(chapter):
    path = ROOT / ("index.qmd" if chapter == "index" else f"notebooks/{chapter}.qmd")
    return path.read_text(encoding="utf-8")


def project(folder, table):
    """A project with fabricated estimates and the real instrument and published numbers."""
    shutil.copytree(ROOT / "instruments", folder / "instruments")
    (folder / "notebooks").mkdir()
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, folder / name)
    for chapter in (ROOT / "notebooks").glob("*.qmd"):
        shutil.copy(chapter, folder / "notebooks")
    raw = folder / "data" / "raw" / "2024"
    raw.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / "2024" / "published.csv", raw)
    shutil.copytree(ROOT / "data" / "raw" / "literature", folder / "data" / "raw" / "literature")
    shutil.copytree(ROOT / "data" / "raw" / "2024" / "interviews", raw / "interviews")
    rules = Project(ROOT).protocol.nonresponse
    coded = keep(folder, agendas())
    published = read_estimates(raw / "published.csv")
    whole = pd.concat([table, missing(rules, table["provenance"].iloc[0]), coded, published])
    write_estimates(whole, folder / "data" / "processed" / "estimates.parquet")
    protected = Project(ROOT).protocol.disclosure
    _, audit = protect(whole, protected, protected.exceptions)
    audit.to_parquet(folder / "data" / "processed" / "disclosure.parquet")
    example = printed_now(published, protected, locator="Tabel 4.2")
    example.to_parquet(folder / "data" / "processed" / "disclosure-printed.parquet")
    checked = verify(published, pd.concat([table, coded]), quantifiers=Project(ROOT).protocol.quantifiers)
    checked.to_parquet(folder / "data" / "processed" / "verification.parquet")
    return folder


def run(chapter):
    """The chapter's Markdown with cells and inline expressions replaced by what they give."""
    names = {}

    def cell(match):
        out = io.StringIO()
        with redirect_stdout(out):
            exec(match.group(1), names)
        return out.getvalue()

    text = CELL.sub(cell, source(chapter))
    return INLINE.sub(lambda match: str(eval(match.group(1), names)), text)


@pytest.fixture
def book(tmp_path, monkeypatch):
    def make(table):
        monkeypatch.chdir(project(tmp_path, table))
        return tmp_path

    return make


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of a book with estimates of one provenance, and the text of every chapter."""

    @cache
    def make(provenance):
        folder = project(tmp_path_factory.mktemp("book"), estimates(provenance))
        with chdir(folder):
            return folder, {chapter: run(chapter) for chapter in CHAPTERS}

    return make


@pytest.mark.parametrize("provenance", ["synthetic", "observed"])
def test_every_chapter_runs_and_warns_only_of_synthetic_data(written, provenance):
    folder, texts = written(provenance)
    for chapter, text in texts.items():
        warned = 'title="Synthetische gegevens"' in text
        assert warned == (provenance == "synthetic" and chapter in WITH_NUMBERS)
        assert "nan" not in re.findall(r"\b\w+\b", text)
        for image in re.findall(r"\]\(([^)]+\.svg)\)", text):
            assert (folder / ("" if chapter == "index" else "notebooks") / image).exists()


def test_figures_and_tables_of_chapter_4_stand_in_the_order_of_the_report(book):
    book(estimates())
    text = run("4-vragenlijst")
    figures = re.findall(r"\{#fig-([\w-]+)", text)
    assert figures[10:12] == ["stroom", "balans"]
    assert all(name.startswith("kantelpunt-") for name in figures[12:])
    assert figures[:10] == [
        "kennis",
        "bevorderend",
        "belemmerend",
        "procedures",
        "voorbereiding",
        "zoeken-bevorderend",
        "zoeken-belemmerend",
        "begeleiding",
        "contact",
        "sector",
    ]
    assert re.findall(r"\{#tbl-([\w-]+)", text)[:3] == ["schalen", "kenmerken", "meldingen"]


def test_tables_b1_and_b2_come_first_in_their_appendix(book):
    book(estimates())
    assert re.findall(r"\{#tbl-([\w-]+)", run("b-schalen"))[:2] == ["betrouwbaarheid", "samenhang"]


def test_every_figure_has_a_caption_with_n_and_an_alternative_text(book):
    book(estimates())
    images = re.findall(r"!\[(.*?)\]\(.*?\)\{#fig-[\w-]+ fig-alt=\"(.*?)\"\}", run("4-vragenlijst"))
    assert len(images) == 12 + len(Project(ROOT).protocol.nonresponse.key_findings)
    for caption, alternative in images:
        assert re.search(r"\(n = \d+", caption)
        assert len(alternative) > 80
        assert alternative.endswith("Synthetische gegevens.")


def test_every_reference_has_its_target(written):
    text = "\n".join(written("synthetic")[1].values())
    targets = set(re.findall(r"\{#((?:sec|fig|tbl)-[\w-]+)", text))
    assert set(re.findall(r"@((?:sec|fig|tbl)-[\w-]*\w)", text)) <= targets
    labels = re.findall(r"\{#((?:sec|fig|tbl)-[\w-]+)", text)
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("p", "group", "pair"),
    [
        (0.2, "laat er geen enkele een significant verschil zien", "hangen niet aantoonbaar samen"),
        (
            0.02,
            "Na correctie voor het aantal schalen is het verschil niet meer significant",
            "hangen negatief samen",
        ),
        (
            0.0001,
            "Na correctie voor het aantal schalen blijft het verschil significant",
            "hangen negatief samen",
        ),
    ],
)
def test_conclusions_follow_the_numbers(book, p, group, pair):
    book(estimates(p=p))
    text = run("4-vragenlijst")
    assert group in text
    assert pair in text
    assert ("De scores verschillen niet aantoonbaar" in text) == (p > 0.05)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_result_is_typed_in_running_text(chapter):
    prose = INLINE.sub("", CELL.sub("", source(chapter)))
    assert re.findall(r"\d+(?:[.,]\d+)?\s?%|\d+,\d+|\bn ?= ?\d+", prose) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_cells_only_look_up_and_show(chapter):
    for code in CELL.findall(source(chapter)) + INLINE.findall(source(chapter)):
        for node in ast.walk(ast.parse(code)):
            assert not isinstance(node, ast.BinOp | ast.For | ast.While | ast.Lambda | ast.FunctionDef)
            if isinstance(node, ast.ImportFrom):
                assert str(node.module).startswith("stagepact_research")
            assert not isinstance(node, ast.Import)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "/" not in node.value
                assert "\\" not in node.value


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapters_hold_no_html_and_no_shortcodes(chapter):
    prose = INLINE.sub("", CELL.sub("", source(chapter)))
    assert "{{<" not in prose
    assert not re.search(r"</?[a-zA-Z]", prose)


def test_a_missing_number_is_an_error_that_names_it(book):
    from stagepact_research.estimates import NoSuchEstimate

    book(estimates(drop=("q02e",)))
    with pytest.raises(NoSuchEstimate, match="q02e"):
        run("4-vragenlijst")


def test_a_comparison_without_welch_and_with_a_small_group_is_told(book):
    table = estimates(p=0.02)
    table = table[table["method"] != "welch"]
    small = (table["group"] == "zorg") & (table["statistic"] == "mean")
    table.loc[small, "n"] = 24
    table.attrs["chapter"] = "4-vragenlijst"
    book(table)
    text = run("4-vragenlijst")
    assert "de toets van Welch geeft p = –" in text
    found = next(
        line for line in text.splitlines() if line.startswith("- Begeleiding tijdens stage naar sector")
    )
    assert "Zorg" not in found
    assert "tussen de hoogste en de laagste groep is 0,25 punt" in text
