"""What the cells of appendix K call: the record of provenance as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stagepact_research.report import nl
from stagepact_research.report.provenance.reading import Origin, open_origin, stem
from stagepact_research.report.tables import Cells, escape_markdown, numbered, pipe_table

__all__ = ["chapters", "data_table", "edition_table", "files_table", "open_origin"]

_KINDS = {
    "published": "gedrukt of openbaar",
    "observed": "waargenomen",
    "synthetic": "synthetisch",
}
_SEEDS = {
    "synthesis": "synthetisch antwoordbestand",
    "parallel_analysis": "parallelle analyse",
    "projection": "verwachting van het veldwerk",
    "replicates": "weging",
    "planning": "planning",
}
_ABSENT = "De herkomst is nog niet vastgelegd; dat gebeurt wanneer het rapport wordt gemaakt.\n"
_SHOWN = 12
"""The digits of a hash on paper; the whole one is in the file."""


def edition_table(origin: Origin) -> None:
    """Code, protocol, seeds and packages."""
    if not origin.known:
        print(_ABSENT)
        return
    record = origin.record
    code, protocol = record["code"], record["protocol"]
    rows: list[Cells] = [
        ["Code", escape_markdown(f"versie {code['version']}"), _hash(code["sha256"])],
        ["Protocol", escape_markdown(f"versie {protocol['version']}"), _hash(protocol["sha256"])],
        [
            "Tabel met schattingen",
            f"{nl.count(record['estimates']['rows'])} rijen",
            _hash(record["estimates"]["sha256"]),
        ],
    ]
    for name, seed in record["seeds"].items():
        rows.append([f"Beginpunt: {_SEEDS.get(name, escape_markdown(name))}", str(seed), ""])
    for wave, snapshot in record["snapshots"].items():
        said = f"{_KINDS[snapshot['provenance']]}{_seeded(snapshot)}"
        rows.append(
            [f"Antwoorden {wave}", said, _hash(origin.hash_of(f"{snapshot['folder']}/responses.csv"))]
        )
    for name, version in record["packages"].items():
        rows.append([f"Programma: {escape_markdown(name)}", f"versie {escape_markdown(version)}", ""])
    caption = "Waarmee deze uitgave is gemaakt"
    print(numbered("uitgave-herkomst", caption, pipe_table(["Wat", "Welke", "SHA-256"], rows, "lll", _WIDE)))


def data_table(origin: Origin) -> None:
    """The names of data in the tables below: the raw files that each rests on."""
    if not origin.known:
        return
    named = {name for chapter in origin.chapters() for one in chapter["floats"] for name in one["data"]}
    rows: list[Cells] = []
    for name, data in sorted(origin.record["data"].items()):
        if name in named:
            files = ", ".join(_file(path) for path in data["raw"]) or "geen"
            rows.append([escape_markdown(name), _kinds(data["provenance"]), files])
    table = pipe_table(["Gegevens", "Soort", "Ruwe bestanden"], rows, "lll", [26, 18, 56])
    print(numbered("gegevens-herkomst", "De gegevens achter figuren en tabellen", table))


def files_table(origin: Origin) -> None:
    """Every raw file with its hash."""
    if not origin.known:
        return
    rows = [
        [_file(path), f"{_KINDS[one['provenance']]}{_seeded(one)}", _hash(origin.hash_of(path))]
        for path, one in origin.record["raw"].items()
    ]
    table = pipe_table(["Bestand", "Soort", "SHA-256"], rows, "lll", [56, 22, 22])
    print(numbered("bestanden-herkomst", "De ruwe bestanden", table))


def chapters(origin: Origin) -> None:
    """For every chapter its figures and tables, with the data that each was made from."""
    for chapter in origin.chapters():
        name = stem(chapter)
        print(f"### {_title(chapter)} {{#sec-herkomst-{name}}}\n")
        print(
            f"De hash van de tekst van dit hoofdstuk is {_hash(origin.hash_of(chapter['source']))}; die van "
            f"de code waarmee het is gemaakt, is {_hash(chapter['code'])}.\n"
        )
        data = origin.record["data"]
        rows = [
            [f"@{one['label']}", _named(one["data"]), _kinds(_all(one["data"], data))]
            for one in chapter["floats"]
        ]
        table = pipe_table(["Figuur of tabel", "Gemaakt uit", "Soort"], rows, "lll", [24, 52, 24])
        print(numbered(f"herkomst-{name}", f"Herkomst van figuren en tabellen: {_title(chapter)}", table))


_WIDE = [44, 32, 24]


def _title(chapter: Mapping[str, Any]) -> str:
    return escape_markdown(str(chapter["title"]))


def _named(names: Sequence[str]) -> str:
    return escape_markdown("; ".join(dict.fromkeys(names)))


def _all(names: Sequence[str], data: Mapping[str, Any]) -> list[str]:
    return sorted({kind for name in names for kind in data[name]["provenance"]})


def _kinds(kinds: Sequence[str]) -> str:
    return ", ".join(_KINDS[kind] for kind in kinds) or "instrument"


def _seeded(snapshot: Mapping[str, Any]) -> str:
    return f", beginpunt {snapshot['seed']}" if "seed" in snapshot else ""


def _file(path: str) -> str:
    return escape_markdown(path.removeprefix("data/raw/"))


def _hash(sha256: str) -> str:
    return f"`{sha256[:_SHOWN]}`"
