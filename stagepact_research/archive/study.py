"""How an archive describes the study: instruments/study.yml."""

from __future__ import annotations

from pathlib import Path

from stagepact_research.instruments.questionnaire import Model
from stagepact_research.instruments.yaml_source import build, read_yaml


class WaveDescription(Model):
    """What is known of the fieldwork of one wave; what is not known is empty."""

    collected: str
    """A date or a year, or both ends as 2026-09-01/2026-11-30."""
    sampling: str
    locator: str
    """Where the report says so."""


class Study(Model):
    """What holds for every wave."""

    title: str
    title_en: str
    abstract: str
    abstract_en: str
    creator: str
    funder: str
    """Who paid, empty where that is not known."""
    nation: str
    keywords: tuple[str, ...]
    keywords_en: tuple[str, ...]
    unit: str
    universe: str
    mode: str
    time_method: str
    weighting: str
    waves: dict[int, WaveDescription]


def load_study(path: Path | str) -> Study:
    """The description in `path`.

    Raises
    ------
    InstrumentProblem
        When the file cannot be read or has another shape.
    """
    source = read_yaml(path)
    return build(Study, source.data, source)
