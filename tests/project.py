"""The project itself, for tests that need its real instruments, data and chapters."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from stagepact_research.protocol import Project

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
_SECOND = (r"\n  2026:\n(?:    .*\n)+", "\n")
_SIMULATIONS = (
    (r"replicates: 400", "replicates: 10"),
    (r"polychoric_simulations: 200", "polychoric_simulations: 4"),
    (r"parallel_simulations: 1000", "parallel_simulations: 20"),
)


def copy_of_project(folder: Path, *, both_waves: bool = False) -> Project:
    """A copy that a test may change: instruments, raw data, chapters and the book's configuration.

    With the wave of 2024 alone, as the project was before its second, unless `both_waves`; and with fewer
    simulations, for a test does not wait for their third decimal.
    """
    for name in ("instruments", "notebooks", "data/raw"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_files"))
    for name in ("_quarto.yml", "index.qmd"):
        shutil.copy(ROOT / name, folder / name)
    for path in ROOT.glob("*.bib"):
        shutil.copy(path, folder / path.name)
    protocol = folder / "instruments" / "protocol.yml"
    text = protocol.read_text("utf-8")
    for pattern, instead in (() if both_waves else (_SECOND,)) + _SIMULATIONS:
        assert re.search(pattern, text)
        text = re.sub(pattern, instead, text)
    protocol.write_text(text, encoding="utf-8")
    if not both_waves:
        # The stored rehearsal of the second wave would lie beside what a test pulls or plans.
        shutil.rmtree(folder / "data" / "raw" / "2026")
    return Project(folder)
