"""Where the literature scan stands in a project."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.protocol import Project


def claims_of(project: Project) -> Path:
    """The claims, one row each."""
    return project.raw / "literature" / "evidence.csv"


def scheme_of(project: Project) -> Path:
    """The codes that the claims use."""
    return project.instruments / "literature" / "evidence.yml"
