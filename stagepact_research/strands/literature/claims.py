"""What the literature claims: one row of evidence.csv for each claim, checked against the codes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stagepact_research.strands.literature.errors import (
    DoubleClaim,
    UnreadableEvidence,
    WrongEvidenceCell,
    WrongEvidenceColumns,
    WrongEvidenceRow,
)
from stagepact_research.strands.literature.scheme import Scheme

_ID = re.compile(r"[a-z][a-z0-9_]*")
_KEY = re.compile(r"[a-z][a-z0-9]*")
_PARAGRAPH = re.compile(r"[1-9][0-9]?")
_WAVE = re.compile(r"20[0-9]{2}")
_SENTENCES = ("claim", "mechanism", "caveats")
_CITED = ("citations", "mechanism_citations", "caveats_citations")


class Claim(BaseModel):
    """A claim in the project's own words, how it is coded, and the works that it rests on.

    The texts may hold numbers as {subject/category/statistic}, looked up in the published rows of the
    claim's section; they end without a full stop.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    wave: int
    """The wave with whose report the claim came in."""
    intervention: str
    paragraph: int
    """Within its intervention; claims of one paragraph follow each other in the order of the file."""
    actor: str
    phase: str
    direction: str
    strength: str
    claim: str
    citations: tuple[str, ...]
    mechanism: str
    mechanism_citations: tuple[str, ...]
    caveats: str
    caveats_citations: tuple[str, ...]
    locator: str
    """Section and heading of the report of the wave."""
    line: int
    """Where it stands in the file."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every work that the claim cites."""
        return (*self.citations, *self.mechanism_citations, *self.caveats_citations)

    @property
    def sentences(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The texts with the works that each rests on, in the order in which they are read."""
        parts = (
            (self.claim, self.citations),
            (self.mechanism, self.mechanism_citations),
            (self.caveats, self.caveats_citations),
        )
        return tuple((text, keys) for text, keys in parts if text)


COLUMNS = tuple(name for name in Claim.model_fields if name != "line")


def read_claims(path: Path, scheme: Scheme) -> tuple[Claim, ...]:
    """The claims of evidence.csv, in the order of the file.

    Raises
    ------
    LiteratureProblem
        Names the line and the column of the first thing that is wrong, what stands there and what may.
    """
    try:
        text = path.read_text("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        table = [(lines.line_num, row) for row in lines if any(row)]
    except (OSError, ValueError, csv.Error) as error:
        raise UnreadableEvidence(
            str(path),
            "het bestand is er niet of is geen leesbare CSV.",
            "een tabel met komma’s, in UTF-8, met tekst die komma’s heeft tussen aanhalingstekens",
        ) from error
    header = table[0][1] if table else []
    if sorted(header) != sorted(COLUMNS):
        wrong = sorted(set(header) ^ set(COLUMNS)) or sorted({h for h in header if header.count(h) > 1})
        raise WrongEvidenceColumns(str(path), wrong, COLUMNS)
    claims: list[Claim] = []
    first: dict[str, int] = {}
    for line, row in table[1:]:
        if len(row) != len(header):
            raise WrongEvidenceRow(str(path), line, len(row), len(header))
        cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
        _check(str(path), line, cells, scheme)
        if cells["id"] in first:
            raise DoubleClaim(str(path), line, first[cells["id"]], cells["id"])
        first[cells["id"]] = line
        claims.append(_claim(cells, line))
    return tuple(claims)


def _claim(cells: Mapping[str, str], line: int) -> Claim:
    keys = {name: tuple(cells[name].split(";")) if cells[name] else () for name in _CITED}
    return Claim.model_validate({**cells, **keys, "line": line})


def _check(where: str, line: int, cells: Mapping[str, str], scheme: Scheme) -> None:
    def wrong(column: str, expected: str) -> WrongEvidenceCell:
        return WrongEvidenceCell(where, line, column, cells[column], expected)

    if not _ID.fullmatch(cells["id"]):
        raise wrong("id", "kleine letters, cijfers en onderstrepingen")
    if not _WAVE.fullmatch(cells["wave"]):
        raise wrong("wave", "een jaar, zoals 2024")
    if not _PARAGRAPH.fullmatch(cells["paragraph"]):
        raise wrong("paragraph", "een heel getal vanaf 1")
    vocabulary: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("intervention", scheme.interventions),
        ("actor", scheme.actors),
        ("phase", scheme.phases),
        ("direction", scheme.directions),
    )
    for column, codes in vocabulary:
        if cells[column] not in codes:
            raise wrong(column, ", ".join(codes))
    direction = scheme.directions[cells["direction"]]
    if (direction.works or direction.limits) and cells["strength"] not in scheme.strengths:
        raise wrong("strength", ", ".join(scheme.strengths))
    if not (direction.works or direction.limits) and cells["strength"]:
        raise wrong("strength", f"leeg, want deze uitspraak {direction.label}")
    if not cells["claim"]:
        raise wrong("claim", "de uitspraak in eigen woorden")
    for text, cited in zip(_SENTENCES, _CITED, strict=True):
        if cells[text].endswith("."):
            raise wrong(text, "een zin zonder punt aan het eind: daar komt de verwijzing")
        if cells[cited] and not cells[text]:
            raise wrong(text, f"een tekst, want {cited} noemt bronnen")
        if not all(_KEY.fullmatch(key) for key in cells[cited].split(";") if cells[cited]):
            raise wrong(cited, "sleutels uit references.bib met puntkomma’s ertussen, zonder spaties")
    if not cells["citations"]:
        raise wrong("citations", "ten minste één sleutel uit references.bib")
    if not cells["locator"]:
        raise wrong("locator", "paragraaf en kopje van het rapport, zoals 2.2.4, Gedragscode")
