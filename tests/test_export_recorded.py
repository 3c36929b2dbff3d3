"""The exports that a real LimeSurvey 6.4.2 server returned, held against its JSON and its database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses import dispositions, format_export, read_export, read_table
from stagepact_research.responses.errors import LongResponses, OtherHeadings

RECORDED = Path(__file__).parent / "fixtures" / "limesurvey"
CSV = sorted(path.name for path in RECORDED.glob("*.csv"))

_YES_NO = [("J", "Ja", "ja", "valid"), ("N", "Nee", "nee", "valid"), ("W", "Weet niet", "w", "dont_know")]
_FIVE = [(str(n), f"{n}", str(n), "valid") for n in range(1, 6)]


def _scale(id_: str, answers: list[tuple[str, str, str, str]]) -> dict[str, Any]:
    fields = ("code", "label", "category", "kind")
    return {"id": id_, "answers": [dict(zip(fields, answer, strict=True)) for answer in answers]}


def _asked(id_: str, type_: str, if_: tuple[str, str] | None = ("DEELN", "J"), **more: Any) -> dict[str, Any]:
    relevance = [{"question": if_[0], "codes": [if_[1]]}] if if_ else []
    options = [{"code": c, "label": c, "other": c == "other"} for c in more.pop("options", "").split()]
    items = [{"code": c, "text": c} for c in more.pop("items", "").split()]
    return {
        "id": id_,
        "number": 1,
        "text": id_,
        "type": type_,
        "relevance": relevance,
        "options": options,
        "items": items,
        **more,
    }


EVALUATION = Questionnaire.model_validate(
    {
        "wave": 2026,
        "version": "nl_evaluatie",
        "title": "",
        "language": "nl",
        "source": "",
        "welcome": "",
        "closing": "",
        "collapses": {},
        "response_scales": {"five": _scale("five", _FIVE), "ynw": _scale("ynw", _YES_NO)},
        "pages": [
            {
                "id": "een",
                "questions": [
                    _asked("DEELN", "single", None, options="J N"),
                    _asked("REDEN", "single", ("DEELN", "N"), options="A1 A2 other"),
                ],
            },
            {
                "id": "twee",
                "questions": [
                    _asked("ERV", "array", response_scale="five", items="SQ001 SQ002 SQ003"),
                    _asked("KENN", "array", response_scale="ynw", items="brief bel gesprek"),
                    _asked("HULP", "multiple", options="wonen geld werk geen other"),
                    _asked("KANAAL", "single", options="A1 A2 A3"),
                    _asked("DAGEN", "text", ("KANAAL", "A2")),
                    _asked("OPM", "text"),
                ],
            },
            {"id": "drie", "questions": [_asked("BEL", "single", options="Y N")]},
        ],
    }
)


@pytest.mark.parametrize("name", CSV)
def test_the_writer_gives_the_servers_own_bytes(name: str) -> None:
    table = read_table(RECORDED / name)
    assert format_export(table.header, [row.cells for row in table.rows]) == (RECORDED / name).read_bytes()
    assert table.closed


@pytest.mark.parametrize("survey", ["nl_evaluatie", "alle_typen"])
def test_every_cell_is_that_of_the_json_export(survey: str) -> None:
    """But for CRLF inside an answer, which the server keeps in JSON and writes as LF in CSV."""
    table = read_table(RECORDED / f"{survey}_all_code_short.csv")
    recorded = json.loads((RECORDED / f"{survey}_all_code_short.json").read_text("utf-8"))["responses"]
    assert [dict(zip(table.header, row.cells, strict=True)) for row in table.rows] == [
        {
            column: "" if value is None else str(value).replace("\r\n", "\n")
            for column, value in response.items()
        }
        for response in recorded
    ]


def test_lines_count_the_line_ends_inside_cells() -> None:
    rows = read_table(RECORDED / "nl_evaluatie_all_code_short.csv").rows
    assert [row.line for row in rows] == [2, *range(4, 15)]


def test_a_recorded_export_reads_as_typed_answers() -> None:
    responses = read_export(RECORDED / "nl_evaluatie_all_code_short.csv", EVALUATION)
    first = responses.frame.loc[1]
    assert (first["ERVSQ001"], first["KENNbrief"], first["KENNgesprek"]) == (4.0, 1.0, 0.0)
    assert responses.status.loc[1, "KENNbel"] == "dont_know"
    assert [bool(first["HULPwonen"]), bool(first["HULPgeld"])] == [True, False]
    assert responses.frame["HULPwonen"].isna().loc[2]
    assert first["OPM"].startswith("=1+1 is een opmerking")
    assert responses.frame.loc[2, "REDENother"] == "Ik ben verhuisd naar 's-Gravenhage"
    assert {"token", "INTRO"} <= set(responses.ignored)
    assert responses.about.loc[1, "startdate"] < first["submitdate"]
    assert "token" not in responses.frame


def test_dispositions_of_the_recorded_responses() -> None:
    responses = read_export(RECORDED / "nl_evaluatie_all_code_short.csv", EVALUATION)
    found = dispositions(responses, EVALUATION)
    assert found.loc[[1, 2, 4, 5, 6, 7, 9]].tolist() == [
        "compleet",
        "geweigerd",
        "leeg",
        "leeg",
        "deels",
        "leeg",
        "compleet",
    ]


def test_the_status_restores_what_the_export_loses() -> None:
    """In the database null is not shown or not reached, and '' is shown without an answer."""
    stored = json.loads((RECORDED / "nl_evaluatie_db_rows.json").read_text("utf-8"))["rows"]
    columns = {
        "ERVSQ001": "611111X2X5SQ001",
        "KENNbrief": "611111X2X6brief",
        "KANAAL": "611111X2X9",
        "DAGEN": "611111X2X11",
        "OPM": "611111X2X14",
        "BEL": "611111X3X15",
        "REDEN": "611111X1X3",
    }
    status = read_export(RECORDED / "nl_evaluatie_all_code_short.csv", EVALUATION).status
    compared = 0
    for row in stored:
        # From 10 on the rows were written by the remote interface, which stores null for everything empty.
        if int(row["id"]) < 10:
            for item, column in columns.items():
                if not row[column]:
                    shown = status.loc[int(row["id"]), item] == "not_answered"
                    assert shown == (row[column] == ""), (row["id"], item)
                    compared += 1
    assert compared > 35


def test_an_export_with_answer_texts_is_refused() -> None:
    with pytest.raises(LongResponses) as problem:
        read_export(RECORDED / "nl_evaluatie_all_code_long.csv", EVALUATION)
    assert problem.value.line == 2
    assert "Antwoordcodes" in str(problem.value)


@pytest.mark.parametrize("headings", ["full", "abbreviated"])
def test_an_export_with_question_texts_as_headings_is_refused(headings: str) -> None:
    with pytest.raises(OtherHeadings, match="Vraagcode"):
        read_export(RECORDED / f"nl_evaluatie_all_{headings}_short.csv", EVALUATION)
