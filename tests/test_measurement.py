"""The analysis of the scales as rows: what is in them, and what one useless item does to the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fabricated_scales import LEFT_OUT, SCALES, answers, groups, measured, protocol, rows

from stagepact_research.analysis.comparability import comparability, large_enough, merged_in_words
from stagepact_research.analysis.confirmation import confirmation
from stagepact_research.analysis.construction import item_sets
from stagepact_research.analysis.decisions import decisions
from stagepact_research.estimates import conform, lookup, select, validate
from stagepact_research.scales import cronbach_alpha, fit_cfa, omega_total

# The build of tests/test_pipeline_changes.py counts these lines; counting them here too would take minutes.
pytestmark = pytest.mark.no_cover

CONSTANT = {"wave": 2024, "source": "survey", "provenance": "synthetic", "population": "opleidingsteams"}
IN_STEPS = [scale for scale in SCALES.scales if scale.id != "preventie"]
RULES = protocol().statistics


def decided(table: pd.DataFrame, components: float = 1.0) -> pd.DataFrame:
    return decisions(table, SCALES, {s.id: components for s in SCALES.scales}, RULES, constant=CONSTANT)


def test_the_rows_have_a_unique_key() -> None:
    validate(rows())


def test_every_scale_has_its_reliabilities() -> None:
    table = answers()
    for scale in IN_STEPS:
        own = table[list(scale.items)]
        key = {"subject": scale.id, "method": "", "variant": ""}
        assert lookup(rows(), statistic="alpha", **key)["estimate"] == cronbach_alpha(own)
        assert lookup(rows(), statistic="omega", **key)["estimate"] == pytest.approx(omega_total(own).value)
        ordinal = lookup(rows(), statistic="ordinal_alpha", **key)["estimate"]
        assert ordinal > cronbach_alpha(own)
    assert select(rows(), subject="preventie", statistic="omega").empty


def test_yes_no_items_are_never_fitted_by_maximum_likelihood() -> None:
    methods = set(select(rows(), subject="preventie", statistic="converged")["method"])
    assert methods == {"cfa_wlsmv"}
    together = select(rows(), group_by="alle_schalen", method="cfa_fiml")
    assert not together["subject"].isin(SCALES.scale("preventie").items).any()
    assert set(select(rows(), subject="preventie", statistic="invariance")["method"]) == {"invariantie_wlsmv"}


def test_a_scale_by_each_estimator_is_what_fit_cfa_gives() -> None:
    scale = SCALES.scale("zoeken")
    for estimator in ("ml", "fiml", "wlsmv"):
        found = fit_cfa(answers(), {"zoeken": scale.items}, estimator=estimator)
        key = {"subject": "zoeken", "method": f"cfa_{estimator}"}
        assert lookup(rows(), statistic="chi2", **key)["estimate"] == pytest.approx(found.chi2)
        rmsea = lookup(rows(), statistic="rmsea", **key)
        assert (rmsea["ci_low"], rmsea["ci_high"]) == pytest.approx((found.rmsea_low, found.rmsea_high))
        own = {"group_by": "schaal", "group": "zoeken", "method": f"cfa_{estimator}"}
        loadings = select(rows(), statistic="loading", **own)
        assert loadings["se"].to_numpy() == pytest.approx(found.loadings["se"].to_numpy())


def test_the_model_of_all_scales_is_exploratory_and_counts_122_parameters() -> None:
    row = lookup(rows(), subject="schalen", statistic="n_parameters", method="cfa_wlsmv")
    assert (row["estimate"], row["variant"]) == (122, "verkennend")
    zoeken = lookup(rows(), subject="zoeken", statistic="n_parameters", method="cfa_ml")
    assert (zoeken["estimate"], zoeken["variant"]) == (14, "")


def test_enough_respondents_make_it_more_than_exploratory() -> None:
    few = SCALES.scales[1:3]
    found = confirmation(answers(90), few, minimum_n_per_parameter=5, constant=CONSTANT)
    assert lookup(found, subject="schalen", statistic="chi2", method="cfa_fiml")["variant"] == ""
    found = confirmation(answers(80), few, minimum_n_per_parameter=5, constant=CONSTANT)
    assert lookup(found, subject="schalen", statistic="chi2", method="cfa_fiml")["variant"] == "verkennend"


def test_three_items_have_no_fit_and_the_note_says_why() -> None:
    own = answers()[list(SCALES.scale("belemmerend").items)]
    assert fit_cfa(own, {"belemmerend": list(own.columns)}).cfi == 1
    for method in ("cfa_ml", "cfa_fiml", "cfa_wlsmv"):
        key = {"subject": "belemmerend", "method": method}
        for statistic in ("cfi", "tli", "rmsea", "srmr"):
            assert np.isnan(lookup(rows(), statistic=statistic, **key)["estimate"]), (method, statistic)
        assert np.isnan(lookup(rows(), statistic="rmsea", **key)[["ci_low", "ci_high"]].astype(float)).all()
        assert "net geïdentificeerd" in lookup(rows(), statistic="converged", **key)["note"]


def test_the_form_of_three_items_is_no_evidence_that_groups_are_comparable() -> None:
    key = {"subject": "belemmerend", "method": "invariantie_ml", "category": "configural"}
    found = select(rows(), **key)
    assert len(found)
    assert (found.loc[found["statistic"] == "df", "estimate"] == 0).all()
    fit = found[found["statistic"].isin(["cfi", "rmsea", "srmr"])]
    assert len(fit)
    assert fit["estimate"].isna().all()


def test_an_item_that_everyone_answered_alike_leaves_the_other_scales_alone() -> None:
    found = measured(answers().assign(q08a=3.0))
    for statistic in ("alpha", "n_components", "kmo", "omega", "ordinal_alpha"):
        row = lookup(found, subject="voorbereiding", statistic=statistic, method="", variant="")
        assert np.isnan(row["estimate"])
        assert "q08a" in row["note"]
    before, after = (
        one[(one["subject"] == "zoeken") | (one["group"] == "zoeken") & (one["group_by"] != "alle_schalen")]
        for one in (rows(), found)
    )
    pd.testing.assert_frame_equal(after.reset_index(drop=True), before.reset_index(drop=True))
    assert np.isnan(lookup(found, subject="voorbereiding", statistic="repeated")["estimate"])
    assert "q08a" in lookup(found, subject="schalen", statistic="converged", method="cfa_fiml")["note"]
    validate(found)


def test_good_scales_are_repeated() -> None:
    found = decided(answers())
    assert (select(found, statistic="repeated")["estimate"] == 1).all()
    inside = select(found, statistic="kept", group_by="schaal")
    assert (inside["estimate"] == 1).all()
    assert len(inside) == 47
    outside = select(found, statistic="kept", group_by="schaal_met")
    assert (outside["estimate"] == 0).all()
    assert sorted(set(outside["subject"])) == sorted(LEFT_OUT)


def test_an_item_that_is_noise_is_dropped_and_the_decision_not_repeated() -> None:
    noise = np.random.default_rng(5).integers(1, 6, 140).astype(float)
    found = decided(answers().assign(q08c=noise))
    assert lookup(found, subject="q08c", statistic="kept", group="voorbereiding")["estimate"] == 0
    assert lookup(found, subject="voorbereiding", statistic="meets", category="ladingen")["estimate"] == 0
    assert lookup(found, subject="voorbereiding", statistic="repeated")["estimate"] == 0
    assert lookup(found, subject="zoeken", statistic="repeated")["estimate"] == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_an_item_left_out_that_belongs_to_the_scale_speaks_against_leaving_it_out(sign: int) -> None:
    table = answers()
    own = table[list(SCALES.scale("zoeken").items)].mean(axis=1).round().clip(1, 5)
    found = decided(table.assign(q09a=own if sign > 0 else 6 - own))
    key = {"subject": "q09a", "group_by": "schaal_met", "group": "zoeken"}
    assert lookup(found, statistic="kept", **key)["estimate"] == 1
    assert np.sign(lookup(found, statistic="loading", **key)["estimate"]) == sign
    inside = cronbach_alpha(table[list(SCALES.scale("zoeken").items)])
    assert lookup(found, statistic="alpha_if_added", **key)["estimate"] > inside
    assert lookup(found, subject="zoeken", statistic="repeated")["estimate"] == 0


def test_more_components_or_an_unknown_number_are_no_repetition() -> None:
    assert (select(decided(answers(), 2.0), statistic="repeated")["estimate"] == 0).all()
    assert select(decided(answers(), np.nan), statistic="repeated")["estimate"].isna().all()


def test_sets_are_the_questions_from_which_items_were_left_out() -> None:
    order = {item: item[:3] for item in sorted(answers().columns)}
    found = item_sets(SCALES, order)
    assert {name: len(items) for name, items in found.items()} == {"q05": 10, "q09+q10": 12}
    loadings = select(rows(), statistic="loading", group_by="set", group="q05")
    assert set(loadings["method"]) == {"oblimin"}
    assert len(loadings) % 10 == 0


def test_groups_that_are_too_small_do_not_count() -> None:
    kept = large_enough(pd.Series(["a"] * 30 + ["b"] * 5 + [None] * 3), 25)
    assert set(kept) == {"a"}


def test_one_group_is_no_comparison_and_the_note_says_so() -> None:
    row = lookup(
        rows(), subject="zoeken", statistic="invariance", group_by="sectorcategorie", method="invariantie_ml"
    )
    assert np.isnan(row["estimate"])
    assert "te weinig groepen" in row["note"]


def test_an_item_that_reads_otherwise_in_one_group_is_found_and_its_bias_is_told() -> None:
    table, by = answers(900, seed=3), groups(900)
    shifted = table["q08b"] + 1.5 * (by["leerweg"] == "bol")
    scale = [SCALES.scale("voorbereiding")]
    found = comparability(
        table.assign(q08b=shifted),
        {"leerweg": by["leerweg"]},
        scale,
        protocol().measurement.comparability,
        minimum=25,
        constant=CONSTANT,
    )
    verdict = lookup(found, statistic="invariance", method="invariantie_ml")
    assert (verdict["category"], verdict["estimate"]) == ("gedeeltelijk", 2)
    assert select(found, statistic="freed")["subject"].tolist() == ["q08b"]
    bias = lookup(found, statistic="mean_bias", group="bol")["estimate"]
    assert bias == pytest.approx(1.5 / 5, abs=0.05)


def test_a_category_that_a_group_does_not_use_is_merged_and_told() -> None:
    table, by = answers(400, seed=4), groups(400)
    low = (by["leerweg"] == "bol") & (table["q08a"] == 1)
    found = comparability(
        table.assign(q08a=table["q08a"].mask(low, 2.0)),
        {"leerweg": by["leerweg"]},
        [SCALES.scale("voorbereiding")],
        protocol().measurement.comparability,
        minimum=25,
        constant=CONSTANT,
    )
    row = lookup(found, statistic="invariance", method="invariantie_wlsmv")
    assert "samengevoegd: q08a (1 bij 2)" in row["note"]
    assert row["category"] in {"niet_weerlegd", "geschonden"}


def test_answers_that_are_merged_stand_together_for_each_item() -> None:
    merged = pd.DataFrame(
        {
            "item": ["q02a", "q02a", "q05f", "q05f"],
            "category": [1.0, 3.0, 1.0, 2.0],
            "into": [2.0, 2.0, 2.0, 3.0],
        }
    )
    assert merged_in_words(merged) == "samengevoegd: q02a (1 en 3 bij 2), q05f (1 bij 2 en 2 bij 3)"
    assert merged_in_words(merged.iloc[:0]) == ""


def test_a_group_that_is_too_small_is_told_with_its_number_of_answers() -> None:
    by = pd.Series(np.repeat(["ja", "nee", "weet_ik_niet"], [60, 60, 20]))
    found = comparability(
        answers(),
        {"meldingen": by},
        [SCALES.scale("belemmerend")],
        protocol().measurement.comparability,
        minimum=25,
        constant=CONSTANT,
    )
    rows = select(found, statistic="compared").set_index("group")
    assert rows["estimate"].to_dict() == {"ja": 1.0, "nee": 1.0, "weet_ik_niet": 0.0}
    assert rows["n"].to_dict() == {"ja": 60, "nee": 60, "weet_ik_niet": 20}


def test_beside_a_form_that_always_fits_the_cfi_falls_from_one() -> None:
    key = {"subject": "belemmerend", "group_by": "leerweg", "method": "invariantie_wlsmv"}
    key["category"] = "thresholds_loadings"
    cfi, change = (lookup(rows(), statistic=s, **key)["estimate"] for s in ("cfi", "delta_cfi"))
    assert change == pytest.approx(cfi - 1)


def test_a_level_with_a_negative_variance_is_not_admissible() -> None:
    # Two items that hang together far more than either does with the others.
    random = np.random.default_rng(8)
    a, b, c = random.multivariate_normal(np.zeros(3), [[1, 0.8, 0.7], [0.8, 1, 0.4], [0.7, 0.4, 1]], 400).T
    found = comparability(
        pd.DataFrame(dict(zip(SCALES.scale("belemmerend").items, (a, b, c), strict=True))),
        {"leerweg": pd.Series(np.repeat(["bol", "bbl_of_beide"], 200))},
        [SCALES.scale("belemmerend")],
        protocol().measurement.comparability,
        minimum=25,
        constant=CONSTANT,
    )
    key = {"statistic": "admissible", "method": "invariantie_ml"}
    assert lookup(found, category="configural", **key)["estimate"] == 0
    assert lookup(rows(), subject="zoeken", group_by="leerweg", category="configural", **key)["estimate"] == 1


def test_loadings_that_differ_stop_the_ladder_of_ordered_answers() -> None:
    random = np.random.default_rng(6)
    by = pd.Series(np.repeat(["a", "b"], 600))
    factor = random.standard_normal(1200)
    strength = np.where(by == "a", 1.5, 0.0)
    columns = {
        item: np.clip(
            np.round((strength if item == "q08e" else 1.5) * factor + random.standard_normal(1200) + 3), 1, 5
        )
        for item in SCALES.scale("voorbereiding").items
    }
    found = comparability(
        pd.DataFrame(columns),
        {"leerweg": by},
        [SCALES.scale("voorbereiding")],
        protocol().measurement.comparability,
        minimum=25,
        constant=CONSTANT,
    )
    row = lookup(found, statistic="invariance", method="invariantie_wlsmv")
    assert (row["category"], row["estimate"]) == ("geschonden", 1)
    assert row["note"].startswith("de CFI daalt") or row["note"].startswith("de RMSEA stijgt")


def test_nothing_answered_gives_reasons_and_no_traceback() -> None:
    empty = answers().astype(float)
    empty.loc[:] = np.nan
    found = measured(empty)
    validate(found)
    numbers = found[~found["statistic"].isin(["n_items", "meets", "compared"])]
    assert numbers["estimate"].isna().all()
    compared = select(found, statistic="compared")
    assert len(compared)
    assert (compared[["estimate", "n"]] == 0).all(axis=None)
    assert conform(found)["note"].str.len().gt(0).any()
