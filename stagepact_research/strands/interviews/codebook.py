"""The codebook: what may be coded in an interview, and which answers the closed questions have."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from stagepact_research.instruments.questionnaire import Model
from stagepact_research.instruments.yaml_source import build, read_yaml

Group = Literal["stagebegeleiders", "praktijkopleiders"]
Kind = Literal["study", "number", "closed", "theme"]
GROUPS: tuple[Group, ...] = ("stagebegeleiders", "praktijkopleiders")


class Category(Model):
    """An answer to a closed question; of a number, the class below or from a bound on."""

    code: str
    label: str
    below: float | None = None
    at_least: float | None = None

    def holds(self, number: float) -> bool:
        """Whether a number falls in the class."""
        above = self.at_least is None or number >= self.at_least
        return above and (self.below is None or number < self.below)


class Theme(Model):
    id: str
    title: str


class Code(Model):
    """One code; its id is the `subject` of the estimates."""

    id: str
    label: str
    theme: str
    kind: Kind
    groups: tuple[Group, ...]
    definition: str
    include: str
    exclude: str = ""
    locator: str
    """Where the report of 2024 gives an example."""
    multiple: bool = False
    """A closed question with more answers."""
    categories: tuple[Category, ...] = ()
    printed: tuple[Category, ...] = ()
    """Categories that only the printed report has."""

    def label_of(self, category: str) -> str:
        """The words for a category; of a code without categories the category itself."""
        known = {one.code: one.label for one in (*self.categories, *self.printed)}
        return known.get(category, category.replace("_", " "))


class Codebook(Model):
    version: str
    themes: tuple[Theme, ...]
    summaries: tuple[Theme, ...] = ()
    """The parts of the summary that closes each half of the chapter."""
    codes: tuple[Code, ...]

    def by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    def titles(self) -> dict[str, str]:
        """The title of every theme and every part of a summary."""
        return {theme.id: theme.title for theme in (*self.themes, *self.summaries)}


def load_codebook(path: Path | str) -> Codebook:
    """The codebook in `path` (instruments/interviews/codebook.yml).

    Raises
    ------
    InstrumentProblem
        When the file cannot be read or has another shape; whether it is sound, `check_interviews` says.
    """
    source = read_yaml(path)
    return build(Codebook, source.data, source)
