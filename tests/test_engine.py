"""A small book from source to site, by the embedded engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from small_book import Rendered, render_book, render_text, write_book

from stagepact_research.report.engine import ChapterDocument, build_site
from stagepact_research.report.engine.errors import ConversionFailed
from stagepact_research.report.engine.execute import joined


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> Rendered:
    return render_book(write_book(tmp_path_factory.mktemp("boek")))


@pytest.fixture(scope="module")
def site(rendered) -> Path:
    return rendered.build()


@pytest.fixture(scope="module")
def page(site) -> str:
    return (site / "notebooks/1-een.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_pages_have_the_names_that_quarto_gives_them(site):
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.html")} == {
        "index.html",
        "notebooks/1-een.html",
        "notebooks/b-twee.html",
    }


def test_figures_and_tables_are_numbered_within_their_chapter(page, site):
    assert "Figuur 1.1: Kennis (n = 113)" in words(page)
    assert "Tabel 1.1: Aantallen" in words(page)
    assert "Tabel A.1: Zo veel" in words((site / "notebooks/b-twee.html").read_text(encoding="utf-8"))


def test_references_find_their_word_and_number_in_any_chapter(page, site):
    assert "Zie Tabel 1.1, Figuur 1.1, 1.1, Figuren 1.1, Paragraaf 1.1, Bijlage A en Tabel A.1." in words(
        page
    )
    assert 'href="b-twee.html#tbl-b"' in page
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "Zie Figuur 1.1, Hoofdstuk 1 en het eerste hoofdstuk." in words(home)
    assert 'href="notebooks/1-een.html#fig-staaf"' in home


def test_sections_are_numbered_but_for_those_that_ask_not_to_be(page, site):
    assert re.search(r'<h2><span class="nummer">1.1</span> Eerste', page)
    assert re.search(r'<h3><span class="nummer">1.1.1</span> Dieper', page)
    assert "<h2>Ongenummerd</h2>" in (site / "notebooks/b-twee.html").read_text(encoding="utf-8")


def test_inline_values_are_text_unless_they_are_markdown(page):
    assert "Er zijn 113 teams, 12,5 % &lt;b&gt;* en <strong>vet</strong>." in page


def test_a_script_in_an_answer_is_shown_as_text(page):
    assert "a &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script") == 1  # the site's own


def test_every_figure_carries_its_alternative_text(page):
    assert 'alt="Een staaf tot de helft."' in page


def test_tables_have_a_caption_and_scopes(page):
    table = re.search(r"<table id=\"tbl-telling\">.*?</table>", page, re.DOTALL)
    assert table
    assert table[0].count('scope="col"') == 2
    assert table[0].count('scope="row"') == 2
    assert "<caption" in table[0]


def test_an_empty_cell_is_no_header_and_every_table_has_its_own_name(tmp_path):
    tables = "|   | n |\n|:--|--:|\n|   | 1 |\n| a | 2 |\n\n| b | m |\n|:--|--:|\n| c | 3 |\n"
    page = (render_text(tmp_path, f"# Een\n\n{tables}").build() / "notebooks/1-een.html").read_text("utf-8")
    assert not re.search(r"<th[^>]*>\s*</th>", page)
    assert page.count('scope="row"') == 2
    assert 'aria-label="Tabel zonder nummer, 1"' in page
    assert 'aria-label="Tabel zonder nummer, 2"' in page


def test_a_page_has_no_inline_style_and_no_inline_script(page):
    assert not re.search(r"<[^>]*\sstyle=|<style|<script(?! src=)|\son\w+=", page)
    assert "script-src 'self'" in page


def test_content_for_paper_stays_off_the_web(page):
    assert "Alleen op het web." in page
    assert "Alleen op papier." not in page


def test_a_cell_shows_its_code_only_when_asked(page):
    assert "print(&quot;uitvoer&quot;, teams)" in page
    assert "uitvoer 113" in page
    assert "folder.mkdir" not in page


def test_the_banner_stands_on_every_page(site):
    for path in site.rglob("*.html"):
        assert "Gebouwd met synthetische gegevens." in path.read_text(encoding="utf-8")


def test_the_executed_notebook_of_a_chapter_can_be_fetched(site):
    notebook = nbformat.read(site / "notebooks/1-een.ipynb", as_version=4)
    nbformat.validate(notebook)
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("fig-staaf" in output.get("data", {}).get("text/markdown", "") for output in shown)


def test_the_search_index_holds_sections_with_their_address(site):
    text = (site / "_bestanden/zoekindex.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("window.stagepactZoekindex = ").rstrip(";\n"))
    assert "<" not in text
    found = {row[0]: row for row in rows}
    assert found["notebooks/1-een.html#sec-par"][2] == "1.1 Eerste paragraaf"
    assert "Een staaf" not in found["index.html"][3]


def test_a_document_survives_its_own_file(rendered):
    for document in rendered.documents.values():
        assert ChapterDocument.from_json(document.to_json()) == document


def test_text_printed_in_pieces_is_one_output_and_stays_before_what_came_after():
    def printed(text, name="stdout"):
        return {"output_type": "stream", "name": name, "text": text}

    shown = {"output_type": "display_data", "data": {}, "metadata": {}}
    pieces = [printed("a"), printed("b"), shown, printed("c"), printed("d", "stderr"), printed("e", "stderr")]
    assert joined(pieces) == [printed("ab"), shown, printed("c"), printed("de", "stderr")]


def test_two_runs_give_the_same_site(rendered, site, tmp_path):
    again = render_book(rendered.root)
    other = build_site(
        again.book,
        again.documents,
        again.notebooks,
        again.root,
        banner="Gebouwd met synthetische gegevens.",
        output=tmp_path / "andere",
    )
    first = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    second = {path.relative_to(other): path.read_bytes() for path in other.rglob("*") if path.is_file()}
    assert first == second


def test_a_failing_build_leaves_the_last_good_site(tmp_path):
    rendered = render_text(tmp_path, "# Een {#sec-een}\n\nGoed.\n")
    site = rendered.build()
    before = (site / "index.html").read_text(encoding="utf-8")
    rendered.notebooks.pop("notebooks/b-twee.qmd")
    with pytest.raises(KeyError):
        rendered.build()
    assert (site / "index.html").read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir() if "_site." in path.name] == []


def test_a_picture_that_a_cell_returns_becomes_a_numbered_figure(tmp_path):
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'></svg>"
    site = render_text(
        tmp_path,
        "# Een\n\nZie @fig-eigen.\n\n```{python}\n#| label: fig-eigen\n#| fig-cap: Een *vierkant*\n"
        f'#| fig-alt: Leeg "vlak"\nfrom IPython.display import SVG\nSVG("{drawing}")\n```\n',
    ).build()
    page = (site / "notebooks/1-een.html").read_text(encoding="utf-8")
    assert "Figuur 1.1: Een vierkant" in words(page)
    assert 'alt="Leeg &quot;vlak&quot;"' in page
    assert (site / "notebooks/1-een_files/fig-eigen.svg").is_file()


def book_with_sources(folder, one):
    (folder / "bronnen.bib").write_text(
        "@book{kish1965, author={Kish, Leslie}, title={Survey Sampling}, year={1965}, publisher={Wiley}}\n"
    )
    root = write_book(folder, index="# Begin", one=one, two="# Twee {#sec-twee}")
    with (root / "_quarto.yml").open("a", encoding="utf-8") as config:
        config.write("bibliography: bronnen.bib\n")
    return root


def test_citations_get_a_list_of_sources_when_the_book_has_one(tmp_path):
    root = book_with_sources(tmp_path, "# Een\n\nZie [@kish1965] en @kish1965.\n")
    page = (render_book(root).build(pdf=True) / "notebooks/1-een.html").read_text(encoding="utf-8")
    assert "Zie (Kish 1965) en Kish (1965)." in words(page)
    assert "Survey Sampling" in words(page)
    assert 'href="#ref-kish1965"' in page
    assert "<h2>Literatuur</h2>" in page
    assert 'href="#literatuur"' in page, "the list is in the contents of the page"


def test_a_place_for_the_list_of_sources_is_used(tmp_path):
    root = book_with_sources(
        tmp_path, "# Een\n\nZie @kish1965.\n\n## Bronnen\n\n::: {#refs}\n:::\n\n## Slot\n"
    )
    page = (render_book(root).build() / "notebooks/1-een.html").read_text(encoding="utf-8")
    assert "Literatuur" not in words(page)
    assert words(page).index("Survey Sampling") < words(page).rindex("Slot")


def test_a_source_that_is_not_in_the_list_stops_the_build_and_names_it(tmp_path):
    root = book_with_sources(tmp_path, "# Een\n\nZie [@kish1967].\n")
    with pytest.raises(ConversionFailed, match=r"(?s)1-een\.qmd.*kish1967"):
        render_book(root).build()
