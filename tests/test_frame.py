"""The frame: DUO's figures as they came, the margins of students, and the places of teams in them."""

from __future__ import annotations

from datetime import date
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project import PROJECT

from stagepact_research.instruments import load_questionnaire
from stagepact_research.pipeline.frame import Frame, read_frame
from stagepact_research.responses import read_export
from stagepact_research.weighting.frame import (
    MAPPINGS,
    as_csv,
    categories,
    codes_not_offered,
    institution_changes,
    institution_frame,
    institutions_from_duo,
    join_institutions,
    margin,
    margin_range,
    memberships,
    outside,
    per_team,
    read_institutions,
    read_students,
    read_successors,
    region_margin,
    students,
    students_from_duo,
    team_weights,
)
from stagepact_research.weighting.frame.errors import (
    DoubleRespondent,
    DoubleRow,
    EmptyTable,
    InvalidSuppressed,
    NoPlace,
    NotATable,
    UnfitSuccession,
    UnfitTicks,
    UnfitWeights,
    UnknownHeader,
    UnknownInstitution,
    UnknownMapping,
    UnknownSectorkamer,
    UnknownVariable,
    UnknownYear,
    WrongCell,
    WrongCellCount,
)
from stagepact_research.weighting.frame.sectors import LEVELS, PROVINCES, REGION_OF, SECTORS

# DUO's totals on 1 October without suppressed cells, as the description of the stored copies gives them.
PER_INSTITUTION = {
    (2024, "bbl"): 137_294,
    (2025, "bbl"): 137_185,
    (2024, "bol"): 328_874,
    (2025, "bol"): 330_141,
}
PER_SECTOR = {(2024, "bbl"): 136_984, (2025, "bbl"): 136_915, (2024, "bol"): 328_585, (2025, "bol"): 329_844}
EXAM_ONLY = {2024: 9_911, 2025: 8_918}


def table(text: str) -> pd.DataFrame:
    frame = pd.read_csv(
        StringIO(text.strip()), sep="|", dtype=str, skipinitialspace=True, keep_default_na=False
    )
    frame = frame.iloc[:, 1:-1].rename(columns=str.strip)
    return frame.apply(lambda column: column.str.strip())


def own(text: str) -> bytes:
    return as_csv(table(text))


INSTITUTIONS = """
    | jaar | instelling | bestuur | naam  | provincie    | bbl | bol | bol_deeltijd | examen |
    | 2025 | 01AA       | 10001   | Een   | Groningen    | 10  | 30  | 0            | 5      |
    | 2025 | 02BB       | 10001   | Twee  | Groningen    | 20  | -1  | 0            | -1     |
    | 2025 | 03CC       | 10003   | Drie  | Utrecht      | 0   | 60  | 0            | 0      |
    | 2025 | 04NZ       | 10004   | Vier  | Limburg      | -1  | 0   | 0            | 0      |
"""
STUDENTS = """
    | jaar | sectorkamer                     | leerweg | niveau | provincie | studenten | onderdrukt |
    | 2025 | Handel                          | bol     | 2      | Utrecht   | 100       | 1          |
    | 2025 | Handel                          | bol     | 4      | ONBEKEND  | 50        | 0          |
    | 2025 | Handel                          | bbl     | 4      | Utrecht   | 0         | 3          |
    | 2025 | Zorg, welzijn en sport          | bbl     | 3      | Utrecht   | 30        | 0          |
    | 2025 | Entree                          | bol     | 1      | Utrecht   | 15        | 0          |
    | 2025 | niet gespecificeerd naar sector | bol     | 4      | Utrecht   | 3         | 1          |
"""


def small_students() -> pd.DataFrame:
    return read_students(own(STUDENTS))


def small_institutions() -> pd.DataFrame:
    return read_institutions(own(INSTITUTIONS))


@pytest.fixture(scope="module")
def frame() -> Frame:
    return read_frame(PROJECT)


# The figures that the project keeps


