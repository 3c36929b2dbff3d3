"""A mistake in a YAML file is told with its line and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from instrument_tables import CONSENT, INSTRUMENTS, RESPONSE_SCALES, instrument, write_instrument

from stagepact_research.errors import InputProblem
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.instruments.errors import DuplicateKey, UnreadableFile, WrongShape, YamlSyntax
from stagepact_research.instruments.yaml_source import read_yaml


def line_of(path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_the_smallest_questionnaire_is_read(tmp_path):
    assert instrument(tmp_path, CONSENT).question("q1").text == "Doet u mee?"


def test_the_response_scales_are_found_one_folder_up_or_where_one_says(tmp_path):
    path = write_instrument(tmp_path, CONSENT)
    elsewhere = tmp_path / "andere.yml"
    elsewhere.write_text("response_scales: []\n", encoding="utf-8")
    assert "agree" in load_questionnaire(path).response_scales
    assert load_questionnaire(path, elsewhere).response_scales == {}


def test_a_wave_is_looked_for_below_the_current_folder(monkeypatch):
    monkeypatch.chdir(INSTRUMENTS.parent)
    assert load_questionnaire(2024).wave == 2024


def test_an_unknown_key_is_named_with_its_line(tmp_path):
    path = write_instrument(tmp_path, CONSENT.replace("type:", "verplcht: true, type:"))
    with pytest.raises(WrongShape) as error:
        load_questionnaire(path)
    assert error.value.where == f"{path}, regel {line_of(path, 'verplcht')}"
    assert error.value.found == 'sleutel "verplcht" is onbekend.'


def test_a_missing_key_is_named_with_the_line_of_its_block(tmp_path):
    path = write_instrument(tmp_path, CONSENT.replace('text: "Doet u mee?", ', ""))
    with pytest.raises(WrongShape) as error:
        load_questionnaire(path)
    assert error.value.where == f"{path}, regel {line_of(path, 'q1')}"
    assert error.value.found == 'sleutel "text" ontbreekt in dit blok.'


@pytest.mark.parametrize(
    ("was", "becomes", "found", "expected"),
    [
        ('code: "1"', "code: 1", '"code" is "1".', "tekst"),
        ("label: ja", "label: yes", '"label" is ja/nee (true of false).', "tekst"),
        ("label: ja", "label:", '"label" is leeg.', "tekst"),
        (
            "kind: dont_know",
            "kind: misschien",
            '"kind" is "misschien".',
            "'valid', 'dont_know' of 'not_applicable'",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_told_in_dutch(tmp_path, was, becomes, found, expected):
    path = write_instrument(tmp_path, CONSENT, scales=RESPONSE_SCALES.replace(was, becomes, 1))
    with pytest.raises(WrongShape) as error:
        load_questionnaire(path)
    assert error.value.found == found
    assert error.value.expected == expected


def test_a_key_that_stands_twice_is_refused(tmp_path):
    path = write_instrument(tmp_path, CONSENT, head="title: Nog een titel")
    with pytest.raises(DuplicateKey) as error:
        load_questionnaire(path)
    assert error.value.found == 'sleutel "title" staat twee keer in hetzelfde blok.'
    assert str(line_of(path, "title: Proef")) in error.value.remedy


def test_a_response_scale_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(WrongShape, match='antwoordschaal "agree" staat er twee keer'):
        instrument(tmp_path, CONSENT, scales=RESPONSE_SCALES.replace("id: yes_no", "id: agree"))


def test_response_scales_do_not_belong_in_a_questionnaire(tmp_path):
    with pytest.raises(WrongShape, match="hoort niet in een vragenlijst"):
        instrument(tmp_path, CONSENT, head="response_scales: []")


def test_a_syntax_error_is_told_with_its_line(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("wave: 2030\nscales: [een, twee\nleft_out: []\n", encoding="utf-8")
    with pytest.raises(YamlSyntax, match=r"x\.yml, regel 3: dit is geen geldige YAML"):
        load_scales(path)


@pytest.mark.parametrize("content", ["", "- een\n- twee\n", "zomaar tekst", "# alleen een opmerking"])
def test_a_file_without_keys_is_no_questionnaire(tmp_path, content):
    path = tmp_path / "x.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WrongShape, match="begint niet met sleutels"):
        read_yaml(path)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "x.yml"
    path.write_bytes("titel: coördinerend".encode("latin-1"))
    with pytest.raises(UnreadableFile, match="Bewaar het bestand opnieuw als UTF-8"):
        read_yaml(path)


def test_a_byte_order_mark_is_no_problem(tmp_path):
    path = tmp_path / "x.yml"
    path.write_bytes("titel: coördinerend".encode("utf-8-sig"))
    assert read_yaml(path).data == {"titel": "coördinerend"}


def test_an_absent_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(UnreadableFile, match="bestaat niet"):
        read_yaml(tmp_path / "nergens.yml")
    with pytest.raises(UnreadableFile, match="niet te lezen"):
        read_yaml(tmp_path)


@pytest.mark.parametrize(
    "content",
    ["a: &x [*x]", "? [1, 2]\n: b", "a: 2024-13-45", "[" * 5000, "a: !!python/none x", "1: x", "a: \0"],
)
def test_odd_yaml_never_gives_a_traceback_of_another_kind(tmp_path, content):
    path = tmp_path / "x.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputProblem):
        load_scales(path)


@given(st.binary(max_size=60))
def test_any_bytes_give_a_dutch_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.yml"
    path.write_bytes(content)
    with pytest.raises(InputProblem):
        load_scales(path)


@given(st.data())
def test_a_damaged_questionnaire_is_read_or_refused_in_dutch(tmp_path_factory, data):
    text = (INSTRUMENTS / "scales.yml").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    damaged = (
        text[:start]
        + data.draw(st.text("[]{}:-\"'&*!|>\t\n #x1", max_size=4))
        + text[start + data.draw(st.integers(0, 5)) :]
    )
    path = tmp_path_factory.getbasetemp() / "damaged.yml"
    path.write_text(damaged, encoding="utf-8")
    assert sentence_about(path) == "" or str(path) in sentence_about(path)


def sentence_about(path) -> str:
    """What reading the scales at `path` says when it fails; empty when they are read."""
    try:
        load_scales(path)
    except InputProblem as problem:
        return problem.sentence()
    return ""
