"""The data products: answers, scores, estimates and the comparison with the printed numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from stagepact_research.estimates import conform, read_estimates, select, tidy, write_estimates
from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.pipeline.fieldwork.snapshot import PARTICIPATION, read_manifest
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.responses import Responses, code_reasons, read_export
from stagepact_research.responses.columns import columns_of
from stagepact_research.responses.dispositions import UNCODED
from stagepact_research.responses.reasons import REASONS, read_reasons

SMALL_CELLS = "Tabel 4.2"
"""The table of the 2024 report that has cells of fewer than five teams."""


def make_responses(project: Project, wave: int, answers: Path, status: Path, about: Path) -> tuple[str, ...]:
    """Read the wave's snapshot and keep the typed answers and why each missing one is missing."""
    questionnaire = load_questionnaire(project.questionnaire(wave))
    responses = read_export(project.snapshot(wave) / "responses.csv", questionnaire)
    _write(without_open_answers(responses.frame, questionnaire, reasons_of(project, wave)), answers)
    _write(responses.status, status)
    _write(responses.about, about)
    return responses.notes


def reasons_of(project: Project, wave: int) -> dict[str, str]:
    """The category of every coded reason to decline: the protocol's, and those that stay with the answers."""
    beside = project.snapshot(wave) / REASONS
    known = project.protocol.refusal_reasons
    return known | (read_reasons(beside, {*known.values()}) if beside.exists() else {})


def without_open_answers(
    frame: pd.DataFrame, questionnaire: Questionnaire, reasons: Mapping[str, str]
) -> pd.DataFrame:
    """The answers without what people typed: contact details and open answers stay in the raw export.

    A reason to refuse becomes its category, for that is counted; any other becomes empty, which is counted as
    not coded.
    """
    typed = [column.item for column in columns_of(questionnaire) if column.kind == "text"]
    first = next(questionnaire.questions()).item_ids()
    kept = frame.drop(columns=[item for item in typed if item not in first])
    for item in typed:
        if item in first:
            category = code_reasons(frame[item], reasons)
            kept[item] = category.where(category != UNCODED, "")
    return kept


def make_estimates(
    project: Project,
    wave: int,
    kept: tuple[Path, Path, Path],
    scores: Path,
    weights: Path,
    outcomes: Path,
    estimates: Path,
) -> None:
    """Everything that one wave of the survey gives, weighted too; and what a comparison of waves needs.

    `kept` are the answers, their status and what is known about them, as `make_responses` wrote them.
    """
    from stagepact_research.analysis.nonresponse import analyse_nonresponse
    from stagepact_research.analysis.survey import analyse_survey, survey_scores
    from stagepact_research.pipeline.change import flat, summarised
    from stagepact_research.pipeline.population import participation, population

    questionnaire = load_questionnaire(project.questionnaire(wave))
    scales = load_scales(project.instruments / "scales.yml")
    frame, statuses, abouts = (pd.read_parquet(path) for path in kept)
    responses = Responses(frame, statuses, (), about=abouts)
    kind = provenance(project.snapshot(wave))
    # The answers hold categories by now.
    categories = {category: category for category in reasons_of(project, wave).values()}
    coded = project.protocol.model_copy(update={"refusal_reasons": categories})
    found = analyse_survey(responses, questionnaire, scales, coded, provenance=kind)
    scored = survey_scores(responses, scales, project.protocol)
    missing = analyse_nonresponse(
        responses,
        questionnaire,
        scored,
        project.protocol,
        population(project, wave, questionnaire),
        participation(project, wave),
        provenance=kind,
    )
    _write(scored, scores)
    _write(missing.weights.steps.drop(columns="none"), weights)
    _write(flat(missing.outcomes), outcomes)
    _write(summarised(missing), outcomes.with_name("weighted.parquet"))
    # Without rows where nobody knows who works where: a file left from before would be taken for this wave's.
    places = pd.Series(dtype=object) if missing.clusters is None else missing.clusters
    _write(places.to_frame("instelling"), outcomes.with_name("institutions.parquet"))
    course = _fieldwork(project, wave, responses, questionnaire, kind)
    stages = [_recruitment(project, wave, kind), _population(project, wave)]
    write_estimates(conform(pd.concat([found, missing.estimates, course, *stages])), estimates)


