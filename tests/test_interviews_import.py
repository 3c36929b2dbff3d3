"""Coded interviews come in as a folder that never changes, without a word that was not cleared."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import traceback
from datetime import date
from pathlib import Path

import pytest
from coded_interviews import (
    CODES,
    GROUP,
    STUDY,
    archive,
    code,
    guid,
    project,
    selection,
    small,
    text_source,
    value,
)
from project import PROJECT, copy_of_project
from typer.testing import CliRunner

from stagepact_research import cli
from stagepact_research.errors import InputProblem
from stagepact_research.pipeline import interviews_import
from stagepact_research.pipeline.interviews_import import Imported, OtherKey, SameImport, import_interviews
from stagepact_research.pipeline.snapshots import digest, provenance
from stagepact_research.protocol import Project
from stagepact_research.strands.interviews import load_codebook, load_guides
from stagepact_research.strands.interviews.coded import check_coded, read_coded
from stagepact_research.strands.interviews.refi import read_qdc
from stagepact_research.strands.interviews.refi.errors import InvalidTable, UnknownCode
from stagepact_research.strands.interviews.refi.exchange import code_guid

DAY = date(2026, 11, 2)
CONTACT = code_guid("contact_bedrijf")
CANARY = "Kanarievogel"


@pytest.fixture(autouse=True)
def _no_contact_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STAGEPACT_CONTACTS", raising=False)


def bring(root: Path, content: bytes, name: str = "studie.qdpx", **more: object) -> Imported:
    path = root / name
    path.write_bytes(content)
    options = {"today": DAY, **more}
    return import_interviews(Project(root), 2026, path, STUDY, **options)  # type: ignore[arg-type]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folders(root: Path) -> list[str]:
    parent = root / "data" / "raw" / "2026" / "interviews"
    return sorted(path.name for path in parent.iterdir() if path.is_dir())


def test_an_import_is_a_new_folder_with_a_manifest_that_fits(tmp_path: Path) -> None:
    found = bring(tmp_path, archive(small()).getvalue())
    assert found.folder == tmp_path / "data" / "raw" / "2026" / "interviews" / "2026-11-02"
    manifest = json.loads((found.folder / "manifest.json").read_text("utf-8"))
    assert manifest["provenance"] == provenance(found.folder) == "observed"
    assert manifest["public"] is False
    assert manifest["source"] == {
        "file": "studie.qdpx",
        "sha256": digest(tmp_path / "studie.qdpx"),
        "program": "QualCoder-3.6",
    }
    assert set(manifest["files"]) == {"interviews.csv", "answers.csv", "codings.csv"}
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == digest(found.folder / name)
        assert entry["rows"] == len(rows(found.folder, name))
    assert rows(found.folder, "interviews.csv") == [{"interview": "I01", "group": "stagebegeleiders"}]
    assert rows(found.folder, "codings.csv")[0]["code"] == "contact_bedrijf"


def test_a_second_import_changes_nothing_of_the_first_and_keeps_its_pseudonyms(tmp_path: Path) -> None:
    first = bring(tmp_path, archive(small()).getvalue())
    before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    with pytest.raises(SameImport):
        bring(tmp_path, archive(small()).getvalue())
    new = text_source("Nieuw", selection(0, 3, [CONTACT]), content="Andere woorden.", values=GROUP)
    more = small().replace("<Sources>", f"<Sources>{new}")
    second = bring(tmp_path, archive(more).getvalue())
    assert folders(tmp_path) == ["2026-11-02", "2026-11-02-02"]
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == before
    assert set(second.coded.keys) == {"I01", "I02"}
    assert second.coded.keys["I01"] == first.coded.keys["I01"]
    practice = bring(tmp_path, archive(small(selection(1, 3, [CONTACT]))).getvalue(), synthetic=True)
    assert practice.folder.name == "2026-11-02-synthetisch"
    assert provenance(practice.folder) == "synthetic"


def test_nothing_is_written_when_the_file_is_wrong_or_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = small(selection(0, 3, [guid("Onbekend")]), codes=CODES + code("Onbekend"))
    with pytest.raises(UnknownCode):
        bring(tmp_path, archive(wrong).getvalue())
    assert folders(tmp_path) == []

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(interviews_import.os, "rename", full)
    with pytest.raises(InputProblem, match="Maak ruimte"):
        bring(tmp_path, archive(small()).getvalue())
    assert folders(tmp_path) == []


def canaries() -> dict[str, bytes]:
    """Files with a secret word in every place that may hold the words or the names of people."""
    people = {guid("u"): f"{CANARY} Codeur"}
    text = f"Ik heet {CANARY}. Dit mag wel. {CANARY} werkt hier."
    chosen = (
        selection(0, 17, [CONTACT], name=f"Ik heet {CANARY}", user=guid("u"))
        + selection(10, 45, [CONTACT, guid("in vivo")], count=2)
        + selection(22, 34, [guid("citaat_vrijgegeven")], count=3)
    )
    invivo = f'<Code guid="{guid("in vivo")}" name="{CANARY} werkt" isCodable="true"/>'
    codes = CODES + code("citaat_vrijgegeven") + invivo
    named = text_source(f"{CANARY}.docx", chosen, path=f"internal://{CANARY}.txt", values=GROUP)
    content = f"<PlainTextContent>{CANARY}</PlainTextContent>"
    note = f'<Notes><Note guid="{guid("n")}" name="{CANARY}">{content}</Note></Notes>'
    reference = '<SourceRef targetGUID="DOEL"/>'
    case = f'<Case guid="{guid("c")}" name="{CANARY}">{value("naam", CANARY)}{reference}</Case>'
    own = guid(f"{CANARY}.docx")
    good = project(
        named,
        codes=codes,
        users=people,
        variables=["groep", "naam", "v03"],
        cases=case.replace("DOEL", own),
        after=note,
        origin=f"QualCoder <{CANARY}@voorbeeld.nl>",
    )
    member = f"Sources/{CANARY}.txt"
    files: dict[str, str | bytes] = {member: text}
    coding = guid("coding 10 45 " + guid("in vivo"))
    without = good.replace(f'<Coding guid="{coding}"', "<Geen")
    mapped = good.replace(f"{CANARY} werkt", "Contact met het bedrijf")
    return {
        "in_vivo": archive(good, files).getvalue(),
        "good": archive(mapped, files).getvalue(),
        "no_group": archive(mapped.replace("stagebegeleiders", CANARY), files).getvalue(),
        "answer": archive(mapped.replace(GROUP, GROUP + value("v03", CANARY)), files).getvalue(),
        "broken": archive(without, files).getvalue(),
        "missing": archive(mapped).getvalue(),
        "latin": archive(mapped, {member: f"{CANARY} caf\xe9".encode("latin-1")}).getvalue(),
        "outside": archive(mapped.replace("internal://", "relative://../"), files).getvalue(),
        "position": archive(mapped.replace('endPosition="17"', 'endPosition="9999"'), files).getvalue(),
        "code": archive(
            mapped.replace(f'targetGUID="{CONTACT}"', f'targetGUID="{CANARY}"'), files
        ).getvalue(),
        "unsafe": archive(mapped, {**files, f"../{CANARY}.txt": "x"}).getvalue(),
        "entity": archive(f"<!DOCTYPE x [<!ENTITY {CANARY} '{CANARY}'>]>" + mapped[38:], files).getvalue(),
    }


@pytest.mark.parametrize("case", list(canaries()))
def test_no_word_that_was_not_cleared_is_written_or_told(
    case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    told = ""
    try:
        found = bring(tmp_path, canaries()[case])
        told = "\n".join(found.coded.remarks) + found.origin
        assert case == "good"
        assert [row["quote"] for row in rows(found.folder, "codings.csv")] == ["", "Dit mag wel."]
    except InputProblem as problem:
        assert case != "good"
        told = str(problem) + "".join(traceback.format_exception(problem))
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert (case == "good") == any(path.name == "codings.csv" for path in written)
    captured = capfd.readouterr()
    everything = [told, captured.out, captured.err, caplog.text, *(str(path) for path in written)]
    everything += [path.read_bytes().decode("utf-8") for path in written]
    assert not [text for text in everything if CANARY.casefold() in text.casefold()]


CSV = (
    "interview;code;coder;start;end;cleared;quote\n"
    "Jan;Contact met het bedrijf;Ann;0;10;ja;Mail jan@voorbeeld.nl maar\n"
    f"Jan;steun;Bea;;;nee;{CANARY}\n"
    "Piet;v03:ja;Ann;;;;\n"
)
CASES = (
    "interview,groep,v04\nJan,stagebegeleiders,vaak\n"
    "Piet,praktijkopleiders,\nKees,praktijkopleiders,soms|vaak\n"
)


def test_codings_of_a_spreadsheet_come_in_by_the_same_rules(tmp_path: Path) -> None:
    cases = tmp_path / "interviews.csv"
    cases.write_text(CASES, encoding="utf-8")
    found = bring(tmp_path, CSV.encode("utf-8-sig"), "coderingen.csv", cases=cases)
    names = {row["group"] for row in rows(found.folder, "interviews.csv")}
    assert names == {"stagebegeleiders", "praktijkopleiders"}
    codings = rows(found.folder, "codings.csv")
    quotes = {row["code"]: (row["cleared"], row["quote"]) for row in codings}
    assert quotes == {"contact_bedrijf": ("ja", "Mail [e-mailadres] maar"), "steun": ("nee", "")}
    answers = {(row["question"], row["code"]) for row in rows(found.folder, "answers.csv")}
    assert answers == {("v03", "ja"), ("v04", "vaak"), ("v04", "soms")}
    everything = b"".join(path.read_bytes() for path in found.folder.iterdir())
    assert not any(name in everything for name in (b"Jan", b"Piet", b"Kees", b"Ann", CANARY.encode()))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("coder;", "codeur;", "regel 1, kolom 3"),
        ("interview;code;", "interview;code;code;", "regel 1, kolom 2"),
        ("code;coder", "kode;coder", "regel 1"),
        (";nee;", ";misschien;", "regel 3"),
        (";0;10;", ";10;0;", "regel 2"),
        (";0;10;", ";0;;", "regel 2"),
        (";0;10;", ";x;10;", "regel 2"),
        (";ja;Mail jan@voorbeeld.nl maar", ";ja;", "regel 2"),
        ("Jan;steun", ";steun", "regel 3"),
        (f";nee;{CANARY}", f";nee;{CANARY};extra", "regel 3"),
        ("Jan;steun", '"Jan;steun', "coderingen.csv"),
    ],
)
def test_a_wrong_cell_of_a_spreadsheet_is_told_by_its_place(
    old: str, new: str, where: str, tmp_path: Path
) -> None:
    cases = tmp_path / "interviews.csv"
    cases.write_text(CASES, encoding="utf-8")
    assert old in CSV
    with pytest.raises(InvalidTable) as problem:
        bring(tmp_path, CSV.replace(old, new, 1).encode(), "coderingen.csv", cases=cases)
    assert where in problem.value.where
    assert CANARY not in str(problem.value)


def test_names_of_a_spreadsheet_are_known_again_only_with_the_key_of_the_contact_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, store = tmp_path / "project", tmp_path / "contacten"
    root.mkdir()
    (root / "interviews.csv").write_text(CASES, encoding="utf-8")
    cases = root / "interviews.csv"
    without = bring(root, CSV.encode(), "coderingen.csv", cases=cases)
    assert set(without.coded.keys.values()) == {()}
    monkeypatch.setenv("STAGEPACT_CONTACTS", str(store))
    with pytest.raises(OtherKey):
        bring(root, CSV.replace("steun", "gesprek_student").encode(), "coderingen.csv", cases=cases)
    shutil.rmtree(without.folder)
    first = bring(root, CSV.encode(), "coderingen.csv", cases=cases)
    turned = "".join(CSV.splitlines(keepends=True)[number] for number in (0, 3, 2, 1))
    second = bring(root, turned.replace("steun", "gesprek_student").encode(), "coderingen.csv", cases=cases)
    assert second.coded.keys == first.coded.keys
    assert second.coded.interviews == first.coded.interviews


def test_a_table_of_cases_has_every_interview_once_and_no_other(tmp_path: Path) -> None:
    cases = tmp_path / "interviews.csv"
    for content, where in (
        ("interview;groep\nJan Jansen.docx;praktijkopleiders\nAnders;praktijkopleiders\n", "regel 3"),
        (
            "interview;groep\nJan Jansen.docx;praktijkopleiders\nJan Jansen.docx;praktijkopleiders\n",
            "regel 3",
        ),
    ):
        cases.write_text(content, encoding="utf-8")
        with pytest.raises(InvalidTable, match=where):
            bring(tmp_path, archive(small(group="")).getvalue(), cases=cases)
    cases.write_text("interview;groep\nJan Jansen.docx;praktijkopleiders\n", encoding="utf-8")
    found = bring(tmp_path, archive(small(group="")).getvalue(), cases=cases)
    assert found.coded.interviews == (("I01", "praktijkopleiders"),)


def test_the_commands_bring_interviews_in_that_the_counts_accept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    instruments = tmp_path / "instruments"
    shutil.copytree(PROJECT.instruments / "interviews", instruments / "interviews")
    shutil.copy(PROJECT.instruments / "protocol.yml", instruments)
    shutil.copytree(PROJECT.instruments / "questionnaire", instruments / "questionnaire")
    (tmp_path / "koppel.yml").write_text(
        "codes: {Praatje: lastig_te_herkennen}\ngroups: {SB: stagebegeleiders}\n", encoding="utf-8"
    )
    chosen = selection(0, 3, [guid("Praatje")]) + selection(
        4, 9, [code_guid("interview_leerweg:bol")], count=2
    )
    codes = code("Praatje") + code("hernoemd", code_guid("interview_leerweg:bol"))
    qde = small(chosen, codes=codes, group=value("groep", "sb"))
    (tmp_path / "studie.qdpx").write_bytes(archive(qde).getvalue())
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    out = run.invoke(cli.app, ["interviews", "codebook", "--out", "codeboek.qdc"])
    assert out.exit_code == 0, out.output
    written = (tmp_path / "codeboek.qdc").read_bytes()
    exported = {one.guid for one in read_qdc(written, "codeboek.qdc")}
    assert {code_guid("lastig_te_herkennen"), code_guid("interview_leerweg:bol")} <= exported
    wrong = run.invoke(cli.app, ["interviews", "import", "studie.qdpx", "--wave", "1800"])
    assert "1800" in str(wrong.exception)
    assert not (tmp_path / "data").exists()
    done = run.invoke(cli.app, ["interviews", "import", "studie.qdpx", "--mapping", "koppel.yml"])
    assert done.exit_code == 0, done.output
    assert "1 interviews, 1 coderingen en 1 antwoorden" in done.output
    assert "Jansen" not in done.output
    folder = next((tmp_path / "data" / "raw" / "2026" / "interviews").glob("[0-9]*"))
    check_coded(
        *read_coded(folder),
        load_guides(instruments / "interviews"),
        load_codebook(instruments / "interviews" / "codebook.yml"),
    )
    for arguments in (
        ["studie.docx"],
        ["weg.qdpx"],
        ["studie.qdpx", "--mapping", "weg.yml"],
        ["studie.qdpx"],
    ):
        monkeypatch.setattr("sys.argv", ["stagepact", "interviews", "import", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == 2
        assert "Traceback" not in capsys.readouterr().err


def test_git_ignores_real_interviews() -> None:
    root = Path(__file__).resolve().parents[1]
    if not (root / ".git").exists():
        pytest.skip("geen git-map: dit is geen kloon")
    for name in ("interviews.csv", "answers.csv", "codings.csv", "manifest.json"):
        real = f"data/raw/2026/interviews/2026-11-02/{name}"
        assert subprocess.run(["git", "check-ignore", "-q", real], cwd=root, check=False).returncode == 0


def test_practice_interviews_never_stand_before_real_ones(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path, both_waves=True)
    folder = project.raw / "2026" / "interviews"
    for name in ("2026-11-01", "2026-11-20-synthetisch"):
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text("{}", encoding="utf-8")
    assert project.coded_interviews(2026) == folder / "2026-11-01"
    shutil.rmtree(folder / "2026-11-01")
    assert project.coded_interviews(2026) == folder / "2026-11-20-synthetisch"
