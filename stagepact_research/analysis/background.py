"""Who answered, and about what kind of team: Tables 4.2 and 4.3, and the breakdowns of section 4.4.8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stagepact_research.analysis.descriptives import Constant, Row, count_rows
from stagepact_research.analysis.errors import UnknownColumn
from stagepact_research.estimates import tidy
from stagepact_research.instruments.questionnaire import Questionnaire

LEVELS = ("q16entree", "q16niv2", "q16niv3", "q16niv4")
MELDINGEN = {"J": "ja", "N": "nee", "W": "weet_ik_niet"}
_LEERWEG = ["bol", "bbl", "beide"]


def leerweg(frame: pd.DataFrame) -> pd.Series:
    """bol, bbl or beide for every response; missing where neither was ticked."""
    bol, bbl = _ticked(frame, "q14bol"), _ticked(frame, "q14bbl")
    labels = np.select([bol & bbl, bol, bbl], ["beide", "bol", "bbl"], default="")
    found = pd.Series(labels, index=frame.index, name="leerweg", dtype=object)
    return found.mask(found == "").astype(pd.CategoricalDtype(_LEERWEG))


def sector_category(frame: pd.DataFrame, categories: Mapping[str, Sequence[str]]) -> pd.Series:
    """The category of every response's sectorkamer (q15), missing where it was not answered.

    Parameters
    ----------
    categories : by category the sectorkamers in it, as codes in lower case (the protocol's).

    Raises
    ------
    UnknownColumn
        If a sectorkamer was answered that no category holds.
    """
    _require(frame, ["q15"])
    category = {option: name for name, options in categories.items() for option in options}
    codes = frame["q15"].dropna().str.lower()
    unplaced = sorted(set(codes) - set(category))
    if unplaced:
        raise UnknownColumn("sector_categories in protocol.yml", unplaced)
    found = codes.map(category).reindex(frame.index).rename("sectorcategorie")
    return found.astype(pd.CategoricalDtype(list(categories)))


def breakdowns(frame: pd.DataFrame, sector_categories: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The three breakdowns of the group comparisons, respondents by leerweg, meldingen, sectorcategorie.

    leerweg: bol against bbl_of_beide; meldingen: ja, nee, weet_ik_niet; sectorcategorie: as the protocol
    names them. Missing where the respondent did not get there.
    """
    _require(frame, ["q04"])
    tracks = leerweg(frame).astype(object).replace({"bbl": "bbl_of_beide", "beide": "bbl_of_beide"})
    reports = frame["q04"].map(MELDINGEN)
    return pd.DataFrame(
        {
            "leerweg": tracks.astype(pd.CategoricalDtype(["bol", "bbl_of_beide"])),
            "meldingen": reports.astype(pd.CategoricalDtype(list(MELDINGEN.values()))),
            "sectorcategorie": sector_category(frame, sector_categories),
        },
        index=frame.index,
    )


def background(
    frame: pd.DataFrame,
    questionnaire: Questionnaire,
    sector_categories: Mapping[str, Sequence[str]],
    *,
    constant: Constant = None,
) -> pd.DataFrame:
    """Rows `n` and `pct` of leerweg, levels, number of levels, sectorkamer and its category, and function.

    Each over those who answered the question. Levels may be chosen together: each is a subject of its
    own (q16niv2) with category "ja", and `aantal_niveaus` counts 1-4 and "1+2".

    Parameters
    ----------
    frame : the responses to describe, as `read_export` returns them.
    questionnaire : gives the sectorkamers, also those that nobody chose.
    sector_categories : as for `sector_category`.
    """
    _require(frame, [*LEVELS, "q15", "q17"])
    rows = _shares("leerweg", leerweg(frame), _LEERWEG)
    ticks = pd.DataFrame({item: _ticked(frame, item) for item in LEVELS})
    number = ticks.sum(axis=1)[ticks.any(axis=1)]
    for item in LEVELS:
        rows += count_rows(item, len(number), {"ja": int(ticks[item].sum())})
    levels = {str(k): int((number == k).sum()) for k in range(1, len(LEVELS) + 1)}
    rows += count_rows("aantal_niveaus", len(number), levels | {"1+2": int((number <= 2).sum())})
    for question in ("q15", "q17"):
        options = [option.code.lower() for option in questionnaire.question(question).options]
        rows += _shares(question, frame[question].dropna().str.lower(), options)
    sectors = sector_category(frame, sector_categories)
    rows += _shares("sectorcategorie", sectors, list(sector_categories))
    return tidy(rows, **(constant or {}))


def _shares(subject: str, values: pd.Series, categories: Sequence[str]) -> list[Row]:
    n = int(values.notna().sum())
    return count_rows(subject, n, {category: int((values == category).sum()) for category in categories})


def _ticked(frame: pd.DataFrame, item: str) -> pd.Series:
    _require(frame, [item])
    return frame[item].astype("boolean").fillna(False).astype(bool)


def _require(frame: pd.DataFrame, items: Sequence[str]) -> None:
    absent = [item for item in items if item not in frame.columns]
    if absent:
        raise UnknownColumn("de antwoorden", absent)
