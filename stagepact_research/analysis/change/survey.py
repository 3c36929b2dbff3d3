"""Everything about the change between two waves of the survey, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from stagepact_research.analysis.change.basis import comparable, comparable_outcomes
from stagepact_research.analysis.change.composition_rows import composition_changes
from stagepact_research.analysis.change.invariance import wave_invariance
from stagepact_research.analysis.change.ordinal_rows import ordinal_changes
from stagepact_research.analysis.change.summaries import summarise_wave, with_assumed_clustering
from stagepact_research.analysis.change.waves import compare_summaries
from stagepact_research.estimates import conform, tidy
from stagepact_research.instruments import compare_versions
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.protocol import Protocol

Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class WaveData:
    """What a comparison needs of one wave."""

    questionnaire: Questionnaire
    answers: pd.DataFrame
    """Respondents by items, as numbers (`survey.scale_answers`)."""
    outcomes: pd.DataFrame
    """Respondents by outcomes, as `nonresponse.outcomes` gives them."""
    strata: pd.DataFrame
    """Respondents by what a change of composition is told apart on; missing where it is not known."""
    clusters: pd.Series | None
    """By respondent the institution; None where it is not known."""
    weighted: pd.DataFrame | None
    """The weighted outcomes with their errors, as `summarise_replicated` gives them; None without weights."""
    provenance: str

    @property
    def wave(self) -> int:
        return int(self.questionnaire.wave)


def analyse_change(earlier: WaveData, later: WaveData, scales: Scales, protocol: Protocol) -> pd.DataFrame:
    """What changed between two waves, for everything that may be compared.

    Rows carry the later wave, and the earlier one in `contrast`:

    - `comparable` (1 or 0) of every item, scale and measure, with the ground as note;
    - `change` and its tests (see `compare_waves`): unweighted, design-based where a wave has institutions;
      `weighting` trimmed with the errors of the replicates; method "assumed_clusters", as if colleagues of
      the earlier wave had answered alike. p-values are adjusted within two
      families: the scales, and one share of every item;
    - method "standaardisatie": of a scale, if the kinds of teams had been those of the later wave;
    - method "ordinaal": the odds ratio of every item with ordered answers;
    - group_by "ronde": whether a scale measures the same in both waves.
    """
    rules, level = protocol.change, protocol.statistics.confidence
    smallest = {"mean": rules.smallest_mean, "pct": rules.smallest_pct}
    synthetic = "synthetic" in (earlier.provenance, later.provenance)
    constant: dict[str, Any] = {
        "wave": str(later.wave),
        "contrast": str(earlier.wave),
        "source": "survey",
        "provenance": "synthetic" if synthetic else "observed",
        "population": "opleidingsteams",
    }
    basis = _basis(earlier, later, scales)
    first, last, refused = comparable_outcomes(earlier.outcomes, later.outcomes, basis)
    parts = [tidy(_basis_rows(basis, refused), **constant)]
    minimum = protocol.statistics.minimum_group
    plain = (
        _testable(summarise_wave(first, None, earlier.clusters), minimum),
        _testable(summarise_wave(last, None, later.clusters), minimum),
    )
    for family, others in _families(first, earlier.questionnaire):
        asked: dict[str, Any] = {"smallest": smallest, "level": level, "family": family}
        before, after = (one.loc[[*family, *others]] for one in plain)
        parts.append(_judged(compare_summaries(before, after, constant=constant, **asked), family))
        if earlier.clusters is None:
            assumed = with_assumed_clustering(before, rules.assumed_correlation, rules.assumed_size)
            parts.append(_judged(compare_summaries(assumed, after, constant=constant, **asked), family))
        if earlier.weighted is not None and later.weighted is not None:
            both = set(earlier.weighted.index) & set(later.weighted.index)
            own, rest = ([one for one in keys if one in both] for keys in (family, others))
            pair = (_testable(w.loc[[*own, *rest]], minimum) for w in (earlier.weighted, later.weighted))
            weighted = {**constant, "weighting": "trimmed"}
            found = compare_summaries(*pair, constant=weighted, **{**asked, "family": own})
            parts.append(_judged(found, own))
    means = [key for key in first.columns if key[1] == "mean"]
    parts.append(
        composition_changes(
            first[means].loc[earlier.strata.dropna().index],
            last[means].loc[later.strata.dropna().index],
            earlier.strata.dropna(),
            later.strata.dropna(),
            clusters=(_of(earlier), _of(later)),
            minimum=protocol.nonresponse.minimum_cell,
            level=level,
            constant=constant,
        )
    )
    allowed = set(basis.loc[basis["comparable"], "subject"])
    items = [
        item for item in earlier.answers.columns if item in allowed and earlier.answers[item].nunique() > 2
    ]
    parts.append(
        ordinal_changes(
            earlier.answers[items],
            later.answers[items],
            clusters=(earlier.clusters, later.clusters),
            level=level,
            constant=constant,
        )
    )
    kept = [scale for scale in scales.scales if scale.id in allowed]
    parts.append(
        wave_invariance(
            earlier.answers,
            later.answers,
            kept,
            protocol,
            waves=(earlier.wave, later.wave),
            constant=constant,
        )
    )
    return conform(pd.concat([part for part in parts if len(part)]))


def _basis(earlier: WaveData, later: WaveData, scales: Scales) -> pd.DataFrame:
    versions = earlier.questionnaire, later.questionnaire
    derived = {"procedures": list(scales.scale("preventie").items)}
    return comparable(compare_versions(*versions), scales.scales, derived=derived, versions=versions)


def _basis_rows(basis: pd.DataFrame, refused: pd.Series) -> list[dict[str, Any]]:
    rows = [
        {"subject": row["subject"], "statistic": "comparable", "category": row["kind"]}
        | {"estimate": float(row["comparable"]), "note": row["basis"]}
        for row in basis.to_dict("records")
    ]
    known = set(basis["subject"])
    return rows + [
        {"subject": subject, "statistic": "comparable", "category": "uitkomst", "estimate": 0.0, "note": why}
        for subject, why in refused.items()
        if subject not in known
    ]


def _of(wave: WaveData) -> pd.Series | None:
    """The institutions of those of whom the kind of team is known."""
    return None if wave.clusters is None else wave.clusters.loc[wave.strata.dropna().index]


def _families(outcomes: pd.DataFrame, questionnaire: Questionnaire) -> list[tuple[list[Key], list[Key]]]:
    """The two declared families, with beside each what is shown without a verdict.

    The scale means; and of every item one share: of its last collapsed category, or of "ja". The other
    categories of an item say the same the other way round, and would only make every test weaker.
    """
    keys: list[Any] = outcomes.columns.tolist()
    declared = {("procedures", "geen")}
    for question in questionnaire.questions():
        last = "ja"
        if question.collapse:
            last = questionnaire.collapses[question.collapse][-1].id
        declared |= {(item, last) for item in question.item_ids()}
    means = [key for key in keys if key[1] == "mean"]
    shares = [key for key in keys if key[1] == "pct"]
    own = [key for key in shares if (key[0], key[2]) in declared]
    families = [(means, []), (own, [key for key in shares if key not in own])]
    return [family for family in families if family[0]]


def _testable(summary: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The summary without an error where there are too few answers, and with one where all are equal.

    A share of 0 or 100 has no spread, and would be taken for certain: its error is that of two more of each
    (Agresti and Coull 1998).
    """
    out = summary.copy()
    equal = (out["se"] == 0) & (out.index.get_level_values("statistic") == "pct")
    n = out["n"] + 4
    out.loc[equal, "se"] = (100 * np.sqrt((2 / n) * (1 - 2 / n) / n))[equal]
    few = out["n"] < minimum
    out.loc[few, ["se", "df"]] = np.nan
    out.loc[few, "remark"] = f"minder dan {minimum} antwoorden"
    return out


def _judged(rows: pd.DataFrame, family: Sequence[Key]) -> pd.DataFrame:
    """The rows without verdicts on what is outside the declared family."""
    inside = {(key[0], key[2]) for key in family}
    own = [pair in inside for pair in zip(rows["subject"], rows["category"], strict=True)]
    return rows[(rows["statistic"] != "verdict") | np.asarray(own, dtype=bool)]
