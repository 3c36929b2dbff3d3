"""The questionnaire of 2026 asks all of 2024 word for word, and says of everything else why it is there."""

import re
import subprocess
import sys

import pytest
from instrument_tables import CONSENT, INSTRUMENTS, instrument
from project import ROOT

from stagepact_research.instruments import (
    check_questionnaire,
    compare_versions,
    content_hash,
    load_questionnaire,
    load_versions,
    placeholders,
    show_comparison,
    show_questionnaire,
)
from stagepact_research.report.asked import as_markdown
from stagepact_research.responses import dispositions, read_export
from stagepact_research.responses.export_format import format_export

WAVE_2024 = load_questionnaire(INSTRUMENTS / "questionnaire" / "2024.yml")
WAVE_2026 = load_questionnaire(INSTRUMENTS / "questionnaire" / "2026.yml")
COMPARISON = compare_versions(WAVE_2024, WAVE_2026)
NEW_ITEMS = ["q01reden", "q03", "q06", "q13", "q05toetsa", "q05toetsb", "q18instelling"]
HASH_2026_1 = "5be1058f1ba719e0fa10a5e81f8aefb3eda892acec8dd8474253617b449da52b"


def test_all_seventy_items_of_2024_are_the_same_and_the_rest_is_new():
    status = COMPARISON.set_index("item")["status"]
    assert list(status.index[status == "nieuw"]) == NEW_ITEMS
    assert list(status.index[status != "nieuw"]) == list(WAVE_2024.columns().values())
    assert (status[status != "nieuw"] == "gelijk").all()


def test_what_2024_asked_is_equal_in_every_field_but_its_note():
    for question in WAVE_2024.questions():
        now = WAVE_2026.question(question.id)
        assert now.model_copy(update={"note": ""}) == question.model_copy(update={"note": ""})


def test_the_words_before_the_first_question_are_those_of_2024():
    assert WAVE_2026.welcome == WAVE_2024.welcome


def test_every_new_question_and_statement_says_why_and_no_old_one_does():
    old = {question.id for question in WAVE_2024.questions()}
    for question in WAVE_2026.questions():
        assert bool(question.new_because) == (question.id not in old)
        assert all(bool(item.new_because) == (question.id not in old) for item in question.items)


def test_the_recorded_hash_of_2026_did_not_change_silently():
    assert content_hash(WAVE_2026) == HASH_2026_1
    assert load_versions(INSTRUMENTS / "versions.yml").of(2026, "2026.1").content_hash == HASH_2026_1


def test_codes_routing_and_numbers_have_no_problems():
    assert check_questionnaire(WAVE_2026) == []


def test_limesurvey_would_keep_every_code():
    questions = list(WAVE_2026.questions())
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", q.id) for q in questions)
    codes = [(q.id, o.code) for q in questions if q.type == "single" for o in q.options if not o.other]
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", code) for _, code in codes)
    assert len({(q, code.lower()) for q, code in codes}) == len(codes)


def test_the_numbering_has_no_gaps_left_and_letters_where_a_number_was_taken():
    assert WAVE_2026.numbering_gaps == ()
    shown = [q.shown_number for q in WAVE_2026.questions()]
    assert [s for s in shown if not s.isdecimal()] == ["1a", "13a", "18a"]
    assert [int(s) for s in shown if s.isdecimal()] == list(range(1, 20))


def test_letters_have_an_order_too(tmp_path):
    last = "- {id: q2, number: 1, letter: a, text: B, type: text}"
    assert check_questionnaire(instrument(tmp_path, f"{CONSENT}\n{last}")) == []
    (problem,) = check_questionnaire(instrument(tmp_path, f"{last}\n{CONSENT}"))
    assert problem.rule == "numbering"


def test_only_who_declines_is_asked_for_the_coded_reason_and_nothing_else():
    reason = WAVE_2026.question("q01reden")
    assert [(c.question, c.codes) for c in reason.relevance] == [("q01", ("-oth-",))]
    later = [q for q in WAVE_2026.questions() if q.id not in ("q01", "q01reden")]
    assert all(("q01", ("J",)) in [(c.question, c.codes) for c in q.relevance] for q in later)
    # The reason stands beside question 1: on a later page a refusal would look like taking part.
    assert WAVE_2026.page_number("q01reden") == WAVE_2026.page_number("q01") == 1


def test_a_refusal_with_a_coded_reason_is_a_refusal(tmp_path):
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", *WAVE_2026.columns()]
    answers = [
        {"q01": "-oth-", "q01[other]": "druk", "q01reden": "TIJD"},
        {"q01": "J", "q05toets[a]": "4"},
        {"q01": "J"},
    ]
    base = {"lastpage": "1", "startlanguage": "nl", "seed": "1"}
    rows = [
        [{"id": str(n), **base, **a}.get(column, "") for column in header] for n, a in enumerate(answers, 1)
    ]
    path = tmp_path / "responses.csv"
    path.write_bytes(format_export(header, rows))
    responses = read_export(path, WAVE_2026)
    assert dispositions(responses, WAVE_2026).tolist() == ["geweigerd", "deels", "leeg"]
    assert responses.status["q01reden"].tolist() == ["answered", "not_shown", "not_shown"]


def test_the_clearer_wording_stands_behind_everything_it_could_colour():
    order = [q.id for q in WAVE_2026.questions()]
    assert order.index("q05toets") > order.index("q12")
    tested, original = WAVE_2026.question("q05toets"), WAVE_2026.question("q05")
    assert (tested.stem, tested.response_scale, tested.mandatory) == (
        original.stem,
        original.response_scale,
        original.mandatory,
    )
    assert original.items[0].text == "vinden we dat stagediscriminatie een probleem is."