def _recruitment(project: Project, wave: int, answers: str) -> pd.DataFrame:
    """The stages of refusal, where the wave has a contact log; else no rows.

    A synthetic log beside real answers would be taken for how they were recruited: it is left out.
    """
    from stagepact_research.analysis.nonresponse.stages import recruitment_rows
    from stagepact_research.pipeline.population import contact_log
    from stagepact_research.responses.recruitment import recruitment

    found = contact_log(project, wave)
    if found is None or (found[1] == "synthetic" and answers != "synthetic"):
        return tidy([])
    log, kind = found
    minimum = project.protocol.nonresponse.minimum_cell
    return recruitment_rows(recruitment(log), minimum, wave=wave, provenance=kind)


def _fieldwork(
    project: Project, wave: int, responses: Responses, questionnaire: Questionnaire, kind: str
) -> pd.DataFrame:
    """The course of the fieldwork, where the snapshot says who was invited; else no rows."""
    from stagepact_research.analysis.suppression import hide_reasons
    from stagepact_research.responses.fieldwork import fieldwork, fieldwork_estimates, read_participation

    path = project.snapshot(wave) / PARTICIPATION
    if not path.exists():
        return tidy([])
    moment = read_manifest(path.parent).get("finished", "")
    work = fieldwork(
        responses,
        questionnaire,
        read_participation(path),
        today=date.fromisoformat(str(moment)[:10]) if moment else date.today(),
        seed=project.protocol.seeds.projection,
    )
    rows = fieldwork_estimates(work, wave=wave, provenance=kind)
    return hide_reasons(rows, project.protocol.nonresponse.minimum_cell)


def _population(project: Project, wave: int) -> pd.DataFrame:
    """DUO's students that the wave is weighted to, where the protocol names the year; else no rows."""
    from stagepact_research.analysis.nonresponse.frame import population_rows
    from stagepact_research.pipeline.population import wave_frame

    frame, year = wave_frame(project, wave), project.protocol.waves[wave].frame_year
    if frame is None or year is None:
        return tidy([])
    return population_rows(frame.students, year, project.protocol.nonresponse.margins, wave=wave)


def make_change(project: Project, earlier: int, later: int, estimates: Path) -> None:
    """What changed between two waves."""
    from stagepact_research.pipeline.change import make_change as compare

    compare(project, earlier, later, estimates)


def make_combined(
    project: Project,
    own: tuple[Path, ...],
    printed: tuple[Path, ...],
    estimates: Path,
    audit: Path,
    example: Path,
) -> None:
    """The estimates of all waves and the printed numbers, in one table that may be published.

    This is the only table that the report, the downloads and the deposit read; beside it stand the record of
    what was hidden and why, and the table of 2024 with small cells as it would be published now.
    """
    from stagepact_research.archive.disclosure import printed_now, protect

    rules = project.protocol.disclosure
    sectors = {
        name: [option.lower() for option in one.options]
        for name, one in project.protocol.sector_categories.items()
    }
    whole = conform(pd.concat([read_estimates(path) for path in (*own, *printed)]))
    safe, hidden = protect(whole, rules, rules.exceptions, sectors=sectors)
    _write(hidden, audit)
    tables = [read_estimates(path) for path in printed]
    whole = conform(pd.concat(tables)) if tables else tidy([])
    _write(printed_now(whole, rules, locator=SMALL_CELLS, sectors=sectors), example)
    write_estimates(safe, estimates)


def make_verification(project: Project, waves: tuple[int, ...], estimates: Path, verification: Path) -> None:
    """Every printed number of these waves beside the computed one, with its verdict."""
    from stagepact_research.report.verification import target_rule, verify

    rules = project.protocol.verification
    compared = [
        verify(
            read_estimates(project.published(wave)),
            select(read_estimates(estimates), wave=wave, weighting="none"),
            targets=target_rule(rules.targets),
            impossible=rules.impossible,
            quantifiers=project.protocol.quantifiers,
        )
        for wave in waves
    ]
    _write(pd.concat(compared, ignore_index=True), verification)


def _write(frame: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    frame.to_parquet(partial)
    partial.replace(path)
