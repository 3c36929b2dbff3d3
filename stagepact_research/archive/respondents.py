"""The file of respondents: every answer as a number, and every missing one as the reason why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stagepact_research.analysis.background import leerweg, sector_category
from stagepact_research.codebook.missing import NOT_ASKED, REASONS, REFUSED, SKIPPED, STOPPED, TOO_FEW
from stagepact_research.codebook.variables import Variable
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.responses import Responses, dispositions

_BY_STATUS = {reason.status: reason.code for reason in REASONS if reason.status}
_DECLINED = 1
"""The code of the disposition of who declined."""


def respondent_file(
    responses: Responses,
    scores: pd.DataFrame,
    weights: pd.DataFrame,
    questionnaire: Questionnaire,
    variables: Sequence[Variable],
    sector_categories: Mapping[str, Sequence[str]],
    analysis_base: str,
) -> pd.DataFrame:
    """One row a response, one column a variable, everything a number.

    Answers are the codes of `Variable.values`; a missing one is the negative code of its reason. Weights are
    empty (NaN) for whoever is outside the weighting. The rows are sorted by their answers and numbered anew:
    neither the place nor the number tells who answered when.

    Parameters
    ----------
    responses : as `read_export` gives them; texts are not looked at.
    scores : respondents by scales, with `preventie_aantal`.
    weights : respondents in the weighting by steps: completion, raked, trimmed.
    analysis_base : the scale on which somebody needs a score to be analysed.
    """
    disposition = _disposition(responses, questionnaire, variables)
    refused = disposition == _DECLINED
    columns: dict[str, pd.Series] = {}
    for variable in variables:
        if variable.question:
            columns[variable.name] = _answers(responses, variable, refused, questionnaire)
        elif variable.part == "schaal":
            columns[variable.name] = _score(scores, variable, responses.status, refused, analysis_base)
        elif variable.part == "gewicht":
            step = variable.name.removeprefix("gewicht_")
            columns[variable.name] = weights[step].reindex(disposition.index).round(6)
    columns |= {
        "dispositie": disposition,
        "geanalyseerd": scores[analysis_base].notna().reindex(disposition.index).astype("int64"),
        "leerweg": _grouped(_tracks(responses.frame), _named(variables, "leerweg"), columns["q14bol"]),
        "sectorcategorie": _grouped(
            sector_category(responses.frame, sector_categories),
            _named(variables, "sectorcategorie"),
            columns["q15"],
        ),
    }
    return _numbered(pd.DataFrame(columns), [variable.name for variable in variables])


def _numbered(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The rows in the order of what they hold, numbered from 1, and the columns in the order of the file."""
    own = [name for name in names if name != "volgnummer"]
    ordered = frame[own].sort_values(own, kind="stable").reset_index(drop=True)
    ordered.insert(0, "volgnummer", np.arange(1, len(ordered) + 1, dtype="int64"))
    return ordered[list(names)]


def _disposition(
    responses: Responses, questionnaire: Questionnaire, variables: Sequence[Variable]
) -> pd.Series:
    codes = {value.category: value.code for value in _named(variables, "dispositie").values}
    return dispositions(responses, questionnaire).map(codes).astype("int64")


def _answers(
    responses: Responses, variable: Variable, refused: pd.Series, questionnaire: Questionnaire
) -> pd.Series:
    given, status = responses.frame[variable.name], responses.status[variable.name]
    found = status.map(_BY_STATUS).astype("float64")
    answered = status == "answered"
    if given.dtype == "boolean":
        found = found.mask(answered, given.fillna(False).astype("float64"))
    elif given.dtype == object:
        found = found.mask(answered, given.map({value.answer: value.code for value in variable.values}))
    else:
        found = found.mask(answered, given)
    first = next(questionnaire.questions()).id
    if variable.question != first:
        # Not asked because they declined is another thing than not asked because of an answer.
        found = found.mask(refused & (found == NOT_ASKED.code), REFUSED.code)
    return found.astype("int64")


def _score(
    scores: pd.DataFrame,
    variable: Variable,
    status: pd.DataFrame,
    refused: pd.Series,
    analysis_base: str,
) -> pd.Series:
    found = scores[variable.name].reindex(status.index).astype("float64").round(6)
    if variable.name.endswith("_aantal"):
        # Counted for all, also for who never got there; it means something for the analysed alone.
        found = found.where(scores[analysis_base].reindex(status.index).notna())
    stopped = (status[list(variable.items)] == STOPPED.status).all(axis=1)
    reason = pd.Series(float(TOO_FEW.code), index=found.index).mask(stopped, float(STOPPED.code))
    return found.where(found.notna(), reason.mask(refused, float(REFUSED.code)))


def _tracks(frame: pd.DataFrame) -> pd.Series:
    return leerweg(frame).astype(object).map({"bol": 1, "bbl": 2, "beide": 2})


def _grouped(groups: pd.Series, variable: Variable, asked: pd.Series) -> pd.Series:
    """The group's code; where there is none, the reason for which the question has no answer."""
    codes = {value.category or value.code: value.code for value in variable.values}
    found = groups.astype(object).map(codes).astype("float64")
    reason = asked.where(asked < 0, SKIPPED.code).astype("float64")
    return found.where(found.notna(), reason).astype("int64")


def _named(variables: Sequence[Variable], name: str) -> Variable:
    return next(variable for variable in variables if variable.name == name)
