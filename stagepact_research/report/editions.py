"""The editions of the report, for readers: what is new since the one before."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.report.engine.site import dutch_date
from stagepact_research.report.sources import project
from stagepact_research.report.tables import escape_markdown


class Edition(BaseModel):
    """One edition: its name, its day (2026-11-24), and what a reader notices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    date: str
    changes: tuple[str, ...]


class Editions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    editions: tuple[Edition, ...]
    """The newest first."""


def open_editions() -> Editions:
    """The editions of this project (instruments/report_changes.yml).

    Raises
    ------
    InstrumentProblem
        When the file cannot be read or has another shape.
    """
    source = read_yaml(project().instruments / "report_changes.yml")
    return build(Editions, source.data, source)


def show(found: Editions) -> None:
    """A section for every edition."""
    for edition in found.editions:
        print(f"## {escape_markdown(edition.name)}, {dutch_date(edition.date)} {{.unnumbered}}\n")
        for change in edition.changes:
            print(f"- {escape_markdown(change)}")
        print()
