"""The truth of a rehearsed wave: what is so among all teams, what changed, and how the silent differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from stagepact_research.analysis.descriptives import answer_categories
from stagepact_research.analysis.nonresponse.outcomes import KEY, outcomes
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses import Responses
from stagepact_research.responses.columns import columns_of

TRUTHS = (
    *("truth", "sd", "icc", "n", "pattern", "pattern_standardised", "change", "change_standardised"),
    *("complete", "n_complete", "missing", "delta", "delta_sd"),
)
"""The columns of a truth beside its key; see `truth_rows`."""
_DECIMALS = 6


def all_outcomes(responses: Responses, scores: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Responses by outcomes: every scale, item, collapsed category and single answer category.

    The columns are (subject, statistic, category), as in the estimates: `mean` on the scale (of an
    item from 1 to 5), `pct` as 100 or 0 among everyone who answered the item.
    """
    found = outcomes(responses.frame, responses.status, scores, questionnaire)
    more = {}
    for column in columns_of(questionnaire):
        if not column.question.response_scale:
            continue
        answers = questionnaire.response_scales[column.question.response_scale].answers
        own = answer_categories(responses.frame[column.item], responses.status[column.item], column, answers)
        if all(a.code.isdecimal() for a in answers if a.kind == "valid"):
            more[column.item, "mean", ""] = responses.frame[column.item].astype("float64")
        for category in dict.fromkeys(answer.category for answer in answers):
            key = (column.item, "pct", category)
            if key not in found.columns:
                more[key] = 100.0 * (own == category).where(own.notna())
    singles = pd.DataFrame(more, index=found.index, dtype="float64")
    singles.columns = pd.MultiIndex.from_tuples(list(more), names=KEY)
    return pd.concat([found, singles], axis=1)


def truth_rows(
    teams: pd.DataFrame,
    patterns: pd.DataFrame,
    *,
    complete: pd.Series,
    institution: pd.Series,
    category: pd.Series,
    pattern_category: pd.Series,
) -> list[dict[str, Any]]:
    """A row for every outcome of the wave.

    truth, sd, n : the mean over ALL teams that would answer it, the standard deviation between them, their
    number. icc : of a scale, how alike teams of one institution are. pattern : the mean of the completed
    patterns; pattern_standardised : the same with the sector categories of the teams. change and
    change_standardised : truth minus these. complete, n_complete : the mean of those who completed the
    questionnaire. missing : of all the others, invited or not. delta = missing - complete; delta_sd the same
    in standard deviations.

    Parameters
    ----------
    teams, patterns : as `all_outcomes` gives them; the index is the team or the response.
    complete : by team whether it completed the questionnaire.
    institution, category : by team; pattern_category by pattern.
    """
    shares = category.value_counts(normalize=True)
    own = pattern_category.map(pattern_category.value_counts(normalize=True))
    weights = pattern_category.map(shares) / own
    rows = []
    for key in teams.columns:
        values = teams[key].dropna()
        if values.empty:
            continue
        among = complete.loc[values.index].astype(bool)
        mean, sd = float(values.mean()), float(values.std(ddof=0))
        row: dict[str, Any] = dict(zip(KEY, key, strict=True)) | {"truth": mean, "sd": sd, "n": len(values)}
        row["icc"] = intraclass(values, institution.loc[values.index]) if key[1] == "mean" else None
        old = patterns[key].dropna() if key in patterns.columns else pd.Series(dtype="float64")
        if len(old):
            plain = float(old.mean())
            standard = float(np.average(old, weights=weights.loc[old.index]))
            row |= {"pattern": plain, "pattern_standardised": standard}
            row |= {"change": mean - plain, "change_standardised": mean - standard}
        row["n_complete"] = int(among.sum())
        if among.any() and not among.all():
            took_part, missing = float(values[among].mean()), float(values[~among].mean())
            row |= {"complete": took_part, "missing": missing, "delta": missing - took_part}
            row["delta_sd"] = (missing - took_part) / sd if sd > 0 else None
        rows.append({name: _rounded(row.get(name)) for name in (*KEY, *TRUTHS)})
    return rows


def intraclass(values: pd.Series, groups: pd.Series) -> float | None:
    """The intraclass correlation of a one-way analysis of variance; None where it does not exist.

    (MSB - MSW) / (MSB + (m - 1) MSW), with m = (N - sum n_g^2 / N) / (G - 1).
    """
    by = values.groupby(groups)
    sizes, means = by.size(), by.mean()
    total, count = int(sizes.sum()), len(sizes)
    if count < 2 or total <= count:
        return None
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (count - 1)
    within = float(((values - groups.map(means)) ** 2).sum()) / (total - count)
    m = (total - float((sizes**2).sum()) / total) / (count - 1)
    whole = between + (m - 1) * within
    return (between - within) / whole if whole > 0 else None


def truth_table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame: the key as text, everything else a number, missing where there is none."""
    found = pd.DataFrame(list(rows), columns=[*KEY, *TRUTHS])
    return found.astype(dict.fromkeys(KEY, "object") | dict.fromkeys(TRUTHS, "float64"))


def _rounded(value: Any) -> Any:
    return round(value, _DECIMALS) + 0.0 if isinstance(value, float) else value
