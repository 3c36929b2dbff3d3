"""What a wave publishes about who took part, as facts about whole numbers."""

from __future__ import annotations

import math

import pandas as pd

from stagepact_research.archive.disclosure.background import is_identifying
from stagepact_research.archive.disclosure.model import Count, Facts, Identity, Rate
from stagepact_research.protocol import Disclosure

_OPENED = ("compleet", "deels", "geweigerd", "leeg")
_DECLINED = "geweigerd"
_OUTCOMES = (
    *("complete", "partial", "refusal", "non_contact", "other"),
    *("unknown", "unknown_other", "not_eligible"),
)
_ANSWERED = ("complete", "partial")
_CONTACTED = (*_ANSWERED, "refusal", "other")
_ELIGIBLE = (*_CONTACTED, "non_contact")
_WHOLE = (*_ELIGIBLE, "unknown", "unknown_other")
_RATES = {
    "rr1": (("complete",), _WHOLE),
    "rr2": (_ANSWERED, _WHOLE),
    "rr5": (("complete",), _ELIGIBLE),
    "rr6": (_ANSWERED, _ELIGIBLE),
    "coop1": (("complete",), _CONTACTED),
    "coop2": (_ANSWERED, _CONTACTED),
    "ref1": (("refusal",), _WHOLE),
    "con1": (_CONTACTED, _WHOLE),
}
"""AAPOR's rates as the ratio of two sums, as responses.recruitment computes them."""
ESTIMATED = ("rr3", "rr4", "eligibility")
"""Rates that use an estimate made from the number that is not eligible: they are no ratio of two sums."""


def participation_facts(rows: pd.DataFrame, rules: Disclosure, printed: frozenset[int]) -> Facts:
    """The facts in the rows of one wave about dispositions, reasons and AAPOR's outcomes.

    Parameters
    ----------
    rows : computed estimates of one wave; their index says where they stand in the whole table.
    printed : the places of rows of which a report printed the same cell.
    """
    mine = rows[(rows["subject"] == "respons") & (rows["group_by"] == "") & rows["estimate"].notna()]
    numbers = mine[mine["statistic"] == "n"]
    value = {str(row["category"]): float(row["estimate"]) for _, row in numbers.iterrows()}
    place = {str(row["category"]): int(str(at)) for at, row in numbers.iterrows()}
    base: dict[str, int] = {}
    identities: list[Identity] = []
    opened = [name for name in _OPENED if name in value]
    reasons = [name for name in value if name.startswith("reden_")]
    outcomes = [name for name in _OUTCOMES if name in value]
    bases = dict(zip(numbers["category"], numbers["n"], strict=True))
    invited = float(bases[outcomes[0]]) if outcomes else None
    for names, total in (
        (opened, value.get("geopend")),
        (reasons, value.get(_DECLINED)),
        (outcomes, invited),
    ):
        if names and total is not None:
            base |= {name: int(total) for name in names}
            if sum(value[name] for name in names) == total:
                identities.append(Identity(dict.fromkeys(names, 1.0), total))
    if outcomes and (link := _declined(value)):
        base["afgemeld"] = int(invited or 0)
        identities.append(link)
    counts = tuple(
        Count(
            name,
            {name: 1.0},
            value[name],
            (place[name],),
            is_identifying("respons", name, rules) and 0 < value[name] < rules.minimum_cell,
            # How many finished, stopped and declined is what every report of a survey has to say.
            name in (*_OPENED, *_ANSWERED),
            place[name] in printed,
        )
        for name in base
        if name in place
    )
    return Facts(base, tuple(identities), counts, _rates(mine, base, rules.rates))


def _declined(value: dict[str, float]) -> Identity | None:
    """How the refusals among the invited follow from what everybody who opened it did, where they do.

    Refused, or opened and left empty, without who turned out not to be eligible, and with who only asked for
    no more mail; the last number is not published, and is no less than zero.
    """
    needed = (*_OPENED, *_ANSWERED, "refusal", "not_eligible")
    if not set(needed) <= set(value):
        return None
    same = value["complete"] == value["compleet"] and value["partial"] == value["deels"]
    asked_no_more = value["refusal"] + value["not_eligible"] - value[_DECLINED] - value["leeg"]
    if not same or asked_no_more < 0:
        return None
    signs = {"refusal": 1.0, "not_eligible": 1.0, _DECLINED: -1.0, "leeg": -1.0, "afgemeld": -1.0}
    return Identity(signs, 0.0)


def _rates(rows: pd.DataFrame, base: dict[str, int], decimals: int) -> tuple[Rate, ...]:
    step = 10.0**-decimals
    found = []
    for at, row in rows[rows["statistic"].isin(list(_RATES))].iterrows():
        part, whole = _RATES[str(row["statistic"])]
        if set(whole) <= set(base):
            rounded = math.floor(float(row["estimate"]) / step + 0.5) * step
            sums = dict.fromkeys(part, 1.0), dict.fromkeys(whole, 1.0)
            found.append(Rate(str(row["statistic"]), *sums, rounded, step / 2, (int(str(at)),)))
    return tuple(found)
