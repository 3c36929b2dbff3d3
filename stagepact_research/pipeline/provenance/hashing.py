"""Hashes of code, and the versions and the commit that go with it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
PACKAGES = (
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "pyarrow",
    "pypandoc-binary",
    "scipy",
    "semopy",
    "statsmodels",
    "svy",
    "typst",
)
"""The packages that decide a number or the look of a page."""
_TOLD = ("stagepact_research", "instruments", "notebooks", "data/raw", "_quarto.yml", "index.qmd")
_WAIT = 20


def code_digest(paths: Iterable[Path]) -> str:
    """One SHA-256 over some files of the package, with their names; the order of `paths` counts."""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()


def package_files() -> tuple[Path, ...]:
    """All code and assets of the package."""
    found = (path for path in PACKAGE.rglob("*") if path.is_file())
    return tuple(sorted(p for p in found if "__pycache__" not in p.parts and p.suffix != ".pyc"))


def versions() -> dict[str, str]:
    """Python and the packages that matter, with their versions; one that is not installed is left out."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def own_version() -> str:
    try:
        return version("stagepact-research")
    except PackageNotFoundError:
        return ""


def commit(root: Path) -> str | None:
    """The commit that holds exactly the files in hand; None without git, or when one was changed since."""
    here = _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--", *_TOLD)
    return here.strip() if here and changed == "" else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False, timeout=_WAIT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
