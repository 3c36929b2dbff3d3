"""`stagepact frame`: DUO's figures of the population, checked, shown and renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from stagepact_research.cli.common import current_project
from stagepact_research.errors import InputProblem

if TYPE_CHECKING:
    import pandas as pd

    from stagepact_research.pipeline.frame import Frame
    from stagepact_research.weighting.frame import Changes


def frame(
    instellingen: Annotated[
        Optional[Path], typer.Option(help="DUO's bestand met mbo-studenten per instelling.")  # noqa: UP045
    ] = None,
    sectorkamers: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="DUO's bestand met mbo-studenten per sectorkamer en leerweg."),
    ] = None,
    bron_datum: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="De datum die DUO de bestanden geeft (jjjj-mm-dd); anders vandaag."),
    ] = None,
    opvolgers: Annotated[
        bool, typer.Option("--opvolgers", help="Leg nieuwe regels van opvolgers.csv vast.")
    ] = False,
) -> None:
    """Controleer het steekproefkader en toon het kort, of voeg nieuwere cijfers van DUO toe."""
    from stagepact_research.pipeline.frame import add_figures, check_frames, record_successors

    project = current_project()
    if (instellingen is None) != (sectorkamers is None) or (bron_datum and instellingen is None):
        raise InputProblem(
            "stagepact frame",
            "er is maar een deel van de nieuwe cijfers opgegeven.",
            "--instellingen en --sectorkamers samen, zo nodig met --bron-datum",
        )
    if opvolgers:
        typer.echo(f"Aantal vastgelegde regels van opvolgers.csv: {record_successors(project)}")
    if instellingen is not None and sectorkamers is not None:
        day = _date(bron_datum) if bron_datum else None
        added = add_figures(project, instellingen, sectorkamers, day, today=date.today())
        if not added.new:
            typer.echo(f"Deze cijfers staan al in {added.folder}; er is niets geschreven.")
        else:
            typer.echo(f"Geschreven: {added.folder}")
        if added.changes is not None:
            typer.echo("Vergeleken met het vorige kader:")
            _echo(_changes(added.changes, check_frames(project)))
        typer.echo("")
    _echo(_summary(check_frames(project)))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputProblem(
            "--bron-datum", f'"{text}" is geen datum.', "jjjj-mm-dd, zoals 2026-02-02"
        ) from None


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


def _summary(found: Frame) -> Iterator[str]:
    from stagepact_research.report.nl import count, listing
    from stagepact_research.weighting.frame import institution_changes, institution_frame
    from stagepact_research.weighting.frame.institutions import NO_COUNT

    year = found.years[-1]
    units = institution_frame(found.institutions, year, successors=found.successors)
    dates = listing([f"1 oktober {each}" for each in found.years])
    yield f"Het steekproefkader is in orde: {found.folder.name}, studenten op {dates}."
    yield f"Status: {found.manifest.get('status', 'onbekend')}."
    uncounted = units.index[units["size"].isna()]
    without = f"; {NO_COUNT}: {', '.join(uncounted)}" if len(uncounted) else ""
    boards = units["bestuur"].nunique()
    yield f"Instellingen: {len(units)} codes van {boards} besturen{without}."
    yield ""
    yield from _students(found, year)
    examined = found.institutions[found.institutions["jaar"] == year]["examen"]
    yield (
        f"Niet meegeteld: {count(float(examined.clip(lower=0).sum()))} studenten die alleen examen doen "
        f"(en {int((examined < 0).sum())} onderdrukte aantallen)."
    )
    if len(found.years) > 1:
        yield ""
        yield f"Van {found.years[-2]} op {year}:"
        table = found.institutions
        yield from _changes(institution_changes(table, found.years[-2], table, year), found)


def _students(found: Frame, year: int) -> Iterator[str]:
    from stagepact_research.report.nl import count, percent
    from stagepact_research.weighting.frame import institution_frame, margin_range, outside, region_margin
    from stagepact_research.weighting.frame.sectors import SECTORS

    yield f"Studenten in {year} met 2 per onderdrukte cel, en tussen haakjes met 1 en met 4:"
    for by in ("sector", "leerweg", "niveau"):
        yield f"  {by}"
        for category, row in margin_range(found.students, year, by).iterrows():
            yield _line(f"{category} {SECTORS.get(str(category), '')}", row)
    regions = region_margin(institution_frame(found.institutions, year, successors=found.successors))
    yield "  landsdeel van de instelling (alle niveaus, met entree)"
    for region, number in regions.items():
        yield f"    {region:<50}{count(float(number)):>9}"
    yield "  zonder antwoord bij vraag 15, dus buiten de marges"
    beyond = outside(found.students, year)
    for name, row in beyond.iterrows():
        yield _line(str(name), row)
    yield f"    samen {percent(float(beyond['pct'].sum()), 1)} van alle studenten in bol en bbl"


def _line(label: str, row: pd.Series) -> str:
    from stagepact_research.report.nl import count

    return f"    {label:<50}{count(row['main']):>9}  ({count(row['low'])} tot {count(row['high'])})"


def _changes(changes: Changes, found: Frame) -> Iterator[str]:
    """What appeared, disappeared or shifted, and for which code opvolgers.csv has no line yet."""
    from stagepact_research.report.nl import count

    told = set(found.successors["oud"])
    for code, row in changes.appeared.iterrows():
        yield f"  nieuw: {code} {row['naam']} ({count(row['students'])} studenten)"
    for code, row in changes.disappeared.iterrows():
        yield f"  verdwenen: {code} {row['naam']} ({count(row['students'])} studenten)"
        if code not in told:
            yield f"    Zet in data/raw/frame/opvolgers.csv een regel: {code};NIEUWE CODE;DATUM;BRON"
    for code, row in changes.shifts.iterrows():
        beside = f"; zelfde bestuur: {row['beside']}" if row["beside"] else ""
        yield (
            f"  grote verschuiving: {code} {row['naam']} van {count(row['before'])} naar "
            f"{count(row['after'])} studenten (een fusie of splitsing?){beside}"
        )
    if not (len(changes.appeared) or len(changes.disappeared) or len(changes.shifts)):
        yield "  geen nieuwe of verdwenen codes, en geen grote verschuivingen"
