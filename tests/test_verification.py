"""What is said of a published number beside the computed one."""

from pathlib import Path

import pandas as pd
import pytest

from stagepact_research.estimates import tidy
from stagepact_research.protocol import find_project
from stagepact_research.report import arithmetic, verification
from stagepact_research.report.verification import target_rule, totals, verify

PROTOCOL = find_project(Path(__file__).parent).protocol
SURVEY = {"wave": 2024, "source": "survey", "population": "opleidingsteams"}


def published(*rows):
    defaults = {"statistic": "pct", "decimals": 0, "locator": "4.4"}
    return tidy(({**defaults, **row} for row in rows), provenance="published", **SURVEY)


def computed(*rows, provenance="synthetic"):
    return tidy(({"statistic": "pct", **row} for row in rows), provenance=provenance, **SURVEY)


def verdict(printed, values, provenance="synthetic", **options):
    options.setdefault("quantifiers", PROTOCOL.quantifiers)
    return verify(published(printed), computed(*values, provenance=provenance), **options).iloc[0]


HALF = {"subject": "q02e", "category": "voldoende", "estimate": 28.5}
PRINTED = {"subject": "q02e", "category": "voldoende", "estimate": 29}


def test_reproduced_is_kept_for_observed_data():
    assert verdict(PRINTED, [HALF], provenance="observed")["verdict"] == "gereproduceerd"
    assert verdict(PRINTED, [HALF])["verdict"] == "in overeenstemming"


def test_a_target_that_is_met_is_no_agreement():
    rule = target_rule([{"subject": ["q02e"], "locator": "4.4"}])
    assert verdict(PRINTED, [HALF], targets=rule)["verdict"] == "kalibratiedoel gehaald"
    assert verdict(PRINTED, [HALF], targets=rule, provenance="observed")["verdict"] == "gereproduceerd"


def test_a_locator_covers_what_stands_within_it():
    rule = target_rule([{"locator": "Figuur 4.2"}])
    assert rule(published({**PRINTED, "locator": "Figuur 4.2; 5h"}).iloc[0])
    assert not rule(published({**PRINTED, "locator": "Figuur 4.21"}).iloc[0])


def test_a_number_off_by_one_rounding_deviates():
    row = verdict(PRINTED, [{**HALF, "estimate": 28.49}])
    assert (row["verdict"], row["difference"]) == ("wijkt af", -1.0)


def test_the_printed_decimals_decide():
    mean = {"subject": "kennis", "statistic": "mean", "decimals": 1, "estimate": 3.5}
    assert verdict(mean, [{"subject": "kennis", "statistic": "mean", "estimate": 3.45}])["difference"] == 0.0


def test_valid_answers_count_only_where_all_answers_disagree():
    rows = [{**HALF, "estimate": 27.0}, {**HALF, "estimate": 29.2, "variant": "geldig"}]
    row = verdict(PRINTED, rows)
    assert (row["verdict"], row["explanation"]) == ("in overeenstemming", "over de geldige antwoorden")
    assert row["computed"] == 29.2


@pytest.mark.parametrize(
    ("variant", "printed", "expected"),
    [
        ("low", 58, "in overeenstemming"),
        ("high", 71, "in overeenstemming"),
        ("high", 70, "wijkt af"),
        ("min", 58, "in overeenstemming"),
        ("min", 59, "wijkt af"),
        ("max", 71, "in overeenstemming"),
        ("max", 65, "wijkt af"),
    ],
)
def test_ranges_and_bounds_are_over_the_items_of_the_set(variant, printed, expected):
    items = [{"subject": s, "category": "beperkt", "estimate": e} for s, e in (("q02e", 71), ("q02g", 58.2))]
    row = {"subject": "q02e+q02g", "category": "beperkt", "estimate": printed, "variant": variant}
    assert verdict(row, items)["verdict"] == expected


def test_a_set_with_an_item_missing_is_not_computable():
    row = {"subject": "q02e+q02x", "category": "voldoende", "estimate": 29, "variant": "low"}
    assert verdict(row, [HALF])["verdict"] == "niet te berekenen"


def test_a_star_is_a_bound_on_p():
    star = {"subject": "kennis~contact", "statistic": "p", "variant": "bound", "estimate": 0.05}
    p = {"subject": "kennis~contact", "statistic": "p", "method": "pearson", "estimate": 0.049}
    assert verdict(star, [p])["verdict"] == "in overeenstemming"
    assert verdict(star, [{**p, "estimate": 0.05}])["verdict"] == "wijkt af"


def test_the_plain_method_goes_before_its_rivals():
    printed = {"subject": "begeleiding", "statistic": "f", "group_by": "sectorcategorie", "estimate": 5}
    rivals = [{**printed, "method": "welch", "estimate": 9}, {**printed, "method": "anova", "estimate": 5}]
    assert verdict(printed, rivals)["verdict"] == "in overeenstemming"
    assert verdict({**printed, "method": "welch"}, rivals)["difference"] == 4.0


def test_words_are_an_interval_and_the_longest_words_count():
    words = {**PRINTED, "variant": "verbal", "estimate": 50, "note": "verbaal: ruim de helft van de teams"}
    assert verdict(words, [{**HALF, "estimate": 60}])["verdict"] == "in overeenstemming"
    assert verdict(words, [{**HALF, "estimate": 47}])["verdict"] == "wijkt af"
    assert "gelezen als 50 tot 62%" in verdict(words, [{**HALF, "estimate": 60}])["explanation"]
    unknown = {**words, "note": "verbaal: een flink aantal"}
    assert verdict(unknown, [HALF])["verdict"] == "niet te berekenen"


