"""The literature scan: claims as data, references that agree, and a chapter that follows both."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from project import PROJECT, ROOT, copy_of_project
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.pipeline.literature import check_literature
from stagepact_research.report import sources
from stagepact_research.report.literature import prose, reading
from stagepact_research.report.literature import show as scan
from stagepact_research.strands.literature import (
    check_citations,
    cited_in,
    claims_of,
    evidence_map,
    read_claims,
    read_scheme,
    read_works,
    scheme_of,
)
from stagepact_research.strands.literature.claims import COLUMNS
from stagepact_research.strands.literature.errors import (
    DoubleClaim,
    DoubleWork,
    InvalidEvidenceScheme,
    UnknownNumber,
    UnknownWork,
    UnreadableBibliography,
    UnreadableEvidence,
    UnusedWork,
    WrongEvidenceCell,
    WrongEvidenceColumns,
    WrongEvidenceRow,
)

SCHEME = read_scheme(scheme_of(PROJECT))
CLAIMS = read_claims(claims_of(PROJECT), SCHEME)
PLAIN = {
    "id": "anoniem_01",
    "wave": "2024",
    "intervention": "anoniem_solliciteren",
    "paragraph": "1",
    "actor": "leerbedrijf",
    "phase": "werving_selectie",
    "direction": "vermindert",
    "strength": "veelbelovend",
    "claim": "Het helpt",
    "citations": "neumark2024",
    "locator": "2.2.2, Anoniem solliciteren",
}


def evidence(folder: Path, *rows: dict[str, str]) -> Path:
    """A file with these claims, each like PLAIN but for what is given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**dict.fromkeys(COLUMNS, ""), **PLAIN, **row} for row in rows)
    path = folder / "evidence.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def claims(folder: Path, *rows: dict[str, str]):
    return read_claims(evidence(folder, *rows), SCHEME)


def cells(folder: Path, *rows: dict[str, str]):
    """The map as (phase, direction, strength, limits)."""
    found = evidence_map(claims(folder, *({"id": f"a{i}", **row} for i, row in enumerate(rows))), SCHEME)
    return [(cell.phase, cell.direction, cell.strength, cell.limits) for cell in found]


# The project's own literature


def test_the_literature_of_the_project_is_in_order():
    assert check_literature(PROJECT) == ()


def test_every_topic_has_claims_and_every_claim_stands_in_the_section_of_its_topic():
    assert {claim.intervention for claim in CLAIMS} == set(SCHEME.interventions)
    elsewhere = {"6.1, vraag 10"}
    for claim in CLAIMS:
        section = SCHEME.interventions[claim.intervention].section
        assert claim.locator.startswith(f"{section}, ") or claim.locator in elsewhere


def test_every_approach_that_the_report_describes_is_on_the_map():
    mapped = {cell.intervention for cell in evidence_map(CLAIMS, SCHEME)}
    described = {name for name, one in SCHEME.interventions.items() if one.section > "2.2.1"}
    assert mapped == described


def test_a_work_holds_nothing_that_the_report_does_not_give():
    text = (ROOT / "notebooks" / "references.bib").read_text("utf-8")
    fields = set(re.findall(r"^\s+(\w+) = ", text, re.MULTILINE))
    assert fields == {"author", "year", "origdate", "title", "note", "url"}


def test_chapter_2_shows_every_topic_once():
    text = (ROOT / "notebooks" / "2-literatuur.qmd").read_text("utf-8")
    assert re.findall(r'scan\.topic\(evidence, "(\w+)"\)', text) == list(SCHEME.interventions)


