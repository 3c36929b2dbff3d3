"""The interviews: instruments that fit each other, counts, printed numbers, and what the team meets."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from interview_tables import ANSWERS, CODEBOOK, CODINGS, FOLDER, GUIDES, INTERVIEWS, ROOT, table

from stagepact_research.estimates import read_estimates, select, validate
from stagepact_research.protocol import Project
from stagepact_research.strands.interviews import (
    check_interviews,
    count_interviews,
    disagreements,
    finding,
    load_information,
    load_vignettes,
    print_guide,
    print_information,
    read_findings,
    read_quotes,
    wilson,
)
from stagepact_research.strands.interviews import errors as problems

RAW = ROOT / "data" / "raw" / "2024"
FINDINGS = RAW / "interviews" / "bevindingen.csv"


def counted(
    interviews: str = INTERVIEWS, answers: str = ANSWERS, codings: str = CODINGS, *, interval: bool = False
) -> pd.DataFrame:
    return count_interviews(
        table(interviews),
        table(answers),
        table(codings),
        GUIDES,
        CODEBOOK,
        wave=2026,
        provenance="observed",
        interval=interval,
    )


def value(rows: pd.DataFrame, population: str, subject: str, category: str, statistic: str = "n") -> tuple:
    found = select(
        rows, population=population, subject=subject, category=category, statistic=statistic, variant=""
    )
    assert len(found) == 1
    return float(found["estimate"].iloc[0]), float(found["n"].iloc[0])


def test_the_instruments_of_the_interviews_are_sound() -> None:
    assert check_interviews(ROOT / "instruments") == []


def test_every_printed_subject_and_category_of_the_interviews_is_in_the_codebook() -> None:
    codes = CODEBOOK.by_id()
    printed = select(read_estimates(RAW / "published.csv"), source="interviews")
    for _, row in printed.iterrows():
        code = codes[row["subject"]]
        known = {one.code for one in (*code.categories, *code.printed)} or {"", "ja"}
        assert row["category"] in known | {""}, (row["subject"], row["category"])


def test_a_closed_answer_counts_against_those_who_were_asked() -> None:
    rows = counted()
    assert value(rows, "stagebegeleiders", "signalen_stagediscriminatie", "ja") == (1, 2)
    assert value(rows, "stagebegeleiders", "signalen_stagediscriminatie", "ja", "pct") == (50, 2)
    assert value(rows, "praktijkopleiders", "signalen_stagediscriminatie", "ja") == (0, 2)


def test_a_theme_counts_once_for_an_interview_however_many_coders_saw_it() -> None:
    rows = counted()
    assert value(rows, "stagebegeleiders", "handelingsverlegenheid", "ja") == (1, 3)
    assert value(rows, "praktijkopleiders", "iedereen_welkom", "ja")[0] == 1


def test_a_theme_of_closed_questions_has_those_who_were_asked_as_base() -> None:
    # preventie_bij_werving_bekend was asked of nobody; one mentioned the theme all the same.
    assert value(counted(), "praktijkopleiders", "iedereen_welkom", "ja") == (1, 1)
    asked = ANSWERS + "    | I05 | preventie_bij_werving_bekend | ja |\n"
    assert value(counted(answers=asked), "praktijkopleiders", "iedereen_welkom", "ja") == (1, 2)


def test_of_a_question_with_more_answers_each_is_counted() -> None:
    rows = counted()
    assert value(rows, "praktijkopleiders", "selectiecriterium", "schoolprestaties") == (2, 2)
    assert value(rows, "praktijkopleiders", "selectiecriterium", "algehele_indruk") == (1, 2)


def test_years_have_their_extremes_mean_and_classes() -> None:
    rows = counted()
    assert value(rows, "stagebegeleiders", "ervaring_jaren", "", "mean")[0] == pytest.approx(15.5 / 3)
    assert value(rows, "stagebegeleiders", "ervaring_jaren", "minder_dan_5") == (1, 3)
    assert value(rows, "stagebegeleiders", "ervaring_jaren", "10_of_langer") == (1, 3)


def test_a_question_that_nobody_was_asked_gives_no_rows() -> None:
    assert select(counted(), subject="tevreden_over_aanpak").empty


def test_the_number_of_interviews_of_each_group_is_counted() -> None:
    held = select(counted(), subject="interviews", category="afgenomen").set_index("population")["estimate"]
    assert held.to_dict() == {"stagebegeleiders": 3, "praktijkopleiders": 2}


def test_counts_have_no_interval_unless_asked_for_and_then_it_is_called_illustrative() -> None:
    assert counted()["ci_low"].isna().all()
    rows = validate(counted(interval=True))
    with_interval = rows[rows["ci_low"].notna()]
    assert set(with_interval["variant"]) == {"illustratief"}
    assert set(with_interval["statistic"]) == {"pct"}
    assert rows[rows["variant"] == ""].reset_index(drop=True).equals(counted())


def test_the_interval_is_the_one_of_r() -> None:
    for row in pd.read_csv(ROOT / "tests" / "r" / "interviews.csv").itertuples():
        low, high = wilson(row.count, row.base)
        assert low == pytest.approx(row.low, abs=1e-9)
        assert high == pytest.approx(row.high, abs=1e-9)


DOUBLE = INTERVIEWS + "    | I01 | stagebegeleiders |\n"
STRANGER = INTERVIEWS.replace("I05       | praktijkopleiders", "I05       | studenten")


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        ({"interviews": DOUBLE}, problems.DoubleInterview),
        ({"interviews": STRANGER}, problems.UnknownGroup),
        ({"interviews": INTERVIEWS.replace("group", "groep")}, problems.MissingColumns),
        ({"answers": ANSWERS.replace("I04", "I99")}, problems.UnknownInterview),
        ({"answers": ANSWERS + "| I01 | slot_aanvulling | ja |\n"}, problems.UnknownQuestion),
        ({"answers": ANSWERS + "| I01 | selectiecriterium | anders |\n"}, problems.UnknownQuestion),
        ({"answers": ANSWERS + "| I01 | beleid_specifiek | misschien |\n"}, problems.UnknownAnswer),
        ({"answers": ANSWERS + "| I01 | signalen_stagediscriminatie | nee |\n"}, problems.DoubleAnswer),
        ({"answers": ANSWERS.replace("0.5", "lang")}, problems.NotANumber),
        ({"answers": ANSWERS.replace("0.5", "-1")}, problems.NotANumber),
        ({"answers": ANSWERS.replace("0.5", "inf")}, problems.NotANumber),
        ({"codings": CODINGS.replace("belangen_spelen_mee", "onzin")}, problems.UnknownCode),
        ({"codings": CODINGS.replace("I02       | belangen", "I04       | belangen")}, problems.UnknownCode),
        ({"codings": CODINGS.replace("belangen_spelen_mee", "tevreden_over_aanpak")}, problems.UnknownCode),
        ({"codings": CODINGS.replace("I02", "I99")}, problems.UnknownInterview),
    ],
)
def test_tables_that_do_not_fit_are_refused_with_what_to_do(tables: dict[str, str], error: type) -> None:
    with pytest.raises(error) as caught:
        counted(**tables)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("codebook.yml", "theme: stagepact\n", "theme: stagepakt\n", 'thema "stagepakt" bestaat niet'),
        ("codebook.yml", "- id: rol\n", "- id: functie\n", "code functie: deze naam staat er 2 keer"),
        ("stagebegeleider.yml", "vignette: klik", "vignette: klak", 'casus "klak" staat niet in'),
        ("stagebegeleider.yml", "- zelden_gemeld", "- zelden", 'code "zelden" bestaat niet'),
        ("stagebegeleider.yml", "id: aanpak_paraat", "id: aanpak", "geen code met deze naam en kind: closed"),
        ("stagebegeleider.yml", 'locator: "5.1.3"', 'locator: ""', "hoort een locator"),
        ("stagebegeleider.yml", "question: verandering_ervaren", "question: later", "geen eerdere vraag"),
        ("praktijkopleider.yml", "id: beroepsrichting", "id: functie", "vraag functie: deze naam"),
        ("praktijkopleider.yml", "answer: number", "answer: getal", "'open', 'closed' of 'number'"),
        ("informatie.yml", "consent:", "toestemming:", '"consent" ontbreekt'),
    ],
)
def test_a_mistake_in_the_instruments_is_one_sentence(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    path = tmp_path / "instruments" / "interviews" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = check_interviews(tmp_path / "instruments")
    assert any(says in problem for problem in found), found


def test_the_vignettes_are_word_for_word_with_their_errors() -> None:
    cases = load_vignettes(ROOT / "instruments" / "vignettes.yml").by_id()
    assert list(cases) == ["waar_kom_je_vandaan", "medewerkerspas", "klik"]
    assert "De stagiaire antwoord dat ze in Wageningen is geboren." in cases["waar_kom_je_vandaan"].text
    assert "“Ja je ziet er toch een beetje exotisch uit.’" in cases["waar_kom_je_vandaan"].text
    assert cases["klik"].note


def test_both_guides_present_the_same_vignettes_in_the_same_order() -> None:
    shown = [[q.vignette for q in guide.questions() if q.vignette] for guide in GUIDES.values()]
    assert shown[0] == shown[1] == ["waar_kom_je_vandaan", "medewerkerspas", "klik"]


def test_the_guides_have_a_block_for_every_section_of_the_report() -> None:
    for group, chapter in (("stagebegeleiders", "5.1"), ("praktijkopleiders", "5.2")):
        sections = [block.section for block in GUIDES[group].blocks]
        assert sections == [f"{chapter}.{number}" for number in range(1, 9)]


def test_a_printed_guide_has_every_question_answer_probe_and_vignette() -> None:
    vignettes = load_vignettes(ROOT / "instruments" / "vignettes.yml")
    for guide in GUIDES.values():
        text = print_guide(guide, CODEBOOK, vignettes).replace("\\", "")
        for question in guide.questions():
            assert question.text in text
            assert all(probe in text for probe in question.probes)
        assert all(case.text in text for case in vignettes.vignettes)
        assert "Alleen als het antwoord op ‘" in text


def test_the_information_letter_tells_what_the_law_asks_and_leaves_gaps_for_the_institute() -> None:
    information = load_information(FOLDER / "informatie.yml")
    text = print_information(information).replace("\\", "")
    assert information.source == "own"
    for word in ("vrijwillig", "opname", "bewaren", "intrekken", "Autoriteit Persoonsgegevens", "INVULLEN"):
        assert word in text
    assert {one.id for one in information.consent} >= {"deelname", "opname", "citaat"}


def test_findings_hold_no_digits_but_levels_and_sections() -> None:
    for one in read_findings(FINDINGS, CODEBOOK):
        text = "".join(part for part in one.parts() if isinstance(part, str))
        assert not re.search(r"\d", re.sub(r"niveau [234]|2, 3 en 4", "", text)), one.id


def test_every_finding_stands_in_a_section_of_its_group_and_can_be_found_by_its_id() -> None:
    findings = read_findings(FINDINGS, CODEBOOK)
    chapters = {"stagebegeleiders": "5.1", "praktijkopleiders": "5.2"}
    assert all(one.section.startswith(chapters[one.group]) for one in findings)
    assert {one.section for one in findings} == {f"5.{a}.{b}" for a in (1, 2) for b in range(1, 9)}
    assert finding(findings, "int-5.1.3-01").code == "signalen_stagediscriminatie"
    with pytest.raises(problems.UnknownFinding):
        finding(findings, "int-9.9.9-01")


def test_findings_that_contradict_each_other_point_to_each_other() -> None:
    known = {one.id: one for one in read_findings(FINDINGS, CODEBOOK)}
    pairs = {(one.id, one.contradicts) for one in known.values() if one.contradicts}
    assert len(pairs) >= 10
    assert {(b, a) for a, b in pairs} == pairs


@pytest.mark.parametrize(
    ("column", "instead", "rule"),
    [
        ("id", "int-5.1.1-02", "id"),
        ("group", "studenten", "group"),
        ("theme", "thema", "theme"),
        ("code", "onbekend", "code"),
        ("finding", " ", "finding"),
        ("finding", "{ja en nee}", "place"),
        ("finding", "{onbekend/ja}", "place"),
        ("locator", "", "locator"),
        ("contradicts", "int-0", "contradicts"),
    ],
)
def test_a_wrong_finding_is_told_with_its_line(tmp_path: Path, column: str, instead: str, rule: str) -> None:
    rows = list(csv.DictReader(FINDINGS.open(encoding="utf-8")))
    rows[0][column] = instead
    path = tmp_path / "bevindingen.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    with pytest.raises(problems.InvalidFinding) as caught:
        read_findings(path, CODEBOOK)
    assert caught.value.rule == rule
    assert caught.value.line in (2, 3)


def test_quotes_are_the_printed_ones_with_their_place() -> None:
    quotes = read_quotes(RAW / "interviews" / "citaten.csv")
    assert all(quote.locator == quote.section and quote.quote for quote in quotes)
    assert "Als het klikt dan beginnen ze gewoon" in [quote.quote for quote in quotes]
    assert {quote.code for quote in quotes} <= set(CODEBOOK.by_id())


COUNTS = """
| population        | subject                      | category            | locator | estimate | n  |
| stagebegeleiders  | interview_leerweg            | bol                 | 5.1.1   | 13       | 30 |
| stagebegeleiders  | interview_leerweg            | beide               | 5.1.1   | 17       | 30 |
| stagebegeleiders  | interview_niveau             | entree              | 5.1.1   | 2        | 30 |
| stagebegeleiders  | ervaring_jaren               | minder_dan_5        | 5.1.1   | 8        | 30 |
| stagebegeleiders  | ervaring_jaren               | 10_of_langer        | 5.1.1   | 14       | 30 |
| stagebegeleiders  | signalen_stagediscriminatie  | ja                  | 5.1.3   | 16       | 30 |
| stagebegeleiders  | signalen_stagediscriminatie  | nee                 | 5.1.3   | 8        | 30 |
| stagebegeleiders  | stagepact_bekend             | ja                  | 5.1.4   | 30       | 30 |
| stagebegeleiders  | stagematching_objectief      | ja                  | 5.1.5   | 7        | 30 |
| stagebegeleiders  | deskundigheidsbevordering    | ja                  | 5.1.5   | 12       | 30 |
| praktijkopleiders | rol                          | directe_begeleider  | 5.2.1   | 8        | 30 |
| praktijkopleiders | rol                          | werving_en_organisatie | 5.2.1 | 10      | 30 |
| praktijkopleiders | ervaring_jaren               | 10_of_langer        | 5.2.1   | 12       | 30 |
| praktijkopleiders | signalen_stagediscriminatie  | ja                  | 5.2.3   | 2        | 30 |
| praktijkopleiders | signaal_aard                 | grappen_door_stagiair | 5.2.3 | 1        | 2  |
| praktijkopleiders | stagediscriminatie_elders    | ja                  | 5.2.3   | 6        | 30 |
| praktijkopleiders | preventie_bij_werving_bekend | ja                  | 5.2.4   | 17       | 30 |
| praktijkopleiders | preventie_bij_werving_bekend | niet_van_toepassing | 5.2.4   | 6        | 30 |
| praktijkopleiders | stagepact_bekend             | ja                  | 5.2.4   | 3        | 30 |
| praktijkopleiders | stagepact_bekend             | nee                 | 5.2.4   | 24       | 30 |
| praktijkopleiders | selectiecriterium            | algehele_indruk     | 5.2.5   | 29       | 30 |
| praktijkopleiders | verandering_door_stagepact   | nee                 | 5.2.7   | 29       | 30 |
"""


def test_the_printed_counts_are_those_a_reader_would_pick() -> None:
    published = read_estimates(RAW / "published.csv")
    for row in table(COUNTS).to_dict("records"):
        key = {name: row[name] for name in ("population", "subject", "category", "locator")}
        found = select(published, statistic="n", **key)
        assert (found["estimate"].tolist(), found["n"].tolist()) == (
            [float(row["estimate"])],
            [float(row["n"])],
        ), key


def test_what_is_printed_in_more_than_one_way_is_found_with_all_its_places() -> None:
    published = read_estimates(RAW / "published.csv")
    found = disagreements(published, Project(ROOT).protocol.quantifiers)
    by_key = {(one.population, one.subject, one.category): one for one in found}
    signals = by_key["praktijkopleiders", "signalen_stagediscriminatie", "nee"]
    assert [one.locator for one in signals.said] == ["Samenvatting", "5.2.3", "5.2.6", "Bijlage 3, vraag 6"]
    # "meerderheid" and "de meeste" stand for the same interval.
    assert ("praktijkopleiders", "beleid_specifiek", "nee") not in by_key
