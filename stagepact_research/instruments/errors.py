"""What the research team meets when a file of the instrument is wrong."""

from __future__ import annotations

from stagepact_research.errors import InputProblem


class InstrumentProblem(InputProblem):
    """A file of the instrument cannot be used."""


class UnreadableFile(InstrumentProblem):
    """The file is absent, is a folder or is no UTF-8 text."""


class YamlSyntax(InstrumentProblem):
    """The file is no YAML; names the line at which reading stopped."""


class DuplicateKey(InstrumentProblem):
    """A key stands twice in one block; YAML itself would silently keep the last."""


class WrongShape(InstrumentProblem):
    """A key is unknown or missing, or a value is of the wrong type."""
