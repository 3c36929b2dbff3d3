"""Tables as Markdown, and text from outside that stays text."""

import re

import pypandoc
import pytest
from fabricated import QUESTIONNAIRE, SCALES, estimates
from project import ROOT

from stagepact_research.codebook import Lookup
from stagepact_research.report import codebook, tables
from stagepact_research.report.asked import as_markdown
from stagepact_research.report.verification import COLUMNS

HOSTILE = [
    "<script>alert(1)</script>",
    '{{< include /etc/passwd >}} `{python} 1/0` "aanhaling"',
    "![x](javascript:alert(1)) [klik](http://voorbeeld.invalid)",
    "# kop ::: {.callout-warning} --- | a | b |",
    "$x^2$ ~~weg~~ **vet** _cursief_ @sec-x ^[noot]",
    "regel een\nregel twee\t<b>",
    "1. lijst - streep + plus * ster",
    "a\\b \\< & &lt; <!-- niets -->",
]


@pytest.fixture(scope="module")
def plain():
    """What a reader sees of each hostile text, after pandoc."""
    document = "\n\n".join(f"| kop |\n|:---|\n| {tables.escape_markdown(text)} |" for text in HOSTILE)
    return pypandoc.convert_text(document, "html", format="markdown", extra_args=["--wrap=none"])


def test_hostile_text_becomes_no_markup(plain):
    for tag in ("<script", "<b>", "<img", "<a ", "<strong", "<em", "<h1", "<math", "<code", "<sup", "<del"):
        assert tag not in plain
    assert plain.count("<table") == len(HOSTILE)


def test_hostile_text_is_still_readable(plain):
    from html import unescape

    seen = unescape(plain)
    for text in HOSTILE:
        assert " ".join(text.split()) in " ".join(seen.split())


def test_a_table_is_numbered_by_its_label():
    block = tables.numbered("schalen", "De schalen", tables.scales_table(estimates(), SCALES))
    assert block.startswith("::: {#tbl-schalen}\n")
    assert block.rstrip().endswith("De schalen\n\n:::")


def test_a_construct_is_printed_once():
    lines = tables.scales_table(estimates(), SCALES).splitlines()
    assert len(lines) == 2 + 8
    assert sum("Houding ten aanzien van" in line for line in lines) == 1
    assert "| Kennis | 10 |" in lines[2]


def test_stars_follow_the_exact_p():
    starred = {
        p: tables.correlation_table(estimates(p=p), SCALES).splitlines()[3] for p in (0.0009, 0.049, 0.05)
    }
    assert r"−0,25\*\*" in starred[0.0009]
    assert r"−0,25\* |" in starred[0.049]
    assert "−0,25 |" in starred[0.05]


def test_a_comparison_that_was_not_made_is_a_dash():
    without = estimates()
    without = without[~((without["subject"] == "kennis") & (without["group_by"] == "leerweg"))]
    line = tables.groups_table(without, SCALES, "leerweg").splitlines()[2]
    assert line == "| Kennis | – | – | – | – | – |"


def test_every_pair_of_scales_has_its_exact_p():
    assert len(tables.pairs_table(estimates(), SCALES).splitlines()) == 2 + 28


def row(**given):
    import pandas as pd

    empty = dict.fromkeys(COLUMNS, "")
    numbers = {"printed": 58.0, "decimals": 0.0, "computed": 57.7, "difference": 0.0, "target": False}
    return pd.Series(
        {**empty, **numbers, "statistic": "pct", "subject": "q02e", "verdict": "wijkt af", **given}
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"category": "voldoende"}, r"2e een aanpak die werkt\: voldoende tot veel \(%\)"),
        (
            {"subject": "q02e+q02f", "category": "geen_weinig+beperkt"},
            r"2e, 2f\: geen tot weinig \+ beperkt \(%\)",
        ),
        ({"subject": "kennis~contact", "statistic": "r"}, r"Kennis met Contact met leerbedrijven \(r\)"),
    ],
)
def test_a_published_row_is_described_in_words(given, says):
    assert tables.describe(row(**given), SCALES) == says


def test_what_was_printed_is_shown_as_it_was_printed():
    import pandas as pd

    shown = [
        row(variant="low"),
        row(variant="min", printed=0.34, decimals=2.0, statistic="item_rest_r_min", computed=0.5),
        row(variant="bound", printed=0.001, decimals=3.0, statistic="p", computed=0.0001),
        row(variant="verbal", note="verbaal: ruim de helft; gelezen als 50-65"),
    ]
    lines = tables.verification_table(pd.DataFrame(shown), SCALES).splitlines()[2:]
    cells = [line.split(" | ")[2] for line in lines]
    assert cells == ["vanaf 58", "≥ 0,34", r"\< 0,001", "‘ruim de helft’"]
    assert all("**wijkt af**" in line for line in lines)


def test_the_questionnaire_is_printed_word_for_word():
    text = as_markdown(QUESTIONNAIRE).replace("\\", "")
    for question in QUESTIONNAIRE.questions():
        assert question.text in text
        assert all(item.text in text for item in question.items)
        assert all(option.label in text for option in question.options)


def test_the_statements_of_every_question_have_a_number_and_a_name():
    text = as_markdown(QUESTIONNAIRE).replace("\\", "")
    asked = [question for question in QUESTIONNAIRE.questions() if question.items]
    assert text.count("{#tbl-") == text.count("| Letter | Stelling |") == len(asked) == 9
    for question in asked:
        assert f"{{#tbl-vragenlijst-2024-{question.id}}}" in text
        assert f"Stellingen bij vraag {question.shown_number}: {question.text}" in text


def test_no_name_and_no_word_of_an_answer_is_wider_than_its_column_of_the_codebook(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(codebook, "_lookup", lambda wave: Lookup(estimates(), wave))
    codebook.questions(2024)
    codebook.added(2026, since=2024)
    found = re.findall(
        r"^(\| Variabele \| Stelling .*)\n(.*)\n\| `(\w+)`", capsys.readouterr().out, re.MULTILINE
    )
    assert len(found) > 9
    for header, rule, name in found:
        widths = [cell.count("-") for cell in rule.strip("|").split("|")]
        words = [max(map(len, cell.replace("\\", "").split())) for cell in header.strip("| ").split("|")]
        assert len(name) < widths[0]
        assert all(word < width for word, width in zip(words, widths, strict=True))
        assert sum(widths) <= 110
