"""The change log for readers."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import pytest
import yaml
from fabricated import ROOT

from stagepact_research.report import editions


def test_every_edition_is_a_section_with_its_day_and_its_changes():
    found = editions.Editions(
        editions=(
            editions.Edition(name="Tweede uitgave", date="2026-12-01", changes=("Een *nieuwe* bijlage.",)),
            editions.Edition(name="Eerste uitgave", date="2026-11-24", changes=("Alles.",)),
        )
    )
    out = io.StringIO()
    with redirect_stdout(out):
        editions.show(found)
    text = out.getvalue()
    assert "## Tweede uitgave, 1 december 2026 {.unnumbered}\n\n- Een \\*nieuwe\\* bijlage\\." in text
    assert text.index("Tweede uitgave") < text.index("Eerste uitgave")


def test_the_newest_edition_is_that_of_the_book(monkeypatch):
    monkeypatch.chdir(ROOT)
    days = [edition.date for edition in editions.open_editions().editions]
    assert days == sorted(days, reverse=True)
    assert days[0] == yaml.safe_load((ROOT / "_quarto.yml").read_text("utf-8"))["book"]["date"]


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, monkeypatch):
    from stagepact_research.instruments.errors import InstrumentProblem
    from stagepact_research.protocol import Project

    (tmp_path / "instruments").mkdir()
    path = tmp_path / "instruments" / "report_changes.yml"
    path.write_text("editions:\n  - name: Een\n    day: x\n", encoding="utf-8")
    monkeypatch.setattr(editions, "project", lambda: Project(tmp_path))
    with pytest.raises(InstrumentProblem, match=r"report_changes\.yml, regel 2"):
        editions.open_editions()
