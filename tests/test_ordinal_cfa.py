"""Ordered items at the edge of what can be computed: a verdict, and no warning of numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stagepact_research.scales.cfa.model import FactorModel
from stagepact_research.scales.errors import PerfectPair
from stagepact_research.scales.ordinal import asymptotic_covariance, fit_wlsmv

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("n", [12, 20, 40, 60, 84, 120])
@pytest.mark.parametrize("categories", [3, 4, 5])
def test_items_that_are_all_equal_have_no_uncertainty_left_and_are_not_believed(
    n: int, categories: int
) -> None:
    items = pd.DataFrame({f"i{number}": np.arange(n) % categories for number in range(1, 7)})
    found = fit_wlsmv(items, FactorModel.of({"A": ["i1", "i2", "i3"], "B": ["i4", "i5", "i6"]}))
    assert not found.admissible
    assert (found.loadings["se"] < 0.05).all()
    told = " ".join(found.remarks)
    assert "Volmaakte samenhang" in told
    assert "te weinig samen" not in told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([4] * 9 + [4] * 5 + [2] * 4 + [1, 4], [4] * 9 + [1] * 5 + [4] * 4 + [4, 2]),
        ([5] * 4 + [3] * 3 + [2] * 2 + [1, 5], [5] * 4 + [5] * 3 + [5] * 2 + [5, 2]),
    ],
)
def test_a_pair_whose_uncertainty_has_no_end_is_named(first: list[int], second: list[int]) -> None:
    items = pd.DataFrame({"a": first, "b": second})
    with pytest.raises(PerfectPair) as caught:
        asymptotic_covariance(items)
    assert caught.value.items == ("a", "b")
