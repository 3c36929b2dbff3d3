"""A questionnaire that can be read may still be unsound: each rule has an instrument that breaks it."""

import shutil

import pytest
from instrument_tables import CONSENT, INSTRUMENTS, RESPONSE_SCALES, instrument

from stagepact_research.instruments import check_instruments, check_questionnaire, content_hash, load_scales
from stagepact_research.instruments.questionnaire import Scales
from stagepact_research.instruments.versions import RecordedVersion, RecordedVersions

STATEMENTS = """
- id: q2
  number: 2
  text: "In mijn team..."
  type: array
  response_scale: agree
  collapse: twee
  items: [{code: a, text: "een"}, {code: b, text: "twee"}]
"""
SOUND = CONSENT + STATEMENTS


def rules(questionnaire, **with_) -> list[tuple[str, str]]:
    return [(p.rule, p.where) for p in check_questionnaire(questionnaire, **with_)]


def scales(**change) -> Scales:
    scale = {
        "id": "s",
        "label": "S",
        "concept": "C",
        "direction": "bevorderend",
        "items": ["q2a", "q2b"],
        "minimum_valid": 1,
    }
    return Scales(wave=2030, scales=[{**scale, **change}], left_out=[])


def test_a_sound_questionnaire_has_no_problems(tmp_path):
    assert rules(instrument(tmp_path, SOUND), scales=scales()) == []


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ("id: q2", "id: q1", ("duplicate_id", "vraag q1")),
        ("code: b", "code: a", ("duplicate_id", "vraag q2")),
        ("code: b", "code: A", ("duplicate_id", "vraag q2")),
        ("id: q2", "id: Q_2", ("invalid_code", "vraag Q_2")),
        ("id: q2", "id: 2q", ("invalid_code", "vraag 2q")),
        ("id: q2", "id: token", ("invalid_code", "vraag token")),
        ("id: q2", "id: lastpage", ("invalid_code", "vraag lastpage")),
        ("id: q2", f"id: {'q' * 21}", ("invalid_code", f"vraag {'q' * 21}")),
        ("code: b", "code: time", ("invalid_code", "vraag q2")),
        ("code: b", "code: b-1", ("invalid_code", "vraag q2")),
        ("number: 2", "number: 1", ("numbering", "nummering")),
        ("number: 2", "number: 3", ("numbering", "nummering")),
        ("response_scale: agree", "response_scale: agre", ("unknown_response_scale", "vraag q2")),
        ("collapse: twee", "collapse: drie", ("unknown_collapse", "vraag q2")),
        ("response_scale: agree", "response_scale: yes_no", ("collapse_mismatch", "vraag q2")),
        ("type: array", "type: multiple", ("wrong_parts", "vraag q2")),
        ("  response_scale: agree\n  collapse: twee\n", "", ("wrong_parts", "vraag q2")),
        ('text: "een"', 'text: " "', ("empty_text", "vraag q2")),
    ],
)
def test_each_mistake_is_found_where_it_is(tmp_path, was, becomes, expected):
    assert was in SOUND
    assert expected in rules(instrument(tmp_path, SOUND.replace(was, becomes)))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('code: "2"', 'code: "1"'),
        ('code: "2"', 'code: "-1"'),
        ('code: "2"', "code: WEETNI"),
        ('category: "2"', 'category: "1"'),
    ],
)
def test_answers_that_limesurvey_would_drop_are_found(tmp_path, was, becomes):
    found = rules(instrument(tmp_path, SOUND, scales=RESPONSE_SCALES.replace(was, becomes, 1)))
    assert {where for _, where in found} >= {"antwoordschaal agree"}


def test_an_unexplained_gap_in_the_numbers_is_found_and_an_explained_one_is_not(tmp_path):
    gap = "numbering_gaps: [{number: 2, explanation: onbekend}]"
    later = SOUND.replace("number: 2", "number: 3")
    assert rules(instrument(tmp_path, later, head=gap)) == []
    assert rules(instrument(tmp_path, SOUND, head=gap)) == [("numbering", "nummering")]


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("{question: q9, codes: [J]}", "route_to_unknown"),
        ("{question: q2, codes: [J]}", "route_to_later"),
        ("{question: q3, codes: [J]}", "route_to_later"),
        ("{question: q1, codes: [X]}", "route_unknown_code"),
        ("{question: q1, codes: []}", "unreachable"),
        ("{question: q1, codes: [J]}, {question: q1, codes: [N]}", "unreachable"),
    ],
)
def test_a_route_that_leads_nowhere_is_found(tmp_path, condition, rule):
    routed = STATEMENTS.replace("  items:", f"  relevance: [{condition}]\n  items:")
    last = "- {id: q3, number: 3, text: Klaar, type: single, response_scale: yes_no}"
    assert rules(instrument(tmp_path, f"{CONSENT}{routed}{last}")) == [(rule, "vraag q2")]


