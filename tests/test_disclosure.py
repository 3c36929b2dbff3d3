"""What is too small is not published, in any form, and whoever reads everything cannot work it out."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from disclosure_tables import PRINTED, RULES, SECTORS, Rows, counts, shown, survey
from project import PROJECT, ROOT

from stagepact_research.archive.disclosure import printed_now, protect
from stagepact_research.archive.disclosure.days import periods
from stagepact_research.archive.disclosure.errors import InstitutionResult, TypedText
from stagepact_research.archive.disclosure.groups import round_once
from stagepact_research.estimates import NOT_SHOWN, read_estimates, tidy
from stagepact_research.report.verification import NOT_COMPUTABLE, verify

SMALL = {"mtlm": 8, "sv": 3, "ict": 11, "zws": 42}


def test_a_small_cell_goes_as_a_count_and_as_a_percentage_and_takes_another_with_it():
    safe, audit = protect(survey(counts("q15", SMALL)), RULES)
    assert shown(safe, "q15") == {"mtlm": None, "sv": None, "ict": 11, "zws": 42}
    assert shown(safe, "q15", "pct")["sv"] is None
    assert set(audit["category"]) == {"sv", "mtlm"}
    # Nothing says which of the two is the small one.
    assert audit[["rule", "reason"]].drop_duplicates().shape[0] == 1


def test_a_hidden_row_stays_and_says_why():
    table = survey(counts("q15", SMALL))
    safe, _ = protect(table, RULES)
    assert len(safe) == len(table)
    hidden = safe[safe["estimate"].isna()]
    assert len(hidden) == 4
    assert hidden["note"].str.startswith(NOT_SHOWN).all()
    assert safe.loc[safe["estimate"].notna(), "note"].eq("").all()


def test_the_table_that_goes_in_stays_as_it_is():
    table = survey(counts("q15", SMALL))
    before = table.copy()
    protect(table, RULES)
    pd.testing.assert_frame_equal(table, before)


def test_the_sum_that_would_tell_the_other_is_counted_with():
    """sv and ict together are published by the weighting: hiding ict is no help, and mtlm is."""
    places = {"subject": "teams", "statistic": "pct", "group_by": "sector", "variant": "plaatsen", "n": 64}
    joined = [{**places, "group": "mtlm+sv", "estimate": 100 * 11 / 64}]
    safe, _ = protect(survey(counts("q15", SMALL) + joined), RULES)
    assert shown(safe, "q15")["sv"] is None
    assert shown(safe, "q15")["mtlm"] is None
    alone = [{**places, "group": "sv", "estimate": 100 * 3 / 64}]
    safe, _ = protect(survey(counts("q15", SMALL) + alone), RULES)
    assert safe.loc[safe["group"] == "sv", "estimate"].isna().all()


def test_a_sector_category_is_the_sum_of_its_sectors():
    whole = counts("sectorcategorie", {"techniek": 22, "zorg": 3}, 25) + counts(
        "q15", {"mtlm": 8, "sv": 5, "ict": 9, "zws": 3}
    )
    safe, _ = protect(survey(whole), RULES, sectors=SECTORS)
    assert shown(safe, "sectorcategorie") == {"techniek": None, "zorg": None}
    assert shown(safe, "q15")["zws"] is None


def test_the_size_of_a_group_whose_mean_is_published_is_known():
    """Of the learning paths bbl is small; hiding bol with it is no help where bol has a mean and its n."""
    rows = counts("leerweg", {"bol": 30, "bbl": 3, "beide": 40})
    safe, _ = protect(survey(rows), RULES)
    assert shown(safe, "leerweg") == {"bol": None, "bbl": None, "beide": 40}
    groups = {"bol": 30, "bbl_of_beide": 43}
    rows += [
        {"subject": "kennis", "statistic": "n", "group_by": "leerweg", "group": g, "estimate": n, "n": n}
        for g, n in groups.items()
    ]
    safe, _ = protect(survey(rows), RULES)
    assert shown(safe, "leerweg") == {"bol": 30, "bbl": None, "beide": None}


def test_what_is_left_of_the_base_is_a_cell_too():
    safe, audit = protect(survey(counts("q16niv4", {"ja": 57}, 60)), RULES)
    assert shown(safe, "q16niv4") == {"ja": None}
    assert len(audit) == 2


def test_weighted_and_changed_versions_of_a_hidden_cell_go_too():
    rows = counts("q15", SMALL)
    own = {"subject": "q15", "category": "sv", "statistic": "pct", "estimate": 4.0, "n": 64}
    weighted = survey([own], weighting="raked")
    change = survey([{**own, "statistic": "after"}], contrast="2024")
    safe, audit = protect(pd.concat([survey(rows), weighted, change]), RULES)
    assert safe.loc[safe["category"] == "sv", "estimate"].isna().all()
    assert set(audit.loc[audit["rule"] == "gekoppeld", "statistic"]) == {"pct", "after"}


def test_opinions_of_all_respondents_stay_however_rare():
    safe, audit = protect(survey(counts("q02a", {"1": 1, "2": 2, "3": 60})), RULES)
    assert shown(safe, "q02a") == {"1": 1, "2": 2, "3": 60}
    assert audit.empty


@pytest.mark.parametrize(("base", "hidden"), [(9, True), (10, False)])
def test_a_percentage_or_mean_needs_ten_respondents(base: int, hidden: bool):
    rows: Rows = [
        {"subject": "kennis", "statistic": "mean", "estimate": 3.2, "n": base},
        {"subject": "q02a", "statistic": "pct", "category": "1", "estimate": 50.0, "n": base},
    ]
    safe, _ = protect(survey(rows), RULES)
    assert safe["estimate"].isna().tolist() == [hidden, hidden]


def group_rows(numbers: dict[str, int], total: int) -> Rows:
    rows: Rows = [{"subject": "kennis", "statistic": "mean", "estimate": 3.3333, "n": total}]
    for group, n in numbers.items():
        own = {"subject": "kennis", "group_by": "meldingen", "group": group, "n": n}
        rows.append({**own, "statistic": "n", "estimate": n})
        rows.append({**own, "statistic": "mean", "estimate": 3.44678, "ci_low": 3.1234, "ci_high": 3.7701})
    return rows


def test_a_small_group_goes_with_its_mean_and_its_base():
    safe, _ = protect(survey(group_rows({"ja": 60, "nee": 40, "weet_ik_niet": 4}, 104)), RULES)
    small = safe[safe["group"] == "weet_ik_niet"]
    assert small[["estimate", "ci_low", "n"]].isna().all(axis=None)
    assert safe.loc[safe["group"] == "ja", "estimate"].notna().all()


def test_the_mean_of_all_and_those_of_the_groups_do_not_give_the_score_of_the_one_left():
    """110 respondents, 109 of them in a group: exact means would give the last one's score."""
    means = survey(group_rows({"ja": 60, "nee": 49}, 110))
    safe, audit = protect(means, RULES)
    groups = safe[(safe["group_by"] != "") & (safe["statistic"] == "mean")]
    assert groups["estimate"].tolist() == [3.44, 3.44]
    assert groups["ci_low"].tolist() == [3.12, 3.12]
    assert audit["rule"].eq("afgerond").all()
    # With fewer in the groups, two decimals leave the last score in less than a point.
    safe, audit = protect(survey(group_rows({"ja": 40, "nee": 30}, 71)), RULES)
    assert safe.loc[safe["group_by"] != ""].query("statistic == 'mean'")["estimate"].isna().all()
    assert "rest" in set(audit["rule"])


