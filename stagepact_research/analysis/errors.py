"""What can keep an analysis from being computed, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterable

from stagepact_research.errors import InputProblem


class ImpossibleAnalysis(InputProblem):
    """The figures asked for do not exist for these data."""


class DifferentRespondents(ImpossibleAnalysis):
    """Two tables that belong together have other respondents."""

    def __init__(self, what: str, missing: Iterable[object]) -> None:
        self.what, self.missing = what, tuple(missing)
        shown = ", ".join(str(one) for one in self.missing[:5])
        super().__init__(
            what,
            f"de respondenten {shown} staan in de ene tabel en niet in de andere.",
            "twee tabellen met dezelfde respondenten",
        )


class DoubleRespondent(ImpossibleAnalysis):
    """A respondent stands twice in the index."""

    def __init__(self, what: str, respondent: object) -> None:
        self.what, self.respondent = what, respondent
        super().__init__(
            what, f"respondent {respondent} komt meer dan één keer voor.", "elke respondent één keer"
        )


class TooFewGroups(ImpossibleAnalysis):
    """A breakdown has fewer than two groups."""

    def __init__(self, group_by: str, groups: Iterable[object]) -> None:
        self.group_by, self.groups = group_by, tuple(str(group) for group in groups)
        super().__init__(
            f"indeling {group_by}",
            f"er zijn te weinig groepen ({', '.join(self.groups) or 'geen'}).",
            "ten minste twee groepen met respondenten",
        )


class TooFewScores(ImpossibleAnalysis):
    """There are fewer respondents with a score than the analysis needs."""

    def __init__(self, subject: str, n: int, needed: int) -> None:
        self.subject, self.n, self.needed = subject, n, needed
        super().__init__(
            subject, f"er zijn te weinig respondenten met een score ({n}).", f"ten minste {needed}"
        )


class ConstantScores(ImpossibleAnalysis):
    """The scores do not differ, so that there is nothing to relate or to explain."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(
            subject, "de scores verschillen niet tussen respondenten.", "ten minste twee verschillende scores"
        )


class UnknownColumn(ImpossibleAnalysis):
    """The responses lack a column that the analysis needs."""

    def __init__(self, what: str, columns: Iterable[object]) -> None:
        self.what, self.columns = what, tuple(str(column) for column in columns)
        super().__init__(
            what,
            f"de kolommen {', '.join(self.columns)} ontbreken.",
            "een kolom voor elk item",
            "Controleer de vragenlijst en de export met: stagepact instrument check",
        )


class InvalidLevel(ImpossibleAnalysis):
    """A confidence level lies outside (0, 1)."""

    def __init__(self, level: float) -> None:
        self.level = level
        super().__init__(
            "instelling level", f"de waarde {level} kan niet.", "een getal tussen 0 en 1, zoals 0.95"
        )
