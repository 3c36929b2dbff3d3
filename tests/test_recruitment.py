"""The contact log, the stages of refusal and AAPOR's rates."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagepact_research.responses.recruitment import (
    TEMPLATE,
    OutcomeCounts,
    outcome_rates,
    person_outcomes,
    read_contact_log,
    recruitment,
)
from stagepact_research.responses.recruitment.errors import (
    ContactLogProblem,
    DoubleContact,
    EmptyContactLog,
    MissingLogColumns,
    UnknownLogColumns,
    WrongCount,
    WrongLogCell,
)

ROOT = Path(__file__).resolve().parents[1]


def log(tmp_path: Path, *rows: str, header: str = TEMPLATE.strip()) -> Path:
    path = tmp_path / "recruitment.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


APPROACHED = "2026-09-01;instelling;25PW;25PW;brief;benaderd;"


def test_the_last_contact_of_a_unit_is_its_outcome(tmp_path):
    path = log(
        tmp_path,
        "2026-09-20;instelling;25PW;25PW;telefoon;geweigerd;geen_tijd",
        APPROACHED,
        "2026-09-10;instelling;25PW;25PW;telefoon;toegezegd;",
    )
    found = recruitment(read_contact_log(path))
    assert found.outcomes.loc["instelling", "geweigerd"] == 1
    assert found.took_part("instelling") == 0
    assert found.approached("instelling") == 1
    assert found.reasons.loc["instelling", "geen_tijd"] == 1
    assert found.contacts["instelling"] == 3


def test_two_contacts_of_one_day_are_taken_in_the_order_of_the_file(tmp_path):
    path = log(
        tmp_path,
        "2026-09-01;team;25PW-A;25PW;mail;geweigerd;leeft_niet",
        "2026-09-01;team;25PW-A;25PW;telefoon;toegezegd;",
    )
    assert recruitment(read_contact_log(path)).took_part("team") == 1


def test_who_is_not_eligible_was_not_approached_in_vain(tmp_path):
    path = log(tmp_path, "2026-09-01;team;25PW-A;25PW;mail;niet_in_aanmerking;")
    found = recruitment(read_contact_log(path))
    assert (found.approached("team"), found.outcomes.loc["team"].sum()) == (0, 1)


def test_an_open_call_has_no_denominator(tmp_path):
    path = log(tmp_path, "2026-09-01;oproep;mbo_raad;;nieuwsbrief;geplaatst;")
    found = recruitment(read_contact_log(path))
    assert found.calls == ("mbo_raad",)
    assert found.outcomes.to_numpy().sum() == 0


def test_the_template_is_an_empty_log_that_can_be_read(tmp_path):
    path = tmp_path / "recruitment.csv"
    path.write_text(TEMPLATE, encoding="utf-8")
    assert read_contact_log(path).empty
    assert recruitment(read_contact_log(path)).outcomes.to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("01-09-2026;instelling;25PW;25PW;brief;benaderd;", "datum"),
        ("2026-02-30;instelling;25PW;25PW;brief;benaderd;", "datum"),
        ("2026-09-01;school;25PW;25PW;brief;benaderd;", "stadium"),
        ("2026-09-01;instelling;25PW;25PW;duif;benaderd;", "wijze"),
        ("2026-09-01;instelling;25PW;25PW;brief;misschien;", "uitkomst"),
        ("2026-09-01;instelling;25PW;25PW;brief;geplaatst;", "uitkomst"),
        ("2026-09-01;instelling;25PW;25PW;brief;geweigerd;", "reden"),
        ("2026-09-01;instelling;25PW;25PW;brief;geweigerd;geen zin", "reden"),
        ("2026-09-01;instelling;25PW;25PW;brief;toegezegd;geen_tijd", "reden"),
        ("2026-09-01;instelling;25PW;25LX;brief;benaderd;", "eenheid"),
        ("2026-09-01;team;j.jansen@school.nl;25PW;mail;benaderd;", "eenheid"),
        ("2026-09-01;team;25PW-A;Drenthe College;mail;benaderd;", "instelling"),
        ("2026-09-01;oproep;facebook;;nieuwsbrief;geplaatst;", "eenheid"),
        ("2026-09-01;oproep;ocw;25PW;nieuwsbrief;geplaatst;", "instelling"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(tmp_path, row, column):
    with pytest.raises(WrongLogCell) as caught:
        read_contact_log(log(tmp_path, APPROACHED, row))
    assert (caught.value.line, caught.value.column) == (3, column)
    assert caught.value.expected


def test_what_stands_where_a_code_should_is_not_repeated(tmp_path):
    row = "2026-09-01;team;j.jansen@school.nl;25PW;mail;benaderd;"
    with pytest.raises(WrongLogCell) as caught:
        read_contact_log(log(tmp_path, row))
    assert "jansen" not in str(caught.value)


def test_a_log_with_another_column_is_refused(tmp_path):
    with pytest.raises(UnknownLogColumns, match="naam"):
        read_contact_log(log(tmp_path, header=TEMPLATE.strip() + ";naam"))
    with pytest.raises(MissingLogColumns, match="reden"):
        read_contact_log(log(tmp_path, header=TEMPLATE.strip().removesuffix(";reden")))
    with pytest.raises(UnknownLogColumns):
        read_contact_log(log(tmp_path, header=TEMPLATE.strip() + ";reden"))


def test_the_same_contact_twice_is_refused(tmp_path):
    with pytest.raises(DoubleContact) as caught:
        read_contact_log(log(tmp_path, APPROACHED, APPROACHED))
    assert (caught.value.first, caught.value.line) == (2, 3)


def test_an_empty_or_damaged_log_is_refused_without_traceback(tmp_path):
    path = tmp_path / "recruitment.csv"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(EmptyContactLog):
        read_contact_log(path)
    path.write_bytes(b"")
    with pytest.raises(ContactLogProblem):
        read_contact_log(path)
    with pytest.raises(ContactLogProblem, match="recruitment"):
        read_contact_log(log(tmp_path, APPROACHED + ";x"))
    with pytest.raises(ContactLogProblem):
        read_contact_log(tmp_path / "ontbreekt.csv")


def test_the_synthetic_log_of_2024_agrees_with_the_report():
    found = recruitment(read_contact_log(ROOT / "data" / "raw" / "2024" / "recruitment.csv"))
    with (ROOT / "data" / "raw" / "2024" / "published.csv").open(encoding="utf-8") as file:
        printed = {
            (row["subject"], row["category"]): int(float(row["estimate"]))
            for row in csv.DictReader(file)
            if row["source"] == "recruitment" and row["locator"] in ("1.3", "4.1")
        }
    assert found.approached("instelling") == printed["werving_instellingen", "beoogd"] == 8
    assert found.took_part("instelling") == printed["werving_instellingen", "deelnemend"] == 4
    assert found.took_part("team") == printed["werving_opleidingen", "deelnemend"] == 8
    named = found.reasons.loc["instelling"]
    assert set(named[named > 0].index) == {"geen_tijd", "komt_niet_voor", "niet_betrokken"}
    assert found.calls == ("mbo_raad", "netwerk_onderzoekers", "ocw")


def test_the_rates_are_those_of_aapor():
    counts = OutcomeCounts(
        complete=50,
        partial=10,
        refusal=15,
        non_contact=3,
        other=2,
        unknown=90,
        unknown_other=10,
        not_eligible=20,
    )
    found = outcome_rates(counts)
    assert found["eligibility"] == pytest.approx(0.8)
    assert found["rr1"] == pytest.approx(100 * 50 / 180)
    assert found["rr2"] == pytest.approx(100 * 60 / 180)
    assert found["rr3"] == pytest.approx(100 * 50 / 160)
    assert found["rr4"] == pytest.approx(100 * 60 / 160)
    assert found["rr5"] == pytest.approx(100 * 50 / 80)
    assert found["rr6"] == pytest.approx(100 * 60 / 80)
    assert found["coop1"] == pytest.approx(100 * 50 / 77)
    assert found["coop2"] == pytest.approx(100 * 60 / 77)
    assert found["ref1"] == pytest.approx(100 * 15 / 180)
    assert found["con1"] == pytest.approx(100 * 77 / 180)
    assert counts.invited == 200
    assert outcome_rates(counts, eligibility=0.5)["rr3"] == pytest.approx(100 * 50 / 130)


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8))
def test_the_rates_rise_as_fewer_unknown_cases_count(numbers):
    found = outcome_rates(OutcomeCounts(*numbers))
    if not pd.isna(found["rr5"]):
        assert found["rr1"] <= found["rr3"] + 1e-9 <= found["rr5"] + 2e-9
        assert found["rr2"] <= found["rr4"] + 1e-9 <= found["rr6"] + 2e-9
        assert all(0 <= rate <= 100 for name, rate in found.items() if name != "eligibility")


def test_rates_without_anybody_are_not_numbers():
    found = outcome_rates(OutcomeCounts(0, 0, 0))
    assert all(pd.isna(rate) for rate in found.values())


def test_an_impossible_count_or_share_is_refused():
    with pytest.raises(WrongCount):
        OutcomeCounts(complete=-1, partial=0, refusal=0)
    with pytest.raises(WrongCount):
        OutcomeCounts(complete=1.5, partial=0, refusal=0)  # type: ignore[arg-type]
    with pytest.raises(WrongCount):
        outcome_rates(OutcomeCounts(1, 0, 0), eligibility=1.2)


def test_everyone_who_was_invited_ends_in_one_outcome():
    invited = pd.DataFrame(
        {
            "respondent": ["a", "b", "c", "d", "e", "f", "g", "h"],
            "mailstatus": ["OK", "OK", "OK", "OK", "OK", "afgemeld", "anders", "OK"],
        }
    )
    dispositions = pd.Series(
        {1: "compleet", 2: "deels", 3: "geweigerd", 4: "leeg", 5: "geweigerd", 6: "deels", 7: "compleet"}
    )
    respondent = pd.Series({1: "a", 2: "b", 3: "c", 4: "d", 5: "e", 6: "a", 7: ""})
    found = person_outcomes(invited, dispositions, respondent, not_eligible={5})
    assert found == OutcomeCounts(
        complete=1, partial=1, refusal=3, unknown=1, unknown_other=1, not_eligible=1
    )
    assert found.invited == len(invited)