def test_a_question_behind_an_unreachable_answer_is_unreachable_too(tmp_path):
    chain = """
    - {id: q1, number: 1, text: A, type: single, response_scale: yes_no}
    - {id: q2, number: 2, text: B, type: single, response_scale: yes_no,
       relevance: [{question: q1, codes: [J]}]}
    - {id: q3, number: 3, text: C, type: text,
       relevance: [{question: q2, codes: [J]}, {question: q1, codes: [N]}]}
    """
    (problem,) = check_questionnaire(instrument(tmp_path, chain))
    assert (problem.rule, problem.where) == ("unreachable", "vraag q3")
    assert "vraag q1" in problem.remedy


def test_a_text_that_nobody_can_see_is_found(tmp_path):
    text = "conditional_texts: [{question: q1, codes: [N], text: Let op}]"
    shown = STATEMENTS.replace("  items:", f"  {text}\n  items:")
    ending = "ends_unless: [{question: q1, codes: [J]}]"
    assert rules(instrument(tmp_path, CONSENT + shown)) == []
    assert rules(instrument(tmp_path, CONSENT + shown, head=ending)) == [
        ("unreachable", "vraag q2, inleidende tekst")
    ]


def test_a_condition_cannot_look_at_statements(tmp_path):
    last = "- {id: q3, number: 3, text: Klaar, type: text, relevance: [{question: q2, codes: ['1']}]}"
    assert rules(instrument(tmp_path, f"{SOUND}{last}")) == [("route_unknown_code", "vraag q3")]


def test_an_ending_on_a_question_that_does_not_exist_is_found(tmp_path):
    assert rules(instrument(tmp_path, SOUND, head="ends_unless: [{question: q9, codes: [J]}]")) == [
        ("route_to_unknown", "ends_unless")
    ]


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ("[{code: J, label: ja}, {code: '-oth-', label: nee, other: true}]", None),
        ("[{code: J, label: ja}, {code: N, label: nee, other: true}]", "invalid_code"),
        ("[{code: J, label: ja}, {code: '-oth-', label: nee}]", "invalid_code"),
        ("[{code: J, label: ja}, {code: j, label: nee}]", "duplicate_id"),
        (
            "[{code: '-oth-', label: ja, other: true}, {code: '-oth-', label: nee, other: true}]",
            "wrong_parts",
        ),
    ],
)
def test_only_limesurveys_own_code_invites_an_open_text(tmp_path, options, rule):
    question = f"- {{id: q1, number: 1, text: Mee, type: single, options: {options}}}"
    found = [problem for problem, _ in rules(instrument(tmp_path, question))]
    assert (rule in found) if rule else (found == [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"items": ["q2a", "q2z"]}, ("scale_item", "schaal s")),
        ({"items": ["q2a", "q2a"]}, ("scale_item", "item q2a")),
        ({"items": ["q1", "q2a"]}, ("scale_item", "schaal s")),
        ({"minimum_valid": 0}, ("minimum_valid", "schaal s")),
        ({"minimum_valid": 3}, ("minimum_valid", "schaal s")),
    ],
)
def test_a_scale_that_does_not_fit_the_questionnaire_is_found(tmp_path, change, expected):
    assert expected in rules(instrument(tmp_path, SOUND), scales=scales(**change))


def test_an_item_cannot_be_in_a_scale_and_left_out(tmp_path):
    both = scales().model_copy(
        update={
            "left_out": Scales.model_validate(
                {"wave": 2030, "scales": [], "left_out": [{"items": ["q2b"], "reason": "past niet"}]}
            ).left_out
        }
    )
    assert rules(instrument(tmp_path, SOUND), scales=both) == [("scale_item", "item q2b")]


def test_scales_of_another_wave_are_not_held_against_this_one(tmp_path):
    old = load_scales(INSTRUMENTS / "scales.yml")
    assert rules(instrument(tmp_path, SOUND), scales=old) == []


def test_a_version_that_was_never_recorded_is_told_with_its_hash(tmp_path):
    questionnaire = instrument(tmp_path, SOUND)
    (problem,) = check_questionnaire(questionnaire, versions=RecordedVersions(versions=()))
    assert problem.rule == "version_not_recorded"
    assert content_hash(questionnaire) in problem.remedy


