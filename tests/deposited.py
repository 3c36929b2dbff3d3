"""A deposit of the project's own synthetic waves, with fabricated estimates and weights: made in seconds."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from fabricated import estimates
from project import ROOT, copy_of_project

from stagepact_research.analysis.survey import survey_scores
from stagepact_research.estimates import conform, write_estimates
from stagepact_research.instruments import load_scales
from stagepact_research.pipeline.products import make_responses
from stagepact_research.protocol import Project
from stagepact_research.responses import Responses, format_export

Row = dict[str, str]


def project_with_products(folder: Path, *waves: int, provenance: str = "synthetic") -> Project:
    """A copy of the project with what `stagepact export` reads of these waves."""
    project = copy_of_project(folder, both_waves=2026 in waves)
    for name in ("requirements.lock", "pyproject.toml", "CITATION.cff", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    tables = []
    for wave in waves:
        make_products(project, wave)
        tables.append(estimates(provenance).assign(wave=str(wave)))
    write_estimates(conform(pd.concat(tables)), project.estimates)
    record = pd.DataFrame({"subject": ["q15"], "reason": ["te klein"]})
    record.to_parquet(project.processed / "disclosure.parquet")
    return project


def make_products(project: Project, wave: int) -> None:
    """Answers as the pipeline keeps them, their scores, and weights of one."""
    folder = project.processed / str(wave)
    kept = [folder / f"{name}.parquet" for name in ("responses", "status", "about")]
    make_responses(project, wave, *kept)
    frame, status = (pd.read_parquet(path) for path in kept[:2])
    scales = load_scales(project.instruments / "scales.yml")
    scored = survey_scores(Responses(frame, status, ()), scales, project.protocol)
    scored.to_parquet(folder / "scores.parquet")
    weighted = scored.index[scored["kennis"].notna()]
    steps = dict.fromkeys(("completion", "raked", "trimmed"), 1.0)
    pd.DataFrame(steps, index=weighted).to_parquet(folder / "weights.parquet")


def make_real(project: Project, wave: int, change: Callable[[list[Row]], None]) -> None:
    """Turn the wave's snapshot into one that counts as real, after `change` has changed its rows in place."""
    path = project.snapshot(wave) / "responses.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig").rstrip() + "\r\n"), delimiter=";"))
    change(rows)
    header = list(rows[0])
    path.write_bytes(format_export(header, [[row[name] for name in header] for row in rows]))
    manifest = path.parent / "manifest.json"
    manifest.write_text(json.dumps({"provenance": "observed", "files": {}}), encoding="utf-8")
    make_products(project, wave)
