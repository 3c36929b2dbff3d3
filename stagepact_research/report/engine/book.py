"""The book as `_quarto.yml` describes it: its title, its chapters in order, its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from stagepact_research.report.engine.errors import InvalidBook

# What the engine honours; another key would be ignored without a word, so it is refused.
_TOP_LEVEL = {
    "project",
    "lang",
    "book",
    "bibliography",
    "csl",
    "crossref",
    "execute",
    "engine",
    "jupyter",
    "format",
}
_BOOK = {
    "title",
    "subtitle",
    "author",
    "date",
    "chapters",
    "appendices",
    "output-file",
    "downloads",
    "description",
}


_OUTPUT = re.compile(r"_[\w-]+")
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Chapter:
    """One .qmd of the book, by its path from the root."""

    source: str
    appendix: bool = False

    @property
    def stem(self) -> str:
        return PurePosixPath(self.source).stem

    @property
    def folder(self) -> PurePosixPath:
        return PurePosixPath(self.source).parent

    @property
    def page(self) -> str:
        return str(PurePosixPath(self.source).with_suffix(".html"))

    @property
    def notebook(self) -> str:
        return str(PurePosixPath(self.source).with_suffix(".ipynb"))

    @property
    def is_home(self) -> bool:
        """The home page: Quarto never numbers it."""
        return self.source == "index.qmd"


@dataclass(frozen=True)
class Words:
    """The words of captions and cross-references, as Quarto's Dutch translation has them."""

    fig: str = "Figuur"
    tbl: str = "Tabel"
    sec: str = "Paragraaf"
    ch: str = "Hoofdstuk"
    apx: str = "Bijlage"


@dataclass(frozen=True)
class Book:
    """The configuration that both formats need."""

    title: str
    author: str
    date: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    lang: str = "nl"
    output_dir: str = "_site"
    output_file: str = "rapport"
    echo: bool = True
    warning: bool = True
    bibliography: str = ""
    csl: str = ""
    words: Words = Words()

    @property
    def pdf(self) -> str:
        return f"{self.output_file}.pdf"

    def chapter(self, source: str) -> Chapter:
        for chapter in self.chapters:
            if chapter.source == source:
                return chapter
        raise InvalidBook(
            f"{source} staat niet bij chapters of appendices.", remedy="Zet het hoofdstuk in de lijst."
        )


def load_book(root: Path) -> Book:
    """Read `_quarto.yml`.

    Raises
    ------
    InvalidBook
        If the file is missing or no YAML, if a chapter does not exist, or if it has a key that the
        embedded engine would ignore.
    """
    path = root / "_quarto.yml"
    if not path.is_file():
        raise InvalidBook("het bestand ontbreekt.", remedy="Draai het rapport vanuit de map van het project.")
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InvalidBook(f"geen geldige YAML ({' '.join(str(error).split())}).") from error
    except (ValueError, RecursionError, OSError) as error:  # no UTF-8, 2024-13-45 as a date, too deep
        raise InvalidBook("geen leesbare YAML.", "sleutel: waarde, in UTF-8") from error
    if not isinstance(config, dict):
        raise InvalidBook("leeg.", "project, lang en book.")
    _refuse_unknown(config, _TOP_LEVEL, "")
    project, book = _mapping(config, "project"), _mapping(config, "book")
    _refuse_unknown(book, _BOOK, "book.")
    for key in ("title", "author", "chapters"):
        if not book.get(key):
            raise InvalidBook(
                f"book.{key} ontbreekt.", remedy="Quarto's Typst-boek heeft titel en auteur nodig."
            )
    if project.get("execute-dir") != "project":
        raise InvalidBook("project.execute-dir is niet project.", "execute-dir: project")
    execute, crossref = _mapping(config, "execute"), _mapping(config, "crossref")
    chapters = [Chapter(source) for source in _sources(book, "chapters")]
    chapters += [Chapter(source, appendix=True) for source in _sources(book, "appendices")]
    output_dir = str(project.get("output-dir") or "_book")
    output_file = str(book.get("output-file") or "rapport")
    # The output folder is replaced as a whole: it may never be one that holds data or chapters.
    if not _OUTPUT.fullmatch(output_dir):
        raise InvalidBook(f"project.output-dir is {output_dir}.", "een map als _site, die met _ begint")
    if not _NAME.fullmatch(output_file):
        raise InvalidBook(f"book.output-file is {output_file}.", "een naam van letters, cijfers en streepjes")
    for chapter in chapters:
        if not (root / chapter.source).resolve().is_relative_to(root.resolve()):
            raise InvalidBook(f"hoofdstuk {chapter.source} staat buiten het project.")
        if not (root / chapter.source).is_file():
            raise InvalidBook(
                f"hoofdstuk {chapter.source} bestaat niet.", remedy="Maak het of haal het uit de lijst."
            )
    stems = [chapter.stem for chapter in chapters]
    for stem in stems:
        if stems.count(stem) > 1:
            raise InvalidBook(
                f"twee hoofdstukken heten {stem}.", "elk hoofdstuk één keer, met een eigen naam"
            )
    return Book(
        title=str(book["title"]),
        subtitle=str(book.get("subtitle") or ""),
        author=_author(book["author"]),
        date=str(book.get("date") or ""),
        chapters=tuple(chapters),
        lang=str(config.get("lang") or "nl"),
        output_dir=output_dir,
        output_file=output_file,
        echo=bool(execute.get("echo", True)),
        warning=bool(execute.get("warning", True)),
        bibliography=str(config.get("bibliography") or ""),
        csl=str(config.get("csl") or ""),
        words=Words(
            fig=str(crossref.get("fig-title", Words.fig)),
            tbl=str(crossref.get("tbl-title", Words.tbl)),
            sec=str(crossref.get("sec-prefix", Words.sec)),
        ),
    )


def _mapping(config: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = config.get(key) or {}
    if not isinstance(value, dict):
        raise InvalidBook(f"{key} is geen lijst van sleutels.", f"{key}: met eronder sleutel: waarde")
    return value


def _sources(book: Mapping[str, Any], key: str) -> list[str]:
    sources = book.get(key) or []
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise InvalidBook(f"book.{key} is geen lijst van hoofdstukken.", "regels als - index.qmd")
    return sources


def _refuse_unknown(config: Mapping[str, Any], known: set[str], prefix: str) -> None:
    for key in config:
        if key not in known:
            raise InvalidBook(
                f"de sleutel {prefix}{key} kent de ingebouwde weergave niet.", ", ".join(sorted(known)) + "."
            )


def _author(author: object) -> str:
    if isinstance(author, list):
        return ", ".join(_author(one) for one in author)
    return str(author.get("name", "")) if isinstance(author, dict) else str(author)
