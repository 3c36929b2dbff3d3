"""What the engine does not render is refused with file and line, and a failing cell is named."""

from __future__ import annotations

import pytest
from small_book import CONFIG, render_book, render_text, write_book

from stagepact_research.errors import InputProblem
from stagepact_research.report.engine.errors import (
    DuplicateLabel,
    FailingCell,
    InvalidBook,
    InvalidFigure,
    UnknownConstruct,
    UnresolvedReference,
)

UNKNOWN = {
    "shortcode": ("# Een\n\ntekst {{< pagebreak >}}\n", 3),
    "unknown block": ("# Een\n\n::: {.column-margin}\ntekst\n:::\n", 3),
    "block by bare name": ("# Een\n\n::: warning\ntekst\n:::\n", 3),
    "tabset": ("# Een\n\n::: {.panel-tabset}\n:::\n", 3),
    "theorem": ("# Een\n\n::: {#thm-x}\ntekst\n:::\n", 3),
    "equation label": ("# Een\n\n$$x$$ {#eq-x}\n", 3),
    "columns": ("# Een\n\n::: {layout-ncol=2}\n:::\n", 3),
    "mermaid": ("# Een\n\n```{mermaid}\ngraph\n```\n", 3),
    "R cell": ("# Een\n\n```{r}\n1\n```\n", 3),
    "raw block": ("# Een\n\n```{=html}\n<b>\n```\n", 3),
    "raw inline": ("# Een\n\n`<b>`{=html}\n", 3),
    "html": ("# Een\n\n\ntekst <em>met</em> nadruk\n", 4),
    "html comment": ("# Een\n\n<!-- weg -->\n", 3),
    "cell option": ("# Een\n\n```{python}\n#| code-fold: true\n1\n```\n", 4),
    "unknown output": ("# Een\n\n```{python}\n#| output: hidden\n1\n```\n", 4),
    "front matter": ("---\ntitle: Een\nfilters: [x]\n---\n", 1),
    "condition": ('# Een\n\n::: {.content-visible when-format="docx"}\n:::\n', 3),
    "script link": ("# Een\n\n[klik](javascript:alert)\n", 3),
    "event attribute": ('# Een\n\n[klik](a.html){onclick="x"}\n', 3),
    "span class": ("# Een\n\n[tekst]{.mark}\n", 3),
    "unclosed cell": ("# Een\n\n```{python}\n1\n", 3),
    "html result": (
        "# Een\n\n```{python}\nfrom IPython.display import HTML\nHTML('<b>x</b>')\n```\n",
        4,
    ),
    "printed shortcode": ('# Een\n\n```{python}\n#| output: asis\nprint("{{< x >}}")\n```\n', 4),
    "garbled inline": ('# Een\n\ntekst\n`{python} "a\\u00a0b"`\n', 4),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_construct_is_refused_with_its_line(name, tmp_path):
    text, line = UNKNOWN[name]
    with pytest.raises(UnknownConstruct) as caught:
        render_text(tmp_path, text)
    assert (caught.value.source, caught.value.line) == ("notebooks/1-een.qmd", line)
    assert "CONTRIBUTING.md" in str(caught.value)


def test_code_that_shows_a_construct_is_no_construct(tmp_path):
    prose = "Schrijf `<b>` of `{{< x >}}` en 3 < 4, <https://example.nl>."
    text = f"# Een\n\n{prose}\n\n```\n::: {{.column}}\n<b>\n```\n"
    assert "&lt;b&gt;" in (render_text(tmp_path, text).build() / "notebooks/1-een.html").read_text("utf-8")


def test_a_chapter_needs_a_title_and_only_one(tmp_path):
    with pytest.raises(UnknownConstruct, match="zonder titel"):
        render_text(tmp_path, "tekst\n")
    with pytest.raises(UnknownConstruct, match="tweede kop"):
        render_text(tmp_path, "# Een\n\n# Twee\n")


def test_a_failing_cell_names_chapter_line_and_exception(tmp_path):
    with pytest.raises(FailingCell) as caught:
        render_text(tmp_path, "# Een\n\n```{python}\n#| output: asis\nx = 1\nx / 0\n```\n")
    problem = caught.value
    assert (problem.source, problem.line, problem.exception) == (
        "notebooks/1-een.qmd",
        6,
        "ZeroDivisionError",
    )
    assert str(problem).startswith("notebooks/1-een.qmd, regel 6: de berekening stopt met ZeroDivisionError")


def test_a_failure_inside_a_function_names_the_line_in_the_chapter(tmp_path):
    with pytest.raises(FailingCell) as caught:
        render_text(tmp_path, "# Een\n\n```{python}\nimport json\n\njson.loads('{')\n```\n")
    assert (caught.value.line, caught.value.exception) == (6, "JSONDecodeError")


def test_a_failing_inline_expression_names_its_line(tmp_path):
    with pytest.raises(FailingCell) as caught:
        render_text(tmp_path, "# Een\n\ntekst\nen `{python} 1` en `{python} onbekend`\n")
    assert (caught.value.line, caught.value.exception) == (4, "NameError")


def test_invalid_python_names_its_line(tmp_path):
    with pytest.raises(FailingCell) as caught:
        render_text(tmp_path, "# Een\n\n```{python}\nx = 1\nals x:\n```\n")
    assert (caught.value.line, caught.value.exception) == (5, "SyntaxError")


@pytest.mark.parametrize("text", ["Zie @fig-weg.", "Zie @kish1965.", "[x](#sec-weg)", "[x](weg.qmd)"])
def test_a_reference_to_nothing_is_refused_with_its_line(text, tmp_path):
    rendered = render_text(tmp_path, f"# Een\n\n{text}\n")
    with pytest.raises(UnresolvedReference) as caught:
        rendered.build()
    assert caught.value.line == 3


def test_a_label_that_occurs_twice_is_refused(tmp_path):
    rendered = render_text(tmp_path, "# Een\n\n## A {#sec-a}\n\n## B {#sec-twee}\n")
    with pytest.raises(DuplicateLabel, match="sec-twee"):
        rendered.build()


FIGURES = {
    "missing": "![Bijschrift](weg.svg){fig-alt='x'}",
    "outside": "![Bijschrift](../../weg.svg){fig-alt='x'}",
    "other host": "![Bijschrift](https://example.nl/a.svg){fig-alt='x'}",
    "without alternative text": "![](leeg.svg)",
    "with script": "![Bijschrift](script.svg){fig-alt='x'}",
    "with reference": "![Bijschrift](buiten.svg){fig-alt='x'}",
    "other kind": "![Bijschrift](a.pdf){fig-alt='x'}",
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_that_is_missing_unsafe_or_mute_is_refused(name, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    (folder / "leeg.svg").write_text(f"{head}</svg>")
    (folder / "script.svg").write_text(f"{head}<script>alert(1)</script></svg>")
    (folder / "buiten.svg").write_text(f'{head}<image href="https://example.nl/x.png"/></svg>')
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(InvalidFigure):
        render_text(tmp_path, f"# Een\n\n{FIGURES[name]}\n")


CONFIGS = {
    "no author": CONFIG.replace("  author: Onderzoeksteam\n", ""),
    "unknown key": CONFIG + "filters: [x]\n",
    "unknown key of the book": CONFIG.replace("  author:", "  favicon: x.png\n  author:"),
    "missing chapter": CONFIG.replace("1-een", "1-weg"),
    "other folder": CONFIG.replace("execute-dir: project", "execute-dir: file"),
    "no yaml": "a: [",
    "empty": "",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_book_that_the_engine_would_not_honour_is_refused(name, tmp_path):
    with pytest.raises(InvalidBook) as caught:
        render_book(write_book(tmp_path, config=CONFIGS[name]))
    assert isinstance(caught.value, InputProblem)
    assert str(caught.value).startswith("_quarto.yml: ")
