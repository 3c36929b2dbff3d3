"""What the manifest of a frame says: where the figures come from, of what day, and how to read them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from stagepact_research.weighting.frame.layout import years

INSTITUTIONS, STUDENTS = "instellingen.csv", "studenten.csv"
DATASETS = {
    INSTITUTIONS: "Mbo-studenten per instelling",
    STUDENTS: "Mbo-studenten per sectorkamer en leerweg",
}
LICENCE = (
    "Naamsvermelding: DUO. Naar verluidt geeft DUO deze gegevens vrij onder CC0 (niet nagegaan); de "
    "metagegevens van de catalogus noemen CC BY, zonder versie."
)

CONVENTIONS = {
    INSTITUTIONS: {
        "eenheid": "studenten (hoofdinschrijvingen, één per student per instelling) op 1 oktober van jaar",
        "-1": "onderdrukt: 1 tot en met 4 studenten. Nooit een getal; 0 is een echte nul",
        "instelling": "instellingscode van DUO, als tekst; blijft gelijk als de naam wijzigt",
        "bestuur": "nummer van het bevoegd gezag",
        "naam": "de naam van nu, zoals DUO haar schrijft; soms afgebroken",
        "provincie": "waar de instelling gevestigd is",
        "bbl, bol, bol_deeltijd, examen": "BBL, BOLVT, BOLDT en EX van DUO; examen telt nergens mee",
        "weggelaten": "plaats en gemeente van de instelling, en jaren voor 2024: niet nodig",
    },
    STUDENTS: {
        "eenheid": "studenten (hoofdinschrijvingen, één per student per instelling) op 1 oktober van jaar",
        "studenten": "som over de hoofdgroepen van de gepubliceerde aantallen",
        "onderdrukt": "aantal onderdrukte cellen (-1 bij DUO: 1 tot en met 4 studenten) naast die som",
        "leerweg": "bbl is BBL; bol is BOLVT en BOLDT, dat sinds 2024 overal nul is",
        "provincie": "waar de student woont, ook BELGIE, DUITSLAND, OVERIG BUITENLAND en ONBEKEND",
        "ontbrekende regel": "nul: regels zonder studenten en zonder onderdrukte cellen zijn weggelaten",
        "weggelaten": (
            "EX (alleen examen): geen lessen of stage in een team, en 5 tot 6% lager dan in de tabel per "
            "instelling; jaren voor 2024"
        ),
    },
}


def manifest(
    tables: Mapping[str, pd.DataFrame],
    content: Mapping[str, bytes],
    extracts: Mapping[str, bytes],
    file_date: date | None,
    today: date,
) -> bytes:
    """The manifest of an extract.

    Parameters
    ----------
    tables, content, extracts : by file name the table, DUO's bytes and the extract's.
    file_date : DUO's date of the files, None where it is unknown.
    today : the day on which the extract is made.
    """
    found = years(tables[INSTITUTIONS])
    return as_json(
        {
            "source": "DUO (Dienst Uitvoering Onderwijs), Open Onderwijsdata",
            "duo_file_date": f"{file_date}" if file_date else f"onbekend; verwerkt op {today}",
            "reference_dates": [f"{year}-10-01" for year in found],
            "status": f"{found[-1]} kan voorlopig zijn",
            "licence": LICENCE,
            "originals": {DATASETS[name]: {"sha256": digest(content[name])} for name in tables},
            "files": {
                name: {
                    "sha256": digest(extracts[name]),
                    "provenance": "published",
                    "public": True,
                    "rows": len(table),
                    "source": f"DUO, {DATASETS[name]}",
                    "conventions": CONVENTIONS[name],
                }
                for name, table in tables.items()
            },
        }
    )


def digest(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def as_json(content: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
