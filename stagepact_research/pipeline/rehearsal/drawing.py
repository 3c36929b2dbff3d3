"""Draw the invented wave from DUO's frame, the instruments and the synthetic answers of 2024."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import pandas as pd

from stagepact_research.instruments import load_questionnaire, load_scales
from stagepact_research.instruments.questionnaire import Questionnaire, Scales
from stagepact_research.pipeline.frame import read_frame
from stagepact_research.pipeline.population import population_of
from stagepact_research.pipeline.snapshots import provenance
from stagepact_research.protocol import Project
from stagepact_research.rehearsal.wave import (
    Person,
    Rehearsal,
    Reply,
    Team,
    ask_institutions,
    ask_teams,
    change_answers,
    check_names,
    comparable_headings,
    complete_answers,
    contact_log,
    deal_patterns,
    draw_teams,
    load_rehearsal,
    plan_people,
    scale_score,
)
from stagepact_research.rehearsal.wave.errors import InvalidRehearsal, NobodyTakesPart, RealAnswers
from stagepact_research.rehearsal.wave.population import Answers
from stagepact_research.responses import Responses, dispositions, read_export
from stagepact_research.responses.table import read_table

_ATTITUDES = ("bevorderend", "belemmerend")


@dataclass(frozen=True, eq=False)
class Patterns:
    """The completed synthetic answers of the wave before."""

    questionnaire: Questionnaire
    responses: Responses
    """Of those who completed the questionnaire."""
    category: pd.Series
    """By response its sector category."""
    cells: dict[int, Answers]
    """By response the codes as they stand in the file, by heading."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A wave before its fieldwork."""

    settings: Rehearsal
    seed: int
    questionnaire: Questionnaire
    scales: Scales
    teams: list[Team]
    category_of: dict[str, str]
    """By sector its category."""
    patterns: Patterns
    institutions: list[Reply]
    named: list[Reply]
    """The teams that the institutions named."""
    people: list[Person]
    log: str


def settings_path(project: Project, wave: int) -> Path:
    return project.instruments / "rehearsal" / f"{wave}.yml"


def draw_wave(project: Project, wave: int, seed: int | None = None) -> Drawn:
    """Draw everything: every step has a chance of its own, so that a changed setting moves no other step.

    Raises
    ------
    InvalidRehearsal, UnknownName, RealAnswers, NoPattern, ChangeTooLarge, NobodyTakesPart
    """
    path = settings_path(project, wave)
    settings = load_rehearsal(path)
    if settings.wave != wave:
        raise InvalidRehearsal(f"{path}, wave", f"dit zijn de instellingen van {settings.wave}.")
    chosen = settings.seed if seed is None else seed

    def chance(step: str) -> Random:
        return Random(f"stagepact rehearse {wave} {chosen} {step}")

    questionnaire = load_questionnaire(project.any_questionnaire(wave))
    scales = load_scales(project.instruments / "scales.yml")
    check_names(path, settings, questionnaire, scales)
    patterns = _patterns(project, settings)
    category_of = {
        code: name for name, one in project.protocol.sector_categories.items() for code in one.options
    }
    year = settings.frame_year
    suppressed = project.protocol.nonresponse.suppressed
    population = population_of(read_frame(project, year), year, questionnaire, suppressed=suppressed)
    heading = {item: name for name, item in questionnaire.columns().items()}
    teams = draw_teams(chance("teams"), population.students, population.institutions, settings.population)
    shared = comparable_headings(patterns.questionnaire, questionnaire)
    choice = {
        name: [
            {column: cells[column] for column in shared if cells.get(column)}
            for number, cells in patterns.cells.items()
            if patterns.category[number] == name
        ]
        for name in sorted(set(category_of.values()))
    }
    teams = deal_patterns(
        *(chance("patronen"), teams, choice, category_of, scales, heading, settings.population.institution)
    )
    teams = change_answers(chance("veranderingen"), teams, settings.changes, scales, questionnaire)
    teams = complete_answers(chance("nieuwe vragen"), teams, questionnaire, settings.new_questions)
    refusal, calendar = settings.refusal, settings.fieldwork
    institutions = ask_institutions(chance("instellingen"), population.institutions, refusal)
    named = ask_teams(chance("benaderde teams"), teams, institutions, refusal)
    invited = [teams[int(reply.unit)] for reply in named if reply.outcome == "toegezegd"]
    if not invited:
        raise NobodyTakesPart("geen enkel team doet mee")
    scores = [
        {name: scale_score(team.answers, scales.scale(name).items, heading) for name in _ATTITUDES}
        for team in invited
    ]
    people = plan_people(chance("mensen"), invited, scores, questionnaire, refusal.people, calendar)
    log = contact_log(chance("logboek"), institutions, named, teams, calendar)
    return Drawn(
        *(settings, chosen, questionnaire, scales, teams, category_of, patterns, institutions, named),
        people=people,
        log=log,
    )


def _patterns(project: Project, settings: Rehearsal) -> Patterns:
    wave = settings.patterns.wave
    folder = project.raw / str(wave) / "survey" / settings.patterns.snapshot
    if provenance(folder) != "synthetic":
        raise RealAnswers(folder)
    questionnaire = load_questionnaire(project.any_questionnaire(wave))
    path = folder / "responses.csv"
    responses = read_export(path, questionnaire)
    found = dispositions(responses, questionnaire)
    done = found.index[found == "compleet"]
    table = read_table(path)
    cells = {
        int(row.cells[0]): dict(zip(table.header, row.cells, strict=True)) for row in table.rows if row.cells
    }
    frame = responses.frame.loc[done]
    category = frame["q15"].str.lower().map(_categories(project))
    return Patterns(
        questionnaire,
        Responses(frame, responses.status.loc[done], responses.ignored),
        category,
        {int(number): cells[int(number)] for number in done},
    )


def _categories(project: Project) -> dict[str, str]:
    return {code: name for name, one in project.protocol.sector_categories.items() for code in one.options}