@pytest.mark.parametrize(("year", "track"), PER_INSTITUTION)
def test_published_counts_per_institution_add_up_to_those_of_duo(frame: Frame, year: int, track: str) -> None:
    counts = frame.institutions.loc[frame.institutions["jaar"] == year, track]
    assert counts[counts >= 0].sum() == PER_INSTITUTION[year, track]


@pytest.mark.parametrize(("year", "track"), PER_SECTOR)
def test_published_counts_per_sector_add_up_to_those_of_duo(frame: Frame, year: int, track: str) -> None:
    rows = frame.students[(frame.students["jaar"] == year) & (frame.students["leerweg"] == track)]
    assert rows["studenten"].sum() == PER_SECTOR[year, track]


def test_two_students_a_suppressed_cell_bring_duos_tables_within_a_tenth_of_a_per_mille(frame: Frame) -> None:
    for year in (2024, 2025):
        by_institution = institution_frame(frame.institutions, year)["students"].sum()
        by_sector = students(frame.students, year)["students"].sum()
        assert by_sector == pytest.approx(by_institution, rel=1e-4)


def test_exam_only_participants_are_kept_and_counted_nowhere(frame: Frame) -> None:
    for year, number in EXAM_ONLY.items():
        rows = frame.institutions[frame.institutions["jaar"] == year]
        assert rows["examen"].clip(lower=0).sum() == number
        expected = rows[["bbl", "bol"]].where(rows[["bbl", "bol"]] >= 0, 2).sum().sum()
        assert institution_frame(frame.institutions, year)["students"].sum() == expected
    assert set(frame.students["leerweg"]) == {"bol", "bbl"}


def test_part_time_bol_is_zero_everywhere(frame: Frame) -> None:
    assert (frame.institutions["bol_deeltijd"] == 0).all()


def test_the_extracts_hold_no_row_without_students(frame: Frame) -> None:
    assert ((frame.students["studenten"] > 0) | (frame.students["onderdrukt"] > 0)).all()


def test_fifty_five_codes_of_fifty_one_boards_in_both_years(frame: Frame) -> None:
    for year in (2024, 2025):
        units = institution_frame(frame.institutions, year)
        assert (len(units), units["bestuur"].nunique()) == (55, 51)


def test_no_succession_is_invented(frame: Frame) -> None:
    assert frame.successors.empty


def test_the_sectorkamers_levels_and_leerwegen_are_the_answers_of_the_questionnaire() -> None:
    for wave in (2024, 2026):
        asked = load_questionnaire(PROJECT.any_questionnaire(wave))
        options = {option.code.lower(): option.label.casefold() for option in asked.question("q15").options}
        assert {code: name.casefold().replace(" en ", " & ") for code, name in SECTORS.items()} == {
            code: label.replace(" en ", " & ") for code, label in options.items()
        }
        assert [option.code for option in asked.question("q14").options] == ["bol", "bbl"]
        assert [option.code for option in asked.question("q16").options] == list(LEVELS.values())


# Reading the project's layout


def test_what_is_written_is_read_back() -> None:
    for read, text in ((read_institutions, INSTITUTIONS), (read_students, STUDENTS)):
        found = read(own(text))
        assert as_csv(found) == own(text)


def test_codes_stay_text() -> None:
    assert small_institutions()["instelling"].tolist() == ["01AA", "02BB", "03CC", "04NZ"]


