"""The change between two waves: from the products of each wave to one table of estimates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stagepact_research.analysis.change.survey import WaveData, analyse_change
from stagepact_research.analysis.nonresponse.survey import NonresponseAnalysis
from stagepact_research.estimates import write_estimates
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project

KEY = ("subject", "statistic", "category")
_SPLIT = "|"


def flat(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes with names that a file can hold."""
    return outcomes.set_axis([_SPLIT.join(map(str, key)) for key in outcomes.columns], axis=1)


def keyed(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes as `flat` wrote them, with columns (subject, statistic, category)."""
    keys = [tuple(str(name).split(_SPLIT)) for name in outcomes.columns]
    return outcomes.set_axis(pd.MultiIndex.from_tuples(keys, names=KEY), axis=1)


def summarised(found: NonresponseAnalysis) -> pd.DataFrame:
    """The weighted outcomes of a wave with the errors of its replicates; no rows where there are none."""
    from stagepact_research.analysis.change.summaries import summarise_replicated

    weights = found.weights
    step = next((name for name in ("trimmed", "completion") if name in weights.replicates), "")
    lost = weights.kind == "jackknife" and step and weights.replicates[step].shape[1] < weights.planned
    if not step or lost:
        return pd.DataFrame(columns=[*KEY])
    summary = summarise_replicated(
        found.outcomes,
        weights.steps[step],
        weights.replicates[step],
        kind=weights.kind,
        df=float(weights.clusters - 1),
        planned=weights.planned,
    )
    return summary.reset_index()


def make_change(project: Project, earlier: int, later: int, estimates: Path) -> None:
    """Compare two waves and keep the rows."""
    scales = load_scales(project.instruments / "scales.yml")
    first, last = _wave(project, earlier), _wave(project, later)
    write_estimates(analyse_change(first, last, scales, project.protocol), estimates)


def _wave(project: Project, wave: int) -> WaveData:
    """What the products of one wave hold."""
    from stagepact_research.analysis.background import breakdowns
    from stagepact_research.analysis.survey import scale_answers

    folder = project.processed / str(wave)
    frame, status, outcomes, weighted = (
        pd.read_parquet(folder / f"{name}.parquet")
        for name in ("responses", "status", "outcomes", "weighted")
    )
    places = pd.read_parquet(folder / "institutions.parquet")["instelling"]
    scales = load_scales(project.instruments / "scales.yml")
    rows = outcomes.index
    sectors = {name: one.options for name, one in project.protocol.sector_categories.items()}
    groups = breakdowns(frame.loc[rows], sectors)
    return WaveData(
        questionnaire=load_questionnaire(project.questionnaire(wave)),
        answers=scale_answers(frame.loc[rows], status.loc[rows], scales, project.protocol),
        outcomes=keyed(outcomes),
        strata=groups[["sectorcategorie", "leerweg"]].astype(object),
        clusters=places if len(places) else None,
        weighted=weighted.set_index(list(KEY)) if len(weighted) else None,
        provenance=provenance(project.snapshot(wave)),
    )