@pytest.mark.parametrize("question", ["q03", "q06", "q13"])
def test_an_explanation_is_open_and_may_be_left_empty(question):
    asked = WAVE_2026.question(question)
    assert (asked.type, asked.mandatory) == ("text", False)
    assert "U hoeft niets in te vullen." in asked.text


def test_the_institution_is_the_code_of_the_frame_or_no_answer():
    codes = [option.code for option in WAVE_2026.question("q18instelling").options]
    assert codes[-2:] == ["ANDER", "GEEN"]
    assert len(codes) == 55
    assert all(re.fullmatch(r"\d\d[A-Z]{2}", code) for code in codes[:-2])
    # One institution has one answer: the second code of Curio, and a code without students, are left out.
    assert not {"21CY", "24ZW"} & set(codes)
    labels = [option.label.casefold() for option in WAVE_2026.question("q18instelling").options]
    assert len(set(labels)) == len(labels)
    assert labels[:-2] == sorted(labels[:-2])


@pytest.mark.parametrize("question", ["q17", "q18"])
def test_what_2024_asked_in_vain_says_what_it_is_for(question):
    assert "In 2026: (1)" in WAVE_2026.question(question).note


@pytest.mark.parametrize(
    "words",
    [
        "in opdracht van het ministerie",
        "verantwoordelijk voor uw gegevens",
        "artikel 6, eerste lid, onder a",
        "Hoe lang bewaren we uw gegevens?",
        "uw toestemming altijd intrekken",
        "functionaris gegevensbescherming",
        "Autoriteit Persoonsgegevens",
        "geen gevolgen voor u",
    ],
)
def test_the_information_holds_what_the_avg_asks(words):
    assert words in "\n".join(f"{part.heading}\n{part.text}" for part in WAVE_2026.information)


def test_consent_is_explained_above_the_first_question():
    assert "geeft u toestemming" in WAVE_2026.pages[0].text


def test_what_only_the_institute_can_fill_in_is_listed_in_the_notes():
    found = placeholders(WAVE_2026)
    assert len(found) == 7
    listed = re.findall(r"\[INVULLEN: [^\]]+\]", "\n".join(WAVE_2026.notes))
    assert sorted(listed) == sorted(found)
    assert placeholders(WAVE_2024) == ()


def test_the_information_belongs_to_the_hash_and_the_reasons_do_not():
    silent = WAVE_2026.model_copy(update={"information": ()})
    assert content_hash(silent) != content_hash(WAVE_2026)
    page = next(p for p in WAVE_2026.pages if p.id == "houding_toets")
    (question,) = page.questions
    items = tuple(item.model_copy(update={"new_because": ""}) for item in question.items)
    bare = question.model_copy(update={"new_because": "", "note": "", "items": items})
    pages = tuple(p.model_copy(update={"questions": (bare,)}) if p is page else p for p in WAVE_2026.pages)
    assert content_hash(WAVE_2026.model_copy(update={"pages": pages})) == content_hash(WAVE_2026)


def test_the_comparison_says_at_a_glance_what_may_be_compared_and_what_surrounds_it():
    lines = show_comparison(COMPARISON, (WAVE_2024, WAVE_2026)).splitlines()
    assert lines[0] == "70 gelijk, 0 gewijzigd, 7 nieuw, 0 vervallen"
    assert lines[1] == "Te vergelijken: vraag 1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19"
    assert "  informatietekst: nieuw" in lines
    assert "  slottekst: gewijzigd" in lines
    assert "  pagina kennis: ook een nieuwe vraag (3)" in lines
    assert sum(line.startswith("  reden: ") for line in lines) == len(NEW_ITEMS)
    assert not any("niet opgeschreven" in line for line in lines)


def test_a_question_of_which_a_part_changed_is_counted(tmp_path):
    statements = """
    - {id: q2, number: 2, text: "Wij", type: array, response_scale: agree,
       items: [{code: a, text: een}, {code: b, text: twee}]}
    """
    old = instrument(tmp_path / "a", statements, head="numbering_gaps: [{number: 1, explanation: geen}]")
    new = instrument(tmp_path / "b", statements.replace("twee", "drie"))
    lines = show_comparison(compare_versions(old, new), (old, new)).splitlines()
    assert lines[1] == "Te vergelijken: vraag 2 (1 van 2 items)"
    assert "Rond de vragen:" not in lines


def test_the_readable_questionnaire_shows_information_reasons_and_the_way_out():
    shown = show_questionnaire(WAVE_2026)
    assert all(part.heading in shown and part.text in shown for part in WAVE_2026.information)
    assert "[alleen bij vraag 1: 'Nee, ik doe niet mee omdat...']" in shown
    assert "wie anders antwoordt, krijgt alleen nog vraag 1a]" in shown
    assert "[Nieuw: Nummer 3 ontbreekt in Bijlage 1." in shown
    assert "[Nieuw, q05toetsb: De andere lezing" in shown
    assert r"**\* 13a\. In mijn team...** (q05toets)" in shown


def test_appendix_a_can_show_it_too():
    shown = as_markdown(WAVE_2026)
    assert "**Vraag 1a.**" in shown
    assert "kreeg alleen nog vraag 1a." in shown
    assert "artikel 6, eerste lid, onder a" in shown


@pytest.mark.parametrize(
    ("words", "expected"), [(["show", "2026"], "q18instelling"), (["diff", "2024", "2026"], "70 gelijk")]
)
def test_a_wave_that_is_being_prepared_can_be_shown_and_compared(words, expected):
    command = [sys.executable, "-m", "stagepact_research.cli", "instrument", *words]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert expected in outcome.stdout