@pytest.mark.parametrize(
    ("old", "new", "column", "line"),
    [
        ("2025;01AA", "2025;1AA", "instelling", 2),
        (";-1;0;-1", ";-2;0;-1", "bol", 3),
        ("Utrecht;0", "Utregt;0", "provincie", 4),
        ("10003", "1003", "bestuur", 4),
        ("-1;0;0;0", "1.200;0;0;0", "bbl", 5),
        ("-1;0;0;0", ";0;0;0", "bbl", 5),
        ("-1;0;0;0", "<5;0;0;0", "bbl", 5),
        ("2025;03CC", "25;03CC", "jaar", 4),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(old: str, new: str, column: str, line: int) -> None:
    content = own(INSTITUTIONS).replace(old.encode(), new.encode(), 1)
    with pytest.raises(WrongCell) as caught:
        read_institutions(content, "kader.csv")
    assert (caught.value.column, caught.value.line) == (column, line)
    assert caught.value.where == f"kader.csv, regel {line}, kolom {column}"


def test_minus_one_is_no_count_in_the_student_table() -> None:
    with pytest.raises(WrongCell) as caught:
        read_students(own(STUDENTS).replace(b";100;1", b";-1;1"))
    assert caught.value.column == "studenten"


def test_a_code_twice_in_a_year_is_refused_with_both_lines() -> None:
    with pytest.raises(DoubleRow) as caught:
        read_institutions(own(INSTITUTIONS).replace(b"03CC", b"01AA"))
    assert (caught.value.first, caught.value.line) == (2, 4)


def test_a_short_row_another_header_and_an_empty_table_are_refused() -> None:
    content = own(INSTITUTIONS)
    with pytest.raises(WrongCellCount) as caught:
        read_institutions(content.replace(b"Utrecht;0;60;0;0", b"Utrecht;0"))
    assert caught.value.line == 4
    with pytest.raises(UnknownHeader):
        read_institutions(content.replace(b"bestuur", b"gezag"))
    with pytest.raises(EmptyTable):
        read_institutions(content.split(b"\n")[0])


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04abc", b"%PDF-1.7", b"a;b\x00", b"\xff\xfea\x00", b"jaar\n\x81\x8d", b'a;b\n"c;d']
)
def test_a_file_that_is_no_table_is_recognised(content: bytes) -> None:
    with pytest.raises(NotATable):
        read_institutions(content)


def test_an_empty_file_has_no_header() -> None:
    with pytest.raises(UnknownHeader):
        read_institutions(b"")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("01AA;02BB;2025-02-30;Staatscourant", "datum"),
        ("01AA;01AA;2025-08-01;Staatscourant", "nieuw"),
        ("01AA;02BB;2025-08-01;", "bron"),
    ],
)
def test_a_line_of_opvolgers_needs_two_codes_a_real_date_and_a_source(line: str, column: str) -> None:
    with pytest.raises(WrongCell) as caught:
        read_successors(f"oud;nieuw;datum;bron\n{line}\n".encode())
    assert caught.value.column == column


# Reading DUO's files

