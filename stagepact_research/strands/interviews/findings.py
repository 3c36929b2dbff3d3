"""What the interviews found, in own words and with its place; and the literal quotes that may be shown.

A finding holds no number. Where it needs one, a place in braces names the row of the estimates:

- `{code/category}` the number or share, `|noun` with the group behind it, `#` the bare number in words;
- `!` at its end begins a sentence; `=zegt,zeggen` chooses the verb; `@mean` takes another statistic and
  `@label` the words of the category; `population:` before the code takes another population.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stagepact_research.strands.interviews.codebook import GROUPS, Codebook
from stagepact_research.strands.interviews.errors import (
    InvalidFinding,
    MissingColumns,
    UnknownFinding,
    UnreadableTable,
)

FINDINGS = (
    "id",
    "group",
    "section",
    "theme",
    "code",
    "category",
    "words",
    "finding",
    "locator",
    "contradicts",
)
QUOTES = ("id", "group", "section", "theme", "code", "quote", "locator")
_PLACE = re.compile(r"\{([^{}]*)\}")
_PARTS = re.compile(
    r"(?:(?P<population>[a-z]+):)?(?P<code>\w+)(?:/(?P<category>\w+))?(?P<nobody>:niemand)?"
    r"(?:@(?P<statistic>\w+))?(?:=(?P<one>\w+),(?P<more>\w+))?(?:\|(?P<noun>\w+))?(?P<bare>#)?(?P<start>!)?"
)


@dataclass(frozen=True)
class Place:
    """A place in a finding that is filled from the estimates."""

    population: str
    code: str
    category: str
    statistic: str
    noun: str
    verbs: tuple[str, str] | None
    bare: bool
    start: bool
    nobody: bool


@dataclass(frozen=True)
class Finding:
    """One finding; `words` is the amount as printed where no row of the estimates has it."""

    id: str
    group: str
    section: str
    theme: str
    code: str
    category: str
    words: str
    finding: str
    locator: str
    contradicts: str

    def parts(self) -> Iterator[str | Place]:
        """The text and the places in it, in order."""
        at = 0
        for match in _PLACE.finditer(self.finding):
            yield self.finding[at : match.start()]
            yield _place(match.group(1), self.group)
            at = match.end()
        yield self.finding[at:]


@dataclass(frozen=True)
class Quote:
    """What someone said, word for word, and that may be shown."""

    id: str
    group: str
    section: str
    theme: str
    code: str
    quote: str
    locator: str


def read_findings(path: Path, codebook: Codebook) -> tuple[Finding, ...]:
    """The findings in `path`, in the order of the file, held against the codebook and each other.

    Raises
    ------
    UnreadableTable, MissingColumns, InvalidFinding
    """
    rows = [Finding(**row) for row in _rows(path, FINDINGS)]
    codes, titles = codebook.by_id(), codebook.titles()
    ids = {row.id for row in rows}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        for rule, broken, found, expected in (
            ("id", row.id in seen or not row.id, f'id "{row.id}" is leeg of dubbel.', "een eigen naam"),
            ("group", row.group not in GROUPS, f'groep "{row.group}" bestaat niet.', ", ".join(GROUPS)),
            (
                "theme",
                row.theme not in titles,
                f'thema "{row.theme}" bestaat niet.',
                "een thema van het codeboek",
            ),
            ("code", row.code not in codes, f'code "{row.code}" bestaat niet.', "een code van het codeboek"),
            ("finding", not row.finding.strip(), "de bevinding is leeg.", "een zin"),
            ("locator", not row.locator, "de plaats is leeg.", "een paragraaf of interviewnummers"),
            (
                "contradicts",
                row.contradicts != "" and row.contradicts not in ids,
                f'bevinding "{row.contradicts}" bestaat niet.',
                "het id van een andere bevinding",
            ),
        ):
            if broken:
                raise InvalidFinding(str(path), line, rule, found, expected)
        _check_places(path, line, row, codebook)
        seen.add(row.id)
    return tuple(rows)


def read_quotes(path: Path) -> tuple[Quote, ...]:
    """The quotes in `path`; none where the file does not exist."""
    return tuple(Quote(**row) for row in _rows(path, QUOTES)) if path.exists() else ()


def finding(findings: Mapping[str, Finding] | tuple[Finding, ...], name: str) -> Finding:
    """The finding with this id, for chapters that refer to it."""
    known = findings if isinstance(findings, Mapping) else {one.id: one for one in findings}
    if name not in known:
        raise UnknownFinding(name)
    return known[name]


def _check_places(path: Path, line: int, row: Finding, codebook: Codebook) -> None:
    codes = codebook.by_id()
    try:
        places = [part for part in row.parts() if isinstance(part, Place)]
    except ValueError as error:
        raise InvalidFinding(
            str(path), line, "place", f"{error} is geen verwijzing naar een getal."
        ) from error
    for place in places:
        if place.code not in codes:
            raise InvalidFinding(str(path), line, "place", f'code "{place.code}" bestaat niet.', "een code")


def _place(text: str, group: str) -> Place:
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(f'"{{{text}}}"')
    part = match.groupdict()
    return Place(
        population=part["population"] or group,
        code=part["code"],
        category=part["category"] or "",
        statistic=part["statistic"] or "",
        noun=part["noun"] or "",
        verbs=(part["one"], part["more"]) if part["one"] else None,
        bare=part["bare"] is not None,
        start=part["start"] is not None,
        nobody=part["nobody"] is not None,
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as error:
        raise UnreadableTable(str(path), "het bestand is niet te lezen.") from error
    missing = [column for column in columns if column not in frame]
    if missing:
        raise MissingColumns(str(path), missing, columns)
    return [{column: str(row[column]) for column in columns} for row in frame.to_dict("records")]
