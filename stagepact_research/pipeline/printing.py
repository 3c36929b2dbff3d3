"""A document for people, from Markdown: Word through pandoc, PDF through pandoc and Typst."""

from __future__ import annotations

import tempfile
from pathlib import Path

from stagepact_research.errors import InputProblem
from stagepact_research.pipeline.fieldwork.files import write_whole

_PAGE = """
#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")
#set text(lang: "nl", size: 10pt)
#set table(stroke: 0.4pt + gray, inset: 4pt)
#show table: set text(size: 8pt)
"""


def write_document(markdown: str, out: Path) -> None:
    """Write the Markdown as the kind of file that the name of `out` asks for: .docx or .pdf."""
    import pypandoc

    kind = out.suffix.casefold()
    if kind not in (".docx", ".pdf"):
        raise InputProblem(str(out), f'"{out.suffix}" kan niet.', ".docx of .pdf", "Kies een andere naam.")
    with tempfile.TemporaryDirectory() as folder:
        if kind == ".docx":
            made = Path(folder) / "document.docx"
            pypandoc.convert_text(
                markdown, "docx", format="markdown", outputfile=str(made), extra_args=["--metadata=lang:nl"]
            )
            content = made.read_bytes()
        else:
            import typst

            source = Path(folder) / "document.typ"
            body = pypandoc.convert_text(markdown, "typst", format="markdown")
            source.write_text(_PAGE + body, encoding="utf-8")
            content = typst.compile(str(source))
    write_whole(out, content)