# Reading claims


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("id", "Anoniem 1", "kleine letters"),
        ("wave", "morgen", "een jaar"),
        ("paragraph", "0", "vanaf 1"),
        ("intervention", "loten", "anoniem_solliciteren"),
        ("actor", "ouders", "leerbedrijf"),
        ("phase", "later", "werkvloer"),
        ("direction", "helpt", "vermindert"),
        ("strength", "zeker", "beredeneerd, veelbelovend, sterk"),
        ("strength", "", "beredeneerd, veelbelovend, sterk"),
        ("claim", "", "eigen woorden"),
        ("claim", "Het helpt.", "zonder punt"),
        ("citations", "", "ten minste één sleutel"),
        ("citations", "neumark2024, brands2023", "puntkomma"),
        ("caveats_citations", "brands2023", ""),
        ("locator", "", "paragraaf en kopje"),
    ],
)
def test_a_wrong_cell_is_named_with_what_may_stand_there(tmp_path, column, value, expected):
    with pytest.raises(WrongEvidenceCell) as caught:
        claims(tmp_path, {}, {"id": "tweede", column: value})
    assert caught.value.line == 3
    assert caught.value.column == column.removesuffix("_citations")
    assert expected in caught.value.expected


def test_a_claim_that_describes_has_no_strength(tmp_path):
    assert claims(tmp_path, {"direction": "beschrijft", "strength": ""})[0].strength == ""
    with pytest.raises(WrongEvidenceCell, match="beschrijft"):
        claims(tmp_path, {"direction": "beschrijft"})


def test_a_double_id_names_both_lines(tmp_path):
    with pytest.raises(DoubleClaim) as caught:
        claims(tmp_path, {}, {"id": "b"}, {})
    assert (caught.value.first, caught.value.line) == (2, 4)


def test_a_missing_column_is_named(tmp_path):
    path = evidence(tmp_path, {})
    path.write_text(path.read_text("utf-8").replace("mechanism,", "mechanisme,"), encoding="utf-8")
    with pytest.raises(WrongEvidenceColumns) as caught:
        read_claims(path, SCHEME)
    assert caught.value.columns == ("mechanism", "mechanisme")


def test_an_unquoted_comma_is_told_as_a_cell_too_many(tmp_path):
    path = evidence(tmp_path, {})
    path.write_text(path.read_text("utf-8").replace("Het helpt", "Het helpt, soms"), encoding="utf-8")
    with pytest.raises(WrongEvidenceRow, match="16 cellen"):
        read_claims(path, SCHEME)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b'id,"wave\n'])
def test_a_file_that_is_no_table_is_one_sentence(tmp_path, content):
    path = tmp_path / "evidence.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableEvidence, match=r"evidence\.csv"):
        read_claims(path, SCHEME)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('letter: "B",', "", "strengths > beredeneerd > letter"),
        ('section: "2.2.4"', 'section: "9"', "sociale_normen"),
        ('version: "1"', "version: [", "YAML"),
    ],
)
def test_a_wrong_scheme_says_which_entry(tmp_path, old, new, says):
    path = tmp_path / "evidence.yml"
    path.write_text(scheme_of(PROJECT).read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidEvidenceScheme, match=says):
        read_scheme(path)


# The map


def test_the_strongest_claim_counts_and_limits_stand_beside_it(tmp_path):
    found = cells(
        tmp_path,
        {"strength": "beredeneerd"},
        {"strength": "sterk"},
        {"direction": "averechts", "strength": "beredeneerd"},
        {"direction": "beperkt", "strength": "sterk"},
    )
    assert found == [("werving_selectie", "vermindert", "sterk", ("beperkt", "averechts"))]


def test_a_phase_with_only_a_limit_has_no_strength(tmp_path):
    found = cells(tmp_path, {}, {"phase": "werkvloer", "direction": "beperkt"})
    assert found[1] == ("werkvloer", "", "", ("beperkt",))


def test_a_description_is_not_on_the_map(tmp_path):
    assert cells(tmp_path, {"direction": "beschrijft", "strength": ""}) == []


# References


