"""The practice server with the 2026 questionnaire, and a project of which a test may change everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from project import ROOT

from stagepact_research.instruments import load_questionnaire
from stagepact_research.instruments.questionnaire import Questionnaire
from stagepact_research.limesurvey.server import Server
from stagepact_research.limesurvey.settings import Settings
from stagepact_research.pipeline.fieldwork.contacts import FOLDER, ContactStore, open_store
from stagepact_research.protocol import Project
from stagepact_research.rehearsal.server import LimeSurveyServer, SurveyHandle

PASSWORD = "geheim-van-de-kanarie"
QUESTIONNAIRE = load_questionnaire(ROOT / "instruments" / "questionnaire" / "2026.yml")
WAVE = 2026


def answers(questionnaire: Questionnaire = QUESTIONNAIRE, **own: str) -> dict[str, str]:
    """A complete response: everyone's first valid answer, save what `own` says (q01_other for q01[other])."""
    found: dict[str, str] = {}
    for question in questionnaire.questions():
        if question.type == "array":
            code = questionnaire.response_scales[question.response_scale].answers[0].code
            found |= dict.fromkeys(question.columns(), code)
        elif question.type == "multiple":
            found[question.columns()[0]] = "Y"
        elif question.response_scale:
            found[question.id] = questionnaire.response_scales[question.response_scale].answers[0].code
        elif question.options:
            found[question.id] = question.options[0].code
    return found | {name.replace("_other", "[other]"): value for name, value in own.items()}


@dataclass
class Fieldwork:
    """A running server, a client of it, a project and a contact store."""

    practice: LimeSurveyServer
    server: Server
    project: Project
    store: ContactStore
    said: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "STAGEPACT_LIMESURVEY_URL": self.practice.url,
            "STAGEPACT_LIMESURVEY_USER": "admin",
            "STAGEPACT_LIMESURVEY_PASSWORD": PASSWORD,
            FOLDER: str(self.store.folder),
        }

    def survey(self, survey_id: int) -> SurveyHandle:
        return self.practice.survey(survey_id)

    def another_client(self, **more: object) -> Server:
        return client(self.practice, **more)


def client(practice: LimeSurveyServer, password: str = PASSWORD, **more: object) -> Server:
    settings = Settings(practice.url, "admin", password)
    return Server(settings, **{"pauses": (0.0, 0.0, 0.0), "sleep": lambda _: None, **more})  # type: ignore[arg-type]


def make_fieldwork(practice: LimeSurveyServer, project: Project, folder: Path) -> Fieldwork:
    store = open_store(project.root, {FOLDER: str(folder)})
    return Fieldwork(practice, client(practice), project, store)
