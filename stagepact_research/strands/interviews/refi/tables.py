"""Coded interviews from a CSV file, for a team that codes in a spreadsheet, and the table of cases."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace

from stagepact_research.limesurvey.masking import mask
from stagepact_research.strands.interviews.refi.coded import (
    INTERVIEW,
    CodedInterviews,
    Coding,
    Digest,
    Interview,
    assemble,
)
from stagepact_research.strands.interviews.refi.errors import InvalidTable, NotUtf8
from stagepact_research.strands.interviews.refi.mapping import Mapping
from stagepact_research.strands.interviews.refi.matching import Target, match_codes
from stagepact_research.strands.interviews.refi.model import Code
from stagepact_research.strands.interviews.refi.study import Study, folded

REQUIRED = (INTERVIEW, "code")
OPTIONAL = ("coder", "start", "end", "cleared", "quote")
_YES_NO = {"ja": True, "nee": False, "": False}
_SEPARATORS = ";,\t"
_LONGEST = 16 * 2**20
_DIGITS = 15


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file, each with its line number."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(content: bytes, file: str, required: Sequence[str], optional: Sequence[str] | None) -> Table:
    """The table in a CSV file with `;`, `,` or tab between cells.

    Parameters
    ----------
    optional : the other columns that it may have; None for any.

    Raises
    ------
    NotUtf8, InvalidTable
        No message repeats a cell, for it may hold the words of an interview.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(file, "", error.start + 1) from None
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    before = csv.field_size_limit(_LONGEST)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise InvalidTable(
            file, "dit is geen geldig CSV-bestand.", remedy="Bewaar het opnieuw als CSV in UTF-8."
        ) from None
    finally:
        csv.field_size_limit(before)
    columns = tuple(cell.strip().lower() for cell in lines[0][1]) if lines else ()
    expected = "; ".join((*required, *(f"({name})" for name in optional or ())))
    if missing := [name for name in required if name not in columns]:
        raise InvalidTable(f"{file}, regel 1", f"de kolom {missing[0]} ontbreekt.", expected)
    for number, name in enumerate(columns, start=1):
        if (
            not name
            or columns.count(name) > 1
            or (optional is not None and name not in (*required, *optional))
        ):
            raise InvalidTable(
                f"{file}, regel 1, kolom {number}", "deze kolom is onbekend of dubbel.", expected
            )
    for line, row in lines[1:]:
        if len(row) != len(columns):
            raise InvalidTable(
                f"{file}, regel {line}", f"de regel heeft {len(row)} cellen.", f"{len(columns)}"
            )
    rows = [
        (line, dict(zip(columns, (cell.strip() for cell in row), strict=True))) for line, row in lines[1:]
    ]
    return Table(file, columns, tuple(rows))


def read_cases(content: bytes, file: str) -> Table:
    """The table of cases: a row for every interview, with its group, attributes and closed answers.

    Raises
    ------
    NotUtf8, InvalidTable
    """
    table = read_table(content, file, (INTERVIEW,), None)
    seen: dict[str, int] = {}
    for line, row in table.rows:
        name = row[INTERVIEW]
        if not name or name in seen:
            found = f"staat ook op regel {seen[name]}" if name else "heeft geen naam"
            raise InvalidTable(
                f"{file}, regel {line}", f"dit interview {found}.", "één regel voor elk interview"
            )
        seen[name] = line
    return table


def case_values(cases: Table, names: Collection[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Name of an interview to its (variable, value).

    Raises
    ------
    InvalidTable
        When a row is of an interview that the other file does not have, or has twice.
    """
    counts = Counter(names)
    for line, row in cases.rows:
        if counts[row[INTERVIEW]] != 1:
            found = "niet" if not counts[row[INTERVIEW]] else "meer dan één keer"
            raise InvalidTable(
                f"{cases.file}, regel {line}",
                f"dit interview staat {found} in het bestand met coderingen.",
                "de naam van het document, precies zoals in het programma",
            )
    return {
        row[INTERVIEW]: tuple((key, value) for key, value in row.items() if key != INTERVIEW and value)
        for _, row in cases.rows
    }


def coded_from_table(
    content: bytes,
    cases: Table,
    study: Study,
    mapping: Mapping,
    *,
    file: str,
    earlier: Names[str, Collection[str]] | None = None,
    digest: Digest | None = None,
) -> CodedInterviews:
    """The coded interviews of a CSV file with a row for every coding, and a table of cases.

    An interview is known again by its name, and only when `digest` has a key: there are few names to try.

    Raises
    ------
    CodedInterviewsProblem
        One of its kinds, for what does not fit the codebook or the columns.
    """
    table = read_table(content, file, REQUIRED, OPTIONAL)
    names = list(dict.fromkeys(row[INTERVIEW] for _, row in table.rows))
    values = case_values(
        cases, [*names, *(row[INTERVIEW] for _, row in cases.rows if row[INTERVIEW] not in names)]
    )
    everything = [folded(row.get("quote", "")) for _, row in table.rows]
    targets = match_codes(
        [Code("", row["code"]) for _, row in table.rows],
        study,
        mapping,
        file=file,
        spoken=lambda words: any(folded(words) in text for text in everything),
        names=[row["code"] for _, row in table.rows],
    )
    masked = Counter[str]()
    codings: dict[str, list[Coding]] = defaultdict(list)
    answers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line, row in table.rows:
        target = targets[Code("", row["code"])]
        coding = _coding(f"{file}, regel {line}", row, target, masked)
        if target.kind == "answer":
            answers[row[INTERVIEW]].append((target.question, target.code))
        elif target.kind == "code":
            codings[row[INTERVIEW]].append(coding)
    interviews = [
        Interview(
            number,
            (digest(f"name\0{name}"),) if digest else (),
            values.get(name, ()),
            codings=tuple(codings[name]),
            answers=tuple(answers[name]),
        )
        for number, name in enumerate(dict.fromkeys([*names, *values]), start=1)
    ]
    result = assemble(interviews, study, mapping, file=file, total=len(interviews), earlier=earlier)
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(masked.items()))
    remarks = [f"Gemaskeerd in vrijgegeven citaten: {listed}."] if masked else []
    return replace(result, remarks=(*remarks, *result.remarks))


def _coding(where: str, row: dict[str, str], target: Target, masked: Counter[str]) -> Coding:
    if not row[INTERVIEW] or not row["code"]:
        raise InvalidTable(where, "het interview of de code is leeg.", "een naam en een code op elke regel")
    cleared = _YES_NO.get(row.get("cleared", "").lower())
    if cleared is None:
        raise InvalidTable(f"{where}, kolom cleared", "deze waarde bestaat niet.", "ja of nee")
    start, end = (_position(where, row, name) for name in ("start", "end"))
    if (start is None) != (end is None) or (start is not None and end is not None and end <= start):
        raise InvalidTable(
            where, "het begin en het einde passen niet bij elkaar.", "beide leeg, of begin < einde"
        )
    if not cleared:
        return Coding(target.code, row.get("coder", ""), start, end)
    if not row.get("quote"):
        raise InvalidTable(
            f"{where}, kolom quote", "het citaat is vrijgegeven en leeg.", "de tekst van het citaat"
        )
    text, found = mask(row["quote"])
    masked += found
    return Coding(target.code, row.get("coder", ""), start, end, " ".join(text.split()))


def _position(where: str, row: dict[str, str], name: str) -> int | None:
    written = row.get(name, "")
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or len(written) > _DIGITS:
        raise InvalidTable(f"{where}, kolom {name}", "dit is geen geheel getal.", "0 of meer, of leeg")
    return int(written)
