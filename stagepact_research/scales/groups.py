"""The group of every respondent, laid beside the rows of the items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stagepact_research.scales.errors import InvalidSetting

Groups = pd.Series | Sequence[object] | NDArray[np.generic]
"""With the index of the items; or without an index, one for each row in the order of the rows."""


def group_names(groups: Groups, index: pd.Index) -> pd.Series:
    """The group of every row as text, in the order of the rows; missing where a row has none.

    Raises
    ------
    InvalidSetting
        If values without an index are not one for each row, or if an index that holds a label twice is not
        that of the items, so that it does not say which row is meant.
    """
    if not isinstance(groups, pd.Series):
        shape = np.asarray(groups, dtype=object).shape
        if shape != (len(index),):
            expected = f"één groep voor elk van de {len(index)} rijen, of een reeks met de index van de items"
            raise InvalidSetting("groups", f"met vorm {shape}", expected)
        known = pd.Series(list(groups), index=index)
    elif groups.index.equals(index):
        known = groups
    elif groups.index.is_unique:
        known = groups.reindex(index)
    else:
        raise InvalidSetting("groups", "met een dubbele index", "dezelfde index als de items")
    return known.astype(object).where(known.isna(), known.astype(str))
