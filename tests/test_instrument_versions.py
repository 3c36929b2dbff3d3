"""Two versions are compared item by item, and the hash of a version sees every word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instrument_tables import INSTRUMENTS, RESPONSE_SCALES, instrument

from stagepact_research.instruments import compare_versions, content_hash, load_questionnaire, show_comparison
from stagepact_research.instruments.questionnaire import Item

OLD = """
- {id: q1, number: 1, text: "Doet u mee?", type: single, response_scale: yes_no}
- id: q2
  number: 2
  text: "In mijn team..."
  type: array
  response_scale: agree
  items: [{code: a, text: "een"}, {code: b, text: "twee"}, {code: c, text: "drie"}]
- {id: q3, number: 3, text: "Sector?", type: multiple,
   options: [{code: x, label: "X"}, {code: y, label: "Y"}]}
"""
WAVE_2024 = load_questionnaire(INSTRUMENTS / "questionnaire" / "2024.yml")


def status(comparison) -> dict[str, tuple[str, str]]:
    return {
        r["item"]: (r["status"], r["changed"])
        for r in comparison.to_dict("records")
        if r["status"] != "gelijk"
    }


def test_a_version_is_the_same_as_itself():
    comparison = compare_versions(WAVE_2024, WAVE_2024)
    assert len(comparison) == 70
    assert set(comparison["status"]) == {"gelijk"}


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ('text: "twee"', 'text: "Twee"', {"q2b": ("gewijzigd", "itemtekst")}),
        ('{code: b, text: "twee"}, ', "", {"q2b": ("vervallen", "")}),
        ('"drie"}]', '"drie"}, {code: d, text: "vier"}]', {"q2d": ("nieuw", "")}),
        ('label: "Y"', 'label: "IJ"', {"q3y": ("gewijzigd", "itemtekst")}),
        ("number: 1,", "number: 1, mandatory: true,", {"q1": ("gewijzigd", "verplicht")}),
        (
            "type: multiple,",
            "type: multiple, relevance: [{question: q1, codes: [J]}],",
            {"q3x": ("gewijzigd", "routing"), "q3y": ("gewijzigd", "routing")},
        ),
        (
            '[{code: a, text: "een"}, {code: b, text: "twee"}, {code: c, text: "drie"}]',
            '[{code: c, text: "drie"}, {code: a, text: "een"}, {code: b, text: "twee"}]',
            {"q2c": ("gewijzigd", "volgorde")},
        ),
        (
            "In mijn team...",
            "Bij ons...",
            {f"q2{code}": ("gewijzigd", "vraagtekst") for code in "abc"},
        ),
    ],
)
def test_each_kind_of_change_is_named(tmp_path, was, becomes, expected):
    assert was in OLD
    old, new = instrument(tmp_path, OLD), instrument(tmp_path, OLD.replace(was, becomes))
    assert status(compare_versions(old, new)) == expected


def test_other_answers_change_every_item_that_has_them(tmp_path):
    old = instrument(tmp_path, OLD)
    new = instrument(tmp_path, OLD, scales=RESPONSE_SCALES.replace("label: eens", "label: helemaal eens"))
    assert status(compare_versions(old, new)) == {f"q2{code}": ("gewijzigd", "antwoorden") for code in "abc"}


def test_the_texts_are_those_that_a_respondent_reads(tmp_path):
    old = instrument(tmp_path, OLD)
    row = compare_versions(old, old).set_index("item").loc["q2b"]
    assert row["old_text"] == row["new_text"] == "In mijn team... twee"


def test_the_comparison_reads_as_a_list_of_changes(tmp_path):
    old, new = instrument(tmp_path, OLD), instrument(tmp_path, OLD.replace('text: "twee"', 'text: "Twee"'))
    assert show_comparison(compare_versions(old, new)).splitlines() == [
        "5 gelijk, 1 gewijzigd, 0 nieuw, 0 vervallen",
        "",
        "q2b: gewijzigd (itemtekst)",
        "  - In mijn team... twee",
        "  + In mijn team... Twee",
    ]


def test_new_items_become_dropped_items_when_one_looks_back(tmp_path):
    old, new = instrument(tmp_path, OLD), WAVE_2024
    ahead, back = status(compare_versions(old, new)), status(compare_versions(new, old))
    assert {i for i, (s, _) in ahead.items() if s == "nieuw"} == {
        i for i, (s, _) in back.items() if s == "vervallen"
    }


def test_commentary_is_no_wording():
    other = WAVE_2024.model_copy(update={"notes": ("anders",), "source": "elders", "version": "2024.2"})
    assert content_hash(other) == content_hash(WAVE_2024)


@given(st.data())
@settings(max_examples=30)
def test_one_other_character_in_any_statement_changes_the_hash_and_is_reported(data):
    arrays = [
        (p, q)
        for p, page in enumerate(WAVE_2024.pages)
        for q, question in enumerate(page.questions)
        if question.items
    ]
    p, q = data.draw(st.sampled_from(arrays))
    page = WAVE_2024.pages[p]
    question = page.questions[q]
    n = data.draw(st.integers(0, len(question.items) - 1))
    text = question.items[n].text
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + "ø" + text[at + 1 :]
    items = [*question.items[:n], Item(code=question.items[n].code, text=changed), *question.items[n + 1 :]]
    questions = [
        *page.questions[:q],
        question.model_copy(update={"items": tuple(items)}),
        *page.questions[q + 1 :],
    ]
    pages = [
        *WAVE_2024.pages[:p],
        page.model_copy(update={"questions": tuple(questions)}),
        *WAVE_2024.pages[p + 1 :],
    ]
    other = WAVE_2024.model_copy(update={"pages": tuple(pages)})
    assert content_hash(other) != content_hash(WAVE_2024)
    assert status(compare_versions(WAVE_2024, other)) == {
        f"{question.id}{items[n].code}": ("gewijzigd", "itemtekst")
    }
