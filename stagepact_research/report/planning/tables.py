"""The tables of a plan, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stagepact_research.report import nl
from stagepact_research.report.planning.reading import NEXT, Change, changes, contrast, middle, of
from stagepact_research.report.tables import pipe_table

_TIGHT = "\N{NO-BREAK SPACE}"


def needed_table(found: pd.DataFrame) -> str:
    """How many teams, by change and number of institutions, at the middle similarity."""
    wave, institutions = contrast(found), _institutions(found)
    rows: list[list[str]] = []
    for compared, says in ((wave, f"Vergeleken met {wave}"), (NEXT, "Met een even grote ronde erna")):
        rows.append([f"**{says}**", *[""] * len(institutions)])
        for change in changes(found):
            own = of(found, "teams_needed", compared, change)
            own = own[own["icc"] == middle(own["icc"])].sort_values("instellingen")
            cells = [needed_words(row) for _, row in own.iterrows()]
            rows.append([_capital(change.words), *cells])
    return _by_institutions("Verandering", rows, institutions)


def smallest_table(found: pd.DataFrame) -> str:
    """The smallest change beside the last wave, by institutions and teams, at the middle similarity."""
    wave = contrast(found)
    teams = sorted(found["teams"].dropna().unique())
    rows: list[list[str]] = []
    for change in changes(found):
        own = of(found, "smallest_change", wave, change)
        own = own[own["icc"] == middle(own["icc"])]
        rows.append([f"**{_capital(_start(change))}**", *[""] * len(teams)])
        for number, one in own.groupby("instellingen"):
            by_teams = one.set_index("teams")["estimate"]
            decimals = 2 if change.start is None else 0
            cells = [nl.decimal(float(by_teams[n]), decimals) for n in teams]
            rows.append([f"{nl.count(float(str(number)))} instellingen", *cells])
    header = ["Instellingen", *(f"{nl.count(n)} teams".replace(" ", _TIGHT) for n in teams)]
    return pipe_table(header, rows, "l" + "r" * len(teams), [30, *[10] * len(teams)])


def similarity_table(found: pd.DataFrame) -> str:
    """The power at the middle number of teams, by similarity, for one test and for the most tests."""
    wave, institutions = contrast(found), _institutions(found)
    power = found[found["statistic"] == "power"]
    teams, counts = middle(power["teams"]), sorted(power["toetsen"].dropna().unique())
    rows: list[list[str]] = []
    for change in changes(found):
        rows.append([f"**{_capital(change.words)}**", *[""] * len(institutions)])
        for tests in dict.fromkeys((counts[0], counts[-1])):
            own = of(found, "power", wave, change, tests=tests)
            for icc, one in own[own["teams"] == teams].groupby("icc"):
                by_institutions = one.set_index("instellingen")["estimate"]
                says = f"samenhang {nl.decimal(float(str(icc)), 2)}"
                if tests > 1:
                    says += f", {nl.words(tests)} toetsen"
                rows.append([says, *(nl.percent(100 * float(by_institutions[n])) for n in institutions)])
    return _by_institutions("Verandering", rows, institutions)


def needed_words(row: pd.Series) -> str:
    """A number of teams, or why there is none."""
    note = str(row["note"])
    if note.startswith("meer_dan"):
        return f"meer dan {note.split()[-1]}".replace(" ", _TIGHT)
    if note == "niet_haalbaar":
        return f"niet{_TIGHT}haalbaar"
    number = nl.count(float(row["estimate"]))
    return f"{number}{_TIGHT}of{_TIGHT}minder" if note == "hooguit" else number


def _by_institutions(first: str, rows: Sequence[Sequence[str]], institutions: Sequence[float]) -> str:
    header = [first, *(f"{nl.count(n)} instellingen".replace(" ", _TIGHT) for n in institutions)]
    return pipe_table(header, rows, "l" + "r" * len(institutions), [34, *[15] * len(institutions)])


def _institutions(found: pd.DataFrame) -> list[float]:
    return sorted(found["instellingen"].dropna().unique())


def _start(change: Change) -> str:
    if change.start is None:
        return "schaal, in standaardafwijkingen"
    return f"vanaf {nl.percent(change.start)}, in procentpunten"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
