"""What every command uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagepact_research.protocol import Project

MISTAKE = 2
"""The exit code for an input that a person can mend."""


def current_project() -> Project:
    """The project in whose folder, or below, the command is given."""
    from stagepact_research.protocol import find_project

    return find_project(Path.cwd())
