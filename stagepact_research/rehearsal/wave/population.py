"""A population of teams that has DUO's margins: who and where they are, before they answer anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import pandas as pd

from stagepact_research.rehearsal.wave.chance import apportion, happens, none_empty
from stagepact_research.rehearsal.wave.settings import PopulationRules
from stagepact_research.responses.synthetic.integers import shuffled
from stagepact_research.weighting.frame import margin

Answers = Mapping[str, str]
"""The heading in LimeSurvey (`q02[a]`) and the code of the answer."""


@dataclass(frozen=True)
class Team:
    """An invented team, which stands for `students_per_team` students."""

    number: int
    institution: str
    """DUO's code, of which nothing but region, size and students is real."""
    sector: str
    tracks: tuple[str, ...]
    levels: tuple[str, ...]
    answers: Answers = field(default_factory=dict)


def draw_teams(
    rng: Random, students: pd.DataFrame, institutions: pd.DataFrame, rules: PopulationRules
) -> list[Team]:
    """The teams, in order of institution.

    Every team stands for equally many students. So the teams per sector are in proportion to DUO's students,
    and so are, within every sector, the leerwegen and the levels when a team with two counts half for each
    (the mapping "verdeeld"); each within one half team of its exact share. Leerweg and level are drawn apart
    from each other, and the sector apart from the institution, of which DUO publishes no sectors.

    Parameters
    ----------
    students, institutions : as `weighting.frame.students` and `institution_frame` give them.
    """
    by_sector = _whole(margin(students, "sector"))
    total = max(sum(by_sector.values()) // rules.students_per_team, len(institutions))
    places = none_empty(apportion(_whole(institutions["students"]), total))
    where = [code for code, count in sorted(places.items()) for _ in range(count)]
    sectors = [name for name, count in sorted(apportion(by_sector, total).items()) for _ in range(count)]
    sectors = [sectors[i] for i in shuffled(rng, list(range(total)))]
    tracks = _halves_by_sector(rng, students, sectors, "leerweg", rules.mixed_tracks)
    levels = _halves_by_sector(rng, students, sectors, "niveau", rules.mixed_levels)
    teams = []
    for number, (institution, sector) in enumerate(zip(where, sectors, strict=True)):
        own = levels[number]
        if "niv2" in own and happens(rng, rules.entree_beside_level_2):
            own = ("entree", *own)
        teams.append(Team(number, institution, sector, tracks[number], own))
    return teams


def _halves_by_sector(
    rng: Random, students: pd.DataFrame, sectors: list[str], by: str, mixed: int
) -> dict[int, tuple[str, ...]]:
    """By team number its one or two categories, from the students of its own sector."""
    found: dict[int, tuple[str, ...]] = {}
    for sector in sorted(set(sectors)):
        own = [number for number, name in enumerate(sectors) if name == sector]
        sizes = _whole(students[students["sector"] == sector].groupby(by)["students"].sum())
        found |= dict(zip(own, _halves(rng, apportion(sizes, 2 * len(own)), mixed), strict=True))
    return found


def _halves(rng: Random, counts: Mapping[str, int], mixed: int) -> list[tuple[str, ...]]:
    """The halves in pairs of the same kind, of which `mixed` percent are then paired anew by chance."""
    units = [name for name, count in sorted(counts.items()) for _ in range(count)]
    pairs = [(units[i], units[i + 1]) for i in range(0, len(units), 2)]
    order = shuffled(rng, list(range(len(pairs))))
    anew = order[: len(pairs) * mixed // 100]
    pool = [unit for i in anew for unit in pairs[i]]
    pool = [pool[i] for i in shuffled(rng, list(range(len(pool))))]
    for place, i in enumerate(anew):
        pairs[i] = (pool[2 * place], pool[2 * place + 1])
    return [tuple(sorted(set(pairs[i]))) for i in shuffled(rng, list(range(len(pairs))))]


def _whole(students: pd.Series) -> dict[str, int]:
    return {str(name): round(float(count)) for name, count in students.items()}
