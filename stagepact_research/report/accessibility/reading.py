"""The stored results of the accessibility tests, and what the publisher says beside them.

`instruments/accessibility.json` is written by `make accessibility`; `instruments/accessibility.yml` by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.report.engine import load_book
from stagepact_research.report.sources import project


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Found(_Model):
    """What the tool found on one page in one setting: rules that were broken, and those it cannot judge."""

    violations: tuple[str, ...]
    undecided: tuple[str, ...]


class Results(_Model):
    """One run over all pages: when, with what, and per page and setting what was found."""

    date: str
    tools: dict[str, str]
    settings: dict[str, str]
    pages: dict[str, dict[str, Found]]
    heaviest: dict[str, float]
    """The page with most bytes apart from its images: its name and its kilobytes."""


class Check(_Model):
    """Something that the tool cannot see, and how it was looked at."""

    what: str
    how: str
    outcome: str


class Audit(_Model):
    """An audit by others of all criteria; without one nothing better than status C is claimed."""

    date: str
    by: str
    status: str


class Statement(_Model):
    """What the publisher says; a place that only the publisher can fill in holds [INVULLEN]."""

    site: str
    organisation: str
    contact: str
    answer_within: str
    complaints: str
    audit: Audit | None
    checks: tuple[Check, ...]
    limitations: tuple[str, ...]


@dataclass(frozen=True)
class Tested:
    """The statement with the results that it rests on, and the pages of the report as it is now."""

    statement: Statement
    results: Results
    pages: dict[str, str]
    """The address of every page of the book, with the source of its chapter."""

    @property
    def runs(self) -> int:
        return sum(len(found) for found in self.results.pages.values())

    @property
    def broken(self) -> list[tuple[str, str, str]]:
        """Page, setting and rule of every violation."""
        return [
            (page, setting, rule)
            for page, settings in self.results.pages.items()
            for setting, found in settings.items()
            for rule in found.violations
        ]


def open_accessibility() -> Tested:
    """The stored results and the statement of this project.

    Raises
    ------
    InstrumentProblem
        When a file cannot be read or has another shape.
    """
    here = project()
    kept = read_yaml(here.instruments / "accessibility.yml")
    found = read_yaml(here.instruments / "accessibility.json")  # JSON is YAML too
    pages = {chapter.page: chapter.source for chapter in load_book(here.root).chapters}
    return Tested(build(Statement, kept.data, kept), build(Results, found.data, found), pages)


def untested(tested: Tested) -> list[str]:
    """Pages that the report has and the stored run did not see, and the other way around."""
    return sorted(set(tested.pages) ^ set(tested.results.pages))
