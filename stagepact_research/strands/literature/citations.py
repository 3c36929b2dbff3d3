"""References: the works in the bibliography, where they are cited, and whether the two agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from stagepact_research.strands.literature.claims import Claim
from stagepact_research.strands.literature.errors import (
    DoubleWork,
    LiteratureProblem,
    UnknownWork,
    UnreadableBibliography,
    UnusedWork,
)

_ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s}]+)", re.MULTILINE | re.IGNORECASE)
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$|(`+)(?:(?!\2).)+?\2", re.MULTILINE | re.DOTALL)
_CITED = re.compile(r"(?<![\w@\\./])@(?:\{([^}\s]+)\}|(\w(?:[\w:.#$%&+?~/-]*\w)?))")
_LINE = re.compile(r"\(line (\d+), column")
_CROSS_REFERENCE = re.compile(r"(?:sec|fig|tbl)-")


def read_works(path: Path) -> dict[str, list[int]]:
    """The keys of a BibTeX file, each with the lines on which it stands.

    Raises
    ------
    UnreadableBibliography
        If the file is missing, or pandoc cannot read every work in it.
    """
    import pypandoc

    try:
        text = path.read_text("utf-8-sig")
        read = json.loads(pypandoc.convert_text(text, "csljson", format="biblatex"))
    except (OSError, ValueError, RuntimeError) as error:
        place = _LINE.search(str(error))
        raise UnreadableBibliography(
            f"{path}, regel {place[1]}" if place else str(path),
            "het bestand is er niet of is geen leesbare BibTeX.",
            "regels als @misc{sleutel, ...}",
        ) from error
    found: dict[str, list[int]] = {}
    for match in _ENTRY.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        found.setdefault(match[1], []).append(line)
    if {str(work["id"]) for work in read} != set(found):
        raise UnreadableBibliography(
            str(path), "niet elk werk is te lezen.", "accolades en komma’s zoals bij de andere werken"
        )
    return found


def cited_in(text: str) -> list[tuple[str, int]]:
    """The works that a chapter's text cites, with the line; code and cross-references left out."""
    plain = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    found = []
    for match in _CITED.finditer(plain):
        key = match[1] or match[2]
        if not _CROSS_REFERENCE.match(key):
            found.append((key, plain.count("\n", 0, match.start()) + 1))
    return found


def check_citations(
    works: Mapping[str, Sequence[int]],
    claims: Iterable[Claim],
    chapters: Mapping[str, str],
    *,
    others: Iterable[tuple[str, str]] = (),
    bibliography: str = "references.bib",
) -> tuple[LiteratureProblem, ...]:
    """Everything in which the bibliography and what cites it disagree.

    A key that stands twice, a citation of a work that is not there, and a work that nobody cites.

    Parameters
    ----------
    works : every key with the lines on which it stands (`read_works`).
    chapters : the name of every chapter with its text.
    others : further places that cite, each with the key.
    """
    cited = [
        (f"evidence.csv, regel {claim.line}, uitspraak {claim.id}", key)
        for claim in claims
        for key in claim.keys
    ]
    cited += others
    for name, text in chapters.items():
        cited += [(f"{name}, regel {line}", key) for key, line in cited_in(text)]
    problems: list[LiteratureProblem] = [
        DoubleWork(bibliography, key, lines) for key, lines in works.items() if len(lines) > 1
    ]
    problems += [UnknownWork(where, key, works) for where, key in cited if key not in works]
    used = {key for _, key in cited}
    problems += [UnusedWork(bibliography, lines[0], key) for key, lines in works.items() if key not in used]
    return tuple(problems)
