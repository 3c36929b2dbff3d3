"""The numbers in claims: a text asks for {subject/category/statistic}, the published rows give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.estimates import select
from stagepact_research.strands.literature.claims import Claim
from stagepact_research.strands.literature.errors import UnknownNumber

Row: TypeAlias = "pd.Series[Any]"
_ASKED = re.compile(r"\{([^{}]*)\}")


def fill(text: str, claim: Claim, published: pd.DataFrame | None, words: Callable[[Row, str], str]) -> str:
    """The text with its numbers in place.

    Parameters
    ----------
    published : the published rows of the claim's wave; None where that has no report yet.
    words : how a row is written, given the statistic that was asked; `n` may be asked of a percentage
        too, and is then its base.

    Raises
    ------
    UnknownNumber
        If not exactly one row of the claim's section has the subject, the category and the statistic.
    """
    return _ASKED.sub(lambda match: words(*_row(match[1], claim, published)), text)


def check_numbers(
    claims: Iterable[Claim], published: Mapping[int, pd.DataFrame]
) -> tuple[UnknownNumber, ...]:
    """Every number that a claim asks for and that the published rows of its wave do not give once.

    Parameters
    ----------
    published : the published rows of every wave that has a report.
    """
    problems = []
    for claim in claims:
        for text, _ in claim.sentences:
            for asked in _ASKED.findall(text):
                try:
                    _row(asked, claim, published.get(claim.wave))
                except UnknownNumber as problem:
                    problems.append(problem)
    return tuple(problems)


def _row(asked: str, claim: Claim, published: pd.DataFrame | None) -> tuple[Row, str]:
    """The one row that is asked for, and the statistic."""
    section = claim.locator.split(",")[0]
    places = sorted({claim.locator, section})
    parts = asked.split("/")
    found = 0
    if len(parts) == 3 and published is not None:
        subject, category, statistic = parts
        key = {"source": "literature", "subject": subject, "category": category, "locator": places}
        rows = select(published, **key, statistic=statistic)
        if rows.empty and statistic == "n":
            rows = select(published, **key, statistic="pct")
            rows = rows[rows["n"].notna()]
        if len(rows) == 1:
            return rows.iloc[0], statistic
        found = len(rows)
    raise UnknownNumber(f"evidence.csv, regel {claim.line}", asked, " of ".join(places), found)
