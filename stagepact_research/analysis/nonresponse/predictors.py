"""What is known of everybody who answered something: from this it is predicted who finishes."""

from __future__ import annotations

import pandas as pd


def completion_predictors(
    frame: pd.DataFrame, scores: pd.DataFrame, maximum_missing: float
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The scale scores and the answer on reports (q04) that (nearly) everybody has, without missing values.

    A score that is missing becomes the mean of the others, a missing answer the most usual one.

    Parameters
    ----------
    frame, scores : of everybody who answered something, on one index.
    maximum_missing : the largest share without a value for which a variable is still used, 0-1.

    Returns
    -------
    The predictors, and Dutch remarks about what was filled in.
    """
    found: dict[str, pd.Series] = {}
    remarks = []
    for scale in scores.columns.drop("preventie_aantal"):
        values = scores[scale].astype("float64")
        missing = float(values.isna().mean()) if len(values) else 1.0
        if missing > maximum_missing or values.nunique() < 2:
            continue
        found[str(scale)] = values.fillna(values.mean())
        if missing:
            remarks.append(f"Waar de score voor {scale} ontbreekt, is het gemiddelde ingevuld.")
    reports = frame.get("q04", pd.Series(index=frame.index, dtype=object)).astype(object)
    if len(reports) and reports.isna().mean() <= maximum_missing:
        # Who stopped before the question has no answer: as a category of its own that would predict itself.
        usual = reports.mode()
        if len(usual) and reports.nunique() > 1:
            found["meldingen"] = reports.fillna(usual.iloc[0])
            if reports.isna().any():
                remarks.append(
                    "Waar het antwoord over meldingen ontbreekt, is het meest gegeven antwoord ingevuld."
                )
    return pd.DataFrame(found, index=frame.index), tuple(remarks)
