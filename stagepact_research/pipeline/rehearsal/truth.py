"""waarheid.json: everything that is known of an invented wave and never of a real one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from stagepact_research.analysis.survey import survey_scores
from stagepact_research.errors import InputProblem
from stagepact_research.instruments import content_hash
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.pipeline.rehearsal.drawing import Drawn, settings_path
from stagepact_research.pipeline.rehearsal.fieldwork import Ran
from stagepact_research.protocol import Project
from stagepact_research.rehearsal.wave import Team, all_outcomes, truth_rows, truth_table
from stagepact_research.responses import Responses, read_export
from stagepact_research.responses.export_format import format_export

GENERATOR = "stagepact_research.rehearsal.wave 1"
TRUTH = "waarheid.json"
STATEMENT = (
    "Synthetische gegevens van een oefenronde op de oefenserver: verzonnen teams, geen antwoorden van "
    "mensen. Niets hierin gaat over een echte instelling: codes van instellingen staan er alleen omdat de "
    "vragenlijst ze vraagt, en wie meedoet of weigert is geloot. Geen bevindingen. / Synthetic data of a "
    "rehearsal: invented teams, no answers of people, nothing about a real institution, no findings."
)


def truth_of(project: Project, drawn: Drawn, ran: Ran) -> dict[str, Any]:
    """The truth of a wave that was drawn and run, as it stands in waarheid.json."""
    teams = as_responses(drawn.teams, drawn.questionnaire)
    patterns = drawn.patterns
    protocol = project.protocol
    outcomes = truth_rows(
        all_outcomes(teams, survey_scores(teams, drawn.scales, protocol), drawn.questionnaire),
        all_outcomes(
            patterns.responses,
            survey_scores(patterns.responses, drawn.scales, protocol),
            patterns.questionnaire,
        ),
        complete=pd.Series([team.number in ran.completed for team in drawn.teams], index=teams.frame.index),
        institution=pd.Series([team.institution for team in drawn.teams], index=teams.frame.index),
        category=pd.Series([drawn.category_of[team.sector] for team in drawn.teams], index=teams.frame.index),
        pattern_category=patterns.category,
    )
    path = settings_path(project, drawn.settings.wave)
    return {
        "provenance": "synthetic",
        "statement": STATEMENT,
        "wave": drawn.settings.wave,
        "seed": drawn.seed,
        "generator": GENERATOR,
        "code": metadata.version("stagepact-research"),
        "instrument": {
            "version": drawn.questionnaire.version,
            "sha256": content_hash(drawn.questionnaire),
        },
        "settings_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "settings": drawn.settings.model_dump(mode="json"),
        "population": _population(drawn),
        "participation": _participation(drawn, ran),
        "outcomes": outcomes,
    }


def as_responses(teams: list[Team], questionnaire: Questionnaire) -> Responses:
    """What the wave would be if every team had completed the questionnaire, read as an export is.

    The id is the team's number plus one.
    """
    columns = list(questionnaire.columns())
    pages = str(len(questionnaire.pages))
    rows = [
        [
            *(str(team.number + 1), "1980-01-01 00:00:00", pages, questionnaire.language, ""),
            *(team.answers.get(column, "") for column in columns),
        ]
        for team in teams
    ]
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", *columns]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bevolking.csv"
        path.write_bytes(format_export(header, rows))
        return read_export(path, questionnaire)


def as_json(truth: dict[str, Any]) -> bytes:
    """The truth as text, an outcome a line: it is read by people too, and compared line by line."""
    rows = [json.dumps(row, ensure_ascii=False) for row in truth["outcomes"]]
    rest = json.dumps({**truth, "outcomes": []}, indent=2, ensure_ascii=False)
    head, found, tail = rest.rpartition('"outcomes": []')
    assert found
    return (head + '"outcomes": [\n    ' + ",\n    ".join(rows) + "\n  ]" + tail + "\n").encode()


def read_truth(folder: Path) -> pd.DataFrame:
    """The outcomes of waarheid.json in a snapshot's folder, as `score_against_truth` takes them.

    Raises
    ------
    InputProblem
        When it is not there (of a real wave nobody knows the truth) or damaged.
    """
    path = folder / TRUTH
    try:
        return truth_table(json.loads(path.read_text("utf-8"))["outcomes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputProblem(
            str(path),
            "de waarheid van een oefenronde ontbreekt of is beschadigd.",
            "een bestand van stagepact rehearse",
            "Alleen van een oefenronde is de waarheid bekend.",
        ) from error


def _population(drawn: Drawn) -> dict[str, Any]:
    """How many teams there are, by what DUO counts; a team with two leerwegen or levels counts in both."""
    teams = drawn.teams
    return {
        "teams": len(teams),
        "institutions": len({team.institution for team in teams}),
        "sector": dict(sorted(Counter(team.sector for team in teams).items())),
        "leerweg": dict(sorted(Counter("+".join(team.tracks) for team in teams).items())),
        "niveau": dict(sorted(Counter("+".join(team.levels) for team in teams).items())),
    }


def _participation(drawn: Drawn, ran: Ran) -> dict[str, Any]:
    """What became of everyone who was approached; the mechanism behind it is in the settings."""
    return {
        "institutions": dict(sorted(Counter(reply.outcome for reply in drawn.institutions).items())),
        "teams": dict(sorted(Counter(reply.outcome for reply in drawn.named).items())),
        "people": {
            **ran.fieldwork.totals,
            "niet_bezorgd": ran.undelivered,
            "afgemeld": ran.opted_out,
        },
        "institutions_with_complete": len(
            {team.institution for team in drawn.teams if team.number in ran.completed}
        ),
    }
