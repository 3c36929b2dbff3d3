"""The figures: the same bytes every time, readable, and marked when their data are synthetic."""

import re

import pytest
from fabricated import QUESTIONNAIRE, estimates

from stagepact_research.report import figures, style
from stagepact_research.report.coverage import by_question, coverage_of
from stagepact_research.report.distributions import distribution, in_words
from stagepact_research.report.figures import Bar, Dot
from stagepact_research.report.labels import ITEM_FIGURES, item_figure
from stagepact_research.report.measurement import figures as scale_figures
from stagepact_research.report.measurement.figures import Loading, Loadings, Residuals, Scree

BARS = [Bar("een aanpak die werkt", (2.0, 4.0, 94.0), 128), Bar("de schade", (34.4, 36.7, 28.9), 120)]
LEGEND = ("geen tot weinig", "beperkt", "voldoende tot veel")


def drawn(figure):
    """The texts in a figure."""
    return [text.get_text() for text in figure.axes[0].texts]


def bars(**options):
    options = {"tone": "bevorderend", "synthetic": True, **options}
    return figures.stacked_bars(BARS, LEGEND, **options)


def test_a_figure_is_the_same_bytes_every_time():
    assert style.to_svg(bars()) == style.to_svg(bars())
    assert "<dc:date>" not in style.to_svg(bars())


def test_a_synthetic_figure_says_so_in_itself_and_an_observed_one_does_not():
    assert "synthetische gegevens" in drawn(bars())
    assert "synthetische gegevens" not in drawn(bars(synthetic=False))


def test_a_segment_too_small_for_its_number_has_none():
    texts = drawn(bars())
    assert "4" in texts
    assert "94" in texts
    assert "2" not in texts


def test_every_bar_has_its_number_of_respondents():
    assert {"n = 128", "n = 120"} <= set(drawn(bars()))


@pytest.mark.parametrize("tone", list(style.TONES))
@pytest.mark.parametrize("steps", [2, 3])
def test_numbers_on_every_colour_reach_contrast_aa(tone, steps):
    for colour in (*style.ramp(tone, steps), style.BESIDE):
        assert style.contrast(colour, style.ink_on(colour)) >= 4.5


@pytest.mark.parametrize("tone", list(style.TONES))
def test_the_order_of_colours_survives_grey(tone):
    shades = [style.luminance(colour) for colour in style.ramp(tone, 3)]
    assert shades == sorted(shades, reverse=True)
    assert shades[0] - shades[1] > 0.2
    assert shades[1] - shades[2] > 0.2


def test_no_letter_is_smaller_than_eight_points():
    title = "Formele procedures werving en selectie"
    scree = scale_figures.scree_plots([Scree(title, (2, 1), (1, 1), 1)], synthetic=True)
    nan = float("nan")
    items = (Loading("11a", 0.97, 0.11, 0.81), Loading("11b", -0.2, nan, 0.1), Loading("11c", nan, nan, nan))
    loadings = [Loadings(title, items)]
    values = {("11a", "11b"): 0.3, ("11a", "11c"): -0.12, ("11b", "11c"): nan}
    drawn_scales = (
        scree,
        scale_figures.loading_plots(loadings, synthetic=True),
        scale_figures.path_diagrams(loadings, synthetic=True),
        scale_figures.residual_maps([Residuals(title, ("11a", "11b", "11c"), values)], synthetic=True),
    )
    dots = figures.dots([Dot("zorg", 4.7, 4.5, 4.9, 42)], ends=("nooit", "altijd"), synthetic=True)
    for figure in (bars(), *drawn_scales, dots):
        assert min(text.get_fontsize() for text in figure.axes[0].texts) >= 8


def test_a_mean_is_printed_with_a_decimal_comma():
    dots = figures.dots([Dot("zorg", 4.705, 4.5, 4.9, 42)], ends=("nooit", "altijd"), synthetic=False)
    assert "4,71  (n = 42)" in drawn(dots)


def test_text_stays_inside_the_figure():
    long = Bar(
        "een heel lang etiket dat nooit op één regel van een telefoon past, hoe klein ook geschreven",
        (50, 25, 25),
        9,
    )
    figure = figures.stacked_bars([long], LEGEND, tone="belemmerend", synthetic=True)
    width = figure.bbox.width
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= -0.5
        assert box.x1 <= width + 0.5


def test_items_stand_from_most_to_least():
    shown = distribution(estimates(), QUESTIONNAIRE, item_figure("kennis"))
    last = [bar.percentages[2] for bar in shown.bars]
    assert last == sorted(last, reverse=True)


def test_figure_4_2_has_seven_items_and_figure_4_6_has_nine():
    assert [len(figure.items) for figure in ITEM_FIGURES] == [10, 7, 3, 6, 5, 9, 3, 4, 7]


def test_answers_beside_the_scale_come_last_and_are_counted():
    shown = distribution(estimates(), QUESTIONNAIRE, item_figure("procedures"))
    assert shown.legend == ("nee", "ja", "weet ik niet")
    assert shown.beside == 1


def test_the_alternative_text_holds_every_number():
    shown = distribution(estimates(), QUESTIONNAIRE, item_figure("belemmerend"))
    said = in_words("Belemmerende houding", shown)
    assert "5b studenten ervaren iets te snel als discriminatie: (grotendeels) afwezig 90" in said
    assert len(re.findall(r"afwezig \d+, beperkt aanwezig \d+, ", said)) == 3


def test_coverage_tells_full_partial_and_verbal_apart():
    published = estimates().assign(provenance="published")
    rows = published[published["subject"].isin(["q05a", "q02e", "q02f"]) & (published["statistic"] == "pct")]
    rows = rows[~((rows["subject"] == "q02e") & (rows["category"] != "voldoende"))].copy()
    rows.loc[rows["subject"] == "q02f", "variant"] = "verbal"
    given = coverage_of(rows, QUESTIONNAIRE)
    assert [given[item] for item in ("q05a", "q02e", "q02f", "q08a")] == [
        "volledig",
        "getal",
        "woorden",
        "niet",
    ]
    assert by_question(given)["vraag 2"]["e"] == "getal"
    assert "?" in drawn(figures.coverage(by_question(given)))
