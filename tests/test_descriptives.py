"""Distributions of answers, backgrounds and the construction of scales."""

import numpy as np
import pandas as pd
import pytest
from baselines import items

from stagepact_research.analysis import (
    background,
    breakdowns,
    dimensions,
    item_distribution,
    procedure_distribution,
    scale_descriptives,
    scale_loadings,
    scale_reliability,
)
from stagepact_research.analysis.distributions import wilson_interval
from stagepact_research.analysis.errors import UnknownColumn
from stagepact_research.estimates import lookup, select, validate
from stagepact_research.instruments.questionnaire import Questionnaire, Scale
from stagepact_research.scales import alpha_interval, cronbach_alpha

CONSTANT = {"wave": "2024", "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}
_FIVE = [{"code": str(n), "label": str(n), "category": str(n)} for n in range(1, 6)]
_YES_NO = [
    {"code": "J", "label": "ja", "category": "ja"},
    {"code": "N", "label": "nee", "category": "nee"},
    {"code": "W", "label": "weet ik niet", "category": "weet_ik_niet", "kind": "dont_know"},
]


def _options(codes: str) -> list[dict[str, str]]:
    return [{"code": code, "label": code} for code in codes.split()]


QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "wave": 2024,
        "version": "klein",
        "title": "",
        "language": "nl",
        "source": "",
        "welcome": "",
        "closing": "",
        "response_scales": {
            "frequency_dont_know": {"id": "frequency_dont_know", "answers": [*_FIVE, _YES_NO[2]]},
            "yes_no_dont_know": {"id": "yes_no_dont_know", "answers": _YES_NO},
        },
        "collapses": {
            "frequentie": [
                {"id": "nooit_soms", "label": "nooit of soms", "codes": ["1", "2"]},
                {"id": "even_vaak", "label": "even vaak", "codes": ["3"]},
                {"id": "meestal_altijd", "label": "meestal of altijd", "codes": ["4", "5"]},
            ]
        },
        "pages": [
            {
                "id": "alles",
                "questions": [
                    {
                        "id": "q04",
                        "number": 4,
                        "text": "",
                        "type": "single",
                        "response_scale": "yes_no_dont_know",
                    },
                    {
                        "id": "q07",
                        "number": 7,
                        "text": "",
                        "type": "array",
                        "response_scale": "yes_no_dont_know",
                        "items": [{"code": "a", "text": ""}],
                    },
                    {
                        "id": "q12",
                        "number": 12,
                        "text": "",
                        "type": "array",
                        "response_scale": "frequency_dont_know",
                        "collapse": "frequentie",
                        "items": [{"code": "a", "text": ""}],
                    },
                    {
                        "id": "q15",
                        "number": 15,
                        "text": "",
                        "type": "single",
                        "options": _options("MTLM ZWS H"),
                    },
                    {"id": "q17", "number": 17, "text": "", "type": "single", "options": _options("N J")},
                ],
            }
        ],
    }
)
SECTORS = {"techniek": ["mtlm"], "diensten": ["h"], "zorg": ["zws"]}

FRAME = pd.DataFrame(
    {
        "q04": ["J", "N", "W", "J", np.nan],
        "q07a": [1.0, 0.0, np.nan, 1.0, np.nan],
        "q12a": [1.0, 3.0, 4.0, np.nan, np.nan],
        "q14bol": [True, True, False, pd.NA, pd.NA],
        "q14bbl": [False, True, True, pd.NA, pd.NA],
        "q16entree": [False, False, True, pd.NA, pd.NA],
        "q16niv2": [True, False, True, pd.NA, pd.NA],
        "q16niv3": [False, False, True, pd.NA, pd.NA],
        "q16niv4": [True, True, True, pd.NA, pd.NA],
        "q15": ["MTLM", "ZWS", "ZWS", np.nan, np.nan],
        "q17": ["J", "N", "N", np.nan, np.nan],
    }
)
STATUS = pd.DataFrame(
    {
        "q04": ["answered", "answered", "dont_know", "answered", "not_reached"],
        "q07a": ["answered", "answered", "dont_know", "answered", "not_reached"],
        "q12a": ["answered", "answered", "answered", "dont_know", "not_reached"],
    }
)
ITEMS = item_distribution(FRAME, STATUS, QUESTIONNAIRE, constant=CONSTANT)
BACKGROUND = background(FRAME, QUESTIONNAIRE, SECTORS, constant=CONSTANT)


def value(rows: pd.DataFrame, **key: str) -> tuple[float, float]:
    row = lookup(rows, **key)
    return row["estimate"], row["n"]


def test_weet_ik_niet_belongs_to_the_base_and_not_to_the_valid_base() -> None:
    key = {"subject": "q12a", "statistic": "pct"}
    assert value(ITEMS, **key, category="weet_ik_niet", variant="") == (25, 4)
    assert value(ITEMS, **key, category="1", variant="") == (25, 4)
    assert value(ITEMS, **key, category="1", variant="geldig") == (pytest.approx(100 / 3), 3)
    assert select(ITEMS, **key, category="weet_ik_niet", variant="geldig").empty


def test_answers_are_taken_together_as_in_the_figures() -> None:
    key = {"subject": "q12a", "statistic": "n", "variant": ""}
    counts = {"nooit_soms": 1, "even_vaak": 1, "meestal_altijd": 1, "nooit_soms+even_vaak": 2}
    for category, count in counts.items():
        assert value(ITEMS, **key, category=category) == (count, 4)


def test_a_mean_is_over_the_answers_on_the_scale() -> None:
    assert value(ITEMS, subject="q12a", statistic="mean") == (pytest.approx(8 / 3), 3)
    assert select(ITEMS, subject="q07a", statistic="mean").empty


