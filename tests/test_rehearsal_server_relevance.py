"""Relevance equations, as the practice server reads them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stagepact_research.rehearsal.server.relevance import evaluate, is_relevant

VALUES = {"DEELN": "J", "ERV_SQ001": "4", "OPM": "", "GETAL": "10", "WEG": None}


@pytest.mark.parametrize(
    ("equation", "holds"),
    [
        ("", True),
        ("1", True),
        ("0", False),
        ('(DEELN.NAOK == "J")', True),
        ("DEELN.NAOK == 'N'", False),
        ('DEELN != "N"', True),
        ('DEELN.NAOK == "J" and ERV_SQ001.NAOK == 4', True),
        ('DEELN.NAOK == "N" or (ERV_SQ001.NAOK == "4")', True),
        ('DEELN.NAOK == "N" || OPM.NAOK == ""', True),
        ('not (DEELN.NAOK == "N")', True),
        ("!is_empty(DEELN.NAOK) && is_empty(OPM.NAOK)", True),
        ("GETAL.NAOK > 9", True),
        ('GETAL.NAOK == "10.0"', True),
        ('DEELN.NAOK == "N" or ERV_SQ001 ge 4 and GETAL lt 10', False),
        ("is_empty(WEG.NAOK)", True),
        ('WEG.NAOK == ""', True),
        ("is_empty(WEG)", False),
        ('BESTAATNIET == "N"', False),
        ('!(BESTAATNIET == "N")', False),
        ('DEELN == "J" or BESTAATNIET == "N"', False),
        ('DEELN == "N', False),
        ("(DEELN", False),
        ("DEELN DEELN", False),
        ("strlen(DEELN)", False),
        ("is_empty()", False),
        ("DEELN.gid", False),
        ("__import__('os')", False),
    ],
)
def test_an_equation_holds_or_not(equation: str, holds: bool) -> None:
    assert is_relevant(equation, VALUES) is holds


def test_a_calculation_gives_the_value_of_its_branch() -> None:
    assert evaluate("{if(GETAL.NAOK > 5, 1, 0)}", VALUES) == "1"
    assert evaluate("{if(OPM.NAOK > 5, 1, 'geen')}", VALUES) == "geen"


@given(st.text())
@example("(" * 5000)
@example("!" * 5000)
@example("9" * 5000 + " == 1e999")
@example("is_empty(" * 100)
def test_no_text_makes_the_reading_fail(equation: str) -> None:
    assert is_relevant(equation, VALUES) in (True, False)


_PIECES = [
    "DEELN",
    ".NAOK",
    "==",
    "!=",
    '"J"',
    "4",
    "and",
    "or",
    "not",
    "(",
    ")",
    "is_empty(",
    "if(",
    ",",
    " ",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_no_row_of_words_makes_the_reading_fail(pieces: list[str]) -> None:
    assert is_relevant(" ".join(pieces), VALUES) in (True, False)
