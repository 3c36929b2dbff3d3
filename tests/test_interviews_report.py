"""Chapter 5: sentences follow the numbers, waves stand beside each other, quotes are cleared ones."""

from __future__ import annotations

import re
import shutil
from difflib import ndiff
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import test_chapters
from fabricated import estimates
from interview_tables import CODEBOOK, CODINGS, ROOT, write_coded
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.estimates import NoSuchEstimate, conform, read_estimates, write_estimates
from stagepact_research.pipeline.interviews import interview_sources, interview_steps
from stagepact_research.protocol import InvalidProtocol, Project
from stagepact_research.report.interviews import amounts, prose, reading
from stagepact_research.report.interviews import show as interviews
from stagepact_research.strands.interviews import read_findings

RUN = partial(test_chapters.run, "5-interviews")
FINDINGS = ROOT / "data" / "raw" / "2024" / "interviews" / "bevindingen.csv"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with fabricated estimates of the survey, and the printed numbers of the interviews."""
    test_chapters.project(tmp_path, estimates("observed"))
    monkeypatch.chdir(tmp_path)
    for cached in (reading._codebook, reading._guides, reading._vignettes, reading._findings):
        cached.cache_clear()
    return tmp_path


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("\u00a0", " ")


def change_published(book: Path, old: str, new: str) -> None:
    path = book / "data" / "raw" / "2024" / "published.csv"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), "utf-8")
    from stagepact_research.report import sources

    sources._estimates.cache_clear()


def lines_that_differ(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith("+ ")]


def test_every_finding_can_be_said_from_the_printed_rows() -> None:
    rows = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")
    for one in read_findings(FINDINGS, CODEBOOK):
        said = prose.sentence(rows[rows["source"] == "interviews"], one, CODEBOOK)
        assert "{" not in said
        assert "nan" not in said.split()
        assert said[0].isupper() or said[0].isdigit() or said[0] == "‘", said


def test_the_chapter_has_the_sections_of_the_report_and_every_finding(book: Path) -> None:
    text = plain(RUN())
    sections = re.findall(r"^### .*\{#sec-interviews-(\d-\d-\d)\}", text, flags=re.M)
    assert sections == [f"5-{a}-{b}" for a in (1, 2) for b in range(1, 9)]
    rows = read_estimates(ROOT / "data" / "raw" / "2024" / "published.csv")
    rows = rows[rows["source"] == "interviews"]
    for one in read_findings(FINDINGS, CODEBOOK):
        assert prose.sentence(rows, one, CODEBOOK) in text, one.id
    assert text.count('title="Casus klik"') == 2
    assert "Nog niet opgenomen" not in text


def test_the_counts_of_the_report_are_recognised(book: Path) -> None:
    text = plain(RUN())
    for said in (
        "16 van de 30 stagebegeleiders",
        "Dat het Stagepact bestaat, weten alle 30 stagebegeleiders.",
        "Het Stagepact kennen 3 van de 30 praktijkopleiders: één via de school en twee via",
        "Ja, zeggen 17 van de 30; nee, zegt één; zes weten het niet zeker.",
        "de kortste ervaring is een maand, de langste 30 jaar",
        "Een handicap wordt genoemd door niemand.",
        "“Als het klikt dan beginnen ze gewoon” (rapport 2024, 5.2.4)",
    ):
        assert said in text


def test_a_changed_count_changes_every_sentence_about_it_and_nothing_else(book: Path) -> None:
    before = plain(RUN())
    old = "preventie_bij_werving_bekend,n,ja,,,,,5.2.4,17,"
    change_published(book, old, old.replace("17", "18"))
    after = plain(RUN())
    different = lines_that_differ(before, after)
    assert all("18 van" in line for line in different), different
    # The paragraph, the table of answers, and the table of what is now printed in two ways.
    assert len(different) == 3
    assert before != after


def test_changed_words_change_the_sentence_the_table_and_the_figure(book: Path) -> None:
    before = plain(RUN())
    old = 'tevreden_over_aanpak,pct,ja,,,,verbal,5.1.5,90,,,,30,,"verbaal: bijna alle;'
    change_published(book, old, old.replace("bijna alle", "een kwart"))
    different = lines_that_differ(before, plain(RUN()))
    assert any("het gaat is een kwart van de stagebegeleiders" in line for line in different), different
    assert all("een kwart" in line for line in different), different


def test_what_only_other_chapters_print_of_the_interviews_is_shown_with_its_place(book: Path) -> None:
    text = plain(RUN())
    table = text[text.index("{#tbl-interviews-elders}") :]
    assert "| Melding bij SBB | stagebegeleiders | ‘meer dan drie kwart’ | Bijlage 3, vraag 5 |" in table
    assert "Objectieve stagematching" not in table


def test_a_number_that_is_not_there_is_an_error_that_names_it(book: Path) -> None:
    change_published(book, "stagediscriminatie_elders,n,ja,,,,,5.2.3,6,", "iets_anders,n,ja,,,,,5.2.3,6,")
    with pytest.raises(NoSuchEstimate, match="stagediscriminatie_elders"):
        RUN()


@pytest.mark.parametrize(
    ("row", "noun", "said"),
    [
        ({"estimate": 16, "n": 30}, "stagebegeleiders", "16 van de 30 stagebegeleiders"),
        ({"estimate": 30, "n": 30}, "teams", "alle 30 teams"),
        ({"estimate": 0, "n": 30}, "teams", "geen van de 30 teams"),
        ({"estimate": 1}, "leerbedrijven", "één leerbedrijf"),
        ({"estimate": 0}, "leerbedrijven", "geen enkel leerbedrijf"),
        ({"estimate": 0}, "stagebegeleiders", "geen enkele stagebegeleider"),
        ({"estimate": 1, "n": 1}, "teams", "1 van de 1 teams"),
        ({"estimate": 8}, "", "acht"),
        ({"variant": "verbal", "note": "verbaal: de meeste; x"}, "teams", "de meeste teams"),
        ({"variant": "verbal", "note": "verbaal: de meeste; x"}, "", "de meesten"),
        ({"variant": "verbal", "note": "verbaal: meerderheid; x"}, "teams", "een meerderheid van de teams"),
        ({"variant": "verbal", "note": "verbaal: een enkeling; x"}, "teams", "een enkeling"),
        ({"variant": "verbal", "note": "verbaal: ruim de helft; x"}, "teams", "ruim de helft van de teams"),
        (
            {"variant": "verbal", "note": "verbaal: ruim tweederde; x"},
            "teams",
            "ruim twee derde van de teams",
        ),
        ({"variant": "verbal", "note": "verbaal: ruim tweederde; x"}, "", "ruim tweederde"),
    ],
)
def test_an_amount_is_said_with_its_group(row: dict[str, object], noun: str, said: str) -> None:
    empty = {"statistic": "n", "variant": "", "estimate": 1.0, "n": float("nan"), "note": ""}
    assert amounts.amount(pd.Series({**empty, **row}), noun) == said


@pytest.mark.parametrize(
    ("row", "singular"),
    [
        ({"estimate": 0, "n": 30}, True),
        ({"estimate": 1, "n": 30}, True),
        ({"estimate": 2, "n": 30}, False),
        ({"statistic": "pct", "estimate": 40}, True),
        ({"variant": "verbal", "note": "verbaal: ruim de helft; x"}, True),
        ({"variant": "verbal", "note": "verbaal: de meeste; x"}, False),
    ],
)
def test_the_verb_goes_with_the_amount(row: dict[str, object], singular: bool) -> None:
    empty = {"statistic": "n", "variant": "", "estimate": 1.0, "n": float("nan"), "note": ""}
    assert amounts.is_one(pd.Series({**empty, **row})) is singular


@pytest.mark.parametrize(
    ("years", "said"),
    [(1 / 12, "een maand"), (0.5, "een half jaar"), (0.25, "drie maanden"), (10, "10 jaar")],
)
def test_years_below_one_are_said_in_months(years: float, said: str) -> None:
    assert amounts.years(years) == said


def coded_wave(book: Path, provenance: str = "observed", *, interval: bool = False, **tables: str) -> Project:
    """The project with coded interviews of 2026, counted, beside the printed ones."""
    write_coded(book / "data" / "raw" / "2026" / "interviews" / "2026-10-01", provenance, **tables)
    if interval:
        path = book / "instruments" / "protocol.yml"
        path.write_text(path.read_text("utf-8").replace("  interval: false", "  interval: true"), "utf-8")
    project = Project(book)
    (step,) = interview_steps(project)
    step.run()
    tables_ = [read_estimates(project.estimates), read_estimates(step.writes[0])]
    write_estimates(conform(pd.concat(tables_)), project.estimates)
    return project


def test_a_coded_wave_stands_beside_the_printed_one(book: Path) -> None:
    coded_wave(book)
    text = plain(RUN())
    assert "| Vraag | Antwoord | 2024 | 2026 |" in text
    cells = next(
        line for line in text.splitlines() if line.startswith("| Signalen of meldingen meegemaakt | ja")
    )
    assert cells.endswith("| 16 van 30 | 1 van 2 |")
    assert "De interviews (60 in 2024 en 5 in 2026) zijn gehouden" in text
    assert "Thema’s in de interviews van 2026" in text
    assert "{#fig-interviews-groepen-2026" in text
    assert (book / "notebooks" / "5-interviews_files" / "interviews-groepen-2026.svg").exists()
    assert "Synthetische gegevens" not in text
    assert "llustratief" not in text


def test_synthetic_interviews_are_marked_in_the_chapter_and_in_their_figure_only(book: Path) -> None:
    coded_wave(book, "synthetic")
    text = plain(RUN())
    assert 'title="Synthetische gegevens"' in text
    alts = re.findall(r'\{#fig-interviews-groepen-(\d+) fig-alt="([^"]*)"', text)
    assert {wave: alt.endswith("Synthetische gegevens.") for wave, alt in alts} == {
        "2024": False,
        "2026": True,
    }


def test_only_cleared_quotes_are_shown_and_as_plain_words(book: Path) -> None:
    uncleared = CODINGS.replace(
        "nee     |                  |\n    | I04", "nee     | GEHEIM           |\n    | I04"
    )
    assert "GEHEIM" in uncleared
    coded_wave(book, codings=uncleared)
    text = RUN()
    assert "Dan weet ik niks” (stagebegeleiders, 2026)" in text
    assert r"Iedereen mag \*” (praktijkopleiders, 2026)" in text
    assert "GEHEIM" not in text
    for path in (book / "data" / "processed").rglob("*"):
        assert path.is_dir() or b"GEHEIM" not in path.read_bytes()


def test_an_interval_is_called_illustrative_wherever_it_is_shown(book: Path) -> None:
    coded_wave(book, interval=True)
    text = plain(RUN())
    assert "95%-interval (illustratief)" in text
    assert "Illustratieve intervallen, 2026" in text
    assert "gekozen en niet geloot" in text


def test_the_newest_folder_counts_unless_the_protocol_names_one(book: Path) -> None:
    folder = book / "data" / "raw" / "2026" / "interviews"
    write_coded(folder / "2026-10-01")
    write_coded(folder / "2026-11-01")
    project = Project(book)
    assert project.coded_interviews(2026) == folder / "2026-11-01"
    assert project.coded_interviews(2024) is None
    path = book / "instruments" / "protocol.yml"
    named = re.sub(r"(\n  2026:\n)", r"\1    interviews: 2026-10-01\n", path.read_text("utf-8"))
    path.write_text(named, "utf-8")
    assert Project(book).coded_interviews(2026) == folder / "2026-10-01"
    shutil.rmtree(folder / "2026-10-01")
    with pytest.raises(InvalidProtocol, match="2026-10-01"):
        Project(book).coded_interviews(2026)


def test_a_changed_file_is_refused_before_it_is_counted(book: Path) -> None:
    folder = write_coded(book / "data" / "raw" / "2026" / "interviews" / "2026-10-01")
    (folder / "answers.csv").write_text("interview,question,code\n", "utf-8")
    answer = CliRunner().invoke(app, ["interviews", "count", "--wave", "2026"])
    assert "niet meer dat van zijn manifest" in str(answer.exception)


def test_the_chapter_depends_on_findings_instruments_and_cleared_quotes(book: Path) -> None:
    project = coded_wave(book)
    names = {path.name for path in interview_sources(project)}
    assert {"bevindingen.csv", "citaten.csv", "codebook.yml", "vignettes.yml"} <= names
    assert "interview_quotes.parquet" in names


def test_the_command_counts_with_and_without_an_interval(book: Path) -> None:
    write_coded(book / "data" / "raw" / "2026" / "interviews" / "2026-10-01")
    told = CliRunner().invoke(app, ["interviews", "count", "--wave", "2026"]).output
    assert "stagebegeleiders signalen_stagediscriminatie ja, n: 1 (n = 2)" in told
    assert "illustratief" not in told
    told = CliRunner().invoke(app, ["interviews", "count", "--wave", "2026", "--interval"]).output
    assert "%, illustratief]" in told
    out = book / "tellingen.csv"
    CliRunner().invoke(app, ["interviews", "count", "--wave", "2026", "--out", str(out)])
    assert "signalen_stagediscriminatie" in out.read_text("utf-8")


@pytest.mark.parametrize("what", ["stagebegeleider", "praktijkopleider", "informatie"])
def test_the_guides_and_the_letter_can_be_printed(book: Path, what: str) -> None:
    out = book / f"{what}.docx"
    CliRunner().invoke(app, ["interviews", "print", what, "--out", str(out)])
    assert out.read_bytes().startswith(b"PK")


def test_an_unknown_guide_is_refused_and_nothing_is_written(book: Path) -> None:
    out = book / "x.docx"
    answer = CliRunner().invoke(app, ["interviews", "print", "student", "--out", str(out)])
    assert "bestaat niet" in str(answer.exception)
    assert not out.exists()


def test_findings_of_two_waves_stand_under_their_own_year(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coded_wave(book)
    later = book / "data" / "raw" / "2026" / "interviews" / "bevindingen.csv"
    header = FINDINGS.read_text("utf-8").splitlines()[0]
    text = "Een signaal kennen {signalen_stagediscriminatie/ja|stagebegeleiders}."
    row = f"int-2026-01,stagebegeleiders,5.1.3,ervaring,signalen_stagediscriminatie,ja,,{text},interviews,"
    later.write_text(f"{header}\n{row}\n", "utf-8")
    interviews.findings(interviews.open_interviews("5-interviews"), "5.1.3")
    said = plain(capsys.readouterr().out)
    assert said.index("**Meting 2024**") < said.index("**Meting 2026**")
    assert "Een signaal kennen 1 van de 2 stagebegeleiders." in said
