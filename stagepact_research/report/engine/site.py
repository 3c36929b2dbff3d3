"""The site: pages, navigation, search, notebooks and the PDF, made aside and put in place at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book, Chapter
from stagepact_research.report.engine.document import ChapterDocument
from stagepact_research.report.engine.html import Body, chapter_body, relative
from stagepact_research.report.engine.numbering import Numbered, chapter_label, number_book
from stagepact_research.report.engine.origin import write_origin
from stagepact_research.report.engine.search import search_scripts

if TYPE_CHECKING:
    from jinja2 import Template
    from nbformat import NotebookNode

ASSETS = files("stagepact_research.report") / "assets"
_STATIC = ("stagepact.css", "stagepact.js")
_FOLDER = "_bestanden"


@dataclass(frozen=True)
class Entry:
    """A chapter in the navigation, as seen from one page."""

    address: str
    number: str
    title: str
    appendix: bool
    current: bool


@dataclass(frozen=True)
class Banner:
    """The sentence on top of a page, and where that is explained as seen from the page."""

    text: str
    address: str


def build_site(
    book: Book,
    documents: Mapping[str, ChapterDocument],
    notebooks: Mapping[str, NotebookNode],
    root: Path,
    *,
    banner: str = "",
    explained: str = "",
    pdf: bytes | Callable[[], bytes] | None = None,
    output: Path | None = None,
    record: Mapping[str, Any] | None = None,
) -> Path:
    """Write the site and swap it in as one whole.

    Parameters
    ----------
    documents, notebooks : by source ("notebooks/4-vragenlijst.qmd"); every chapter of the book.
    banner : a sentence that stands on top of every page, as plain text.
    explained : the label of the section that explains the banner, to which it then links.
    pdf : the bytes of the PDF that the site offers, or what gives them: so it may be laid out meanwhile.
    output : the site's folder, by default `output-dir` of the book.
    record : what everything was made from, which the site then holds with the hashes of its own files.

    Returns
    -------
    Path
        The site's folder. When anything fails, what stood there still stands there.
    """
    numbered = number_book(book, documents.values())
    with ThreadPoolExecutor(max_workers=2) as pool:
        bodies = dict(
            zip(
                (document.source for document in numbered.documents),
                pool.map(
                    lambda document: chapter_body(document, book, numbered, root, banner=banner),
                    numbered.documents,
                ),
                strict=True,
            )
        )
    target = output or root / book.output_dir
    with replacing(target) as site:
        for name in _STATIC:
            _write(site / _FOLDER / name, (ASSETS / name).read_bytes())
        for name, script in search_scripts(book, numbered, bodies).items():
            _write(site / _FOLDER / name, script.encode())
        for document in numbered.documents:
            chapter = book.chapter(document.source)
            said = Banner(banner, _explanation(book, chapter, numbered, explained) if banner else "")
            page = _page(book, chapter, document, numbered, bodies, said, has_pdf=pdf is not None)
            _write(site / chapter.page, page.encode())
            _write(site / chapter.notebook, _notebook_text(notebooks[chapter.source]).encode())
            for path, content in {**document.files, **bodies[document.source].files}.items():
                _write(site / path, content)
        if pdf is not None:
            _write(site / book.pdf, pdf if isinstance(pdf, bytes) else pdf())
        if record is not None:
            write_origin(site, record)
    return target


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A folder beside `target` to fill; it takes the target's place only when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f"{target.name}.nieuw-", dir=target.parent))
    old = fresh.with_name(fresh.name.replace(".nieuw-", ".oud-"))
    try:
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        rmtree(fresh, ignore_errors=True)
        rmtree(old, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((ASSETS / "page.html.j2").read_text(encoding="utf-8"))


def _page(
    book: Book,
    chapter: Chapter,
    document: ChapterDocument,
    numbered: Numbered,
    bodies: Mapping[str, Body],
    banner: Banner,
    *,
    has_pdf: bool,
) -> str:
    from markupsafe import Markup

    entries = [
        Entry(
            address=relative(chapter.page, book.chapter(other.source).page),
            number=numbered.numbers[other.source],
            title=tree.text_of(other.title),
            appendix=book.chapter(other.source).appendix,
            current=other.source == chapter.source,
        )
        for other in numbered.documents
    ]
    here = next(place for place, entry in enumerate(entries) if entry.current)
    body = bodies[chapter.source]
    return _template().render(
        book=book,
        title=tree.text_of(document.title),
        description=document.description,
        label=chapter_label(book, chapter, numbered.numbers[chapter.source]),
        identifier=document.identifier,
        is_home=chapter.is_home,
        body=Markup(body.html),
        toc=[heading for heading in body.headings if heading.level in {2, 3}],
        entries=entries,
        previous=entries[here - 1] if here else None,
        following=entries[here + 1] if here + 1 < len(entries) else None,
        banner=banner,
        date=dutch_date(book.date),
        assets=relative(chapter.page, _FOLDER),
        base=relative(chapter.page, "."),
        home=relative(chapter.page, "index.html"),
        pdf=relative(chapter.page, book.pdf) if has_pdf else "",
        notebook=relative(chapter.page, chapter.notebook),
    )


_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
    *("augustus", "september", "oktober", "november", "december"),
)


def dutch_date(date: str) -> str:
    """ "2026-11-24" as "24 november 2026"; anything else as it is."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return date
    year, month, day = (int(part) for part in parts)
    return f"{day} {_MONTHS[month - 1]} {year}"


def _explanation(book: Book, chapter: Chapter, numbered: Numbered, label: str) -> str:
    """The address of a labelled section, or of the chapter with that label; empty where it is not there."""
    if label not in numbered.targets:
        return ""
    return f"{relative(chapter.page, book.chapter(numbered.targets[label].source).page)}#{label}"


def _notebook_text(notebook: NotebookNode) -> str:
    """The executed notebook as a reader opens it: printed Markdown shown as Markdown."""
    from copy import deepcopy

    import nbformat

    make: Any = nbformat  # nbformat has no types
    shown = deepcopy(notebook)
    for cell in shown.cells:
        if cell.cell_type != "code":
            continue
        asis = cell.metadata["stagepact"]["options"].get("output") == "asis"
        cell.outputs = [
            make.v4.new_output("display_data", {"text/markdown": output.text})
            if asis and output.output_type == "stream" and output.name == "stdout"
            else output
            for output in cell.outputs
        ]
    return str(make.writes(shown)) + "\n"
