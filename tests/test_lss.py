"""The survey structure for LimeSurvey: held against a recorded one, and against the questionnaire."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from instrument_tables import INSTRUMENTS, RESPONSE_SCALES, instrument
from typer.testing import CliRunner

from stagepact_research.cli import app
from stagepact_research.instruments import content_hash, load_questionnaire, to_lss
from stagepact_research.instruments.errors import UnfitForLimeSurvey
from stagepact_research.instruments.lss_texts import MARK_CODE, from_html, read_mark, relevance, to_html
from stagepact_research.instruments.questionnaire import Condition, Questionnaire
from stagepact_research.instruments.wording import answers, asked_items

RECORDED = Path(__file__).parent / "fixtures" / "limesurvey" / "nl_evaluatie_exported.lss"
WAVES = sorted((INSTRUMENTS / "questionnaire").glob("20[0-9][0-9].yml"))
WAVE_2024 = load_questionnaire(INSTRUMENTS / "questionnaire" / "2024.yml")
Tables = dict[str, list[dict[str, str]]]

SMALL = """
- id: q1
  number: 1
  text: "Doet u mee?"
  type: single
  options: [{code: J, label: ja}, {code: "-oth-", label: "Nee, want", other: true}]
- id: q2
  number: 2
  text: "In mijn team..."
  type: array
  mandatory: true
  response_scale: agree
  items: [{code: a, text: "een"}, {code: b, text: "twee"}]
  relevance: [{question: q1, codes: [J]}]
  conditional_texts: [{question: q1, codes: [J], text: "Fijn."}]
- {id: q3, number: 3, text: "Leerweg?", type: multiple, mandatory: true,
   options: [{code: bol, label: bol}, {code: bbl, label: bbl}]}
