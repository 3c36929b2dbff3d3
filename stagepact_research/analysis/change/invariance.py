"""Does a scale measure the same in both waves? The ladder of invariance with the wave as the group."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.analysis.comparability import ML, ORDINAL, comparability
from stagepact_research.analysis.descriptives import Constant
from stagepact_research.analysis.errors import DifferentOutcomes
from stagepact_research.estimates import select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import Protocol

GROUP_BY = "ronde"
LEAD = {
    "invariant": "gemiddelde",
    "niet_weerlegd": "gemiddelde_met_voorbehoud",
    "gedeeltelijk": "vragen",
    "geschonden": "vragen",
    "niet_te_bepalen": "vragen",
}
"""What the report leads with: the means of the scale, the means with their possible bias, or the items."""
_SAYS = {
    "invariant": "de schaal meet in beide rondes aannemelijk hetzelfde",
    "niet_weerlegd": "er is geen verschil in meten gevonden, maar dat kan zijn gemist",
    "gedeeltelijk": "een deel van de vragen meet niet in beide rondes hetzelfde",
    "geschonden": "de schaal meet niet in beide rondes hetzelfde",
    "niet_te_bepalen": "of de schaal in beide rondes hetzelfde meet, is niet te bepalen",
}


def wave_invariance(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    scales: Sequence[Scale],
    protocol: Protocol,
    *,
    waves: tuple[int, int] = (2024, 2026),
    constant: Constant = None,
) -> pd.DataFrame:
    """The rows of `comparability` with group_by "ronde" and the waves as groups.

    Parameters
    ----------
    earlier, later : respondents by the items of the scales, as numbers (`survey.scale_answers`), the same
        rule for don't knows in both.
    scales : those of which the items may be compared at all (`comparable`).
    protocol : its rules for comparability and the smallest group.
    waves : the years; the earlier first.
    constant : the columns that all rows share.

    Returns
    -------
    As `comparability`: `invariance` with the verdict as category, `detectable_shift`, `hidden_bias`,
    `mean_bias`, `power`, and the fit of every level.

    Raises
    ------
    DifferentOutcomes
        If an item of a scale is missing in a wave.
    """
    items = [item for scale in scales for item in scale.items]
    lost = [[item for item in items if item not in wave.columns] for wave in (later, earlier)]
    if any(lost):
        raise DifferentOutcomes(*lost)
    names = [str(wave) for wave in waves]
    # Respondents of two waves can have the same number.
    answers = pd.concat([earlier[items], later[items]], keys=names)
    answers.index = pd.Index([f"{wave}:{respondent}" for wave, respondent in answers.index])
    groups = pd.Series([names[0]] * len(earlier) + [names[1]] * len(later), index=answers.index)
    return comparability(
        answers,
        {GROUP_BY: groups},
        scales,
        protocol.measurement.comparability,
        minimum=protocol.statistics.minimum_group,
        constant=constant,
    )


def mean_comparability(rows: pd.DataFrame, scales: Sequence[Scale]) -> pd.DataFrame:
    """For every scale whether the means of two waves may be compared, from the rows of `wave_invariance`.

    By maximum likelihood where that was used, as the comparison of means rests on it.

    Returns
    -------
    DataFrame by scale with columns `verdict`, `method`, `comparable` (True for "invariant" only), `lead`
    ("gemiddelde", "gemiddelde_met_voorbehoud" or "vragen"), `reason` (Dutch), `detectable_shift` (in standard
    deviations of an item), `hidden_bias` and `mean_bias` (in scale points; NaN where not known).
    """
    table = {scale.id: _of_scale(rows, scale.id) for scale in scales}
    return pd.DataFrame.from_dict(table, orient="index", columns=_COLUMNS)


_COLUMNS = [
    "verdict",
    "method",
    "comparable",
    "lead",
    "reason",
    "detectable_shift",
    "hidden_bias",
    "mean_bias",
]


def _of_scale(rows: pd.DataFrame, scale: str) -> list[object]:
    own = select(rows, subject=scale, group_by=GROUP_BY)
    for method in (ML, ORDINAL):
        found = select(own, statistic="invariance", method=method)
        if len(found):
            verdict, note = str(found["category"].iloc[0]) or "niet_te_bepalen", str(found["note"].iloc[0])
            break
    else:
        method, verdict, note = "", "niet_te_bepalen", "niet onderzocht"
    reason = _SAYS[verdict] + (f": {note}" if note else "")
    numbers = [_number(own, name, method) for name in ("detectable_shift", "hidden_bias", "mean_bias")]
    return [verdict, method, verdict == "invariant", LEAD[verdict], reason, *numbers]


def _number(rows: pd.DataFrame, statistic: str, method: str) -> float:
    found = select(rows, statistic=statistic, method=method)
    return float(found["estimate"].iloc[0]) if len(found) else float("nan")
