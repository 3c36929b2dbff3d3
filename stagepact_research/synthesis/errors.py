"""What can be wrong with the files of the synthesis: one class for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from stagepact_research.errors import InputProblem


class UnknownReference(InputProblem):
    """A claim, measure, factor or recommendation names something that is not there."""

    def __init__(self, where: str, what: str, name: str, known: Sequence[str]) -> None:
        self.what, self.name = what, name
        super().__init__(where, f'{what} "{name}" bestaat niet.', ", ".join(sorted(known)))


class TwiceNamed(InputProblem):
    """Two entries have the same id."""

    def __init__(self, where: str, name: str) -> None:
        self.name = name
        super().__init__(
            where, f'"{name}" staat er twee keer.', "elke id één keer", "Geef een van de twee een andere id."
        )


class UnknownPlaceholder(InputProblem):
    """A sentence asks for something that its evidence does not give."""

    def __init__(self, where: str, placeholder: str, known: Sequence[str]) -> None:
        self.placeholder = placeholder
        super().__init__(
            where,
            f"de zin vraagt om {{{placeholder}}}, en dat is er niet.",
            ", ".join(f"{{{name}}}" for name in known),
            "Noem het bewijs onder evidence, of pas de zin aan.",
        )


class NothingToGoBy(InputProblem):
    """A claim has neither an estimate, nor a source, nor a stance of its own."""

    def __init__(self, where: str, claim: str) -> None:
        self.claim = claim
        super().__init__(
            where,
            f'uitspraak "{claim}" heeft geen bewijs.',
            "evidence met schattingen, of een stance met sources",
        )
