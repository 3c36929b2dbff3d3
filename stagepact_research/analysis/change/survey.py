"""Everything about the change between two waves of the survey, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
      the earlier wave had answered alike. p-values are adjusted within two families: scales and shares;
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
    plain = summarise_wave(first), summarise_wave(last, None, later.clusters)
    for family in _families(first):
        before, after = (one.loc[family] for one in plain)
        parts.append(compare_summaries(before, after, smallest=smallest, level=level, constant=constant))
        assumed = with_assumed_clustering(before, rules.assumed_correlation, rules.assumed_size)
        if earlier.clusters is None:
            parts.append(compare_summaries(assumed, after, smallest=smallest, level=level, constant=constant))
        if earlier.weighted is not None and later.weighted is not None:
            own = [one for one in family if one in earlier.weighted.index and one in later.weighted.index]
            weighted = {**constant, "weighting": "trimmed"}
            pair = earlier.weighted.loc[own], later.weighted.loc[own]
            parts.append(compare_summaries(*pair, smallest=smallest, level=level, constant=weighted))
    means = [key for key in first.columns if key[1] == "mean"]
    parts.append(
        composition_changes(
            first[means].loc[earlier.strata.dropna().index],
            last[means].loc[later.strata.dropna().index],
            earlier.strata.dropna(),
            later.strata.dropna(),
            clusters=(
                None,
                None if later.clusters is None else later.clusters.loc[later.strata.dropna().index],
            ),
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
            clusters=(None, later.clusters),
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


def _families(outcomes: pd.DataFrame) -> list[list[tuple[str, str, str]]]:
    """The two declared families: the scale means, and the shares."""
    keys: Sequence[Any] = outcomes.columns.tolist()
    families = [[key for key in keys if key[1] == statistic] for statistic in ("mean", "pct")]
    return [family for family in families if family]
