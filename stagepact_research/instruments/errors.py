"""What the research team meets when a file of the instrument is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from stagepact_research.errors import InputProblem
from stagepact_research.instruments.problems import Problem


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


class UnfitForLimeSurvey(InstrumentProblem):
    """LimeSurvey would rename, drop or change something; `problems` names each item and the rule."""

    def __init__(self, where: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [f"- {problem} (regel: {problem.rule})" for problem in self.problems]
        super().__init__(where, "\n".join(["LimeSurvey zou haar niet ongewijzigd overnemen.", *lines]))
