"""Imports go down only, modules stay small, and the tree keeps its promises."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "stagepact_research"
# From the ground up; what stands on one line does not know its neighbours.
FLOORS = (
    {"errors"},
    {"estimates", "protocol"},
    {"quantifiers"},
    {"instruments"},
    {"limesurvey", "responses"},
    {"scales", "codebook"},
    {"weighting"},
    {"analysis"},
    {"strands"},
    {"synthesis"},
    {"rehearsal"},
    {"report", "archive"},
    {"pipeline"},
    {"cli"},
)
HEAVY = {"statsmodels", "semopy", "seaborn", "matplotlib", "nbclient", "pytask", "svy", "polars"}


def _floor(module: str) -> int:
    part = module.split(".")[1]
    return next(number for number, floor in enumerate(FLOORS) if part in floor)


def _imports(path: Path) -> list[tuple[str, bool]]:
    """Every imported module, and whether the import stands at the module's top."""
    tree = ast.parse(path.read_text("utf-8"))
    top = set(map(id, tree.body))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, id(node) in top))
        elif isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
    return found


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__")


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_go_down_only(path: Path) -> None:
    own = _name(path)
    for module, _ in _imports(path):
        if module.startswith("stagepact_research."):
            same = module.split(".")[1] == own.split(".")[1]
            assert same or _floor(module) < _floor(own), f"{own} imports {module}"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_no_module_is_over_350_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 350


def test_the_report_looks_up_and_computes_nothing() -> None:
    """Every chapter starts a Python of its own, which should not wait for what it does not use."""
    analysing = [
        f"{_name(path)}: {module}"
        for path in sorted((PACKAGE / "report").rglob("*.py"))
        for module, _ in _imports(path)
        if module.startswith(("stagepact_research.analysis", "stagepact_research.weighting", "scipy"))
    ]
    assert analysing == []


def test_heavy_packages_are_imported_where_they_are_used() -> None:
    early = [
        f"{_name(path)}: {module}"
        for path in _modules()
        for module, top in _imports(path)
        if top and module.split(".")[0] in HEAVY and "report" not in path.parts
    ]
    assert early == []


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    if not listed:
        pytest.skip("geen git-map: dit is geen kloon")
    return [ROOT / name for name in listed.split("\0") if name]


def test_every_tracked_data_file_is_public_or_synthetic_and_unchanged() -> None:
    raw = ROOT / "data" / "raw"
    for path in _tracked():
        if not path.is_relative_to(raw) or path.name in ("manifest.json", "README.md"):
            continue
        manifest = json.loads((path.parent / "manifest.json").read_text("utf-8"))
        entry = manifest["files"][path.name]
        kind = entry.get("provenance", manifest.get("provenance"))
        assert kind == "synthetic" or entry.get("public") is True, f"{path.name} is {kind}"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"], path.name


def test_git_ignores_a_real_export() -> None:
    _tracked()
    real = "data/raw/2024/survey/2024-06-01/responses.csv"
    ignored = subprocess.run(["git", "check-ignore", "-q", real], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_pins_have_hashes_and_name_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index-url" not in lock
    pins = [line for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    names = [pin.split("==")[0] for pin in pins]
    assert len(names) == len(set(names)), "one version of each package, whatever the Python"
    assert all("--hash=sha256:" in part for part in re.split(r"\n(?=[a-z0-9])", lock))
    assert len(names) > 50
