"""The three belemmerende werkwijzen (9a, 10c, 10d), which the report shows as a set and not as a scale."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.analysis.correlations import correlations
from stagepact_research.analysis.descriptives import Constant, mean_rows
from stagepact_research.estimates import conform, tidy
from stagepact_research.scales import cronbach_alpha
from stagepact_research.scales.scoring import answers_as_numbers


def item_set(
    frame: pd.DataFrame,
    items: Sequence[str],
    scores: pd.DataFrame,
    *,
    level: float = 0.95,
    constant: Constant = None,
) -> pd.DataFrame:
    """The mean of a set of items that is no scale, and what its items relate to, as rows of the estimates.

    Parameters
    ----------
    frame : the responses, with a column for every item.
    items : the set; its subject is their ids joined by "+".
    scores : the scale scores, same index.

    Returns
    -------
    `mean` and `sd` of the mean over the items (respondents who answered all of them); `alpha` of the set,
    to show why it is no scale; `r` and `p` of every pair of items, of every scale with every item
    ("zoeken~q09a") and with the mean over the items ("zoeken~q09a+q10c+q10d").
    """
    answers = answers_as_numbers(frame[list(items)])
    subject = "+".join(items)
    means = answers.mean(axis=1, skipna=False).rename(subject)
    values = means.dropna()
    rows = [{"subject": subject, **row} for row in mean_rows(values.to_numpy(), level)]
    rows.append(
        {"subject": subject, "statistic": "alpha", "estimate": cronbach_alpha(answers), "n": len(values)}
    )
    parts = [
        tidy(rows, **(constant or {})),
        correlations(answers, level=level, constant=constant),
        correlations(scores, answers.join(means), level=level, constant=constant),
    ]
    return conform(pd.concat(parts))
