"""Estimates held against the truth of a rehearsed wave."""

from __future__ import annotations

import pandas as pd

from stagepact_research.analysis.nonresponse.outcomes import KEY
from stagepact_research.rehearsal.wave.errors import UnfitTruth

_ANOTHER = ("group_by", "group", "variant")
"""Where these columns are filled in, the row is about a part of the teams or on another base."""


def score_against_truth(estimates: pd.DataFrame, truth: pd.DataFrame, *, of: str = "truth") -> pd.DataFrame:
    """For every estimate of which the truth is known: is it within the interval?

    Parameters
    ----------
    estimates : rows of the estimates, with subject, statistic, category, estimate, ci_low and ci_high; other
        columns (weighting, method, ...) are kept, so that several estimates of one outcome are several rows.
        Rows about a group, or with a variant, estimate something else and are left out; empty the variant
        of those of which you know better.
    truth : as `truth_table` gives it, every outcome once.
    of : the column of the truth that was estimated: `truth`, or for a change `change_standardised` or
        `change` (then `statistic` is that of the outcome, mean or pct).

    Returns
    -------
    DataFrame in the order of the estimates: their columns, truth, error (estimate minus truth) and covered
    (boolean; missing where the estimate has no interval). What has no known truth has no row.

    Raises
    ------
    UnfitTruth
    """
    needed = [*KEY, "estimate", "ci_low", "ci_high"]
    for table, columns in ((estimates, needed), (truth, [*KEY, of])):
        missing = [name for name in columns if name not in table.columns]
        if missing:
            raise UnfitTruth(f"kolommen ontbreken: {', '.join(missing)}.", ", ".join(columns))
    if truth.duplicated(KEY).any():
        double = truth.loc[truth.duplicated(KEY), KEY].iloc[0]
        raise UnfitTruth(f"{' '.join(map(str, double))} komt vaker voor.", "elke uitkomst één keer")
    known = truth[[*KEY, of]].rename(columns={of: "truth"}).dropna(subset=["truth"])
    named = estimates[[name for name in _ANOTHER if name in estimates.columns]].fillna("")
    own = estimates[(named == "").all(axis=1)].drop(columns=["truth", "error", "covered"], errors="ignore")
    found = own.merge(known, on=KEY, how="inner", validate="many_to_one")
    found = found[found["estimate"].notna()].reset_index(drop=True)
    found["error"] = found["estimate"] - found["truth"]
    inside = (found["ci_low"] <= found["truth"]) & (found["truth"] <= found["ci_high"])
    interval = found[["ci_low", "ci_high"]].notna().all(axis=1)
    found["covered"] = inside.astype("boolean").where(interval)
    return found
