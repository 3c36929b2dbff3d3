"""Chapter 3, commands and pipeline of the kwaliteitsagenda's: what is shown follows from the coding."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from fabricated import ROOT, estimates
from fabricated_agendas import FRAME, agendas, coding, keep, later
from project import PROJECT, copy_of_project
from test_chapters import run
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.errors import InputProblem
from stagepact_research.estimates import read_estimates, select, write_estimates
from stagepact_research.pipeline.agendas import (
    agenda_steps,
    coded_products,
    coded_waves,
    make_agendas,
    read_codings,
)
from stagepact_research.report import sources
from stagepact_research.report.agendas import reading
from stagepact_research.report.coded import settled
from stagepact_research.report.verification import verify
from stagepact_research.strands.agendas import errors as wrong

CHAPTER = "3-kwaliteitsagendas"
WORDS = PROJECT.protocol.quantifiers


def with_code(question, code, institutions):
    cells = coding()
    here = (cells["question"] == question) & cells["institution"].isin(list(institutions))
    return cells.assign(code=cells["code"].where(~here, code))


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The chapter as it reads with other codings than the one of 2024."""
    project = copy_of_project(tmp_path)

    def made(codings=None):
        table = pd.concat([estimates(), keep(tmp_path, agendas(codings))])
        write_estimates(table, project.estimates)
        monkeypatch.chdir(tmp_path)
        # The chapter reads each file once; a test changes them.
        for read in (sources._estimates, reading._cells):
            read.cache_clear()
        return run(CHAPTER)

    return made


def test_the_findings_of_the_printed_report_are_there(chapter):
    text = chapter()
    for finding in (
        "in de agenda van drie instellingen (1, 2 en 4)",
        "staat bij één instelling (7)",
        "Een nulmeting wordt genoemd bij ten minste één instelling (8).",
        "wordt duidelijk erkend door één instelling (5)",
        "blijft onduidelijk bij zeven instellingen (1, 2, 3, 4, 6, 7 en 8)",
        "een ambitie van de meeste instellingen",
        "volgens de agenda bij twee instellingen (4 en 5)",
        "in de helft van de agenda’s. Bij nummer noemt het er drie",
        "in de agenda’s van zeven instellingen (1, 2, 3, 4, 5, 6 en 8)",
        "of moet er komen, bij alle acht instellingen",
        "staat niets bij vier instellingen (2, 3, 7 en 8)",
        "staat in de agenda van zes instellingen (3, 4, 5, 6, 7 en 8)",
        "Goed lijkt het te gaan op vier punten.",
        "Beter kan het op zes punten.",
        "overeenstemmen, is dus niet gemeten",
        "instelling 4 telt er twee per jaar",
    ):
        assert finding in text, finding
    assert text.count("\n> “") + text.count("\n    > “") > 25


def test_another_code_changes_what_rests_on_it_and_nothing_else(chapter):
    before = chapter().splitlines()
    after = chapter({2024: [with_code("agenda_sociale_norm", "duidelijk", "6")]}).splitlines()
    assert any("volgens de agenda bij drie instellingen (4, 5 en 6)" in line for line in after)
    changed = [line for line in after if line not in before]
    assert any(
        "fig-agendas-2024" in line and "4. Sociale norm: vermeld 4, 5 en 6" in line for line in changed
    )
    assert "| duidelijk | 3 (4, 5, 6) |" in changed
    for line in changed:
        assert re.search(
            r"sociale norm|Sociale norm|zo’n norm|\((4, 5, 6|8)\)|één instelling \(8\)|Instelling 6", line
        )


def test_a_count_that_is_no_longer_the_printed_one_deviates():
    published = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")

    def verdicts(cells):
        rows = agendas({2024: [cells]})[2024][0]
        found = verify(published, select(rows, category="heeft_of_wil"), quantifiers=WORDS)
        printed = (found["subject"] == "agenda_meldpunt") & (found["category"] == "heeft_of_wil")
        return found[printed]["verdict"]

    assert set(verdicts(coding())) == {"volgt uit de codering"}
    fewer = with_code("agenda_meldpunt", "niet_vermeld", "6")
    assert set(verdicts(fewer)) == {"wijkt af"}


def test_only_agendas_read_by_coders_reproduce_a_printed_number():
    published = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")
    rows = agendas()[2024][0]
    subject = {"subject": "agenda_stagemakelaar", "statistic": "n", "group_by": ""}
    one = select(published, subject="agenda_stagemakelaar")
    assert set(verify(one, select(rows, **subject))["verdict"]) == {"volgt uit de codering"}
    read = rows.assign(provenance="observed")
    assert set(verify(one, select(read, **subject))["verdict"]) == {"gereproduceerd"}


