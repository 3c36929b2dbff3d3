"""The codebook of the interviews and their closed questions, for the exchange with coding programs."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.protocol import Project

CODEBOOK = Path("interviews") / "codebook.yml"


class ExchangedCode(BaseModel):
    """A code, without what only the analysis needs."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    definition: str = ""
    theme: str = ""


class ExchangedCodebook(BaseModel):
    """The codes of the codebook, in its order."""

    model_config = ConfigDict(frozen=True)

    codes: tuple[ExchangedCode, ...]


def study_codebook(project: Project) -> ExchangedCodebook:
    """The codebook in instruments/interviews/codebook.yml.

    Raises
    ------
    InputProblem
        When it is not there, or not as a codebook is; with the line.
    """
    source = read_yaml(project.instruments / CODEBOOK)
    return build(ExchangedCodebook, source.data, source)


def closed_questions(codebook: ExchangedCodebook) -> dict[str, tuple[str, ...]]:
    """Closed question to the codes of its answers: codes of the codebook that are written `question:code`."""
    found: dict[str, tuple[str, ...]] = {}
    for code in codebook.codes:
        question, sign, answer = code.id.partition(":")
        if sign:
            found[question] = (*found.get(question, ()), answer)
    return found
