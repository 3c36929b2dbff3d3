"""`stagepact export`: whole or not at all, labelled, and without what could name somebody."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from deposited import Row, make_real, project_with_products
from fabricated import estimates
from project import PROJECT, copy_of_project
from typer.testing import CliRunner

from stagepact_research.archive.errors import (
    DepositExists,
    MixedProvenance,
    NoFolderForDeposit,
    NoReportDate,
    NothingToDeposit,
    RealAnswersInProject,
)
from stagepact_research.cli import app
from stagepact_research.estimates import write_estimates
from stagepact_research.pipeline.deposit import export_deposit
from stagepact_research.pipeline.deposit.instruments import deposited_instruments
from stagepact_research.protocol import Project

CANARIES = ("kanarie.jansen@voorbeeld.example", "Kanarie bij Bakkerij Voorbeeld", "KANARIE-PSEUDONIEM")
RARE = {"q14[bol]": "", "q14[bbl]": "Y", "q15": "SV", "q16[entree]": "Y", "q16[niv4]": "Y", "q17": "J"}


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    project = project_with_products(tmp_path_factory.mktemp("project"), 2024)
    out = tmp_path_factory.mktemp("archief") / "depot"
    export_deposit(project, out)
    return project, out


def _with_canaries(rows: list[Row]) -> None:
    """Two teams like no other, of which one wrote down who it is."""
    complete = [row for row in rows if row["submitdate"] and row["q01"] == "J"][:2]
    for row in complete:
        row.update(RARE)
    complete[0].update({"q19": CANARIES[0], "q03": CANARIES[1], "respondent": CANARIES[2]})
    complete[0].update({"q18instelling": "25LX"})
    refused = next(row for row in rows if row["q01"] == "-oth-")
    refused.update({"q01[other]": CANARIES[1], "q01reden": "NOOIT"})


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A deposit with a real wave beside a synthetic one."""
    project = project_with_products(tmp_path_factory.mktemp("project"), 2024, 2026)
    make_real(project, 2026, _with_canaries)
    observed = estimates("observed").assign(wave="2026")
    write_estimates(pd.concat([estimates(), observed]), project.estimates)
    out = tmp_path_factory.mktemp("archief") / "depot"
    export_deposit(project, out, respondents=True)
    return project, out


