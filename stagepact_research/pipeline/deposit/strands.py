"""The coded agendas and interviews as a deposit may have them: without words that could name somebody."""

from __future__ import annotations

import pandas as pd

from stagepact_research.pipeline.agendas import coding_files, read_codings
from stagepact_research.pipeline.snapshots import file_provenance, provenance
from stagepact_research.protocol import Project

_REMEDY = "Zet het oorspronkelijke bestand terug."
Table = tuple[str, pd.DataFrame, str, bool]
"""A path, its rows, what it is, and whether it is synthetic."""


def agenda_tables(project: Project, wave: int) -> list[Table]:
    """The codings of the agendas; quotes and notes only when a report printed them."""
    if not coding_files(project, wave):
        return []
    codings, kind = read_codings(project, wave)
    rows = pd.concat(codings, ignore_index=True)
    if kind == "observed":
        # A quote is found back with a search engine, and with it the institution.
        rows = rows.assign(quote="", note="")
    marked = "-synthetisch" if kind == "synthetic" else ""
    name = f"kwaliteitsagendas/{wave}{marked}/codering-{wave}{marked}.csv"
    return [(name, rows, f"Codering van de kwaliteitsagenda's, {wave}.", kind == "synthetic")]


def interview_tables(project: Project, wave: int, *, respondents: bool) -> list[Table]:
    """What a report printed of the interviews; and the codings, of real ones only when asked for."""
    found: list[Table] = []
    folder = project.raw / str(wave) / "interviews"
    for path in sorted(folder.glob("*.csv")):
        if file_provenance(path, _REMEDY) == "published":
            rows = pd.read_csv(path, dtype=str, keep_default_na=False)
            found.append((f"interviews/{wave}/{path.name}", rows, f"Uit het rapport over {wave}.", False))
    coded = project.coded_interviews(wave)
    if coded is None:
        return found
    kind = provenance(coded)
    if kind == "observed" and not respondents:
        return found
    from stagepact_research.strands.interviews import read_coded

    interviews, _, codings = read_coded(coded)
    marked = "-synthetisch" if kind == "synthetic" else ""
    name = f"interviews/{wave}{marked}/coderingen-{wave}{marked}.csv"
    rows = anonymous_codings(interviews, codings)
    says = f"Welk thema in welk interview voorkwam, {wave}; citaten alleen waar ze zijn vrijgegeven."
    return [*found, (name, rows, says, kind == "synthetic")]


def anonymous_codings(interviews: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """A row for every coding: the group, a new number for the interview, the code and a cleared quote.

    Interviews are numbered within their group after sorting by what was coded, so that the number tells
    nothing of the name or the day. Who coded and where the words stand is left out.
    """
    rows = codings.merge(interviews[["interview", "group"]], on="interview")
    content = rows.sort_values("code").groupby(["group", "interview"])["code"].agg(" ".join)
    ordered = content.reset_index().sort_values(["group", "code", "interview"], kind="stable")
    ordered["number"] = ordered.groupby("group").cumcount() + 1
    numbers = ordered.set_index("interview")["number"]
    cleared = rows["cleared"] == "ja"
    out = pd.DataFrame(
        {
            "group": rows["group"],
            "interview": rows["interview"].map(numbers),
            "code": rows["code"],
            "quote": rows["quote"].where(cleared, ""),
        }
    )
    return out.sort_values(["group", "interview", "code", "quote"], kind="stable").reset_index(drop=True)