def test_citations_are_found_in_text_and_not_in_code_cross_references_or_addresses():
    text = (
        "Zie [@een2020, pag. 3; -@twee2021] en @fig-aanpakken.\n"
        "```{python}\n@drie2022\n```\nVolgens @{vier2023} `@vijf`, iemand@school.nl en x/@zes.\n"
    )
    assert cited_in(text) == [("een2020", 1), ("twee2021", 1), ("vier2023", 5)]


def test_a_double_an_unknown_and_an_unused_work_are_each_one_problem(tmp_path):
    works = {"neumark2024": [1], "brands2023": [5, 9], "costa2024": [13]}
    found = check_citations(works, claims(tmp_path, {}), {"2.qmd": "a\n[@brand2023; @brands2023]"})
    assert [type(problem) for problem in found] == [DoubleWork, UnknownWork, UnusedWork]
    double, unknown, unused = found
    assert double.lines == (5, 9)
    assert unknown.where == "2.qmd, regel 2"
    assert unknown.expected.startswith("brands2023")
    assert (unused.key, unused.line) == ("costa2024", 13)


def test_a_bibliography_gives_its_keys_with_their_lines(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(
        "% uitleg @misc\n\n@misc{a1, year = {2020}}\n"
        "@misc{b2,\n  year = {z.d.}\n}\n@misc{a1, year = {2021}}\n"
    )
    assert read_works(path) == {"a1": [3, 7], "b2": [4]}


@pytest.mark.parametrize("content", [None, "@misc{a1, author = {Jan\n", "@misc{a1, author }\n@misc{b2}\n"])
def test_a_broken_bibliography_is_one_sentence(tmp_path, content):
    path = tmp_path / "references.bib"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UnreadableBibliography, match=r"references\.bib"):
        read_works(path)


