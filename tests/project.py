"""The project itself, for tests that need its real instruments, data and chapters."""

from __future__ import annotations

import shutil
from pathlib import Path

from stagepact_research.protocol import Project

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)


def copy_of_project(folder: Path) -> Project:
    """A copy that a test may change: instruments, raw data, chapters and the book's configuration."""
    for name in ("instruments", "notebooks", "data/raw"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_files"))
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, folder / name)
    for path in ROOT.glob("*.bib"):
        shutil.copy(path, folder / path.name)
    return Project(folder)
