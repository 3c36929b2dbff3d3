"""The guides of the interviews, the vignettes, and what a participant reads beforehand and consents to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from stagepact_research.instruments.questionnaire import Model
from stagepact_research.instruments.yaml_source import build, read_yaml
from stagepact_research.strands.interviews.codebook import Group

Source = Literal["quoted", "reconstructed", "own"]
GUIDES = ("stagebegeleider", "praktijkopleider")


class AskIf(Model):
    """The question is asked only after one of these answers to an earlier one."""

    question: str
    codes: tuple[str, ...]


class Question(Model):
    id: str
    text: str
    source: Source
    locator: str
    """The section of the report that quotes the wording or describes the answers; empty for an own one."""
    answer: Literal["open", "closed", "number"]
    vignette: str = ""
    """The vignette that is read out before the question."""
    codes: tuple[str, ...] = ()
    """The codes to look for in the answer."""
    ask_if: AskIf | None = None
    probes: tuple[str, ...] = ()


class Block(Model):
    id: str
    section: str
    title: str
    questions: tuple[Question, ...]


class Guide(Model):
    """The structured guide of one group of participants."""

    wave: int
    version: str
    group: Group
    title: str
    blocks: tuple[Block, ...]

    def questions(self) -> Iterator[Question]:
        for block in self.blocks:
            yield from block.questions


class Vignette(Model):
    """A case that every participant judges, word for word as in 2024."""

    id: str
    title: str
    text: str
    source: Literal["quoted"]
    locators: tuple[str, ...]
    note: str = ""


class Vignettes(Model):
    vignettes: tuple[Vignette, ...]

    def by_id(self) -> dict[str, Vignette]:
        return {one.id: one for one in self.vignettes}


class Paragraph(Model):
    heading: str
    text: str


class Statement(Model):
    id: str
    text: str


class Information(Model):
    """The information letter and the statements of consent."""

    wave: int
    version: str
    source: Source
    title: str
    information: tuple[Paragraph, ...]
    consent: tuple[Statement, ...]


def load_guide(path: Path | str) -> Guide:
    """The guide in `path` (instruments/interviews/stagebegeleider.yml)."""
    source = read_yaml(path)
    return build(Guide, source.data, source)


def load_guides(folder: Path) -> dict[str, Guide]:
    """Both guides in instruments/interviews/, by group."""
    guides = [load_guide(folder / f"{name}.yml") for name in GUIDES]
    return {guide.group: guide for guide in guides}


def load_vignettes(path: Path | str) -> Vignettes:
    """The vignettes in `path` (instruments/vignettes.yml)."""
    source = read_yaml(path)
    return build(Vignettes, source.data, source)


def load_information(path: Path | str) -> Information:
    """The information and consent in `path` (instruments/interviews/informatie.yml)."""
    source = read_yaml(path)
    return build(Information, source.data, source)
