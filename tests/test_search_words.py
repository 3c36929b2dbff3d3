"""Which words the search field takes for forms of one word."""

from __future__ import annotations

import pytest

from stagepact_research.report.engine.search import plain, word_families


def together(*words):
    families = [set(line.split(" ")[1:]) for line in word_families([" ".join(words)])]
    return any({plain(word) for word in words} <= family for family in families)


@pytest.mark.parametrize(
    "words",
    [
        ("melding", "meldingen"),
        ("opleiding", "opleidingen"),
        ("stage", "stages"),
        ("leerbedrijf", "leerbedrijven"),
        ("geïnterviewden", "geinterviewden", "geïnterviewde"),
        ("discriminatie", "gediscrimineerd"),
    ],
)
def test_forms_of_a_word_are_one_family(words):
    assert together(*words)


@pytest.mark.parametrize(
    "words", [("stage", "stand"), ("school", "student"), ("melden", "middelen"), ("beleid", "begeleiding")]
)
def test_other_words_are_not(words):
    assert not together(*words)


def test_accents_and_capitals_make_no_difference():
    assert plain("GEÏNTERVIEWDEN vóór coördinatie") == "geinterviewden voor coordinatie"


def test_the_families_are_the_same_every_time_and_start_with_their_stem():
    text = ["de opleidingen van een opleiding", "meldingen en een melding"]
    assert word_families(text) == word_families(text[::-1])
    assert "opleid opleiding opleidingen" in word_families(text)


def test_a_word_that_is_its_own_stem_and_has_no_other_form_is_told_once():
    assert word_families(["beleid"]) == ["beleid"]
