"""The embedded render engine: a Quarto book to a site and a PDF, with Jupyter, pandoc and Typst.

First phase, per chapter: `execute_chapter` gives a notebook, `render_chapter` a document that can be kept as
JSON. Second phase, over all chapters: `build_pdf` and `build_site` number, refer, lay out and put in place.
"""

from stagepact_research.report.engine.book import Book, Chapter, load_book
from stagepact_research.report.engine.document import ChapterDocument, render_chapter
from stagepact_research.report.engine.execute import execute_chapter
from stagepact_research.report.engine.origin import ORIGIN, SECTION, section_of, site_hashes, write_origin
from stagepact_research.report.engine.pdf import build_pdf
from stagepact_research.report.engine.site import build_site

__all__ = [
    "ORIGIN",
    "SECTION",
    "Book",
    "Chapter",
    "ChapterDocument",
    "build_pdf",
    "build_site",
    "execute_chapter",
    "load_book",
    "render_chapter",
    "section_of",
    "site_hashes",
    "write_origin",
]
