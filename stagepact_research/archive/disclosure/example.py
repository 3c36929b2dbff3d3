"""A table that was printed, and how it would be published now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from stagepact_research.archive.disclosure.gate import protect
from stagepact_research.estimates import conform
from stagepact_research.protocol import Disclosure


def printed_now(
    published: pd.DataFrame,
    rules: Disclosure,
    *,
    locator: str,
    sectors: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The rows of a printed table of the survey, with what the gate would show without its exceptions.

    Parameters
    ----------
    published : the printed rows of a report.
    locator : the table, as it stands in the column `locator`.

    Returns
    -------
    DataFrame in the order of the report: subject, statistic, category, decimals, printed, and `now`, which
    is missing where the number would be hidden.
    """
    rows = conform(published)
    rows = rows[(rows["locator"] == locator) & (rows["source"] == "survey")].reset_index(drop=True)
    plain = rows.assign(provenance="observed", locator="")
    safe, _ = protect(plain, rules, sectors=sectors)
    found = rows[["subject", "statistic", "category", "decimals"]].copy()
    found["printed"] = rows["estimate"]
    found["now"] = safe["estimate"].to_numpy()
    return found
