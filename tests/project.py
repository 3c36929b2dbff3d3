"""The project itself, for tests that need its real instruments, data and chapters."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import yaml
from coverage import Coverage

from stagepact_research.protocol import Project, Protocol

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
    changes = _SIMULATIONS if both_waves else (_SECOND, *_SIMULATIONS)
    protocol.write_text(_changed(protocol.read_text("utf-8"), changes), encoding="utf-8")
    if not both_waves:
        # The stored rehearsal of the second wave would lie beside what a test pulls or plans.
        shutil.rmtree(folder / "data" / "raw" / "2026")
    return Project(folder)


@cache
def quick_protocol() -> Protocol:
    """The project's protocol with fewer simulations."""
    text = (PROJECT.instruments / "protocol.yml").read_text("utf-8")
    return Protocol.model_validate(yaml.safe_load(_changed(text, _SIMULATIONS)))


@contextmanager
def uncounted() -> Iterator[None]:
    """Without counting lines, which doubles the time of long numerical work: `no_cover` for a fixture."""
    counting = Coverage.current()
    if counting is not None:
        counting.stop()
    try:
        yield
    finally:
        if counting is not None:
            counting.start()


def _changed(protocol: str, changes: tuple[tuple[str, str], ...]) -> str:
    for pattern, instead in changes:
        assert re.search(pattern, protocol)
        protocol = re.sub(pattern, instead, protocol)
    return protocol