DUO_INSTITUTIONS = """\
"JAAR","PROVINCIE INSTELLING","BEVOEGD GEZAG NUMMER","INSTELLINGSCODE",\
"INSTELLINGSNAAM","PLAATS","BBL","BOLDT","BOLVT","EX"
"2023","Groningen","10001","04NZ","Één","ASSEN",1,2,3,4
"2024","Fryslân","10001","04NZ","Één","ASSEN",10,0,-1,4
"""
DUO_SECTORS = """\
sectorkamer,hoofdgroep,leerweg,niveau,woonprovincie,n_2023,n_2024
"Zorg, welzijn en sport",Zorg,BOLVT,4,Utrecht,5,100
"Zorg, welzijn en sport",Sport,BOLVT,4,Utrecht,5,-1
"Zorg, welzijn en sport",Mens,BOLVT,4,Utrecht,5,20
"Zorg, welzijn en sport",Zorg,BOLDT,4,Utrecht,5,7
"Zorg, welzijn en sport",Zorg,BBL,2,BELGIE,5,0
"Zorg, welzijn en sport",Zorg,EX,2,Utrecht,5,9
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_duos_institutions_are_read_however_they_are_written(encoding: str, separator: str, end: str) -> None:
    text = DUO_INSTITUTIONS.replace(",", separator).replace("\n", end)
    found = institutions_from_duo(text.encode(encoding), "duo.csv")
    assert as_csv(found).decode().splitlines() == [
        "jaar;instelling;bestuur;naam;provincie;bbl;bol;bol_deeltijd;examen",
        "2024;04NZ;10001;Één;Friesland;10;-1;0;4",
    ]


@pytest.mark.parametrize("years", ["n_2023,n_2024", "2023,2024", "N_2023,N_2024"])
def test_duos_sectors_are_summed_and_suppressed_cells_counted_apart(years: str) -> None:
    text = DUO_SECTORS.replace("n_2023,n_2024", years).replace(
        "sectorkamer,hoofdgroep", "SECTORKAMER,Hoofdgroep"
    )
    found = students_from_duo(text.encode(), "duo.csv")
    assert as_csv(found).decode().splitlines() == [
        "jaar;sectorkamer;leerweg;niveau;provincie;studenten;onderdrukt",
        "2024;Zorg, welzijn en sport;bol;4;Utrecht;127;1",
    ]


def test_an_unknown_header_names_the_columns_found_and_expected() -> None:
    with pytest.raises(UnknownHeader) as caught:
        institutions_from_duo(DUO_INSTITUTIONS.replace('"BBL"', '"BBL TOTAAL"').encode(), "duo.csv")
    assert "BBL TOTAAL" in caught.value.found_columns
    assert "BBL" in caught.value.expected_columns
    with pytest.raises(UnknownHeader):
        students_from_duo(DUO_SECTORS.replace("n_2023,n_2024", "n_2024,2024").encode(), "duo.csv")
    with pytest.raises(UnknownHeader):
        students_from_duo(DUO_SECTORS.replace("n_2023,n_2024", "vorig,dit").encode(), "duo.csv")


@pytest.mark.parametrize(
    ("old", "new", "column", "line"),
    [
        ("Sport,BOLVT", "Sport,BOLXX", "LEERWEG", 3),
        ("Mens,BOLVT,4", "Mens,BOLVT,5", "NIVEAU", 4),
        ("5,20", "5,-3", "n_2024", 4),
        ("BELGIE", "Atlantis", "WOONPROVINCIE", 6),
        ('"Zorg, welzijn en sport",Zorg,BBL', "Ruimtevaart,Zorg,BBL", "SECTORKAMER", 6),
    ],
)
def test_a_wrong_cell_of_duos_is_named_by_line_and_column(old: str, new: str, column: str, line: int) -> None:
    with pytest.raises(WrongCell) as caught:
        students_from_duo(DUO_SECTORS.replace(old, new).encode(), "duo.csv")
    assert (caught.value.column, caught.value.line) == (column, line)


def test_a_file_of_before_the_first_wave_is_of_no_use() -> None:
    with pytest.raises(EmptyTable):
        institutions_from_duo(DUO_INSTITUTIONS.replace('"2024"', '"2022"').encode(), "duo.csv")


# Margins


def test_margins_are_over_the_sectorkamers_of_question_15_alone() -> None:
    found = students(small_students(), 2025)
    assert margin(found, "sector").to_dict() == {"h": 158.0, "zws": 30.0}
    assert margin(found, "leerweg").to_dict() == {"bbl": 36.0, "bol": 152.0}
    assert margin(found, "niveau").to_dict() == {"niv2": 102.0, "niv3": 30.0, "niv4": 56.0}
    assert margin(found, "sector x leerweg").to_dict() == {
        "h x bbl": 6.0,
        "h x bol": 152.0,
        "zws x bbl": 30.0,
    }
    assert margin(found, "niveau").name == "niveau"


def test_a_suppressed_cell_is_one_to_four_students() -> None:
    found = margin_range(small_students(), 2025, "leerweg")
    assert found.loc["bbl"].to_dict() == {"main": 36.0, "low": 33.0, "high": 42.0}
    for wrong in (0.0, -1.0, 5.0, float("nan")):
        with pytest.raises(InvalidSuppressed):
            students(small_students(), 2025, suppressed=wrong)


def test_students_without_an_answer_in_question_15_are_told() -> None:
    found = outside(small_students(), 2025)
    assert found.loc["Entree", ["main", "low", "high"]].tolist() == [15.0, 15.0, 15.0]
    assert found.loc["Bovensectoraal", "main"] == 0
    assert found.loc["niet gespecificeerd naar sector", ["main", "low", "high"]].tolist() == [5.0, 4.0, 7.0]
    assert found["pct"].sum() == pytest.approx(100 * 20 / 208)


def test_every_margin_of_the_real_frame_has_the_same_total(frame: Frame) -> None:
    found = students(frame.students, 2024)
    totals = [margin(found, by).sum() for by in ("sector", "leerweg", "niveau", "sector x leerweg x niveau")]
    assert totals == [totals[0]] * 4
    assert totals[0] + outside(frame.students, 2024)["main"].sum() == found["students"].sum()


def test_an_unknown_year_variable_or_sectorkamer_is_a_sentence() -> None:
    with pytest.raises(UnknownYear) as caught:
        students(small_students(), 2023)
    assert caught.value.years == (2025,)
    with pytest.raises(UnknownVariable):
        margin(students(small_students(), 2025), "sector x functie")
    with pytest.raises(UnknownSectorkamer):
        students(small_students().replace("Handel", "Ruimtevaart"), 2025)


# Institutions


def test_an_institution_has_a_region_a_size_and_a_share_of_bbl() -> None:
    found = institution_frame(small_institutions(), 2025)
    assert found["region"].to_dict() == {"01AA": "noord", "02BB": "noord", "03CC": "west", "04NZ": "zuid"}
    assert found["students"].to_dict() == {"01AA": 40.0, "02BB": 22.0, "03CC": 60.0, "04NZ": 2.0}
    assert found.loc["02BB", "share_bbl"] == pytest.approx(20 / 22)
    assert found["size"].tolist()[:3] == ["middel", "klein", "groot"]


def test_a_code_without_a_published_count_has_no_size_and_says_so() -> None:
    found = institution_frame(small_institutions(), 2025).loc["04NZ"]
    assert pd.isna(found["size"])
    assert pd.isna(found["share_bbl"])
    assert found["remark"] == "geen gepubliceerd aantal studenten"


def test_equal_numbers_of_students_are_one_size() -> None:
    same = small_institutions().assign(bbl=10, bol=20)
    assert institution_frame(same, 2025)["size"].nunique() == 1


def test_the_size_classes_of_the_real_frame_are_terciles(frame: Frame) -> None:
    assert institution_frame(frame.institutions, 2025)["size"].value_counts().to_dict() == {
        "klein": 18,
        "middel": 18,
        "groot": 18,
    }


def test_every_province_is_in_one_region() -> None:
    assert len(PROVINCES) == len(set(PROVINCES)) == 12
    assert set(REGION_OF.values()) == {"noord", "oost", "west", "zuid"}


def successors(*lines: str) -> pd.DataFrame:
    return read_successors("\n".join(["oud;nieuw;datum;bron", *lines]).encode())


def test_students_of_an_old_code_are_added_to_its_successor_through_a_chain() -> None:
    lines = successors("01AA;02BB;2025-11-01;bron", "02BB;03CC;2026-01-01;bron")
    found = institution_frame(small_institutions(), 2025, successors=lines)
    assert found["students"].to_dict() == {"03CC": 122.0, "04NZ": 2.0}
    assert found.loc["03CC", "codes"] == ("03CC", "01AA", "02BB")
    assert found.loc["03CC", "region"] == "west"
    assert found.loc["03CC", "share_bbl"] == pytest.approx(30 / 122)
    assert found.loc["03CC", "remark"] == "met 01AA, 02BB"


def test_a_succession_counts_from_its_date() -> None:
    lines = successors("01AA;02BB;2025-11-01;bron")
    before = institution_frame(small_institutions(), 2025, successors=lines, at=date(2025, 10, 31))
    after = institution_frame(small_institutions(), 2025, successors=lines, at=date(2025, 11, 1))
    assert (len(before), len(after)) == (4, 3)


def test_a_successor_that_has_no_figures_yet_takes_over_from_the_largest() -> None:
    lines = successors("01AA;09ZZ;2026-01-01;bron", "03CC;09ZZ;2026-01-01;bron")
    found = institution_frame(small_institutions(), 2025, successors=lines).loc["09ZZ"]
    assert (found["students"], found["naam"], found["region"]) == (100.0, "Drie", "west")


def test_successions_in_a_circle_are_refused() -> None:
    lines = successors("01AA;02BB;2025-11-01;bron", "02BB;01AA;2025-11-01;bron")
    with pytest.raises(UnfitSuccession):
        institution_frame(small_institutions(), 2025, successors=lines)


def test_no_student_is_lost_or_doubled_by_a_succession(frame: Frame) -> None:
    lines = successors("30RM;25PZ;2025-08-01;bron", "25LX;21CY;2025-08-01;bron")
    plain = institution_frame(frame.institutions, 2025)
    merged = institution_frame(frame.institutions, 2025, successors=lines)
    assert merged["students"].sum() == plain["students"].sum()
    assert region_margin(merged).to_dict() == region_margin(plain).to_dict()


def test_the_codes_that_the_2026_questionnaire_leaves_out_are_counted_with_the_ones_it_offers(
    frame: Frame,
) -> None:
    question = load_questionnaire(PROJECT.any_questionnaire(2026)).question("q18instelling")
    together = codes_not_offered(frame.institutions, 2025, [option.code for option in question.options])
    assert together == {"21CY": "25LX", "24ZW": "04FO"}
    found = institution_frame(frame.institutions, 2025, answered_as=together)
    assert len(found) == 53
    assert found["size"].notna().all()


def test_a_code_whose_board_offers_two_codes_or_none_is_left_out() -> None:
    table_ = small_institutions().assign(bestuur="10001")
    assert codes_not_offered(table_, 2025, ["01AA", "02BB"]) == {}
    assert codes_not_offered(small_institutions(), 2025, ["03CC"]) == {}


def test_respondents_are_joined_on_the_code_under_which_they_answer() -> None:
    lines = successors("01AA;02BB;2025-11-01;bron")
    units = institution_frame(small_institutions(), 2025, successors=lines)
    codes = pd.Series(["01AA", "02BB", "ANDER", "GEEN", None, "03CC"], index=list("abcdef"))
    found = join_institutions(codes, units)
    assert found["instelling"].fillna("").tolist() == ["02BB", "02BB", "", "", "", "03CC"]
    assert found["region"].fillna("").tolist() == ["noord", "noord", "", "", "", "west"]
    assert found.index.tolist() == list("abcdef")


def test_a_code_that_the_frame_does_not_know_is_an_error_by_name() -> None:
    with pytest.raises(UnknownInstitution) as caught:
        join_institutions(pd.Series(["01AA", "99ZZ"]), institution_frame(small_institutions(), 2025))
    assert caught.value.codes == ("99ZZ",)


def test_students_by_region_of_the_seat_are_all_students(frame: Frame) -> None:
    units = institution_frame(frame.institutions, 2025)
    found = region_margin(units)
    assert found.sum() == units["students"].sum()
    assert set(found.index) == {"noord", "oost", "west", "zuid"}


def test_roc_top_looks_like_a_merger_and_nothing_else_does(frame: Frame) -> None:
    found = institution_changes(frame.institutions, 2024, frame.institutions, 2025)
    assert found.shifts.index.tolist() == ["30RM"]
    assert found.shifts.loc["30RM", ["before", "after"]].tolist() == [1038.0, 350.0]
    assert found.shifts.loc["30RM", "beside"] == "25LR, 25PZ"
    assert found.appeared.empty
    assert found.disappeared.empty


def test_codes_that_came_and_went_are_found() -> None:
    old = small_institutions()
    found = institution_changes(old, 2025, old.replace({"instelling": {"01AA": "05EE"}}), 2025)
    assert (found.appeared.index.tolist(), found.disappeared.index.tolist()) == (["05EE"], ["01AA"])
    assert found.shifts.empty


def test_an_institution_frame_of_another_year_or_of_five_students_a_cell_is_a_sentence() -> None:
    with pytest.raises(UnknownYear):
        institution_frame(small_institutions(), 2024)
    with pytest.raises(UnknownYear):
        codes_not_offered(small_institutions(), 2024, ["01AA"])
    with pytest.raises(InvalidSuppressed):
        institution_frame(small_institutions(), 2025, suppressed=5)


# Places of teams

TEAMS = """
    | id | q14bol | q14bbl | q15 | q16entree | q16niv2 | q16niv3 | q16niv4 |
    | 1  | Y      | Y      | ZWS |           |         | Y       | Y       |
    | 2  | Y      |        | H   |           | Y       |         |         |
    | 3  |        | Y      | TGO | Y         |         |         |         |
    | 4  | Y      | Y      | ICT | Y         | Y       |         |         |
