"""How long the report takes: everything anew, nothing changed, one chapter edited.

Run it from the project's folder, on a quiet machine: `.venv/bin/python benchmarks/report.py`. It works on a
copy, so the site in the project stays as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"alles opnieuw": 60, "niets veranderd": 5, "één hoofdstuk": 10}
REPEATS = 3


def timed(folder: Path, *words: str) -> float:
    start = monotonic()
    command = [sys.executable, "-m", "stagepact_research.cli", "report", "--engine", "embedded", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return monotonic() - start


def main() -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("instruments", "notebooks", "data/raw"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_files"))
        for name in ("_quarto.yml", "index.qmd"):
            shutil.copy(ROOT / name, folder / name)
        chapter = folder / "notebooks" / "4-vragenlijst.qmd"
        found: dict[str, list[float]] = {name: [] for name in LIMITS}
        for _ in range(REPEATS):
            found["alles opnieuw"].append(timed(folder, "--force"))
            found["niets veranderd"].append(timed(folder))
            chapter.write_text(chapter.read_text("utf-8") + "\nEen zin erbij.\n", encoding="utf-8")
            found["één hoofdstuk"].append(timed(folder))
    for name, seconds in found.items():
        shown = ", ".join(f"{s:.1f}" for s in sorted(seconds))
        print(f"{name}: {shown} s (grens {LIMITS[name]} s)")


if __name__ == "__main__":
    main()
