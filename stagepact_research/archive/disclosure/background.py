"""What a wave publishes about who its respondents are, as facts about whole numbers.

Respondents have one sector and one learning path, and one combination of levels; the numbers by level, the
number of levels, joined categories ("a+b"), sector categories and the places in the margins of the weighting
are all sums of these. Counts and percentages of the same cell are one fact, for each gives the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import combinations

import pandas as pd

from stagepact_research.archive.disclosure.model import Count, Facts, Identity, Sum
from stagepact_research.protocol import Disclosure

LEVELS = ("entree", "niv2", "niv3", "niv4")
_NUMBER, _TEAMS, _PLACES = "aantal_niveaus", "teams", "plaatsen"
_GROUPS = ("leerweg", "sectorcategorie")
"""The breakdowns of means that follow from who respondents are."""
_NEAR = 1e-6


def is_identifying(subject: str, category: str, rules: Disclosure) -> bool:
    """Whether the protocol says that a count of this is a count of who somebody is."""
    return any(
        fnmatchcase(subject, pattern) if "/" not in pattern else fnmatchcase(f"{subject}/{category}", pattern)
        for pattern in rules.identifying
    )


def background_facts(
    rows: pd.DataFrame, rules: Disclosure, sectors: Mapping[str, Sequence[str]], printed: frozenset[int]
) -> Facts:
    """The facts in the unweighted rows of one wave of the survey, without those about taking part.

    Parameters
    ----------
    rows : computed estimates of one wave; their index says where they stand in the whole table.
    sectors : of every sector category its sectors.
    printed : the places of rows of which a report printed the same cell.
    """
    cells = _cells(rows, rules)
    base: dict[str, int] = {}
    identities: list[Identity] = []
    counts: list[Count] = []
    partitions = {
        subject: own
        for subject, own in _by_subject(cells).items()
        if subject != _NUMBER and not subject.startswith("q16")
    }
    for subject, own in partitions.items():
        single = {category: cell for category, cell in own.items() if "+" not in category}
        total = own[next(iter(own))].base
        if subject == "sectorcategorie" and _follows(single, sectors, cells):
            continue
        base |= {f"{subject}:{category}": total for category in single}
        if abs(sum(cell.value for cell in single.values()) - total) < _NEAR:
            identities.append(Identity({f"{subject}:{category}": 1.0 for category in single}, total))
    levels = _levels(cells)
    if levels:
        total = next(cell.base for key, cell in cells.items() if key[0] == _NUMBER)
        base |= dict.fromkeys(levels, total)
        identities.append(Identity(dict.fromkeys(levels, 1.0), total))
    for (subject, category), cell in cells.items():
        parts = _parts(subject, category, base, sectors, levels)
        if not parts:
            # Nothing else is linked to it: the number itself, out of its base.
            base[f"{subject}:{category}"] = cell.base
            parts = {f"{subject}:{category}": 1.0}
        small = _small(cell.value, rules.minimum_cell) or _small(cell.base - cell.value, rules.minimum_cell)
        public = bool(set(cell.rows) & printed)
        name = f"{subject}={category}"
        counts.append(Count(name, parts, cell.value, cell.rows, small, printed=public))
    counts += _compared(rows, cells, base, sectors)
    return Facts(base, tuple(identities), tuple(counts))


def _compared(
    rows: pd.DataFrame,
    cells: Mapping[tuple[str, str], _Cell],
    base: Mapping[str, int],
    sectors: Mapping[str, Sequence[str]],
) -> list[Count]:
    """The groups whose means are published: with the number of teams under each, their sizes are known.

    That number leaves out who has no score, and is taken for the size itself: so the attacker knows a little
    more than there is to know.
    """
    published = rows[(rows["statistic"] == "n") & rows["group_by"].isin(_GROUPS) & rows["estimate"].notna()]
    found = []
    for group_by, group in sorted(set(zip(published["group_by"], published["group"], strict=True))):
        names: tuple[str, ...] = ("bbl", "beide") if group == "bbl_of_beide" else (group,)
        subject = group_by
        if group_by == "sectorcategorie" and f"{group_by}:{group}" not in base:
            subject, names = "q15", tuple(sectors.get(group, ()))
        parts = _known({f"{subject}:{name}": 1.0 for name in names}, base)
        if parts and all((subject, name) in cells for name in names):
            size = sum(cells[subject, name].value for name in names)
            found.append(Count(f"groep {group_by}={group}", parts, size, (), fixed=True))
    return found


class _Cell:
    """One number of respondents, its base, and the rows that tell it."""

    def __init__(self, value: float, base: int, rows: tuple[int, ...]) -> None:
        self.value, self.base, self.rows = value, base, rows


def _cells(rows: pd.DataFrame, rules: Disclosure) -> dict[tuple[str, str], _Cell]:
    found: dict[tuple[str, str], _Cell] = {}
    counted = rows["statistic"].isin(["n", "pct"]) & rows["estimate"].notna() & rows["n"].notna()
    places = (rows["subject"] == _TEAMS) & (rows["variant"] == _PLACES)
    plain = (rows["group_by"] == "") & (rows["variant"] == "") & ~rows["subject"].isin([_TEAMS, "respons"])
    for place, row in rows[counted & (places | plain)].iterrows():
        subject, category = str(row["subject"]), str(row["category"])
        if not is_identifying(subject, category, rules):
            continue
        if subject == _TEAMS:
            subject, category = f"{_PLACES} {row['group_by']}", str(row["group"])
        if not category:
            continue
        share = float(row["estimate"]) * float(row["n"]) / 100
        value = float(row["estimate"]) if row["statistic"] == "n" else share
        known = found.get((subject, category))
        own = (*(known.rows if known else ()), int(str(place)))
        # The number itself is exact; a percentage may be rounded.
        kept = known.value if known and row["statistic"] == "pct" else round(value, 6)
        found[subject, category] = _Cell(kept, int(row["n"]), own)
    return found


def _by_subject(cells: Mapping[tuple[str, str], _Cell]) -> dict[str, dict[str, _Cell]]:
    found: dict[str, dict[str, _Cell]] = {}
    for (subject, category), cell in cells.items():
        linked = subject.startswith(_PLACES) and subject != f"{_PLACES} region"
        if not linked:
            found.setdefault(subject, {})[category] = cell
    return found


def _levels(cells: Mapping[tuple[str, str], _Cell]) -> tuple[str, ...]:
    """The combinations of levels as atoms, where the table says how many levels teams have."""
    numbers = {category: cell for (subject, category), cell in cells.items() if subject == _NUMBER}
    single = [cell for category, cell in numbers.items() if "+" not in category]
    if not single or abs(sum(cell.value for cell in single) - single[0].base) > _NEAR:
        return ()
    some = (c for size in range(1, len(LEVELS) + 1) for c in combinations(LEVELS, size))
    return tuple("niveaus:" + "&".join(c) for c in some)


def _follows(
    own: Mapping[str, _Cell], sectors: Mapping[str, Sequence[str]], cells: Mapping[tuple[str, str], _Cell]
) -> bool:
    """Whether every sector category is the sum of its sectors."""
    return all(
        category in sectors
        and all(("q15", sector) in cells for sector in sectors[category])
        and abs(sum(cells["q15", sector].value for sector in sectors[category]) - cell.value) < _NEAR
        for category, cell in own.items()
    )


def _parts(
    subject: str,
    category: str,
    base: Mapping[str, int],
    sectors: Mapping[str, Sequence[str]],
    levels: Sequence[str],
) -> Sum:
    """The atoms that a cell is a sum of; empty when it is not known to be one."""
    every = category.split("+")
    if levels and subject == _NUMBER:
        return {atom: 1.0 for atom in levels if str(len(_ticks(atom))) in every}
    if levels and subject.startswith("q16"):
        return {atom: 1.0 for atom in levels if subject.removeprefix("q16") in _ticks(atom)}
    if levels and subject == f"{_PLACES} niveau":
        shares = {atom: sum(_place(atom, level) for level in every) for atom in levels}
        return {atom: share for atom, share in shares.items() if share}
    if subject == f"{_PLACES} sector":
        return _known({f"q15:{sector}": 1.0 for sector in every}, base)
    if subject == f"{_PLACES} leerweg":
        whole = {f"leerweg:{path}": 1.0 for path in every}
        return _known(whole | {"leerweg:beide": min(1.0, len(every) / 2)}, base)
    if subject == "sectorcategorie" and f"{subject}:{category}" not in base:
        return _known({f"q15:{sector}": 1.0 for name in every for sector in sectors.get(name, ())}, base)
    return _known({f"{subject}:{name}": 1.0 for name in every}, base)


def _known(parts: dict[str, float], base: Mapping[str, int]) -> Sum:
    return parts if parts and set(parts) <= set(base) else {}


def _ticks(atom: str) -> list[str]:
    return atom.partition(":")[2].split("&")


def _place(atom: str, level: str) -> float:
    """The share of a team with these levels that stands at one level; entree alone counts as niveau 2."""
    ticked = [tick for tick in _ticks(atom) if tick != "entree"] or ["niv2"]
    return 1 / len(ticked) if level in ticked else 0.0


def _small(value: float, minimum: int) -> bool:
    return _NEAR < value < minimum - _NEAR
