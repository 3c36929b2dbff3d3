"""Scale scores from answers: the mean of the valid items, when enough of them are valid.

The rules for "weet ik niet" and "niet van toepassing" are part of the study protocol. On the agree and
frequency scales both are missing. On the yes-no items about procedures "weet ik niet" means either
*absent* (a team has a procedure only if the respondent knows of it; the 2024 figures imply this) or
*missing*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from stagepact_research.instruments.questionnaire import Scale, Scales
from stagepact_research.scales.errors import MissingScaleItems, NotAYesNoItem, UnknownStatus
from stagepact_research.scales.matrix import numeric

DontKnow = Literal["absent", "missing"]

RULES_2024: Mapping[str, DontKnow] = {"preventie": "absent"}
"""The rule that the 2024 figures imply, by scale; a scale that is not named treats don't know as missing."""

PROCEDURES = ("q07a", "q07b", "q07c", "q07d", "q07e", "q07f")

_YES_NO = {"J": 1.0, "N": 0.0, "Y": 1.0}
_NO_ANSWER = {"W", "NVT", ""}


def answers_as_numbers(
    items: pd.DataFrame, status: pd.DataFrame | None = None, dont_know: DontKnow = "missing"
) -> pd.DataFrame:
    """Answers as float: 1-5, or ja = 1 and nee = 0; NaN where there is no substantive answer.

    Parameters
    ----------
    items : respondents by items: numbers, digits as text or the codes J, N, W, NVT.
    status : where given, the kind of answer of every cell; tells don't know from not reached in
        frames in which both are NaN.
    dont_know : "absent" counts don't know as nee (0) on yes-no items; "missing" leaves it out.

    Raises
    ------
    TextInItems
        If a value is no known code.
    NotAYesNoItem
        If "absent" is asked of items with other answers than ja and nee.
    UnknownStatus
        If "absent" is asked of numbers with empty cells and no status is given.
    """
    numbers = numeric(items.apply(_decode))
    if dont_know == "missing":
        return numbers
    for item in numbers.columns:
        strange = numbers[item].notna() & ~numbers[item].isin([0.0, 1.0])
        if strange.any():
            raise NotAYesNoItem(str(item), items.loc[strange, item].iloc[0])
        if status is None and numbers[item].isna().any() and pd.api.types.is_numeric_dtype(items[item]):
            raise UnknownStatus(str(item))
    unknown = items.isin(["W"])
    if status is not None:
        unknown |= status.reindex(index=items.index, columns=items.columns) == "dont_know"
    return numbers.mask(unknown, 0.0)


def score(
    items: pd.DataFrame,
    scale: Scale,
    dont_know: DontKnow = "missing",
    status: pd.DataFrame | None = None,
) -> pd.Series:
    """The score on one scale: the mean of the valid items.

    Parameters
    ----------
    items : respondents by items; other columns than those of the scale are ignored.
    scale : its items, and `minimum_valid`, the least number of valid items that makes a score.
    dont_know, status : as for `answers_as_numbers`.

    Returns
    -------
    Series of float named after the scale, index as `items`; 1-5, on yes-no items 0-1; NaN for a
    respondent with fewer valid items than the minimum.

    Raises
    ------
    MissingScaleItems
        If items of the scale are not among the columns.
    """
    absent = [item for item in scale.items if item not in items.columns]
    if absent:
        raise MissingScaleItems(scale.id, absent)
    numbers = answers_as_numbers(items[list(scale.items)], status, dont_know)
    valid = numbers.notna().sum(axis=1)
    enough = valid >= max(scale.minimum_valid, 1)
    # The sum of answers is exact, so that the score is the same on every machine.
    return (numbers.sum(axis=1) / valid.where(enough)).rename(scale.id)


def scores(
    frame: pd.DataFrame,
    scales: Scales,
    rules: Mapping[str, DontKnow] = RULES_2024,
    status: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The scores on all scales: respondents by scales, in the order of scales.yml.

    Parameters
    ----------
    frame : the responses, with a column for every item of every scale.
    scales : the scales of the wave.
    rules : by scale id the treatment of don't know; "missing" for a scale that is not named.
    status : as for `answers_as_numbers`.
    """
    columns = [score(frame, scale, rules.get(scale.id, "missing"), status) for scale in scales.scales]
    return pd.concat(columns, axis=1)


def procedure_counts(frame: pd.DataFrame, items: tuple[str, ...] = PROCEDURES) -> pd.Series:
    """The number of procedures that a team is known to have, 0-6.

    Nee, don't know, no answer and not reached all count as not present: only so do the report's 55 teams
    with none, 25 with one and 58 with more add up to all 138.

    Returns
    -------
    Series of int named "preventie_aantal", index as `frame`.
    """
    absent = [item for item in items if item not in frame.columns]
    if absent:
        raise MissingScaleItems("preventie", absent)
    present = answers_as_numbers(frame[list(items)]) == 1
    return present.sum(axis=1).astype("int64").rename("preventie_aantal")


def _decode(column: pd.Series) -> pd.Series:
    """Codes as numbers; what is neither a code nor a digit stays, for `numeric` to refuse by name."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return column
    return column.astype(object).map(_decoded, na_action="ignore")


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text in _NO_ANSWER:
        return np.nan
    return float(text) if text in {"1", "2", "3", "4", "5"} else _YES_NO.get(text, value)
