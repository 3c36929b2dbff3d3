"""The PDF of the small book: the same numbers as the pages, tagged, and the same bytes every time."""

from __future__ import annotations

import io

import pytest
from small_book import BANNER, Rendered, render_book, render_text, write_book

from stagepact_research.report.engine import build_pdf
from stagepact_research.report.engine.pdf import typst_source

pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> Rendered:
    return render_book(write_book(tmp_path_factory.mktemp("boek")))


@pytest.fixture(scope="module")
def content(rendered) -> bytes:
    return build_pdf(rendered.book, rendered.documents, rendered.root, banner=BANNER)


@pytest.fixture(scope="module")
def paper(content):
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def text(paper) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_the_same_book_gives_the_same_bytes(rendered, content):
    assert build_pdf(rendered.book, rendered.documents, rendered.root, banner=BANNER) == content


def test_numbers_are_those_of_the_pages(text):
    for label in ("Figuur 1.1: Kennis (n = 113)", "Tabel 1.1: Aantallen", "Tabel A.1: Zo veel"):
        assert label in text
    assert "Zie Tabel 1.1, Figuur 1.1, 1.1, Figuren 1.1, Paragraaf 1.1, Bijlage A en Tabel A.1." in text


def test_content_for_the_web_stays_off_paper(text):
    assert "Alleen op papier." in text
    assert "Alleen op het web." not in text


def test_the_banner_and_the_page_number_stand_on_the_pages(paper):
    for number, page in enumerate(paper.pages, 1):
        words = page.extract_text()
        assert BANNER in words
        assert number == 1 or words.split()[-1] == str(number)


def test_the_file_says_what_it_is_and_in_which_language(paper):
    assert paper.metadata.title == "Klein boek"
    assert paper.metadata.author == "Onderzoeksteam"
    assert paper.metadata.creation_date.isoformat().startswith("2026-11-01")
    assert str(paper.trailer["/Root"]["/Lang"]).startswith("nl")


def test_the_file_is_tagged_and_its_figures_have_alternative_texts(paper, content):
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in content


def structure(node):
    """Every element of the tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from structure(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from structure(node.get("/K"))


def test_the_tags_tell_headings_header_cells_and_what_a_figure_shows(paper):
    elements = list(structure(paper.trailer["/Root"]["/StructTreeRoot"]))
    kinds = {str(one["/S"]) for one in elements}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/L", "/Link"} <= kinds
    figures = [one for one in elements if one["/S"] == "/Figure"]
    assert [str(one["/Alt"]) for one in figures] == ["Een staaf tot de helft."]
    heads = [one for one in elements if one["/S"] == "/TH"]
    told = [one["/A"] if isinstance(one["/A"], list) else [one["/A"]] for one in heads]
    scopes = {str(part.get_object().get("/Scope", "")) for parts in told for part in parts} - {""}
    assert scopes == {"/Column"}
    assert len(heads) == 4  # two columns in each of two tables; the data of a figure stay on the site


def test_words_of_another_language_are_marked_on_paper(rendered):
    assert '#text(lang: "en")[survey wave]' in typst_source(rendered.book, rendered.documents, rendered.root)


def test_bookmarks_follow_the_chapters(paper):
    top = [entry.title for entry in paper.outline if not isinstance(entry, list)]
    assert [title.split(maxsplit=1)[-1] for title in top][-3:] == [
        "Samenvatting",
        "Hoofdstuk één",
        "A De schalen",
    ]


def test_a_reference_leads_to_the_page_of_its_target(paper):
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(paper.pages)}
    targets = set()
    for page in paper.pages[2:]:
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            place = link.get("/Dest") or link.get("/A", {}).get("/D")
            if place is not None:
                named = paper.named_destinations.get(str(place)) if isinstance(place, str) else None
                first = named["/Page"] if named is not None else place[0]
                targets.add(pages[getattr(first, "idnum", first.indirect_reference.idnum)])
    appendix = next(n for n, page in enumerate(paper.pages) if "Zo veel" in page.extract_text())
    assert appendix in targets


@pytest.mark.parametrize("epoch", ["0", "1700000000"])
def test_source_date_epoch_sets_the_time(rendered, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    paper = pypdf.PdfReader(io.BytesIO(build_pdf(rendered.book, rendered.documents, rendered.root)))
    assert int(paper.metadata.creation_date.timestamp()) == int(epoch)


def test_a_chapter_opens_with_its_title_also_when_a_figure_floats_to_the_top(paper):
    words = next(text for page in paper.pages if "Figuur\xa01.1: K" in (text := page.extract_text()))
    assert words.index("1 Hoofdstuk één") < words.index("Figuur\xa01.1: Kennis")


def test_a_wide_and_a_tall_figure_fit_the_page(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name, height in (("breed", 100), ("hoog", 900)):
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 {height}">'
        (folder / f"{name}.svg").write_text(f'{head}<rect width="9" height="9"/></svg>')
    figures = "".join(f"![{name}]({name}.svg){{#fig-{name} fig-alt='x'}}\n\n" for name in ("breed", "hoog"))
    rendered = render_text(tmp_path, f"# Een\n\n{figures}")
    source = typst_source(rendered.book, rendered.documents, rendered.root)
    assert 'breed.svg", alt: "x", width: 100%' in source
    assert 'hoog.svg", alt: "x", width: 80%' in source


@pytest.mark.parametrize("said", ["+ vult aan", "– zwijgt", "2024. Een jaar", "/ geen", "= gelijk"])
def test_a_cell_that_begins_with_a_sign_of_typst_keeps_it(tmp_path, said):
    table = f"| A | B |\n|---|---|\n| een | {said} |\n\n: Twee {{#tbl-twee}}\n"
    rendered = render_text(tmp_path, f"# Een\n\n{table}")
    content = build_pdf(rendered.book, rendered.documents, rendered.root)
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert said in " ".join(words.split())


def test_the_name_of_a_variable_breaks_after_an_underscore_and_stays_what_it_is(tmp_path):
    wide, narrow = "-" * 90, "-" * 10
    table = f"| A | B |\n|{narrow}|{wide}|\n| `preventie_aantal` | {'lang ' * 30} |\n\n: Twee {{#tbl-twee}}\n"
    rendered = render_text(tmp_path, f"# Een\n\n{table}\n\nEn `preventie_aantal`.\n")
    content = build_pdf(rendered.book, rendered.documents, rendered.root)
    words = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert words.count("preventie_aantal") == 1, "only outside the table"
    assert words.count("preventie_\naantal") == 1
