"""Words for shares: one table writes them and reads them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagepact_research.protocol import Quantifier, find_project
from stagepact_research.quantifiers import NoQuantifier, interval_of, quantifier

TABLE = find_project(Path(__file__).parent).protocol.quantifiers


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "geen"),
        (100, "alle"),
        (99.9, "bijna alle"),
        (85, "bijna alle"),
        (84.9, "ruim driekwart"),
        (55, "ongeveer de helft"),
        (45, "ongeveer de helft"),
        (44.9, "bijna de helft"),
        (58, "ruim de helft"),
        (25, "ongeveer een kwart"),
        (100 * 3 / 30, "een zeer klein deel"),
        (100 * 17 / 30, "ruim de helft"),
    ],
)
def test_a_share_gets_the_narrowest_words_that_hold(share: float, words: str) -> None:
    assert quantifier(share, TABLE) == words


@settings(deadline=None)
@given(st.floats(0, 100))
def test_every_share_has_words_and_they_hold_when_read_again(share: float) -> None:
    low, high = interval_of(quantifier(share, TABLE), TABLE) or (1, 0)
    assert low - 1e-6 <= share <= high + 1e-6


@settings(deadline=None)
@given(st.integers(1, 400), st.data())
def test_only_none_of_a_group_is_none_and_only_all_is_all(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    words = quantifier(100 * count / base, TABLE)
    assert (words == "geen") == (count == 0)
    assert (words == "alle") == (count == base)


def test_the_longest_printed_words_decide() -> None:
    assert interval_of("bij ruim de helft van de teams", TABLE) == (50, 62)
    assert interval_of("de helft", TABLE) == (45, 55)
    assert interval_of("Nagenoeg allemaal", TABLE) == (85, 100)
    assert interval_of("nogal wat", TABLE) is None


def test_words_within_a_longer_word_are_not_read() -> None:
    assert interval_of("allen", TABLE) == (100, 100)
    assert interval_of("alleen", TABLE) is None


def test_a_table_with_a_gap_is_an_error_that_names_the_protocol() -> None:
    with pytest.raises(NoQuantifier) as caught:
        quantifier(50, [Quantifier(words="alle", low=100, high=100)])
    assert "protocol.yml" in caught.value.sentence()