@pytest.mark.parametrize(
    ("value", "rounded"), [(3.4467, 3.44), (3.4451, 3.44), (3.455, 3.46), (-3.4467, -3.44)]
)
def test_rounding_twice_gives_what_rounding_once_gives(value: float, rounded: float):
    assert round_once(value, 2) == pytest.approx(rounded)


def test_results_of_one_institution_stop_everything_and_public_agendas_do_not():
    own = {"subject": "kennis", "statistic": "mean", "estimate": 3.0, "n": 60}
    with pytest.raises(InstitutionResult):
        protect(survey([{**own, "group_by": "instelling", "group": "25lz"}]), RULES)
    agenda = survey(
        [{**own, "statistic": "n", "group_by": "instelling", "group": "1", "estimate": 1}],
        source="agendas",
        population="instellingen",
    )
    safe, _ = protect(agenda, RULES)
    assert safe["estimate"].tolist() == [1]


@pytest.mark.parametrize("typed", ["ik werk bij de kapper", "jan@example.org", "0612345678", "x" * 61])
def test_words_of_a_respondent_stop_everything(typed: str):
    with pytest.raises(TypedText) as problem:
        protect(survey(counts("q01other", {typed: 1, "b": 20})), RULES)
    assert typed not in str(problem.value)


def test_a_printed_cell_stays_and_the_same_cell_of_another_wave_does_not():
    printed = survey(counts("q15", {"sv": 3}, 64), wave="2024", provenance="published", locator="Tabel 4.2")
    table = pd.concat([survey(counts("q15", SMALL), wave="2024"), survey(counts("q15", SMALL)), printed])
    safe, audit = protect(table, RULES, PRINTED)
    assert shown(safe[safe["wave"] == "2024"].query("provenance == 'observed'"), "q15")["sv"] == 3
    assert shown(safe[safe["wave"] == "2026"], "q15")["sv"] is None
    let = audit[audit["rule"] == "uitzondering"]
    assert set(let["reason"]) == {"gedrukt", "dezelfde cel is gedrukt"}
    assert set(let["category"]) == {"sv"}


def test_what_is_printed_goes_too_where_it_would_tell_what_was_not_printed():
    """Of three sectors two were printed: the third follows from these and the total, so one of them goes."""
    numbers = {"mtlm": 30, "zws": 42, "sv": 3}
    old = survey(
        counts("q15", {"mtlm": 30, "zws": 42}, 75), wave="2024", provenance="published", locator="Tabel 4.2"
    )
    table = pd.concat([survey(counts("q15", numbers), wave="2024"), old])
    safe, _ = protect(table, RULES, PRINTED)
    computed = shown(safe[safe["provenance"] == "observed"], "q15")
    assert computed == {"mtlm": None, "zws": 42, "sv": None}


