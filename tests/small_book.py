"""A book of three chapters that shows every construct, for the tests of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from stagepact_research.report.engine import (
    Book,
    ChapterDocument,
    build_pdf,
    build_site,
    execute_chapter,
    load_book,
    render_chapter,
)

BANNER = "Gebouwd met synthetische gegevens."

CONFIG = """
project: {type: book, output-dir: _site, execute-dir: project}
lang: nl
book:
  title: Klein boek
  subtitle: Met alles erin
  author: Onderzoeksteam
  date: "2026-11-01"
  output-file: klein
  chapters: [index.qmd, notebooks/1-een.qmd]
  appendices: [notebooks/b-twee.qmd]
engine: jupyter
execute: {echo: false, warning: false}
"""

INDEX = """
# Samenvatting

Zie @fig-staaf, @sec-een en [het eerste hoofdstuk](notebooks/1-een.qmd).
"""

ONE = """
# Hoofdstuk één {#sec-een}

```{python}
#| include: false
from pathlib import Path
from IPython.display import Markdown

folder = Path("notebooks/1-een_files")
folder.mkdir(exist_ok=True)
drawing = '<rect width="300" height="200" fill="teal"/>'
svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">{drawing}</svg>'
_ = (folder / "staaf.svg").write_text(svg)
teams = 113
```

## Eerste paragraaf {#sec-par}

Er zijn `{python} teams` teams, `{python} "12,5 % <b>*"` en `{python} Markdown("**vet**")`. Een voetnoot[^1].
Zie @tbl-telling, @fig-staaf, [-@fig-staaf], [Figuren @fig-staaf], @sec-par, @sec-twee en @tbl-b.

[^1]: De **noot**.

```{python}
#| output: asis
print('![Kennis (n = 113)](1-een_files/staaf.svg){#fig-staaf fig-alt="Een staaf tot de helft."}')
print()
print(':::: {.content-visible when-format="html"}')
print()
print('::: {.callout-note collapse="true" title="Gegevens bij deze figuur"}')
print()
print("| Deel | Lengte |")
print("|:-----|-------:|")
print("| tot de helft | 50% |")
print()
print(":::")
print()
print("::::")
print()
print("::: {#tbl-telling}")
print()
print("| Naam | Aantal |")
print("|:-----|-------:|")
print("| a <script>alert(1)</script> | 1 |")
print("| b | 2,5 |")
print()
print("Aantallen")
print(":::")
```

### Dieper

::: {.callout-warning title="Synthetische gegevens"}
Dit is *niet* echt.
:::

::: {.content-visible when-format="html"}
Alleen op het web.
:::

::: {.content-visible when-format="typst"}
Alleen op papier.
:::

> Een citaat met $x^2 + y$ en `code`.

## Tweede paragraaf

- onderdeel met een [survey wave]{lang=en}

```{python}
#| echo: true
print("uitvoer", teams)
```
"""

TWO = """
# De schalen {#sec-twee}

::: {#tbl-b}

| Naam | Aantal |
|:-----|-------:|
| a    | 1      |

Zo veel
:::

## Ongenummerd {.unnumbered}

Een link naar [een ander](https://example.nl), en terug naar [de staaf](1-een.qmd#fig-staaf).
"""


def write_book(root: Path, **chapters: str) -> Path:
    """The small book in a folder; `index`, `one`, `two` and `config` replace what stands there."""
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "_quarto.yml").write_text(chapters.get("config", CONFIG), encoding="utf-8")
    (root / "index.qmd").write_text(chapters.get("index", INDEX).lstrip(), encoding="utf-8")
    (root / "notebooks/1-een.qmd").write_text(chapters.get("one", ONE).lstrip(), encoding="utf-8")
    (root / "notebooks/b-twee.qmd").write_text(chapters.get("two", TWO).lstrip(), encoding="utf-8")
    return root


@dataclass
class Rendered:
    root: Path
    book: Book
    notebooks: dict[str, NotebookNode]
    documents: dict[str, ChapterDocument]

    def build(self, *, pdf: bool = False) -> Path:
        paper = build_pdf(self.book, self.documents, self.root, banner=BANNER) if pdf else None
        return build_site(self.book, self.documents, self.notebooks, self.root, banner=BANNER, pdf=paper)


def render_book(root: Path) -> Rendered:
    """The first phase, for every chapter."""
    book = load_book(root)
    notebooks = {chapter.source: execute_chapter(root / chapter.source, root) for chapter in book.chapters}
    documents = {source: render_chapter(notebook, book, root) for source, notebook in notebooks.items()}
    return Rendered(root, book, notebooks, documents)


def render_text(root: Path, text: str) -> Rendered:
    """A book whose first chapter is this text and whose other chapters refer to nothing."""
    return render_book(write_book(root, index="# Begin", one=text, two="# Bijlage {#sec-twee}"))
