"""What a reader takes along from a page: tables and data as CSV, figures as SVG, links to each."""

from __future__ import annotations

import csv
import io
import re

import pytest
from small_book import BANNER, render_text

FIGURE = """
# Een {{#sec-een}}

![Kennis (n = 113)](staaf.svg){{#fig-staaf fig-alt="Een staaf."}}

{data}

Slot.
"""
DATA = """
:::: {.content-visible when-format="html"}

::: {.callout-note collapse="true" title="Gegevens bij deze figuur"}

| Stelling | Aandeel |
|:---------|--------:|
| a        | 12,5%   |
| b        | −0,2    |

:::

::::
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 2"><rect width="3" height="2"/></svg>'


def built(folder, text):
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "staaf.svg").write_text(SVG, encoding="utf-8")
    site = render_text(folder, text).build(pdf=False)
    return site, (site / "notebooks/1-een.html").read_text(encoding="utf-8")


def read(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def table(cells):
    return f"# Een {{#sec-een}}\n\n::: {{#tbl-a}}\n\n| Naam | n |\n|:--|--:|\n{cells}\n\nAantallen\n\n:::\n"


def test_a_table_is_a_csv_that_a_dutch_spreadsheet_opens(tmp_path):
    site, _ = built(tmp_path, table("| café | 1.234,5 |\n| b | −2 |"))
    path = site / "notebooks/1-een_files/tbl-a.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(path)[:3] == [["Naam", "n"], ["café", "1.234,5"], ["b", "-2"]]


def test_below_the_numbers_stands_what_they_are_and_that_they_are_synthetic(tmp_path):
    site, _ = built(tmp_path, table("| a | 1 |"))
    below = read(site / "notebooks/1-een_files/tbl-a.csv")[2:]
    assert below == [
        [],
        ["Tabel 1.1: Aantallen"],
        ["Klein boek, Onderzoeksteam, 2026-11-01"],
        [BANNER],
    ]


def test_a_number_with_its_sign_stays_a_number(tmp_path):
    site, _ = built(tmp_path, table("| +0,29 (0,12 tot 0,46) | 1 |"))
    assert read(site / "notebooks/1-een_files/tbl-a.csv")[1][0] == "+0,29 (0,12 tot 0,46)"


@pytest.mark.parametrize("cell", ["=1+1", "\\@SUM(A1)", "+31 6", "-cmd"])
def test_a_spreadsheet_never_calculates_what_stands_in_a_cell(tmp_path, cell):
    site, _ = built(tmp_path, table(f"| {cell} | 1 |"))
    assert read(site / "notebooks/1-een_files/tbl-a.csv")[1][0] == "'" + cell.replace("\\", "")


def test_links_stand_under_a_table_with_its_number_and_the_size_of_the_file(tmp_path):
    _, page = built(tmp_path, table("| a | 1 |"))
    links = re.search(r'<div class="meenemen">.*?</div>', page, re.DOTALL)
    assert links
    assert '<a href="#tbl-a">Link naar Tabel\xa01.1</a>' in links[0]
    assert 'href="1-een_files/tbl-a.csv" download="">Tabel\xa01.1 als CSV (1\xa0kB)</a>' in links[0]


def test_the_data_of_a_figure_are_folded_under_it_and_can_be_taken_along(tmp_path):
    site, page = built(tmp_path, FIGURE.format(data=DATA))
    folded = re.search(r"<details.*?</details>", page, re.DOTALL)
    assert folded
    assert "<summary>Gegevens bij Figuur\xa01.1</summary>" in folded[0]
    assert "Gegevens bij Figuur\xa01.1: Kennis (n = 113)</caption>" in folded[0]
    assert folded[0].count('scope="col"') == 2
    assert read(site / "notebooks/1-een_files/fig-staaf.csv")[:3] == [
        ["Stelling", "Aandeel"],
        ["a", "12,5%"],
        ["b", "-0,2"],
    ]
    assert page.index("</figure>") < page.index("<details") < page.index('class="meenemen"')
    assert ">Figuur\xa01.1 als SVG (1\xa0kB)</a>" in page
    assert ">Gegevens bij Figuur\xa01.1 als CSV (1\xa0kB)</a>" in page


def test_a_figure_without_data_offers_the_drawing_alone(tmp_path):
    site, page = built(tmp_path, FIGURE.format(data=""))
    assert "als SVG" in page
    assert "als CSV" not in page
    assert not (site / "notebooks/1-een_files/fig-staaf.csv").exists()


def test_search_leaves_out_the_data_that_a_figure_shows(tmp_path):
    site, _ = built(tmp_path, FIGURE.format(data=DATA))
    index = (site / "_bestanden/zoekindex.js").read_text(encoding="utf-8")
    assert "Slot." in index
    assert "12,5%" not in index


def test_a_callout_that_can_fold_is_closed_or_open_as_it_says(tmp_path):
    folded = '::: {{.callout-note collapse="{}" title="Meer & minder"}}\nTekst.\n:::\n\n'
    text = "# Een {#sec-een}\n\n" + folded.format("true") + folded.format("false")
    _, page = built(tmp_path, text)
    assert '<details class="uitklap"><summary>Meer &amp; minder</summary>' in page
    assert '<details class="uitklap" open>' in page


def test_a_heading_has_a_link_beside_it_and_not_in_its_name(tmp_path):
    _, page = built(tmp_path, "# Een {#sec-een}\n\n## Twee & *drie* {#sec-drie}\n")
    assert re.search(
        r'<h2><span class="nummer">1.1</span> Twee &amp; <em>drie</em></h2>'
        r'<a class="permalink" href="#sec-drie" aria-label="Link naar 1.1 Twee &amp; drie">#</a>',
        page,
    )


def test_words_of_another_language_are_marked(tmp_path):
    _, page = built(tmp_path, "# Een {#sec-een}\n\nDe [survey wave]{lang=en} van 2026.\n")
    assert '<span lang="en">survey wave</span>' in page


def test_the_banner_leads_to_the_section_that_explains_it(tmp_path):
    from stagepact_research.report.engine import build_site

    rendered = render_text(tmp_path, "# Een {#sec-een}\n\n## Uitleg {#sec-uitleg}\n")
    site = build_site(
        rendered.book,
        rendered.documents,
        rendered.notebooks,
        tmp_path,
        banner="Let op.",
        explained="sec-uitleg",
    )
    said = 'Let op. <a href="notebooks/1-een.html#sec-uitleg">Wat is synthetisch?</a>'
    assert said in (site / "index.html").read_text(encoding="utf-8")