def test_words_that_the_table_does_not_know_are_read_as_their_note_says():
    note = "verbaal: een flink aantal; gelezen als 55-65; extra begeleiding"
    words = {**PRINTED, "variant": "verbal", "estimate": 50, "note": note}
    assert verdict(words, [{**HALF, "estimate": 52}])["verdict"] == "wijkt af"
    assert verdict(words, [{**HALF, "estimate": 60}])["verdict"] == "in overeenstemming"
    r = {"statistic": "r", "subject": "zoeken~q09a+q10c"}
    weak = {**r, "variant": "verbal", "estimate": 0, "note": "verbaal: niet samen; gelezen als -0.19-0.19"}
    pairs = [
        {**r, "subject": "zoeken~q09a", "estimate": 0.1},
        {**r, "subject": "zoeken~q10c", "estimate": -0.18},
    ]
    row = verdict(weak, pairs)
    assert (row["verdict"], row["computed"]) == ("in overeenstemming", -0.18)
    assert row["explanation"] == "gelezen als \u22120,19 tot 0,19"


def test_an_impossible_row_says_why():
    bol = {"subject": "leerweg", "category": "bol", "decimals": 1, "estimate": 51.3, "locator": "Tabel 4.2"}
    reason = arithmetic.share(57, 111, 1)
    row = verdict(
        bol,
        [{"subject": "leerweg", "category": "bol", "estimate": 5700 / 111}],
        impossible=[{"subject": "leerweg", "category": "bol", "locator": "Tabel 4.2", "reason": reason}],
    )
    assert row["verdict"] == "onmogelijk zoals gedrukt"
    assert row["explanation"] == "57 / 111 = 51,351 → 51,4%"
    assert arithmetic.contradicts(57, 111, 51.3, 1)
    assert not arithmetic.contradicts(57, 111, 51.4, 1)


def test_other_strands_are_not_computable_yet():
    row = published({"subject": "signalen", "statistic": "n", "estimate": 16})
    row["source"], row["population"] = "interviews", "stagebegeleiders"
    out = verify(row, computed(HALF)).iloc[0]
    assert out["verdict"] == "niet te berekenen"
    assert "niet openbaar" in out["explanation"]


def test_published_rows_are_never_compared_with_themselves():
    rows = published(PRINTED)
    assert verify(rows, rows)["verdict"].tolist() == ["niet te berekenen"]


def test_targets_are_totalled_apart():
    rows = published(PRINTED, {**PRINTED, "subject": "q02f"}, {**PRINTED, "subject": "q02g"})
    values = computed(HALF, {**HALF, "subject": "q02f"})
    checked = verify(rows, values, targets=target_rule([{"subject": "q02e"}]))
    table = totals(checked)
    assert table.loc["kalibratiedoel gehaald"].tolist() == [1, 0]
    assert table.loc["in overeenstemming"].tolist() == [0, 1]
    assert table.loc["niet te berekenen"].tolist() == [0, 1]
    assert verification.agreement(checked) == (2, 2, 0)


def test_figuur_4_2_allows_only_some_numbers_of_teams():
    printed = [(2, 4, 95), (3, 8, 89), (3, 12, 85), (5, 16, 79), (16, 21, 63), (19, 23, 58), (10, 36, 54)]
    bases = arithmetic.possible_bases(printed, range(100, 140))
    assert bases == (110, 113, 114, 128, 129, 130, 131, 132, 133)


def test_an_empty_comparison_keeps_its_columns():
    empty = verify(published(PRINTED).iloc[:0], computed(HALF))
    assert list(empty.columns) == list(verification.COLUMNS)
    assert isinstance(totals(empty), pd.DataFrame)


def test_an_estimate_without_a_number_is_not_computable():
    row = verdict(PRINTED, [{**HALF, "estimate": float("nan")}], provenance="observed")
    assert row["verdict"] == "niet te berekenen"


def test_whether_the_printed_difference_survives_holm_follows_from_its_effect_size():
    from scipy.stats import f

    def p(eta2):
        return f.sf(eta2 / 2 / ((1 - eta2) / 108), 2, 108)

    [entry] = [e for e in PROTOCOL.verification.impossible if e.get("statistic") == "eta2"]
    assert round(p(0.083), 4) == 0.0093
    assert round(8 * p(0.083), 3) == 0.074
    assert 8 * p(0.0835) > 0.05
    assert 8 * p(0.0895) > 0.05 > 8 * p(0.090)
    assert "8 × 0,0093 = 0,074" in entry["reason"]


@pytest.mark.parametrize(
    "row",
    [
        {"subject": "q04", "statistic": "n", "category": "ja", "locator": "Tabel 4.3"},
        {"subject": "kennis~begeleiding", "statistic": "p", "variant": "bound", "locator": "Tabel B2"},
        {"subject": "q12a", "statistic": "rank", "category": "meestal_altijd", "locator": "4.4.7"},
    ],
)
def test_what_the_synthetic_wave_is_drawn_from_is_a_target(row):
    rule = target_rule(PROTOCOL.verification.targets)
    assert rule(published({"estimate": 1, **row}).iloc[0])
