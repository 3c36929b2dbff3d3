"""From teams to places in the student margins, and back.

A team may be bol and bbl, and of several levels (questions 14 and 16); a student has one of each. So a team
stands in one or more places (sector, leerweg, level), with shares that add to one. Raking gives every place a
weight, and the weight of the team is their sum.

Entree: DUO gives Entree students no sectorkamer, so that no margin holds for them. A team of Entree and other
levels is placed by the others; a team of Entree alone counts as level 2, the nearest that has a margin.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stagepact_research.weighting.frame.errors import (
    DoubleRespondent,
    NoPlace,
    UnfitTicks,
    UnfitWeights,
    UnknownMapping,
    UnknownSectorkamer,
    listed,
)
from stagepact_research.weighting.frame.sectors import LEERWEGEN, LEVELS, SECTORS

MAPPINGS: Mapping[str, str] = {
    "verdeeld": "gelijk verdeeld over alle leerwegen en niveaus van het team",
    "hoogste": "het hoogste niveau, gelijk verdeeld over de leerwegen",
    "bol": "het hoogste niveau, en bol als het team bol en bbl is",
}
"""How a team is given its places. The first is used; the others show what hangs on the choice."""


def memberships(teams: pd.DataFrame, mapping: str = "verdeeld") -> pd.DataFrame:
    """The places of every team in the student margins.

    Parameters
    ----------
    teams : responses as `read_export` gives them, with q14bol, q14bbl, q15, q16entree, q16niv2, q16niv3,
        q16niv4; the index names the respondent.
    mapping : one of `MAPPINGS`.

    Returns
    -------
    DataFrame with a row per respondent and place: respondent, sector (code of question 15 in lower case),
    leerweg, niveau (niv2 to niv4), share (above 0, adds to 1 per respondent).

    Raises
    ------
    NoPlace
        If respondents have no sector, no leerweg or no level; by name.
    UnknownMapping, DoubleRespondent, UnfitTicks, UnknownSectorkamer
    """
    if mapping not in MAPPINGS:
        raise UnknownMapping(mapping, MAPPINGS)
    double = teams.index[teams.index.duplicated()]
    if len(double):
        raise DoubleRespondent(double)
    tracks = pd.DataFrame({code: _ticked(teams, f"q14{code}") for code in LEERWEGEN})
    levels = pd.DataFrame({code: _ticked(teams, f"q16{code}") for code in LEVELS.values()})
    sector = _sector(teams)
    _require_place({"sector": sector.notna(), "leerweg": tracks.any(axis=1), "niveau": levels.any(axis=1)})
    levels = _without_entree(levels)
    if mapping != "verdeeld":
        levels = _last_only(levels)
    if mapping == "bol":
        tracks = tracks.assign(bbl=tracks["bbl"] & ~tracks["bol"])
    places = _places(sector, tracks, levels)
    return places.assign(share=1 / places.groupby("respondent")["sector"].transform("size").astype(float))


def team_weights(rows: pd.DataFrame, row_weights: pd.Series) -> pd.Series:
    """The weight of every team: the sum of the weights of its places.

    Parameters
    ----------
    rows : as `memberships` gives them, n rows.
    row_weights : their weights, n, with the same index; 0 or more. Base weights are the shares.

    Returns
    -------
    Series of float by respondent, in the order of `rows`; adds to the sum of `row_weights`.

    Raises
    ------
    UnfitWeights
    """
    if not row_weights.index.equals(rows.index):
        expected = "één gewicht per regel van memberships, met dezelfde index"
        raise UnfitWeights("gewichten", "de gewichten en de plaatsen passen niet bij elkaar.", expected)
    values = row_weights.to_numpy(float)
    wrong = rows["respondent"][~(np.isfinite(values) & (values >= 0))].unique()
    if len(wrong):
        found = f"ontbrekend, negatief of oneindig bij respondent {listed(wrong)}."
        raise UnfitWeights("gewichten", found, "getallen van 0 of meer")
    return row_weights.groupby(rows["respondent"], sort=False).sum().astype(float).rename("weight")


def per_team(weights: pd.Series, size: pd.Series) -> pd.Series:
    """Weights for statements about teams, from weights for statements about students.

    w_team = c * w_student / size, with c such that the weights add to the number of respondents. With student
    weights a result is the share of STUDENTS whose team does something: raking to student totals lets a team
    stand for students. Divided by the students per team, every weight stands for a number of teams, and the
    result is the share of TEAMS. The two differ where large teams do other things than small ones.

    Parameters
    ----------
    weights : student weights by respondent, n, above 0.
    size : students per team by respondent, above 0; may have other respondents too.

    Raises
    ------
    UnfitWeights
        If a weight or a size is missing, zero or negative; by name of the respondents.
    """
    sizes = size.reindex(weights.index).astype(float)
    for what, series in (("gewichten", weights.astype(float)), ("teamgrootte", sizes)):
        wrong = series.index[~(np.isfinite(series) & (series > 0))]
        if len(wrong):
            found = f"ontbrekend, nul of negatief bij respondent {listed(wrong)}."
            raise UnfitWeights(what, found, "een getal boven 0 voor elke respondent")
    per = weights.astype(float) / sizes
    return (per * len(per) / per.sum()).rename("weight")


def _ticked(teams: pd.DataFrame, column: str) -> pd.Series:
    if column not in teams.columns:
        raise UnfitTicks(column, "de kolom ontbreekt.")
    try:
        return teams[column].astype("boolean").fillna(False).astype(bool)
    except (TypeError, ValueError):
        raise UnfitTicks(column, "er staat iets anders dan een aangekruist antwoord.") from None


def _sector(teams: pd.DataFrame) -> pd.Series:
    if "q15" not in teams.columns:
        raise UnfitTicks("q15", "de kolom ontbreekt.")
    found = teams["q15"].astype(object).str.lower() if len(teams) else teams["q15"].astype(object)
    unknown = sorted(set(found.dropna()) - set(SECTORS))
    if unknown:
        raise UnknownSectorkamer(unknown)
    return found


def _require_place(present: Mapping[str, pd.Series]) -> None:
    missing = {what: list(known.index[~known]) for what, known in present.items() if not known.all()}
    if missing:
        raise NoPlace(missing)


def _places(sector: pd.Series, tracks: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """A row for every ticked leerweg by ticked level, in the order of the respondents."""
    number = np.arange(len(sector))
    parts = []
    for track in tracks.columns:
        for level in levels.columns:
            here = (tracks[track] & levels[level]).to_numpy()
            parts.append(pd.DataFrame({"number": number[here], "leerweg": track, "niveau": level}))
    found = pd.concat(parts, ignore_index=True).sort_values("number", kind="stable", ignore_index=True)
    found.insert(0, "respondent", sector.index[found["number"]])
    found.insert(1, "sector", sector.to_numpy()[found["number"]])
    return found.drop(columns="number")


def _without_entree(levels: pd.DataFrame) -> pd.DataFrame:
    only_entree = ~levels[["niv2", "niv3", "niv4"]].any(axis=1)
    return levels.assign(niv2=levels["niv2"] | only_entree).drop(columns="entree")


def _last_only(ticks: pd.DataFrame) -> pd.DataFrame:
    """Of every row only the last tick, in the order of the columns."""
    values = ticks.to_numpy()
    later = np.cumsum(values[:, ::-1], axis=1)[:, ::-1] - values
    return pd.DataFrame(values & (later == 0), index=ticks.index, columns=ticks.columns)
