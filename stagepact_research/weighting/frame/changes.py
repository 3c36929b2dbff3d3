"""What changed among the institutions between two years or two files: codes that came, went or shrank."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stagepact_research.weighting.frame.institutions import institution_frame

SHIFT = 0.5
"""A change in students by more than this share looks like a merger or a split."""


@dataclass(frozen=True, eq=False)
class Changes:
    """Each by code: naam, bestuur and what is in the name of the column."""

    appeared: pd.DataFrame
    disappeared: pd.DataFrame
    shifts: pd.DataFrame
    """Columns naam, bestuur, before, after, beside (other codes of the same bevoegd gezag, joined)."""


def institution_changes(
    before: pd.DataFrame, before_year: int, after: pd.DataFrame, after_year: int, *, shift: float = SHIFT
) -> Changes:
    """Compare two years, of one table or of two, code by code and without successions.

    Parameters
    ----------
    before, after : as `read_institutions` gives them; may be the same table.
    shift : share of change (up or down, of the number before) above which a code is named. Codes without a
        published number on either side are not compared.

    Raises
    ------
    UnknownYear
    """
    old, new = institution_frame(before, before_year), institution_frame(after, after_year)
    about = ["naam", "bestuur", "students"]
    both = old.index.intersection(new.index)
    known = both[old.loc[both, "size"].notna() & new.loc[both, "size"].notna()]
    pair = new.loc[known, ["naam", "bestuur"]].assign(
        before=old.loc[known, "students"], after=new.loc[known, "students"]
    )
    large = pair[(pair["after"] / pair["before"] - 1).abs() > shift]
    beside = [_beside(str(code), new) for code in large.index]
    return Changes(
        new.loc[new.index.difference(old.index), about],
        old.loc[old.index.difference(new.index), about],
        large.assign(beside=pd.Series(beside, index=large.index, dtype=object)),
    )


def _beside(code: str, frame: pd.DataFrame) -> str:
    same = frame.index[frame["bestuur"] == frame.loc[code, "bestuur"]]
    return ", ".join(other for other in same if other != code)
