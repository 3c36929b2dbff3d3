"""The search index: the words of every section, and which words are forms of one word.

The pages' script only looks words up: stems are made here, with Snowball's Dutch stemmer.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from stagepact_research.report.engine import tree
from stagepact_research.report.engine.book import Book
from stagepact_research.report.engine.html import Body
from stagepact_research.report.engine.numbering import Numbered, chapter_label

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORTEST, _LONGEST = 3, 40


def search_scripts(book: Book, numbered: Numbered, bodies: Mapping[str, Body]) -> dict[str, str]:
    """The two scripts that the search field loads, by their name.

    Scripts, not JSON, so that search also works when the pages are opened from a folder.
    """
    rows = []
    for document in numbered.documents:
        chapter = book.chapter(document.source)
        label = chapter_label(book, chapter, numbered.numbers[document.source])
        title = f"{label} {tree.text_of(document.title)}".strip()
        for section in bodies[document.source].sections:
            heading = section.heading
            anchor = f"#{heading.identifier}" if heading else ""
            name = f"{heading.number} {heading.text}".strip() if heading else ""
            if section.text or heading:
                rows.append([chapter.page + anchor, title, name, section.text])
    families = word_families(text for row in rows for text in row[1:])
    return {
        "zoekindex.js": f"window.stagepactZoekindex = {_safe_json(rows)};\n",
        "zoekwoorden.js": f"window.stagepactZoekwoorden = {_safe_json(families)};\n",
    }


def word_families(texts: Iterable[str]) -> list[str]:
    """For every stem one text: the stem, and the words that have it, unless only one has."""
    import snowballstemmer

    words = {word for text in texts for word in _WORD.findall(plain(text)) if len(word) <= _LONGEST}
    # Snowball takes the ge of "begeleiden" for that of a participle, and finds "beleid".
    newer, older = (snowballstemmer.stemmer(name) for name in ("dutch", "dutch_porter"))
    families: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        stemmer = older if word.startswith("bege") else newer
        families[stemmer.stemWord(word)].append(word)
    told = {stem: forms for stem, forms in sorted(families.items()) if len(stem) >= _SHORTEST}
    return [stem if forms == [stem] else f"{stem} {' '.join(forms)}" for stem, forms in told.items()]


def plain(text: str) -> str:
    """Lower case without accents, letter for letter, as the pages' script makes it."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter)[0].lower()
    return bare if len(bare) == 1 else letter


def _safe_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
