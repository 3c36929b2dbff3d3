"""Tables as Markdown, and text from outside that stays text."""

import pypandoc
import pytest
from fabricated import SCALES, estimates

from stagepact_research.report import tables
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
    from fabricated import QUESTIONNAIRE

    text = as_markdown(QUESTIONNAIRE).replace("\\", "")
    for question in QUESTIONNAIRE.questions():
        assert question.text in text
        assert all(item.text in text for item in question.items)
        assert all(option.label in text for option in question.options)
