"""What stands beside the answers of a wave: its population, its contact log, and who was invited."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stagepact_research.analysis.nonresponse import Population
from stagepact_research.analysis.nonresponse.population import INSTITUTION
from stagepact_research.errors import InputProblem
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.pipeline.fieldwork.snapshot import PARTICIPATION
from stagepact_research.pipeline.frame import Frame, read_frame
from stagepact_research.pipeline.snapshots import file_provenance
from stagepact_research.protocol import Project
from stagepact_research.responses.fieldwork import read_participation
from stagepact_research.responses.recruitment import last_outcomes, read_contact_log
from stagepact_research.weighting.frame import codes_not_offered, institution_frame, students


def wave_frame(project: Project, wave: int) -> Frame | None:
    """The frame that the protocol gives the wave; None where it names no year."""
    year = project.protocol.waves[wave].frame_year
    return None if year is None else read_frame(project, year)


def _newest(project: Project, wave: int) -> Frame | None:
    """The frame of the wave, or the newest for a wave that is being prepared."""
    return wave_frame(project, wave) if wave in project.protocol.waves else read_frame(project)


def population(project: Project, wave: int, questionnaire: Questionnaire) -> Population | None:
    """DUO's students and institutions of the year that the protocol gives the wave.

    An institution that the questionnaire does not offer counts with the one that its teams choose instead.
    """
    frame, year = wave_frame(project, wave), project.protocol.waves[wave].frame_year
    if frame is None or year is None:
        return None
    return population_of(frame, year, questionnaire, suppressed=project.protocol.nonresponse.suppressed)


def population_of(frame: Frame, year: int, questionnaire: Questionnaire, *, suppressed: float) -> Population:
    """The students and institutions of one year, an institution that is not offered with another's teams."""
    offered = [o.code for q in questionnaire.questions() if q.id == INSTITUTION for o in q.options]
    others = codes_not_offered(frame.institutions, year, offered) if offered else {}
    return Population(
        students=students(frame.students, year, suppressed=suppressed),
        institutions=institution_frame(
            frame.institutions,
            year,
            successors=frame.successors,
            answered_as=others,
            suppressed=suppressed,
        ),
    )


def contact_log(project: Project, wave: int, path: Path | None = None) -> tuple[pd.DataFrame, str] | None:
    """The contact log of a wave (`path`, or the one of the protocol) and its provenance; None without one.

    Raises
    ------
    InputProblem
        If the log is not the one of its manifest, breaks its layout, or names an institution that DUO does
        not know (a synthetic log has codes of its own).
    """
    path = path or project.recruitment(wave)
    if not path.is_file():
        return None
    kind = file_provenance(
        path, "Zet het oorspronkelijke bestand terug. Een echt logboek krijgt een eigen naam (protocol.yml)."
    )
    log = read_contact_log(path)
    frame = _newest(project, wave)
    if kind != "synthetic" and frame is not None:
        known = set(frame.institutions["instelling"])
        unknown = sorted(set(last_outcomes(log)["instelling"]) - known)
        if unknown:
            raise InputProblem(
                f"{path}, kolom instelling",
                f"{', '.join(unknown[:5])} staat niet in het steekproefkader.",
                "de instellingscodes van DUO, zoals 25PW",
                "Vernieuw het kader met: stagepact frame, of verbeter de code.",
            )
    return log, kind


def participation(project: Project, wave: int) -> pd.DataFrame | None:
    """Who was invited, as the snapshot of the wave says; None where it does not."""
    path = project.snapshot(wave) / PARTICIPATION
    return read_participation(path) if path.exists() else None
