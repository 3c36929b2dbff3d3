"""The course of the fieldwork on the page: counted once, of no single institution, and told in words too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tiny import TINY, rows

from stagepact_research.estimates import lookup, validate
from stagepact_research.pipeline.fieldwork.snapshot import table
from stagepact_research.report import fieldwork as fields
from stagepact_research.report import style
from stagepact_research.responses.export import Responses, read_export
from stagepact_research.responses.export_format import format_export
from stagepact_research.responses.fieldwork import (
    Fieldwork,
    fieldwork,
    fieldwork_estimates,
    read_participation,
)

HEADER = ["id", "submitdate", "lastpage", "startlanguage", "seed", "respondent", "startdate", *TINY.columns()]
ANSWERS = (
    {"respondent": "a", "startdate": "2026-11-02 09:00:00", "submitdate": "2026-11-02 09:10:00",
     "lastpage": "4", "q01": "J", "q02[a]": "4"},
    {"respondent": "b", "startdate": "2026-11-03 09:00:00", "lastpage": "2", "q01": "J", "q02[a]": "4"},
    {"respondent": "x", "startdate": "2026-11-05 09:00:00", "submitdate": "2026-11-05 09:01:00",
     "lastpage": "1", "q01": "-oth-"},
)  # fmt: skip
PEOPLE = ("a", "b", "c", "d")


@pytest.fixture
def responses(tmp_path: Path) -> Responses:
    path = tmp_path / "responses.csv"
    path.write_bytes(format_export(HEADER, rows(*ANSWERS, header=HEADER)))
    return read_export(path, TINY)


def _participation(tmp_path: Path) -> pd.DataFrame:
    path = tmp_path / "deelname.csv"
    columns = (
        "respondent",
        "instelling",
        "uitgenodigd",
        "herinneringen",
        "laatste_herinnering",
        "mailstatus",
    )
    cells = [
        (
            name,
            "25LP" if name != "d" else "",
            "2026-11-02 08:00",
            "0",
            "2026-11-04 08:00" * (name == "c"),
            "OK",
        )
        for name in PEOPLE
    ]
    path.write_bytes(table(columns, cells))
    return read_participation(path)


@pytest.fixture
def work(responses: Responses, tmp_path: Path) -> Fieldwork:
    return fieldwork(responses, TINY, _participation(tmp_path), today=date(2026, 11, 6), seed=1)


def test_everyone_is_counted_once_by_stage_institution_and_day(work: Fieldwork) -> None:
    assert work.totals == {
        "uitgenodigd": 4, "geopend": 3, "geweigerd": 1, "leeg": 0, "deels": 1, "compleet": 1
    }  # fmt: skip
    assert work.by_institution.loc["25LP"].to_dict()["geopend"] == 2
    assert work.by_institution.loc["onbekend", ["uitgenodigd", "geweigerd"]].tolist() == [1, 1]
    assert list(work.by_day.index) == [f"2026-11-0{day}" for day in range(2, 7)]
    assert work.by_day["geopend"].tolist() == [1, 1, 0, 1, 0]
    assert work.by_day["herinnerd"].sum() == 1


def test_the_estimates_hold_nothing_of_a_single_institution(work: Fieldwork) -> None:
    found = validate(fieldwork_estimates(work, wave=2026, provenance="observed"))
    assert "25LP" not in found.to_csv()
    assert lookup(found, subject="veldwerk", statistic="n", category="geopend", group_by="")["estimate"] == 3
    assert set(found["group_by"]) == {"", "dag"}


def test_the_page_tells_stages_curve_and_expectation(work: Fieldwork) -> None:
    found = fieldwork_estimates(work, wave=2026, provenance="synthetic")
    course = fields.course(found)
    assert course is not None
    assert course.cumulative("geopend") == [1, 2, 2, 3, 3]
    assert course.mailings() == ["2026-11-02", "2026-11-04"]
    assert "| de vragenlijst begonnen | 3 |" in fields.stages_table(found)
    assert "2 nov. 2026 tot en met 6 nov. 2026" in fields.in_words(course)
    assert "te weinig dagen" in fields.expectation(found)
    assert style.to_svg(fields.curve(course, synthetic=True)) == style.to_svg(
        fields.curve(course, synthetic=True)
    )


def test_an_expectation_is_told_with_its_interval(responses: Responses, tmp_path: Path) -> None:
    people = _participation(tmp_path)
    many = pd.concat([people] * 30, ignore_index=True).assign(respondent=[f"r{n}" for n in range(120)])
    days = [20, 14, 9, 7, 4]
    answers, number = [], 0
    for day, count in enumerate(days, start=2):
        for _ in range(count):
            moment = f"2026-11-{day:02} 10:00:00"
            answers.append({"respondent": f"r{number}", "startdate": moment, "submitdate": moment,
                            "lastpage": "4", "q01": "J", "q02[a]": "4"})  # fmt: skip
            number += 1
    path = tmp_path / "veel.csv"
    path.write_bytes(format_export(HEADER, rows(*answers, header=HEADER)))
    work = fieldwork(read_export(path, TINY), TINY, many, today=date(2026, 11, 6), seed=1)
    found = fieldwork_estimates(work, wave=2026, provenance="observed")
    sentence = fields.expectation(found)
    assert "95%-interval" in sentence
    row = lookup(found, subject="veldwerk", statistic="expected_n")
    assert 54 <= row["ci_low"] <= row["estimate"] <= row["ci_high"] <= 120


def test_a_wave_without_coded_reasons_has_no_table_of_them(work: Fieldwork) -> None:
    assert fields.reasons_table(fieldwork_estimates(work, wave=2026, provenance="observed"), TINY) == ""