def test_a_mistake_in_the_bibliography_is_found_by_its_line(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("@misc{a1, year = {2020}}\n\n@misc{b2}\n")
    with pytest.raises(UnreadableBibliography, match=r"references\.bib, regel 3:"):
        read_works(path)


# The chapter


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """The chapter's evidence, in a project of which one file is changed."""
    project = copy_of_project(tmp_path)
    monkeypatch.chdir(tmp_path)

    def change(path: Path, old: str, new: str) -> reading.Evidence:
        file = project.root / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        return scan.open_evidence("2-literatuur")

    return change


def text_of(found: reading.Evidence) -> str:
    return "\n".join(prose.topic(found, name) for name in SCHEME.interventions)


PUBLISHED = Path("data/raw/2024/published.csv")
EVIDENCE = Path("data/raw/literature/evidence.csv")


@pytest.mark.parametrize(
    ("row", "other", "before", "after"),
    [
        (",2.1.1,72,", ",2.1.1,31,", r"72% van de bevolking", r"31% van de bevolking"),
        (",2.2.5,66.7,,,,21000,", ",2.2.5,50,,,,900,", "ongeveer twee derde", "ongeveer de helft"),
        (",2.2.1,15.7,", ",2.2.1,20,", "15,7% van wie", "20,0% van wie"),
    ],
)
def test_another_number_changes_its_sentence_and_nothing_else(changed, row, other, before, after):
    old = text_of(changed(PUBLISHED, row, row)).split(" ")
    sources._estimates.cache_clear()
    new = text_of(changed(PUBLISHED, row, other)).split(" ")
    assert before in " ".join(old)
    assert after in " ".join(new)
    assert sum(a != b for a, b in zip(old, new, strict=len(old) == len(new))) <= 4


def test_another_strength_changes_map_table_and_conclusion(changed):
    before = changed(EVIDENCE, "x", "x")
    line = next(c for c in before.claims if c.intervention == "gedragscode")
    after = changed(
        EVIDENCE,
        f"{line.id},2024,gedragscode,1,leerbedrijf,werkvloer,vermindert,beredeneerd",
        (f"{line.id},2024,gedragscode,1,leerbedrijf,werkvloer,vermindert,sterk"),
    )
    assert "Beredeneerd: gedragscode" not in prose.conclusions(before)
    assert "beredeneerd: gedragscode" in prose.conclusions(before)
    assert "verantwoordelijkheid nemen en gedragscode" in prose.conclusions(after)
    assert "Gedragscode, werkvloer: sterk" in prose.in_words(after)
    assert text_of(before) == text_of(after)


def test_a_claim_of_a_later_wave_comes_last_and_says_so(changed):
    found = changed(EVIDENCE, "id,wave", "id,wave")
    first = next(claim for claim in found.claims if claim.intervention == "gedragscode")
    row = f"nieuw,2026,gedragscode,1,leerbedrijf,werkvloer,vermindert,sterk,het werkt,{first.citations[0]}"
    with (Path.cwd() / EVIDENCE).open("a", encoding="utf-8") as file:
        file.write(f'{row},,,,,"2.2.4, Gedragscode"\n')
    text = prose.topic(scan.open_evidence("2-literatuur"), "gedragscode")
    assert text.endswith(f"**Toegevoegd in 2026.** Het werkt [@{first.citations[0]}].")


def test_words_of_the_data_are_no_mark_up(changed):
    found = changed(EVIDENCE, "Over het ontkennen van racisme", "Over *het* @sec-x <b>ontkennen</b>")
    text = prose.topic(found, "houding_onderwijs")
    assert r"Over \*het\* \@sec\-x \<b\>ontkennen" in text


def test_sentences_on_the_same_works_have_one_reference(tmp_path):
    found = claims(tmp_path, {"mechanism": "Zo", "mechanism_citations": "neumark2024", "caveats": "Maar"})[0]
    whole = reading.Evidence("2", SCHEME, (found,), {})
    assert prose.sentences(whole, found) == "Het helpt. Zo [@neumark2024]. Maar."


def test_a_number_that_is_nowhere_stops_the_chapter_and_the_check(changed):
    found = changed(EVIDENCE, "{te_snel_discriminatie_genoemd//pct}", "{te_snel//pct}")
    with pytest.raises(UnknownNumber) as caught:
        text_of(found)
    assert caught.value.asked == "te_snel//pct"
    result = CliRunner().invoke(app, ["literature", "check"])
    assert result.exit_code == 2
    assert "{te_snel//pct}" in result.output


def test_the_check_says_that_all_is_well():
    result = CliRunner().invoke(app, ["literature", "check"])
    assert (result.exit_code, result.output) == (0, "De uitspraken en de verwijzingen zijn in orde.\n")


def test_the_check_sees_that_the_claims_are_not_those_of_their_manifest(changed):
    changed(EVIDENCE, "niet alleen staat", "nooit alleen staat")
    result = CliRunner().invoke(app, ["literature", "check"])
    assert result.exit_code == 2
    assert "niet meer dat van zijn manifest" in result.output


@pytest.mark.parametrize("name", ["notebooks/6-synthese.qmd", "instruments/agendas/analysekader.yml"])
def test_a_reference_to_nothing_is_exit_code_2_and_names_its_file(tmp_path, monkeypatch, name):
    project = copy_of_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    path = project.root / name
    path.write_text(path.read_text("utf-8") + "\n# Zie [@brands2032].\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["literature", "check"])
    assert result.exit_code == 2
    assert name in result.output
    assert "brands2023" in result.output
    assert "Traceback" not in result.output


def test_the_figure_is_drawn_for_any_project_and_told_in_words(tmp_path, monkeypatch, capsys):
    copy_of_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = scan.open_evidence("2-literatuur")
    scan.evidence_map(found)
    printed = capsys.readouterr().out
    assert (tmp_path / "notebooks" / "2-literatuur_files" / "aanpakken.svg").exists()
    for cell in found.map:
        assert SCHEME.interventions[cell.intervention].label in printed
    assert "Synthetische" not in printed
