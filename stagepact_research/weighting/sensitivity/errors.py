"""What can be wrong with an assumption about those who are missing, and the sentence for each."""

from __future__ import annotations

from stagepact_research.errors import InputProblem


class ImpossibleAssumption(InputProblem):
    """A share, a limit or a correlation outside its range."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"aanname {name}", f"de waarde {value} kan niet.", expected)


class TooFewWaves(InputProblem):
    """Everybody answered after the same number of reminders: there is no course to follow."""

    def __init__(self, groups: int, needed: int) -> None:
        self.groups, self.needed = groups, needed
        super().__init__(
            "verloop naar moeite",
            f"er zijn te weinig groepen met genoeg antwoorden ({groups}).",
            f"ten minste {needed} groepen die na een verschillend aantal herinneringen antwoordden",
        )
