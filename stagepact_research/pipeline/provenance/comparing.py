"""What differs between two records of provenance, in sentences for the research team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def product_differences(stored: Json, now: Json) -> list[str]:
    """Where the products and chapters in hand no longer are those of the record.

    Parameters
    ----------
    stored : the record as it was written with the products.
    now : the record as it would be written of the files, the code and the protocol in hand.
    """
    found = file_differences(stored["files"], now["files"], "sinds de producten zijn gemaakt")
    before = {one["name"]: one for one in (*stored["products"], *stored["chapters"])}
    after = {one["name"]: one for one in (*now["products"], *now["chapters"])}
    for name, step in after.items():
        known = before.get(name)
        if known is None:
            found.append(f'"{name}" is nog niet gemaakt.')
            continue
        if known["code"] != step["code"]:
            found.append(f'de code voor "{name}" is veranderd sinds het is gemaakt.')
        if known["inputs"] != step["inputs"]:
            found.append(f'"{name}" leest nu andere bestanden dan toen het is gemaakt.')
    found += [
        f'"{name}" hoort niet meer bij het project, en er is nog een product van.'
        for name in before
        if name not in after
    ]
    return found


def output_differences(
    stored: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Where a file is not the one that its step made; by the name of a step, its files and hashes.

    A step or a file that is in hand and not in the record is told too: nothing says that it is what was made.
    """
    found = []
    for name, files in stored.items():
        for path, sha256 in files.items():
            present = now.get(name, {}).get(path)
            if present is None:
                found.append(f'{path} ontbreekt; "{name}" maakt dat bestand.')
            elif present != sha256:
                found.append(f'{path} is niet meer het bestand dat "{name}" heeft gemaakt.')
    for name, files in now.items():
        if name not in stored:
            listed = f"; niet na te gaan: {', '.join(files)}." if files else "."
            found.append(f'van "{name}" is niet vastgelegd welke bestanden het heeft gemaakt{listed}')
            continue
        found += [
            f'van {path} is niet vastgelegd dat "{name}" het heeft gemaakt.'
            for path in files
            if path not in stored[name]
        ]
    return found


def site_differences(site: Json, now: Json) -> list[str]:
    """Where a site was made from something else than what is in hand."""
    found = []
    if site["estimates"]["sha256"] != now["estimates"]["sha256"]:
        found.append(
            "de site is gemaakt van een andere tabel met schattingen "
            f"({_short(site['estimates']['sha256'])} in de site, {_short(now['estimates']['sha256'])} hier)."
        )
    if site["code"]["sha256"] != now["code"]["sha256"]:
        found.append(
            f"de site is gemaakt met andere code (versie {site['code']['version'] or 'onbekend'}, "
            f"{_short(site['code']['sha256'])}; hier {_short(now['code']['sha256'])})."
        )
    if site["seeds"] != now["seeds"]:
        found.append("de site is gemaakt met andere beginpunten voor het toeval.")
    return found + file_differences(site["files"], now["files"], "sinds de site is gemaakt")


def record_differences(site: Json, stored: Json, *, own: bool) -> list[str]:
    """Where the record that a site carries is not the one that was stored with the products.

    The files, the seeds, the estimates and the code are left to `site_differences`, which holds them against
    what is in hand. The commit counts only in a project's own site, whose record is a copy of the stored one:
    a site that was made elsewhere of the same files may tell of another commit, or of none.

    Parameters
    ----------
    own : whether the site is the one of the project, and no copy from elsewhere.
    """
    told = {("site",), ("files",), ("seeds",), ("estimates", "sha256"), ("code", "sha256")}
    told |= set() if own else {("code", "commit")}
    return [
        f"{' > '.join(place)} is in de herkomst van de site anders dan bij de producten is vastgelegd."
        for place in _places(site, stored)
        if place not in told and place[:1] not in told
    ]


def _places(one: Json, other: Json) -> list[tuple[str, ...]]:
    """Where two records differ: the name of a part, and within a part that has names of its own that name."""
    found: list[tuple[str, ...]] = []
    for part in sorted(one.keys() | other.keys()):
        first, second = one.get(part), other.get(part)
        if isinstance(first, dict) and isinstance(second, dict):
            names = sorted(first.keys() | second.keys())
            found += [(part, name) for name in names if _differ(first, second, name)]
        elif _differ(one, other, part):
            found.append((part,))
    return found


def _differ(one: Json, other: Json, name: str) -> bool:
    return (name in one) != (name in other) or one.get(name) != other.get(name)


def own_differences(listed: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """Where the files of a site are not those that were put in it."""
    found = [f"{path} van de site ontbreekt." for path in sorted(listed.keys() - present.keys())]
    found += [
        f"{path} van de site is veranderd nadat de site is gemaakt."
        for path in sorted(listed.keys() & present.keys())
        if listed[path] != present[path]
    ]
    return found + [
        f"{path} staat in de site, maar is niet met haar gemaakt."
        for path in sorted(present.keys() - listed.keys())
    ]


def file_differences(before: Mapping[str, str], after: Mapping[str, str], since: str) -> list[str]:
    """Files that changed, that are gone, or that are new."""
    found = [
        f"{path} is veranderd {since}."
        for path in sorted(before.keys() & after.keys())
        if before[path] != after[path]
    ]
    found += [f"{path} is er niet meer, en was er wel bij." for path in sorted(before.keys() - after.keys())]
    return found + [f"{path} is erbij gekomen {since}." for path in sorted(after.keys() - before.keys())]


def remarks(stored: Json, now: Json) -> list[str]:
    """What differs without making a product another one: other versions, code that no product rests on."""
    before, after = stored["packages"], now["packages"]
    found = [
        f"{name} was {before.get(name, 'afwezig')} en is nu {after.get(name, 'afwezig')}."
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    if stored["code"]["sha256"] != now["code"]["sha256"]:
        found.append("het pakket is veranderd; welke producten daarvan afhangen, staat hierboven.")
    return found


def _short(sha256: str) -> str:
    return sha256[:12] or "geen"