def _files(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_the_deposit_has_data_codebook_metadata_licence_environment_and_readme(
    synthetic: tuple[Project, Path],
) -> None:
    _, out = synthetic
    found = _files(out)
    assert {
        "README.md",
        "LICENSE",
        "CITATION.cff",
        "ro-crate-metadata.json",
        "sha256sums.txt",
        "codeboek/codeboek.csv",
        "codeboek/codeboek.html",
        "ddi/ddi-2024-synthetisch.xml",
        "gegevens/2024-synthetisch/respondenten-2024-synthetisch.csv",
        "gegevens/2024-synthetisch/respondenten-2024-synthetisch.sav",
        "schattingen/estimates.csv",
        "schattingen/published-2024.csv",
        "schattingen/afgeschermd.csv",
        "kwaliteitsagendas/2024/codering-2024.csv",
        "interviews/2024/bevindingen.csv",
        "instrumenten/protocol.yml",
        "instrumenten/deletion_log.yml",
        "omgeving/requirements.lock",
        "omgeving/gemaakt.json",
    } <= set(found)


def test_every_file_has_its_hash(synthetic: tuple[Project, Path]) -> None:
    _, out = synthetic
    listed = dict(
        reversed(line.split("  ")) for line in (out / "sha256sums.txt").read_text("utf-8").splitlines()
    )
    assert set(listed) == set(_files(out)) - {"sha256sums.txt"}
    assert all(hashlib.sha256((out / name).read_bytes()).hexdigest() == h for name, h in listed.items())


def test_the_same_data_give_the_same_deposit(synthetic: tuple[Project, Path], tmp_path: Path) -> None:
    project, out = synthetic
    export_deposit(project, tmp_path / "nogmaals")
    assert (tmp_path / "nogmaals" / "sha256sums.txt").read_bytes() == (out / "sha256sums.txt").read_bytes()


def test_synthetic_data_are_called_so_in_every_file_about_them(synthetic: tuple[Project, Path]) -> None:
    _, out = synthetic
    assert "synthetische gegevens van 2024" in (out / "README.md").read_text("utf-8")
    assert "Synthetische gegevens" in (out / "codeboek/codeboek.html").read_text("utf-8")
    assert "Synthetische gegevens" in (out / "ddi/ddi-2024-synthetisch.xml").read_text("utf-8")
    assert all("synthetisch" in path.name for path in (out / "gegevens").rglob("respondenten*"))
    _, meta = pyreadstat.read_sav(out / "gegevens/2024-synthetisch/respondenten-2024-synthetisch.sav")
    assert "synthetisch" in meta.file_label
    assert "Synthetische gegevens" in " ".join(meta.notes)


def test_the_crate_describes_every_file_and_from_what_it_was_made(synthetic: tuple[Project, Path]) -> None:
    _, out = synthetic
    graph = json.loads((out / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    by_id = {entity["@id"]: entity for entity in graph}
    assert len(by_id) == len(graph)
    files = {e["@id"] for e in graph if e["@type"] == "File"}
    assert files == set(_files(out)) - {"ro-crate-metadata.json", "sha256sums.txt"}
    for name in files:
        assert by_id[name]["sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert by_id[name]["contentSize"] == str((out / name).stat().st_size)
    action = by_id["#gemaakt"]
    assert action["@type"] == "CreateAction"
    sources = {by_id[one["@id"]]["name"] for one in action["object"]}
    assert {"data/raw/2024/survey/2024-synthetisch/responses.csv", "replicates"} <= sources
    assert {one["@id"] for one in action["result"]} == files
    refers = [part for e in graph for value in e.values() for part in _references(value)]
    assert [one for one in refers if one not in by_id and "://" not in one] == []


def _references(value: object) -> list[str]:
    if isinstance(value, dict) and set(value) == {"@id"}:
        return [str(value["@id"])]
    return [one for part in value for one in _references(part)] if isinstance(value, list) else []


def test_a_folder_that_exists_is_refused_and_left_alone(synthetic: tuple[Project, Path]) -> None:
    project, out = synthetic
    before = (out / "README.md").read_bytes()
    with pytest.raises(DepositExists):
        export_deposit(project, out)
    assert (out / "README.md").read_bytes() == before


def test_a_link_to_nowhere_counts_as_a_folder_that_exists(
    synthetic: tuple[Project, Path], tmp_path: Path
) -> None:
    (tmp_path / "depot").symlink_to(tmp_path / "weg")
    with pytest.raises(DepositExists):
        export_deposit(synthetic[0], tmp_path / "depot")


def test_a_folder_below_nothing_is_refused(synthetic: tuple[Project, Path], tmp_path: Path) -> None:
    with pytest.raises(NoFolderForDeposit):
        export_deposit(synthetic[0], tmp_path / "er niet" / "depot")


def test_nothing_half_written_stays_behind(
    synthetic: tuple[Project, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    whole = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        written.append(self)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        return whole(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Exception, match="niet te schrijven"):
        export_deposit(synthetic[0], tmp_path / "depot")
    assert list(tmp_path.iterdir()) == []


def test_without_products_the_sentence_says_how_to_make_them(tmp_path: Path) -> None:
    project = project_with_products(tmp_path / "project", 2024)
    (project.processed / "2024" / "scores.parquet").unlink()
    with pytest.raises(NothingToDeposit) as problem:
        export_deposit(project, tmp_path / "depot")
    assert "stagepact report" in problem.value.sentence()
    assert not (tmp_path / "depot").exists()


@pytest.mark.parametrize("line", ["", "date: vandaag", 'date: "2026-11-31"', "date: [1]"])
def test_a_book_without_a_date_is_one_sentence_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    project = project_with_products(tmp_path / "project", 2024)
    book = project.root / "_quarto.yml"
    dated = book.read_text("utf-8")
    without = "\n".join(f"  {line}" if one.startswith("  date:") else one for one in dated.splitlines())
    assert without != dated
    book.write_text(without, encoding="utf-8")
    with pytest.raises(NoReportDate) as problem:
        export_deposit(project, tmp_path / "depot")
    assert "_quarto.yml" in problem.value.sentence()
    assert "2026-11-25" in problem.value.sentence()
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_the_command_refuses_a_book_without_a_date_before_it_makes_the_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copy_of_project(tmp_path / "project")
    book = project.root / "_quarto.yml"
    book.write_text(book.read_text("utf-8").replace("  date:", "  subtitle2:"), encoding="utf-8")
    monkeypatch.chdir(project.root)
    outcome = CliRunner().invoke(app, ["export", "--out", str(tmp_path / "depot")])
    assert isinstance(outcome.exception, NoReportDate)
    assert not (project.processed / "pytask.toml").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_notes_beside_the_instruments_stay_out(synthetic: tuple[Project, Path], tmp_path: Path) -> None:
    project = project_with_products(tmp_path / "project", 2024)
    for name in ("notities.md", "notities.yml", "questionnaire/2024-oud.yml", "interviews/namen.yml"):
        (project.instruments / name).write_text("wachtwoord: KANARIE-WACHTWOORD\n", encoding="utf-8")
    export_deposit(project, tmp_path / "depot")
    assert _files(tmp_path / "depot") == _files(synthetic[1])
    texts = [path.read_bytes() for path in (tmp_path / "depot").rglob("*") if path.is_file()]
    stray = (b"KANARIE-WACHTWOORD", b"notities.md", b"notities.yml", b"2024-oud", b"namen.yml")
    assert [word for word in stray if any(word in text for text in texts)] == []


def test_every_instrument_of_the_project_is_deposited() -> None:
    present = {path for path in PROJECT.instruments.rglob("*") if path.suffix in (".yml", ".md")}
    assert set(deposited_instruments(PROJECT)) == present


def test_estimates_that_did_not_pass_the_gate_are_not_deposited(tmp_path: Path) -> None:
    project = project_with_products(tmp_path / "project", 2024)
    (project.processed / "disclosure.parquet").unlink()
    with pytest.raises(NothingToDeposit):
        export_deposit(project, tmp_path / "depot")
    assert not (tmp_path / "depot").exists()


def test_estimates_of_another_kind_than_the_snapshot_are_refused(tmp_path: Path) -> None:
    project = project_with_products(tmp_path / "project", 2024, provenance="observed")
    with pytest.raises(MixedProvenance):
        export_deposit(project, tmp_path / "depot")


def test_real_answers_stay_out_unless_they_are_asked_for(real: tuple[Project, Path], tmp_path: Path) -> None:
    export_deposit(real[0], tmp_path / "depot")
    assert not list((tmp_path / "depot" / "gegevens").glob("2026*"))
    assert (tmp_path / "depot" / "ddi" / "ddi-2026.xml").exists()
    assert "antwoorden per respondent van 2026" in (tmp_path / "depot" / "README.md").read_text("utf-8")


def test_real_answers_never_come_in_the_folder_of_the_project(real: tuple[Project, Path]) -> None:
    with pytest.raises(RealAnswersInProject):
        export_deposit(real[0], real[0].root / "depot", respondents=True)
    assert not (real[0].root / "depot").exists()


def test_no_open_text_contact_detail_or_pseudonym_is_found_anywhere(real: tuple[Project, Path]) -> None:
    project, out = real
    raw = (project.snapshot(2026) / "responses.csv").read_text("utf-8")
    assert all(canary in raw for canary in CANARIES)
    for path in (path for path in out.rglob("*") if path.is_file()):
        for canary in CANARIES:
            assert canary.encode() not in path.read_bytes(), path.name


def test_the_institution_and_the_time_of_answering_are_no_variables(real: tuple[Project, Path]) -> None:
    _, out = real
    header = next(csv.reader(io.StringIO(_respondents(out).read_text("utf-8"))))
    assert not {"q18instelling", "q19", "q03", "respondent", "submitdate", "startdate", "id"} & set(header)


def _respondents(out: Path) -> Path:
    return out / "gegevens" / "2026" / "respondenten-2026.csv"


def test_a_rare_team_cannot_be_told_apart_by_its_background(real: tuple[Project, Path]) -> None:
    _, out = real
    frame = pd.read_csv(_respondents(out))
    known = ["q14bol", "q14bbl", "q15", "q16entree", "q16niv2", "q16niv3", "q16niv4", "q17"]
    known += ["leerweg", "sectorcategorie"]
    answered = frame[frame["dispositie"] == 4]
    assert answered.groupby(known).size().min() >= 5
    entree_and_four = (answered["q16entree"] == 1) & (answered["q16niv4"] == 1)
    assert not entree_and_four.any()
    assert "ten minste 5 respondenten" in (out / "README.md").read_text("utf-8")


def test_a_reason_to_decline_that_few_gave_is_hidden(real: tuple[Project, Path]) -> None:
    reasons = pd.read_csv(_respondents(real[1]))["q01reden"]
    given = reasons[reasons > 0].value_counts()
    assert len(given) > 0
    assert given.min() >= 5
    assert (reasons == -7).any()


def _frequencies(path: Path, variable: str) -> dict[int, str]:
    from lxml import etree

    name = {"d": "ddi:codebook:2_5"}
    own = etree.parse(str(path)).xpath(f"//d:var[@name='{variable}']/d:catgry[d:catStat]", namespaces=name)
    told = [[one.findtext(f"d:{part}", namespaces=name) for part in ("catValu", "catStat")] for one in own]
    return {int(code): number for code, number in told}


def test_the_ddi_document_counts_background_in_the_protected_file(real: tuple[Project, Path]) -> None:
    _, out = real
    frame = pd.read_csv(_respondents(out))
    assert (frame["q15"] == -7).any()
    for variable in ("q15", "q16entree", "q17", "sectorcategorie", "q01reden"):
        told = _frequencies(out / "ddi/ddi-2026.xml", variable)
        counted = frame[variable].value_counts()
        assert {code: int(n) for code, n in told.items()} == {code: counted.get(code, 0) for code in told}
        assert {code for code in counted.index if code >= 0 or code == -7} <= set(told)
        assert all(int(n) == 0 or int(n) >= 5 for n in told.values())


def test_without_the_file_the_ddi_document_says_what_its_numbers_are(
    real: tuple[Project, Path], tmp_path: Path
) -> None:
    export_deposit(real[0], tmp_path / "depot")
    text = (tmp_path / "depot" / "ddi" / "ddi-2026.xml").read_text("utf-8")
    assert "geteld voordat het bestand met antwoorden werd afgeschermd" in text
    assert "geteld voordat" not in (real[1] / "ddi" / "ddi-2026.xml").read_text("utf-8")
    page = (real[1] / "codeboek" / "codeboek.html").read_text("utf-8")
    assert page.count("geteld voordat het bestand") == 1, "of the wave that is real"


def test_the_command_says_in_one_sentence_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    command = [sys.executable, "-m", "stagepact_research.cli", "export", "--out", str(tmp_path / "depot")]
    outcome = subprocess.run(
        command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 2
    assert "bestaat al" in outcome.stderr
    assert "Traceback" not in outcome.stderr
