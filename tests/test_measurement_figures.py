"""The figures of Bijlage B: what they draw and write follows the numbers."""

from __future__ import annotations

from typing import Any

import pytest
from fabricated_scales import SCALES, rows
from test_measurement_report import changed

from stagepact_research.report.measurement.figures import (
    Loading,
    Loadings,
    interval,
    loading_plots,
    residual_colour,
    residual_maps,
)
from stagepact_research.report.measurement.reading import method_of, residuals_of


def test_the_figures_show_the_estimator_of_the_protocol_where_a_scale_has_it() -> None:
    assert method_of(rows(), "zoeken", "ml") == "cfa_ml"
    assert method_of(rows(), "preventie", "ml") == "cfa_wlsmv"


def test_residuals_are_coloured_by_sign_and_size() -> None:
    colours = [residual_colour(value) for value in (-30.0, -12.0, -7.0, 0.0, 7.0, 12.0, 30.0)]
    assert len(set(colours)) == 7
    assert residual_colour(float("nan")) not in colours


def test_an_interval_beyond_one_widens_the_axis() -> None:
    wide = Loading("7a", 0.97, 0.11, 0.81)
    assert interval(wide) == pytest.approx((0.7544, 1.1856))
    sure = Loadings("Schaal", (Loading("7a", 0.5, 0.1, 0.4),))
    unsure = Loadings("Schaal", (wide,))
    ends = [_rightmost(loading_plots([one], synthetic=False)) for one in (sure, unsure)]
    # 1.19 lies at the end of the axis, and 1 before it.
    assert ends[1] == pytest.approx(ends[0])
    assert _grid(loading_plots([unsure], synthetic=False)) < _grid(loading_plots([sure], synthetic=False))


def _rightmost(figure: Any) -> float:
    (axes,) = figure.axes
    return max(float(max(line.get_xdata())) for line in axes.lines[3:])


def _grid(figure: Any) -> float:
    """Where the grid line of 1 stands."""
    (axes,) = figure.axes
    lines = [line for line in axes.lines if line.get_color() == "#d9d9d9"]
    return float(lines[-1].get_xdata()[0])


def test_residuals_are_printed_with_their_sign_and_a_model_that_always_fits_says_so() -> None:
    table = changed({"estimate": -0.33}, subject="q07c~q07f", statistic="residual_r")
    scales = [SCALES.scale("preventie"), SCALES.scale("belemmerend")]
    found = [residuals_of(table, scale, "wlsmv") for scale in scales]
    (axes,) = residual_maps(found, synthetic=False).axes
    written = [text.get_text() for text in axes.texts]
    assert "−33" in written
    assert "past altijd: er blijft niets over" in written
    assert "−20 of lager" in written