def test_a_count_with_open_cells_is_compared_only_where_that_makes_no_difference():
    assert settled(62.5, 100, (50, 100))
    assert settled(0, 25, (45, 55))
    assert not settled(37.5, 100, (45, 55))
    published = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")
    found = verify(published, agendas()[2024][0], quantifiers=WORDS)
    row = found[(found["subject"] == "agenda_visie_met_leerbedrijven")].iloc[0]
    assert row["verdict"] == "niet te berekenen"
    assert "38 tot 100%" in row["explanation"]


def test_two_waves_stand_side_by_side_and_invented_ones_are_marked(chapter):
    text = chapter(
        {2024: [coding()], 2026: [later("A"), later("B", agenda_meldpunt="heeft_of_wil"), later("C")]}
    )
    assert 'title="Synthetische gegevens"' in text
    assert "| Vraag en code | Instellingen in 2024 | Instellingen in 2026 |" in text
    assert "| codeurs verschillen | 0 | 1 (1) |" in text
    assert "≠\\: codeurs verschillen" in text
    assert "{#fig-agendas-2026" in text
    assert "{#tbl-agendas-overeenstemming-2026}" in text
    assert "door drie codeurs die elkaars werk niet zagen" in text
    assert "hooguit één van de acht instellingen" in text
    assert "bij alle acht instellingen in 2024 en hooguit één instelling in 2026" in text
    assert "Over één cel verschillen zij nog; die is niet bekend." in text
    assert "van acht instellingen in 2024 en acht instellingen in 2026" in text
    assert "instellingen (1, 2 en 4) in 2024 en geen enkele instelling in 2026" in text


# The commands and the pipeline


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = copy_of_project(tmp_path, both_waves=True)
    monkeypatch.chdir(tmp_path)
    return made


def invoke(*args):
    return CliRunner().invoke(app, ["agendas", *args])


def put(project, name, cells):
    folder = project.raw / "2026" / "agendas"
    folder.mkdir(exist_ok=True)
    cells.to_csv(folder / name, sep=";", index=False)


def test_a_template_is_written_once_with_its_explanation(project):
    assert invoke("template", "2026", "--out", "A.csv", "--coder", "A").exit_code == 0
    assert "Beslisregel" in (project.root / "A-toelichting.md").read_text("utf-8")
    text = (project.root / "A.csv").read_text("utf-8")
    assert isinstance(invoke("template", "2026", "--out", "A.csv").exception, wrong.WouldReplace)
    assert (project.root / "A.csv").read_text("utf-8") == text
    assert isinstance(invoke("template", "2026", "--out", "weg/A.csv").exception, wrong.NoSuchFolder)
    assert "csv" in str(invoke("template", "2026", "--out", "A.xlsx").exception)


def test_an_empty_template_is_not_a_coding(project):
    folder = project.raw / "2026" / "agendas"
    folder.mkdir()
    invoke("template", "2026", "--out", str(folder / "A.csv"), "--coder", "A")
    found = invoke("check", "2026")
    assert isinstance(found.exception, wrong.UnknownCode)
    assert "regel 2, kolom code: de cel is leeg." in found.exception.sentence()


def test_checked_codings_say_how_far_coders_agree_and_where_not(project):
    assert isinstance(invoke("check", "2026").exception, wrong.NoCoding)
    put(project, "A.csv", later("A", agenda_meldpunt="heeft_of_wil"))
    assert "één codeur" in invoke("check", "2026").output
    put(project, "B.csv", later("B"))
    said = invoke("check", "2026").output
    assert "kappa" in said
    assert "Nog te bespreken: instelling 1, agenda_meldpunt" in said
    put(project, "B2.csv", later("B"))
    assert isinstance(invoke("check", "2026").exception, wrong.DoubleCoder)


def test_the_coding_of_2024_is_checked_as_read_from_a_report(project):
    assert "uit een rapport gelezen" in invoke("check", "2024").output
    extra = project.raw / "2024" / "agendas" / "A.csv"
    later("A").to_csv(extra, sep=";", index=False)
    assert isinstance(invoke("check", "2024").exception, wrong.MixedSources)


def test_a_coding_that_is_no_longer_that_of_its_manifest_is_refused(project):
    path = project.raw / "2024" / "agendas" / "codering.csv"
    path.write_text(path.read_text("utf-8").replace("grensoverschrijdend", "ander"), encoding="utf-8")
    with pytest.raises(InputProblem, match="manifest"):
        read_codings(project, 2024)


def test_a_wave_with_codings_is_a_product_of_the_pipeline(project):
    assert coded_waves(project) == [2024]
    put(project, "A.csv", later("A"))
    assert coded_waves(project) == [2024, 2026]
    assert [step.writes[0].parent.name for step in agenda_steps(project)] == ["2024", "2026"]
    rows, cells = coded_products(project, 2026)
    rows.parent.mkdir(parents=True, exist_ok=True)
    make_agendas(project, 2026, rows, cells)
    assert set(read_estimates(rows)["provenance"]) == {"observed"}
    assert len(pd.read_parquet(cells)) == 8 * len(list(FRAME.questions()))
