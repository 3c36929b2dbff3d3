"""The rows about who is missing, put together as the figures and sentences need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Scale
from stagepact_research.protocol import KeyFinding, NonResponse
from stagepact_research.report import nl
from stagepact_research.report.tables import find

STEPS = ("trimmed", "completion")
"""The weights that the report shows, the first that a wave has."""
FROM_0_TO_1 = ("preventie",)
"""The scales that are a share of procedures; all others run from 1 to 5."""


@dataclass(frozen=True)
class Falls:
    """Where a conclusion falls if a given share of the teams is missing."""

    share: float
    delta: float
    delta_sd: float
    mean: float
    possible: bool
    sure: bool
    """Whether the whole interval of those who took part is on the right side of the limit."""
    certain: float
    """Up to this difference the conclusion is certain: the end of the interval then reaches the limit."""
    worst_low: float
    worst_high: float


@dataclass(frozen=True)
class Conclusion:
    """One key finding with its estimate, and where it falls for each assumed share."""

    finding: KeyFinding
    estimate: float
    low: float
    high: float
    n: float
    holds: bool
    falls: tuple[Falls, ...]

    @property
    def unit(self) -> str:
        return "punt" if self.finding.statistic == "mean" else "procentpunt"

    @property
    def worst(self) -> Falls:
        """Where it falls for the largest assumed share."""
        return max(self.falls, key=lambda falls: falls.share)

    @property
    def label(self) -> str:
        return f"kantelpunt-{self.finding.id}"

    def number(self, value: float) -> str:
        """A value of this outcome as the report prints it."""
        return nl.decimal(value, 2) if self.finding.statistic == "mean" else nl.percent(value)

    def reached(self, falls: Falls) -> str:
        """What those missing have to have for the conclusion to fall: "2,94 of lager"."""
        return f"{self.number(falls.mean)} of {'lager' if falls.delta < 0 else 'hoger'}"

    def size(self, value: float) -> str:
        """A difference without its sign, in the outcome's own unit."""
        decimals = 2 if self.finding.statistic == "mean" else 0
        return f"{nl.decimal(abs(value), decimals)} {self.unit}"


@dataclass(frozen=True)
class Difference:
    """A category of a margin: how far the respondents are from the population, before and after weighting."""

    variable: str
    category: str
    before: float
    after: float


def conclusions(estimates: pd.DataFrame, rules: NonResponse) -> list[Conclusion]:
    """The key findings that were estimated, in the protocol's order."""
    found = []
    for finding in rules.key_findings:
        rows = select(estimates, group_by="conclusie", group=finding.id)
        basis = rows[rows["statistic"] == "basis"]
        if basis.empty or pd.isna(basis["estimate"].iloc[0]):
            continue
        one = basis.iloc[0]
        falls = [_falls(rows, share) for share in rules.missing_shares]
        holds = rows.loc[rows["statistic"] == "holds", "estimate"].iloc[0] == 1
        ends = float(one["ci_low"]), float(one["ci_high"])
        found.append(
            Conclusion(
                finding, float(one["estimate"]), *ends, float(one["n"]), holds=bool(holds), falls=tuple(falls)
            )
        )
    return found


def _falls(rows: pd.DataFrame, share: float) -> Falls:
    own = rows[rows["variant"] == f"aandeel={share:.2f}"].set_index("statistic")["estimate"]
    return Falls(
        share=share,
        delta=float(own["tipping"]),
        delta_sd=float(own["tipping_sd"]),
        mean=float(own["tipping_mean"]),
        possible=bool(own["possible"] == 1),
        sure=bool(own["certain"] == 1),
        certain=float(own["tipping_certain"]),
        worst_low=float(own["worst_low"]),
        worst_high=float(own["worst_high"]),
    )


def step(estimates: pd.DataFrame) -> str:
    """The last step of the weights that the wave has."""
    return next((s for s in STEPS if len(select(estimates, subject="weging", weighting=s))), "")


def differences(estimates: pd.DataFrame) -> list[Difference]:
    """Every category of every margin, in the order of the estimates; none where nothing was raked."""
    rows = select(estimates, subject="teams", statistic="difference", weighting="trimmed")
    found: list[Difference] = []
    for row in rows.to_dict("records"):
        key = {"group_by": row["group_by"], "group": row["group"]}
        before = find(estimates, subject="teams", statistic="difference", weighting="none", **key)
        if before is not None and pd.notna(before["estimate"]):
            sizes = float(before["estimate"]), float(row["estimate"])
            found.append(Difference(row["group_by"], row["group"], *sizes))
    order = {"sector": 0, "leerweg": 1, "niveau": 2}
    return sorted(found, key=lambda one: (order.get(one.variable, 3), -one.before))


@dataclass(frozen=True)
class Shift:
    """How far weighting moved a scale's mean, and how far another way to place the teams would."""

    scale: Scale
    size: float
    low: float
    high: float
    sd: float
    """Between teams, without weights."""
    mapping: float | None
    """The largest distance between the mean and that of another way; None where there is no other way."""

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0

    @property
    def runs(self) -> str:
        """From where to where the scale runs."""
        return "0 tot 1" if self.scale.id in FROM_0_TO_1 else "1 tot 5"


def shifts(estimates: pd.DataFrame, scales: Sequence[Scale]) -> list[Shift]:
    """The scales whose weighted mean is known, in their order."""
    last, found = step(estimates), []
    for scale in scales:
        key = {"subject": scale.id, "category": "", "group_by": ""}
        row = find(estimates, statistic="shift", weighting=last, **key)
        if row is None:
            continue
        ends = float(row["estimate"]), float(row["ci_low"]), float(row["ci_high"])
        sd = float(lookup(estimates, statistic="sd", variant="", weighting="none", **key)["estimate"])
        raked = select(estimates, statistic="mean", weighting="raked", **key).set_index("variant")["estimate"]
        others = raked.drop("", errors="ignore")
        gap = float((others - raked[""]).abs().max()) if len(others) and "" in raked else None
        found.append(Shift(scale, *ends, sd, gap))
    return found


def mappings(estimates: pd.DataFrame) -> list[str]:
    """The other ways to place teams in the margins, by the protocol's names, from the coarsest."""
    names = select(estimates, statistic="mean", weighting="raked")["variant"]
    return sorted({str(name).partition("=")[2] for name in names if name}, reverse=True)
