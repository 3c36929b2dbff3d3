"""The codebook of the interviews, as the exchange with coding programs needs it."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.protocol import Project
from stagepact_research.strands.interviews.codebook import load_codebook
from stagepact_research.strands.interviews.refi.study import Study, study_of

CODEBOOK = Path("interviews") / "codebook.yml"


def study_codebook(project: Project) -> Study:
    """The codes and closed questions in instruments/interviews/codebook.yml.

    Raises
    ------
    InputProblem
        When the file is not there, or not as a codebook is; with the line.
    """
    codebook = load_codebook(project.instruments / CODEBOOK)
    return study_of(codebook.codes, codebook.titles())
