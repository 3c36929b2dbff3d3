"""A copy of the project with a rehearsal that is small enough for a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from project import ROOT, copy_of_project

from stagepact_research.protocol import Project

SETTINGS = ROOT / "instruments" / "rehearsal" / "2026.yml"


def with_settings(project: Project, **changes: Any) -> Project:
    """Change entries of the rehearsal's settings, named as `refusal__people__answers__base`."""
    path = project.instruments / "rehearsal" / "2026.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    for name, value in changes.items():
        *parents, last = name.split("__")
        part = content
        for parent in parents:
            part = part[parent]
        part[last] = value
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project


def small_rehearsal(folder: Path, **changes: Any) -> Project:
    """A copy of the project with about 110 teams, of which some thirty people are invited."""
    small = {"population__students_per_team": 4000, "refusal__teams__at_most": 2}
    return with_settings(copy_of_project(folder), **{**small, **changes})