"""


def teams(text: str = TEAMS) -> pd.DataFrame:
    found = table(text).set_index("id")
    ticks = [name for name in found if name != "q15"]
    return found.assign(
        q15=found["q15"].mask(found["q15"] == ""),
        **{name: (found[name] == "Y").astype("boolean") for name in ticks},
    )


def places(mapping: str) -> dict[str, dict[str, float]]:
    rows = memberships(teams(), mapping)
    labels = categories(rows, "leerweg x niveau")
    return {
        str(who): dict(zip(labels[part.index], part["share"], strict=True))
        for who, part in rows.groupby("respondent")
    }


def test_a_team_is_divided_equally_over_its_leerwegen_and_levels() -> None:
    assert places("verdeeld") == {
        "1": {"bol x niv3": 0.25, "bol x niv4": 0.25, "bbl x niv3": 0.25, "bbl x niv4": 0.25},
        "2": {"bol x niv2": 1.0},
        "3": {"bbl x niv2": 1.0},  # Entree alone counts as level 2
        "4": {"bol x niv2": 0.5, "bbl x niv2": 0.5},  # Entree beside another level drops out
    }


def test_the_alternatives_take_the_highest_level_and_may_call_a_mixed_team_bol() -> None:
    assert places("hoogste")["1"] == {"bol x niv4": 0.5, "bbl x niv4": 0.5}
    assert places("bol")["1"] == {"bol x niv4": 1.0}
    assert places("bol")["3"] == {"bbl x niv2": 1.0}


def test_sectors_are_the_codes_of_the_margin_and_the_order_is_that_of_the_teams() -> None:
    rows = memberships(teams().iloc[::-1])
    assert rows.drop_duplicates("respondent")["respondent"].tolist() == ["4", "3", "2", "1"]
    assert set(rows["sector"]) <= set(SECTORS)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_the_111_of_2024_have_places_with_shares_that_add_to_one(mapping: str) -> None:
    path = PROJECT.snapshot(2024) / "responses.csv"
    responses = read_export(path, load_questionnaire(PROJECT.questionnaire(2024))).frame
    asked = responses[responses["q15"].notna()]
    rows = memberships(asked, mapping)
    assert rows.groupby("respondent")["share"].sum().to_numpy() == pytest.approx(np.ones(111))
    assert not rows.duplicated(["respondent", "leerweg", "niveau"]).any()
    with pytest.raises(NoPlace):
        memberships(responses, mapping)


@pytest.mark.parametrize(
    ("columns", "what"),
    [(["q15"], "sector"), (["q14bol", "q14bbl"], "leerweg"), (["q16niv3", "q16niv4"], "niveau")],
)
def test_a_team_without_a_place_is_an_error_by_name(columns: list[str], what: str) -> None:
    wrong = teams()
    wrong.loc["1", columns] = pd.NA
    with pytest.raises(NoPlace) as caught:
        memberships(wrong)
    assert caught.value.missing == {what: ["1"]}


def test_wrong_input_of_memberships_is_a_sentence() -> None:
    with pytest.raises(UnknownMapping):
        memberships(teams(), "laagste")
    with pytest.raises(DoubleRespondent):
        memberships(pd.concat([teams(), teams()]))
    with pytest.raises(UnfitTicks):
        memberships(teams().drop(columns="q14bbl"))
    with pytest.raises(UnfitTicks):
        memberships(teams().drop(columns="q15"))
    with pytest.raises(UnfitTicks):
        memberships(teams().assign(q14bbl="Y"))
    with pytest.raises(UnknownSectorkamer):
        memberships(teams().assign(q15="RV"))


def test_memberships_leave_the_teams_as_they_were() -> None:
    given_, kept = teams(), teams()
    memberships(given_, "bol")
    pd.testing.assert_frame_equal(given_, kept)


def test_no_teams_have_no_places() -> None:
    assert memberships(teams().iloc[:0]).empty


def test_a_team_weighs_as_much_as_its_places_together() -> None:
    rows = memberships(teams())
    found = team_weights(rows, rows["share"] * np.where(rows["leerweg"] == "bbl", 2.0, 1.0))
    assert found.to_dict() == {"1": 1.5, "2": 1.0, "3": 2.0, "4": 1.5}


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf")])
def test_a_row_weight_that_cannot_be_is_named_by_respondent(wrong: float) -> None:
    rows = memberships(teams())
    weights = rows["share"].where(rows["respondent"] != "2", wrong)
    with pytest.raises(UnfitWeights, match="respondent 2"):
        team_weights(rows, weights)
    with pytest.raises(UnfitWeights):
        team_weights(rows, rows["share"].iloc[1:])


TICK = st.booleans()


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SECTORS)), *[TICK] * 6).filter(lambda t: any(t[1:3]) and any(t[3:])),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(sorted(MAPPINGS)),
)
def test_every_team_keeps_its_weight_of_one_and_stands_only_where_it_is(
    rows: list[tuple[str, bool, bool, bool, bool, bool, bool]], mapping: str
) -> None:
    columns = ["q15", "q14bol", "q14bbl", "q16entree", "q16niv2", "q16niv3", "q16niv4"]
    asked = pd.DataFrame(rows, columns=columns)
    found = memberships(asked, mapping)
    assert team_weights(found, found["share"]).tolist() == pytest.approx([1.0] * len(rows))
    for place in found.itertuples():
        team = asked.loc[place.respondent]
        assert team[f"q14{place.leerweg}"]
        only_entree = not team[["q16niv2", "q16niv3", "q16niv4"]].any()
        assert team[f"q16{place.niveau}"] or (only_entree and place.niveau == "niv2")
    if mapping == "bol":
        assert len(found) == len(rows)


@given(
    st.lists(st.tuples(st.floats(0.01, 100), st.floats(1, 1000)), min_size=1, max_size=20),
    st.floats(0.1, 10),
)
def test_per_team_adds_to_the_respondents_and_undoes_size(pairs: list[tuple[float, float]], c: float) -> None:
    weights, size = (pd.Series(list(part)) for part in zip(*pairs, strict=True))
    found = per_team(weights, size)
    assert found.sum() == pytest.approx(len(pairs))
    assert per_team(size * c, size).to_numpy() == pytest.approx(np.ones(len(pairs)))
    assert (found * size / weights).to_numpy() == pytest.approx((found * size / weights).iloc[0])


def test_large_teams_stand_for_students_and_small_ones_for_teams() -> None:
    size = pd.Series({"a": 100.0, "b": 50.0, "c": 50.0})
    weights = per_team(size, size)
    does = pd.Series({"a": 1, "b": 0, "c": 0})
    assert (does * size).sum() / size.sum() == 0.5
    assert (does * weights).sum() / weights.sum() == pytest.approx(1 / 3)


@pytest.mark.parametrize("wrong", [0.0, -3.0, float("nan")])
def test_a_team_without_a_size_is_an_error_by_name(wrong: float) -> None:
    weights = pd.Series({"a": 1.0, "b": 1.0})
    with pytest.raises(UnfitWeights, match="respondent b") as caught:
        per_team(weights, pd.Series({"a": 10.0, "b": wrong}))
    assert caught.value.what == "teamgrootte"
    with pytest.raises(UnfitWeights, match="respondent b"):
        per_team(weights, pd.Series({"a": 10.0}))
    with pytest.raises(UnfitWeights) as caught:
        per_team(pd.Series({"a": 1.0, "b": wrong}), pd.Series({"a": 10.0, "b": 10.0}))
    assert caught.value.what == "gewichten"
