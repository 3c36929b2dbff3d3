"""The report of two waves, from end to end.

In a file of its own: `make test` gives a file to one process, and this build can run beside test_pipeline.py.
"""

from __future__ import annotations

from pathlib import Path

from project import copy_of_project

from stagepact_research.estimates import read_estimates
from stagepact_research.pipeline.report import build_report
from stagepact_research.protocol import Project


def test_two_waves_are_compared(tmp_path: Path) -> None:
    both = copy_of_project(tmp_path, both_waves=True)
    build_report(Project(tmp_path), "embedded", lambda _: None)
    estimates = read_estimates(both.estimates)
    assert set(estimates["wave"]) == {"2024", "2026"}
    assert set(estimates.loc[estimates["wave"] == "2026", "provenance"]) == {"synthetic", "observed"}
    changed = estimates[(estimates["contrast"] == "2024") & (estimates["statistic"] == "verdict")]
    assert {"kennis", "contact"} <= set(changed["subject"])
    page = (both.site / "notebooks" / "4-vragenlijst.html").read_text("utf-8")
    assert "Een oefenronde" in page
