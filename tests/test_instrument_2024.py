"""The questionnaire of 2024 is the one that Bijlage 1 prints."""

import math

import pytest
from instrument_tables import INSTRUMENTS

from stagepact_research.instruments import (
    check_instruments,
    content_hash,
    load_questionnaire,
    load_scales,
    load_versions,
    show_questionnaire,
)

HASH_2024_1 = "fce0f93a94cae84dec66497291397c24fe2392b6a939641e414365574164957c"


@pytest.fixture(scope="module")
def questionnaire():
    return load_questionnaire(INSTRUMENTS / "questionnaire" / "2024.yml")


@pytest.fixture(scope="module")
def scales():
    return load_scales(INSTRUMENTS / "scales.yml")


def test_the_instruments_have_no_problems():
    assert check_instruments(INSTRUMENTS) == []


def test_the_wording_of_2024_did_not_change_silently(questionnaire):
    assert content_hash(questionnaire) == HASH_2024_1


def test_the_recorded_hash_of_2024_did_not_change_silently():
    assert load_versions(INSTRUMENTS / "versions.yml").of(2024, "2024.1").content_hash == HASH_2024_1


def test_the_numbers_are_those_of_bijlage_1_with_their_gaps(questionnaire):
    assert [q.number for q in questionnaire.questions()] == [
        1,
        2,
        4,
        5,
        7,
        8,
        9,
        10,
        11,
        12,
        14,
        15,
        16,
        17,
        18,
        19,
    ]
    assert [gap.number for gap in questionnaire.numbering_gaps] == [3, 6, 13]
    assert all("legt niet uit" in gap.explanation for gap in questionnaire.numbering_gaps)


def test_questions_1_2_and_19_have_no_star(questionnaire):
    assert [q.number for q in questionnaire.questions() if not q.mandatory] == [1, 2, 19]


def test_the_report_counts_ten_ten_six_and_twenty_six_statements(questionnaire):
    count = {q.id: len(q.items) for q in questionnaire.questions() if q.type == "array"}
    assert (count["q02"], count["q05"], count["q07"]) == (10, 10, 6)
    # Paragraph 4.1 says 26 statements about werkwijzen; the questions of Bijlage 1 hold 28.
    assert sum(count[q] for q in ("q08", "q09", "q10", "q11", "q12")) == 28


def test_language_errors_of_the_report_are_kept(questionnaire):
    assert questionnaire.welcome.count("waarvoor u de vragen beantwoord.") == 1
    assert (
        questionnaire.question("q05").conditional_texts[0].text.startswith("U heeft in de deze vragenlijst")
    )
    assert questionnaire.question("q02").items[9].text.endswith("terecht kunt;")


def test_who_refuses_at_question_1_is_asked_nothing_more(questionnaire):
    later = [q for q in questionnaire.questions() if q.id != "q01"]
    assert all(("q01", ("J",)) in [(c.question, c.codes) for c in q.relevance] for q in later)
    assert questionnaire.question("q01").relevance == ()


@pytest.mark.parametrize("question", ["q05", "q11"])
def test_the_introducing_text_is_for_teams_without_known_reports(questionnaire, question):
    (text,) = questionnaire.question(question).conditional_texts
    assert (text.question, text.codes) == ("q04", ("N", "W"))


def test_the_export_has_a_column_for_every_item(questionnaire):
    columns = questionnaire.columns()
    assert len(columns) == 70
    assert columns["q01[other]"] == "q01other"
    assert columns["q16[niv2]"] == "q16niv2"
    assert columns["q15"] == "q15"


def test_seven_statements_about_attitude_and_practice_are_in_no_scale(scales):
    assert [i for group in scales.left_out for i in group.items] == [
        "q05a",
        "q05d",
        "q09a",
        "q10a",
        "q10b",
        "q10c",
        "q10d",
    ]


def test_the_scales_have_the_lengths_of_table_4_1(scales):
    assert [len(scale.items) for scale in scales.scales] == [10, 5, 3, 6, 5, 7, 4, 7]


def test_two_thirds_of_a_scale_must_be_answered(scales):
    assert [s.minimum_valid for s in scales.scales] == [
        math.ceil(2 * len(s.items) / 3) for s in scales.scales
    ]
    assert scales.scale("contact").minimum_valid == 5


def test_every_statement_about_knowledge_attitude_and_practice_is_in_a_scale_or_left_out(
    questionnaire, scales
):
    asked = [
        i for q in questionnaire.questions() if q.type == "array" and q.id != "q18" for i in q.item_ids()
    ]
    placed = [i for s in scales.scales for i in s.items] + [
        i for group in scales.left_out for i in group.items
    ]
    assert sorted(asked) == sorted(placed)


def test_the_readable_questionnaire_holds_every_word_that_was_asked(questionnaire):
    shown = show_questionnaire(questionnaire)
    for question in questionnaire.questions():
        for words in (question.text, *(i.text for i in question.items), *(o.label for o in question.options)):
            assert words in shown
    assert questionnaire.welcome in shown
    assert questionnaire.closing in shown


def test_the_readable_questionnaire_says_what_was_hidden_and_who_is_asked(questionnaire):
    shown = show_questionnaire(questionnaire)
    assert "[tussenkopje, niet getoond: Kennis]" in shown
    assert "[verder bij vraag 1: 'Ja, ik doe mee'; wie anders antwoordt, is klaar]" in shown
    assert "[alleen bij vraag 4: 'nee' of 'weet ik niet':] U heeft in de deze vragenlijst" in shown
    assert r"**\* 4\. Zijn er in uw team" in shown
    assert r"**2\. In mijn team...**" in shown
