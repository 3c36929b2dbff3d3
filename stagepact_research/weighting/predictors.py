"""Frame variables as the columns of a regression: dummies for categories, numbers as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stagepact_research.weighting.errors import MissingColumn, MissingFrameValue
from stagepact_research.weighting.rank import independent_columns

INTERCEPT = "(intercept)"
# A level this small is kept, and remarked on: its coefficient says little.
_FEW = 5


@dataclass(frozen=True)
class Predictors:
    """Attributes: `design` (rows x terms, of full rank), `variable_of` (each term's variable), `remarks`."""

    design: pd.DataFrame
    variable_of: dict[str, str]
    remarks: tuple[str, ...]


def predictors(frame: pd.DataFrame, variables: Sequence[str]) -> Predictors:
    """An intercept and the variables' columns, without those that add nothing.

    Text, booleans and categories become a dummy for every level that occurs but the first (in the
    categorical's order, else alphabetical), named `variable[level]`; numbers stay one column. Levels are
    never joined or dropped for being small.

    Raises
    ------
    MissingColumn, MissingFrameValue
        If a variable is not there, or a value is missing or infinite.
    """
    columns: dict[str, np.ndarray] = {INTERCEPT: np.ones(len(frame))}
    variable_of, remarks = {INTERCEPT: INTERCEPT}, []
    for variable in variables:
        if (frame.columns == variable).sum() != 1:
            raise MissingColumn(variable, frame.columns)
        series = frame[variable]
        missing = series.isna().to_numpy()
        if missing.any():
            raise MissingFrameValue(frame.index[int(missing.argmax())], variable)
        if series.nunique() == 1:
            remarks.append(f"{variable} is voor iedereen gelijk ({series.iloc[0]}) en doet niet mee.")
            continue
        own = _numeric(series) if is_number(series) else _dummies(series)
        if not is_number(series):
            remarks += _smalllevels(series)
        columns |= own
        variable_of |= dict.fromkeys(own, variable)
    design = pd.DataFrame(columns, index=frame.index)
    names = [design.columns[place] for place in independent_columns(design.to_numpy())]
    remarks += [
        f"{name} ligt volledig vast door de andere variabelen en doet niet mee."
        for name in design.columns.difference(names, sort=False)
    ]
    return Predictors(design[names], {name: variable_of[name] for name in names}, tuple(remarks))


def is_number(series: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series))


def _numeric(series: pd.Series) -> dict[str, np.ndarray]:
    values = series.astype(float).to_numpy()
    wrong = ~np.isfinite(values)
    if wrong.any():
        place = int(wrong.argmax())
        raise MissingFrameValue(series.index[place], series.name, values[place])
    return {str(series.name): values}


def levels(series: pd.Series) -> list[object]:
    """The values that occur, in the categorical's order, else sorted."""
    found = set(series)
    if isinstance(series.dtype, pd.CategoricalDtype):
        return [level for level in series.dtype.categories if level in found]
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=str)


def _dummies(series: pd.Series) -> dict[str, np.ndarray]:
    plain = series.astype(object)
    return {
        f"{series.name}[{level}]": (plain == level).to_numpy(dtype=np.float64) for level in levels(series)[1:]
    }


def _smalllevels(series: pd.Series) -> list[str]:
    """A sentence for each small level, without its number: remarks are published."""
    counts = series.astype(object).value_counts().to_dict()
    return [
        f"{series.name}: categorie {level} telt weinig eenheden; de kans daar is onzeker."
        for level in levels(series)
        if counts[level] < _FEW
    ]