def test_yes_and_no_are_counted_whether_kept_as_codes_or_as_numbers() -> None:
    for item in ("q04", "q07a"):
        key = {"subject": item, "statistic": "n", "variant": ""}
        assert value(ITEMS, **key, category="ja") == (2, 4)
        assert value(ITEMS, **key, category="ja+nee") == (3, 4)
        assert value(ITEMS, **key, category="weet_ik_niet") == (1, 4)


def test_the_distribution_fits_in_the_table_of_estimates() -> None:
    assert len(validate(ITEMS)) == len(ITEMS)
    assert ITEMS["subject"].unique().tolist() == ["q04", "q07a", "q12a"]
    only = item_distribution(FRAME, STATUS, QUESTIONNAIRE, ["q12"])
    assert set(only["subject"]) == {"q12a"}


def test_nobody_who_answered_is_a_base_of_zero_and_no_percentage() -> None:
    empty = item_distribution(FRAME.tail(1), STATUS.tail(1), QUESTIONNAIRE, ["q12"])
    estimate, n = value(empty, subject="q12a", statistic="pct", category="1", variant="")
    assert np.isnan(estimate)
    assert n == 0


def test_an_item_that_is_not_among_the_answers_is_named() -> None:
    with pytest.raises(UnknownColumn) as caught:
        item_distribution(FRAME.drop(columns="q12a"), STATUS, QUESTIONNAIRE)
    assert caught.value.columns == ("q12a",)


def test_backgrounds_are_over_those_who_answered_them() -> None:
    assert len(validate(BACKGROUND)) == len(BACKGROUND)
    third = pytest.approx(100 / 3)
    for category in ("bol", "bbl", "beide"):
        assert value(BACKGROUND, subject="leerweg", statistic="pct", category=category) == (third, 3)
    assert value(BACKGROUND, subject="q16niv4", statistic="n", category="ja") == (3, 3)
    assert value(BACKGROUND, subject="aantal_niveaus", statistic="n", category="1+2") == (2, 3)
    assert value(BACKGROUND, subject="q15", statistic="n", category="h") == (0, 3)
    assert value(BACKGROUND, subject="sectorcategorie", statistic="n", category="zorg") == (2, 3)
    assert value(BACKGROUND, subject="q17", statistic="n", category="j") == (1, 3)


def test_breakdowns_are_missing_for_those_who_did_not_get_there() -> None:
    found = breakdowns(FRAME, SECTORS)
    assert found["leerweg"].tolist()[:3] == ["bol", "bbl_of_beide", "bbl_of_beide"]
    assert found["meldingen"].tolist()[:4] == ["ja", "nee", "weet_ik_niet", "ja"]
    assert found["sectorcategorie"].tolist()[:3] == ["techniek", "zorg", "zorg"]
    assert found.isna().sum().tolist() == [2, 1, 2]


def test_a_sectorkamer_without_a_category_is_named() -> None:
    with pytest.raises(UnknownColumn) as caught:
        breakdowns(FRAME, {"techniek": ["mtlm"]})
    assert caught.value.columns == ("zws",)


def test_procedures_are_counted_over_everyone() -> None:
    found = procedure_distribution(pd.Series([0, 0, 1, 3]), constant=CONSTANT)
    assert value(found, statistic="n", category="geen") == (2, 4)
    assert value(found, statistic="pct", category="een+meer") == (50, 4)


def test_scale_descriptives_leave_out_those_without_a_score() -> None:
    found = scale_descriptives(pd.DataFrame({"kennis": [2.0, 4, np.nan, 5]}))
    assert value(found, statistic="mean") == (pytest.approx(11 / 3), 3)
    assert value(found, statistic="pct_boven_3")[0] == pytest.approx(200 / 3)
    assert lookup(found, statistic="sd")["estimate"] == pytest.approx(np.std([2, 4, 5], ddof=1))


def test_wilson_intervals_stay_between_0_and_100_percent() -> None:
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == pytest.approx(100)
    # R: prop.test(3, 10, correct = FALSE)$conf.int
    assert wilson_interval(3, 10) == pytest.approx((10.7789, 60.3222), abs=1e-3)
    assert np.isnan(wilson_interval(0, 0)).all()


SCALE = Scale(
    id="kennis",
    label="",
    concept="kennis",
    direction="bevorderend",
    items=("y1", "y2", "y3", "y4"),
    minimum_valid=3,
)


def test_the_construction_of_a_scale_is_rows_of_the_estimates() -> None:
    own = items()[list(SCALE.items)]
    parts = [
        scale_reliability(items(), SCALE, constant=CONSTANT),
        scale_loadings(items(), SCALE, constant=CONSTANT),
        dimensions(own, "kennis", seed=1, n_simulations=50, constant=CONSTANT),
    ]
    found = validate(pd.concat(parts, ignore_index=True))
    alpha = lookup(found, subject="kennis", statistic="alpha")
    assert alpha["estimate"] == cronbach_alpha(own)
    assert (alpha["ci_low"], alpha["ci_high"]) == alpha_interval(own)
    assert alpha["n"] == 129
    rest = select(found, statistic="item_rest_r", group_by="schaal", group="kennis")
    assert rest["subject"].tolist() == list(SCALE.items)
    assert lookup(found, subject="kennis", statistic="item_rest_r_min")["estimate"] == rest["estimate"].min()
    assert select(found, statistic="eigenvalue", method="observed")["category"].tolist() == [
        "1",
        "2",
        "3",
        "4",
    ]
    first = lookup(found, statistic="eigenvalue", method="observed", category="1")["estimate"]
    assert lookup(found, statistic="pct_verklaard")["estimate"] == pytest.approx(100 * first / 4)
    assert lookup(found, statistic="n_components")["estimate"] == 1
