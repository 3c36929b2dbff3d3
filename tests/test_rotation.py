"""Varimax and oblimin of principal components."""

import numpy as np
import pandas as pd
import pytest
from baselines import components, from_r_file, items
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stagepact_research.scales import principal_components, rotated_components
from stagepact_research.scales.errors import (
    ConstantItem,
    InvalidSetting,
    RotationFailed,
    TooFewItems,
    TooFewRows,
    TooManyComponents,
    UnusableItems,
)
from stagepact_research.scales.rotation import Rotation, varimax

SETS = {"items": items, "components": components}


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("rotation", ["varimax", "oblimin"])
@pytest.mark.parametrize("name", list(SETS))
def test_rotated_loadings_agree_with_psych(name: str, rotation: Rotation, number: int) -> None:
    own = SETS[name]()
    found = rotated_components(own, number, rotation)
    analysis = f"{name} {rotation} {number}"
    columns = list(own.columns)
    for place in range(number):
        expected = from_r_file("dimensionality", analysis, f"loading{place + 1}")[columns]
        assert found.loadings.iloc[:, place].tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    explained = from_r_file("dimensionality", analysis, "explained")
    assert found.explained.tolist() == pytest.approx(explained.tolist(), abs=1e-9)
    communality = from_r_file("dimensionality", analysis, "communality")[columns]
    assert found.communalities.tolist() == pytest.approx(communality.tolist(), abs=1e-9)
    if rotation == "oblimin":
        for place in range(number):
            phi = from_r_file("dimensionality", analysis, f"phi{place + 1}")
            assert found.correlations.iloc[:, place].tolist() == pytest.approx(phi.tolist(), abs=1e-9)
            structure = from_r_file("dimensionality", analysis, f"structure{place + 1}")[columns]
            assert found.structure.iloc[:, place].tolist() == pytest.approx(structure.tolist(), abs=1e-9)


def test_two_clear_components_are_told_apart() -> None:
    found = rotated_components(components(), 2)
    assert found.rotation == "oblimin"
    assert found.loadings.abs().idxmax(axis=1).tolist() == ["TC1"] * 6 + ["TC2"] * 4
    assert found.loadings.loc["p6", "TC1"] < -0.6
    assert 0 < found.correlations.loc["TC1", "TC2"] < 0.5


def test_varimax_leaves_components_uncorrelated() -> None:
    found = rotated_components(components(), 3, "varimax")
    assert (found.correlations.to_numpy() == np.eye(3)).all()
    assert found.loadings.columns.tolist() == ["RC1", "RC2", "RC3"]


def test_varimax_raises_the_variance_of_squared_loadings() -> None:
    def criterion(loadings: np.ndarray) -> float:
        squares = loadings**2 / (loadings**2).sum(axis=1, keepdims=True)
        return float(squares.var(axis=0).sum())

    start = principal_components(items(), 3).to_numpy()
    assert criterion(varimax(start)) > criterion(start) + 0.05


def test_one_component_has_nothing_to_rotate() -> None:
    found = rotated_components(items(), 1, "varimax")
    assert found.rotation == "none"
    assert any("er valt niets te roteren" in remark for remark in found.remarks)
    pd.testing.assert_frame_equal(found.loadings, principal_components(items(), 1))


def test_without_rotation_the_components_are_the_principal_ones() -> None:
    found = rotated_components(items(), 3, "none")
    pd.testing.assert_frame_equal(found.loadings, principal_components(items(), 3))
    assert found.remarks[0].startswith("3 van de 130 respondenten tellen niet mee")


def test_equal_items_are_named_and_more_components_than_dimensions_refused() -> None:
    own = items()[["x1", "x2", "y1"]].assign(x9=items()["x2"])
    found = rotated_components(own, 2, "varimax")
    assert any("De items x2 en x9 bepalen elkaar" in remark for remark in found.remarks)
    with pytest.raises(TooManyComponents) as caught:
        rotated_components(own, 4)
    assert (caught.value.asked, caught.value.dimensions) == (4, 3)


def test_degenerate_items_are_refused_with_a_sentence() -> None:
    own = items().dropna()
    with pytest.raises(ConstantItem):
        rotated_components(own.assign(y1=3), 2)
    with pytest.raises(TooFewRows) as few:
        rotated_components(own.head(8), 2)
    assert few.value.needed == 9
    with pytest.raises(TooFewRows):
        rotated_components(own * np.nan, 2)
    with pytest.raises(TooFewItems):
        rotated_components(own[["x1"]], 1)
    with pytest.raises(InvalidSetting):
        rotated_components(own, 10)
    with pytest.raises(InvalidSetting):
        rotated_components(own, 1.5)  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting):
        rotated_components(own, 2, "promax")  # type: ignore[arg-type]


def test_twelve_respondents_are_said_to_be_few() -> None:
    found = rotated_components(items().dropna().head(12), 2)
    assert any("Met 12 respondenten" in remark for remark in found.remarks)


def test_a_rotation_that_does_not_converge_or_collapses_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stagepact_research.scales.rotation._STEPS", 1)
    assert any("niet geconvergeerd" in remark for remark in rotated_components(items(), 3).remarks)

    def collapsed(loadings: np.ndarray) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr("stagepact_research.scales.rotation.oblimin", collapsed)
    with pytest.raises(RotationFailed) as caught:
        rotated_components(items(), 3)
    assert caught.value.n_components == 3


ROWS = st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=5), min_size=10, max_size=40)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(ROWS, st.sampled_from(["varimax", "oblimin"]), st.integers(2, 3))
def test_a_rotation_keeps_communalities_and_what_is_explained(
    rows: list[list[int]], rotation: Rotation, number: int
) -> None:
    frame = pd.DataFrame(rows, columns=list("abcde"))
    try:
        found = rotated_components(frame, number, rotation)
    except UnusableItems:
        assume(False)
    pattern, phi = found.loadings.to_numpy(), found.correlations.to_numpy()
    kept = principal_components(frame, number).to_numpy()
    np.testing.assert_allclose(pattern @ phi @ pattern.T, kept @ kept.T, atol=1e-8)
    np.testing.assert_allclose(np.diag(pattern @ phi @ pattern.T), found.communalities, atol=1e-8)
    assert found.communalities.between(-1e-12, 1 + 1e-12).all()
    assert found.explained.sum() == pytest.approx((kept**2).sum() / 5)
    np.testing.assert_allclose(np.diag(phi), 1, atol=1e-9)
    assert (found.loadings.sum() > -1e-9).all()


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from(["varimax", "oblimin"]), st.floats(0.1, 9))
def test_reversing_and_scaling_an_item_turns_its_loadings_only(
    seed: int, rotation: Rotation, unit: float
) -> None:
    generator = np.random.default_rng(seed)
    two = generator.standard_normal((80, 2)) @ np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1.0]])
    frame = pd.DataFrame(two + 0.5 * generator.standard_normal((80, 6)), columns=list("abcdef"))
    found = rotated_components(frame, 2, rotation).loadings.abs().to_numpy()
    turned = rotated_components(frame.assign(c=-unit * frame["c"]), 2, rotation).loadings.abs().to_numpy()
    # Which component is first may change where they explain nearly the same.
    np.testing.assert_allclose(np.sort(turned, axis=1), np.sort(found, axis=1), atol=2e-3)