- {id: q4, number: 4, text: "Nog iets?", type: text}
"""


def tables(content: bytes) -> Tables:
    return {
        table.tag: [{cell.tag: cell.text or "" for cell in row} for row in table.findall("rows/row")]
        for table in ET.fromstring(content)
    }


def questions(found: Tables) -> list[dict[str, str]]:
    groups = {g["gid"]: int(g["group_order"]) for g in found["groups"]}
    return sorted(found["questions"], key=lambda q: (groups[q["gid"]], int(q["question_order"])))


def children(found: Tables, table: str, key: str, qid: str, order: str) -> list[dict[str, str]]:
    return sorted((r for r in found[table] if r[key] == qid), key=lambda r: int(r[order]))


def texts(found: Tables, language: str = "nl") -> dict[str, str]:
    return {r["qid"]: from_html(r["question"]) for r in found["question_l10ns"] if r["language"] == language}


def export_columns(found: Tables) -> list[str]:
    """The columns of the export that this structure would give, without those of text display."""
    columns = []
    for question in questions(found):
        code = question["title"]
        subquestions = children(found, "subquestions", "parent_qid", question["qid"], "question_order")
        if question["type"] == "X":
            continue
        columns += [f"{code}[{sub['title']}]" for sub in subquestions] or [code]
        columns += [f"{code}[other]"] * (question["other"] == "Y")
    return columns


@pytest.fixture(params=WAVES, ids=lambda path: path.stem)
def wave(request: pytest.FixtureRequest) -> Questionnaire:
    return load_questionnaire(request.param)


def test_every_table_has_the_shape_of_the_recorded_one(wave: Questionnaire) -> None:
    ours, theirs = ET.fromstring(to_lss(wave)), ET.parse(RECORDED).getroot()
    recorded = {table.tag: table for table in theirs}
    names = [table.tag for table in ours]
    order = [table.tag for table in theirs if not table.tag.startswith("themes")]
    assert names == [name for name in order if name in names]
    assert set(order) - set(names) <= {"question_attributes"}
    for name in ("LimeSurveyDocType", "DBVersion"):
        assert ours.findtext(name) == theirs.findtext(name)
    for table in ours:
        fields = [field.text for field in table.findall("fields/fieldname")]
        known = [field.text for field in recorded[table.tag].findall("fields/fieldname")]
        assert set(fields) <= set(known), table.tag
        # A server omits what is empty; what it never omits we never omit.
        always = [{cell.tag for cell in row} for row in recorded[table.tag].findall("rows/row")]
        for row in table.findall("rows/row"):
            kept = {cell.tag for cell in row}
            assert kept <= set(fields)
            if not table.tag.startswith("survey"):
                assert set.intersection(*always) <= kept | {"preg"}, table.tag


def test_numbers_and_languages_of_the_tables_agree(wave: Questionnaire) -> None:
    content = to_lss(wave)
    found = tables(content)
    assert re.findall(r"<language>([a-z]+)</language>", content.decode()) == [wave.language]
    ids = {t: [r[k] for r in found[t]] for t, k in (("groups", "gid"), ("answers", "aid"))}
    ids["questions"] = [r["qid"] for t in ("questions", "subquestions") for r in found[t]]
    for table, l10ns, key in (
        ("groups", "group_l10ns", "gid"),
        ("answers", "answer_l10ns", "aid"),
        ("questions", "question_l10ns", "qid"),
    ):
        assert len(set(ids[table])) == len(ids[table])
        assert sorted(r[key] for r in found[l10ns]) == sorted(ids[table])
        assert {r["language"] for r in found[l10ns]} == {wave.language}
        assert [r["id"] for r in found[l10ns]] == [str(n) for n in range(1, len(found[l10ns]) + 1)]
    for group in found["groups"]:
        own = children(found, "questions", "gid", group["gid"], "question_order")
        assert [q["question_order"] for q in own] == [str(n) for n in range(1, len(own) + 1)]
    sids = {r["sid"] for t in ("groups", "questions", "subquestions", "surveys") for r in found[t]}
    assert sids == {found["surveys_languagesettings"][0]["surveyls_survey_id"]} == {str(wave.wave * 100)}


def test_everything_that_is_asked_stands_in_it_once(wave: Questionnaire) -> None:
    found = tables(to_lss(wave))
    by_code = {q["title"]: q for q in found["questions"] if q["type"] != "X"}
    text_of = texts(found)
    assert list(by_code) == [q.id for q in wave.questions()]
    labels = {r["aid"]: from_html(r["answer"]) for r in found["answer_l10ns"]}
    others = {r["qid"]: from_html(r["value"]) for r in found.get("question_attributes", [])}
    kinds = {"array": "F", "single": "L", "multiple": "M", "text": "T"}
    for question in wave.questions():
        row = by_code[question.id]
        qid = row["qid"]
        assert (row["type"], row["mandatory"] == "Y") == (kinds[question.type], question.mandatory)
        assert row["relevance"] == relevance(question.relevance)
        assert text_of[qid] == question.text
        given = [(r["code"], labels[r["aid"]]) for r in children(found, "answers", "qid", qid, "sortorder")]
        if row["other"] == "Y":
            given.append(("-oth-", others[qid]))
        assert given == list(answers(wave, question))
    subquestions = {s["qid"] for s in found["subquestions"]}
    expected = [a.text for a in asked_items(wave) if a.question.type in ("array", "multiple")]
    assert [text for qid, text in text_of.items() if qid in subquestions] == expected


def test_the_export_has_the_columns_of_the_questionnaire(wave: Questionnaire) -> None:
    assert export_columns(tables(to_lss(wave))) == list(wave.columns())


def test_the_recorded_structure_gives_the_recorded_columns() -> None:
    """The derivation of the columns itself, against a real export."""
    header = (RECORDED.parent / "nl_evaluatie_all_code_short.csv").read_text("utf-8-sig").splitlines()[0]
    found = tables(RECORDED.read_bytes())
    shown = {q["title"] for q in found["questions"] if q["type"] == "X"}
    recorded = [name.strip('"') for name in header.split(";")]
    recorded = [name for name in recorded if "comment" not in name and name not in shown]
    assert recorded[-len(export_columns(found)) :] == export_columns(found)


def test_pages_are_groups_and_hidden_headings_are_left_out(wave: Questionnaire) -> None:
    content = to_lss(wave).decode()
    found = tables(content.encode())
    assert [from_html(g["description"]) for g in found["group_l10ns"]] == [p.text for p in wave.pages]
    assert [g["group_name"] for g in found["group_l10ns"]] == [p.id for p in wave.pages]
    # D shows the description of a group and not its name.
    assert found["surveys"][0]["showgroupinfo"] == "D"
    headings = {h for p in wave.pages for h in (p.hidden_section, p.hidden_heading) if len(h.split()) > 1}
    assert not [heading for heading in headings if heading in content]
    groups = [g["gid"] for g in found["groups"]]
    for question in (q for q in found["questions"] if q["type"] != "X"):
        assert groups.index(question["gid"]) + 1 == wave.page_number(question["title"])


def test_conditional_texts_stand_before_their_question_with_its_condition(wave: Questionnaire) -> None:
    found = tables(to_lss(wave))
    shown, text_of = questions(found), texts(found)
    expected = [
        (text.text, question.id, (*question.relevance, Condition(question=text.question, codes=text.codes)))
        for question in wave.questions()
        for text in question.conditional_texts
    ]
    display = [n for n, q in enumerate(shown) if q["type"] == "X" and q["title"] != MARK_CODE]
    assert len(display) == len(expected)
    for place, (text, before, conditions) in zip(display, expected, strict=True):
        assert text_of[shown[place]["qid"]] == text
        assert shown[place + 1]["title"] == before
        assert shown[place]["gid"] == shown[place + 1]["gid"]
        assert shown[place]["relevance"] == relevance(conditions)


def test_equations_refer_to_earlier_questions_and_their_answers(wave: Questionnaire) -> None:
    found = tables(to_lss(wave))
    codes: dict[str, set[str]] = {}
    for question in questions(found):
        for code, answer in re.findall(r'(\w+)\.NAOK == "([^"]*)"', question["relevance"]):
            assert answer in codes[code]
        rest = re.sub(r'\w+\.NAOK == "[^"]*"', "", question["relevance"])
        assert re.fullmatch(r"1|\(1 == 0\)|(\((?: or )*\)(?: and )?)+", rest)
        own = {a["code"] for a in found["answers"] if a["qid"] == question["qid"]}
        codes[question["title"]] = own | ({"-oth-"} if question["other"] == "Y" else set())
    assert {g["grelevance"] for g in found["groups"]} == {"1"}


def test_who_refuses_in_2024_meets_nothing_more() -> None:
    first, *later = [q for q in questions(tables(to_lss(WAVE_2024))) if q["title"] != MARK_CODE]
    assert (first["title"], first["type"], first["other"], first["relevance"]) == ("q01", "L", "Y", "1")
    assert all(q["relevance"].startswith('(q01.NAOK == "J")') for q in later)
    texts_2024 = [q for q in later if q["type"] == "X"]
    assert {q["relevance"] for q in texts_2024} == {
        '(q01.NAOK == "J") and (q04.NAOK == "N" or q04.NAOK == "W")'
    }


def test_no_code_breaks_the_server_rules(wave: Questionnaire) -> None:
    found = tables(to_lss(wave))
    titles = [q["title"] for q in found["questions"]]
    assert len({t.lower() for t in titles}) == len(titles)
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{0,19}", title) for title in titles)
    assert all(re.fullmatch("[A-Za-z0-9]{1,20}", s["title"]) for s in found["subquestions"])
    assert all(re.fullmatch("[A-Za-z0-9]{1,5}", a["code"]) for a in found["answers"])


def test_the_survey_says_which_instrument_it_is_to_nobody_but_the_researcher(wave: Questionnaire) -> None:
    found = tables(to_lss(wave))
    (mark,) = [q for q in found["questions"] if q["title"] == MARK_CODE]
    assert (mark["type"], mark["relevance"], mark["gid"]) == ("X", "(1 == 0)", "1")
    assert read_mark(texts(found)[mark["qid"]]) == (wave.wave, wave.version, content_hash(wave))
    # The recorded server shows the description on the welcome page.
    assert found["surveys_languagesettings"][0]["surveyls_description"] == ""
    assert read_mark("Een vraag") is None


def test_addresses_are_not_kept_and_tokens_are(wave: Questionnaire) -> None:
    (settings,) = tables(to_lss(wave))["surveys"]
    kept = {name: settings[name] for name in ("ipaddr", "refurl", "anonymized", "datestamp", "allowregister")}
    assert kept == {"ipaddr": "N", "refurl": "N", "anonymized": "N", "datestamp": "Y", "allowregister": "N"}


def test_welcome_and_closing_are_shown_as_written() -> None:
    (own,) = tables(to_lss(WAVE_2024))["surveys_languagesettings"]
    assert own["surveyls_title"] == WAVE_2024.title
    assert from_html(own["surveyls_welcometext"]) == WAVE_2024.welcome
    assert from_html(own["surveyls_endtext"]) == WAVE_2024.closing
    for mail in ("surveyls_email_invite", "surveyls_email_remind"):
        assert "{SURVEYURL}" in own[mail]
        assert "{OPTOUTURL}" in own[mail]


def test_information_stands_under_its_headings(tmp_path: Path) -> None:
    head = 'information: [{heading: "Waarom?", text: "Daarom & hierom.\\n\\nEcht <waar>."}]'
    (own,) = tables(to_lss(instrument(tmp_path, SMALL, head=head)))["surveys_languagesettings"]
    assert own["surveyls_welcometext"] == (
        "<p>Welkom.</p><h2>Waarom?</h2><p>Daarom &amp; hierom.<br /><br />Echt &lt;waar&gt;.</p>"
    )


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert to_lss(WAVE_2024) == to_lss(WAVE_2024.model_copy(deep=True))
    assert tables(to_lss(WAVE_2024, survey_id=611111))["surveys"][0]["sid"] == "611111"


def test_a_second_language_stands_beside_the_first(tmp_path: Path) -> None:
    dutch = instrument(tmp_path, SMALL)
    english = instrument(tmp_path, SMALL.replace("Leerweg?", "Track?").replace("Fijn.", "Fine."))
    english = english.model_copy(update={"language": "en", "welcome": "Hello."})
    content = to_lss(dutch, translations=[english])
    found = tables(content)
    assert re.findall(r"<language>(\w+)</language>", content.decode()) == ["nl", "en"]
    assert (found["surveys"][0]["language"], found["surveys"][0]["additional_languages"]) == ("nl", "en")
    own, other = texts(found, "nl"), texts(found, "en")
    assert list(own) == list(other)
    changed = {own[qid]: other[qid] for qid in own if own[qid] != other[qid] and not read_mark(own[qid])}
    assert changed == {"Leerweg?": "Track?", "Fijn.": "Fine."}
    for l10ns in ("answer_l10ns", "group_l10ns"):
        assert [r["language"] for r in found[l10ns]] == ["nl", "en"] * (len(found[l10ns]) // 2)
    assert [r["language"] for r in found["question_attributes"]] == ["nl", "en"]
    assert [r["surveyls_welcometext"] for r in found["surveys_languagesettings"]] == ["Welkom.", "Hello."]


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        ("code: bol,", "code: bl,", "translation_differs"),
        ('- {id: q4, number: 4, text: "Nog iets?", type: text}', "", "translation_differs"),
        ("language: nl", "language: nl", "duplicate_id"),
        ("Leerweg?", "{Track}", "text_not_kept"),
    ],
)
def test_another_instrument_is_no_translation(tmp_path: Path, was: str, becomes: str, rule: str) -> None:
    dutch, other = instrument(tmp_path, SMALL), instrument(tmp_path, SMALL.replace(was, becomes))
    language = "nl" if rule == "duplicate_id" else "en"
    with pytest.raises(UnfitForLimeSurvey) as refused:
        to_lss(dutch, translations=[other.model_copy(update={"language": language})])
    assert rule in {problem.rule for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("was", "becomes", "where", "rule"),
    [
        ("id: q4", "id: Q_4", "vraag Q_4", "invalid_code"),
        ("id: q4", "id: 4q", "vraag 4q", "invalid_code"),
        ("id: q4", f"id: {'q' * 21}", f"vraag {'q' * 21}", "invalid_code"),
        ("id: q4", "id: Q2", "vraag q2", "duplicate_id"),
        ("id: q4", "id: sid", "vraag sid", "invalid_code"),
        ("id: q4", "id: instrument", "vraag instrument", "duplicate_id"),
        ("id: q4", "id: q2intro1", "vraag q2intro1", "duplicate_id"),
        ("id: q2", f"id: {'q' * 16}", f"inleidende tekst 1 van vraag {'q' * 16}", "invalid_code"),
        ("code: bol", "code: b_ol", "vraag q3", "invalid_code"),
        ("code: bol", "code: time", "vraag q3", "invalid_code"),
        ("code: bol", "code: BBL", "vraag q3", "duplicate_id"),
        ("code: J, label: ja", "code: WEETNI, label: ja", "vraag q1", "invalid_code"),
        ("code: J, label: ja", 'code: "-1", label: ja', "vraag q1", "invalid_code"),
        ("Leerweg?", "Leerweg {q1}?", "vraag q3", "text_not_kept"),
        ("Leerweg?", "Leerweg\\0?", "vraag q3", "text_not_kept"),
        ('"een"', '"een{"', "item q2a", "text_not_kept"),
        ("codes: [J], text", "codes: [X], text", "vraag q2, inleidende tekst", "route_unknown_code"),
        (
            '{code: J, label: ja}, {code: "-oth-", label: "Nee, want", other: true}',
            '{code: "-oth-", label: "Nee, want", other: true}, {code: J, label: ja}',
            "vraag q1",
            "wrong_parts",
        ),
    ],
)
def test_what_the_server_would_not_keep_is_refused(
    tmp_path: Path, was: str, becomes: str, where: str, rule: str
) -> None:
    changed = instrument(tmp_path, SMALL.replace(was, becomes))
    with pytest.raises(UnfitForLimeSurvey) as refused:
        to_lss(changed)
    assert (where, rule) in [(problem.where, problem.rule) for problem in refused.value.problems]
    assert where in refused.value.sentence()
    assert rule in refused.value.sentence()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": "t" * 201}, "title"),
        ({"title": " "}, "title"),
        ({"language": "Nederlands"}, "language"),
        ({"version": "1\x00"}, "version"),
        ({"closing": "\ud800"}, "closing"),
    ],
)
def test_texts_that_would_be_cut_are_refused(change: dict[str, str], where: str) -> None:
    with pytest.raises(UnfitForLimeSurvey) as refused:
        to_lss(WAVE_2024.model_copy(update=change))
    assert where in [problem.where for problem in refused.value.problems]


def test_an_impossible_survey_id_is_refused() -> None:
    with pytest.raises(UnfitForLimeSurvey, match="survey_id"):
        to_lss(WAVE_2024, survey_id=0)


def test_numbering_is_nothing_to_the_server(tmp_path: Path) -> None:
    assert to_lss(instrument(tmp_path, SMALL.replace("number: 4", "number: 9")))


def test_answer_scales_with_codes_that_vanish_are_refused(tmp_path: Path) -> None:
    scales = RESPONSE_SCALES.replace('code: "2", label: eens', "code: WEETNI, label: eens")
    with pytest.raises(UnfitForLimeSurvey, match="WEETNI"):
        to_lss(instrument(tmp_path, SMALL, scales=scales))


PRINTABLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="{\ufffe\uffff")
PIECES = st.sampled_from(
    [
        '"',
        "'",
        "&",
        "&amp;",
        "&lt",
        "&#233;",
        "<b>",
        "<br />",
        "]]>",
        "<![CDATA[",
        "\n",
        "\t",
        "}",
        "é",
        "😀",
        " ",
    ]
)
WORDING = st.lists(PIECES | st.text(PRINTABLE, max_size=5), max_size=8).map("".join)


@given(WORDING)
def test_any_wording_is_read_back_as_it_was(text: str) -> None:
    assert from_html(to_html(text)) == text.strip()


@given(WORDING)
def test_what_the_html_filter_escapes_is_read_back_too(text: str) -> None:
    # HTML Purifier, for users who may not write script, stores a lone & or > escaped.
    filtered = re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", to_html(text))
    assert from_html(filtered) == text.strip()


@given(WORDING, WORDING, WORDING)
def test_any_wording_survives_the_file(first: str, second: str, third: str) -> None:
    sector = WAVE_2024.question("q15")
    options = (sector.options[0].model_copy(update={"label": f"a{third}"}), *sector.options[1:])
    new = {"q05": {"text": f"a{first}"}, "q15": {"text": f"a{second}", "options": options}}
    pages = [
        page.model_copy(
            update={"questions": tuple(q.model_copy(update=new.get(q.id, {})) for q in page.questions)}
        )
        for page in WAVE_2024.pages
    ]
    changed = WAVE_2024.model_copy(update={"pages": tuple(pages)})
    found = tables(to_lss(changed))
    qid = {q["title"]: q["qid"] for q in found["questions"]}
    assert texts(found)[qid["q05"]] == f"a{first}".strip()
    assert texts(found)[qid["q15"]] == f"a{second}".strip()
    aid = children(found, "answers", "qid", qid["q15"], "sortorder")[0]["aid"]
    label = next(r["answer"] for r in found["answer_l10ns"] if r["aid"] == aid)
    assert from_html(label) == f"a{third}".strip()


def test_the_command_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(INSTRUMENTS.parent)
    out = tmp_path / "vragenlijst.lss"
    outcome = CliRunner().invoke(app, ["instrument", "lss", "2024", "--out", str(out)])
    assert outcome.exit_code == 0
    assert out.read_bytes() == to_lss(WAVE_2024)
    refused = CliRunner().invoke(
        app, ["instrument", "lss", "2024", "--out", str(tmp_path / "geen" / "x.lss")]
    )
    assert "niet te schrijven" in str(refused.exception)
