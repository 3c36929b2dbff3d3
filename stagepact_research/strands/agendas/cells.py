"""What every agenda says: the codings of several coders as one, and a code for each theme."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.instruments.agendas import NOT_APPLICABLE, NOT_GIVEN, Frame, Theme

CONSENSUS = "consensus"
"""The coder whose file holds what the coders agreed on after talking."""
DIFFERENT = "verschil"
"""The code of a cell on which coders differ, while nothing was agreed on."""
UNKNOWN = (NOT_GIVEN, DIFFERENT)
"""Codes of cells of which it is not known what the agenda says."""
LEVELS = ("vermeld", "deels", "niet", NOT_GIVEN)
"""What a theme can be, from much to little, and not known."""


def one_coding(codings: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One code a cell: that of the consensus where there is one, else the code on which all coders agree.

    Parameters
    ----------
    codings : the coding of each coder, as `read_coding` gives them, with the same cells in the same order.

    Returns
    -------
    The cells with `code` (`verschil` where the coders differ), and coder, locator, quote and note of the
    consensus, or else of the first coder.
    """
    agreed = [one for one in codings if _coder(one) == CONSENSUS]
    first = (agreed or list(codings))[0]
    if agreed or len(codings) == 1:
        return first.copy()
    same = pd.concat([one["code"].eq(first["code"]) for one in codings], axis=1).all(axis=1)
    return first.assign(code=first["code"].where(same, DIFFERENT))


def coders_of(codings: Sequence[pd.DataFrame]) -> list[str]:
    """The coders who coded by themselves, in order."""
    return [_coder(one) for one in codings if _coder(one) != CONSENSUS]


def theme_levels(cells: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """A level for every institution and theme, from the questions that count for the theme.

    `vermeld` when all of them are, `niet` when none is, even in part, and `deels` otherwise. What is not
    known cannot lift a theme: with an open question it is `deels` when anything is said, else `niet_gegeven`.

    Returns
    -------
    A frame with institution, theme and level, in the order of the cells and of the frame.
    """
    keys = zip(cells["institution"], cells["question"], strict=True)
    codes = dict(zip(keys, cells["code"], strict=True))
    rows = [
        {"institution": institution, "theme": theme.id, "level": _level(codes, institution, theme)}
        for institution in cells["institution"].drop_duplicates()
        for theme in frame.themes
    ]
    return pd.DataFrame(rows, columns=["institution", "theme", "level"])


def _level(codes: dict[tuple[str, str], str], institution: str, theme: Theme) -> str:
    core = [question for question in theme.questions if question.role == "kern"]
    given = [(question, codes[institution, question.id]) for question in core]
    unknown = any(code in UNKNOWN for _, code in given)
    known = [q.level(code) for q, code in given if code not in (*UNKNOWN, NOT_APPLICABLE)]
    counted = [level for level in known if level != "neutraal"]
    if any(level in ("vermeld", "deels") for level in counted):
        whole = not unknown and all(level == "vermeld" for level in counted)
        return "vermeld" if whole else "deels"
    return NOT_GIVEN if unknown or not counted else "niet"


def _coder(coding: pd.DataFrame) -> str:
    return str(coding["coder"].iloc[0])
