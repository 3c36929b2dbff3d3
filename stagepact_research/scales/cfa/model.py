"""Which items measure which factor, and whether that can be estimated at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stagepact_research.scales.errors import UnfitModel

Identification = Literal["over", "just", "under"]


@dataclass(frozen=True)
class FactorModel:
    """A confirmatory factor model in which every item measures one factor and factors may correlate."""

    factors: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, factors: Mapping[str, Sequence[str]]) -> FactorModel:
        """The model of a mapping of factor to items.

        Raises
        ------
        UnfitModel
            If a factor has no items, or an item stands twice.
        """
        model = cls(tuple((str(factor), tuple(items)) for factor, items in factors.items()))
        if not model.factors or any(not items for _, items in model.factors):
            raise UnfitModel("een factor heeft geen items.", "elke factor met minstens één item")
        double = [item for item in model.items if model.items.count(item) > 1]
        if double:
            raise UnfitModel(
                f"item {double[0]} staat bij meer dan één factor, of twee keer.", "elk item één keer"
            )
        return model

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for _, items in self.factors for item in items)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(factor for factor, _ in self.factors)

    def factor_of(self) -> list[int]:
        """For every item the position of its factor."""
        return [place for place, (_, items) in enumerate(self.factors) for _ in items]

    def n_parameters(self) -> int:
        """Loadings, residual variances and factor correlations, without means."""
        k = len(self.factors)
        return 2 * len(self.items) + k * (k - 1) // 2

    def degrees_of_freedom(self) -> int:
        """Of the covariance structure; 0 when the model reproduces any covariances, negative when it cannot
        be estimated."""
        p = len(self.items)
        return p * (p + 1) // 2 - self.n_parameters()

    def identification(self) -> Identification:
        """over: the data can contradict the model; just: they cannot; under: it cannot be estimated.

        One factor needs three items of its own; with another factor to correlate with, two.
        """
        least = 3 if len(self.factors) == 1 else 2
        if self.degrees_of_freedom() < 0 or any(len(items) < least for _, items in self.factors):
            return "under"
        return "just" if self.degrees_of_freedom() == 0 else "over"
