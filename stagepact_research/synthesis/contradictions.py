"""What the report says in words and its own printed numbers do not bear out.

Every printed word for a share is held against every number that the report prints for the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd

from stagepact_research.protocol import Quantifier
from stagepact_research.quantifiers import holds, interval_of, printed_words
from stagepact_research.strands.agendas.counts import METHOD as CODED
from stagepact_research.synthesis.evidence import share_of

COLUMNS = (
    "source",
    "population",
    "subject",
    "category",
    "group_by",
    "group",
    "words",
    "words_at",
    "low",
    "high",
    "share",
    "estimate",
    "statistic",
    "n",
    "number_at",
)
Row: TypeAlias = "pd.Series[Any]"

_SAME = ("wave", "source", "population", "subject", "category", "group_by", "group")


def contradictions(published: pd.DataFrame, table: Sequence[Quantifier]) -> pd.DataFrame:
    """The printed words that a number printed elsewhere in the same report does not bear out.

    Parameters
    ----------
    published : the printed rows, in the order of the report.
    table : the protocol's words for shares.

    Returns
    -------
    A frame with `COLUMNS`, in the order in which the words are printed: the words and their place, the
    interval (0-100) they stand for, and the number with its share (0-100) and its place. Words without an
    interval and words that no number speaks to are left out; of several numbers the first is given, with the
    places of all.
    """
    shares = published[(published["method"] != CODED) & published["statistic"].isin(["pct", "n"])]
    verbal = shares[(shares["variant"] == "verbal") & (shares["statistic"] == "pct")]
    numbers = shares[(shares["variant"] == "") & ((shares["statistic"] == "pct") | shares["n"].gt(0))]
    by_key: dict[tuple[str, ...], list[Row]] = {}
    for _, row in numbers.iterrows():
        by_key.setdefault(tuple(str(row[c]) for c in _SAME), []).append(row)
    found = []
    for _, said in verbal.iterrows():
        interval = interval_of(printed_words(said), table)
        printed = by_key.get(tuple(str(said[c]) for c in _SAME), [])
        shared = [(row, share) for row in printed if (share := _share(row, said)) is not None]
        wrong = [(row, share) for row, share in shared if interval and not _bears_out(row, share, interval)]
        if interval and wrong:
            found.append(_row(said, interval, wrong))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _share(number: Row, said: Row) -> float | None:
    """The number as a share of what the words are about; None when it is a percentage of something else."""
    if pd.isna(said["n"]) or pd.isna(number["n"]) or said["n"] == number["n"]:
        return share_of(number)
    return 100 * float(number["estimate"]) / float(said["n"]) if number["statistic"] == "n" else None


def _bears_out(number: Row, share: float, interval: tuple[float, float]) -> bool:
    """Whether the number, which may be rounded, can lie within the interval."""
    rounded = 0.5 if number["statistic"] == "pct" else 0.0
    return holds(share, interval[0] - rounded, interval[1] + rounded)


def _row(said: Row, interval: tuple[float, float], wrong: Sequence[tuple[Row, float]]) -> dict[str, Any]:
    """The words beside the first number; the places of all."""
    number, share = wrong[0]
    out = {column: said[column] for column in _SAME[1:]}
    out.update(words=printed_words(said), words_at=said["locator"], low=interval[0], high=interval[1])
    out.update({column: number[column] for column in ("estimate", "statistic", "n")})
    places = "; ".join(dict.fromkeys(str(row["locator"]) for row, _ in wrong))
    return {**out, "share": share, "number_at": places}