def test_a_word_that_changed_without_a_new_version_is_found(tmp_path):
    old = instrument(tmp_path, SOUND)
    row = RecordedVersion(wave=2030, version="1", content_hash=content_hash(old), change="eerste")
    recorded = RecordedVersions(versions=(row,))
    assert rules(old, versions=recorded) == []
    assert rules(instrument(tmp_path, SOUND.replace('"twee"', '"Twee"')), versions=recorded) == [
        ("silent_change", "vragenlijst 2030, versie 1")
    ]


def test_a_changed_letter_in_the_folder_is_a_sentence_with_file_and_remedy(tmp_path):
    folder = tmp_path / "instruments"
    shutil.copytree(INSTRUMENTS, folder)
    path = folder / "questionnaire" / "2024.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("anoniem solliciteren", "anoniem soliciteren"),
        encoding="utf-8",
    )
    (sentence,) = check_instruments(folder)
    assert sentence.startswith(
        "2024.yml, vragenlijst 2024, versie 2024.1: de vragenlijst is gewijzigd zonder nieuwe versie"
    )


def test_a_changed_answer_label_is_a_silent_change_of_every_questionnaire_that_uses_it(tmp_path):
    folder = tmp_path / "instruments"
    shutil.copytree(INSTRUMENTS, folder)
    path = folder / "response_scales.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('"meestal"', '"vaak"', 1), encoding="utf-8")
    sentences = check_instruments(folder)
    assert [sentence[:8] for sentence in sentences] == ["2024.yml", "2026.yml"]
    assert all("gewijzigd zonder nieuwe versie" in sentence for sentence in sentences)


def test_one_check_tells_about_all_files(tmp_path):
    folder = tmp_path / "instruments"
    shutil.copytree(INSTRUMENTS, folder)
    (folder / "scales.yml").write_text("wave: [", encoding="utf-8")
    (folder / "versions.yml").unlink()
    (folder / "questionnaire" / "2025.yml").write_text("wave: 2025\n", encoding="utf-8")
    sentences = check_instruments(folder)
    assert [
        name for name in ("scales.yml", "versions.yml", "2025.yml") if any(name in s for s in sentences)
    ] == [
        "scales.yml",
        "versions.yml",
        "2025.yml",
    ]


def test_an_empty_folder_says_what_is_missing(tmp_path):
    assert any("er staat geen vragenlijst" in sentence for sentence in check_instruments(tmp_path))


def test_a_recorded_version_stands_once(tmp_path):
    folder = tmp_path / "instruments"
    shutil.copytree(INSTRUMENTS, folder)
    path = folder / "versions.yml"
    row = '\n  - {wave: 2024, version: "2024.1", content_hash: x, change: dubbel}\n'
    path.write_text(path.read_text(encoding="utf-8").rstrip() + row, encoding="utf-8")
    (sentence,) = check_instruments(folder)
    assert "versie 2024.1 van 2024 staat er 2 keer" in sentence


def test_a_single_item_cannot_be_in_a_scale(tmp_path):
    both = scales().model_copy(update={"single_items": ("q2a",)})
    assert rules(instrument(tmp_path, SOUND), scales=both) == [("scale_item", "item q2a")]


def test_a_scale_stands_once(tmp_path):
    (scale,) = scales().scales
    twice = scales().model_copy(update={"scales": (scale, scale)})
    assert ("duplicate_id", "schaal s") in rules(instrument(tmp_path, SOUND), scales=twice)


def test_a_scale_has_one_set_of_answers(tmp_path):
    other = STATEMENTS.replace("q2", "q3").replace("number: 2", "number: 3").replace("agree", "yes_no")
    questionnaire = instrument(tmp_path, SOUND + other.replace("  collapse: twee\n", ""))
    assert rules(questionnaire, scales=scales(items=["q2a", "q3a"])) == [("scale_item", "schaal s")]


def test_every_sentence_says_where_and_what_to_do(tmp_path):
    broken = SOUND.replace("id: q2", "id: Q_2").replace("collapse: twee", "collapse: drie")
    for problem in check_questionnaire(instrument(tmp_path, broken)):
        assert problem.remedy
        assert str(problem).startswith(f"{problem.where}: ")


def test_a_left_out_item_can_only_be_meant_for_a_scale_that_exists(tmp_path):
    found = Scales.model_validate(
        {
            "wave": 2030,
            "scales": [],
            "left_out": [{"items": ["q2b"], "reason": "past niet", "meant_for": ["nergens"]}],
        }
    )
    assert rules(instrument(tmp_path, SOUND), scales=found) == [("scale_item", "weggelaten items (left_out)")]
