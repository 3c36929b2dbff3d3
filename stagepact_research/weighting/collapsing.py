"""Joining small categories before weighting, by a rule and not by taste."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stagepact_research.weighting.checks import numbers
from stagepact_research.weighting.errors import InvalidSetting, UnknownCategory


@dataclass(frozen=True)
class Collapse:
    """Categories that are large enough.

    Attributes
    ----------
    values : each respondent's category after joining, missing where it was missing.
    mapping : the new category of every old one, also of those that stayed.
    remarks : a Dutch sentence for each new category that joins old ones, with their names and no numbers,
        for a number below the minimum is not to be published.
    """

    values: pd.Series
    mapping: dict[Any, Any]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Joined:
    members: tuple[Hashable, ...]
    count: int
    group: str


def collapse(
    values: pd.Series,
    minimum: int,
    neighbours: Mapping[str, str] | None = None,
    categories: Sequence[Any] | None = None,
) -> Collapse:
    """Join every category with fewer than `minimum` respondents with a neighbour.

    Time and again the smallest category below the minimum joins the smallest other category of its
    neighbour group, or of all categories where its group has no other, until none is too small or one is
    left. Of equally small categories the first goes first.

    Parameters
    ----------
    values : Series, a category per respondent. Their order is that of `categories`, else of the neighbours,
        else of an ordered or unordered categorical, else alphabetical. Categories that any of these name
        and nobody has count as zero and are joined as well.
    minimum : at least 1.
    neighbours : for every category its group; without it all categories are neighbours.
    categories : all categories that must have a place, such as those of a margin (`margin.index`).

    Returns
    -------
    Collapse; a joined category is named "a+b", in the order of the categories.

    Raises
    ------
    InvalidSetting
        If the minimum is below 1.
    UnknownCategory
        If `categories` or the neighbours lack a category that respondents have, or the neighbours one that
        `categories` has.
    """
    if minimum < 1:
        raise InvalidSetting("minimum", minimum, "een geheel getal vanaf 1")
    counts = values.value_counts()
    order = _order(values, counts, neighbours, categories)
    groups = dict.fromkeys(order, "") if neighbours is None else dict(neighbours)
    parts = [_Joined((name,), int(counts.get(name, 0)), groups[name]) for name in order]
    parts = _joined(parts, minimum, order)
    mapping = {old: _label(part) for part in parts for old in part.members}
    plain = values.astype(object)
    return Collapse(
        plain.where(plain.isna(), plain.map(mapping)),
        {old: mapping[old] for old in order},
        tuple(_remark(part, minimum) for part in parts if len(part.members) > 1 or part.count < minimum),
    )


def collapse_margin(margin: pd.Series, mapping: Mapping[Any, Any]) -> pd.Series:
    """The population totals of the joined categories, in the order of the first of each.

    Parameters
    ----------
    margin : totals by old category.
    mapping : the new category of every old one, as `Collapse.mapping`.

    Raises
    ------
    UnknownCategory
        If the margin has a category that the mapping lacks.
    """
    totals = pd.Series(numbers(margin, margin.name or "marge"), index=margin.index, name=margin.name)
    for category in totals.index:
        if category not in mapping:
            raise UnknownCategory(margin.name or "marge", category, 1, mapping)
    new = pd.Index([mapping[category] for category in totals.index], dtype=object)
    return totals.groupby(new, sort=False).sum()


def _order(
    values: pd.Series,
    counts: pd.Series,
    neighbours: Mapping[str, str] | None,
    categories: Sequence[Any] | None,
) -> list[Any]:
    found = [name for name in counts.index if counts[name] > 0]
    named = None if categories is None else list(dict.fromkeys(categories))
    for known, asked in ((named, found), (neighbours, [*found, *(named or ())])):
        for name in asked:
            if known is not None and name not in known:
                raise UnknownCategory(values.name or "waarden", name, int(counts.get(name, 0)), known)
    if named is not None:
        return list(dict.fromkeys([*named, *(neighbours or ())]))
    if neighbours is not None:
        return list(neighbours)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.dtype.categories)
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=str)


def _joined(parts: list[_Joined], minimum: int, order: list[Any]) -> list[_Joined]:
    place = {name: number for number, name in enumerate(order)}
    while len(parts) > 1:
        small = min(parts, key=lambda part: part.count)
        if small.count >= minimum:
            break
        others = [part for part in parts if part is not small]
        near = [part for part in others if part.group == small.group] or others
        partner = min(near, key=lambda part: part.count)
        members = tuple(sorted((*small.members, *partner.members), key=place.__getitem__))
        new = _Joined(members, small.count + partner.count, partner.group)
        parts = sorted(
            [new, *(part for part in others if part is not partner)], key=lambda p: place[p.members[0]]
        )
    return parts


def _label(part: _Joined) -> Any:
    return part.members[0] if len(part.members) == 1 else "+".join(map(str, part.members))


def _remark(part: _Joined, minimum: int) -> str:
    *most, last = map(str, part.members)
    if not most:
        return f"{last}: minder dan {minimum} respondenten."
    names = f"{', '.join(most)} en {last}"
    if part.count < minimum:
        return f"Samengevoegd, en ook samen minder dan {minimum}: {names}."
    return f"Samengevoegd, wegens minder dan {minimum}: {names}."
