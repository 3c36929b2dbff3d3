"""Why a wave cannot be rehearsed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stagepact_research.errors import InputProblem


class InvalidRehearsal(InputProblem):
    """instruments/rehearsal/<wave>.yml is missing, is no YAML or breaks the schema."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            where, found, remedy="Herstel de instellingen van de oefenronde, of zet het bestand terug."
        )


class UnknownName(InputProblem):
    """The settings name a scale, an item, a page or a code that the questionnaire does not have."""

    def __init__(self, path: Path, what: str, names: Iterable[str], known: Iterable[str]) -> None:
        self.what, self.names = what, tuple(names)
        super().__init__(
            f"{path}, {what}", f"{', '.join(self.names)} bestaat niet.", ", ".join(sorted(known))
        )


class RealAnswers(InputProblem):
    """The patterns are real answers: in an invented wave they would be published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            str(folder),
            "deze antwoorden zijn niet synthetisch; van echte mensen wordt geen verzonnen ronde gemaakt.",
            "een synthetische momentopname",
            "Noem bij patterns in instruments/rehearsal een synthetische momentopname.",
        )


class NoPattern(InputProblem):
    """Nobody in a sector category completed the questionnaire: there is no pattern for its teams."""

    def __init__(self, category: str) -> None:
        self.category = category
        super().__init__(
            "de oefenronde", f"in de sectorcategorie {category} is geen voltooide vragenlijst als patroon."
        )


class ChangeTooLarge(InputProblem):
    """More answers should move than can move."""

    def __init__(self, item: str, wanted: int, possible: int) -> None:
        self.item, self.wanted, self.possible = item, wanted, possible
        super().__init__(
            f"de oefenronde, verandering van {item}",
            f"{wanted} antwoorden moeten één categorie schuiven, en dat kan bij {possible}.",
            remedy="Kies bij changes in instruments/rehearsal een kleiner percentage.",
        )


class NobodyTakesPart(InputProblem):
    """Every institution or everybody declined."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "de oefenronde", f"{what}.", remedy="Kies bij refusal in instruments/rehearsal hogere kansen."
        )


class UnfitTruth(InputProblem):
    """A table that is to be held against the truth lacks columns or names an outcome twice."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__("de waarheid van de oefenronde", found, expected)
