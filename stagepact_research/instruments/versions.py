"""Which wording belongs to which version: a hash over all that a respondent met, recorded per version."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from stagepact_research.instruments.questionnaire import Model, Page, Question, Questionnaire
from stagepact_research.instruments.yaml_source import build, read_yaml


class RecordedVersion(Model):
    """One line of versions.yml: a version that was used or is being prepared, with its content hash."""

    wave: int
    version: str
    content_hash: str
    change: str
    """What is new in this version, in Dutch."""


class RecordedFrame(Model):
    """A version of the coding frame of the kwaliteitsagenda's, with its content hash."""

    version: str
    content_hash: str
    change: str


class RecordedVersions(Model):
    versions: tuple[RecordedVersion, ...]
    agendas: tuple[RecordedFrame, ...] = ()

    def of(self, wave: int, version: str) -> RecordedVersion | None:
        """The recorded version, or None when it was never recorded."""
        return next((v for v in self.versions if (v.wave, v.version) == (wave, version)), None)


def load_versions(path: Path | str) -> RecordedVersions:
    """The recorded versions in `path` (instruments/versions.yml)."""
    source = read_yaml(path)
    return build(RecordedVersions, source.data, source)


def content_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 over the canonical JSON of wording, codes, order, pages, mandatory marks and routing.

    Outside it stay what no respondent met and no export holds: notes, source, why a question is new, the
    explanations of the numbering gaps, the collapses of the analysis, response scales that no question
    uses, and the version's own name. Values that equal the model's default are left out, so that a new
    field of the models does not change the hash of an old version.
    """
    canonical = json.dumps(_content(questionnaire), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _content(questionnaire: Questionnaire) -> dict[str, Any]:
    used = {q.response_scale for q in questionnaire.questions() if q.response_scale}
    information = [paragraph.model_dump(mode="json") for paragraph in questionnaire.information]
    return {
        **({"information": information} if information else {}),
        "wave": questionnaire.wave,
        "title": questionnaire.title,
        "language": questionnaire.language,
        "welcome": questionnaire.welcome,
        "closing": questionnaire.closing,
        "pages": [_page(page) for page in questionnaire.pages],
        "response_scales": {
            name: scale.model_dump(mode="json", exclude_defaults=True)
            for name, scale in questionnaire.response_scales.items()
            if name in used
        },
    }


def _page(page: Page) -> dict[str, Any]:
    content = page.model_dump(mode="json", exclude={"questions"}, exclude_defaults=True)
    return {**content, "questions": [_question(question) for question in page.questions]}


def _question(question: Question) -> dict[str, Any]:
    commentary: dict[str, Any] = {
        **dict.fromkeys(("note", "collapse", "new_because", "contact"), True),
        "items": {"__all__": {"new_because"}},
    }
    return question.model_dump(mode="json", exclude=commentary, exclude_defaults=True)
