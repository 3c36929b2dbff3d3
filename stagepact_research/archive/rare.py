"""Rare combinations of what a team is: made coarser, and hidden where that is not enough.

Whoever knows a team could find it by its sector, learning path, levels and the respondent's function. In the
file that leaves, every combination that is left belongs to at least k respondents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.codebook.missing import PROTECTED

DETAILS = (
    (
        "q14bol",
        "q14bbl",
        "q15",
        "q16entree",
        "q16niv2",
        "q16niv3",
        "q16niv4",
        "q17",
        "leerweg",
        "sectorcategorie",
    ),
    ("leerweg", "sectorcategorie"),
    ("sectorcategorie",),
    (),
)
"""What is shown of a respondent, from all to nothing."""
SHOWN = (
    "alles",
    "leerweg in twee groepen en sectorcategorie",
    "sectorcategorie",
    "niets",
)
_FIRST_STEP, _FACTOR_DECIMALS = "gewicht_completion", 3
"""Weights in the file have six decimals: factors that differ by less are the same one."""
ALONE = (("q01reden",),)
"""What somebody who declined says of himself: protected by itself, for there is nothing else in his row."""
CHANGED = frozenset(DETAILS[0]).union(*ALONE)
"""The variables in which something can be hidden, weights apart."""


@dataclass(frozen=True)
class Protection:
    """A file without rare combinations, and what was done for it."""

    frame: pd.DataFrame
    counts: tuple[tuple[str, int], ...]
    """What is shown, and of how many respondents."""


def protect_rare(frame: pd.DataFrame, k: int) -> Protection:
    """The file in which every combination of background variables is one of at least `k` respondents.

    Everybody is shown in the finest way in which at least k respondents are alike, of those that are shown in
    that way; when fewer than k would have everything hidden, the smallest group joins them. The weights of
    those that are not shown whole are replaced by their mean, for a weight tells the combination it is for.
    It tells the region of the institution too, which is no variable: where fewer than k of those who are
    alike have the same factor of calibration, all of them get the one that keeps the sum of their weights.

    Parameters
    ----------
    frame : the file of respondents, as `respondent_file` gives it.
    k : the smallest group, at least 2.

    Returns
    -------
    The file with the code of `PROTECTED` in what is hidden, sorted and numbered anew.
    """
    out = frame.copy()
    for columns in ALONE:
        for column in set(columns) & set(out.columns):
            sizes = out[column].map(out[column].value_counts())
            out[column] = out[column].mask((sizes < k) & (out[column] > 0), PROTECTED.code)
    known = [c for c in DETAILS[0] if c in out.columns]
    asked = out[known].gt(-1).any(axis=1)
    level = _levels(out.loc[asked], k).reindex(out.index)
    for number, shown in enumerate(DETAILS):
        hidden = [c for c in known if c not in shown]
        out.loc[level == number, hidden] = PROTECTED.code
    coarse = level > 0
    for column in (c for c in out.columns if c.startswith("gewicht_")):
        weighted = coarse & (out[column] > 0)
        out.loc[weighted, column] = round(out.loc[weighted, column].mean(), 6)
    out = _with_even_weights(out, level == 0, known, k)
    counts = tuple((says, int((level == number).sum())) for number, says in enumerate(SHOWN))
    own = [c for c in out.columns if c != "volgnummer"]
    out = out.sort_values(own, kind="stable").reset_index(drop=True)
    out["volgnummer"] = range(1, len(out) + 1)
    return Protection(out, counts)


def _with_even_weights(frame: pd.DataFrame, whole: pd.Series, known: Sequence[str], k: int) -> pd.DataFrame:
    """The file in which nobody's weight sets him apart from those with the same background.

    The weight for completion follows from answers that are in the file; what the later steps multiply it by
    follows from the background and from what is known of the institution.
    """
    steps = [c for c in frame.columns if c.startswith("gewicht_") and c != _FIRST_STEP]
    if not steps:
        return frame
    out = frame.copy()
    first = frame[_FIRST_STEP] if _FIRST_STEP in frame.columns else pd.Series(1.0, index=frame.index)
    weighted = frame.index[whole & (frame[steps] > 0).all(axis=1) & (first > 0)]
    factors = frame.loc[weighted, steps].div(first.loc[weighted], axis=0).round(_FACTOR_DECIMALS)
    for _, alike in frame.loc[weighted].groupby(list(known)):
        if factors.loc[alike.index].groupby(steps).size().min() >= k:
            continue
        own = first.loc[alike.index]
        for step in steps:
            out.loc[alike.index, step] = (own * (alike[step].sum() / own.sum())).round(6)
    return out


def smallest_group(frame: pd.DataFrame) -> int:
    """The size of the smallest combination of background variables in the file; 0 for no combination."""
    known = [c for c in DETAILS[0] if c in frame.columns]
    asked = frame[frame[known].gt(-1).any(axis=1)]
    return int(asked.groupby(known).size().min()) if len(asked) else 0


def _levels(frame: pd.DataFrame, k: int) -> pd.Series:
    """By respondent the number of the way in which he is shown."""
    level = pd.Series(0, index=frame.index)
    for number, shown in enumerate(DETAILS[:-1]):
        here = level.index[level == number]
        small = _small(frame.loc[here], _present(shown, frame), k)
        level.loc[small] = number + 1
    last = len(DETAILS) - 1
    while 0 < (level == last).sum() < k and (level < last).any():
        level.loc[_smallest(frame, level)] = last
    return level


def _small(rows: pd.DataFrame, columns: Sequence[str], k: int) -> pd.Index:
    if not len(rows) or not columns:
        return rows.index
    sizes = rows.groupby(list(columns))[columns[0]].transform("size")
    return rows.index[sizes < k]


def _smallest(frame: pd.DataFrame, level: pd.Series) -> pd.Index:
    """The respondents of the smallest group that is still shown, the coarsest first."""
    for number in range(len(DETAILS) - 2, -1, -1):
        rows = frame.loc[level.index[level == number]]
        if len(rows):
            columns = list(_present(DETAILS[number], frame))
            sizes = rows.groupby(columns)[columns[0]].transform("size")
            first = rows[columns].iloc[int(sizes.to_numpy().argmin())]
            return rows.index[(rows[columns] == first).all(axis=1)]
    return frame.index[:0]


def _present(columns: Sequence[str], frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(c for c in columns if c in frame.columns)
