"""What the cells about the size of the next wave call; without a stored result each shows nothing.

Cells of a chapter (the name of the chapter is that of its file):

    from stagepact_research.report.planning import show as plan
    planned = plan.open_planning("4-vragenlijst")

    plan.text(planned)
    plan.power(planned)
    plan.needed_table(planned)
    plan.smallest_table(planned)
    plan.similarity_table(planned)
"""

from __future__ import annotations

import pandas as pd

from stagepact_research.estimates import read_estimates, select, tidy
from stagepact_research.report import behind, nl, output, style
from stagepact_research.report.planning import figures, prose, tables
from stagepact_research.report.planning.reading import (
    NEXT,
    assumed,
    changes,
    contrast,
    designs,
    lines,
    middle,
    of,
)
from stagepact_research.report.sources import is_synthetic, project
from stagepact_research.report.tables import numbered

NEXT_WAVE = 2026


def open_planning(name: str, *, wave: int = NEXT_WAVE) -> pd.DataFrame:
    """The stored result for a wave, for the chapter with this file name; no rows where there is none."""
    here = project()
    path = here.planned(wave) if here.protocol.planning else None
    found = read_estimates(path) if path is not None and path.is_file() else tidy([])
    out = select(found, subject="planning").reset_index(drop=True)
    out.attrs |= {"chapter": name, "planned": wave}
    return out


def text(rows: pd.DataFrame) -> None:
    """What the plan says and rests on; without a stored result how to make one."""
    if rows.empty:
        print(prose.absent(int(rows.attrs["planned"])) + "\n")
        return
    found = designs(rows)
    print(f"{prose.finding(found)}\n\n{prose.basis(found)} {prose.few_institutions(found)}\n")


def power(rows: pd.DataFrame, *, compared: str = "") -> None:
    """The figure of power against teams; `compared` is `volgende` for a next wave of the same size."""
    if rows.empty:
        return
    found = designs(rows)
    wave = contrast(found)
    against = compared or wave
    shares = [one for one in changes(found) if one.start is not None]
    panels = []
    for change in shares:
        limit = of(found, "power_limit", against, change)["estimate"]
        title = change.words[0].upper() + change.words[1:]
        drawn = tuple(lines(found, against, change))
        panels.append(figures.Panel(title, drawn, float(limit.iloc[0]) if len(limit) else None))
    target = assumed(found, "target_power")
    says = "; ".join(
        f"{panel.title}: "
        + ", ".join(
            f"{nl.words(line.institutions)} instellingen {nl.percent(100 * line.power[0])} bij "
            f"{nl.count(line.teams[0])} en {nl.percent(100 * line.power[-1])} bij {nl.count(line.teams[-1])} "
            "teams"
            for line in (panel.lines[0], panel.lines[-1])
        )
        for panel in panels
    )
    since = f"sinds {wave}" if against != NEXT else "tussen twee even grote rondes"
    size = nl.decimal(shares[0].size, 0)
    simulations = nl.count(float(found["simulations"].max()))
    caption = (
        f"De kans om een verandering van {size} procentpunten {since} te vinden (n = {simulations} "
        "simulaties per punt)"
    )
    alt = f"Lijngrafieken van de kans naar aantal teams. {says}. Gevraagd is {nl.percent(100 * target)}."
    drawn_figure = figures.power_panels(panels, target=target, synthetic=is_synthetic(rows))
    label = "planning" if against != NEXT else "planning-volgende"
    output.figure(rows, label, caption, alt, style.to_svg(drawn_figure), behind.power(panels))


def needed_table(rows: pd.DataFrame) -> None:
    """How many teams from how many institutions."""
    if rows.empty:
        return
    found = designs(rows)
    shares = [one for one in changes(found) if one.start is not None]
    target = nl.percent(100 * assumed(found, "target_power"))
    note = (
        "Bij benadering, en per toets. Niet haalbaar: ook met oneindig veel teams uit dit aantal "
        f"instellingen wordt de kans niet gehaald. Samenhang binnen een instelling: {_icc(found)}. Een "
        "percentage van 90 dat daalt is als een van 10 dat stijgt."
    )
    caption = (
        f"Hoeveel teams uit hoeveel instellingen er nodig zijn om met {target} kans een verandering van "
        f"{nl.decimal(shares[0].size, 0)} procentpunten te vinden"
    )
    print(numbered("teams-nodig", caption, tables.needed_table(found), note))


def smallest_table(rows: pd.DataFrame) -> None:
    """The smallest change that is found, by teams and institutions."""
    if rows.empty:
        return
    found = designs(rows)
    target = nl.percent(100 * assumed(found, "target_power"))
    note = (
        f"Per toets. Samenhang binnen een instelling: {_icc(found)}. Een streepje: geen enkele stijging "
        "wordt met die kans gevonden."
    )
    caption = f"De kleinste stijging sinds {contrast(found)} die met {target} kans wordt gevonden"
    print(numbered("kleinste-verandering", caption, tables.smallest_table(found), note))


def similarity_table(rows: pd.DataFrame) -> None:
    """How much hangs on the similarity within institutions, and on the number of tests."""
    if rows.empty:
        return
    found = designs(rows)
    teams = nl.count(middle(found.loc[found["statistic"] == "power", "teams"]))
    note = (
        "Samenhang: hoeveel de antwoorden van teams van één instelling op elkaar lijken, van 0 tot 1. Bij "
        "meer toetsen is de p-waarde aangepast; getoond is de kans bij de eerste stap van Holm, de laagste."
    )
    caption = f"De kans om een verandering sinds {contrast(found)} te vinden met {teams} teams"
    print(numbered("planning-samenhang", caption, tables.similarity_table(found), note))


def _icc(found: pd.DataFrame) -> str:
    return nl.decimal(middle(found["icc"]), 2)
