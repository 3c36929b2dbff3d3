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


class DifferentOutcomes(ImpossibleAnalysis):
    """The two waves do not have the same outcomes."""

    def __init__(self, only_earlier: Iterable[object], only_later: Iterable[object]) -> None:
        self.only_earlier, self.only_later = tuple(only_earlier), tuple(only_later)
        sides = (("de eerdere", self.only_earlier), ("de latere", self.only_later))
        said = [f"alleen in {wave} ronde: {', '.join(map(str, own[:5]))}" for wave, own in sides if own]
        super().__init__(
            "uitkomsten van twee rondes",
            "; ".join(said) + ".",
            "dezelfde uitkomsten in beide rondes",
            "Laat weg wat niet te vergelijken is met comparable_outcomes.",
        )


class DoubleOutcome(ImpossibleAnalysis):
    """Two outcomes have the same subject and category, so that their rows could not be told apart."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome
        super().__init__(
            "uitkomsten van twee rondes",
            f"{outcome} komt meer dan één keer voor.",
            "elk onderwerp met elke categorie één keer",
        )


class UnknownOutcomes(ImpossibleAnalysis):
    """The family of tests names outcomes that are not compared."""

    def __init__(self, outcomes: Iterable[object]) -> None:
        self.outcomes = tuple(outcomes)
        super().__init__(
            "familie van toetsen",
            f"{', '.join(map(str, self.outcomes[:5]))} wordt niet vergeleken.",
            "namen van vergeleken uitkomsten",
        )


class NoSmallestDifference(ImpossibleAnalysis):
    """For a kind of outcome no smallest relevant difference is given, or one that is not positive."""

    def __init__(self, statistic: object, value: object = None) -> None:
        self.statistic, self.value = statistic, value
        found = "het ontbreekt" if value is None else f"de waarde {value} kan niet"
        super().__init__(
            f"kleinste relevante verschil van {statistic}",
            f"{found}.",
            "een getal boven 0 voor mean (in standaarddeviaties) en voor pct (in procentpunten)",
            "Leg het vast in instruments/protocol.yml.",
        )


class NotAShare(ImpossibleAnalysis):
    """A share is made of other values than 0 and 100."""

    def __init__(self, outcome: object, value: object) -> None:
        self.outcome, self.value = outcome, value
        super().__init__(
            str(outcome), f"de waarde {value} kan niet.", "0 of 100 voor elke respondent, of leeg"
        )


class ImpossibleCount(ImpossibleAnalysis):
    """A count lies outside 0 to n."""

    def __init__(self, count: object, n: object) -> None:
        self.count, self.n = count, n
        super().__init__(
            "aandeel", f"{count} van {n} kan niet.", "een geheel aantal van 0 tot en met n, met n vanaf 1"
        )


class InvalidUncertainty(ImpossibleAnalysis):
    """A standard error or its degrees of freedom cannot be."""

    def __init__(self, what: str, value: object) -> None:
        self.what, self.value = what, value
        super().__init__(what, f"de waarde {value} kan niet.", "een mogelijke waarde, nooit onder 0")


class OneAnswer(ImpossibleAnalysis):
    """Everybody in both waves gave the same answer."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(
            subject,
            "iedereen gaf in beide rondes hetzelfde antwoord; een ordinaal model is niet te schatten.",
            "ten minste twee verschillende antwoorden",
        )


class SeparatedAnswers(ImpossibleAnalysis):
    """No answer in one wave lies above one in the other: the odds ratio is 0 or infinite."""

    def __init__(self, subject: str, direction: str) -> None:
        self.subject, self.direction = subject, direction
        super().__init__(
            subject,
            f"geen antwoord in de latere ronde is {direction} dan een antwoord in de eerdere; de odds ratio "
            "is niet te schatten.",
            "rondes waarvan de antwoorden elkaar overlappen",
            "Vergelijk bij dit item de percentages.",
        )


class CollinearPredictors(ImpossibleAnalysis):
    """The predictors of a decomposition cannot be told apart in a wave."""

    def __init__(self, wave: str, columns: Iterable[object]) -> None:
        self.wave, self.columns = wave, tuple(columns)
        super().__init__(
            f"voorspellers in de {wave} ronde",
            f"{', '.join(map(str, self.columns))} hangt geheel samen met de andere of verschilt niet tussen "
            "respondenten.",
            "voorspellers die in beide rondes uiteenlopen",
            "Laat een voorspeller weg, of neem categorieën samen.",
        )


class NotConverged(ImpossibleAnalysis):
    """A model could not be estimated, although its estimates exist."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(subject, "het model convergeert niet.", "een model dat te schatten is")
