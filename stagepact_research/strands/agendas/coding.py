"""One coding of the kwaliteitsagenda's: a row for every institution and question, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stagepact_research.instruments.agendas import ALWAYS, NOT_APPLICABLE, NOT_GIVEN, Frame, Question
from stagepact_research.responses.errors import ResponseFileProblem
from stagepact_research.responses.table import Row, read_table
from stagepact_research.strands.agendas.errors import (
    DoubleCell,
    MissingCells,
    MissingLocator,
    NotGivenByReader,
    SeveralCoders,
    UnknownCode,
    UnknownCodingWave,
    UnknownInstitution,
    UnknownQuestion,
    UnmarkedQuote,
    UnreadableCoding,
    WrongApplicability,
    WrongCodingCell,
    WrongCodingColumns,
)

COLUMNS = ("institution", "question", "code", "coder", "locator", "quote", "note")
A_CODER = "een korte code zonder spaties, zoals A"
CODER = re.compile(r"[A-Za-z0-9_-]{1,20}")
_QUOTE = re.compile(r"“([^“”]*)”")


def read_coding(path: Path, frame: Frame, wave: int, *, from_report: bool = False) -> pd.DataFrame:
    """The coding in a file, one row a cell, in the order of the institutions and of the frame.

    Parameters
    ----------
    from_report : the codes were read from a printed report and not from the agendas; only then may the
        report leave a cell open (`niet_gegeven`).

    Raises
    ------
    CodingProblem
        Names the line and the column of the first thing that is wrong, what stands there and what may.
    """
    if wave not in frame.institutions:
        raise UnknownCodingWave(str(path), wave, frame.institutions)
    try:
        table = read_table(path)
    except ResponseFileProblem as error:
        raise UnreadableCoding(path, error.found) from error
    if table.header != COLUMNS:
        raise WrongCodingColumns(path, table.header, COLUMNS)
    lines: dict[tuple[str, str], int] = {}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in table.rows:
        cell = dict(zip(COLUMNS, (value.strip() for value in row.cells), strict=True))
        _check_cell(path, row, cell, frame, wave, from_report=from_report)
        key = (cell["institution"], cell["question"])
        if key in cells:
            raise DoubleCell(path, row.line, lines[key], *key)
        cells[key], lines[key] = cell, row.line
    wanted = [(i, question.id) for i in frame.institution_names(wave) for question in frame.questions()]
    if missing := [key for key in wanted if key not in cells]:
        raise MissingCells(path, missing)
    coders = sorted({cell["coder"] for cell in cells.values()})
    if len(coders) > 1:
        raise SeveralCoders(path, coders)
    for key in wanted:
        _check_applicability(path, lines[key], key[0], frame.question(key[1]), cells)
    return pd.DataFrame([cells[key] for key in wanted], columns=list(COLUMNS))


def quotes_of(quote: str) -> list[str]:
    """The quotes of a cell, without their marks."""
    return _QUOTE.findall(quote)


def _check_cell(
    path: Path, row: Row, cell: Mapping[str, str], frame: Frame, wave: int, *, from_report: bool
) -> None:
    """Refuse the first value of a row that cannot be."""

    def refuse(kind: type[WrongCodingCell], column: str, expected: str) -> None:
        raise kind(path, row.line, column, cell[column], expected)

    institutions = frame.institution_names(wave)
    if cell["institution"] not in institutions:
        refuse(UnknownInstitution, "institution", f"1 tot en met {len(institutions)}")
    if cell["question"] not in {question.id for question in frame.questions()}:
        refuse(UnknownQuestion, "question", "een vraag uit het analysekader, zoals agenda_sociale_norm")
    question = frame.question(cell["question"])
    if cell["code"] not in question.code_ids():
        refuse(UnknownCode, "code", ", ".join(offered(question, from_report=from_report)))
    if cell["code"] == NOT_GIVEN and not from_report:
        raise NotGivenByReader(path, row.line)
    if not CODER.fullmatch(cell["coder"]):
        refuse(WrongCodingCell, "coder", A_CODER)
    if not cell["locator"] and cell["code"] not in ALWAYS:
        raise MissingLocator(path, row.line, "zonder vindplaats is de code niet na te gaan")
    if not cell["locator"] and cell["quote"]:
        raise MissingLocator(path, row.line, "een citaat heeft een vindplaats")
    if cell["quote"] and _QUOTE.sub("", cell["quote"]).strip():
        raise UnmarkedQuote(path, row.line)


def offered(question: Question, *, from_report: bool) -> list[str]:
    """The codes that a coder may choose from for a question."""
    left_out = {NOT_GIVEN} if not from_report else set()
    left_out |= {NOT_APPLICABLE} if question.applies_if is None else set()
    return [code for code in question.code_ids() if code not in left_out]


def _check_applicability(
    path: Path,
    line: int,
    institution: str,
    question: Question,
    cells: Mapping[tuple[str, str], Mapping[str, str]],
) -> None:
    code, condition = cells[institution, question.id]["code"], question.applies_if
    if condition is None:
        if code == NOT_APPLICABLE:
            raise WrongApplicability(
                path, line, code, "een code van de vraag: zij geldt voor elke instelling"
            )
        return
    earlier = cells[institution, condition.question]["code"]
    applies = earlier == condition.code
    # Where a report leaves the earlier question open, it may leave this one open too.
    if (code == NOT_APPLICABLE) == applies and earlier != NOT_GIVEN:
        said = f"{condition.question} is daar {earlier}"
        expected = f"een code van de vraag, want {said}" if applies else f"{NOT_APPLICABLE}, want {said}"
        raise WrongApplicability(path, line, code, expected)
