"""What the research team meets when something may not be published at all."""

from __future__ import annotations

from stagepact_research.errors import InputProblem


class InstitutionResult(InputProblem):
    """The survey's estimates hold a breakdown by institution."""

    def __init__(self, group_by: str, subject: str) -> None:
        super().__init__(
            f"schattingen, {subject}",
            f'uitkomsten van de vragenlijst per "{group_by}".',
            "geen enkele uitkomst over één instelling",
            "Laat deze uitsplitsing weg: uitkomsten per instelling worden niet gepubliceerd.",
        )
        self.group_by, self.subject = group_by, subject


class TypedText(InputProblem):
    """A column of the estimates holds what looks like the words of a respondent."""

    def __init__(self, column: str, subject: str) -> None:
        # The text itself stays out of the message: it may say who somebody is.
        super().__init__(
            f"schattingen, {subject}, kolom {column}",
            "hier staat tekst die een respondent kan hebben getypt.",
            "een code uit de vragenlijst",
            "Codeer open antwoorden voordat ze worden geteld (redenen.csv bij de antwoorden).",
        )
        self.column, self.subject = column, subject
