"""What the reader meets where a number is not shown: a dash, a sentence, and an appendix that says why."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from disclosure_tables import RULES, counts, survey
from fabricated import QUESTIONNAIRE, ROOT, estimates

from stagepact_research.archive.disclosure import printed_now, protect
from stagepact_research.estimates import NOT_SHOWN, read_estimates
from stagepact_research.protocol import Project
from stagepact_research.report import distributions, fieldwork, prose, protection, show, sources, tables
from stagepact_research.report.labels import item_figure
from stagepact_research.report.nonresponse import recruiting

NOTE = f"{NOT_SHOWN}: te klein"


def without(table: pd.DataFrame, **key: str) -> pd.DataFrame:
    """The table with the numbers of the rows of this key hidden, as the gate does it."""
    gone = pd.Series(True, index=table.index)
    for column, value in key.items():
        gone &= table[column] == value
    assert gone.any()
    out = table.copy()
    out.loc[gone, ["estimate", "se", "ci_low", "ci_high", "n"]] = np.nan
    out.loc[gone, "note"] = NOTE
    return out


def test_a_hidden_cell_is_a_dash_and_the_largest_sector_is_one_that_is_shown():
    table = without(estimates(), subject="q15", category="sv")
    row = next(line for line in tables.background_table(table, QUESTIONNAIRE).splitlines() if "Spec" in line)
    assert row.count("–") == 2
    assert "nan" not in tables.background_table(table, QUESTIONNAIRE)
    assert "Specialistisch" not in prose.largest_sector(table)


def test_a_figure_leaves_out_an_item_with_too_few_answers_and_says_so():
    table = without(estimates(), subject="q02c", statistic="pct")
    shown = distributions.distribution(table, QUESTIONNAIRE, item_figure("kennis"))
    assert len(shown.bars) == len(item_figure("kennis").items) - 1
    assert "2c" in shown.left_out()
    assert "Niet getoond" in distributions.in_words("Kennis", shown)


def test_a_figure_leaves_out_a_group_and_says_so(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("stagepact_research.report.output.chapter_folder", lambda _: tmp_path)
    table = without(estimates(), group_by="sectorcategorie", group="zorg", statistic="mean")
    table.attrs["chapter"] = "4-vragenlijst"
    show.group_means(table, "begeleiding", "sectorcategorie", label="sector")
    said = capsys.readouterr().out
    assert said.count("Niet getoond, wegens te weinig teams: Zorg, Welzijn en Sport") == 2
    assert "nan" not in said


def test_reasons_of_too_few_are_said_to_be_so():
    table = without(estimates(), subject="respons", category="reden_team_onbekend")
    assert prose.refusal_reasons(table).endswith("kwamen te weinig voor om ze hier te noemen.")


def rates(**values: float) -> pd.DataFrame:
    return survey(
        [
            {
                "subject": "respons",
                "statistic": f"rr{number}",
                "method": "aapor",
                "estimate": values.get(f"rr{number}", np.nan),
                "note": "" if f"rr{number}" in values else NOTE,
                "decimals": 0 if number == 1 else np.nan,
            }
            for number in range(1, 7)
        ]
    )


def test_a_response_rate_has_the_decimals_it_may_have_and_hidden_ones_are_named():
    said = recruiting.response_rates(rates(rr1=33.0, rr2=40.79, rr5=60.5, rr6=74.1))
    assert "RR1 33%" in said
    assert "RR2 40,8%" in said
    assert "RR3 en RR4 staan hier niet" in said
    assert recruiting.response_rates(rates()).endswith("zijn niet getoond: te klein.")


def test_days_taken_together_stand_at_their_last_day_and_the_words_say_so():
    rows = [
        {"statistic": "n", "category": stage, "group_by": "dag", "group": day, "estimate": number}
        for stage in ("uitgenodigd", "herinnerd", "geopend", "compleet")
        for day, number in (("2026-10-05", 9), ("2026-10-06/2026-10-09", 6))
    ]
    course = fieldwork.course(survey(rows, source="recruitment", subject="veldwerk"))
    assert course is not None
    assert course.days == ("2026-10-05", "2026-10-09")
    assert course.cumulative("compleet") == [9, 15]
    assert "samengenomen" in fieldwork.in_words(course)
    assert date.fromisoformat(course.days[1])


@pytest.fixture
def appendix(tmp_path, monkeypatch):
    project = Project(ROOT)
    (tmp_path / "instruments").symlink_to(ROOT / "instruments")
    folder = tmp_path / "data" / "processed"
    folder.mkdir(parents=True)
    table = survey(counts("q15", {"mtlm": 8, "sv": 3, "ict": 11, "zws": 42}))
    protect(table, RULES)[1].to_parquet(folder / "disclosure.parquet")
    printed = read_estimates(project.published(2024))
    own = printed_now(printed, project.protocol.disclosure, locator="Tabel 4.2")
    own.to_parquet(folder / "disclosure-printed.parquet")
    monkeypatch.chdir(tmp_path)
    return protection.open_audit()


def test_the_appendix_lists_what_is_hidden_and_not_which_of_it_is_small(appendix, capsys):
    protection.summary_table(appendix)
    protection.hidden_table(appendix)
    said = capsys.readouterr().out
    both = [line for line in said.splitlines() if line.startswith("| 2026")]
    assert [line.split("|")[2].strip() for line in both] == [
        "sector: Mobiliteit, Transport, Logistiek & Maritiem".replace("&", r"\&").replace(":", r"\:"),
        "sector: Specialistisch vakmanschap".replace(":", r"\:"),
    ]
    assert len({line.split("|")[4] for line in both}) == 1


def test_the_appendix_puts_the_printed_table_beside_how_it_would_be_now(appendix, capsys):
    protection.printed_table()
    said = capsys.readouterr().out
    row = next(line for line in said.splitlines() if "Specialistisch" in line)
    assert "3 (2,7%)" in row
    assert row.rstrip(" |").endswith("–")


def test_the_appendix_names_every_exception_of_the_protocol(appendix, capsys):
    protection.exceptions_table(appendix)
    said = capsys.readouterr().out
    assert said.count("\n| ") >= len(sources.project().protocol.disclosure.exceptions)


def test_nothing_hidden_is_said_so(appendix, capsys):
    protection.summary_table(appendix.iloc[:0])
    protection.hidden_table(appendix.iloc[:0])
    assert "Er is geen enkel getal weggelaten." in capsys.readouterr().out
