"""A figure that the data at hand cannot give: one row without a number that says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stagepact_research.analysis.descriptives import Row
from stagepact_research.analysis.errors import ImpossibleAnalysis
from stagepact_research.scales.errors import UnfitModel, UnusableItems
from stagepact_research.weighting.errors import UnusableWeighting


def rows_or_reason(make: Callable[[], list[Row]], **key: Any) -> list[Row]:
    """The rows that `make` gives, or one row with `key`, no estimate and the reason as its note.

    One item that everybody answered alike must not take the other scales with it.
    """
    try:
        return make()
    except (UnusableItems, UnfitModel, ImpossibleAnalysis, UnusableWeighting) as problem:
        return [{**key, "estimate": float("nan"), "note": f"{problem.where}: {problem.found}"}]
