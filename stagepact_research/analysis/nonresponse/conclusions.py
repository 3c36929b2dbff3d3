"""What would have to be true of those who are missing for each conclusion to fall."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.analysis.descriptives import Row
from stagepact_research.estimates import select
from stagepact_research.protocol import KeyFinding
from stagepact_research.weighting.sensitivity import TippingPoint, resistance, tipping_point, worst_case
from stagepact_research.weighting.sensitivity.errors import TooFewWaves

NO_COURSE = "niet schatbaar: niet bekend is na hoeveel herinneringen iemand antwoordde"


def conclusion_rows(
    findings: Sequence[KeyFinding], shares: Sequence[float], weighted: pd.DataFrame, found: pd.DataFrame
) -> list[Row]:
    """For every conclusion and every assumed share of missing teams: its tipping point and worst case.

    Statistics: `basis` (the weighted estimate and its interval), `sd` (between teams), `tipping` (how far
    the missing must be from those who took part), `tipping_sd`, `tipping_mean` (what they would then have),
    `tipping_certain` (where the end of the interval reaches the limit: before that the conclusion is
    certain), `possible` (1 or 0), `worst_low` and `worst_high`.

    Parameters
    ----------
    weighted : the weighted estimates; of each finding the last step is used.
    found : respondents by outcomes, for the spread between teams.
    """
    rows: list[Row] = []
    for finding in findings:
        key = {"subject": finding.subject, "statistic": finding.statistic, "category": finding.category}
        steps = [
            one for name in ("trimmed", "completion") if len(one := select(weighted, **key, weighting=name))
        ]
        if not steps:
            rows.append(_row(finding, "basis", float("nan"), note="niet geschat"))
            continue
        basis = steps[0].iloc[0]
        values = found[finding.subject, finding.statistic, finding.category].dropna()
        sd = float(values.std())
        common = {"weighting": basis["weighting"], "n": basis["n"]}
        ends = {name: basis[name] for name in ("se", "ci_low", "ci_high")}
        rows.append(_row(finding, "basis", basis["estimate"], **common, **ends))
        rows.append(_row(finding, "sd", sd, **common))
        for share in shares:
            rows += _falls(finding, share, basis, sd, common)
    return rows


def _falls(
    finding: KeyFinding, share: float, basis: pd.Series, sd: float, common: dict[str, object]
) -> list[Row]:
    low, high = finding.range
    above = finding.side == "above"
    estimate = float(basis["estimate"])

    def falls(at: float) -> TippingPoint:
        return tipping_point(at, limit=finding.limit, above=above, share=share, low=low, high=high, sd=sd)

    point = falls(estimate)
    # The end of the interval that lies nearest to the limit, but an answer has its own ends.
    end = float(basis["ci_low"] if above else basis["ci_high"])
    certain = falls(min(max(end, low), high)) if pd.notna(end) else None
    worst = worst_case(estimate, share, low, high)
    own = {**common, "variant": f"aandeel={share:.2f}"}
    values = {
        "holds": float(point.holds),
        "certain": float(certain.holds) if certain else float("nan"),
        "tipping": point.delta,
        "tipping_sd": point.delta_sd,
        "tipping_mean": point.missing_mean,
        "tipping_certain": certain.delta if certain else float("nan"),
        "possible": float(point.possible),
        "worst_low": worst[0],
        "worst_high": worst[1],
    }
    return [_row(finding, name, value, **own) for name, value in values.items()]


def _row(finding: KeyFinding, statistic: str, estimate: float, **other: object) -> Row:
    return {
        "subject": finding.subject,
        "category": finding.category,
        "group_by": "conclusie",
        "group": finding.id,
        "statistic": statistic,
        "estimate": estimate,
        **other,
    }


def resistance_rows(
    findings: Sequence[KeyFinding], found: pd.DataFrame, reminders: pd.Series | None, minimum: int
) -> list[Row]:
    """How each finding's outcome changes with the number of reminders, or why that is not known.

    Statistics: `mean` by number of reminders, `resistance_slope` (per reminder), `resistance_last`.
    """
    rows: list[Row] = []
    for finding in findings:
        if reminders is None:
            rows.append(_row(finding, "resistance_slope", float("nan"), note=NO_COURSE))
            continue
        values = found[finding.subject, finding.statistic, finding.category]
        try:
            course = resistance(values, reminders.reindex(values.index), minimum=minimum)
        except TooFewWaves as problem:
            note = f"{problem.where}: {problem.found}"
            rows.append(_row(finding, "resistance_slope", float("nan"), note=note))
            continue
        rows.append(_row(finding, "resistance_slope", course.slope, se=course.se, n=course.n))
        rows.append(_row(finding, "resistance_p", course.p, n=course.n))
        for group in course.groups.to_dict("records"):
            own = {"variant": f"herinneringen={int(group['reminders'])}", "n": group["n"]}
            rows.append(_row(finding, "resistance_mean", group["mean"], se=group["se"], **own))
        rows.append(_row(finding, "resistance_last", course.last, n=course.n))
    return rows