def test_a_hidden_number_is_not_to_be_computed_and_the_comparison_says_why():
    printed = survey(counts("q15", {"sv": 3}, 64), provenance="published", locator="Tabel 4.2")
    safe, _ = protect(survey(counts("q15", SMALL)), RULES)
    checked = verify(printed, safe)
    assert set(checked["verdict"]) == {NOT_COMPUTABLE}
    assert checked["explanation"].str.startswith(NOT_SHOWN).all()


def test_days_of_few_people_are_taken_together_and_no_one_is_lost():
    table = pd.DataFrame({"geopend": [9, 2, 0, 0, 4, 7, 0, 3], "compleet": [6, 1, 0, 5, 0, 5, 0, 0]})
    table.index = pd.Index([f"2026-10-0{day}" for day in range(1, 9)])
    found = periods(table, 5)
    assert found[0] == ("2026-10-01", "2026-10-01")
    for first, last in found:
        own = table.loc[first:last].sum()
        assert ((own == 0) | (own >= 5)).all()
    assert found[0][0] == table.index[0]
    assert found[-1][1] == table.index[-1]
    assert all(a[1] < b[0] for a, b in pairwise(found))


def test_the_course_of_the_fieldwork_has_no_day_with_one_to_four_people():
    days = [f"2026-10-{day:02d}" for day in range(1, 11)]
    rows = [
        {"statistic": "n", "category": stage, "group_by": "dag", "group": day, "estimate": number}
        for stage, numbers in {
            "geopend": range(10, 0, -1),
            "compleet": [6, 4, 3, 0, 0, 1, 0, 0, 1, 0],
        }.items()
        for day, number in zip(days, numbers, strict=True)
    ]
    table = survey(rows, source="recruitment", subject="veldwerk")
    safe, audit = protect(table, RULES)
    assert not safe["estimate"].between(1, 4).any()
    totals = safe.groupby("category")["estimate"].sum()
    assert totals.to_dict() == table.groupby("category")["estimate"].sum().to_dict()
    assert set(audit["rule"]) == {"dagen"}


def test_a_response_rate_from_which_a_hidden_number_follows_is_rounded_or_hidden():
    outcomes = {"complete": 152, "partial": 34, "refusal": 65, "unknown": 205, "not_eligible": 3}
    outcomes |= {"non_contact": 0, "other": 0, "unknown_other": 0}
    common = {"subject": "respons", "n": 459, "method": "aapor"}
    rows = [{**common, "statistic": "n", "category": name, "estimate": n} for name, n in outcomes.items()]
    rates = {"rr1": 100 * 152 / 456, "rr3": 33.5112708, "eligibility": 0.98818}
    rows += [{**common, "statistic": name, "estimate": rate} for name, rate in rates.items()]
    safe, _ = protect(survey(rows), RULES)
    by = safe.set_index(["statistic", "category"])["estimate"]
    assert pd.isna(by["n", "not_eligible"])
    assert by[["rr3", "eligibility"]].isna().all()
    assert pd.isna(by["rr1", ""]) or by["rr1", ""] == 33


def test_the_printed_table_would_lose_its_small_cells_and_what_they_follow_from():
    rules = PROJECT.protocol.disclosure
    found = printed_now(read_estimates(PROJECT.published(2024)), rules, locator="Tabel 4.2")
    numbers = found[found["statistic"] == "n"].set_index(["subject", "category"])
    hidden = numbers[numbers["now"].isna()]
    assert {("q15", "sv"), ("q15", "h")} <= set(hidden.index)
    assert len(hidden) > 2
    assert set(hidden.index.get_level_values("subject")) == {"q15"}
    assert numbers["printed"].notna().all()
    assert numbers.loc[("leerweg", "bbl"), "now"] == 5


def test_every_exception_has_a_reason_and_only_what_is_public_is_one():
    exceptions = PROJECT.protocol.disclosure.exceptions
    assert all(one.reason for one in exceptions)
    assert not any(one.source in ("survey", "recruitment") for one in exceptions)
    assert not any(one.provenance in ("observed", "synthetic") for one in exceptions)


def test_the_report_reads_the_survey_only_from_behind_the_gate():
    """Answers, scores, weights and the estimates of one wave stay inside: no page opens them."""
    inside = ("responses", "status", "about", "scores", "weights", "outcomes", "weighted", "institutions")
    for path in sorted((ROOT / "stagepact_research" / "report").rglob("*.py")):
        text = path.read_text("utf-8")
        assert not any(f"{name}.parquet" in text for name in inside), path.name
        assert '/ "estimates.parquet"' not in text, path.name


def test_an_empty_table_passes():
    safe, audit = protect(tidy([]), RULES, PRINTED)
    assert safe.empty
    assert audit.empty
