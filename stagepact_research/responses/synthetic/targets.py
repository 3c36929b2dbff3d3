"""What a synthetic wave must give: the printed tables, and the bounds of instruments/synthetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stagepact_research.estimates import lookup, select
from stagepact_research.instruments.questionnaire import Scale, Scales
from stagepact_research.responses.synthetic.errors import UnclearTarget
from stagepact_research.responses.synthetic.integers import E4
from stagepact_research.responses.synthetic.placing import PlacingTarget
from stagepact_research.responses.synthetic.vectors import ScaleTarget

# Further than this from a printed correlation is further than its rounding.
_ROUNDING = 40
_NO_DIFFERENCE = 2 * E4
_ORDERS = {
    "kennis": ("geen_weinig", "beperkt", "voldoende"),
    "houding": ("afwezig", "beperkt", "aanwezig"),
    "frequentie": ("nooit_soms", "even_vaak", "meestal_altijd"),
}


@dataclass(frozen=True)
class Targets:
    published: pd.DataFrame
    calibration: Mapping[str, Any]
    scales: Scales

    def count(self, subject: str, category: str) -> int:
        """A printed number of respondents; where chapter 4 prints it twice, both must be the same."""
        rows = select(self.published, subject=subject, statistic="n", category=category, variant="")
        printed = set(rows["estimate"][rows["locator"].str.match(r"(Tabel )?4\.")])
        if len(printed) != 1:
            raise UnclearTarget(subject, category, sorted(printed))
        return int(printed.pop())

    def counts(self, subject: str) -> dict[str, int]:
        """Every printed number of one subject, by category, of the table that prints them all."""
        rows = select(self.published, subject=subject, statistic="n")
        rows = rows[rows["locator"].str.startswith("Tabel") & ~rows["locator"].str.contains(";")]
        return {str(c): int(n) for c, n in zip(rows["category"], rows["estimate"], strict=True)}

    def bounds(self, item: str) -> dict[str, tuple[int, int]]:
        """The bounds of an item's collapsed percentages: Figuur 4.2 where it shows the item."""
        printed = select(self.published, subject=item, statistic="pct", locator="Figuur 4.2")
        if len(printed):
            return {
                c: (int(p), int(p)) for c, p in zip(printed["category"], printed["estimate"], strict=True)
            }
        given = self.calibration["items"][item]
        return {name: (low, high) for name, (low, high) in _without_source(given).items()}

    def figure_rows(self) -> list[tuple[int, int, int]]:
        """Figuur 4.2, each row as three percentages."""
        printed = select(self.published, statistic="pct", locator="Figuur 4.2")
        table = printed.pivot_table(index="subject", columns="category", values="estimate").astype("int64")
        low, middle, high = (table[c].tolist() for c in _ORDERS["houding"])
        return list(zip(low, middle, high, strict=True))

    def order(self, item: str) -> tuple[str, str, str]:
        """The collapsed categories of an item, from low to high."""
        found = next((o for o in _ORDERS.values() if set(self.bounds(item)) & set(o) - {"beperkt"}), None)
        return found or _ORDERS["frequentie"]

    def scale_target(self, scale: Scale, classes: tuple[int, int, int] | None) -> ScaleTarget:
        """Tabel B1 and the printed mean of one scale."""
        alpha = lookup(self.published, subject=scale.id, statistic="alpha", locator="Tabel B1")
        rest = lookup(self.published, subject=scale.id, statistic="item_rest_r_min", locator="Tabel B1")
        mean = self.mean_e2(scale.id)
        return ScaleTarget(
            scale.id,
            alpha=_e4(alpha["estimate"]),
            item_rest_minimum=_e4(rest["estimate"]) + _ROUNDING,
            alpha_tolerance=_ROUNDING if classes else _ROUNDING // 2,
            classes=classes,
            spare=len(scale.items) - scale.minimum_valid,
            mean_e2=None if mean is None else (mean - 4, mean + 5),
        )

    def mean_e2(self, subject: str) -> int | None:
        """A printed scale mean times 100; None where the report prints none."""
        rows = select(self.published, subject=subject, statistic="mean", group_by="", variant="")
        return round(100 * float(rows.iloc[0]["estimate"])) if len(rows) else None

    def placing(self, groupings: Mapping[str, list[list[int]]]) -> PlacingTarget:
        """Tabel B2, the text's weak correlations, and the groups between which nothing differs."""
        printed = select(self.published, statistic="r", locator="Tabel B2")
        pairs: dict[tuple[str, str], tuple[int, int]] = {}
        for subject, r in zip(printed["subject"], printed["estimate"], strict=True):
            a, b = subject.split("~")
            pairs[a, b] = (_e4(r) - _ROUNDING, _e4(r) + _ROUNDING)
        for row in self.calibration["close_pairs"]:
            a, b = row["pair"]
            pairs[a, b] = (_e4(row["bounds"][0]), _e4(row["bounds"][1]))
        for row in self.calibration["weak_pairs"]:
            for a, b in row["pairs"]:
                pairs[a, b] = (-_e4(row["maximum"]), _e4(row["maximum"]))
        low, high = self.calibration["groups"]["eta2_begeleiding_sector"]
        return PlacingTarget(
            correlations=pairs,
            flat={name: (groups, _NO_DIFFERENCE) for name, groups in groupings.items()},
            scales=tuple(scale.id for scale in self.scales.scales),
            stepped=("begeleiding", "sectorcategorie", _e4(low), _e4(high)),
        )


def _without_source(bounds: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in bounds.items() if k != "source"}


def _e4(value: float) -> int:
    return round(value * E4)
