"""The codebook of the interviews, as the exchange with coding programs needs it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.protocol import Project
from stagepact_research.strands.interviews.refi.study import Study, study_of

CODEBOOK = Path("interviews") / "codebook.yml"


class _Part(BaseModel):
    # What only the analysis needs is left out.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Category(_Part):
    code: str
    label: str


class _Code(_Part):
    id: str
    label: str
    definition: str = ""
    theme: str = ""
    kind: str = "theme"
    groups: tuple[str, ...] = ()
    multiple: bool = False
    categories: tuple[_Category, ...] = ()


class _Theme(_Part):
    id: str
    title: str


class _Codebook(_Part):
    themes: tuple[_Theme, ...] = ()
    codes: tuple[_Code, ...]


def study_codebook(project: Project) -> Study:
    """The codes and closed questions in instruments/interviews/codebook.yml.

    Raises
    ------
    InputProblem
        When the file is not there, or not as a codebook is; with the line.
    """
    source = read_yaml(project.instruments / CODEBOOK)
    codebook = build(_Codebook, source.data, source)
    return study_of(codebook.codes, {theme.id: theme.title for theme in codebook.themes})
