"""Words for a share: which words stand for which percentages, from one table in the protocol.

The same table writes and reads. A sentence of the report says "bijna alle" because the share lies within the
interval of those words; a printed "bijna alle" is held against the same interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from stagepact_research.errors import InputProblem
from stagepact_research.protocol import Quantifier

# Words may begin with brackets: "(ruim) de helft". What follows in brackets explains them.
_VERBAL = re.compile(r"verbaal:\s*((?:\([^)]*\)\s*)?[^;.(]+)")
# A share of a small group is a fraction that floating point holds nearly.
_TOLERANCE = 1e-9


class NoQuantifier(InputProblem):
    """No words of the table hold for a share, or a share is none."""


def quantifier(share: float, table: Sequence[Quantifier]) -> str:
    """The words for a percentage (0-100): the first of the table that hold (narrow ones stand first)."""
    for entry in table:
        if holds(share, entry.low, entry.high):
            return entry.words
    raise NoQuantifier(
        "instruments/protocol.yml, quantifiers",
        f"geen woorden voor {share:.4g}%.",
        "intervallen die samen van 0 tot 100 lopen",
    )


def interval_of(printed: str, table: Sequence[Quantifier]) -> tuple[float, float] | None:
    """The interval of percentages that printed words stand for; None for words it does not know."""
    entry = read_words(printed, table)
    return None if entry is None else (entry.low, entry.high)


def read_words(printed: str, table: Sequence[Quantifier]) -> Quantifier | None:
    """The entry for printed words: that of the longest words they contain."""
    text = " ".join(printed.lower().split())
    found = [
        (len(words), entry)
        for entry in table
        for words in _names(entry)
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    ]
    if not found:
        return None
    return max(found, key=lambda pair: pair[0])[1]


def printed_words(row: pd.Series[Any]) -> str:
    """The words of a printed row, as its note gives them after "verbaal:": "ruim de helft"."""
    match = _VERBAL.match(str(row["note"]))
    return match.group(1).strip().strip("\"'“”‘’").lower() if match else ""


def holds(share: float, low: float, high: float) -> bool:
    """Whether a share lies within an interval, both ends included."""
    return low - _TOLERANCE <= share <= high + _TOLERANCE


def _names(entry: Quantifier) -> Iterator[str]:
    yield entry.words.lower()
    yield from (words.lower() for words in entry.also)
